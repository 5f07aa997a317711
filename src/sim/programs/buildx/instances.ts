// Builders on the client's side: ~/.docker/buildx holds each instance's file, which one is current, and when each was last used.
// Follows buildx's store. The context's own builder ("default") has no file. Invariant: a name is checked before it becomes a path.
import { Errno, type Sys } from '../../engine/index.ts';
import { clock, mkdir, random, readdir, unlink } from '../../kernel/index.ts';
import { encodeJson, parseJson, parseTime, rfc3339 } from '../../values/index.ts';
import { Failure } from '../docker/failure.ts';
import { goErrno, writeFile } from '../docker/files.ts';
import { textAt } from './client.ts';

type Env = Readonly<Record<string, string>>;
export interface Instance {
	readonly name: string;
	readonly driver: string;
	readonly node: string;
	readonly endpoint: string;
}
const baseDir = (env: Env): string => env['BUILDX_CONFIG'] ?? `${env['DOCKER_CONFIG'] ?? `${env['HOME'] ?? '/root'}/.docker`}/buildx`;

/** Throws Failure for a name that is none. */
export function checkName(name: string): void {
	if (!/^[a-zA-Z][a-zA-Z0-9._-]*$/.test(name))
		throw new Failure(`invalid name ${name}, name needs to start with a letter and may not contain symbols, except ._-`);
}
function* write(env: Env, sub: string, name: string, text: string): Sys<void> {
	const base = baseDir(env);
	let at = '';
	for (const part of [...base.split('/').slice(1), ...sub.split('/')].filter((one) => one !== '')) {
		at += `/${part}`;
		try {
			yield* mkdir(at, 0o700);
		} catch (e) {
			if (!(e instanceof Errno && e.code === 'EEXIST')) throw e;
		}
	}
	yield* writeFile(`${base}/${sub === '' ? '' : `${sub}/`}${name}`, text, 0o600);
}

/** The instance of a name, or undefined for the context's own. Throws Failure `no builder "x" found`. */
export function* findInstance(env: Env, name: string): Sys<Instance | undefined> {
	if (name === 'default') return undefined;
	const text = yield* textAt(`${baseDir(env)}/instances/${name}`);
	const found = text === null ? undefined : parseInstance(text);
	if (!found) throw new Failure(`no builder ${JSON.stringify(name)} found`);
	return found;
}
function parseInstance(text: string): Instance | undefined {
	const value = parseJson(text);
	if (typeof value !== 'object' || value === null || !('Name' in value)) return undefined;
	const [node] = 'Nodes' in value && Array.isArray(value.Nodes) ? (value.Nodes as { Name?: unknown; Endpoint?: unknown }[]) : [];
	return {
		name: String(value.Name),
		driver: 'Driver' in value ? String(value.Driver) : '',
		node: String(node?.Name ?? ''),
		endpoint: String(node?.Endpoint ?? '')
	};
}
/** All instances, by name. */
export function* allInstances(env: Env): Sys<Instance[]> {
	const out: Instance[] = [];
	let names: string[] = [];
	try {
		names = (yield* readdir(`${baseDir(env)}/instances`)).map((entry) => entry.name).sort();
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	for (const name of names) {
		const found = parseInstance((yield* textAt(`${baseDir(env)}/instances/${name}`)) ?? 'null');
		if (found) out.push(found);
	}
	return out;
}
export function* saveInstance(env: Env, one: Instance): Sys<void> {
	const value = {
		Name: one.name,
		Driver: one.driver,
		Nodes: [{ Name: one.node, Endpoint: one.endpoint, Platforms: null, DriverOpts: null, Flags: ['--allow-insecure-entitlement=network.host'], Files: null }],
		Dynamic: false
	};
	yield* write(env, 'instances', one.name, encodeJson(value));
}
export function* removeInstance(env: Env, name: string): Sys<void> {
	yield* unlink(`${baseDir(env)}/instances/${name}`);
	if ((yield* currentName(env)) === name) yield* setCurrent(env, '');
}

/** The builder that is used when none is named. */
export function* currentName(env: Env): Sys<string> {
	const given = env['BUILDX_BUILDER'] ?? '';
	if (given !== '') return given;
	const text = yield* textAt(`${baseDir(env)}/current`);
	const value = text === null ? undefined : parseJson(text);
	const name = typeof value === 'object' && value !== null && 'Name' in value ? String(value.Name) : '';
	return name === '' ? 'default' : name;
}
/** Makes a builder current. Throws Failure when there is none of that name. */
export function* setCurrent(env: Env, name: string): Sys<void> {
	if (name !== '' && name !== 'default') {
		try {
			checkName(name);
		} catch (e) {
			if (e instanceof Failure) throw new Failure(`failed to find instance ${JSON.stringify(name)}: ${e.text}`);
			throw e;
		}
		const path = `${baseDir(env)}/instances/${name}`;
		if ((yield* textAt(path)) === null) throw new Failure(`failed to find instance ${JSON.stringify(name)}: open ${path}: ${goErrno(new Errno('ENOENT'))}`);
	}
	const key = env['DOCKER_HOST'] || 'unix:///var/run/docker.sock';
	yield* write(env, '', 'current', encodeJson({ Key: key, Name: name === 'default' ? '' : name, Global: false }));
}

/** Where a build was made from: kept by this client, by the build's name. */
export interface LocalState {
	readonly path: string;
	readonly dockerfile: string;
}
export function* saveRef(env: Env, ref: string, target: string, { path, dockerfile }: LocalState): Sys<void> {
	yield* write(env, 'refs/default/default', ref, encodeJson({ Target: target, LocalPath: path, DockerfilePath: dockerfile }));
}
export function* readRef(env: Env, ref: string): Sys<LocalState | undefined> {
	const text = yield* textAt(`${baseDir(env)}/refs/default/default/${ref}`);
	const value = text === null ? undefined : parseJson(text);
	if (typeof value !== 'object' || value === null) return undefined;
	return { path: 'LocalPath' in value ? String(value.LocalPath) : '', dockerfile: 'DockerfilePath' in value ? String(value.DockerfilePath) : '' };
}
/** A new build's name: 25 digits and letters. */
export function* newRef(): Sys<string> {
	return [...(yield* random(25))].map((byte) => (byte % 36).toString(36)).join('');
}

/** When a builder was last used, in µs; undefined: never. */
export function* lastActivity(env: Env, name: string): Sys<number | undefined> {
	const text = yield* textAt(`${baseDir(env)}/activity/${name}`);
	return text === null ? undefined : parseTime(text.trim());
}
export function* noteActivity(env: Env, name: string): Sys<void> {
	yield* write(env, 'activity', name, rfc3339(yield* clock()));
}
