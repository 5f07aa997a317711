// Builders of the docker-container driver: a container of the engine, made from moby/buildkit when the builder is booted, in which buildkitd works.
// Follows driver/docker-container. FIDELITY: the simulated Docker Hub has no moby/buildkit, so booting ends with the engine's refusal to pull it,
// unless an image of that name is in the store; what buildkitd would say is not modelled. Invariant: no other driver is used in its stead.
import type { Sys } from '../../engine/index.ts';
import { clock, sleep } from '../../kernel/index.ts';
import { encodeJson } from '../../values/index.ts';
import { answer, bodyJson, daemonError, dispatch, readBody } from '../docker/client/http.ts';
import { nextMessage, opened } from '../docker/client/api.ts';
import { Failure } from '../docker/failure.ts';
import type { Flags } from '../docker/flags/flag.ts';
import { hostOf } from './client.ts';
import type { Display } from './display.ts';
import { currentName, findInstance, type Instance } from './instances.ts';

type Env = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, unknown>>;
const image = 'moby/buildkit:buildx-stable-1';
const vertex = -3;
export const daemonFlags = '--allow-insecure-entitlement=network.host';
export const noOutput =
	'WARNING: No output specified with docker-container driver. Build result will only remain in the build cache. To push result image into registry use --push or to load image into docker use --load\n';

/** The builder that is meant: undefined is the context's own. Throws Failure when there is none of that name. */
export function* builderOf(flags: Flags, env: Env): Sys<Instance | undefined> {
	return yield* findInstance(env, flags.text('builder') || (yield* currentName(env)));
}
export const containerOf = (node: string): string => `buildx_buildkit_${node}`;

const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});
/** One request to the engine. Throws Failure with its error; undefined for 404 when that is allowed. */
function* engine(env: Env, method: string, path: string, body?: Fields, missing = false): Sys<Fields | undefined> {
	const pending = yield* dispatch(hostOf(env), { method, path, headers: { 'Content-Type': 'application/json' }, ...(body ? { body: encodeJson(body) } : {}) });
	const response = yield* answer(pending);
	const said = yield* readBody(pending.fd, response);
	if (response.status === 404 && missing) return undefined;
	if (response.status >= 400) throw daemonError(response.status, said, pending.request);
	return response.status === 204 ? {} : fields(bodyJson(said));
}
const inspect = (env: Env, node: string): Sys<Fields | undefined> => engine(env, 'GET', `/containers/${containerOf(node)}/json`, undefined, true);

/** What `ls` says of a node. */
export function* statusOf(env: Env, node: string): Sys<'inactive' | 'running' | 'stopped'> {
	const found = yield* inspect(env, node);
	return !found ? 'inactive' : fields(found['State'])['Running'] === true ? 'running' : 'stopped';
}
/** Stops a node's container. */
export function* stopNode(env: Env, node: string): Sys<void> {
	if ((yield* statusOf(env, node)) === 'running') yield* engine(env, 'POST', `/containers/${containerOf(node)}/stop`);
}
/** Removes a node's container, and its state. */
export function* removeNode(env: Env, node: string, keep: { readonly state: boolean; readonly daemon: boolean }): Sys<void> {
	if (!keep.daemon) yield* stopNode(env, node);
	if (keep.daemon || (yield* statusOf(env, node)) === 'inactive') return;
	yield* engine(env, 'DELETE', `/containers/${containerOf(node)}?force=1&v=1`);
	if (!keep.state) yield* engine(env, 'DELETE', `/volumes/${containerOf(node)}_state`, undefined, true);
}
/** What a client of a node is told that has no container. */
export function* needsNode(env: Env, { node }: Instance): Sys<never> {
	yield* engine(env, 'POST', `/containers/${containerOf(node)}/exec`, {
		Cmd: ['buildctl', 'dial-stdio'],
		AttachStdin: true,
		AttachStdout: true,
		AttachStderr: true
	});
	throw new Failure('failed to list workers: Unavailable: connection error: desc = "error reading server preface: EOF"');
}

