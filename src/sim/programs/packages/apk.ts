// apk: Alpine's package manager (apk-tools 2.14): add, del, update, upgrade, info, list, search, fix, version.
// Keeps /etc/apk/world and /lib/apk/db/installed; packages come over the network from the mirror that /etc/apk/repositories names.
// Leaves out pinning by repository tag, triggers but BusyBox's, scripts, caches on disk. Invariant: a failed add changes nothing.
import { call, Errno, type Sys } from '../../engine/index.ts';
import {
	addLayer,
	clock,
	close,
	mkdir,
	open,
	readTextIfAny,
	rename,
	rmdir,
	unlink,
	unpackLayer,
	write,
	writeFile,
	type Context,
	type Program
} from '../../kernel/index.ts';
import { compareBytes, formatGoTime } from '../../values/index.ts';
import { alpineInstalled, alpinePackages } from './catalogue.ts';
import { FetchFailure, fetchJson } from './fetch.ts';
import { closure, entriesOfPackage, treeOf, type Package } from './package.ts';

const worldFile = '/etc/apk/world';
const database = '/lib/apk/db/installed';
const baseWorld = ['alpine-baselayout', 'alpine-keys', 'apk-tools', 'busybox', 'libc-utils'];

class ApkFailure {
	readonly lines: readonly string[];
	readonly code: number;
	constructor(lines: readonly string[], code = 1) {
		this.lines = lines;
		this.code = code;
	}
}
interface Options {
	readonly quiet: boolean;
	readonly noCache: boolean;
	readonly update: boolean;
	readonly virtual: string;
	readonly verbose: number;
	readonly simulate: boolean;
	readonly names: readonly string[];
}
interface State {
	readonly world: readonly string[];
	readonly installed: readonly string[];
}
const out = (text: string): Sys<number> => write(1, text);

function* save(path: string, text: string): Sys<void> {
	yield* writeFile(path + '.new', text, 0o644);
	yield* rename(path + '.new', path);
}
function* load(): Sys<State> {
	const world = (yield* readTextIfAny(worldFile))?.split('\n').filter((line) => line !== '') ?? baseWorld;
	const text = yield* readTextIfAny(database);
	const named = (text ?? '').split('\n').flatMap((line) => (line.startsWith('P:') ? [line.slice(2)] : []));
	// FIDELITY: an image's own database names no package; it has those of the mini root file system.
	return { world, installed: named.length > 0 ? named : alpineInstalled() };
}
/** The database can be written: else apk's words. */
function* lock(): Sys<void> {
	for (const dir of ['/lib/apk', '/lib/apk/db']) {
		try {
			yield* mkdir(dir, 0o755);
		} catch (error) {
			if (error instanceof Errno && error.code !== 'EEXIST')
				throw new ApkFailure([`ERROR: Unable to lock database: ${error.message}`, 'ERROR: Failed to open apk database: ' + error.message], 99);
			if (!(error instanceof Errno)) throw error;
		}
	}
	try {
		yield* close(yield* open('/lib/apk/db/lock', { write: true, create: true, mode: 0o600 }));
	} catch (error) {
		if (error instanceof Errno)
			throw new ApkFailure([`ERROR: Unable to lock database: ${error.message}`, 'ERROR: Failed to open apk database: ' + error.message], 99);
		throw error;
	}
}
const versionOf = (name: string, all: readonly Package[]): Package | undefined => all.find((one) => one.name === name);

/** Names of what a repository is asked for: "busybox=1.36" asks for busybox. */
const bare = (name: string): string => name.replace(/[=<>~@].*$/, '');
const aliases: Readonly<Record<string, string>> = {
	'libc-utils': 'musl-utils',
	'.build-deps': '',
	so: '',
	python: 'python3',
	pip: 'py3-pip',
	'iputils-ping': 'iputils',
	ping: 'iputils',
	gnupg: 'gpg'
};

