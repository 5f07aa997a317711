// curl's options: letters, long names, which take a value. The parser follows curl's: any prefix of a long name, --no-NAME, values attached.
import type { Sys } from '../../../engine/sys.ts';
import { Errno } from '../../../engine/sys.ts';
import { readFile, readAll } from '../../../kernel/index.ts';
import { utf8 } from '../../../values/index.ts';
import { decode } from '../lib/text.ts';
import { attempt, Exit, showGnuText, type Tool } from '../lib/tool.ts';

export interface CurlOptions {
	urls: string[];
	outputs: (string | true)[];
	headers: string[];
	data: Uint8Array | undefined;
	get: boolean;
	method: string | undefined;
	head: boolean;
	include: boolean;
	silent: boolean;
	showError: boolean;
	verbose: boolean;
	fail: '' | 'fail' | 'body';
	location: boolean;
	maxRedirects: number;
	insecure: boolean;
	user: string | undefined;
	agent: string | undefined;
	referer: string | undefined;
	writeOut: string | undefined;
	connectTimeout: number | undefined;
	maxTime: number | undefined;
	retry: number;
	retryDelay: number | undefined;
	retryConnRefused: boolean;
	retryAllErrors: boolean;
	caCert: string | undefined;
	cert: string | undefined;
	unixSocket: string | undefined;
	resolve: string[];
	dumpHeader: string | undefined;
	upload: string | undefined;
	form: string[];
	cookie: string | undefined;
	noBuffer: boolean;
	progressBar: boolean;
	ipv: 0 | 4 | 6;
	http10: boolean;
	createDirs: boolean;
	outputDir: string | undefined;
	range: string | undefined;
	compressed: boolean;
	json: boolean;
	noProxy: boolean;
	telnet: boolean;
	globOff: boolean;
	parallel: boolean;
	noProgress: boolean;
}

/** name, letter, whether it takes a value. */
const table: readonly (readonly [name: string, letter: string, value: boolean])[] = [
	['request', 'X', true],
	['header', 'H', true],
	['data', 'd', true],
	['data-ascii', '', true],
	['data-raw', '', true],
	['data-binary', '', true],
	['data-urlencode', '', true],
	['json', '', true],
	['get', 'G', false],
	['head', 'I', false],
	['include', 'i', false],
	['silent', 's', false],
	['show-error', 'S', false],
	['verbose', 'v', false],
	['fail', 'f', false],
	['fail-with-body', '', false],
	['fail-early', '', false],
	['location', 'L', false],
	['location-trusted', '', false],
	['max-redirs', '', true],
	['insecure', 'k', false],
	['user', 'u', true],
	['user-agent', 'A', true],
	['referer', 'e', true],
	['write-out', 'w', true],
	['output', 'o', true],
	['remote-name', 'O', false],
	['remote-name-all', '', false],
	['remote-header-name', 'J', false],
	['connect-timeout', '', true],
	['max-time', 'm', true],
	['retry', '', true],
	['retry-delay', '', true],
	['retry-max-time', '', true],
	['retry-connrefused', '', false],
	['retry-all-errors', '', false],
	['cacert', '', true],
	['capath', '', true],
	['cert', 'E', true],
	['key', '', true],
	['cert-type', '', true],
	['key-type', '', true],
	['unix-socket', '', true],
	['abstract-unix-socket', '', true],
	['resolve', '', true],
	['connect-to', '', true],
	['dump-header', 'D', true],
	['upload-file', 'T', true],
	['form', 'F', true],
	['cookie', 'b', true],
	['cookie-jar', 'c', true],
	['no-buffer', 'N', false],
	['progress-bar', '#', false],
	['ipv4', '4', false],
	['ipv6', '6', false],
	['http1.0', '0', false],
	['http1.1', '', false],
	['http2', '', false],
	['http2-prior-knowledge', '', false],
	['http3', '', false],
	['create-dirs', '', false],
	['output-dir', '', true],
	['range', 'r', true],
	['continue-at', 'C', true],
	['compressed', '', false],
	['proxy', 'x', true],
	['noproxy', '', true],
	['globoff', 'g', false],
	['url', '', true],
	['version', 'V', false],
	['help', 'h', false],
	['manual', 'M', false],
	['tlsv1', '1', false],
	['tlsv1.0', '', false],
	['tlsv1.1', '', false],
	['tlsv1.2', '', false],
	['tlsv1.3', '', false],
	['tls-max', '', true],
	['sslv3', '3', false],
	['limit-rate', '', true],
	['speed-limit', 'Y', true],
	['speed-time', 'y', true],
	['keepalive-time', '', true],
	['keepalive', '', false],
	['stderr', '', true],
	['trace', '', true],
	['trace-ascii', '', true],
	['trace-time', '', false],
	['interface', '', true],
	['basic', '', false],
	['digest', '', false],
	['anyauth', '', false],
	['oauth2-bearer', '', true],
	['time-cond', 'z', true],
	['path-as-is', '', false],
	['raw', '', false],
	['request-target', '', true],
	['parallel', 'Z', false],
	['config', 'K', true],
	['disable', 'q', false],
	['netrc', 'n', false],
	['post301', '', false],
	['post302', '', false],
	['progress-meter', '', false],
	['ciphers', '', true],
	['proto', '', true],
	['proto-default', '', true],
	['proto-redir', '', true],
	['max-filesize', '', true],
	['xattr', '', false],
	['tcp-nodelay', '', false],
	['expect100-timeout', '', true],
	['remote-time', 'R', false],
	['append', 'a', false],
	['list-only', 'l', false],
	['fail-early', '', false],
	['ssl-no-revoke', '', false],
	['alpn', '', false],
	['buffer', '', false]
];