/** Boots a builder, as one step. Throws Failure. */
export function* boot(display: Display, { node }: Instance, env: Env): Sys<void> {
	const began = yield* clock();
	yield* display.take({ vertex, step: '[internal] booting buildkit' }, began);
	/** A part of it, told when it has ended. */
	const part = function* (name: string, work: Sys<void>): Sys<void> {
		const from = yield* clock();
		let failure: Failure | undefined;
		try {
			yield* work;
		} catch (error) {
			if (!(error instanceof Failure)) throw error;
			failure = error;
		}
		const now = yield* clock();
		yield* display.take({ vertex, line: `${name}${now - from > 10_000 ? ` ${((now - from) / 1e6).toFixed(1)}s` : ''} done` }, now);
		if (failure) throw failure;
	};
	try {
		if (yield* inspect(env, node)) yield* part(`starting container ${containerOf(node)}`, start(env, node));
		else {
			yield* fetchImage(env, part);
			yield* part(`creating container ${containerOf(node)}`, create(env, node));
		}
	} catch (error) {
		if (error instanceof Failure) yield* display.take({ vertex, error: error.text }, yield* clock());
		throw error;
	}
	const now = yield* clock();
	yield* display.take({ vertex, end: 'done', us: now - began }, now);
}
function* fetchImage(env: Env, part: (name: string, work: Sys<void>) => Sys<void>): Sys<void> {
	try {
		yield* part(`pulling image ${image}`, pull(env));
	} catch (error) {
		if (!(error instanceof Failure) || !(yield* engine(env, 'GET', `/images/${image}/json`, undefined, true))) throw error;
		yield* part(`pulling failed, using local image ${image}`, (function* (): Sys<void> {})());
	}
}
function* pull(env: Env): Sys<void> {
	const [name = '', tag = ''] = image.split(':');
	const pending = yield* dispatch(hostOf(env), { method: 'POST', path: `/images/create?fromImage=${encodeURIComponent(name)}&tag=${tag}`, headers: {} });
	const response = yield* answer(pending);
	if (response.status !== 200) throw daemonError(response.status, yield* readBody(pending.fd, response), pending.request);
	let stream = opened(pending.fd, response);
	for (let next = yield* nextMessage(stream); next; next = yield* nextMessage(stream)) {
		stream = next.stream;
		const { error } = fields(next.message);
		if (typeof error === 'string') throw new Failure(error);
	}
}
function* create(env: Env, node: string): Sys<void> {
	const name = containerOf(node);
	const mounts = [{ Type: 'volume', Source: `${name}_state`, Target: '/var/lib/buildkit' }];
	const host = { Privileged: true, Mounts: mounts, Init: true, RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 } };
	yield* engine(env, 'POST', `/containers/create?name=${name}`, { Image: image, Cmd: [daemonFlags], HostConfig: host });
	yield* start(env, node);
}
/** Starts the container and waits until buildkitd answers in it. */
function* start(env: Env, node: string): Sys<void> {
	yield* engine(env, 'POST', `/containers/${containerOf(node)}/start`);
	for (let attempt = 1; ; attempt++) {
		let status: unknown = 126;
		try {
			const made = yield* engine(env, 'POST', `/containers/${containerOf(node)}/exec`, { Cmd: ['buildctl', 'debug', 'workers'] });
			const id = String(made?.['Id'] ?? '');
			yield* engine(env, 'POST', `/exec/${id}/start`, { Detach: true });
			let found = yield* engine(env, 'GET', `/exec/${id}/json`);
			for (; found?.['Running'] === true; found = yield* engine(env, 'GET', `/exec/${id}/json`)) yield* sleep(20_000);
			status = found?.['ExitCode'];
		} catch (error) {
			if (!(error instanceof Failure) || attempt > 15) throw error;
		}
		if (status === 0) return;
		if (attempt > 15) throw new Failure(`exit code ${String(status)}`);
		yield* sleep(attempt * 120_000);
	}
}
