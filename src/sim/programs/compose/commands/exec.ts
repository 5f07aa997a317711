// compose exec: docker exec in a service's container, with a terminal when stdout is one (cmd/compose/exec.go).
import dockerExec from '../../docker/commands/container/exec.ts';
import type { Run } from '../command.ts';
import { flag, runDocker } from '../docker-command.ts';
import { engineOf } from '../engine.ts';
import { projectName } from '../project.ts';
import { findContainer } from './find.ts';

export const exec: Run = function* (app, flags, args) {
	const [service = '', ...command] = args;
	const name = yield* projectName(app);
	const container = yield* findContainer(engineOf(app), name, service, flags.number('index'), { oneOff: 'include', all: false });
	return yield* runDocker(app, dockerExec, [
		`--interactive=${flags.bool('interactive')}`,
		`--tty=${!flags.bool('no-TTY')}`,
		`--detach=${flags.bool('detach')}`,
		`--privileged=${flags.bool('privileged')}`,
		...flag('user', flags.text('user')),
		...flag('workdir', flags.text('workdir')),
		...flags.list('env').map((value) => `--env=${value}`),
		'--',
		container.Id,
		...command
	]);
};
