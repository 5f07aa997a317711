// npm's command line: options anywhere, values after "=" or as the next word, short letters, and the many names of one command.
// Leaves out abbreviations of options' names. Invariant: what follows "--" is never an option.

const valued = new Set(
	'prefix,loglevel,depth,omit,include,registry,cache,fetch-retries,workspace,save-prefix,tag,location,userconfig,script-shell,package,call,logs-max,audit-level,before,globalconfig,otp,scope,access'.split(
		','
	)
);
const short: Readonly<Record<string, readonly [string, string]>> = {
	D: ['save-dev', 'true'],
	S: ['save', 'true'],
	P: ['save-prod', 'true'],
	O: ['save-optional', 'true'],
	E: ['save-exact', 'true'],
	B: ['save-bundle', 'true'],
	g: ['global', 'true'],
	y: ['yes', 'true'],
	n: ['yes', 'false'],
	f: ['force', 'true'],
	a: ['all', 'true'],
	l: ['long', 'true'],
	p: ['parseable', 'true'],
	s: ['loglevel', 'silent'],
	q: ['loglevel', 'warn'],
	d: ['loglevel', 'info'],
	h: ['usage', 'true'],
	v: ['version', 'true'],
	w: ['workspace', ''],
	c: ['call', ''],
	C: ['prefix', '']
};
const aliases: Readonly<Record<string, string>> = {
	i: 'install',
	in: 'install',
	ins: 'install',
	inst: 'install',
	insta: 'install',
	instal: 'install',
	isnt: 'install',
	isnta: 'install',
	isntal: 'install',
	isntall: 'install',
	add: 'install',
	'clean-install': 'ci',
	ic: 'ci',
	'install-clean': 'ci',
	'isntall-clean': 'ci',
	it: 'install-test',
	cit: 'install-ci-test',
	un: 'uninstall',
	unlink: 'uninstall',
	remove: 'uninstall',
	rm: 'uninstall',
	r: 'uninstall',
	up: 'update',
	upgrade: 'update',
	udpate: 'update',
	list: 'ls',
	la: 'll',
	info: 'view',
	show: 'view',
	v: 'view',
	run: 'run-script',
	rum: 'run-script',
	urn: 'run-script',
	t: 'test',
	tst: 'test',
	x: 'exec',
	create: 'init',
	innit: 'init',
	c: 'config',
	why: 'explain',
	ddp: 'dedupe',
	author: 'owner',
	rb: 'rebuild',
	ln: 'link',
	s: 'search',
	se: 'search',
	find: 'search',
	issues: 'bugs',
	home: 'docs',
	verison: 'version'
};

export interface Given {
	readonly verb: string;
	readonly words: readonly string[];
	readonly rest: readonly string[];
	readonly options: ReadonlyMap<string, string>;
}
export function parseArguments(args: readonly string[], verbIfNone: string): Given {
	const options = new Map<string, string>();
	const words: string[] = [];
	let rest: readonly string[] = [];
	for (let i = 0; i < args.length; i++) {
		const arg = args[i] as string;
		if (arg === '--') {
			rest = args.slice(i + 1);
			break;
		}
		// What npx (or npm exec) starts has its own options.
		if (verbIfNone === 'exec' && words.length > 0) {
			words.push(arg);
			continue;
		}
		const value = (name: string): void => void options.set(name, args[++i] ?? '');
		if (arg.startsWith('--')) {
			const at = arg.indexOf('=');
			const name = at < 0 ? arg.slice(2) : arg.slice(2, at);
			if (at > 0) options.set(name, arg.slice(at + 1));
			else if (name === 'silent') options.set('loglevel', 'silent');
			else if (name === 'quiet') options.set('loglevel', 'warn');
			else if (name === 'verbose') options.set('loglevel', 'verbose');
			else if (name === 'help') options.set('usage', 'true');
			else if (name.startsWith('no-')) options.set(name.slice(3), 'false');
			else if (valued.has(name)) value(name);
			else options.set(name, 'true');
		} else if (arg.startsWith('-') && arg.length > 1) {
			for (const letter of arg.slice(1)) {
				const row = short[letter];
				if (row && row[1] === '') value(row[0]);
				else if (row) options.set(row[0], row[1]);
			}
		} else words.push(arg);
	}
	const verb = verbIfNone === '' ? (words.shift() ?? '') : verbIfNone;
	return { verb: aliases[verb] ?? verb, words, rest, options };
}