interface Index {
	readonly all: readonly Package[];
	readonly reached: boolean;
}
/** Asks the mirrors for their indexes; says so, and what went wrong. */
function* indexes(options: Options): Sys<Index> {
	const repositories = ((yield* readTextIfAny('/etc/apk/repositories')) ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
	let reached = false;
	for (const repository of repositories) {
		const [, host = '', path = ''] = /^https?:\/\/([^/]+)(.*)$/.exec(repository) ?? [];
		if (!options.quiet) yield* out(`fetch ${repository}/x86_64/APKINDEX.tar.gz\n`);
		try {
			yield* fetchJson(host, `${path}/x86_64/APKINDEX.tar.gz`, 700_000);
			reached = true;
		} catch (error) {
			if (!(error instanceof FetchFailure)) throw error;
			const why = error.kind === 'resolve' ? 'DNS lookup error' : error.kind === 'status' ? 'not found' : 'temporary error (try again later)';
			yield* write(1, `WARNING: updating and opening ${repository}: ${why}\n`);
		}
	}
	return { all: reached ? alpinePackages() : [], reached };
}

const sizeText = (packages: readonly Package[]): string => `${Math.ceil(packages.reduce((sum, one) => sum + one.installed, 0) / 1_048_576)} MiB`;
function* summary(names: readonly string[], virtuals: number): Sys<void> {
	const known = alpinePackages();
	const packages = names.flatMap((name) => versionOf(name, known) ?? []);
	yield* out(`OK: ${sizeText(packages)} in ${names.length + virtuals} packages\n`);
}

function* add(options: Options): Sys<number> {
	yield* lock();
	const state = yield* load();
	const index = yield* indexes(options);
	const find = (name: string): Package | undefined => versionOf(aliases[name] ?? name, index.all);
	const unknown: string[] = [];
	const wanted = options.names.map(bare);
	const plan = closure(
		wanted,
		find,
		(name) => state.installed.includes(aliases[name] ?? name),
		() => [],
		(name, by) => {
			unknown.push(
				`  ${name} (no such package):\n    required by: ${by === '' ? `world[${options.virtual === '' ? options.names.find((one) => bare(one) === name) : options.virtual}]` : by}`
			);
		}
	);
	for (const name of options.names) {
		const [, key, version] = /^([^=<>~@]+)=([^=].*)$/.exec(name) ?? [];
		const found = key === undefined ? undefined : find(key);
		if (found && version !== undefined && found.version !== version)
			unknown.push(`  ${found.name}-${found.version}:\n    breaks: world[${found.name}=${version}]`);
	}
	if (unknown.length > 0) throw new ApkFailure(['ERROR: unable to select packages:', ...unknown], unknown.length);
	const virtual = options.virtual === '' ? [] : [options.virtual];
	const total = plan.length + virtual.length;
	if (options.simulate) return 0;
	for (const [i, one] of plan.entries()) {
		if (!options.quiet) yield* out(`(${i + 1}/${total}) Installing ${one.name} (${one.version})\n`);
		yield* fetchPackage(one);
		const layer = yield* addLayer(entriesOfPackage(one, yield* clock()));
		yield* unpackLayer('/', layer.id);
	}
	if (virtual.length > 0 && !options.quiet) yield* out(`(${total}/${total}) Installing ${options.virtual} (${yield* virtualVersion()})\n`);
	const installed = [...state.installed, ...plan.map(({ name }) => name), ...virtual];
	const needs = new Map(yield* needsOf());
	if (virtual.length > 0) needs.set(options.virtual, options.names);
	yield* record(installed, [...new Set([...state.world, ...(virtual.length > 0 ? virtual : options.names)])], needs);
	if (plan.length > 0 && !options.quiet) yield* out(`Executing busybox-1.36.1-r30.trigger\n`);
	if (plan.some(({ name }) => name === 'ca-certificates') && !options.quiet) yield* out('Executing ca-certificates-20250911-r0.trigger\n');
	if (!options.quiet)
		yield* summary(
			installed.filter((name) => !virtual.includes(name)),
			virtual.length
		);
	return 0;
}
function* virtualVersion(): Sys<string> {
	return formatGoTime(yield* clock(), '20060102.150405');
}
function* fetchPackage(one: Package): Sys<void> {
	const repository = ((yield* readTextIfAny('/etc/apk/repositories')) ?? '').split('\n')[0] ?? '';
	const [, host = '', path = ''] = /^https?:\/\/([^/]+)(.*)$/.exec(repository) ?? [];
	try {
		yield* fetchJson(host, `${path}/x86_64/${one.name}-${one.version}.apk`, one.size);
	} catch (error) {
		if (error instanceof FetchFailure) throw new ApkFailure([`ERROR: ${one.name}-${one.version}: temporary error (try again later)`]);
		throw error;
	}
}
function* record(installed: readonly string[], world: readonly string[], virtuals: ReadonlyMap<string, readonly string[]>): Sys<void> {
	const known = alpinePackages();
	const stanzas = installed.map((name) => {
		const one = versionOf(name, known);
		const needs = one ? one.depends : (virtuals.get(name) ?? []);
		return `P:${name}\nV:${one?.version ?? '0'}\nT:${one?.summary ?? 'virtual meta package'}\n${needs.length > 0 ? `D:${needs.join(' ')}\n` : ''}I:${one?.installed ?? 0}\n`;
	});
	yield* save(database, stanzas.join('\n') + '\n');
	yield* save(worldFile, [...world].sort(compareBytes).join('\n') + '\n');
}
/** What each installed virtual package needs, from the database. */
function* needsOf(): Sys<ReadonlyMap<string, readonly string[]>> {
	const needs = new Map<string, readonly string[]>();
	for (const stanza of ((yield* readTextIfAny(database)) ?? '').split('\n\n')) {
		const name = /^P:(.*)$/m.exec(stanza)?.[1];
		if (name !== undefined)
			needs.set(
				name,
				(/^D:(.*)$/m.exec(stanza)?.[1] ?? '').split(' ').filter((word) => word !== '')
			);
	}
	return needs;
}

function* del(options: Options): Sys<number> {
	yield* lock();
	const state = yield* load();
	const known = alpinePackages();
	const needs = yield* needsOf();
	const world = state.world.filter((name) => !options.names.map(bare).includes(bare(name)));
	const keep = new Set<string>();
	const visit = (name: string): void => {
		const real = aliases[name] ?? name;
		if (keep.has(real) || !state.installed.includes(real)) return;
		keep.add(real);
		for (const need of versionOf(real, known)?.depends ?? needs.get(real) ?? []) visit(bare(need));
	};
	for (const name of [...world.map(bare), ...alpineInstalled()]) visit(name);
	const gone = state.installed.filter((name) => !keep.has(name));
	const blocked = options.names.filter((name) => state.installed.includes(bare(name)) && keep.has(bare(name)));
	if (blocked.length > 0)
		yield* out(
			`World updated, but the following packages are not removed due to:\n${blocked.map((name) => `  ${name}: ${world[0] ?? 'busybox'}\n`).join('')}\n`
		);
	for (const [i, name] of [...gone].reverse().entries()) {
		const one = versionOf(name, known);
		if (!options.quiet) yield* out(`(${i + 1}/${gone.length}) Purging ${name} (${one?.version ?? '0'})\n`);
		if (one) yield* erase(one);
	}
	yield* record([...keep].sort(compareBytes), world, needs);
	if (gone.length > 0 && !options.quiet) yield* out('Executing busybox-1.36.1-r30.trigger\n');
	if (!options.quiet) yield* summary([...keep], 0);
	return 0;
}
function* erase(one: Package): Sys<void> {
	const paths = Object.keys(treeOf(one));
	for (const path of paths) yield* ignore(unlink('/' + path));
	for (const path of paths) yield* ignore(rmdir('/' + path.slice(0, path.lastIndexOf('/'))));
}
function* ignore(work: Sys<void>): Sys<void> {
	try {
		yield* work;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

function* info(options: Options): Sys<number> {
	const { installed } = yield* load();
	const known = alpinePackages();
	if (options.names.length === 0) {
		for (const name of [...installed].sort(compareBytes))
			yield* out(options.verbose > 0 ? `${name}-${versionOf(name, known)?.version ?? '0'} - ${versionOf(name, known)?.summary ?? ''}\n` : `${name}\n`);
		return 0;
	}
	let status = 0;
	for (const name of options.names) {
		const one = installed.includes(name) ? versionOf(name, known) : undefined;
		if (!one) {
			status = 1;
			continue;
		}
		const title = `${one.name}-${one.version}`;
		yield* out(
			`${title} description:\n${one.summary}\n\n${title} webpage:\nhttps://pkgs.alpinelinux.org/package/v3.20/main/x86_64/${one.name}\n\n${title} installed size:\n${Math.round(one.installed / 1024)} KiB\n\n`
		);
	}
	return status;
}
function* search(options: Options): Sys<number> {
	const index = yield* indexes({ ...options, quiet: true });
	for (const one of index.all)
		if (options.names.length === 0 || options.names.some((name) => one.name.includes(name.replaceAll('*', '')))) yield* out(`${one.name}-${one.version}\n`);
	return 0;
}
function* update(options: Options): Sys<number> {
	yield* lock();
	const index = yield* indexes(options);
	if (!index.reached) throw new ApkFailure(['2 unavailable, 0 stale; 14 distinct packages available'], 2);
	for (const repository of ((yield* readTextIfAny('/etc/apk/repositories')) ?? '').split('\n').filter((line) => line !== ''))
		yield* out(`v3.20.8-17-g1d5d2bdf4b2 [${repository}]\n`);
	yield* out(`OK: ${index.all.length} distinct packages available\n`);
	return 0;
}
function* upgrade(options: Options): Sys<number> {
	yield* lock();
	if (options.update) yield* indexes(options);
	const { installed } = yield* load();
	yield* summary(installed, 0);
	return 0;
}

const usage = `apk-tools 2.14.4, compiled for x86_64.

usage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]

Package installation and removal:
  add        Add packages to WORLD and commit changes
  del        Remove packages from WORLD and commit changes

System maintenance:
  fix        Fix, reinstall or upgrade packages without modifying WORLD
  update     Update repository indexes
  upgrade    Install upgrades available from repositories
  cache      Manage the local package cache

Querying package information:
  info       Give detailed information about packages or repositories
  list       List packages matching a pattern or other criteria
  dot        Render dependencies as graphviz graphs
  policy     Show repository policy for packages
  search     Search for packages by name or description

Repository maintenance:
  index      Create repository index file from packages
  fetch      Download packages from global repositories to a local directory
  manifest   Show checksums of package contents
  verify     Verify package integrity and signature

Miscellaneous:
  audit      Audit system for changes
  stats      Show statistics about repositories and installations
  version    Compare package versions or perform tests on version strings

This apk has coffee making abilities.
For more information: man 8 apk
`;

function parse(argv: readonly string[]): { applet: string; options: Options } {
	let [quiet, noCache, refresh, simulate, verbose, virtual] = [false, false, false, false, 0, ''];
	const rest: string[] = [];
	for (let i = 0; i < argv.length; i++) {
		const arg = argv[i] ?? '';
		if (arg === '-q' || arg === '--quiet') quiet = true;
		else if (arg === '--no-cache') noCache = true;
		else if (arg === '-U' || arg === '--update-cache' || arg === '--update') refresh = true;
		else if (arg === '-s' || arg === '--simulate') simulate = true;
		else if (/^-v+$/.test(arg) || arg === '--verbose') verbose++;
		else if (arg === '-t' || arg === '--virtual') virtual = argv[++i] ?? '';
		else if (arg.startsWith('--virtual=')) virtual = arg.slice(10);
		else if (arg === '-X' || arg === '--repository' || arg === '-p' || arg === '--root' || arg === '--arch') i++;
		else if (arg.startsWith('-')) continue;
		else rest.push(arg);
	}
	const [applet = '', ...names] = rest;
	return { applet, options: { quiet, noCache, update: refresh, virtual, verbose, simulate, names } };
}

const applets: Readonly<Record<string, (options: Options) => Sys<number>>> = { add, del, info, search, update, upgrade, fix: upgrade, list: info };

export const apk: Program = {
	name: 'apk',
	rss: 12 << 20,
	*main(context: Context): Sys<number> {
		const argv = context.argv.slice(1);
		if (argv.includes('--version') || argv.includes('-V')) {
			yield* out('apk-tools 2.14.4, compiled for x86_64.\n');
			return 0;
		}
		const { applet, options } = parse(argv);
		const run = applets[applet];
		if (!run) {
			if (applet !== '') yield* write(2, `ERROR: '${applet}' is not an apk command. See 'apk --help'.\n`);
			else yield* out(usage);
			return applet === '' && argv.some((arg) => arg === '--help' || arg === '-h') ? 0 : 1;
		}
		try {
			return yield* call(run(options));
		} catch (error) {
			if (!(error instanceof ApkFailure)) throw error;
			yield* write(2, error.lines.map((line) => line + '\n').join(''));
			return error.code;
		}
	}
};
