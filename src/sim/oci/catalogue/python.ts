// docker.io/library/python.
import { dir, filled, filler, link, program, type Tree } from '../tree.ts';
import { alpine320 } from './alpine.ts';
import { bookworm, bookwormSlim } from './debian.ts';
import { image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const local = 'usr/local';
function files(version: string): Tree {
	const short = version.split('.').slice(0, 2).join('.');
	return {
		[`${local}/bin/python${short}`]: program('python3', 14_400),
		[`${local}/lib/libpython${short}.so.1.0`]: filler(7_200_000, 0o755),
		[`${local}/lib/python${short}/site-packages`]: dir(),
		[`${local}/lib/python${short}/os.py`]: filler(40_000),
		[`${local}/bin/pip`]: program('pip', 210),
		[`${local}/bin/pip3`]: program('pip', 210),
		[`${local}/bin/pip${short}`]: program('pip', 210),
		[`${local}/include`]: dir()
	};
}
function pythonImage(from: ImageSource, version: string, runtime: number, total: number, created: string): ImageSource {
	const short = version.split('.').slice(0, 2).join('.');
	return image(created, from, [
		{ env: { PATH: '/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' } },
		{ env: { LANG: 'C.UTF-8' } },
		run(
			'set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tca-certificates \t\tnetbase \t\ttzdata \t; \trm -rf /var/lib/apt/lists/*',
			filled({}, runtime, 'usr/share/zoneinfo/tzdata.zi')
		),
		{ env: { GPG_KEY: '7169605F62C751356D054A26A821E680E5FA6305' } },
		{ env: { PYTHON_VERSION: version } },
		run(
			'set -eux; \t\tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \twget -O python.tar.xz "https://www.python.org/ftp/python/${PYTHON_VERSION%%[a-z]*}/Python-$PYTHON_VERSION.tar.xz"',
			filled(files(version), total, `${local}/lib/python${short}/lib-dynload.zip`)
		),
		run(
			'set -eux; \tfor src in idle3 pip3 pydoc3 python3 python3-config; do \t\tdst="$(echo "$src" | tr -d 3)"; \t\tln -svT "$src" "/usr/local/bin/$dst"; \tdone',
			{ [`${local}/bin/python3`]: link(`python${short}`), [`${local}/bin/python`]: link('python3') }
		),
		{ cmd: ['python3'] }
	]);
}
const slim = (version: string) => (): ImageSource => pythonImage(bookwormSlim(), version, 9_240_000, 40_200_000, '2025-06-11T17:00:00Z');
const whole = (version: string) => (): ImageSource => pythonImage(bookworm(), version, 812_000_000, 90_000_000, '2025-06-11T17:00:00Z');
const alpineOne = (version: string) => (): ImageSource => pythonImage(alpine320(), version, 1_100_000, 40_000_000, '2025-06-11T17:00:00Z');
const tags = (short: string, version: string): Repository['tags'] => ({
	[short]: whole(version),
	[`${short}-slim`]: slim(version),
	[`${short}-slim-bookworm`]: slim(version),
	[`${short}-bookworm`]: whole(version),
	[`${short}-alpine`]: alpineOne(version)
});

export const python: Repository = {
	name: 'docker.io/library/python',
	tags: {
		latest: whole('3.12.1'),
		'3': whole('3.12.1'),
		slim: slim('3.12.1'),
		'3-slim': slim('3.12.1'),
		alpine: alpineOne('3.12.1'),
		'3-alpine': alpineOne('3.12.1'),
		...tags('3.8', '3.8.20'),
		...tags('3.9', '3.9.23'),
		...tags('3.10', '3.10.18'),
		...tags('3.11', '3.11.13'),
		...tags('3.12', '3.12.1'),
		...tags('3.13', '3.13.5')
	}
};
