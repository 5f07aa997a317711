// npm's way to the registry: one kept connection, packuments by name, tarballs into the cache of ~/.npm, and npm's errors when it cannot be reached.
// FIDELITY: https is asked on port 80 and not encrypted; a packument is always asked for anew, a tarball is not when the cache has it.
import { costs, Errno, type Sys } from '../../../engine/index.ts';
import { close, connect, exists, getaddrinfo, recv, ResolveError, send, sleep, trace } from '../../../kernel/index.ts';
import { hex, unbase64 } from '../../../values/index.ts';
import type { Manifest, Packument } from '../data/npm.ts';
import { npmRegistry } from '../hosts.ts';
import { compareTexts, maxSatisfying, parseRange } from './semver.ts';
import { note, NpmFailure, type Npm } from './session.ts';

export const registryOf = (npm: Npm): string => (npm.options.get('registry') ?? `https://${npmRegistry}/`).replace(/\/?$/, '/');

function placeOf(url: string): { host: string; port: number } {
	const [, scheme = '', host = '', port = ''] = /^(https?):\/\/([^/:]+)(?::(\d+))?/.exec(url) ?? [];
	return { host, port: port !== '' ? Number(port) : scheme === 'https' || scheme === 'http' ? 80 : 80 };
}
function unreachable(url: string, error: Errno | ResolveError, host: string, port: number): NpmFailure {
	if (error instanceof ResolveError) {
		const code = error.code === 'EAI_AGAIN' ? 'EAI_AGAIN' : 'ENOTFOUND';
		const text = `request to ${url} failed, reason: getaddrinfo ${code} ${host}`;
		return new NpmFailure([
			`code ${code}`,
			'syscall getaddrinfo',
			`errno ${code}`,
			...(code === 'EAI_AGAIN'
				? [text]
				: [
						`network ${text}`,
						'network This is a problem related to network connectivity.',
						'network In most cases you are behind a proxy or have bad network settings.',
						'network',
						'network If you are behind a proxy, please make sure that the',
						"network 'proxy' config is set properly.  See: 'npm help config'"
					])
		]);
	}
	const shown = /^https/.test(url) && port === 80 ? 443 : port;
	const text = `request to ${url} failed, reason: connect ${error.code} ${host}:${shown}`;
	if (error.code === 'ECONNREFUSED')
		return new NpmFailure([
			'code ECONNREFUSED',
			'syscall connect',
			'errno ECONNREFUSED',
			`FetchError: ${text}`,
			'    at ClientRequest.<anonymous> (/usr/local/lib/node_modules/npm/node_modules/minipass-fetch/lib/index.js:130:14)',
			'    at ClientRequest.emit (node:events:524:28)',
			'    at emitErrorEvent (node:_http_client:101:11)',
			'    at _destroy (node:_http_client:884:9)',
			'    at onSocketNT (node:_http_client:904:5)',
			'    at process.processTicksAndRejections (node:internal/process/task_queues:83:21) {',
			"  code: 'ECONNREFUSED',",
			"  errno: 'ECONNREFUSED',",
			"  syscall: 'connect',",
			`  address: '${host}',`,
			`  port: ${shown},`,
			"  type: 'system',",
			"  requiredBy: '.'",
			'}',
			'',
			'If you are behind a proxy, please make sure that the',
			"'proxy' config is set properly.  See: 'npm help config'"
		]);
	return new NpmFailure([`code ${error.code}`, 'syscall connect', `errno ${error.code}`, text]);
}

/** GET; the body's JSON, or null on 404. Waits as long as `bytes` take to come. */
function* get(npm: Npm, path: string, bytes = 0): Sys<unknown> {
	const base = registryOf(npm);
	const url = base + path;
	const { host, port } = placeOf(base);
	for (let attempt = 1; ; attempt++) {
		try {
			if (npm.socket === null) {
				const [ip = host] = yield* getaddrinfo(host);
				npm.socket = { host, fd: yield* connect({ net: 'tcp', host: ip, port }, 30_000_000) };
			}
			yield* send(npm.socket.fd, {
				kind: 'request',
				method: 'GET',
				path: `/${path}`,
				headers: { Host: host, 'User-Agent': `npm/10.8.2 node/${npm.node} linux x64` }
			});
			const answer = yield* recv(npm.socket.fd, { http: 'response', timeoutUs: 30_000_000 });
			if (answer === null || answer.kind !== 'response') throw new Errno('ECONNRESET');
			note(npm, 'http', 'fetch', `GET ${answer.status} ${url}`);
			if (bytes > 0) yield* sleep(Math.ceil((bytes * costs.downloadMiB) / 1_048_576));
			if (answer.status === 404) return null;
			const { body } = answer;
			return typeof body === 'object' && !(body instanceof Uint8Array) ? body.json : undefined;
		} catch (error) {
			if (npm.socket !== null) yield* close(npm.socket.fd);
			npm.socket = null;
			if (!(error instanceof Errno || error instanceof ResolveError)) throw error;
			const code = error instanceof ResolveError ? (error.code === 'EAI_AGAIN' ? 'EAI_AGAIN' : 'ENOTFOUND') : error.code;
			note(npm, 'http', 'fetch', `GET ${url} attempt ${attempt} failed with ${code}`);
			// make-fetch-happen: fetch-retries 2, factor 10, from 10 s to 60 s, for errors of connections only.
			const again = error instanceof Errno && ['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT'].includes(error.code);
			if (!again || attempt > Number(npm.options.get('fetch-retries') ?? 2)) throw unreachable(url, error, host, port);
			yield* sleep(attempt === 1 ? 10_000_000 : 60_000_000);
		}
	}
}
export function* closeRegistry(npm: Npm): Sys<void> {
	if (npm.socket !== null) yield* close(npm.socket.fd);
	npm.socket = null;
}

