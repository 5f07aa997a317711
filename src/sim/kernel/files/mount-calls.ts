// mount(2) and umount(2), statfs(2): one row per type of mount.
import { Errno } from '../../engine/sys.ts';
import type { MountOptions } from '../calls.ts';
import { detached } from '../copy.ts';
import type { Handler, Kernel, ProcessState } from '../state.ts';
import { disk } from './disk.ts';
import { typeOf } from './fs-types.ts';
import type { Place } from './fs-type.ts';
import { fileSystem, hold, realInode } from './inodes.ts';
import { mountOn, newFileSystem, type MountSpec } from './mounts.ts';
import { bindBelow, pathWithin, setPropagation, unmount } from './mounts-late.ts';
import { demandCapability } from './permission.ts';
import type { FileSystem, Inode, InodeRef } from './state.ts';
import { find, insideRoot, pathOfWalk, type Walk } from './walk.ts';

type Found = Walk & { inode: Inode };
type Make = (kernel: Kernel, process: ProcessState, options: MountOptions) => FileSystem;

/** A directory of a disk file system, as an overlay needs it. EINVAL for others. */
function layerDir(kernel: Kernel, process: ProcessState, path: string): InodeRef {
	const { inode } = find(kernel, process, path);
	if (inode.type !== 'dir') throw new Errno('ENOTDIR');
	if (typeOf(kernel, inode) !== disk) throw new Errno('EINVAL');
	hold(kernel, inode);
	return { dev: inode.dev, ino: inode.ino };
}

function newOverlay(kernel: Kernel, process: ProcessState, options: MountOptions): FileSystem {
	const { lower = [], upper, work } = options;
	if (lower.length === 0) throw new Errno('EINVAL');
	const lowers = lower.map((path) => layerDir(kernel, process, path));
	const top = upper === undefined ? undefined : layerDir(kernel, process, upper);
	if (upper !== undefined && work === undefined) throw new Errno('EINVAL');
	const text = detached(`lowerdir=${lower.join(':')}${upper === undefined ? '' : `,upperdir=${upper},workdir=${work}`}`);
	const fs = newFileSystem(kernel, { kind: 'overlay', source: options.source ?? 'overlay', overlay: { ...(top && { upper: top }), lowers, options: text } });
	const root = fs.inodes.get(fs.root);
	const [first, ...rest] = lowers;
	if (root && first) {
		root.real = top ?? first;
		root.inUpper = top !== undefined;
		root.lowers = top ? lowers : rest;
	}
	return fs;
}

const kibibytes = (bytes: number): string => `${Math.floor(bytes / 1024)}k`;

const makers: Readonly<Record<Exclude<MountOptions['type'], 'bind'>, Make>> = {
	overlay: newOverlay,
	tmpfs: (kernel, _process, { source, size, mode }) =>
		newFileSystem(kernel, { kind: 'tmpfs', source: source ?? 'tmpfs', size: size ?? Math.floor(kernel.state.memoryTotal / 2), mode: mode ?? 0o1777 }),
	proc: (kernel, process, { source }) =>
		newFileSystem(kernel, { kind: 'proc', source: source ?? 'proc', mode: 0o555, path: '/', namespace: process.childPidNamespace ?? process.namespaces.pid }),
	sysfs: (kernel, process, { source }) =>
		newFileSystem(kernel, { kind: 'sysfs', source: source ?? 'sysfs', mode: 0o555, path: '/', namespace: process.namespaces.net }),
	// A cgroup namespace's root is not kept: the caller names the group to show as the root by `source` ("/docker/<id>"), or shows its own.
	cgroup2: (kernel, process, { source }) =>
		newFileSystem(kernel, {
			kind: 'cgroup2',
			source: 'cgroup',
			mode: 0o555,
			path: '/',
			cgroup: source?.startsWith('/') ? source : process.namespaces.cgroup === kernel.state.processes.get(1)?.namespaces.cgroup ? '/' : process.cgroup
		}),
	devpts: (kernel, _process, { source }) => newFileSystem(kernel, { kind: 'devpts', source: source ?? 'devpts', mode: 0o755, path: '/' }),
	devtmpfs: (kernel, _process, { source }) => newFileSystem(kernel, { kind: 'devtmpfs', source: source ?? 'devtmpfs', size: 4 << 20, mode: 0o755 }),
	mqueue: (kernel, _process, { source }) => newFileSystem(kernel, { kind: 'mqueue', source: source ?? 'mqueue', mode: 0o1777 })
};

/** Options of the file system as /proc/mounts shows them after the mount's own. */
function superOptions(options: MountOptions, fs: FileSystem): string {
	if (fs.overlay) return fs.overlay.options;
	if (fs.kind !== 'tmpfs') return '';
	const { size, mode } = options;
	return shared(`${size === undefined ? '' : `size=${kibibytes(size)},`}${mode === undefined ? '' : `mode=${mode.toString(8)},`}inode64`);
}

/** Options as most mounts have them: one text for all. */
const usualOptions: ReadonlyMap<string, string> = new Map(
	[
		'relatime',
		'nosuid,noexec,nodev,relatime',
		'nosuid,nodev,noexec,relatime',
		'nosuid,relatime',
		'nosuid',
		'size=0k,inode64',
		'size=65536k,mode=755,inode64',
		'size=65536k,mode=1777,inode64'
	].map((options) => [options, options])
);
const shared = (options: string): string => usualOptions.get(options) ?? options;

