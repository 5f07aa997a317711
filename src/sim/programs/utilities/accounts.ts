// Users and groups: shadow's useradd, groupadd, userdel, groupdel, usermod, chpasswd; Debian's adduser, addgroup, deluser; BusyBox's applets of those names.
// Each edits /etc/passwd, group, shadow and gshadow, and makes the home directory. Leaves out expiry dates, quotas, mail spools and questions:
// a password that would be asked for is left locked. Invariant: a name or a number is checked before any file is written.
import { Errno, type Sys } from '../../engine/sys.ts';
import { chmod, chown, ids, mkdir, readdir, readFile, rename, stat, writeFile } from '../../kernel/index.ts';
import { text as decode } from '../../values/index.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

type Row = string[];
interface Accounts {
	readonly users: Row[];
	readonly groups: Row[];
}
function* rows(path: string): Sys<Row[]> {
	const bytes = yield* attempt(readFile(path));
	return bytes instanceof Errno
		? []
		: decode(bytes)
				.split('\n')
				.filter((line) => line !== '')
				.map((line) => line.split(':'));
}
function* load(): Sys<Accounts> {
	return { users: yield* rows('/etc/passwd'), groups: yield* rows('/etc/group') };
}
function* store(path: string, all: readonly Row[], mode: number): Sys<void> {
	const old = yield* attempt(stat(path));
	yield* writeFile(`${path}+`, all.map((row) => row.join(':') + '\n').join(''));
	yield* chmod(`${path}+`, old instanceof Errno ? mode : old.mode);
	if (!(old instanceof Errno)) yield* chown(`${path}+`, old.uid, old.gid);
	yield* rename(`${path}+`, path);
}
/** Only root may change accounts. */
function* mayChange(tool: Tool): Sys<void> {
	if ((yield* ids()).cred.euid === 0) return;
	if (tool.busybox) tool.die('permission denied (are you root?)');
	if (tool.name === 'adduser' || tool.name === 'addgroup' || tool.name === 'deluser') tool.die('Only root may add a user or group to the system.');
	yield* tool.error(`${tool.name}: Permission denied.\n`);
	tool.die('cannot lock /etc/passwd; try again later.');
}

interface Parsed {
	readonly options: ReadonlyMap<string, string>;
	readonly words: readonly string[];
}
/** Options by their short letter; `long` maps the long names. Letters in `valued` take a value. */
function parse(tool: Tool, valued: string, flags: string, long: Readonly<Record<string, string>>): Parsed {
	const options = new Map<string, string>();
	const words: string[] = [];
	for (let i = 0; i < tool.args.length; i++) {
		const arg = tool.args[i] ?? '';
		if (arg.startsWith('--') && arg.length > 2) {
			const [name = '', value] = arg.slice(2).split(/=(.*)/s);
			const letter = long[name];
			if (letter === undefined) tool.usage(tool.busybox ? `unrecognized option: ${name}` : `unrecognized option '${arg}'`, 2);
			options.set(letter, valued.includes(letter) ? (value ?? tool.args[++i] ?? '') : '');
		} else if (arg.startsWith('-') && arg.length > 1) {
			for (let at = 1; at < arg.length; at++) {
				const letter = arg[at] ?? '';
				if (valued.includes(letter)) {
					options.set(letter, arg.slice(at + 1) || (tool.args[++i] ?? ''));
					break;
				}
				if (!flags.includes(letter)) tool.usage(tool.busybox ? `unrecognized option: ${letter}` : `invalid option -- '${letter}'`, 2);
				options.set(letter, '');
			}
		} else words.push(arg);
	}
	return { options, words };
}
/** The first free number from `from` upwards (or downwards to `to`). */
function free(taken: readonly Row[], from: number, to: number): number {
	const used = new Set(taken.map((row) => Number(row[2])));
	for (let n = from; n !== to; n += from < to ? 1 : -1) if (!used.has(n)) return n;
	return to;
}
const groupOf = (accounts: Accounts, given: string): Row | undefined => accounts.groups.find((row) => row[0] === given || row[2] === given);
const validName = /^[a-z_][a-z0-9_-]*\$?$/;

