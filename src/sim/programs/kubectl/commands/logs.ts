// kubectl logs: of pods, of what selects pods, one container or all, once or followed.
import type { Sys } from '../../../engine/index.ts';
import { close, nextChunk, poll, write } from '../../../kernel/index.ts';
import { bodyBytes, sleep } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { rfc3339, parseTime, text as decode } from '../../../values/index.ts';
import { build } from '../builder.ts';
import { namespaceOf } from '../client-config.ts';
import { podArguments } from '../complete-resources.ts';
import { arr, isObject, pairs, str, type Json } from '../dig.ts';
import { Failure, throwAll } from '../failure.ts';
import { logsHelp } from '../help/logs.ts';
import { allContainerNames, findContainer, firstPod, goType, podRunningTimeout, selectorOf } from '../pods.ts';
import { stream } from '../rest.ts';
import { err, type Session } from '../session.ts';
import { command, type LoopState, type Outcome } from '../tree.ts';

const usage = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

interface Wanted {
	readonly namespace: string;
	readonly pod: string;
	readonly container: string;
	readonly prefix: string;
}

function* ofPod(s: Session, pod: Json, container: string, all: boolean, quiet: boolean): Sys<Wanted[]> {
	const name = str(pod, 'metadata', 'name');
	const namespace = str(pod, 'metadata', 'namespace');
	const one = (chosen: string): Wanted => {
		const found = findContainer(pod, chosen);
		if (!found) throw new Failure(`container ${chosen} is not valid for pod ${name} out of: ${allContainerNames(pod)}`);
		return { namespace, pod: name, container: chosen, prefix: s.bool('prefix') || s.bool('all-pods') ? `[pod/${name}/${chosen}] ` : '' };
	};
	if (all) return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => arr(pod, 'spec', list).map((each) => one(str(each, 'name'))));
	let chosen = container;
	const annotated = pairs(pod, 'metadata', 'annotations')['kubectl.kubernetes.io/default-container'] ?? '';
	if (chosen === '' && annotated !== '') {
		if (findContainer(pod, annotated)) chosen = annotated;
		else yield* err(`Default container name "${annotated}" not found in pod ${name}\n`);
	}
	if (chosen === '') {
		chosen = str(pod, 'spec', 'containers', 0, 'name');
		const count = arr(pod, 'spec', 'containers').length + arr(pod, 'spec', 'initContainers').length + arr(pod, 'spec', 'ephemeralContainers').length;
		if (count > 1 && !quiet) yield* err(`Defaulted container "${chosen}" out of: ${allContainerNames(pod)}\n`);
	}
	return [one(chosen)];
}
function* wantedLogs(s: Session, object: Json, container: string): Sys<Wanted[]> {
	const all = s.bool('all-containers');
	if (str(object, 'kind') === 'Pod') return yield* ofPod(s, object, container, all, s.bool('all-pods'));
	if (str(object, 'kind') === 'PodList') {
		const found: Wanted[] = [];
		for (const pod of arr(object, 'items').filter(isObject)) found.push(...(yield* ofPod(s, pod, container, all, false)));
		return found;
	}
	let selector: string;
	try {
		selector = selectorOf(object);
	} catch (error) {
		if (error instanceof Failure) throw new Failure(`cannot get the logs from ${goType(object)}: ${error.message}`);
		throw error;
	}
	const { pod, pods } = yield* firstPod(s, str(object, 'metadata', 'namespace'), selector, podRunningTimeout(s), 'logging');
	if (s.bool('all-pods')) {
		const found: Wanted[] = [];
		for (const one of pods) found.push(...(yield* ofPod(s, one, container, all, true)));
		return found;
	}
	if (pods.length > 1) yield* err(`Found ${pods.length} pods, using pod/${str(pod, 'metadata', 'name')}\n`);
	return yield* ofPod(s, pod, container, all, false);
}

function logQuery(s: Session, container: string): Readonly<Record<string, string | number | boolean | undefined>> {
	const tail = s.changed('tail') ? s.num('tail') : s.str('selector') !== '' && !s.bool('follow') ? 10 : s.str('selector') !== '' ? 10 : -1;
	const since = s.num('since');
	return {
		container,
		follow: s.bool('follow') || undefined,
		previous: s.bool('previous') || undefined,
		timestamps: s.bool('timestamps') || undefined,
		tailLines: tail >= 0 && tail !== -1 ? String(tail) : undefined,
		limitBytes: s.num('limit-bytes') || undefined,
		sinceSeconds: since === 0 ? undefined : Math.ceil(since / 1_000_000),
		sinceTime: sinceTime(s),
		insecureSkipTLSVerifyBackend: s.bool('insecure-skip-tls-verify-backend') || undefined
	};
}
function sinceTime(s: Session): string | undefined {
	const given = s.str('since-time');
	if (given === '') return undefined;
	const time = parseTime(given);
	if (time === undefined) throw new Failure(`parsing time "${given}" as "2006-01-02T15:04:05Z07:00": cannot parse "${given}" as "2006"`);
	return rfc3339(time);
}
function check(s: Session, container: string): void {
	if (s.str('since-time') !== '' && s.num('since') !== 0) throw new Failure('at most one of `sinceTime` or `sinceSeconds` may be specified');
	if (s.bool('all-containers') && container !== '') throw new Failure(`--all-containers=true should not be specified with container name ${container}`);
	if (s.changed('container') && s.args.length === 2) throw new Failure('only one of -c or an inline [CONTAINER] arg is allowed');
	if (s.num('limit-bytes') < 0) throw new Failure('--limit-bytes must be greater than 0');
	if (s.num('since') < 0) throw new Failure('--since must be greater than 0');
	if (s.num('tail') < -1) throw new Failure('--tail must be greater than or equal to -1');
}

