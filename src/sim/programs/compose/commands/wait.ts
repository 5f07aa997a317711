// compose wait: until the containers of services have ended; ends with the last one's code (pkg/compose/wait.go).
import type { Sys } from '../../../engine/index.ts';
import { goQuote } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import type { Run } from '../command.ts';
import { downProject } from '../converge/down.ts';
import { askJson, engineOf, getContainers, type Container } from '../engine.ts';
import { group } from '../fibers.ts';
import { withProgress } from '../progress/writer.ts';
import { projectOrName } from '../project.ts';

export const wait: Run = function* (app, flags, services) {
	const { name } = yield* projectOrName(app, []);
	const engine = engineOf(app);
	const containers = yield* getContainers(engine, name, { oneOff: 'include', all: false, services });
	if (containers.length === 0) throw new Failure(`no containers for project ${goQuote(name)}`);
	let code = 0;
	function* one(container: Container): Sys<void> {
		const { StatusCode } = yield* askJson<{ StatusCode: number }>(engine, 'POST', `/containers/${container.Id}/wait`);
		yield* out(`container ${goQuote(container.Id)} exited with status code ${StatusCode}\n`);
		code = StatusCode;
	}
	yield* group(containers.map(one), { cancels: true });
	if (flags.bool('down-project')) {
		const options = { services: [], removeOrphans: true, timeout: undefined, images: '', volumes: false } as const;
		yield* withProgress(app, 'Running', (writer) => downProject({ engine, writer }, name, undefined, options));
	}
	return code;
};