export const newOptions = (): CurlOptions => ({
	urls: [],
	outputs: [],
	headers: [],
	data: undefined,
	get: false,
	method: undefined,
	head: false,
	include: false,
	silent: false,
	showError: false,
	verbose: false,
	fail: '',
	location: false,
	maxRedirects: 50,
	insecure: false,
	user: undefined,
	agent: undefined,
	referer: undefined,
	writeOut: undefined,
	connectTimeout: undefined,
	maxTime: undefined,
	retry: 0,
	retryDelay: undefined,
	retryConnRefused: false,
	retryAllErrors: false,
	caCert: undefined,
	cert: undefined,
	unixSocket: undefined,
	resolve: [],
	dumpHeader: undefined,
	upload: undefined,
	form: [],
	cookie: undefined,
	noBuffer: false,
	progressBar: false,
	ipv: 0,
	http10: false,
	createDirs: false,
	outputDir: undefined,
	range: undefined,
	compressed: false,
	json: false,
	noProxy: false,
	telnet: false,
	globOff: false,
	parallel: false,
	noProgress: false
});

const hint = "curl: try 'curl --help' or 'curl --manual' for more information\n";

const join = (a: Uint8Array | undefined, b: Uint8Array): Uint8Array => {
	if (!a) return b;
	const out = new Uint8Array(a.length + 1 + b.length);
	out.set(a);
	out[a.length] = 38;
	out.set(b, a.length + 1);
	return out;
};

/** What -d means: text, or @file ("-" is standard input) without its line ends. */
function* dataOf(text: string, how: string): Sys<Uint8Array> {
	if (how === 'data-urlencode') {
		const at = /^([^=@]*)([=@]?)(.*)$/s.exec(text);
		const [, name = '', sign = '', rest = ''] = at ?? [];
		const value = sign === '@' ? decode(rest === '-' ? yield* readAll(0) : yield* readFile(rest)) : sign === '=' ? rest : name;
		return utf8(
			(sign !== '' && name !== '' ? `${name}=` : '') + encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
		);
	}
	if (!text.startsWith('@') || how === 'data-raw') return utf8(text);
	const path = text.slice(1);
	const bytes = yield* attempt(path === '-' ? readAll(0) : readFile(path));
	if (bytes instanceof Errno) throw new Exit(26, `curl: option -d: error encountered when reading a file\n${hint}`);
	return how === 'data-binary' || how === 'json' ? bytes : bytes.filter((byte) => byte !== 10 && byte !== 13 && byte !== 0);
}

const seconds = (option: string, text: string): number => {
	const value = Number(text);
	if (!Number.isFinite(value) || text === '') throw new Exit(2, `curl: option ${option}: expected a proper numerical parameter\n${hint}`);
	return Math.round(value * 1_000_000);
};

