// Distroless trees: no shell, no package manager; certificates, users, time zones.
import { publicBundle } from '../../public-ca.ts';
import { dir, filled, filler, link, type Tree } from '../../tree.ts';

const passwd =
	'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n';
const group = 'root:x:0:\nnobody:x:65534:\ntty:x:5:\nstaff:x:50:\nnonroot:x:65532:\n';
const osRelease =
	'PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="12"\nVERSION="Debian GNU/Linux 12 (bookworm)"\nHOME_URL="https://github.com/GoogleContainerTools/distroless"\nSUPPORT_URL="https://github.com/GoogleContainerTools/distroless/blob/master/README.md"\nBUG_REPORT_URL="https://github.com/GoogleContainerTools/distroless/issues/new"\n';

/** gcr.io/distroless/static: `total` bytes. */
export const staticTree = (total: number): Tree =>
	filled(
		{
			'etc/passwd': passwd,
			'etc/group': group,
			'etc/os-release': link('../usr/lib/os-release'),
			'usr/lib/os-release': osRelease,
			'etc/nsswitch.conf': 'hosts: files dns\n',
			'etc/ssl/certs/ca-certificates.crt': publicBundle,
			'home/nonroot': { dir: true, mode: 0o700, uid: 65532, gid: 65532 },
			root: dir(0o700),
			tmp: dir(0o1777),
			'var/run': link('/run'),
			'var/tmp': dir(0o1777),
			proc: dir(),
			sys: dir(),
			dev: dir(),
			run: dir(),
			bin: dir(),
			sbin: dir(),
			lib: dir()
		},
		total,
		'usr/share/zoneinfo/tzdata.zi'
	);

/** gcr.io/distroless/base: the C library and OpenSSL on top of static. */
export const baseTree = (total: number): Tree =>
	filled(
		{
			'usr/lib/x86_64-linux-gnu/libc.so.6': filler(1_926_256, 0o755),
			'usr/lib/x86_64-linux-gnu/libssl.so.3': filler(692_256),
			'usr/lib/x86_64-linux-gnu/libcrypto.so.3': filler(4_709_776),
			'usr/lib64/ld-linux-x86-64.so.2': filler(210_968, 0o755)
		},
		total,
		'usr/lib/x86_64-linux-gnu/gconv/gconv-modules.cache'
	);
