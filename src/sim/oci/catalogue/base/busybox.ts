// The official busybox image's tree: one program under many names, all hard links in /bin, and very little else.
import { dir, hard, program, type Tree } from '../../tree.ts';
import { busyboxApplets } from './applets.ts';

const passwd = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
sync:x:4:100:sync:/bin:/bin/sync
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`;
const group = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
lp:x:7:
mail:x:8:
kmem:x:9:
wheel:x:10:root
cdrom:x:11:
dialout:x:18:
floppy:x:19:
video:x:28:
audio:x:29:
tape:x:32:
www-data:x:33:
operator:x:37:
utmp:x:43:
plugdev:x:46:
staff:x:50:
lock:x:54:
netdev:x:82:
users:x:100:
nobody:x:65534:
`;

/** `size`: bytes of the one program. Its first name in order of bytes is the file, the rest are links. */
export function busyboxTree(size: number): Tree {
	const tree: Record<string, Tree[string]> = {
		'bin/[': program('busybox', size),
		'bin/busybox': hard('bin/['),
		'bin/getconf': program('getconf', 37_888),
		dev: dir(),
		'etc/network/if-up.d': dir(),
		home: dir(0o755, 65534, 65534),
		lib: dir(),
		root: dir(0o700),
		tmp: dir(0o1777),
		'usr/bin/env': { link: '../../bin/env' },
		'usr/sbin': dir(),
		'var/spool/mail': dir(),
		'var/www': dir(),
		'etc/passwd': passwd,
		'etc/group': group,
		'etc/shadow': { text: 'root:*::0:99999:7:::\ndaemon:*::0:99999:7:::\nnobody:*::0:99999:7:::\n', mode: 0o640 },
		'etc/localtime': 'TZif2UTC0\n',
		'etc/nsswitch.conf': 'hosts: files dns\n'
	};
	for (const name of busyboxApplets) if (name !== '[') tree['bin/' + name] = hard('bin/[');
	return tree;
}
