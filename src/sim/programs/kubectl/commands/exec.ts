// kubectl exec and kubectl attach.
import type { Sys } from '../../../engine/index.ts';
import { build, strict } from '../builder.ts';
import { podArguments } from '../complete-resources.ts';
import { bool, str, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { attachHelp } from '../help/attach.ts';
import { execHelp } from '../help/exec.ts';
import { allContainerNames, attachablePod, defaultContainer, findContainer, podRunningTimeout } from '../pods.ts';
import { err, out, type Session } from '../session.ts';
import { attachStreams, execStreams, usableTty } from '../streams.ts';
import { command } from '../tree.ts';

function* podOf(s: Session, words: readonly string[]): Sys<Json> {
	const [first = '', second] = words;
	const args = second !== undefined ? [first, second] : first === '' ? [] : first.includes('/') ? [first] : ['pods', first];
	const infos = strict(yield* build(s, { args, fetch: true }));
	if (infos.length !== 1) throw new Failure('cannot exec into multiple objects at a time');
	return yield* attachablePod(s, infos[0]?.object ?? {}, podRunningTimeout(s));
}
const completed = (pod: Json): boolean => ['Succeeded', 'Failed'].includes(str(pod, 'status', 'phase'));

function* exec(s: Session): Sys<number> {
	const dash = s.flags.argsLenAtDash;
	const resource = s.args.length > 0 && dash !== 0 ? (s.args[0] ?? '') : '';
	const words = dash > -1 ? s.args.slice(dash) : [];
	if (dash < 0 && (s.args.length > 1 || (s.args.length > 0 && s.list('filename').length > 0)))
		throw s.usage('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
	if (s.num('pod-running-timeout') <= 0) throw s.usage('--pod-running-timeout must be higher than zero');
	if (resource === '' && s.list('filename').length === 0) throw new Failure('pod, type/name or --filename must be specified');
	if (words.length === 0) throw new Failure('you must specify at least one command for the container');
	const pod = yield* podOf(s, resource === '' ? [] : [resource]);
	if (completed(pod)) throw new Failure(`cannot exec into a container in a completed pod; current phase is ${str(pod, 'status', 'phase')}`);
	const name = str(pod, 'metadata', 'name');
	let container = s.str('container');
	if (container === '') container = yield* defaultContainer(pod, '', s.bool('quiet'));
	else if (!findContainer(pod, container)) throw new Failure(`container ${container} is not valid for pod ${name} out of: ${allContainerNames(pod)}`);
	const tty = yield* usableTty(s.bool('tty'), s.bool('stdin'), s.bool('quiet'));
	yield* execStreams(s, { namespace: str(pod, 'metadata', 'namespace'), pod: name, container, stdin: s.bool('stdin'), tty, quiet: s.bool('quiet') }, words);
	return 0;
}
export const execCommand = command(execHelp, { run: exec, complete: podArguments });

/** Attaches to a container as its terminal allows. `command`: how to attach again, as the closing line shows it. */
export function* attachTo(s: Session, pod: Json, container: string, command: string): Sys<void> {
	const quiet = s.bool('quiet');
	const found = findContainer(pod, container);
	const own = bool(found?.container, 'tty');
	if (s.bool('tty') && !own && !quiet) yield* err(`error: Unable to use a TTY - container ${container} did not allocate one\n`);
	const tty = yield* usableTty(own, s.bool('stdin'), quiet);
	if (!quiet) {
		yield* err(
			'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n'
		);
		yield* err("If you don't see a command prompt, try pressing enter.\n");
	}
	const [namespace, name] = [str(pod, 'metadata', 'namespace'), str(pod, 'metadata', 'name')];
	yield* attachStreams(s, { namespace, pod: name, container, stdin: s.bool('stdin'), tty, quiet });
	if (!quiet && s.bool('stdin') && tty) {
		const ephemeral = found?.fieldPath.startsWith('spec.ephemeralContainers') === true;
		yield* out(
			ephemeral
				? `Session ended, the ephemeral container will not be restarted but may be reattached using '${command} -c ${container} -n ${namespace} -i -t' if it is still running\n`
				: `Session ended, resume using '${command} -c ${container} -n ${namespace} -i -t' command\n`
		);
	}
}

function* attach(s: Session): Sys<number> {
	if (s.num('pod-running-timeout') <= 0) throw s.usage('--pod-running-timeout must be higher than zero');
	if (s.args.length === 0) throw new Failure('at least 1 argument is required for attach');
	if (s.args.length > 2) throw new Failure(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${s.args.length}: [${s.args.join(' ')}]`);
	const pod = yield* podOf(s, s.args);
	if (completed(pod)) throw new Failure(`cannot attach a container in a completed pod; current phase is ${str(pod, 'status', 'phase')}`);
	const quiet = s.bool('quiet');
	let container: string;
	try {
		container = yield* defaultContainer(pod, s.str('container'), quiet);
	} catch (error) {
		if (error instanceof Failure) throw new Failure(`cannot attach to the container: ${error.message}`);
		throw error;
	}
	yield* attachTo(s, pod, container, `${s.path} ${str(pod, 'metadata', 'name')}`);
	return 0;
}
export const attachCommand = command(attachHelp, { run: attach, complete: podArguments });
