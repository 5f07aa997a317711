// What nginx does before it serves: its options, its configuration file with what that includes, and its logs.
import { Errno, type Sys } from '../../../engine/index.ts';
import { clock, getaddrinfo, ids, open, ResolveError, write } from '../../../kernel/index.ts';
import { formatGoTime } from '../../../values/index.ts';
import { ConfigFault, parseConfig, readConfig, type Directive } from './config.ts';
import { siteOf, type Site } from './site.ts';

export interface Options {
	conf: string;
	test: boolean;
	version: boolean;
	signal: string | null;
	extra: string;
	foreground: boolean;
}

const stamp = (us: number): string => formatGoTime(us, '2006/01/02 15:04:05');

export function optionsOf(argv: readonly string[]): Options | string {
	const options: Options = { conf: '/etc/nginx/nginx.conf', test: false, version: false, signal: null, extra: '', foreground: false };
	for (let i = 1; i < argv.length; i++) {
		const arg = argv[i] as string;
		const value = () => argv[++i];
		if (arg === '-t' || arg === '-T' || arg === '-q') options.test ||= arg !== '-q';
		else if (arg === '-v' || arg === '-V') options.version = true;
		else if (arg === '-c') {
			const path = value();
			if (path === undefined) return 'nginx: option "-c" requires file name\n';
			options.conf = path.startsWith('/') ? path : `/etc/nginx/${path}`;
		} else if (arg === '-g') options.extra = value() ?? '';
		else if (arg === '-s') {
			options.signal = value() ?? '';
			if (!['stop', 'quit', 'reopen', 'reload'].includes(options.signal)) return `nginx: invalid option: "-s ${options.signal}"\n`;
		} else if (arg === '-p' || arg === '-e') value();
		else return `nginx: invalid option: "${arg.replace(/^-/, '')}"\n`;
	}
	return options;
}

/** One line of the error log. */
export function* log(fd: number, level: string, text: string): Sys<void> {
	const { pid } = yield* ids();
	yield* write(fd, `${stamp(yield* clock())} [${level}] ${pid}#${pid}: ${text}\n`);
}

/** Reads and checks the configuration; upstream names must resolve now. Throws ConfigFault. */
export function* load(options: Options): Sys<{ site: Site; resolved: Record<string, string> }> {
	const extra = options.extra ? `${options.extra.trim().replace(/;?$/, ';')}` : '';
	const directives = [...(yield* readConfig(options.conf)), ...(extra ? parseConfig(extra, 'command line') : [])];
	const site = siteOf(directives);
	const resolved: Record<string, string> = {};
	const resolve = function* (address: string, where: Directive): Sys<void> {
		const name = address.replace(/:\d+$/, '');
		if (/^[\d.]+$/.test(name) || name.startsWith('unix:') || name.includes('$') || resolved[name]) return;
		try {
			const [first] = yield* getaddrinfo(name);
			if (first) resolved[name] = first;
		} catch (error) {
			if (!(error instanceof ResolveError)) throw error;
			throw new ConfigFault(`host not found in upstream "${address}" in ${where.file}:${where.line}`);
		}
	};
	const walk = function* (list: readonly Directive[], inside: string): Sys<void> {
		for (const d of list) {
			if (inside === 'upstream' && d.name === 'server') yield* resolve(d.args[0] ?? '', d);
			if (d.name === 'proxy_pass') {
				const authority = /^https?:\/\/([^/]+)/.exec(d.args[0] ?? '')?.[1];
				if (authority === undefined) throw new ConfigFault(`invalid URL prefix in ${d.file}:${d.line}`);
				if (!site.upstreams[authority] && !authority.includes('$')) yield* resolve(authority, d);
			}
			if (d.block) yield* walk(d.block, d.name);
		}
	};
	yield* walk(directives, 'main');
	return { site, resolved };
}

export function* openLog(path: string): Sys<number> {
	if (path === 'stderr') return 2;
	try {
		return yield* open(path, { write: true, append: true, create: true, mode: 0o644 });
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		throw new ConfigFault(`open() "${path}" failed (${error.code === 'ENOENT' ? 2 : 13}: ${error.message})`);
	}
}

/** Every access log of a site. */
export function logPaths(site: Site): string[] {
	const found = new Set<string>();
	const add = (list: readonly Directive[]): void => {
		for (const d of list) {
			if (d.name === 'access_log' && d.args[0] && d.args[0] !== 'off') found.add(d.args[0]);
			if (d.block) add(d.block);
		}
	};
	add(site.http);
	return [...found];
}
