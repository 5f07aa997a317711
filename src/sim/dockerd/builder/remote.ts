// ADD of an address: the engine downloads it over its own network. Follows BuildKit's http source: the file is named by the address,
// mode 0600, dated by Last-Modified. Leaves out redirects, HTTP caching and git addresses.
import type { Sys } from '../../engine/index.ts';
import { header } from '../../kernel/index.ts';
import { digest, parseTime } from '../../values/index.ts';
import { bytesOf } from '../http.ts';
import { exchange, RegistryFailure } from '../images/registry.ts';
import { BuildFailure } from '../../values/dockerfile/index.ts';
import type { Source } from './copy.ts';

export const isAddress = (source: string): boolean => /^https?:\/\//.test(source);

/** Downloads one address. Throws BuildFailure with the transport's or the server's word. */
export function* download(address: string, checksum: string): Sys<Source> {
	const match = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/[^?#]*)?([?][^#]*)?/.exec(address);
	if (!match) throw new BuildFailure(`failed to load cache key: invalid address ${address}`);
	const scheme = match[1] === 'http' ? 'http' : 'https';
	const path = match[4] ?? '/';
	const endpoint = { scheme, host: match[2] ?? '', port: Number(match[3] ?? (scheme === 'http' ? 80 : 443)), insecure: false } as const;
	let response;
	try {
		response = yield* exchange(endpoint, { method: 'GET', path: path + (match[5] ?? '') });
	} catch (error) {
		if (error instanceof RegistryFailure) throw new BuildFailure(`failed to load cache key: ${error.text}`);
		throw error;
	}
	if (response.status < 200 || response.status >= 400) throw new BuildFailure(`failed to load cache key: invalid response status ${response.status}`);
	const data = bytesOf(response.body);
	const sum = digest(data);
	if (checksum !== '' && checksum !== sum) throw new BuildFailure(`failed to load cache key: digest mismatch ${sum}: ${checksum}`);
	const base = path.slice(path.lastIndexOf('/') + 1) || 'download';
	const mtime = parseTime(header(response, 'Last-Modified') ?? '') ?? 0;
	return { dir: false, base, path: base, remote: true, entries: [{ path: '', type: 'file', mode: 0o600, uid: 0, gid: 0, mtime, data }] };
}
