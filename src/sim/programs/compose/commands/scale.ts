// compose scale SERVICE=N: converges only these services, and starts them (cmd/compose/scale.go).
import { withSelectedServices } from '../../../values/compose/index.ts';
import { Failure } from '../../docker/failure.ts';
import type { Run } from '../command.ts';
import { createAll } from '../converge/create.ts';
import { plainStart, startServices } from '../converge/start.ts';
import type { Work } from '../converge/state.ts';
import { engineOf } from '../engine.ts';
import { withProgress } from '../progress/writer.ts';
import { toProject } from '../project.ts';
import { scaled } from './create-options.ts';

export const scale: Run = function* (app, flags, args) {
	const counts = new Map<string, number>();
	for (const arg of args) {
		const at = arg.indexOf('=');
		const [name, count] = [arg.slice(0, at), arg.slice(at + 1)];
		if (at <= 0 || count === '') throw new Failure(`invalid scale specifier: ${arg}`);
		if (!/^[+-]?\d+$/.test(count)) throw new Failure(`invalid scale specifier: can't parse replica value as int: ${arg}`);
		counts.set(name, Number(count));
	}
	const services = [...counts.keys()].sort();
	let project = yield* toProject(app, services);
	if (flags.bool('no-deps')) project = withSelectedServices(project, services, 'none');
	for (const [name, count] of counts) project = scaled(project, name, count);
	yield* withProgress(app, 'Running', function* (writer) {
		const work: Work = { engine: engineOf(app), writer, project };
		yield* createAll(work, {
			services,
			build: undefined,
			removeOrphans: false,
			ignoreOrphans: false,
			recreate: 'diverged',
			recreateDependencies: 'diverged',
			inherit: false,
			timeout: undefined,
			quietPull: false,
			assumeYes: false
		});
		yield* startServices(work, plainStart);
	});
	return 0;
};
