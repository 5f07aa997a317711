// Alpine's mini root file system: BusyBox with symbolic links, musl, apk, and Alpine's /etc.
import { publicBundle } from '../../public-ca.ts';
import { dir, filled, filler, link, program, script, type Tree } from '../../tree.ts';
import { alpineApplets } from './applets.ts';

const passwd = `root:x:0:0:root:/root:/bin/sh
bin:x:1:1:bin:/bin:/sbin/nologin
daemon:x:2:2:daemon:/sbin:/sbin/nologin
lp:x:4:7:lp:/var/spool/lpd:/sbin/nologin
sync:x:5:0:sync:/sbin:/bin/sync
shutdown:x:6:0:shutdown:/sbin:/sbin/shutdown
halt:x:7:0:halt:/sbin:/sbin/halt
mail:x:8:12:mail:/var/mail:/sbin/nologin
news:x:9:13:news:/usr/lib/news:/sbin/nologin
uucp:x:10:14:uucp:/var/spool/uucppublic:/sbin/nologin
cron:x:16:16:cron:/var/spool/cron:/sbin/nologin
ftp:x:21:21::/var/lib/ftp:/sbin/nologin
sshd:x:22:22:sshd:/dev/null:/sbin/nologin
games:x:35:35:games:/usr/games:/sbin/nologin
ntp:x:123:123:NTP:/var/empty:/sbin/nologin
guest:x:405:100:guest:/dev/null:/sbin/nologin
nobody:x:65534:65534:nobody:/:/sbin/nologin
`;
const group = `root:x:0:root
bin:x:1:root,bin,daemon
daemon:x:2:root,bin,daemon
sys:x:3:root,bin
adm:x:4:root,daemon
tty:x:5:
disk:x:6:root
lp:x:7:lp
kmem:x:9:
wheel:x:10:root
floppy:x:11:root
mail:x:12:mail
news:x:13:news
uucp:x:14:uucp
cron:x:16:cron
audio:x:18:
cdrom:x:19:
dialout:x:20:root
ftp:x:21:
sshd:x:22:
input:x:23:
tape:x:26:root
video:x:27:root
netdev:x:28:
kvm:x:34:kvm
games:x:35:
shadow:x:42:
www-data:x:82:
users:x:100:games
ntp:x:123:
abuild:x:300:
utmp:x:406:
ping:x:999:
nogroup:x:65533:
nobody:x:65534:
`;
const motd = `Welcome to Alpine!

The Alpine Wiki contains a large amount of how-to guides and general
information about administrating Alpine systems.
See <https://wiki.alpinelinux.org/>.

You can setup the system with the command: setup-alpine

You may change this message by editing /etc/motd.

`;
const profile = `export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export PAGER=less
umask 022
`;
const networks: Tree = {
	'etc/protocols': 'ip\t0\tIP\nicmp\t1\tICMP\ntcp\t6\tTCP\nudp\t17\tUDP\nipv6-icmp\t58\tIPv6-ICMP\n',
	'etc/services':
		'ftp\t\t21/tcp\nssh\t\t22/tcp\ntelnet\t\t23/tcp\nsmtp\t\t25/tcp\ndomain\t\t53/tcp\ndomain\t\t53/udp\nhttp\t\t80/tcp\nntp\t\t123/udp\nhttps\t\t443/tcp\nmysql\t\t3306/tcp\npostgresql\t5432/tcp\nredis\t\t6379/tcp\nhttp-alt\t8080/tcp\n',
	'etc/nsswitch.conf': 'hosts: files dns\n'
};

