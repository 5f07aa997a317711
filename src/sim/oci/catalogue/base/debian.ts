// Debian's minimal root file system (and Ubuntu's, which differs in names and a few packages): merged /usr, the essential programs,
// base-passwd's users, and files of the right total size. Leaves out documentation, locales and dpkg's per-file lists.
import { aptSources } from '../../../kernel/index.ts';
import { dir, filled, filler, link, program, script, type Node, type Tree } from '../../tree.ts';
import { debianPrograms } from './debian-programs.ts';

const passwd = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
games:x:5:60:games:/usr/games:/usr/sbin/nologin
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
lp:x:7:7:lp:/var/spool/lpd:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
news:x:9:9:news:/var/spool/news:/usr/sbin/nologin
uucp:x:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin
proxy:x:13:13:proxy:/bin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
list:x:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin
irc:x:39:39:ircd:/run/ircd:/usr/sbin/nologin
_apt:x:42:65534::/nonexistent:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;
const groups =
	'root=0 daemon=1 bin=2 sys=3 adm=4 tty=5 disk=6 lp=7 mail=8 news=9 uucp=10 man=12 proxy=13 kmem=15 dialout=20 fax=21 voice=22 cdrom=24 floppy=25 tape=26 sudo=27 ' +
	'audio=29 dip=30 www-data=33 backup=34 operator=37 list=38 irc=39 src=40 shadow=42 utmp=43 video=44 sasl=45 plugdev=46 staff=50 games=60 users=100 nogroup=65534';
/** /etc/group. `more` is appended ("nginx:x:101:\n"). */
export const debianGroup = (more = ''): string =>
	groups
		.split(' ')
		.map((g) => g.replace('=', ':x:') + ':\n')
		.join('') + more;
/** /etc/passwd. `more` is appended. */
export const debianPasswd = (more = ''): string => passwd + more;

const libraries =
	'libacl.so.1=38832 libapt-pkg.so.6.0=2067760 libapt-private.so.0.0=497904 libattr.so.1=26544 libblkid.so.1=355328 libc.so.6=1926232 libcrypt.so.1=206776 libgcrypt.so.20=1332480 ' +
	'libgnutls.so.30=2205432 liblzma.so.5=190456 libm.so.6=911904 libmount.so.1=404096 libpam.so.0=67584 libpcre2-8.so.0=629384 libselinux.so.1=174312 libstdc++.so.6=2190440 ' +
	'libsystemd.so.0=844736 libtinfo.so.6=204088 libudev.so.1=182544 libz.so.1=121280 libzstd.so.1=763816';

/** Names of executables whose program has another name. */
const programName = (name: string): string =>
	name === 'dash'
		? 'sh'
		: name === 'mawk'
			? 'awk'
			: name === 'dpkg-query'
				? 'dpkg'
				: name === 'which.debianutils'
					? 'which'
					: name === 'rename.ul'
						? 'rename'
						: name.startsWith('perl')
							? 'perl'
							: name;

/** Files from a list like `debianPrograms`' values. */
function programsIn(place: string, list: string): Tree {
	const tree: Record<string, Node> = {};
	for (const item of list.split(' ')) {
		const to = item.indexOf('>');
		const eq = item.lastIndexOf('=');
		if (to > 0) tree[`${place}/${item.slice(0, to)}`] = link(item.slice(to + 1));
		else {
			const [size, mode] = item.slice(eq + 1).split('@');
			const name = item.slice(0, eq);
			tree[`${place}/${name}`] = program(programName(name), Number(size), mode === undefined ? 0o755 : parseInt(mode, 8));
		}
	}
	return tree;
}

export interface DebianRelease {
	/** Text of /usr/lib/os-release. */
	readonly osRelease: string;
	/** /etc/debian_version. */
	readonly version: string;
	readonly issue: string;
	/** /etc/apt/sources.list; Debian's own when absent. */
	readonly sources?: string;
	/** Bytes in all. */
	readonly total: number;
	/** More programs in usr/bin, in the list's form. */
	readonly more?: string;
	readonly files?: Tree;
}

