// curl -w: variables of a finished transfer.
import type { Sys } from '../../../engine/sys.ts';
import { header } from '../../../kernel/index.ts';
import { encodeJson } from '../../../values/index.ts';
import type { Tool } from '../lib/tool.ts';
import type { Facts } from './transfer.ts';

const seconds = (us: number): string => (us / 1_000_000).toFixed(6);

function values(f: Facts, code: number, output: string): Record<string, string> {
	const total = Math.max(1, f.times.total);
	return {
		http_code: String(f.status).padStart(3, '0'),
		response_code: String(f.status).padStart(3, '0'),
		content_type: f.contentType,
		size_download: String(f.down),
		size_upload: String(f.up),
		size_header: String(f.headerSize),
		size_request: '0',
		speed_download: String(Math.floor((f.down * 1_000_000) / total)),
		speed_upload: String(Math.floor((f.up * 1_000_000) / total)),
		num_redirects: String(f.redirects),
		num_connects: String(f.connects),
		redirect_url: f.redirectUrl,
		url: f.url,
		url_effective: f.url,
		urlnum: '0',
		method: f.method,
		scheme: f.scheme,
		remote_ip: f.remote?.host ?? '',
		remote_port: String(f.remote?.port ?? 0),
		local_ip: f.local?.host ?? '',
		local_port: String(f.local?.port ?? 0),
		exitcode: String(code),
		http_version: f.status === 0 ? '0' : '1.1',
		num_headers: String(Object.keys(f.response?.headers ?? {}).length),
		filename_effective: output,
		ssl_verify_result: String(f.verify),
		errormsg: '',
		time_namelookup: seconds(f.times.lookup),
		time_connect: seconds(f.times.connect),
		time_appconnect: seconds(f.times.tls),
		time_pretransfer: seconds(Math.max(f.times.connect, f.times.tls)),
		time_starttransfer: seconds(f.times.first),
		time_redirect: seconds(0),
		time_total: seconds(f.times.total)
	};
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Prints the format. */
export function* writeOut(tool: Tool, format: string, f: Facts, code: number, output: string): Sys<void> {
	const known = values(f, code, output);
	let toError = false;
	for (let i = 0; i < format.length;) {
		const variable = /^%\{([^}]*)\}/.exec(format.slice(i));
		const named = variable ? /^header\{([^}]*)$/.exec(variable[1] ?? '') : null;
		let text: string;
		if (named && format[i + (variable?.[0].length ?? 0)] === '}') {
			text = (f.response && header(f.response, named[1] ?? '')) ?? '';
			i += (variable?.[0].length ?? 0) + 1;
		} else if (variable) {
			const name = variable[1] ?? '';
			i += variable[0].length;
			if (name === 'stderr' || name === 'stdout') {
				toError = name === 'stderr';
				continue;
			}
			if (name === 'onerror') {
				if (code === 0) return;
				continue;
			}
			if (name === 'json') text = encodeJson(known);
			else if (name === 'header_json')
				text = encodeJson(Object.fromEntries(Object.entries(f.response?.headers ?? {}).map(([key, value]) => [key.toLowerCase(), [value]])));
			else if (known[name] === undefined) {
				yield* tool.error(`curl: unknown --write-out variable: '${name}'\n`);
				continue;
			} else text = known[name];
		} else if (format.startsWith('%%', i)) {
			text = '%';
			i += 2;
		} else if (format[i] === '\\' && i + 1 < format.length) {
			text = escapes[format[i + 1] ?? ''] ?? format.slice(i, i + 2);
			i += 2;
		} else text = format[i++] ?? '';
		if (toError) yield* tool.error(text);
		else yield* tool.put(text);
	}
}
