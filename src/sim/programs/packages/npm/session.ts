// One run of npm: where it works, what it was told, and its debug log, kept to logs-max as npm keeps it. Errors print npm's lines and the log's name.
// Leaves out colours, workspaces and the levels of output between silent and notice. Invariant: the log's name is the time npm started.
import { Errno, type Sys } from '../../../engine/index.ts';
import { clock, exists, getcwd, ids, mkdirAll, readdir, readTextIfAny, uname, unlink, write, writeFile, type Context } from '../../../kernel/index.ts';
import { parseJson } from '../../../values/index.ts';
import { parseArguments } from './arguments.ts';
import { jsonComplaint } from './json-syntax.ts';

export const npmVersion = '10.8.2';
export type Json = Readonly<Record<string, unknown>>;
export const record = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {});
export const strings = (value: unknown): Record<string, string> =>
	Object.fromEntries(Object.entries(record(value)).filter((row): row is [string, string] => typeof row[1] === 'string'));

/** What npm stops with: its lines after "npm error", the exit status, and text on standard output before them. */
export class NpmFailure {
	readonly lines: readonly string[];
	readonly status: number;
	constructor(lines: readonly string[], status = 1) {
		this.lines = lines;
		this.status = status;
	}
}

export interface Npm {
	readonly argv: readonly string[];
	readonly verb: string;
	/** Words that are no options. */
	readonly words: readonly string[];
	/** What follows "--". */
	readonly rest: readonly string[];
	readonly options: ReadonlyMap<string, string>;
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
	/** The project: the nearest directory upwards with a package.json or node_modules. */
	readonly prefix: string;
	readonly home: string;
	readonly cache: string;
	readonly uid: number;
	readonly gid: number;
	readonly node: string;
	/** µs since the epoch. */
	readonly started: number;
	readonly silent: boolean;
	readonly global: boolean;
	readonly log: { level: string; title: string; text: string }[];
	/** The connection to the registry while one is open. */
	socket: { host: string; fd: number } | null;
	/** Warnings already given. */
	readonly warned: Set<string>;
}

export const join = (dir: string, name: string): string => `${dir === '/' ? '' : dir}/${name}`;