/** The tree of a Debian-like release. */
export function debianTree(release: DebianRelease): Tree {
	const tree: Tree = {
		bin: link('usr/bin'),
		lib: link('usr/lib'),
		lib64: link('usr/lib64'),
		sbin: link('usr/sbin'),
		boot: dir(),
		dev: dir(),
		home: dir(),
		media: dir(),
		mnt: dir(),
		opt: dir(),
		proc: dir(0o755),
		root: dir(0o700),
		'run/lock': dir(0o1777),
		srv: dir(),
		sys: dir(),
		tmp: dir(0o1777),
		'etc/apt/sources.list': release.sources ?? aptSources,
		'usr/games': dir(),
		'usr/sbin/adduser': program('adduser', 46_000),
		'usr/sbin/addgroup': link('adduser'),
		'usr/sbin/deluser': program('deluser', 17_000),
		'usr/sbin/delgroup': link('deluser'),
		'usr/include': dir(),
		'usr/local/bin': dir(),
		'usr/local/lib': dir(),
		'usr/local/sbin': dir(),
		'usr/local/share': dir(),
		'usr/src': dir(),
		'var/backups': dir(),
		'var/cache/apt/archives/partial': dir(0o700, 42),
		'var/lib/apt/lists': dir(),
		'var/lib/dpkg/info': dir(),
		'var/local': dir(0o2775, 0, 50),
		'var/lock': link('/run/lock'),
		'var/log': dir(),
		'var/mail': dir(0o2775, 0, 8),
		'var/opt': dir(),
		'var/run': link('/run'),
		'var/spool/mail': link('../mail'),
		'var/tmp': dir(0o1777),
		'etc/passwd': passwd,
		'etc/group': debianGroup(),
		'etc/shadow': { text: passwd.replace(/:x:.*/g, ':*:20228:0:99999:7:::'), mode: 0o640, gid: 42 },
		'etc/gshadow': {
			text: groups
				.split(' ')
				.map((g) => g.replace(/=.*/, ':*::\n'))
				.join(''),
			mode: 0o640,
			gid: 42
		},
		'etc/shells': '# /etc/shells: valid login shells\n/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/rbash\n/usr/bin/rbash\n/bin/dash\n/usr/bin/dash\n',
		'etc/os-release': link('../usr/lib/os-release'),
		'usr/lib/os-release': release.osRelease,
		'etc/debian_version': release.version + '\n',
		'etc/issue': release.issue,
		'etc/host.conf': 'multi on\n',
		'etc/nsswitch.conf':
			'passwd:         files\ngroup:          files\nshadow:         files\ngshadow:        files\n\nhosts:          files dns\nnetworks:       files\n\nprotocols:      db files\nservices:       db files\nethers:         db files\nrpc:            db files\n\nnetgroup:       nis\n',
		'etc/fstab': '# UNCONFIGURED FSTAB FOR BASE SYSTEM\n',
		'etc/profile':
			'if [ "$(id -u)" -eq 0 ]; then\n  PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\nelse\n  PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"\nfi\nexport PATH\n',
		'etc/bash.bashrc': '[ -z "$PS1" ] && return\nshopt -s checkwinsize\nPS1=\'${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ \'\n',
		'root/.bashrc': '# ~/.bashrc: executed by bash(1) for non-login shells.\n',
		'root/.profile': 'if [ "$BASH" ]; then\n  if [ -f ~/.bashrc ]; then\n    . ~/.bashrc\n  fi\nfi\n',
		'etc/apt/apt.conf.d/docker-clean':
			'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };\n',
		'etc/alternatives/awk': link('/usr/bin/mawk'),
		'etc/alternatives/nawk': link('/usr/bin/mawk'),
		'etc/alternatives/which': link('/usr/bin/which.debianutils'),
		'etc/alternatives/pager': link('/bin/more'),
		'etc/default/useradd': 'SHELL=/bin/sh\n',
		'etc/login.defs':
			'MAIL_DIR\t/var/mail\nUMASK\t\t022\nUID_MIN\t\t1000\nUID_MAX\t\t60000\nSYS_UID_MIN\t100\nGID_MIN\t\t1000\nGID_MAX\t\t60000\nENCRYPT_METHOD YESCRYPT\n',
		'etc/mke2fs.conf': '[defaults]\n\tblocksize = 4096\n',
		'etc/localtime': link('/usr/share/zoneinfo/Etc/UTC'),
		'etc/timezone': 'Etc/UTC\n',
		'usr/share/zoneinfo/Etc/UTC': 'TZif2UTC0\n',
		'usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': filler(215_000, 0o755),
		'usr/lib64/ld-linux-x86-64.so.2': link('/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2'),
		...Object.fromEntries(
			libraries.split(' ').map((item): [string, Node] => ['usr/lib/x86_64-linux-gnu/' + item.split('=')[0], filler(Number(item.split('=')[1]))])
		),
		...Object.assign({}, ...Object.entries(debianPrograms).map(([place, list]) => programsIn(place, list))),
		'usr/bin/apt-key': script(
			'#!/bin/sh\necho "Warning: apt-key is deprecated. Manage keyring files in trusted.gpg.d instead (see apt-key(8))." >&2\nexit 1\n'
		),
		...(release.more !== undefined && programsIn('usr/bin', release.more)),
		...release.files
	};
	return filled(tree, release.total, 'usr/lib/x86_64-linux-gnu/perl-base.data');
}
