// docker.io/library/debian and ubuntu.
import { debianTree } from './base/debian.ts';
import { add, image, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const osRelease = (number: string, name: string): string =>
	`PRETTY_NAME="Debian GNU/Linux ${number} (${name})"\nNAME="Debian GNU/Linux"\nVERSION_ID="${number}"\nVERSION="${number} (${name})"\nVERSION_CODENAME=${name}\nID=debian\nHOME_URL="https://www.debian.org/"\nSUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n`;
const debianImage = (number: string, point: string, name: string, total: number, created: string): ImageSource =>
	image(created, undefined, [
		add(
			'ADD debian.tar / # buildkit',
			debianTree({ osRelease: osRelease(number, name), version: point, issue: `Debian GNU/Linux ${number} \\n \\l\n\n`, total })
		),
		{ cmd: ['bash'] }
	]);

export const bookwormSlim = (): ImageSource => debianImage('12', '12.11', 'bookworm', 74_800_000, '2025-05-20T00:00:00Z');
export const bookworm = (): ImageSource => debianImage('12', '12.11', 'bookworm', 116_600_000, '2025-05-20T00:00:00Z');
const bullseyeSlim = (): ImageSource => debianImage('11', '11.11', 'bullseye', 80_600_000, '2025-05-20T00:00:00Z');
const trixie = (): ImageSource => debianImage('13', '13.1', 'trixie', 120_000_000, '2025-09-08T00:00:00Z');
const trixieSlim = (): ImageSource => debianImage('13', '13.1', 'trixie', 78_600_000, '2025-09-08T00:00:00Z');

export const debian: Repository = {
	name: 'docker.io/library/debian',
	tags: {
		latest: bookworm,
		'12': bookworm,
		bookworm,
		'12-slim': bookwormSlim,
		'bookworm-slim': bookwormSlim,
		'stable-slim': bookwormSlim,
		stable: bookworm,
		'11-slim': bullseyeSlim,
		'bullseye-slim': bullseyeSlim,
		'13': trixie,
		trixie,
		'trixie-slim': trixieSlim
	}
};

const procps = 'ps=137688 free=26936 pgrep=30928 pkill>pgrep pmap=35160 top=129072 uptime=14568 vmstat=35552 w=22840 watch=27352 kill=22840 sysctl=31048';
const ubuntuRelease = (number: string, long: string, codename: string): string =>
	`PRETTY_NAME="Ubuntu ${number}"\nNAME="Ubuntu"\nVERSION_ID="${number.slice(0, 5)}"\nVERSION="${number} (${long})"\nVERSION_CODENAME=${codename}\nID=ubuntu\nID_LIKE=debian\nHOME_URL="https://www.ubuntu.com/"\nSUPPORT_URL="https://help.ubuntu.com/"\nBUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"\nPRIVACY_POLICY_URL="https://www.ubuntu.com/legal/terms-and-policies/privacy-policy"\nUBUNTU_CODENAME=${codename}\n`;
function ubuntuImage(number: string, long: string, codename: string, debianVersion: string, total: number, created: string): ImageSource {
	const short = number.slice(0, 5);
	const tree = debianTree({
		osRelease: ubuntuRelease(number, long, codename),
		version: debianVersion,
		issue: `Ubuntu ${number} \\n \\l\n\n`,
		sources: ['', '-updates', '-security'].map((suite) => `deb http://archive.ubuntu.com/ubuntu ${codename}${suite} main universe\n`).join(''),
		total,
		more: procps,
		files: {
			'etc/lsb-release': `DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=${short}\nDISTRIB_CODENAME=${codename}\nDISTRIB_DESCRIPTION="Ubuntu ${number}"\n`,
			'etc/legal': '\nThe programs included with the Ubuntu system are free software.\n\n'
		}
	});
	return image(created, undefined, [
		{ arg: 'RELEASE' },
		{ arg: 'LAUNCHPAD_BUILD_ARCH' },
		{ label: { 'org.opencontainers.image.ref.name': 'ubuntu', 'org.opencontainers.image.version': short } },
		add('ADD ubuntu.tar / # buildkit', tree),
		{ cmd: ['/bin/bash'] }
	]);
}
export const jammy = (): ImageSource => ubuntuImage('22.04.5 LTS', 'Jammy Jellyfish', 'jammy', 'bookworm/sid', 77_870_000, '2025-04-27T03:49:00Z');
export const noble = (): ImageSource => ubuntuImage('24.04.2 LTS', 'Noble Numbat', 'noble', 'trixie/sid', 78_100_000, '2025-05-13T21:53:00Z');
const focal = (): ImageSource => ubuntuImage('20.04.6 LTS', 'Focal Fossa', 'focal', 'bullseye/sid', 72_800_000, '2025-04-08T03:49:00Z');

export const ubuntu: Repository = {
	name: 'docker.io/library/ubuntu',
	tags: { latest: jammy, '20.04': focal, focal, '22.04': jammy, jammy, '24.04': noble, noble }
};