interface NewUser {
	readonly name: string;
	readonly uid: number;
	readonly gid: number;
	readonly comment: string;
	readonly home: string;
	readonly shell: string;
	readonly groups: readonly string[];
}
function* addUser(accounts: Accounts, user: NewUser, password: string): Sys<void> {
	yield* store('/etc/passwd', [...accounts.users, [user.name, 'x', String(user.uid), String(user.gid), user.comment, user.home, user.shell]], 0o644);
	yield* store('/etc/shadow', [...(yield* rows('/etc/shadow')), [user.name, password, '20777', '0', '99999', '7', '', '', '']], 0o640);
	for (const group of user.groups) yield* join(user.name, group);
}
function* addGroup(accounts: Accounts, name: string, gid: number): Sys<void> {
	yield* store('/etc/group', [...accounts.groups, [name, 'x', String(gid), '']], 0o644);
	const shadow = yield* rows('/etc/gshadow');
	if (shadow.length > 0) yield* store('/etc/gshadow', [...shadow, [name, '!', '', '']], 0o640);
}
/** Makes a user a member of a group. */
function* join(user: string, group: string): Sys<void> {
	const all = yield* rows('/etc/group');
	const row = all.find((each) => each[0] === group || each[2] === group);
	if (!row) return;
	const members = (row[3] ?? '').split(',').filter((name) => name !== '');
	if (!members.includes(user)) row[3] = [...members, user].join(',');
	yield* store('/etc/group', all, 0o644);
}
/** A home directory with what /etc/skel has. */
function* makeHome(user: NewUser, mode: number): Sys<void> {
	let at = '';
	for (const part of user.home.split('/').slice(1, -1)) yield* attempt(mkdir((at += '/' + part), 0o755));
	const made = yield* attempt(mkdir(user.home, 0o755));
	if (made instanceof Errno) return;
	const skeleton = yield* attempt(readdir('/etc/skel'));
	for (const entry of skeleton instanceof Errno ? [] : skeleton) {
		if (entry.type !== 'file') continue;
		yield* writeFile(`${user.home}/${entry.name}`, yield* readFile(`/etc/skel/${entry.name}`));
		yield* chown(`${user.home}/${entry.name}`, user.uid, user.gid);
	}
	yield* chown(user.home, user.uid, user.gid);
	yield* chmod(user.home, mode);
}

export const useradd = utility('useradd', function* (tool: Tool) {
	const { options, words } = parse(tool, 'ugGdscpkbKfe', 'rmMNUolD', {
		uid: 'u',
		gid: 'g',
		groups: 'G',
		'home-dir': 'd',
		home: 'd',
		shell: 's',
		comment: 'c',
		password: 'p',
		system: 'r',
		'create-home': 'm',
		'no-create-home': 'M',
		'no-user-group': 'N',
		'user-group': 'U',
		'non-unique': 'o',
		'no-log-init': 'l'
	});
	const [name] = words;
	if (name === undefined) tool.usage('', 2);
	yield* mayChange(tool);
	if (!validName.test(name)) tool.die(`invalid user name '${name}': use --badname to ignore`, 3);
	const accounts = yield* load();
	if (accounts.users.some((row) => row[0] === name)) tool.die(`user '${name}' already exists`, 9);
	const system = options.has('r');
	const uid = options.has('u') ? Number(options.get('u')) : system ? free(accounts.users, 999, 100) : free(accounts.users, 1000, 60_000);
	if (Number.isNaN(uid)) tool.die(`invalid user ID '${options.get('u') ?? ''}'`, 3);
	if (!options.has('o') && accounts.users.some((row) => row[2] === String(uid))) tool.die(`UID ${uid} is not unique`, 4);
	const given = options.get('g');
	let gid: number;
	if (given !== undefined) {
		const group = groupOf(accounts, given);
		if (!group) tool.die(`group '${given}' does not exist`, 6);
		gid = Number(group[2]);
	} else if (options.has('N')) gid = 100;
	else {
		if (accounts.groups.some((row) => row[0] === name)) tool.die(`group ${name} exists - if you want to add this user to that group, use -g.`, 9);
		gid = accounts.groups.some((row) => row[2] === String(uid)) ? (system ? free(accounts.groups, 999, 100) : free(accounts.groups, 1000, 60_000)) : uid;
		yield* addGroup(accounts, name, gid);
	}
	const groups = (options.get('G') ?? '').split(',').filter((group) => group !== '');
	for (const group of groups) if (!groupOf(accounts, group)) tool.die(`group '${group}' does not exist`, 6);
	const user: NewUser = {
		name,
		uid,
		gid,
		comment: options.get('c') ?? '',
		home: options.get('d') ?? `/home/${name}`,
		shell: options.get('s') ?? '/bin/sh',
		groups
	};
	yield* addUser(accounts, user, options.get('p') ?? '!');
	if (options.has('m')) yield* makeHome(user, 0o755);
	return 0;
});

