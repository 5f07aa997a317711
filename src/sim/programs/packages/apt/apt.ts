// apt-get, apt, apt-cache and apt-mark (apt 2.6): update, install, remove, purge, autoremove, upgrade, clean; list, show, policy, search.
// Leaves out sources of code, pinning, holds' effects, several releases at once. Invariant: names are checked before anything changes.
import { call, Errno, type Sys } from '../../../engine/index.ts';
import { close, ids, isatty, open, read, unlink, readdir, write, type Context, type Program } from '../../../kernel/index.ts';
import { text as decode } from '../../../values/index.ts';
import { debianPackages } from '../catalogue.ts';
import { closure, type Package } from '../package.ts';
import { haveLists, loadDatabase, saveDatabase, stanza, type Database } from './database.ts';
import { AptFailure, install, remove, type Manner } from './install.ts';
import { update } from './lists.ts';
import { listed } from './text.ts';

interface Parsed {
	readonly verb: string;
	readonly names: readonly string[];
	readonly manner: Manner;
	readonly flags: ReadonlySet<string>;
}
function parse(argv: readonly string[]): Parsed {
	let [quiet, yes, recommends, simulate] = [0, false, true, false];
	const words: string[] = [];
	const flags = new Set<string>();
	for (let i = 0; i < argv.length; i++) {
		const arg = argv[i] ?? '';
		if (arg === '-o' || arg === '-c' || arg === '-t') {
			const value = argv[++i] ?? '';
			if (/install-recommends=(0|false|no)$/i.test(value)) recommends = false;
		} else if (arg === '--no-install-recommends') recommends = false;
		else if (arg === '--install-recommends') recommends = true;
		else if (arg === '--yes' || arg === '--assume-yes' || arg === '--force-yes') yes = true;
		else if (arg === '--quiet') quiet++;
		else if (arg === '--simulate' || arg === '--dry-run' || arg === '--just-print') simulate = true;
		else if (/^-q=(\d)$/.test(arg)) quiet = Number(arg.slice(3));
		else if (/^-[a-z]+$/.test(arg))
			for (const letter of arg.slice(1)) {
				if (letter === 'q') quiet++;
				else if (letter === 'y') yes = true;
				else if (letter === 's') simulate = true;
				else flags.add('-' + letter);
			}
		else if (arg.startsWith('--')) flags.add(arg);
		else words.push(arg);
	}
	// -qq says yes to everything.
	if (quiet >= 2) yes = true;
	const [verb = '', ...names] = words;
	return { verb, names, manner: { quiet, yes, recommends, simulate }, flags };
}

const head = 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n';

function* asRoot(): Sys<void> {
	if ((yield* ids()).cred.euid !== 0)
		throw new AptFailure(
			'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n'
		);
	try {
		yield* close(yield* open('/var/lib/dpkg/lock-frontend', { write: true, create: true, mode: 0o640 }));
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		if (error.code === 'EROFS')
			throw new AptFailure(
				'W: Not using locking for read only lock file /var/lib/dpkg/lock-frontend\nE: Unable to write to /var/cache/apt/\nE: The package lists or status file could not be parsed or opened.\n'
			);
	}
}
const confirmer = (manner: Manner) =>
	function* (): Sys<void> {
		if (manner.yes) return;
		yield* write(1, 'Do you want to continue? [Y/n] ');
		const answer = (yield* isatty(0)) ? decode(yield* read(0, 1024)) : undefined;
		if (answer === undefined || (answer.trim() !== '' && !/^y/i.test(answer.trim()))) {
			yield* write(1, 'Abort.\n');
			throw new AptFailure('', 1);
		}
	};

