// A container's root file system: mounts, devices, masked and read-only paths, made in a mount namespace of runc's own before the
// container's init is started there. Destinations are resolved inside the root, so that a symbolic link in the image cannot lead out.
// Leaves out: id-mapped mounts, recursive read-only, SELinux labels.
import { Errno, type Sys } from '../../engine/index.ts';
import { chown, chroot, close, lstat, mknod, mount, open, readlink, stat, symlink, umask, type MountOptions, type Stat } from '../../kernel/index.ts';
import type { Spec, SpecDevice, SpecMount } from '../runtime-spec.ts';
import { RuncError } from './container.ts';
import { goErrno, ignoring, mkdirs } from './files.ts';

/** What is at paths of a root file system, as far as somebody looked or made it: nothing that is a symbolic link is in it. */
interface Known {
	readonly types: Map<string, Stat['type'] | 'bound'>;
	/** Directories of a file system that has just been mounted: no image and no user has put a link in there. */
	readonly fresh: Map<string, 'tmpfs' | 'sysfs'>;
}

/** filepath-securejoin: the path of `path` inside `root` (below it, without it), symbolic links resolved as if root were /. */
function* secureJoin(root: string, path: string, known: Known): Sys<string> {
	let done = '';
	let todo = path.split('/');
	let links = 0;
	for (let at = 0; at < todo.length; at++) {
		const part = todo[at];
		if (part === undefined || part === '' || part === '.') continue;
		if (part === '..') {
			done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
			continue;
		}
		const next = `${done}/${part}`;
		const fresh = known.fresh.get(done);
		if (known.types.has(next) || fresh !== undefined) {
			if (fresh !== undefined && !known.types.has(next)) known.fresh.set(next, fresh);
			done = next;
			continue;
		}
		let type: Stat['type'] | undefined;
		try {
			type = (yield* lstat(root + next)).type;
		} catch (e) {
			if (!(e instanceof Errno) || (e.code !== 'ENOENT' && e.code !== 'ENOTDIR')) throw e;
		}
		if (type !== 'symlink') {
			if (type !== undefined) known.types.set(next, type);
			done = next;
			continue;
		}
		if (++links > 255) throw new Errno('ELOOP');
		const target = yield* readlink(root + next);
		if (target.startsWith('/')) done = '';
		todo = [...target.split('/'), ...todo.slice(at + 1)];
		at = -1;
	}
	return done;
}

const sizes: Readonly<Record<string, number>> = { k: 1024, m: 1 << 20, g: 1 << 30 };
function sizeOption(text: string): number {
	const unit = sizes[text.slice(-1).toLowerCase()];
	return unit === undefined ? Number(text) : Number(text.slice(0, -1)) * unit;
}

const propagations = new Set(['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']);
type Writable = { -readonly [K in keyof MountOptions]: MountOptions[K] };

/** The kernel's options for a spec's mount. */
export function mountOptions(m: SpecMount): MountOptions {
	const type = m.type === 'cgroup' ? 'cgroup2' : m.type;
	const options = m.options ?? [];
	const bind = type === 'bind' || options.includes('bind') || options.includes('rbind');
	const known = bind || ['tmpfs', 'proc', 'sysfs', 'cgroup2', 'devpts', 'mqueue', 'overlay'].includes(type);
	if (!known) throw new Errno('ENODEV');
	const result: Writable = { type: bind ? 'bind' : (type as MountOptions['type']) };
	if (type !== 'cgroup2') result.source = m.source;
	const shown: string[] = [];
	for (const option of options) {
		const at = option.indexOf('=');
		const name = at < 0 ? option : option.slice(0, at);
		const value = at < 0 ? '' : option.slice(at + 1);
		if (name === 'ro' || name === 'rro') result.readonly = true;
		else if (name === 'noexec') {
			result.noexec = true;
			shown.push(name);
		} else if (propagations.has(name)) result.propagation = name as NonNullable<MountOptions['propagation']>;
		else if (name === 'size') result.size = sizeOption(value);
		else if (name === 'mode') result.mode = parseInt(value, 8);
		else if (name === 'lowerdir') result.lower = value.split(':');
		else if (name === 'upperdir') result.upper = value;
		else if (name === 'workdir') result.work = value;
		else if (name === 'rbind' || name === 'nosuid' || name === 'nodev' || name === 'relatime' || name === 'strictatime') shown.push(name);
	}
	if (shown.length > 0) result.options = shown.join(',');
	return result;
}