export const groupadd = utility('groupadd', function* (tool: Tool) {
	const { options, words } = parse(tool, 'gKp', 'rfo', { gid: 'g', system: 'r', force: 'f', 'non-unique': 'o' });
	const [name] = words;
	if (name === undefined) tool.usage('', 2);
	yield* mayChange(tool);
	if (!validName.test(name)) tool.die(`'${name}' is not a valid group name`, 3);
	const accounts = yield* load();
	if (accounts.groups.some((row) => row[0] === name)) {
		if (options.has('f')) return 0;
		tool.die(`group '${name}' already exists`, 9);
	}
	const gid = options.has('g') ? Number(options.get('g')) : options.has('r') ? free(accounts.groups, 999, 100) : free(accounts.groups, 1000, 60_000);
	if (Number.isNaN(gid)) tool.die(`invalid group ID '${options.get('g') ?? ''}'`, 3);
	if (!options.has('o') && accounts.groups.some((row) => row[2] === String(gid))) tool.die(`GID '${gid}' already exists`, 4);
	yield* addGroup(accounts, name, gid);
	return 0;
});

/** Takes a user out of every file. */
function* dropUser(accounts: Accounts, name: string): Sys<void> {
	yield* store(
		'/etc/passwd',
		accounts.users.filter((row) => row[0] !== name),
		0o644
	);
	yield* store(
		'/etc/shadow',
		(yield* rows('/etc/shadow')).filter((row) => row[0] !== name),
		0o640
	);
	const groups = (yield* rows('/etc/group')).map((row) => [
		row[0] ?? '',
		row[1] ?? '',
		row[2] ?? '',
		(row[3] ?? '')
			.split(',')
			.filter((member) => member !== name)
			.join(',')
	]);
	// A group of the user's own goes with it.
	yield* store(
		'/etc/group',
		groups.filter((row) => !(row[0] === name && row[3] === '')),
		0o644
	);
}
export const userdel = utility('userdel', function* (tool: Tool) {
	const { words } = parse(tool, '', 'rfRZ', { remove: 'r', force: 'f' });
	const [name] = words;
	if (name === undefined) tool.usage('', 2);
	yield* mayChange(tool);
	const accounts = yield* load();
	if (!accounts.users.some((row) => row[0] === name)) tool.die(`user '${name}' does not exist`, 6);
	yield* dropUser(accounts, name);
	return 0;
});
export const groupdel = utility('groupdel', function* (tool: Tool) {
	const { words } = parse(tool, '', 'f', { force: 'f' });
	const [name] = words;
	if (name === undefined) tool.usage('', 2);
	yield* mayChange(tool);
	const accounts = yield* load();
	const group = accounts.groups.find((row) => row[0] === name);
	if (!group) tool.die(`group '${name}' does not exist`, 6);
	const user = accounts.users.find((row) => row[3] === group[2]);
	if (user) tool.die(`cannot remove the primary group of user '${user[0] ?? ''}'`, 8);
	yield* store(
		'/etc/group',
		accounts.groups.filter((row) => row !== group),
		0o644
	);
	return 0;
});
export const usermod = utility('usermod', function* (tool: Tool) {
	const { options, words } = parse(tool, 'gGdsculp', 'amoLU', {
		gid: 'g',
		groups: 'G',
		append: 'a',
		home: 'd',
		shell: 's',
		comment: 'c',
		uid: 'u',
		login: 'l',
		lock: 'L',
		unlock: 'U',
		'move-home': 'm',
		'non-unique': 'o'
	});
	const [name] = words;
	if (name === undefined) tool.usage('', 2);
	yield* mayChange(tool);
	const accounts = yield* load();
	const user = accounts.users.find((row) => row[0] === name);
	if (!user) tool.die(`user '${name}' does not exist`, 6);
	for (const group of (options.get('G') ?? '').split(',').filter((one) => one !== '')) {
		if (!groupOf(accounts, group)) tool.die(`group '${group}' does not exist`, 6);
		yield* join(name, group);
	}
	const group = options.get('g');
	if (group !== undefined) user[3] = groupOf(accounts, group)?.[2] ?? tool.die(`group '${group}' does not exist`, 6);
	for (const [letter, at] of [
		['u', 2],
		['c', 4],
		['d', 5],
		['s', 6]
	] as const)
		user[at] = options.get(letter) ?? user[at] ?? '';
	yield* store('/etc/passwd', accounts.users, 0o644);
	return 0;
});
/** Passwords are kept as they are said to be: locked, or set. FIDELITY: no hash is made of them. */
export const chpasswd = utility('chpasswd', function* (tool: Tool) {
	yield* mayChange(tool);
	const known = (yield* rows('/etc/passwd')).map((row) => row[0]);
	const shadow = yield* rows('/etc/shadow');
	for (const line of decode(yield* readFile('/dev/stdin')).split('\n')) {
		if (line === '') continue;
		const [user = ''] = line.split(':');
		if (!known.includes(user)) tool.die(`(line 1, user ${user}) password not changed`);
		const row = shadow.find((each) => each[0] === user);
		if (row) row[1] = '$y$j9T$set';
		else shadow.push([user, '$y$j9T$set', '20777', '0', '99999', '7', '', '', '']);
	}
	yield* store('/etc/shadow', shadow, 0o640);
	return 0;
});