function* doInstall({ names, manner }: Parsed): Sys<number> {
	yield* asRoot();
	const database = yield* loadDatabase();
	const known = new Map(debianPackages().map((one) => [one.name, one]));
	const lists = yield* haveLists();
	const find = (name: string): Package | undefined => (lists || database.installed.has(name) ? known.get(renamed[name] ?? name) : undefined);
	if (manner.quiet < 2) yield* write(1, head);
	const wanted = names.map((name) => renamed[name.replace(/=.*$/, '')] ?? name.replace(/=.*$/, ''));
	const errors: string[] = [];
	for (const [i, name] of wanted.entries()) {
		const found = find(name);
		const version = /=(.*)$/.exec(names[i] ?? '')?.[1];
		if (!found) errors.push(`E: Unable to locate package ${name}\n`);
		else if (version !== undefined && version !== found.version) errors.push(`E: Version '${version}' for '${name}' was not found\n`);
	}
	if (errors.length > 0) throw new AptFailure(errors.join(''));
	for (const name of wanted)
		if (database.installed.has(name) && manner.quiet < 2) yield* write(1, `${name} is already the newest version (${known.get(name)?.version ?? ''}).\n`);
	const plan = closure(
		wanted,
		find,
		(name) => database.installed.has(name),
		(one) => (manner.recommends ? one.recommends : []),
		() => undefined
	);
	yield* install(database, plan, wanted, find, manner, confirmer(manner));
	return 0;
}
/** Names that another package took over. */
const renamed: Readonly<Record<string, string>> = { dnsutils: 'bind9-dnsutils', netcat: 'netcat-openbsd', 'mysql-client': 'default-mysql-client', awk: 'mawk' };

