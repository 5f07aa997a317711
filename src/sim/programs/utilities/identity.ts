// Who and where: id, whoami, groups, logname, hostname, uname, arch, nproc, tty.
import { Errno, type Sys } from '../../engine/sys.ts';
import {
	getaddrinfo,
	ids,
	isatty,
	netlink,
	process,
	readText,
	ResolveError,
	sethostname,
	sysinfo,
	uname as unameCall,
	type Interface
} from '../../kernel/index.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { groups as allGroups, Names, userId, users } from './lib/users.ts';

interface Identity {
	uid: number;
	gid: number;
	euid: number;
	egid: number;
	groups: number[];
	/** As the kernel lists them, which may be twice. */
	listed?: readonly number[];
}

function* identityOf(tool: Tool, name: string | undefined): Sys<Identity> {
	if (name === undefined) {
		const { cred } = yield* ids();
		return { uid: cred.uid, gid: cred.gid, euid: cred.euid, egid: cred.egid, groups: [...new Set([cred.egid, ...cred.groups])], listed: cred.groups };
	}
	const found = yield* userId(name);
	const user = typeof found === 'number' ? (yield* users()).find((one) => one.uid === found) : found;
	if (!user) tool.die(tool.busybox ? `unknown user ${name}` : `${tool.quote(name)}: no such user`);
	const also = (yield* allGroups()).filter((group) => group.members.includes(user.name)).map((group) => group.gid);
	return { uid: user.uid, gid: user.gid, euid: user.uid, egid: user.gid, groups: [...new Set([user.gid, ...also])] };
}

export const id = utility('id', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'agGnruzZ', long: ['context=Z', 'group=g', 'groups=G', 'name=n', 'real=r', 'user=u', 'zero=z'] });
	const chosen = ['u', 'g', 'G'].filter((key) => options.has(key));
	if (options.has('Z')) tool.die('--context (-Z) works only on an SELinux-enabled kernel');
	if (chosen.length > 1) tool.die('cannot print "only" of more than one choice');
	if (chosen.length === 0 && (options.has('n') || options.has('r'))) tool.die('cannot print only names or real IDs in default format');
	if (chosen.length === 0 && options.has('z')) tool.die('option --zero not permitted in default format');
	const names = new Names();
	for (const name of options.operands.length === 0 ? [undefined] : options.operands) {
		const who = yield* identityOf(tool, name);
		const [uid, gid] = options.has('r') ? [who.uid, who.gid] : [who.euid, who.egid];
		const end = options.has('z') ? '\0' : '\n';
		const group = function* (one: number): Sys<string> {
			if (!options.has('n')) return String(one);
			const found = yield* names.group(one);
			if (found === undefined) {
				yield* tool.warn(tool.busybox ? `unknown ID ${one}` : `cannot find name for group ID ${one}`);
				return String(one);
			}
			return found;
		};
		if (options.has('u')) {
			const found = options.has('n') ? yield* names.user(uid) : String(uid);
			if (found === undefined) yield* tool.warn(tool.busybox ? `unknown ID ${uid}` : `cannot find name for user ID ${uid}`);
			yield* tool.put(`${found ?? uid}${end}`);
		} else if (options.has('g')) yield* tool.put(`${yield* group(gid)}${end}`);
		else if (options.has('G')) {
			const shown: string[] = [];
			for (const one of who.groups) shown.push(yield* group(one));
			yield* tool.put(shown.join(options.has('z') ? '\0' : ' ') + end);
		} else {
			const named = function* (value: number, of: 'user' | 'group'): Sys<string> {
				const found = yield* names[of](value);
				return found === undefined ? String(value) : `${value}(${found})`;
			};
			const parts = [`uid=${yield* named(who.uid, 'user')}`, `gid=${yield* named(who.gid, 'group')}`];
			if (who.euid !== who.uid) parts.push(`euid=${yield* named(who.euid, 'user')}`);
			if (who.egid !== who.gid) parts.push(`egid=${yield* named(who.egid, 'group')}`);
			const list: string[] = [];
			for (const one of tool.busybox && who.listed?.length ? who.listed : who.groups) list.push(yield* named(one, 'group'));
			if (list.length > 0) parts.push(`groups=${list.join(',')}`);
			yield* tool.put(parts.join(' ') + end);
		}
	}
	return tool.status;
});

export const whoami = utility('whoami', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: '' });
	yield* checkOperands(tool, options.operands, 0, 0);
	const { cred } = yield* ids();
	const name = yield* new Names().user(cred.euid);
	if (name === undefined) tool.die(tool.busybox ? `unknown ID ${cred.euid}` : `cannot find name for user ID ${cred.euid}`);
	yield* tool.put(`${name}\n`);
});

export const groups = utility('groups', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: '' });
	const names = new Names();
	for (const name of options.operands.length === 0 ? [undefined] : options.operands) {
		const who = yield* identityOf(tool, name);
		const shown: string[] = [];
		for (const one of who.groups) {
			const found = yield* names.group(one);
			if (found === undefined) yield* tool.warn(`cannot find name for group ID ${one}`);
			shown.push(found ?? String(one));
		}
		yield* tool.put(`${name === undefined || tool.busybox ? '' : `${name} : `}${shown.join(' ')}\n`);
	}
	return tool.status;
});

