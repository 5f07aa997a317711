// compose up: create what is missing, start it, and stay attached unless told otherwise (cmd/compose/up.go).
import { orderedServices, withSelectedServices, type Project } from '../../../values/compose/index.ts';
import type { Flags } from '../../docker/flags/flag.ts';
import { Failure } from '../../docker/failure.ts';
import { out } from '../../docker/cli.ts';

import { upAttached } from '../attached/up.ts';
import type { Cascade } from '../attached/watching.ts';
import { timeoutOf, type Run } from '../command.ts';
import { createAll } from '../converge/create.ts';
import { startServices } from '../converge/start.ts';
import type { Work } from '../converge/state.ts';
import { engineOf } from '../engine.ts';
import { withProgress } from '../progress/writer.ts';
import { projectToRun } from '../project.ts';
import { applyOptions, applyScale, createOptions } from './create-options.ts';

/** validateFlags: what excludes what. */
function checkFlags(flags: Flags): { detach: boolean; cascade: Cascade } {
	const fail = flags.bool('abort-on-container-failure');
	const stop = flags.bool('abort-on-container-exit') || (flags.text('exit-code-from') !== '' && !fail);
	const attach = flags.list('attach').length > 0;
	const deps = flags.bool('attach-dependencies');
	if (stop && fail) throw new Failure('--abort-on-container-failure cannot be combined with --abort-on-container-exit');
	if (flags.bool('wait') && (deps || stop || attach))
		throw new Failure('--wait cannot be combined with --abort-on-container-exit, --attach or --attach-dependencies');
	const detach = flags.bool('detach') || flags.bool('wait');
	if (flags.bool('build') && flags.bool('no-build')) throw new Failure('--build and --no-build are incompatible');
	if (detach && (deps || stop || fail || attach || flags.bool('watch')))
		throw new Failure(
			`--${flags.bool('wait') ? 'wait' : 'detach'} cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch`
		);
	const never = flags.bool('no-recreate');
	if (flags.bool('renew-anon-volumes') && never) throw new Failure('--no-recreate and --renew-anon-volumes are incompatible');
	if (flags.bool('force-recreate') && never) throw new Failure('--force-recreate and --no-recreate are incompatible');
	if (flags.bool('always-recreate-deps') && never) throw new Failure('--always-recreate-deps and --no-recreate are incompatible');
	if (flags.bool('no-build') && flags.bool('watch')) throw new Failure('--no-build and --watch are incompatible');
	return { detach, cascade: stop ? 'stop' : fail ? 'fail' : 'ignore' };
}

/** Whose output is shown: --attach, or the services named without those that say attach: false; never --no-attach. */
function attachSet(project: Project, services: readonly string[], flags: Flags): readonly string[] {
	const chosen = flags.list('attach');
	const unknown = chosen.filter((name) => !Object.hasOwn(project.services, name));
	if (unknown.length > 0) throw new Failure(`cannot attach to services not included in up: ${unknown.join(', ')}`);
	const wanted =
		chosen.length > 0
			? chosen
			: orderedServices(project, services, flags.bool('attach-dependencies') ? 'dependencies' : 'none').filter(
					(name) => project.services[name]?.attach !== false
				);
	return wanted.filter((name) => !flags.list('no-attach').includes(name));
}

export const up: Run = function* (app, flags, services) {
	const { detach, cascade } = checkFlags(flags);
	let project = yield* projectToRun(app, services);
	const options = createOptions(app, flags, project, {
		renew: flags.bool('renew-anon-volumes'),
		dependencies: flags.bool('always-recreate-deps')
	});
	if (flags.list('attach').length > 0 && flags.bool('attach-dependencies')) throw new Failure('cannot combine --attach and --attach-dependencies');
	if (!app.options.allResources && Object.keys(project.services).length === 0) throw new Failure('no service selected');
	project = applyScale(applyOptions(project, flags), flags.list('scale'));
	if (flags.bool('no-deps')) project = withSelectedServices(project, services, 'none');
	const exitCodeFrom = flags.text('exit-code-from');
	if (exitCodeFrom !== '' && !Object.hasOwn(project.services, exitCodeFrom)) throw new Failure(`no such service: ${exitCodeFrom}: not found`);
	const build = options.build && { ...options.build, services, deps: !flags.bool('no-deps') };
	const create = { ...options, services, build, timeout: timeoutOf(flags) };
	const attachTo = detach ? [] : attachSet(project, services, flags);
	if (flags.bool('watch') && !Object.values(project.services).some((service) => service.develop?.watch))
		throw new Failure('none of the selected services is configured for watch, see https://docs.docker.com/compose/how-tos/file-watch/');
	const engine = engineOf(app);
	const waits = { wait: flags.bool('wait'), waitTimeout: flags.number('wait-timeout') * 1e6 };
	const noStart = flags.bool('no-start');
	const created = yield* withProgress(app, noStart ? 'Creating' : 'Running', function* (writer) {
		const work: Work = { engine, writer, project };
		yield* createAll(work, create);
		if (detach && !noStart) yield* startServices(work, waits);
		return work.project;
	});
	if (detach || noStart) return 0;
	if (app.dryRun) {
		yield* out("end of 'compose up' output, interactive run is not supported in dry-run mode\n");
		return 0;
	}
	const color = !flags.bool('no-color');
	const attached = {
		services,
		attachTo,
		cascade,
		exitCodeFrom,
		color,
		prefix: !flags.bool('no-log-prefix'),
		timestamps: flags.bool('timestamps'),
		start: waits,
		watch: flags.bool('watch'),
		menu: flags.changed('menu') ? flags.bool('menu') : undefined
	};
	return yield* upAttached(app, created, attached);
};
