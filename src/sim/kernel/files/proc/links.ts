// The links of /proc/PID that lead to things rather than paths: descriptors, namespaces, the executable, cwd and root.
import { Errno } from '../../../engine/sys.ts';
import type { Kernel, OpenFile } from '../../state.ts';
import type { Jump } from '../fs-type.ts';
import type { GeneratedRow, View } from '../generated.ts';
import { inodeAt } from '../inodes.ts';
import type { Inode } from '../state.ts';
import { namespaceRoot, placeAt } from '../walk.ts';
import { cwdText, isThere, namespaceFile, namespaceFiles, namespaceOf, rootText, subject } from './process.ts';

/** The open description of a path's descriptor. */
function descriptor(view: View): OpenFile {
	const entry = subject(view).fds.get(Number(view.params['fd']));
	const file = entry && view.kernel.state.files.get(entry.file);
	if (!file) throw new Errno('ENOENT');
	return file;
}

function descriptorText(view: View): string {
	const file = descriptor(view);
	if (file.kind === 'pipe') return file.path.startsWith('/') ? file.path : `pipe:[${file.object}]`;
	if (file.kind === 'socket') return `socket:[${file.object}]`;
	const gone = file.kind === 'file' && inodeAt(view.kernel, { dev: file.dev, ino: file.object })?.nlink === 0;
	return gone ? `${file.path} (deleted)` : file.path;
}

function descriptorJump(view: View): Jump | undefined {
	const file = descriptor(view);
	if (file.kind === 'pipe' || file.kind === 'socket' || file.kind === 'tty' || file.kind === 'ptmx') return { file };
	const inode = inodeAt(view.kernel, { dev: file.dev, ino: file.object });
	if (!inode) return undefined;
	const mount = view.kernel.state.vfs.mounts.get(file.mount ?? 0) ?? namespaceRoot(view.kernel, subject(view).namespaces.mnt).mount;
	return { place: { mount, inode } };
}

/** Follows a path in the mount namespace of the subject. */
const into = (view: View, path: string): Jump => ({ place: placeAt(view.kernel, subject(view).namespaces.mnt, path) });

/** The file that stands for a namespace. Its inode number is the namespace's. */
function namespaceJump(view: View): Jump | undefined {
	const { vfs } = view.kernel.state;
	const dev = vfs.nsfs;
	const { ino } = namespaceFile(view);
	const held = inodeAt(view.kernel, { dev, ino });
	const mount = namespaceRoot(view.kernel, subject(view).namespaces.mnt).mount;
	return { place: { mount, inode: held ?? namespaceInode(view.kernel, dev, ino) } };
}

function namespaceInode(kernel: Kernel, dev: number, ino: number): Inode {
	const now = kernel.engine.state.epoch + kernel.state.bootedAt;
	return { dev, ino, type: 'file', mode: 0o444, uid: 0, gid: 0, mtime: now, nlink: 1, size: 0, charged: 0, opens: 0, path: `/${ino}` };
}

const owner = (view: View): { uid: number; gid: number } => {
	const { euid, egid } = subject(view).cred;
	return { uid: euid, gid: egid };
};

function fdinfo(view: View): string {
	const file = descriptor(view);
	const flags = (file.readable ? (file.writable ? 0o2 : 0) : 0o1) | (file.append ? 0o2000 : 0) | (file.nonblock ? 0o4000 : 0) | 0o100000;
	return `pos:\t${file.offset}\nflags:\t0${flags.toString(8)}\nmnt_id:\t${file.mount ?? 15}\nino:\t${file.object}\n`;
}

const pids = (view: View): string[] => {
	const ns = namespaceOf(view);
	const list: string[] = [];
	for (const process of view.kernel.state.processes.values()) {
		const pid = process.pids.get(ns);
		if (pid !== undefined) list.push(String(pid));
	}
	return list;
};
const self = (view: View): string => {
	const pid = view.reader?.pids.get(namespaceOf(view));
	if (pid === undefined) throw new Errno('ENOENT');
	return String(pid);
};
const seenSelf = (view: View): boolean => view.reader?.pids.has(namespaceOf(view)) ?? false;
const fds = (view: View): string[] => [...subject(view).fds.keys()].map(String);

/** Directories and links of processes. */
export const linkRows: readonly GeneratedRow[] = [
	{ path: '/self', has: seenSelf, target: self },
	{ path: '/thread-self', has: seenSelf, target: (v) => `${self(v)}/task/${self(v)}` },
	{ path: '/:pid', values: pids, has: isThere, owner },
	{ path: '/:pid/cwd', target: cwdText, jump: (v) => into(v, subject(v).cwd), owner },
	{ path: '/:pid/root', target: rootText, jump: (v) => into(v, subject(v).root), owner },
	{ path: '/:pid/exe', target: (v) => subject(v).exe, jump: (v) => into(v, (subject(v).root === '/' ? '' : subject(v).root) + subject(v).exe), owner },
	{ path: '/:pid/fd', mode: 0o500, values: fds, owner },
	{ path: '/:pid/fd/:fd', mode: 0o700, values: fds, target: descriptorText, jump: descriptorJump, owner },
	{ path: '/:pid/fdinfo', mode: 0o500, values: fds, owner },
	{ path: '/:pid/fdinfo/:fd', values: fds, text: fdinfo, owner },
	{ path: '/:pid/ns', mode: 0o511, owner },
	{ path: '/:pid/ns/:kind', values: () => namespaceFiles, target: (v) => `${namespaceFile(v).kind}:[${namespaceFile(v).ino}]`, jump: namespaceJump, owner }
];