/** A package's packument; npm's E404 when the registry has none. `spec` is what was asked for. */
export function* packument(npm: Npm, name: string, spec: string): Sys<Packument> {
	const path = name.startsWith('@') ? name.replace('/', '%2f') : name;
	const found = yield* get(npm, path);
	if (found !== null && found !== undefined) return found as Packument;
	yield* trace('mirror.missing', { by: 'npm', name });
	const complaints = [
		...(/[A-Z]/.test(name) ? ['name can no longer contain capital letters'] : []),
		...(/[~'!()*]/.test(name.split('/').at(-1) ?? '') ? ['name can no longer contain special characters ("~\'!()*")'] : [])
	];
	throw new NpmFailure([
		'code E404',
		`404 Not Found - GET ${registryOf(npm)}${path} - Not found`,
		'404',
		`404  '${name}@${spec === '' ? '*' : spec}' is not in this registry.`,
		...(complaints.length ? ['404 This package name is not valid, because ', ...complaints.map((text, i) => `404  ${i + 1}. ${text}`)] : []),
		'404',
		'404 Note that you can also install from a',
		'404 tarball, folder, http url, or git url.'
	]);
}

/** npm-pick-manifest: a tag, a version, or the newest in a range, "latest" first when it fits. Throws npm's ETARGET. */
export function pick(of: Packument, spec: string, shown = spec): Manifest {
	const wanted = spec === '' ? 'latest' : spec;
	const tagged = of.tags[wanted];
	const latest = of.tags['latest'];
	const all = Object.keys(of.versions);
	const range = parseRange(wanted) === null ? null : wanted;
	const version =
		tagged ?? (range === null ? undefined : latest !== undefined && maxSatisfying([latest], range) === latest ? latest : maxSatisfying(all, range));
	const found = version === undefined ? undefined : of.versions[version];
	if (found) return found;
	throw new NpmFailure([
		'code ETARGET',
		`notarget No matching version found for ${of.name}@${shown === '' ? 'latest' : shown}.`,
		'notarget In most cases you or one of your dependencies are requesting',
		"notarget a package version that doesn't exist."
	]);
}
/** Every version, oldest first. */
export const versionsOf = (of: Packument): string[] => Object.keys(of.versions).sort(compareTexts);

/** Where the cache keeps a tarball: its digest in three parts, below content-v2. */
export function cachePath(npm: Npm, integrity: string): string {
	const text = hex(unbase64(integrity.replace(/^sha512-/, '')));
	return `${npm.cache}/_cacache/content-v2/sha512/${text.slice(0, 2)}/${text.slice(2, 4)}/${text.slice(4)}`;
}
/** A tarball's bytes for a package of so many bytes unpacked. */
export const tarballBytes = (bytes: number): number => Math.ceil(bytes / 4);
/** Brings a tarball: from the cache, or over the wire. Answers its files' texts and whether the wire was needed. */
export function* tarball(npm: Npm, one: Manifest): Sys<{ files: Readonly<Record<string, string>> | undefined; bytes: number; fetched: boolean }> {
	const short = one.name.slice(one.name.indexOf('/') + 1);
	const there = yield* exists(cachePath(npm, one.integrity));
	const found = (yield* get(npm, `${one.name}/-/${short}-${one.version}.tgz`)) as { bytes: number; files?: Readonly<Record<string, string>> } | null;
	const bytes = found?.bytes ?? one.bytes;
	if (!there) yield* sleep(Math.ceil((tarballBytes(bytes) * costs.downloadMiB) / 1_048_576));
	return { files: found?.files, bytes, fetched: !there };
}
