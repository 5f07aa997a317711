// docker contexts: ~/.docker/contexts/meta/<sha256 of the name>/meta.json, and the unwritten "default" made of DOCKER_HOST.
// TLS material of contexts is not modelled (the listing is empty). The pattern and the errors are the real store's.
import { Errno, type Sys } from '../../engine/index.ts';
import { mkdir, readdir, rmdir, unlink } from '../../kernel/index.ts';
import { encodeJson, goQuote, parseJson, sha256Hex, text as decode } from '../../values/index.ts';
import type { Cli } from './cli.ts';
import { parseHost } from './client/endpoint.ts';
import { Failure } from './failure.ts';
import { goErrno, readFile, writeFile } from './files.ts';

export interface ContextMeta {
	readonly Name: string;
	readonly Metadata: { readonly Description?: string };
	readonly Endpoints: Readonly<Record<string, { readonly Host: string; readonly SkipTLSVerify: boolean }>>;
}

const pattern = '^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$';

/** store.ValidateContextName. */
export function validateContextName(name: string): void {
	if (name === '') throw new Failure('context name cannot be empty');
	if (name === 'default') throw new Failure('"default" is a reserved context name');
	if (!/^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/.test(name))
		throw new Failure(`context name ${goQuote(name)} is invalid, names are validated against regexp ${goQuote(pattern)}`);
}

const root = (cli: Cli): string => `${cli.configDir}/contexts`;
export const metaDir = (cli: Cli, name: string): string => `${root(cli)}/meta/${sha256Hex(name)}`;
export const tlsDir = (cli: Cli, name: string): string => `${root(cli)}/tls/${sha256Hex(name)}`;

const defaultContext = (cli: Cli): ContextMeta => ({
	Name: 'default',
	Metadata: {},
	Endpoints: { docker: { Host: parseHost(cli.hosts[0] ?? cli.env['DOCKER_HOST'] ?? ''), SkipTLSVerify: false } }
});

function* readMeta(path: string): Sys<ContextMeta> {
	return parseJson(decode(yield* readFile(path))) as ContextMeta;
}

/** A context's metadata. Throws Failure "context "x": context not found: open …". */
export function* readContext(cli: Cli, name: string): Sys<ContextMeta> {
	if (name === 'default') return defaultContext(cli);
	const path = `${metaDir(cli, name)}/meta.json`;
	try {
		return yield* readMeta(path);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		throw new Failure(`context ${goQuote(name)}: ${e.code === 'ENOENT' ? 'context not found: ' : ''}open ${path}: ${goErrno(e)}`);
	}
}

/** Whether a context is there. */
export function* hasContext(cli: Cli, name: string): Sys<boolean> {
	try {
		yield* readContext(cli, name);
		return true;
	} catch (e) {
		if (e instanceof Failure) return false;
		throw e;
	}
}

/** All contexts, the default one among them, sorted by name. */
export function* listContexts(cli: Cli): Sys<readonly ContextMeta[]> {
	const out: ContextMeta[] = [];
	try {
		for (const entry of yield* readdir(`${root(cli)}/meta`)) {
			if (entry.type !== 'dir') continue;
			out.push(yield* readMeta(`${root(cli)}/meta/${entry.name}/meta.json`));
		}
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	out.push(defaultContext(cli));
	return out.sort((a, b) => (a.Name < b.Name ? -1 : 1));
}

function* mkdirAll(path: string): Sys<void> {
	let at = '';
	for (const part of path.split('/').slice(1)) {
		at += `/${part}`;
		try {
			yield* mkdir(at, 0o755);
		} catch (e) {
			if (!(e instanceof Errno && e.code === 'EEXIST')) throw e;
		}
	}
}

/** Writes a context's metadata. */
export function* writeContext(cli: Cli, meta: ContextMeta): Sys<void> {
	yield* mkdirAll(metaDir(cli, meta.Name));
	yield* writeFile(`${metaDir(cli, meta.Name)}/meta.json`, encodeJson(meta), 0o644);
}

export function* removeContext(cli: Cli, name: string): Sys<void> {
	try {
		yield* unlink(`${metaDir(cli, name)}/meta.json`);
		yield* rmdir(metaDir(cli, name));
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
}
