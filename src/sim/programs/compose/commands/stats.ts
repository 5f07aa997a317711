// compose stats: docker stats of the project's containers. FIDELITY: which they are is found out when it starts.
import dockerStats from '../../docker/commands/container/stats.ts';
import { out } from '../../docker/cli.ts';
import { statsRows } from '../../docker/format/stats.ts';
import type { Run } from '../command.ts';
import { flag, runDocker } from '../docker-command.ts';
import { engineOf, labelFilter, listContainers } from '../engine.ts';
import { labels } from '../labels.ts';
import { projectName } from '../project.ts';

export const stats: Run = function* (app, flags, [service]) {
	const pairs: (readonly [string, string])[] = [[labels.project, yield* projectName(app)]];
	if (service !== undefined) pairs.push([labels.service, service]);
	const containers = yield* listContainers(engineOf(app), labelFilter(pairs), flags.bool('all'));
	if (containers.length === 0) {
		yield* out(statsRows(flags.text('format') || 'table', [], true));
		return 0;
	}
	return yield* runDocker(app, dockerStats, [
		`--no-stream=${flags.bool('no-stream')}`,
		`--no-trunc=${flags.bool('no-trunc')}`,
		...flag('format', flags.text('format')),
		...containers.map((container) => container.Id.slice(0, 12))
	]);
};
