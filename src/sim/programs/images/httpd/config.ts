// Apache's configuration: directives and sections with their lines, IfModule and Define resolved, errors in Apache's words.
// Leaves out .htaccess, expressions (<If>), per-location overrides beyond Require, and most modules' directives.
import { Errno, type Sys } from '../../../engine/index.ts';
import { readdir, readText } from '../../../kernel/index.ts';

export interface Directive {
	readonly name: string;
	readonly args: readonly string[];
	readonly block: readonly Directive[] | null;
	readonly file: string;
	readonly line: number;
}
/** What httpd prints before it ends with status 1. */
export class ConfigFault {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}

/** Directives by the module that brings them; '' is the core. */
const known: Readonly<Record<string, string>> = {
	'': `serverroot listen loadmodule user group serveradmin servername serveralias documentroot directoryindex errorlog loglevel logformat customlog transferlog typesconfig addtype include includeoptional options allowoverride
		require errordocument keepalive keepalivetimeout maxkeepaliverequests timeout servertokens serversignature hostnamelookups pidfile define undefine enablemmap enablesendfile fileetag traceenable usecanonicalname
		addhandler addoutputfilter addencoding addcharset adddefaultcharset adddescription addicon addiconbytype addiconbyencoding defaulticon readmename headername indexoptions indexignore requestheader header setenvif
		setenv unsetenv passenv browsermatch setenvifnocase alias aliasmatch redirect redirectmatch redirectpermanent scriptalias startservers minsparethreads maxsparethreads threadsperchild maxrequestworkers
		maxconnectionsperchild serverlimit threadlimit mutex acceptfilter limitrequestbody satisfy order allow deny authtype authname authuserfile namevirtualhost contentdigest forcetype sethandler accessfilename requestreadtimeout mimemagicfile`,
	rewrite: 'rewriteengine rewriterule rewritecond rewritebase rewriteoptions',
	proxy: 'proxypass proxypassreverse proxypreservehost proxyrequests proxytimeout proxyvia',
	ssl: 'sslengine sslcertificatefile sslcertificatekeyfile sslprotocol sslciphersuite sslsessioncache sslrandomseed',
	status: 'extendedstatus',
	deflate: 'deflatecompressionlevel',
	expires: 'expiresactive expiresdefault expiresbytype'
};
const owner = new Map(Object.entries(known).flatMap(([module, names]) => names.split(/\s+/).map((name) => [name, module] as const)));
const sections = new Set([
	'directory',
	'directorymatch',
	'files',
	'filesmatch',
	'location',
	'locationmatch',
	'virtualhost',
	'ifmodule',
	'ifdefine',
	'ifversion',
	'limit',
	'limitexcept',
	'requireall',
	'requireany',
	'requirenone',
	'proxy',
	'if',
	'else'
]);