/** BusyBox's applet. */
function* busyboxAdduser(tool: Tool): Sys<number> {
	const { options, words } = parse(tool, 'hgsGuk', 'SDH', {
		home: 'h',
		gecos: 'g',
		shell: 's',
		ingroup: 'G',
		system: 'S',
		'disabled-password': 'D',
		'empty-password': 'D',
		'no-create-home': 'H',
		uid: 'u',
		skel: 'k'
	});
	const [name, into] = words;
	if (name === undefined) tool.usage('', 1);
	yield* mayChange(tool);
	const accounts = yield* load();
	if (into !== undefined) {
		if (!accounts.users.some((row) => row[0] === name)) tool.die(`unknown user ${name}`);
		if (!groupOf(accounts, into)) tool.die(`unknown group ${into}`);
		yield* join(name, into);
		return 0;
	}
	if (accounts.users.some((row) => row[0] === name)) tool.die(`user '${name}' in use`);
	const system = options.has('S');
	const uid = options.has('u') ? Number(options.get('u')) : system ? free(accounts.users, 100, 999) : free(accounts.users, 1000, 60_000);
	if (accounts.users.some((row) => row[2] === String(uid))) tool.die(`uid '${uid}' in use`);
	const given = options.get('G');
	let gid: number;
	if (given !== undefined) gid = Number((groupOf(accounts, given) ?? tool.die(`unknown group ${given}`))[2]);
	else if (system) gid = Number(groupOf(accounts, 'nogroup')?.[2] ?? 65_533);
	else {
		if (accounts.groups.some((row) => row[0] === name)) tool.die(`group '${name}' in use`);
		gid = accounts.groups.some((row) => row[2] === String(uid)) ? free(accounts.groups, 1000, 60_000) : uid;
		yield* addGroup(accounts, name, gid);
	}
	const home = options.get('h') ?? `/home/${name}`;
	const shell = options.get('s') ?? (system ? '/bin/false' : '/bin/sh');
	const user: NewUser = { name, uid, gid, comment: options.get('g') ?? 'Linux User,,,', home, shell, groups: [] };
	yield* addUser(accounts, user, '!');
	if (given !== undefined) yield* join(name, given);
	if (!options.has('H')) yield* makeHome(user, 0o2755);
	return 0;
}
/** Debian's perl script, with its sentences. */
function* debianAdduser(tool: Tool): Sys<number> {
	const long = {
		home: 'h',
		shell: 's',
		uid: 'u',
		gid: 'i',
		ingroup: 'g',
		gecos: 'c',
		comment: 'c',
		system: 'S',
		group: 'G',
		'disabled-password': 'D',
		'disabled-login': 'D',
		'no-create-home': 'H',
		quiet: 'q',
		'force-badname': 'f',
		'allow-bad-names': 'f',
		debug: 'd'
	};
	const { options, words } = parse(tool, 'hsuigc', 'SGDHqfd', long);
	const [name, into] = words;
	if (name === undefined) tool.die('Only one or two names allowed.');
	yield* mayChange(tool);
	const say = function* (text: string): Sys<void> {
		if (!options.has('q')) yield* tool.put(text + '\n');
	};
	const accounts = yield* load();
	if (into !== undefined) {
		if (!accounts.users.some((row) => row[0] === name)) tool.die(`The user \`${name}' does not exist.`);
		if (!groupOf(accounts, into)) tool.die(`The group \`${into}' does not exist.`);
		yield* say(`Adding user \`${name}' to group \`${into}' ...`);
		yield* join(name, into);
		yield* say('Done.');
		return 0;
	}
	const system = options.has('S');
	if (accounts.users.some((row) => row[0] === name)) {
		if (system) {
			yield* say(`The system user \`${name}' already exists. Exiting.`);
			return 0;
		}
		tool.die(`The user \`${name}' already exists.`);
	}
	const uid = options.has('u') ? Number(options.get('u')) : system ? free(accounts.users, 100, 999) : free(accounts.users, 1000, 60_000);
	yield* say(`Adding ${system ? 'system ' : ''}user \`${name}'${system ? ` (UID ${uid})` : ''} ...`);
	const given = options.get('g') ?? options.get('i');
	let gid: number;
	let groupName = name;
	if (given !== undefined) {
		const group = groupOf(accounts, given) ?? tool.die(`The group \`${given}' does not exist.`);
		gid = Number(group[2]);
		groupName = group[0] ?? '';
	} else if (system && !options.has('G')) {
		gid = 65_534;
		groupName = 'nogroup';
	} else {
		gid = accounts.groups.some((row) => row[2] === String(uid)) ? free(accounts.groups, system ? 100 : 1000, 60_000) : uid;
		yield* say(`Adding new group \`${name}' (${system ? 'GID ' : ''}${gid}) ...`);
		yield* addGroup(accounts, name, gid);
	}
	const home = options.get('h') ?? (system ? '/nonexistent' : `/home/${name}`);
	yield* say(`Adding new user \`${name}' (${system ? 'UID ' : ''}${uid}) with group \`${groupName}${system ? '' : ` (${gid})`}' ...`);
	const user: NewUser = {
		name,
		uid,
		gid,
		comment: options.get('c') ?? (system ? '' : ',,,'),
		home,
		shell: options.get('s') ?? (system ? '/usr/sbin/nologin' : '/bin/bash'),
		groups: []
	};
	yield* addUser(accounts, user, '!');
	if (options.has('H') || home === '/nonexistent') yield* say(`Not creating \`${home}'.`);
	else {
		yield* say(`Creating home directory \`${home}' ...`);
		yield* makeHome(user, 0o700);
		if (!system) yield* say("Copying files from `/etc/skel' ...");
	}
	if (!system && groupOf(accounts, 'users')) {
		yield* say(`Adding new user \`${name}' to supplemental / extra groups \`users' ...`);
		yield* say(`Adding user \`${name}' to group \`users' ...`);
		yield* join(name, 'users');
	}
	return 0;
}
function* makeGroup(tool: Tool): Sys<number> {
	const { options, words } = parse(tool, 'g', 'Sq', { gid: 'g', system: 'S', quiet: 'q' });
	const [first, into] = words;
	if (first === undefined) tool.usage('', 1);
	yield* mayChange(tool);
	const accounts = yield* load();
	if (into !== undefined) {
		if (!accounts.users.some((row) => row[0] === first)) tool.die(tool.busybox ? `unknown user ${first}` : `The user \`${first}' does not exist.`);
		if (!groupOf(accounts, into)) tool.die(tool.busybox ? `unknown group ${into}` : `The group \`${into}' does not exist.`);
		yield* join(first, into);
		return 0;
	}
	if (accounts.groups.some((row) => row[0] === first)) tool.die(tool.busybox ? `group '${first}' in use` : `The group \`${first}' already exists.`);
	const gid = options.has('g') ? Number(options.get('g')) : options.has('S') ? free(accounts.groups, 100, 999) : free(accounts.groups, 1000, 60_000);
	if (accounts.groups.some((row) => row[2] === String(gid))) tool.die(tool.busybox ? `gid '${gid}' in use` : `The GID \`${gid}' is already in use.`);
	yield* addGroup(accounts, first, gid);
	if (!tool.busybox && !options.has('q')) yield* tool.put(`Adding group \`${first}' (GID ${gid}) ...\nDone.\n`);
	return 0;
}
/** Debian's two are one script that looks at its name. */
export const adduser = utility('adduser', (tool) =>
	tool.busybox ? busyboxAdduser(tool) : tool.name.endsWith('addgroup') ? makeGroup(tool) : debianAdduser(tool)
);
export const addgroup = utility('addgroup', makeGroup);

export const deluser = utility('deluser', function* (tool: Tool) {
	const { words } = parse(tool, '', 'rq', { 'remove-home': 'r', quiet: 'q' });
	const [name, group] = words;
	if (name === undefined) tool.usage('', 1);
	yield* mayChange(tool);
	const accounts = yield* load();
	if (!accounts.users.some((row) => row[0] === name)) tool.die(tool.busybox ? `unknown user ${name}` : `The user \`${name}' does not exist.`);
	if (group === undefined) yield* dropUser(accounts, name);
	else {
		for (const row of accounts.groups)
			if (row[0] === group)
				row[3] = (row[3] ?? '')
					.split(',')
					.filter((member) => member !== name)
					.join(',');
		yield* store('/etc/group', accounts.groups, 0o644);
	}
	return 0;
});
