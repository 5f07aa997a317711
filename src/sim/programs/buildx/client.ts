// One build on the engine's build connection: asks it, answers its questions about files and secrets, shows its progress.
// Invariant: the connection is closed at the end; what the engine asks for is read only then.
import { Errno, type Sys } from '../../engine/index.ts';
import { clock, close, recv, send, type Received } from '../../kernel/index.ts';
import type { ContextEntry, Outline, SolveRequest, Target, ToClient, ToEngine } from '../../dockerd/index.ts';
import { text as decode, utf8 } from '../../values/index.ts';
import { DEFAULT_HOST } from '../docker/cli.ts';
import { answer, dispatch } from '../docker/client/http.ts';
import { Failure } from '../docker/failure.ts';
import { readFile } from '../docker/files.ts';
import { packContext } from './context.ts';
import type { Display } from './display.ts';
import type { SecretSource } from './options.ts';

/** What a build is made of on the client's side. */
export interface ClientBuild {
	readonly solve: SolveRequest;
	/** The Dockerfile's text; null: there is none. */
	readonly source: string | null;
	/** Its path on disk, for an ignore file beside it; "" when it came on standard input. */
	readonly file: string;
	/** -f as a path; "" when it was not given, "-" for standard input. */
	readonly given: string;
	/** PATH; undefined when the context is an archive or nothing. */
	readonly dir: string | undefined;
	readonly archive: readonly ContextEntry[] | undefined;
	/** Named contexts that are directories. */
	readonly contexts: ReadonlyMap<string, string>;
	readonly secrets: ReadonlyMap<string, SecretSource>;
}
/** How a build ended, and what it told besides its progress. */
export interface Ended {
	readonly end: Extract<ToClient, { finished: string } | { failed: string }>;
	readonly files: readonly ContextEntry[];
	readonly outline: Outline | undefined;
	readonly targets: readonly Target[];
}

/** The engine's address: an http or unix URL. */
export const hostOf = (env: Readonly<Record<string, string>>): string => env['DOCKER_HOST'] || DEFAULT_HOST;

/** A file's text, or null when it cannot be read. */
export function* textAt(path: string): Sys<string | null> {
	try {
		return decode(yield* readFile(path));
	} catch (e) {
		if (e instanceof Errno) return null;
		throw e;
	}
}

/** Runs a build to its end. Throws Failure when the engine cannot be reached or goes away. */
export function* perform(build: ClientBuild, env: Readonly<Record<string, string>>, display: Display): Sys<Ended> {
	const pending = yield* dispatch(hostOf(env), { method: 'POST', path: '/grpc', headers: { Connection: 'Upgrade', Upgrade: 'h2c' } });
	const reply = yield* answer(pending);
	if (reply.status !== 101) throw new Failure(`failed to build: unexpected status ${reply.status} from the engine`);
	const { fd } = pending;
	const say = (value: ToEngine): Sys<void> => send(fd, { kind: 'frame', protocol: 'buildkit', value });
	yield* display.begin();
	yield* say({ solve: build.solve });
	let told: Omit<Ended, 'end'> = { files: [], outline: undefined, targets: [] };
	for (;;) {
		const message = yield* nextFrame(fd, display);
		if (message === null || message.kind !== 'frame')
			throw new Failure('failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF');
		const value = message.value as ToClient;
		if ('ask' in value) yield* say(yield* answered(build, env, value));
		else if ('files' in value) told = { ...told, files: value.files };
		else if ('outline' in value) told = { ...told, outline: value.outline };
		else if ('targets' in value) told = { ...told, targets: value.targets };
		else if ('finished' in value || 'failed' in value) {
			yield* close(fd);
			yield* display.finish(yield* clock());
			return { ...told, end: value };
		} else yield* display.take(value, yield* clock());
	}
}

/** The engine's next word; what the display held back is printed while it has none. */
function* nextFrame(fd: number, display: Display): Sys<Received> {
	for (;;) {
		const timeoutUs = display.due(yield* clock());
		try {
			return yield* recv(fd, timeoutUs === undefined ? {} : { timeoutUs });
		} catch (e) {
			if (!(e instanceof Errno && e.code === 'EAGAIN')) throw e;
			yield* display.refresh(yield* clock());
		}
	}
}

/** The client's answer to what the engine asks. */
export function* answered(build: ClientBuild, env: Readonly<Record<string, string>>, value: Extract<ToClient, { ask: string }>): Sys<ToEngine> {
	const inArchive = (path: string): string | null => {
		const data = build.archive?.find((entry) => entry.path === path)?.data;
		return data ? decode(data) : null;
	};
	switch (value.ask) {
		case 'dockerfile':
			return { file: build.source };
		case 'dockerignore': {
			const dir = value.context === undefined ? build.dir : build.contexts.get(value.context);
			if (dir === undefined) return { file: inArchive('.dockerignore') };
			const own = value.context === undefined && build.file !== '' ? yield* textAt(`${build.file}.dockerignore`) : null;
			return { file: own ?? (yield* textAt(`${dir}/.dockerignore`)) };
		}
		case 'context': {
			const dir = value.context === undefined ? build.dir : build.contexts.get(value.context);
			return { entries: dir === undefined ? (build.archive ?? []) : yield* packContext(dir, value.paths, value.ignore) };
		}
		case 'secret':
			return { secret: yield* secret(build.secrets.get(value.id), env) };
	}
}
function* secret(source: SecretSource | undefined, env: Readonly<Record<string, string>>): Sys<Uint8Array | null> {
	if (source === undefined) return null;
	if ('env' in source) return utf8(env[source.env] ?? '');
	try {
		return yield* readFile(source.file);
	} catch (e) {
		if (e instanceof Errno) return null;
		throw e;
	}
}