const wordsOf = (text: string): string[] =>
	[...text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map((m) => m[1]?.replace(/\\(["\\])/g, '$1') ?? m[2] ?? m[3] ?? '');

/** Reads a configuration with what it includes. `modules` collects LoadModule; `defines` are -D names. Throws ConfigFault. */
export function* readConfig(path: string, root: string, modules: Set<string>, defines: ReadonlySet<string>): Sys<Directive[]> {
	let text: string;
	try {
		text = yield* readText(path);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		throw new ConfigFault(`httpd: Could not open configuration file ${path}: ${error.message}`);
	}
	const lines = text.split('\n');
	let at = 0;
	const fault = (line: number, why: string): ConfigFault => new ConfigFault(`AH00526: Syntax error on line ${line} of ${path}:\n${why}`);
	const block = function* (until: string | null, opened: number, active: boolean): Sys<Directive[]> {
		const found: Directive[] = [];
		while (at < lines.length) {
			let source = (lines[at++] as string).trim();
			const line = at;
			while (source.endsWith('\\') && at < lines.length) source = `${source.slice(0, -1)} ${(lines[at++] as string).trim()}`;
			if (source === '' || source.startsWith('#')) continue;
			if (source.startsWith('</')) {
				const name = source.slice(2).replace(/>.*$/, '');
				if (until === null) throw fault(line, `</${name}> without matching <${name}> section`);
				if (name.toLowerCase() !== until) throw fault(line, `Expected </${until}> but saw </${name}>`);
				return found;
			}
			if (source.startsWith('<')) {
				const [name = '', ...args] = wordsOf(source.slice(1).replace(/>\s*$/, ''));
				const lower = name.toLowerCase();
				if (!source.endsWith('>')) throw fault(line, `<${name}> directive missing closing '>'`);
				if (!sections.has(lower))
					throw fault(line, `Invalid command '<${name}', perhaps misspelled or defined by a module not included in the server configuration`);
				const wanted = (args[0] ?? '').replace(/^!/, '').replace(/^mod_|\.c$|_module$/g, '');
				const holds =
					lower === 'ifmodule'
						? (modules.has(wanted) || builtIn.has(wanted)) !== args[0]?.startsWith('!')
						: lower === 'ifdefine'
							? defines.has(wanted) !== args[0]?.startsWith('!')
							: true;
				const inner = yield* block(lower, line, active && holds);
				if (lower === 'ifmodule' || lower === 'ifdefine' || lower === 'ifversion') found.push(...(holds ? inner : []));
				else found.push({ name: lower, args, block: inner, file: path, line });
				continue;
			}
			const [name = '', ...args] = wordsOf(source);
			const lower = name.toLowerCase();
			if (!active) continue;
			const module = owner.get(lower);
			if (module === undefined || (module !== '' && !modules.has(module)))
				throw fault(line, `Invalid command '${name}', perhaps misspelled or defined by a module not included in the server configuration`);
			if (lower === 'loadmodule') modules.add((args[0] ?? '').replace(/_module$/, ''));
			if (lower === 'documentroot' && args.length !== 1) throw fault(line, 'DocumentRoot takes one argument, Root directory of the document tree');
			if (lower === 'listen' && !/^(?:\[[0-9a-f:]*\]:|[\d.]+:|\*:)?\d+$/.test(args[0] ?? ''))
				throw fault(line, args.length ? 'Port must be specified' : 'Listen requires 1 or 2 arguments.');
			if (lower === 'include' || lower === 'includeoptional') {
				const full = (args[0] ?? '').startsWith('/') ? (args[0] ?? '') : `${root}/${args[0]}`;
				for (const file of yield* included(full, lower === 'includeoptional')) found.push(...(yield* readConfig(file, root, modules, defines)));
				continue;
			}
			found.push({ name: lower, args, block: null, file: path, line });
		}
		if (until !== null) throw fault(opened, `<${until}> was not closed.`);
		return found;
	};
	return yield* block(null, 0, true);
}
const builtIn = new Set(['log_config', 'core', 'so', 'http', 'unixd']);

function* included(pattern: string, optional: boolean): Sys<string[]> {
	const slash = pattern.lastIndexOf('/');
	const last = pattern.slice(slash + 1);
	if (!last.includes('*')) return [pattern];
	const [before = '', after = ''] = last.split('*');
	try {
		return (yield* readdir(pattern.slice(0, slash)))
			.map((e) => e.name)
			.filter((n) => n.startsWith(before) && n.endsWith(after))
			.map((n) => `${pattern.slice(0, slash)}/${n}`);
	} catch (error) {
		if (!(error instanceof Errno) || !optional) throw error;
		return [];
	}
}

export interface Host {
	readonly names: readonly string[];
	readonly port: number | null;
	readonly own: readonly Directive[];
}
export interface Site {
	readonly main: readonly Directive[];
	readonly hosts: readonly Host[];
	readonly listens: readonly { readonly host: string; readonly port: number }[];
	readonly types: Readonly<Record<string, string>>;
	readonly formats: Readonly<Record<string, string>>;
	readonly modules: readonly string[];
}
export const last = (list: readonly Directive[], name: string): readonly string[] | undefined => list.findLast((d) => d.name === name)?.args;

/** What the directives describe. */
export function siteOf(main: readonly Directive[], mime: string, modules: ReadonlySet<string>): Site {
	const listens = main
		.filter((d) => d.name === 'listen')
		.map((d) => {
			const [, host = '', port = '80'] = /^(?:(.*):)?(\d+)$/.exec(d.args[0] ?? '') ?? [];
			return { host: host === '' || host === '*' ? '::' : host.replace(/^\[|\]$/g, ''), port: Number(port) };
		});
	if (listens.length === 0) throw new ConfigFault('no listening sockets available, shutting down\nAH00015: Unable to open logs');
	const types: Record<string, string> = {};
	for (const row of mime.split('\n')) {
		const [type = '', ...extensions] = row.trim().split(/\s+/);
		if (!type.startsWith('#')) for (const extension of extensions) types[extension] = type;
	}
	for (const d of main.filter((x) => x.name === 'addtype')) for (const extension of d.args.slice(1)) types[extension.replace(/^\./, '')] = d.args[0] ?? '';
	const formats: Record<string, string> = {};
	for (const d of main.filter((x) => x.name === 'logformat')) formats[d.args[1] ?? ''] = d.args[0] ?? '';
	const hosts = main
		.filter((d) => d.name === 'virtualhost')
		.map((d): Host => {
			const own = d.block ?? [];
			const port = /:(\d+)$/.exec(d.args[0] ?? '')?.[1];
			return {
				names: own.filter((o) => o.name === 'servername' || o.name === 'serveralias').flatMap((o) => o.args.map((a) => a.replace(/:\d+$/, ''))),
				port: port === undefined ? null : Number(port),
				own
			};
		});
	return { main, hosts, listens, types, formats, modules: [...modules] };
}