/** How runc writes a mount's flags in errors. */
const flagsText = (m: SpecMount): string => {
	const names: Readonly<Record<string, string>> = {
		bind: 'MS_BIND',
		rbind: 'MS_BIND|MS_REC',
		nosuid: 'MS_NOSUID',
		noexec: 'MS_NOEXEC',
		nodev: 'MS_NODEV',
		ro: 'MS_RDONLY'
	};
	return (
		(m.options ?? [])
			.map((o) => names[o])
			.filter(Boolean)
			.join('|') || '0x0'
	);
};

function mountFailed(m: SpecMount, why: string): RuncError {
	const where = `error mounting ${JSON.stringify(m.source)} to rootfs at ${JSON.stringify(m.destination)}: `;
	return new RuncError(
		where +
			(m.type === 'bind' || (m.options ?? []).some((o) => o === 'bind' || o === 'rbind')
				? `mount src=${m.source}, dst=${m.destination}, dstFd=/proc/thread-self/fd/55, flags=${flagsText(m)}: ${why}`
				: `mount ${m.source}: ${why}`)
	);
}

function* makeFile(path: string, mode: number): Sys<void> {
	yield* mkdirs(path.slice(0, path.lastIndexOf('/')));
	const fd = yield* open(path, { write: true, create: true, mode });
	yield* close(fd);
}

function* mountOne(rootfs: string, m: SpecMount, cgroup: string, known: Known): Sys<void> {
	let options: MountOptions | undefined;
	try {
		options = mountOptions(m);
		const inside = yield* secureJoin(rootfs, m.destination, known);
		const target = rootfs + inside;
		if (inside !== '' && !known.types.has(inside) && known.fresh.get(inside) !== 'sysfs') {
			if (options.type !== 'bind' || (yield* sourceType(m)) === 'dir') yield* mkdirs(target);
			else yield* makeFile(target, 0o755);
		}
		yield* mount(target, options.type === 'cgroup2' ? { ...options, source: cgroup } : options);
		covered(known, inside, options.type);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		if (options?.type === 'bind') yield* sourceType(m);
		throw mountFailed(m, goErrno(e));
	}
}

/** A mount has been made at a path: what it covers is not seen any more. */
function covered({ types, fresh }: Known, at: string, type: MountOptions['type']): void {
	const below = (path: string): boolean => path.startsWith(at) && path[at.length] === '/';
	for (const path of types.keys()) if (below(path)) types.delete(path);
	for (const path of fresh.keys()) if (path === at || below(path)) fresh.delete(path);
	types.set(at, type === 'bind' ? 'bound' : 'dir');
	if (type === 'tmpfs' || type === 'sysfs') fresh.set(at, type);
}

/** What a bind mount's source is. RuncError when it is not there. */
function* sourceType(m: SpecMount): Sys<Stat['type']> {
	try {
		return (yield* stat(m.source)).type;
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		throw new RuncError(`error mounting ${JSON.stringify(m.source)} to rootfs at ${JSON.stringify(m.destination)}: stat ${m.source}: ${goErrno(e)}`);
	}
}

const defaultDevices: readonly SpecDevice[] = [
	{ path: '/dev/null', type: 'c', major: 1, minor: 3 },
	{ path: '/dev/random', type: 'c', major: 1, minor: 8 },
	{ path: '/dev/full', type: 'c', major: 1, minor: 7 },
	{ path: '/dev/tty', type: 'c', major: 5, minor: 0 },
	{ path: '/dev/zero', type: 'c', major: 1, minor: 5 },
	{ path: '/dev/urandom', type: 'c', major: 1, minor: 9 }
];
const kinds = { c: 'char', b: 'block', p: 'fifo' } as const;