function* open(s: Session, wanted: Wanted): Sys<{ fd: number; body: Uint8Array | undefined }> {
	const { fd, response } = yield* stream(s, 'GET', `/api/v1/namespaces/${wanted.namespace}/pods/${wanted.pod}/log`, { query: logQuery(s, wanted.container) });
	if (response.stream) return { fd, body: undefined };
	yield* close(fd);
	return { fd: -1, body: bodyBytes(response.body) };
}
/** Text with a prefix on each line. */
function* emit(prefix: string, bytes: Uint8Array): Sys<void> {
	if (bytes.length === 0) return;
	if (prefix === '') {
		yield* write(1, bytes);
		return;
	}
	const lines = decode(bytes).split('\n');
	const last = lines.pop() ?? '';
	yield* write(1, lines.map((line) => `${prefix}${line}\n`).join('') + (last === '' ? '' : prefix + last));
}
function* consume(s: Session, wanted: Wanted): Sys<void> {
	const { fd, body } = yield* open(s, wanted);
	if (body) return yield* emit(wanted.prefix, body);
	for (;;) {
		const piece = yield* nextChunk(fd);
		if (piece === null || piece === undefined) break;
		yield* emit(wanted.prefix, bodyBytes(piece));
	}
	yield* close(fd);
}

interface FollowState extends LoopState {
	readonly loop: 'logs';
	readonly streams: readonly { readonly fd: number; readonly prefix: string }[];
}
/** One turn of logs -f: the next piece of any stream. */
export function* logsLoop(given: LoopState): Sys<Outcome> {
	const { streams } = given as FollowState;
	if (streams.length === 0) return 0;
	const readable = streams.length === 1 ? streams.map(({ fd }) => fd) : yield* poll(streams.map(({ fd }) => fd));
	let left = streams;
	for (const fd of readable) {
		const one = streams.find((each) => each.fd === fd);
		const piece = yield* nextChunk(fd);
		if (piece === null || piece === undefined) {
			yield* close(fd);
			left = left.filter((each) => each.fd !== fd);
		} else yield* emit(one?.prefix ?? '', bodyBytes(piece));
	}
	return { loop: 'logs', streams: left } satisfies FollowState;
}
function* follow(s: Session, list: readonly Wanted[]): Sys<Outcome> {
	if (list.length > 1 && list.length > s.num('max-log-requests'))
		throw new Failure(
			`you are attempting to follow ${list.length} log streams, but maximum allowed concurrency is ${s.num('max-log-requests')}, use --max-log-requests to increase the limit`
		);
	const streams: { fd: number; prefix: string }[] = [];
	for (const wanted of list) {
		for (let tries = 0; ; tries++) {
			try {
				const { fd, body } = yield* open(s, wanted);
				if (body) yield* emit(wanted.prefix, body);
				else streams.push({ fd, prefix: wanted.prefix });
				break;
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				if (s.bool('ignore-errors')) {
					yield* write(1, `error: ${error.message}\n`);
					break;
				}
				yield* err(`${error.message}\n`);
				if (tries * 1_000_000 >= podRunningTimeout(s)) throw new Failure('timed out waiting for the condition');
				yield* sleep(1_000_000);
			}
		}
	}
	return { loop: 'logs', streams } satisfies FollowState;
}

function* run(s: Session): Sys<Outcome> {
	const selector = s.str('selector');
	const { args } = s;
	if (args.length === 0 && selector === '') throw s.usage(usage);
	if (args.length > 2) throw s.usage(usage);
	if (args.length === 1 && selector !== '') throw s.usage('only a selector (-l) or a POD name is allowed');
	const container = args.length === 2 ? (args[1] ?? '') : s.str('container');
	const { namespace } = yield* namespaceOf(s);
	podRunningTimeout(s);
	let object: Json;
	try {
		if (selector !== '') {
			const built = yield* build(s, { args: ['pods'], labelSelector: selector, noFiles: true });
			throwAll(built.errors);
			object = { apiVersion: 'v1', kind: 'PodList', items: built.infos.map((info) => info.object ?? {}) };
			if (built.infos.length === 0) yield* err(`No resources found in ${namespace} namespace.\n`);
		} else {
			const [name = ''] = args;
			const built = yield* build(s, { args: name.includes('/') ? [name] : ['pods', name], fetch: true, noFiles: true, singleType: true });
			throwAll(built.errors);
			object = built.infos[0]?.object ?? {};
		}
	} catch (error) {
		if (error instanceof ApiError && error.reason === 'NotFound')
			throw new Failure(`error from server (NotFound): ${error.message} in namespace "${namespace}"`);
		throw error;
	}
	check(s, container);
	const list = yield* wantedLogs(s, object, container);
	if (s.bool('follow')) return yield* follow(s, list);
	for (const wanted of list) {
		try {
			yield* consume(s, wanted);
		} catch (error) {
			if (!(error instanceof ApiError) || !s.bool('ignore-errors')) throw error;
			yield* write(1, `error: ${error.message}\n`);
		}
	}
	return 0;
}
export const logs = command(logsHelp, { run, complete: podArguments });