/** The tree of Alpine `version` ("3.20.6"), `total` bytes in all. */
export function alpineTree(version: string, total: number): Tree {
	const branch = version.split('.').slice(0, 2).join('.');
	const tree: Record<string, Tree[string]> = {
		'bin/busybox': program('busybox', 808_712),
		'lib/ld-musl-x86_64.so.1': filler(633_992, 0o755),
		'lib/libc.musl-x86_64.so.1': link('ld-musl-x86_64.so.1'),
		'usr/lib/libcrypto.so.3': filler(4_495_192, 0o755),
		'usr/lib/libssl.so.3': filler(719_400, 0o755),
		'usr/lib/libz.so.1': filler(100_328, 0o755),
		'sbin/apk': program('apk', 70_216),
		'sbin/ldconfig': script('#!/bin/sh\nexit 0\n'),
		'usr/bin/getent': program('getent', 47_608),
		'usr/bin/iconv': program('iconv', 22_520),
		'usr/bin/ldd': link('../../lib/ld-musl-x86_64.so.1'),
		'usr/bin/ssl_client': program('ssl_client', 14_088),
		'etc/alpine-release': version + '\n',
		'etc/os-release': link('../usr/lib/os-release'),
		'usr/lib/os-release': `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${version}\nPRETTY_NAME="Alpine Linux v${branch}"\nHOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n`,
		'etc/apk/arch': 'x86_64\n',
		'etc/apk/repositories': `https://dl-cdn.alpinelinux.org/alpine/v${branch}/main\nhttps://dl-cdn.alpinelinux.org/alpine/v${branch}/community\n`,
		'etc/apk/world': 'alpine-baselayout\nalpine-keys\napk-tools\nbusybox\nlibc-utils\n',
		'etc/apk/keys': dir(),
		'etc/fstab': '/dev/cdrom\t/media/cdrom\tiso9660\tnoauto,ro 0 0\n/dev/usbdisk\t/media/usb\tvfat\tnoauto\t0 0\n',
		'etc/passwd': passwd,
		'etc/group': group,
		'etc/shadow': { text: passwd.replace(/:x:.*/g, (line) => (line.startsWith(':x:0:0:root') ? ':*::0:::::' : ':!::0:::::')), mode: 0o640, gid: 42 },
		'etc/shells': '# valid login shells\n/bin/sh\n/bin/ash\n',
		'etc/motd': motd,
		'etc/issue': `Welcome to Alpine Linux ${branch}\nKernel \\r on an \\m (\\l)\n\n`,
		'etc/profile': profile,
		'etc/profile.d': dir(),
		'etc/hostname': 'localhost\n',
		'etc/hosts': '127.0.0.1\tlocalhost localhost.localdomain\n::1\t\tlocalhost localhost.localdomain\n',
		'etc/inittab':
			'# /etc/inittab\n\n::sysinit:/sbin/openrc sysinit\n::wait:/sbin/openrc default\n::ctrlaltdel:/sbin/reboot\n::shutdown:/sbin/openrc shutdown\n',
		'etc/mtab': link('../proc/mounts'),
		'etc/modules': 'af_packet\nipv6\n',
		'etc/securetty': 'console\ntty1\ntty2\ntty3\n',
		'etc/sysctl.conf': '# content of this file will override /etc/sysctl.d/*\n',
		'etc/crontabs/root': {
			text: '# do daily/weekly/monthly maintenance\n*/15\t*\t*\t*\t*\trun-parts /etc/periodic/15min\n0\t*\t*\t*\t*\trun-parts /etc/periodic/hourly\n0\t2\t*\t*\t*\trun-parts /etc/periodic/daily\n',
			mode: 0o600
		},
		'etc/periodic/daily': dir(),
		'etc/periodic/hourly': dir(),
		'etc/network/if-up.d': dir(),
		'etc/logrotate.d': dir(),
		'etc/modprobe.d': dir(),
		'etc/opt': dir(),
		'etc/ssl/certs/ca-certificates.crt': publicBundle,
		'etc/ssl/cert.pem': link('certs/ca-certificates.crt'),
		'etc/sysctl.d': dir(),
		'etc/udhcpc': dir(),
		...networks,
		dev: dir(),
		home: dir(),
		'media/cdrom': dir(),
		'media/floppy': dir(),
		'media/usb': dir(),
		mnt: dir(),
		opt: dir(),
		proc: dir(0o555),
		root: dir(0o700),
		run: dir(),
		srv: dir(),
		sys: dir(0o555),
		tmp: dir(0o1777),
		'usr/local/bin': dir(),
		'usr/local/lib': dir(),
		'usr/local/share': dir(),
		'usr/share': dir(),
		'var/cache/apk': dir(),
		'var/empty': dir(0o555),
		'var/lib/apk': dir(),
		'var/local': dir(),
		'var/log': dir(),
		'var/mail': dir(),
		'var/opt': dir(),
		'var/run': link('../run'),
		'var/spool/cron/crontabs': link('../../../etc/crontabs'),
		'var/spool/mail': link('../mail'),
		'var/tmp': dir(0o1777),
		'var/lock': link('../run/lock')
	};
	for (const place in alpineApplets) for (const name of (alpineApplets[place] ?? '').split(' ')) tree[`${place}/${name}`] = link('/bin/busybox');
	return filled(tree, total, 'lib/apk/db/installed');
}

/** /etc/passwd and /etc/group with lines more. */
export const alpinePasswd = (more: string): string => passwd + more;
export const alpineGroup = (more: string): string => group + more;