/** Installed for others only, and nobody needs them any more. */
function orphans(database: Database, without: readonly string[]): string[] {
	const known = new Map(debianPackages().map((one) => [one.name, one]));
	const keep = new Set<string>();
	const visit = (name: string): void => {
		if (keep.has(name) || !database.installed.has(name) || without.includes(name)) return;
		keep.add(name);
		for (const need of known.get(name)?.depends ?? []) visit(need);
	};
	for (const name of database.installed) if (!database.auto.has(name)) visit(name);
	return [...database.installed].filter((name) => !keep.has(name) && !without.includes(name)).sort();
}
function* doRemove({ names, manner, verb, flags }: Parsed): Sys<number> {
	yield* asRoot();
	const database = yield* loadDatabase();
	const known = new Map(debianPackages().map((one) => [one.name, one]));
	if (manner.quiet < 2) yield* write(1, head);
	const gone: string[] = [];
	for (const name of names) {
		if (!known.has(name)) throw new AptFailure(`E: Unable to locate package ${name}\n`);
		if (database.installed.has(name)) gone.push(name);
		else if (manner.quiet < 2) yield* write(1, `Package '${name}' is not installed, so not removed\n`);
	}
	for (let grew = true; grew;) {
		grew = false;
		for (const name of database.installed) if (!gone.includes(name) && known.get(name)?.depends.some((need) => gone.includes(need))) grew = gone.push(name) > 0;
	}
	const left = orphans(database, gone);
	const auto = verb === 'autoremove' || verb === 'autopurge' || flags.has('--auto-remove') || flags.has('--autoremove');
	if (auto) gone.push(...left);
	else if (left.length > 0 && manner.quiet < 2)
		yield* write(
			1,
			`The following package${left.length > 1 ? 's were' : ' was'} automatically installed and ${left.length > 1 ? 'are' : 'is'} no longer required:\n${listed(left)}Use 'apt autoremove' to remove ${left.length > 1 ? 'them' : 'it'}.\n`
		);
	const packages = gone.flatMap((name) => known.get(name) ?? []);
	yield* remove(database, packages, verb === 'purge' || verb === 'autopurge' || flags.has('--purge'), manner, confirmer(manner));
	return 0;
}
function* clean(): Sys<number> {
	yield* asRoot();
	try {
		for (const { name, type } of yield* readdir('/var/cache/apt/archives')) if (type === 'file') yield* unlink(`/var/cache/apt/archives/${name}`);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	return 0;
}
function* upgrade({ manner }: Parsed): Sys<number> {
	yield* asRoot();
	if (manner.quiet < 2) yield* write(1, head + 'Calculating upgrade...\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n');
	return 0;
}
function* list({ names, flags }: Parsed): Sys<number> {
	const database = yield* loadDatabase();
	const lists = yield* haveLists();
	yield* write(1, 'Listing...\n');
	for (const one of debianPackages()) {
		const there = database.installed.has(one.name);
		if (
			(flags.has('--installed') && !there) ||
			(!there && !lists) ||
			(names.length > 0 && !names.some((name) => one.name === name || (name.endsWith('*') && one.name.startsWith(name.slice(0, -1)))))
		)
			continue;
		const state = there ? ` [installed${database.auto.has(one.name) ? ',automatic' : ''}]` : '';
		yield* write(1, `${one.name}/stable${there ? ',now' : ''} ${one.version} ${one.all ? 'all' : 'amd64'}${state}\n`);
	}
	return 0;
}
function* show({ names }: Parsed): Sys<number> {
	const lists = yield* haveLists();
	const database = yield* loadDatabase();
	for (const name of names) {
		const one = debianPackages().find((each) => each.name === name && (lists || database.installed.has(name)));
		if (!one) throw new AptFailure('E: No packages found\n');
		yield* write(1, stanza(one).replace('Status: install ok installed\n', '') + '\n');
	}
	return 0;
}
function* policy({ names }: Parsed): Sys<number> {
	const lists = yield* haveLists();
	const database = yield* loadDatabase();
	for (const name of names) {
		const one = debianPackages().find((each) => each.name === name && (lists || database.installed.has(name)));
		if (one) yield* write(1, `${name}:\n  Installed: ${database.installed.has(name) ? one.version : '(none)'}\n  Candidate: ${one.version}\n`);
	}
	return 0;
}
function* search({ names }: Parsed): Sys<number> {
	if (yield* haveLists())
		for (const one of debianPackages())
			if (names.every((word) => one.name.includes(word) || one.summary.toLowerCase().includes(word.toLowerCase())))
				yield* write(1, `${one.name} - ${one.summary}\n`);
	return 0;
}
function* mark({ verb, names }: Parsed): Sys<number> {
	const database = yield* loadDatabase();
	if (verb === 'showmanual' || verb === 'showauto') {
		for (const name of [...database.installed].sort()) if (database.auto.has(name) === (verb === 'showauto')) yield* write(1, name + '\n');
		return 0;
	}
	const auto = new Set(database.auto);
	for (const name of names) {
		if (verb === 'auto') auto.add(name);
		else auto.delete(name);
		yield* write(1, `${name} set to ${verb === 'auto' ? 'automatically' : 'manually'} installed.\n`);
	}
	yield* saveDatabase({ installed: database.installed, auto });
	return 0;
}

type Run = (parsed: Parsed) => Sys<number>;
const getVerbs: Readonly<Record<string, Run>> = {
	update: ({ manner }) => update(manner.quiet >= 2),
	install: doInstall,
	reinstall: doInstall,
	remove: doRemove,
	purge: doRemove,
	autoremove: doRemove,
	autopurge: doRemove,
	upgrade,
	'dist-upgrade': upgrade,
	'full-upgrade': upgrade,
	clean,
	autoclean: clean
};
const cacheVerbs: Readonly<Record<string, Run>> = { show, policy, search, madison: policy };

function aptProgram(name: string, verbs: Readonly<Record<string, Run>>, greeting: string): Program {
	return {
		name,
		rss: 40 << 20,
		*main(context: Context): Sys<number> {
			const parsed = parse(context.argv.slice(1));
			if (parsed.flags.has('--version') || parsed.flags.has('-v')) {
				yield* write(1, 'apt 2.6.1 (amd64)\n');
				return 0;
			}
			const run = verbs[parsed.verb];
			if (name === 'apt' && !(yield* isatty(1))) yield* write(2, '\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n');
			if (!run) {
				if (parsed.verb === '') yield* write(1, greeting);
				else yield* write(2, `E: Invalid operation ${parsed.verb}\n`);
				return parsed.verb === '' ? 0 : 100;
			}
			try {
				return yield* call(run(parsed));
			} catch (error) {
				if (!(error instanceof AptFailure)) throw error;
				yield* write(2, error.text);
				return error.code;
			}
		}
	};
}
const greeting = (name: string): string => `apt 2.6.1 (amd64)\nUsage: ${name} [options] command\n`;
export const aptGet = aptProgram('apt-get', getVerbs, greeting('apt-get'));
export const apt = aptProgram('apt', { ...getVerbs, list, show, search, policy }, greeting('apt'));
export const aptCache = aptProgram('apt-cache', cacheVerbs, greeting('apt-cache'));
export const aptMark = aptProgram('apt-mark', { showmanual: mark, showauto: mark, auto: mark, manual: mark, hold: mark, unhold: mark }, greeting('apt-mark'));