export const logname = utility('logname', function* (tool: Tool) {
	if (!tool.busybox) yield* checkOperands(tool, (yield* getopt(tool, { short: '' })).operands, 0, 0);
	const name = tool.env['LOGNAME'];
	if (name === undefined || !(yield* isatty(0))) tool.die('no login name');
	yield* tool.put(`${name}\n`);
});

export const hostname = utility('hostname', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'aAdfF:iIsby',
		long: ['alias=a', 'all-fqdns=A', 'domain=d', 'fqdn=f', 'long=f', 'file:=F', 'ip-address=i', 'all-ip-addresses=I', 'short=s', 'yp=y', 'nis=y', 'boot=b']
	});
	const file = options.get('F');
	const operand = file === undefined ? options.operands[0] : (yield* readText(file)).trim();
	if (operand !== undefined) {
		const failed = yield* attempt(sethostname(operand));
		if (failed instanceof Errno)
			tool.die(failed.code === 'EPERM' ? (tool.busybox ? 'sethostname: Operation not permitted' : 'you must be root to change the host name') : failed.message);
		return 0;
	}
	const { hostname: name } = yield* ids();
	if (options.has('s')) yield* tool.put(`${name.split('.')[0]}\n`);
	else if (options.has('f') || options.has('A')) yield* tool.put(`${yield* canonicalName(name)}\n`);
	else if (options.has('d')) {
		const full = yield* canonicalName(name);
		yield* tool.put(full.includes('.') ? `${full.slice(full.indexOf('.') + 1)}\n` : tool.busybox ? '\n' : '');
	} else if (options.has('i') || options.has('I')) {
		const addresses = options.has('I') ? yield* ownAddresses() : yield* hostAddresses(tool, name);
		yield* tool.put(`${addresses.join(' ')}${options.has('I') && !tool.busybox ? ' ' : ''}\n`);
	} else yield* tool.put(`${name}\n`);
	return 0;
});

/** The name that /etc/hosts gives first on the line of this one; the name itself when it is not there. */
function* canonicalName(name: string): Sys<string> {
	const hosts = yield* attempt(readText('/etc/hosts'));
	if (hosts instanceof Errno) return name;
	for (const line of hosts.split('\n')) {
		const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
		if (names.includes(name)) return names[0] ?? name;
	}
	return name;
}

function* hostAddresses(tool: Tool, name: string): Sys<string[]> {
	try {
		return yield* getaddrinfo(name);
	} catch (error) {
		if (!(error instanceof ResolveError)) throw error;
		return tool.die(tool.busybox ? `bad address '${name}'` : `${error.message}`);
	}
}

function* ownAddresses(): Sys<string[]> {
	const links = yield* netlink<readonly Interface[]>({ op: 'links' });
	return links.filter((link) => link.kind !== 'lo').flatMap((link) => link.addresses.map((address) => address.split('/')[0] ?? ''));
}

export const uname = utility('uname', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'asnrvmpio',
		long: [
			'all=a',
			'kernel-name=s',
			'sysname=s',
			'nodename=n',
			'kernel-release=r',
			'release=r',
			'kernel-version=v',
			'machine=m',
			'processor=p',
			'hardware-platform=i',
			'operating-system=o'
		]
	});
	yield* checkOperands(tool, options.operands, 0, 0);
	const info = yield* unameCall();
	const all = options.has('a');
	const none = options.options.length === 0;
	const parts: [string, string][] = [
		['s', info.sysname],
		['n', info.nodename],
		['r', info.release],
		['v', info.version],
		['m', info.machine]
	];
	if (!all) parts.push(['p', 'unknown'], ['i', 'unknown']);
	parts.push(['o', tool.busybox ? 'Linux' : 'GNU/Linux']);
	yield* tool.put(
		`${parts
			.filter(([key]) => all || options.has(key) || (none && key === 's'))
			.map(([, text]) => text)
			.join(' ')}\n`
	);
});

export const arch = utility('arch', function* (tool: Tool) {
	yield* checkOperands(tool, (yield* getopt(tool, { short: '' })).operands, 0, 0);
	yield* tool.put(`${(yield* unameCall()).machine}\n`);
});

export const nproc = utility('nproc', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: '', long: ['all', 'ignore:'] });
	yield* checkOperands(tool, options.operands, 0, 0);
	const ignore = options.get('ignore') ?? '0';
	if (!/^\+?\d+$/.test(ignore)) tool.die(`invalid number: ${tool.quote(ignore)}`);
	const cpus = yield* attempt(readText('/proc/self/status'));
	const allowed = options.has('all') || cpus instanceof Errno ? null : /^Cpus_allowed_list:\s*(\S+)/m.exec(cpus);
	let count = (yield* sysinfo()).cores;
	if (allowed)
		count = (allowed[1] ?? '')
			.split(',')
			.reduce((sum, range) => sum + (range.includes('-') ? Number(range.split('-')[1]) - Number(range.split('-')[0]) + 1 : 1), 0);
	yield* tool.put(`${Math.max(1, count - Number(options.get('ignore') ?? 0))}\n`);
});

export const tty = utility('tty', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 's', long: ['silent=s', 'quiet=s'] });
	if (!tool.busybox && options.operands.length > 0) tool.usage(`extra operand ${tool.quote(options.operands[0] ?? '')}`, 2);
	const on = yield* isatty(0);
	if (!options.has('s')) yield* tool.put(on ? `/dev/${(yield* process((yield* ids()).pid)).tty ?? 'console'}\n`.replace('/dev//dev/', '/dev/') : 'not a tty\n');
	return on ? 0 : 1;
});
