// compose build (cmd/compose/build.go).
import { err } from '../../docker/cli.ts';
import type { Run } from '../command.ts';
import { buildServices } from '../build/build.ts';
import { engineOf } from '../engine.ts';
import { quiet, withProgress } from '../progress/writer.ts';
import { toProject } from '../project.ts';
import { applyPlatforms } from './create-options.ts';

export const build: Run = function* (app, flags, services) {
	if (flags.changed('progress') && flags.text('ssh') === '')
		yield* err('--progress is a global compose flag, better use `docker compose --progress xx build ...\n');
	const project = applyPlatforms(yield* toProject(app, [], { skipEnvironment: true }), false);
	const silent = flags.bool('quiet');
	const options = {
		services,
		deps: flags.bool('with-dependencies'),
		pull: flags.bool('pull'),
		push: flags.bool('push'),
		noCache: flags.bool('no-cache'),
		quiet: silent,
		print: flags.bool('print'),
		check: flags.bool('check'),
		args: flags.list('build-arg'),
		progress: flags.text('progress') || (app.mode === 'auto' ? '' : app.mode)
	};
	const engine = engineOf(app);
	yield* withProgress(app, 'Building', (writer) => buildServices({ engine, writer: silent ? quiet : writer, project }, options, new Set()));
	return 0;
};
