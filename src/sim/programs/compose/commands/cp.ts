// compose cp: docker cp with the containers of a service; into all of them, out of the first (pkg/compose/cp.go).
import type { Sys } from '../../../engine/index.ts';
import { goQuote } from '../../../values/index.ts';
import dockerCp from '../../docker/commands/container/cp.ts';
import { Failure } from '../../docker/failure.ts';
import { cut } from '../../docker/opts/cut.ts';
import type { Run } from '../command.ts';
import { runDocker } from '../docker-command.ts';
import { engineOf, getContainers, type Container, type Engine } from '../engine.ts';
import { group } from '../fibers.ts';
import { canonicalName } from '../names.ts';
import { withProgress } from '../progress/writer.ts';
import { projectName } from '../project.ts';
import { findContainer } from './find.ts';

const splitArg = (arg: string): readonly [service: string, path: string] => {
	const [service, path, found] = cut(arg, ':');
	return arg.startsWith('/') || !found || service.startsWith('.') ? ['', arg] : [service, path];
};

function* targets(engine: Engine, project: string, service: string, index: number, all: boolean, from: boolean): Sys<readonly Container[]> {
	if (index > 0) return [yield* findContainer(engine, project, service, index, { oneOff: 'exclude', all: true })];
	const list = yield* getContainers(engine, project, { oneOff: all ? 'include' : 'exclude', all: true, services: [service] });
	if (list.length === 0) throw new Failure(`no container found for service ${goQuote(service)}`);
	return from ? list.slice(0, 1) : list;
}

export const cp: Run = function* (app, flags, [source = '', target = '']) {
	if (source === '') throw new Failure('source can not be empty');
	if (target === '') throw new Failure('destination can not be empty');
	const name = yield* projectName(app);
	const [fromService, fromPath] = splitArg(source);
	const [toService, toPath] = splitArg(target);
	yield* withProgress(app, 'Copying', function* (writer) {
		if (fromService !== '' && toService !== '') throw new Failure('copying between services is not supported');
		if (fromService === '' && toService === '') throw new Failure('unknown copy direction');
		const from = fromService !== '';
		const list = yield* targets(engineOf(app), name, from ? fromService : toService, flags.number('index'), flags.bool('all'), from);
		function* one(container: Container): Sys<void> {
			const id = canonicalName(container);
			const text = from ? `copy ${id}:${fromPath} to ${toPath}` : `copy ${fromPath} to ${id}:${toPath}`;
			yield* writer.event({ id, text, status: 'working', statusText: 'Copying' });
			if (!app.dryRun)
				yield* runDocker(app, dockerCp, [
					'--quiet',
					`--follow-link=${flags.bool('follow-link')}`,
					`--archive=${flags.bool('archive')}`,
					'--',
					from ? `${container.Id}:${fromPath}` : fromPath,
					from ? toPath : `${container.Id}:${toPath}`
				]);
			yield* writer.event({ id, text, status: 'done', statusText: 'Copied' });
		}
		yield* group(list.map(one));
	});
	return 0;
};
