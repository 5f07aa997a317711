// compose down (cmd/compose/down.go).
import { goQuote } from '../../../values/index.ts';
import { Failure } from '../../docker/failure.ts';
import { timeoutOf, type Run } from '../command.ts';
import { downProject } from '../converge/down.ts';
import { engineOf } from '../engine.ts';
import { warn } from '../log.ts';
import { withProgress } from '../progress/writer.ts';
import { projectOrName } from '../project.ts';

export const down: Run = function* (app, flags, services) {
	const images = flags.text('rmi');
	if (images !== '' && images !== 'all' && images !== 'local') throw new Failure(`invalid value for --rmi: ${goQuote(images)}`);
	if (app.cli.argv.some((word) => word === '--volume' || word.startsWith('--volume='))) yield* warn(app, '--volume is deprecated, please use --volumes');
	const { project, name } = yield* projectOrName(app, services);
	const options = {
		services,
		removeOrphans: flags.bool('remove-orphans'),
		timeout: timeoutOf(flags),
		images,
		volumes: flags.bool('volumes')
	} as const;
	yield* withProgress(app, 'Running', (writer) => downProject({ engine: engineOf(app), writer }, name, project, options));
	return 0;
};