const flagNames = new Set(['nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'relatime', 'strictatime', 'sync']);

/** The mount's flags among comma-separated options, relatime unless another is given. */
function mountFlags(options: MountOptions): string {
	const flags = (options.options ?? '').split(',').filter((o) => flagNames.has(o));
	if (options.noexec && !flags.includes('noexec')) flags.push('noexec');
	if (!flags.some((f) => f.endsWith('atime') && f !== 'nodiratime')) flags.push('relatime');
	return shared(flags.filter((f) => f !== 'strictatime').join(','));
}

function bind(kernel: Kernel, process: ProcessState, target: Found, options: MountOptions): void {
	const source = find(kernel, process, options.source ?? '');
	if ((source.inode.type === 'dir') !== (target.inode.type === 'dir')) throw new Errno('ENOTDIR');
	const from: Place = { mount: source.mount, inode: source.inode };
	const { mount } = from;
	const spec: MountSpec = {
		dev: source.inode.dev,
		root: source.inode.ino,
		rootPath: source.inode.type === 'dir' ? pathWithin(kernel, from) : fileWithin(kernel, source),
		source: mount.source,
		readonly: mount.readonly || (options.readonly ?? false),
		noexec: mount.noexec || (options.noexec ?? false),
		options: mount.options,
		superOptions: mount.superOptions
	};
	if (source.inode.opens === 0) fileSystem(kernel, source.inode.dev).inodes.set(source.inode.ino, source.inode);
	const made = mountOn(kernel, { mount: target.mount, inode: target.inode }, pathOfWalk(kernel, target), spec);
	if (options.options?.split(',').includes('rbind')) bindBelow(kernel, mount, pathOfWalk(kernel, source), made);
	if (options.propagation) setPropagation(kernel, made, options.propagation);
}

/** A file's path inside its file system. */
function fileWithin(kernel: Kernel, walk: Found): string {
	if (walk.crossed) return walk.mount.rootPath;
	const dir = pathWithin(kernel, { mount: walk.dirMount, inode: walk.dir });
	return dir === '/' ? `/${walk.name}` : `${dir}/${walk.name}`;
}

/** EPERM, ENOENT, ENOTDIR, EINVAL as mount(2). A bind without a source changes the mount at the target (remount, propagation). */
function mountCall(kernel: Kernel, process: ProcessState, path: string, options: MountOptions): void {
	demandCapability(process, 'SYS_ADMIN');
	const target = find(kernel, process, path);
	const remount = options.options?.split(',').includes('remount') ?? false;
	if (remount || (options.type === 'bind' && options.source === undefined)) {
		if (target.inode.ino !== target.mount.root) throw new Errno('EINVAL');
		if (remount) {
			target.mount.readonly = options.readonly ?? false;
			target.mount.noexec = options.noexec ?? target.mount.noexec;
			if (options.options !== undefined && mountFlags(options) !== 'relatime') target.mount.options = mountFlags(options);
		}
		if (options.propagation) setPropagation(kernel, target.mount, options.propagation);
		return;
	}
	if (options.type === 'bind') return bind(kernel, process, target, options);
	if (target.inode.type !== 'dir') throw new Errno('ENOTDIR');
	const fs = makers[options.type](kernel, process, options);
	const made = mountOn(kernel, { mount: target.mount, inode: target.inode }, pathOfWalk(kernel, target), {
		dev: fs.dev,
		root: fs.root,
		rootPath: '/',
		source: fs.source,
		readonly: options.readonly ?? false,
		noexec: options.noexec ?? false,
		options: mountFlags(options),
		superOptions: superOptions(options, fs)
	});
	if (options.propagation) setPropagation(kernel, made, options.propagation);
}

/** What statfs(2) answers: sizes in 4 KiB blocks; a file system without a size of its own (proc) has none. */
function statfs(kernel: Kernel, process: ProcessState, path: string): object {
	const { inode, mount } = find(kernel, process, path);
	const fs = fileSystem(kernel, inode.dev);
	// An overlay's space is its upper's.
	const store = fs.overlay ? fileSystem(kernel, realInode(kernel, inode).dev) : fs;
	const blocks = Math.floor((store.size ?? 0) / 4096);
	const used = Math.ceil(store.used / 4096);
	const files = store.size === null ? 0 : Math.floor(store.size / 16_384);
	return {
		type: fs.kind,
		source: mount.source,
		blocks,
		free: Math.max(0, blocks - used),
		files,
		filesFree: Math.max(0, files - store.inodes.size),
		target: insideRoot(process, mount.target)
	};
}

export const mountHandlers: Record<string, Handler> = {
	mount: (kernel, process, _thread, call) => {
		const { target, options } = call as unknown as { target: string; options: MountOptions };
		mountCall(kernel, process, target, options);
	},
	umount: (kernel, process, _thread, call) => {
		const { target, lazy } = call as unknown as { target: string; lazy: boolean };
		demandCapability(process, 'SYS_ADMIN');
		const { inode, mount } = find(kernel, process, target);
		if (inode.ino !== mount.root) throw new Errno('EINVAL');
		unmount(kernel, mount, lazy);
	},
	statfs: (kernel, process, _thread, call) => statfs(kernel, process, (call as unknown as { path: string }).path)
};