function* apply(tool: Tool, o: CurlOptions, name: string, value: string, shown: string, on: boolean): Sys<void> {
	switch (name) {
		case 'request':
			o.method = value;
			break;
		case 'header':
			if (value.startsWith('@'))
				o.headers.push(
					...decode(yield* readFile(value.slice(1)))
						.split('\n')
						.filter((line) => line.trim() !== '')
				);
			else o.headers.push(value);
			break;
		case 'data':
		case 'data-ascii':
		case 'data-raw':
		case 'data-binary':
		case 'data-urlencode':
			o.data = join(o.data, yield* dataOf(value, name));
			break;
		case 'json': {
			const more = yield* dataOf(value, 'json');
			o.data = o.data ? utf8(decode(o.data) + decode(more)) : more;
			o.json = true;
			break;
		}
		case 'get':
			o.get = on;
			break;
		case 'head':
			o.head = on;
			break;
		case 'include':
			o.include = on;
			break;
		case 'silent':
			o.silent = on;
			break;
		case 'show-error':
			o.showError = on;
			break;
		case 'verbose':
			o.verbose = on;
			break;
		case 'trace':
		case 'trace-ascii':
			o.verbose = true;
			break;
		case 'fail':
			o.fail = on ? 'fail' : '';
			break;
		case 'fail-with-body':
			o.fail = 'body';
			break;
		case 'location':
		case 'location-trusted':
			o.location = on;
			break;
		case 'max-redirs':
			o.maxRedirects = Number(value) < 0 ? Infinity : Number(value);
			break;
		case 'insecure':
			o.insecure = on;
			break;
		case 'user':
			o.user = value;
			break;
		case 'oauth2-bearer':
			o.headers.push(`Authorization: Bearer ${value}`);
			break;
		case 'user-agent':
			o.agent = value;
			break;
		case 'referer':
			o.referer = value;
			break;
		case 'write-out':
			o.writeOut = value.startsWith('@') ? decode(value === '@-' ? yield* readAll(0) : yield* readFile(value.slice(1))) : value;
			break;
		case 'output':
			o.outputs.push(value);
			break;
		case 'remote-name':
			o.outputs.push(true);
			break;
		case 'connect-timeout':
			o.connectTimeout = seconds(shown, value);
			break;
		case 'max-time':
			o.maxTime = seconds(shown, value);
			break;
		case 'retry':
			o.retry = Number(value);
			break;
		case 'retry-delay':
			o.retryDelay = seconds(shown, value);
			break;
		case 'retry-connrefused':
			o.retryConnRefused = on;
			break;
		case 'retry-all-errors':
			o.retryAllErrors = on;
			break;
		case 'cacert':
			o.caCert = value;
			break;
		case 'cert':
			o.cert = value;
			break;
		case 'unix-socket':
			o.unixSocket = value;
			break;
		case 'resolve':
			o.resolve.push(value);
			break;
		case 'dump-header':
			o.dumpHeader = value;
			break;
		case 'upload-file':
			o.upload = value;
			break;
		case 'form':
			o.form.push(value);
			break;
		case 'cookie':
			o.cookie = value;
			break;
		case 'no-buffer':
		case 'buffer':
			o.noBuffer = true;
			break;
		case 'progress-bar':
			o.progressBar = on;
			break;
		case 'progress-meter':
			o.noProgress = !on;
			break;
		case 'ipv4':
			o.ipv = 4;
			break;
		case 'ipv6':
			o.ipv = 6;
			break;
		case 'http1.0':
			o.http10 = true;
			break;
		case 'create-dirs':
			o.createDirs = on;
			break;
		case 'output-dir':
			o.outputDir = value;
			break;
		case 'range':
			o.range = value;
			break;
		case 'compressed':
			o.compressed = on;
			break;
		case 'globoff':
			o.globOff = on;
			break;
		case 'url':
			o.urls.push(value);
			break;
		case 'version':
			yield* showGnuText(tool, 'version', 'curl');
			break;
		case 'help':
			yield* showGnuText(tool, 'help', 'curl');
			break;
		default:
	}
}

/** Parses the command line. Ends the program with curl's own words when it is wrong. */
export function* parseOptions(tool: Tool): Sys<CurlOptions> {
	const o = newOptions();
	const { args } = tool;
	let plain = false;
	for (let n = 0; n < args.length; n++) {
		const arg = args[n] as string;
		if (plain || !arg.startsWith('-') || arg === '-') {
			o.urls.push(arg);
			continue;
		}
		if (arg === '--') {
			plain = true;
			continue;
		}
		if (arg.startsWith('--')) {
			let name = arg.slice(2);
			let on = true;
			if (name.startsWith('no-') && !table.some(([other]) => other === name)) [name, on] = [name.slice(3), false];
			const matches = table.filter(([other]) => other.startsWith(name));
			const row = table.find(([other]) => other === name) ?? (matches.length === 1 ? matches[0] : undefined);
			if (!row) throw new Exit(2, `curl: option ${arg}: is ${matches.length > 1 ? 'ambiguous' : 'unknown'}\n${hint}`);
			if (row[2] && n + 1 >= args.length) throw new Exit(2, `curl: option ${arg}: requires parameter\n${hint}`);
			yield* apply(tool, o, row[0], row[2] ? (args[++n] ?? '') : '', arg, on);
			continue;
		}
		for (let j = 1; j < arg.length; j++) {
			const letter = arg[j] as string;
			const row = table.find(([, other]) => other === letter);
			if (!row) throw new Exit(2, `curl: option ${arg}: is unknown\n${hint}`);
			if (!row[2]) {
				yield* apply(tool, o, row[0], '', `-${letter}`, true);
				continue;
			}
			const rest = arg.slice(j + 1);
			if (rest === '' && n + 1 >= args.length) throw new Exit(2, `curl: option ${arg.length > 2 ? arg : `-${letter}`}: requires parameter\n${hint}`);
			yield* apply(tool, o, row[0], rest !== '' ? rest : (args[++n] ?? ''), `-${letter}`, true);
			break;
		}
	}
	if (o.urls.length === 0) throw new Exit(2, hint);
	return o;
}