/** "2026-11-20T14_44_41_938Z" of µs since the epoch. */
function logStamp(us: number): string {
	const ms = Math.floor(us / 1000);
	let days = Math.floor(ms / 86_400_000);
	const rest = ms - days * 86_400_000;
	let year = 1970;
	const long = (y: number): number => ((y % 4 === 0 && y % 100 !== 0) || y % 400 === 0 ? 366 : 365);
	while (days >= long(year)) days -= long(year++);
	const months = [31, long(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
	let month = 0;
	while (days >= (months[month] ?? 31)) days -= months[month++] ?? 31;
	const two = (n: number, width = 2): string => String(Math.floor(n)).padStart(width, '0');
	return `${year}-${two(month + 1)}-${two(days + 1)}T${two(rest / 3_600_000)}_${two((rest / 60_000) % 60)}_${two((rest / 1000) % 60)}_${two(rest % 1000, 3)}Z`;
}

/** .npmrc's settings. */
function settings(text: string | undefined): Map<string, string> {
	const found = new Map<string, string>();
	for (const line of (text ?? '').split('\n')) {
		const at = line.indexOf('=');
		if (at > 0 && !/^\s*[#;]/.test(line)) found.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
	}
	return found;
}

function* projectOf(cwd: string): Sys<string> {
	for (let dir = cwd; ; dir = dir.slice(0, Math.max(1, dir.lastIndexOf('/')))) {
		if ((yield* exists(join(dir, 'package.json'))) || (yield* exists(join(dir, 'node_modules')))) return dir;
		if (dir === '/') return cwd;
	}
}

/** Reads arguments, environment and both .npmrc files. */
export function* beginSession(context: Context, verbIfNone = ''): Sys<Npm> {
	const given = parseArguments(context.argv.slice(1), verbIfNone);
	const started = yield* clock();
	const cwd = yield* getcwd();
	const { cred } = yield* ids();
	const home = context.env['HOME'] ?? '/root';
	const prefix = given.options.has('prefix') ? (given.options.get('prefix') ?? cwd) : yield* projectOf(cwd);
	const options = settings(yield* readTextIfAny(join(home, '.npmrc')));
	for (const [key, value] of settings(yield* readTextIfAny(join(prefix, '.npmrc')))) options.set(key, value);
	if (context.env['NODE_ENV'] === 'production') options.set('omit', 'dev');
	for (const key in context.env) if (/^npm_config_/i.test(key)) options.set(key.slice(11).toLowerCase().replaceAll('_', '-'), context.env[key] ?? '');
	for (const [key, value] of given.options) options.set(key, value);
	const level = options.get('loglevel');
	return {
		argv: context.argv,
		verb: given.verb,
		words: given.words,
		rest: given.rest,
		options,
		env: context.env,
		cwd,
		prefix,
		home,
		cache: options.get('cache') ?? join(home, '.npm'),
		uid: cred.euid,
		gid: cred.egid,
		node: `v${context.env['NODE_VERSION'] ?? '20.19.2'}`,
		started,
		silent: level === 'silent',
		global: options.get('global') === 'true' || options.get('location') === 'global',
		log: [],
		socket: null,
		warned: new Set()
	};
}

export const note = (npm: Npm, level: string, title: string, text: string): void => void npm.log.push({ level, title, text });
export function* print(npm: Npm, text: string): Sys<void> {
	if (!npm.silent && text !== '') yield* write(1, text);
}
/** A warning: "npm warn TITLE TEXT", each line with the same head. */
export function* warn(npm: Npm, title: string, text: string): Sys<void> {
	const level = npm.options.get('loglevel');
	for (const line of text.split('\n')) note(npm, 'warn', title, line);
	if (npm.silent || level === 'error') return;
	yield* write(
		2,
		text
			.split('\n')
			.map((line) => `npm warn${title === '' ? '' : ` ${title}`}${line === '' ? '' : ` ${line}`}\n`)
			.join('')
	);
}

/** Writes the run's log file and removes old ones; answers its path, or null when the directory cannot be written. */
function* writeLog(npm: Npm, status: number): Sys<string | null> {
	const dir = join(npm.cache, '_logs');
	const path = `${dir}/${logStamp(npm.started)}-debug-0.log`;
	const max = Number(npm.options.get('logs-max') ?? 10);
	if (max <= 0) return null;
	const { release } = yield* uname();
	const words = npm.argv.slice(1);
	const lines = [
		`verbose cli /usr/local/bin/node /usr/local/bin/npm`,
		`info using npm@${npmVersion}`,
		`info using node@${npm.node}`,
		`silly config load:file:/usr/local/lib/node_modules/npm/npmrc`,
		`silly config load:file:${join(npm.prefix, '.npmrc')}`,
		`silly config load:file:${join(npm.home, '.npmrc')}`,
		`silly config load:file:/usr/local/etc/npmrc`,
		`verbose title npm ${words.join(' ')}`.trimEnd(),
		`verbose argv ${words.map((word) => JSON.stringify(word)).join(' ')}`.trimEnd(),
		`verbose logfile logs-max:${max} dir:${dir}/${logStamp(npm.started)}-`,
		`verbose logfile ${path}`,
		...npm.log.map(({ level, title, text }) => `${level}${title === '' ? '' : ` ${title}`}${text === '' ? '' : ` ${text}`}`),
		`verbose cwd ${npm.cwd}`,
		`verbose os Linux ${release}`,
		`verbose node ${npm.node}`,
		`verbose npm  v${npmVersion}`,
		`verbose exit ${status}`,
		...(status === 0 ? ['info ok'] : [`verbose code ${status}`, `error A complete log of this run can be found in: ${path}`])
	];
	try {
		yield* mkdirAll(dir);
		yield* writeFile(path, lines.map((line, i) => `${i} ${line}\n`).join(''));
		const old = (yield* readdir(dir))
			.map((one) => one.name)
			.filter((name) => name.endsWith('-debug-0.log'))
			.sort();
		for (const name of old.slice(0, Math.max(0, old.length - max))) yield* unlink(`${dir}/${name}`);
		return path;
	} catch (error) {
		if (error instanceof Errno) return null;
		throw error;
	}
}

/** Ends a run: the log is written; after a failure its lines and the log's name are printed. Answers the exit status. */
export function* endSession(npm: Npm, failure: NpmFailure | number): Sys<number> {
	const status = typeof failure === 'number' ? failure : failure.status;
	const lines = typeof failure === 'number' ? [] : failure.lines;
	for (const line of lines) note(npm, 'error', '', line);
	const path = yield* writeLog(npm, status);
	if (typeof failure === 'number' || npm.silent) return status;
	const text = lines.map((line) => `npm error${line === '' ? '' : ` ${line}`}\n`).join('');
	const place =
		path === null
			? `npm error Log files were not written due to an error writing to the directory: ${join(npm.cache, '_logs')}\nnpm error You can rerun the command with \`--loglevel=verbose\` to see the logs in your terminal\n`
			: `npm error A complete log of this run can be found in: ${path}\n`;
	yield* write(2, text + place);
	return status;
}

export const missingManifest = (path: string): NpmFailure =>
	new NpmFailure(
		[
			'code ENOENT',
			'syscall open',
			`path ${path}`,
			'errno -2',
			`enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${path}'`,
			'enoent This is related to npm not being able to find a file.',
			'enoent'
		],
		254
	);

/** JSON text's value; npm's EJSONPARSE otherwise. `head` tells npm's two ways to say it. */
export function parseManifest(npm: Npm, text: string, path: string, head: 'path' | 'invalid'): Json {
	const source = text.replace(/^\ufeff/, '');
	const complaint = jsonComplaint(source);
	if (complaint === null) return record(parseJson(source));
	const shown = describeJson(source, complaint, Number(/^v(\d+)/.exec(npm.node)?.[1] ?? 20) >= 22);
	throw new NpmFailure([
		'code EJSONPARSE',
		...(head === 'path'
			? [`path ${path}`, ...`${shown}`.split('\n').map((line) => `JSON.parse ${line}`)]
			: [`JSON.parse Invalid package.json: JSONParseError: ${shown}`]),
		'JSON.parse Failed to parse JSON data.',
		'JSON.parse Note: package.json must be actual JSON, not just JavaScript.'
	]);
}
/** json-parse-even-better-errors' message: V8's, the place, and what stands there. */
function describeJson(text: string, complaint: string, places: boolean): string {
	if (text === '') return `${complaint} while parsing empty string`;
	const position = / position (\d+)/.exec(complaint)?.[1];
	const before = text.slice(0, Number(position ?? 0)).split('\n');
	const said = complaint.replace(
		/^Unexpected token '?(.)'?(,)? /su,
		(_all, c: string, comma = '') => `Unexpected token ${JSON.stringify(c)} (0x${hexOf(c)})${comma} `
	);
	const message = position !== undefined && places ? `${said} (line ${before.length} column ${(before.at(-1) ?? '').length + 1})` : said;
	const at = position !== undefined ? Number(position) : complaint.startsWith('Unexpected end') ? text.length - 1 : undefined;
	if (at === undefined) return `${message} while parsing '${text.slice(0, 40)}'`;
	const from = at <= 20 ? 0 : at - 20;
	const to = Math.min(text.length, at + 20);
	const slice = (from === 0 ? '' : '...') + text.slice(from, to) + (to === text.length ? '' : '...');
	return `${message} while parsing ${text === slice ? '' : 'near '}${JSON.stringify(slice)}`;
}
const hexOf = (c: string): string => {
	const text = c.charCodeAt(0).toString(16).toUpperCase();
	return text.length % 2 ? `0${text}` : text;
};
/** The project's package.json. */
export function* readManifest(npm: Npm, head: 'path' | 'invalid' = 'invalid'): Sys<Json> {
	const path = join(npm.prefix, 'package.json');
	const text = yield* readTextIfAny(path);
	if (text === undefined) throw missingManifest(path);
	return parseManifest(npm, text, path, head);
}
/** A JSON file's record; undefined when it is missing or broken. */
export function* readRecord(path: string): Sys<Json | undefined> {
	const text = yield* readTextIfAny(path);
	if (text === undefined) return undefined;
	try {
		return record(parseJson(text));
	} catch {
		return undefined;
	}
}
