// The base layer of a host: a Debian 12 tree with merged /usr, the configuration of base-debian-etc.ts, and the machine's programs.
// Leaves out documentation, locales and shared libraries' true sizes. Invariant: entries are the same for the same list of programs.
import type { LayerEntry } from '../layer.ts';
import { configuration, guarded } from './base-debian-etc.ts';

export interface InstalledProgram {
	/** The program's name in the program table. */
	readonly name: string;
	/** Where it is installed: "/usr/bin/ls". */
	readonly path: string;
	/** Bytes; absent: 64 KiB. */
	readonly size?: number;
	/** Permission bits; absent: 0o755. */
	readonly mode?: number;
}

/** Directories: path, and mode and group when they differ from 755 and 0. */
const directories =
	'boot dev etc etc/apt etc/apt/apt.conf.d etc/cron.d etc/default etc/init.d etc/ld.so.conf.d etc/network etc/profile.d etc/skel etc/ssl etc/ssl/certs etc/ssl/private=710 ' +
	'etc/sudoers.d=750 etc/sysctl.d etc/systemd etc/systemd/system home media mnt opt proc=555 root=700 run srv sys=555 tmp=1777 usr usr/bin usr/games usr/include usr/lib ' +
	'usr/lib/systemd usr/lib/systemd/system usr/lib/x86_64-linux-gnu usr/lib64 usr/libexec usr/local usr/local/bin usr/local/etc usr/local/games usr/local/include usr/local/lib ' +
	'usr/local/sbin usr/local/share usr/local/src usr/sbin usr/share usr/share/doc usr/share/zoneinfo usr/share/zoneinfo/Etc usr/src var var/backups var/cache var/cache/apt ' +
	'var/lib var/lib/apt var/lib/dpkg var/lib/systemd var/local=2775:50 var/log var/log/apt var/log/journal=2755:999 var/mail=2775:8 var/opt var/spool var/spool/cron var/tmp=1777';

const links: Readonly<Record<string, string>> = {
	bin: 'usr/bin',
	sbin: 'usr/sbin',
	lib: 'usr/lib',
	lib64: 'usr/lib64',
	'var/lock': '/run/lock',
	'var/run': '/run',
	'var/spool/mail': '../mail',
	'etc/os-release': '../usr/lib/os-release',
	'etc/mtab': '../proc/self/mounts',
	'etc/localtime': '/usr/share/zoneinfo/Etc/UTC',
	'usr/lib64/ld-linux-x86-64.so.2': '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2'
};

const libraries: Readonly<Record<string, number>> = {
	'libc.so.6': 1_926_256,
	'libm.so.6': 907_784,
	'libselinux.so.1': 174_312,
	'libpcre2-8.so.0': 629_384,
	'libcrypto.so.3': 4_709_640,
	'libssl.so.3': 692_256,
	'libz.so.1': 121_280,
	'libtinfo.so.6': 216_368,
	'libsystemd.so.0': 844_736,
	'libgcc_s.so.1': 125_312,
	'ld-linux-x86-64.so.2': 210_968
};

const merged = (path: string): string => path.replace(/^\//, '').replace(/^(bin|sbin|lib)\//, 'usr/$1/');

/** The entries of a host's base layer. A later program of the same path replaces an earlier one. */
export function debianTree(programs: readonly InstalledProgram[]): LayerEntry[] {
	const tree = new Map<string, LayerEntry>();
	const put = (entry: LayerEntry): void => {
		const at = entry.path.lastIndexOf('/');
		const parent = at < 0 ? '' : entry.path.slice(0, at);
		if (parent !== '' && !tree.has(parent)) put({ path: parent, type: 'dir' });
		tree.set(entry.path, entry);
	};
	for (const item of directories.split(' ')) {
		const [path = '', mode, gid] = item.split(/[=:]/);
		put({ path, type: 'dir', ...(mode !== undefined && { mode: Number.parseInt(mode, 8) }), ...(gid !== undefined && { gid: Number(gid) }) });
	}
	for (const [path, text] of Object.entries(configuration)) put({ path, type: 'file', text });
	put({ path: 'home/debian', type: 'dir', mode: 0o700, uid: 1000, gid: 1000 });
	for (const [path, [mode, uid, gid, text]] of Object.entries(guarded)) put({ path, type: 'file', mode, uid, gid, text });
	let seed = 1;
	for (const [name, size] of Object.entries(libraries))
		put({ path: `usr/lib/x86_64-linux-gnu/${name}`, type: 'file', mode: 0o755, generated: { size, seed: seed++ } });
	put({ path: 'usr/share/zoneinfo/Etc/UTC', type: 'file', text: 'TZif2\0UTC\0\nUTC0\n' });
	for (const [path, target] of Object.entries(links)) put({ path, type: 'symlink', target });
	for (const { name, path, size = 65_536, mode = 0o755 } of programs) put({ path: merged(path), type: 'file', mode, program: { name, size } });
	return [...tree.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