function* makeDevice(rootfs: string, device: SpecDevice, known: Known): Sys<void> {
	const at = device.path.lastIndexOf('/');
	const inside = yield* secureJoin(rootfs, device.path.slice(0, at), known);
	const parent = rootfs + inside;
	if (known.types.get(inside) !== 'dir') yield* mkdirs(parent);
	const path = parent + device.path.slice(at);
	try {
		yield* mknod(path, kinds[device.type], device.fileMode ?? 0o666, [device.major, device.minor]);
	} catch (e) {
		if (e instanceof Errno && e.code === 'EEXIST') return;
		throw e;
	}
	if (device.uid || device.gid) yield* chown(path, device.uid ?? 0, device.gid ?? 0);
}

/** The devices, with their modes as they are given, whatever runc's own mask. */
function* makeDevices(rootfs: string, devices: readonly SpecDevice[], known: Known): Sys<void> {
	const own = yield* umask(0);
	for (const device of devices) yield* makeDevice(rootfs, device, known);
	yield* umask(own);
}

/** What a spec mounts into the root file system at `rootfs` (already mounted or a plain directory), and its devices. Throws RuncError. */
export function* prepareRootfs(spec: Spec, rootfs: string, cgroup: string): Sys<void> {
	yield* mount('/', { type: 'bind', propagation: 'rslave' });
	yield* mount(rootfs, { type: 'bind', source: rootfs, options: 'rbind', propagation: 'rprivate' });
	const known: Known = { types: new Map(), fresh: new Map() };
	for (const m of spec.mounts) yield* mountOne(rootfs, m, cgroup, known);
	if (!spec.mounts.some((m) => m.destination === '/dev' && m.type === 'tmpfs')) return;
	yield* makeDevices(rootfs, [...defaultDevices, ...(spec.linux.devices ?? [])], known);
	for (const [name, target] of devLinks) yield* ignoring(symlink(target, `${rootfs}/dev/${name}`), 'EEXIST');
}
const devLinks = [
	['fd', '/proc/self/fd'],
	['stdin', '/proc/self/fd/0'],
	['stdout', '/proc/self/fd/1'],
	['stderr', '/proc/self/fd/2'],
	['core', '/proc/kcore'],
	['ptmx', 'pts/ptmx']
] as const;

/**
 * Makes `rootfs` the caller's root and then read-only what is to be, and unreadable what is to be masked: as the container will see the
 * paths, so that no link leads out. FIDELITY: the real init does so after pivot_root, which here comes with its start.
 */
export function* confineRootfs(spec: Spec, rootfs: string): Sys<void> {
	const { readonlyPaths = [], maskedPaths = [] } = spec.linux;
	if (readonlyPaths.length === 0 && maskedPaths.length === 0 && !spec.root.readonly) return;
	yield* chroot(rootfs);
	for (const path of readonlyPaths) yield* ignoring(mount(path, { type: 'bind', source: path, options: 'rbind', readonly: true }), 'ENOENT');
	for (const path of maskedPaths) yield* mask(path);
	if (spec.root.readonly) yield* mount('/', { type: 'bind', options: 'remount', readonly: true });
}

function* mask(path: string): Sys<void> {
	try {
		yield* mount(path, { type: 'bind', source: '/dev/null' });
	} catch (e) {
		if (!(e instanceof Errno) || (e.code !== 'ENOENT' && e.code !== 'ENOTDIR')) throw e;
		// A directory is covered by an empty one.
		if (e.code === 'ENOTDIR') yield* ignoring(mount(path, { type: 'tmpfs', readonly: true, size: 0 }), 'ENOTDIR');
	}
}
