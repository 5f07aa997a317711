// Build tools: golang, eclipse-temurin, maven, php, ruby, perl, gcc-less.
import { dir, filled, link, program, type Tree } from '../tree.ts';
import { alpine320 } from './alpine.ts';
import { bookworm, bookwormSlim, jammy, noble } from './debian.ts';
import { copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const goTree = (version: string): Tree => ({
	'usr/local/go/bin/go': program('go', 13_400_000),
	'usr/local/go/bin/gofmt': program('gofmt', 2_900_000),
	'usr/local/go/VERSION': `go${version}\ntime 2025-05-29T19:37:36Z\n`,
	'usr/local/go/go.env':
		"# This file contains the initial defaults for go command configuration.\n# Values set by 'go env -w' and written to the user's go/env file override these.\n# The environment overrides everything else.\n\n# Use the Go module mirror and checksum database by default.\n# See https://proxy.golang.org for details.\nGOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\n\n# Automatically download newer toolchains as directed by go.mod files.\n# See https://go.dev/doc/toolchain for details.\nGOTOOLCHAIN=auto\n",
	'go/bin': dir(0o777),
	'go/src': dir(0o777)
});
const compilers: Tree = Object.fromEntries(
	['gcc', 'g++', 'cc', 'c++', 'make', 'ld', 'as', 'ar', 'pkg-config'].map((name): [string, Tree[string]] => [`usr/bin/${name}`, program(name, 1_000_000)])
);
/** Debian's has a C compiler, so that cgo is on; Alpine's has none. */
const golangImage = (from: () => ImageSource, version: string, alpine: boolean) => (): ImageSource =>
	image('2025-06-05T17:00:00Z', from(), [
		alpine
			? run('apk add --no-cache ca-certificates', filled({}, 520_000, 'etc/ssl/certs/ca-certificates.crt'))
			: run(
					'set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tg++ \t\tgcc \t\tlibc6-dev \t\tmake \t\tpkg-config',
					filled(compilers, 480_000_000, 'usr/lib/gcc/x86_64-linux-gnu/12/cc1')
				),
		{ env: { GOLANG_VERSION: version } },
		{ env: { GOTOOLCHAIN: 'local' } },
		{ env: { GOPATH: '/go' } },
		{ env: { PATH: '/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' } },
		copy('/target/ / ', filled(goTree(version), 253_000_000, 'usr/local/go/pkg/tool/linux_amd64/compile')),
		run('mkdir -p "$GOPATH/src" "$GOPATH/bin" && chmod -R 1777 "$GOPATH"', { go: dir(0o1777) }),
		{ workdir: '/go' },
		{ cmd: [alpine ? '/bin/sh' : 'bash'] }
	]);
/** Releases by the tags they go by; what is older than the catalogue's day has its line's last release. */
const goReleases: Readonly<Record<string, readonly string[]>> = {
	'1.24.4': ['latest', '1', '1.24', '1.24.4'],
	'1.23.10': ['1.23', '1.23.10'],
	'1.22.12': ['1.22', '1.22.12'],
	'1.21.13': ['1.21', '1.21.13'],
	'1.20.14': ['1.20', '1.20.14']
};
export const golang: Repository = {
	name: 'docker.io/library/golang',
	tags: Object.fromEntries(
		Object.entries(goReleases).flatMap(([version, names]) => {
			const [debian, alpine] = [golangImage(bookworm, version, false), golangImage(alpine320, version, true)];
			return names.flatMap((name): [string, () => ImageSource][] => {
				const prefix = name === 'latest' ? '' : `${name}-`;
				return [
					[name, debian],
					[`${prefix}bookworm`, debian],
					[`${prefix}alpine`, alpine],
					[`${prefix}alpine3.20`, alpine]
				];
			});
		})
	)
};

const java = (jdk: boolean): Tree => ({
	'opt/java/openjdk/bin/java': program('java', 12_800),
	...(jdk && { 'opt/java/openjdk/bin/javac': program('javac', 12_900), 'opt/java/openjdk/bin/jar': program('jar', 12_900) }),
	'opt/java/openjdk/release': 'IMPLEMENTOR="Eclipse Adoptium"\n'
});
const temurinImage = (from: () => ImageSource, version: string, jdk: boolean, total: number) => (): ImageSource =>
	image('2025-05-14T17:00:00Z', from(), [
		{ env: { JAVA_HOME: '/opt/java/openjdk' } },
		{ env: { PATH: '/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' } },
		{ env: { LANG: 'en_US.UTF-8', LANGUAGE: 'en_US:en', LC_ALL: 'en_US.UTF-8' } },
		run(
			'set -eux;     apt-get update;     DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends         curl         wget         gnupg         fontconfig         ca-certificates p11-kit         tzdata         locales',
			filled({ 'usr/bin/curl': program('curl', 260_000), 'usr/bin/wget': program('wget', 535_000) }, 48_000_000, 'usr/lib/locale/locale-archive')
		),
		{ env: { JAVA_VERSION: version } },
		run(
			'set -eux;     ARCH="$(dpkg --print-architecture)";     wget --progress=dot:giga -O /tmp/openjdk.tar.gz ${BINARY_URL}',
			filled(java(jdk), total, 'opt/java/openjdk/lib/modules')
		),
		copy('entrypoint.sh /__cacert_entrypoint.sh', { '__cacert_entrypoint.sh': { text: '#!/usr/bin/env bash\nset -e\nexec "$@"\n', mode: 0o755 } }),
		{ entrypoint: ['/__cacert_entrypoint.sh'] },
		...(jdk ? [{ cmd: ['jshell'] }] : [])
	]);
const jdk17 = temurinImage(jammy, 'jdk-17.0.15+6', true, 290_000_000);
const jdk21 = temurinImage(noble, 'jdk-21.0.7+6', true, 316_000_000);
const jre17 = temurinImage(jammy, 'jdk-17.0.15+6', false, 143_000_000);
const jre21 = temurinImage(noble, 'jdk-21.0.7+6', false, 161_000_000);
const jre17a = temurinImage(alpine320, 'jdk-17.0.15+6', false, 132_000_000);
const jre21a = temurinImage(alpine320, 'jdk-21.0.7+6', false, 148_000_000);
export const temurin: Repository = {
	name: 'docker.io/library/eclipse-temurin',
	tags: {
		latest: jdk21,
		'17': jdk17,
		'17-jdk': jdk17,
		'17-jre': jre17,
		'17-jre-alpine': jre17a,
		'21': jdk21,
		'21-jdk': jdk21,
		'21-jre': jre21,
		'21-jre-alpine': jre21a,
		'11': jdk17,
		'11-jre': jre17
	}
};

const mavenImage = (from: () => ImageSource) => (): ImageSource =>
	image('2025-05-15T17:00:00Z', from(), [
		{ env: { MAVEN_HOME: '/usr/share/maven' } },
		copy(
			'/usr/share/maven /usr/share/maven',
			filled({ 'usr/share/maven/bin/mvn': program('mvn', 6_000) }, 10_400_000, 'usr/share/maven/lib/maven-core-3.9.9.jar')
		),
		run('ln -s ${MAVEN_HOME}/bin/mvn /usr/bin/mvn', { 'usr/bin/mvn': link('../share/maven/bin/mvn') }),
		{ env: { MAVEN_CONFIG: '/root/.m2' } },
		{ entrypoint: ['/usr/local/bin/mvn-entrypoint.sh'] },
		{ cmd: ['mvn'] },
		copy('mvn-entrypoint.sh /usr/local/bin/mvn-entrypoint.sh', { 'usr/local/bin/mvn-entrypoint.sh': { text: '#! /bin/sh -eu\nexec "$@"\n', mode: 0o755 } })
	]);
const maven17 = mavenImage(jdk17);
const maven21 = mavenImage(jdk21);
export const maven: Repository = {
	name: 'docker.io/library/maven',
	tags: {
		latest: maven21,
		'3': maven21,
		'3.9': maven21,
		'3.9-eclipse-temurin-17': maven17,
		'3.9-eclipse-temurin-21': maven21,
		'3-eclipse-temurin-17': maven17,
		'3-eclipse-temurin-21': maven21
	}
};

const perlImage = (): ImageSource =>
	image('2025-05-20T17:00:00Z', bookworm(), [
		{ env: { PERL_VERSION: '5.34.3' } },
		run(
			'true     && curl -fL https://cpan.metacpan.org/authors/id/S/SH/SHAY/perl-5.34.3.tar.gz -o perl-5.34.3.tar.gz',
			filled({ 'usr/local/bin/perl': program('perl', 3_800_000) }, 780_000_000, 'usr/local/lib/perl5/5.34.3/unicore.pl')
		),
		{ workdir: '/usr/src/app' },
		{ cmd: ['perl5.34.3', '-de0'] }
	]);
export const perl: Repository = { name: 'docker.io/library/perl', tags: { latest: perlImage, '5': perlImage, '5.34': perlImage, '5.34.0': perlImage } };

const rubyImage = (from: () => ImageSource, total: number) => (): ImageSource =>
	image('2025-05-14T18:00:00Z', from(), [
		{ env: { LANG: 'C.UTF-8' } },
		{ env: { RUBY_VERSION: '3.4.4' } },
		run(
			'set -eux; \t\tsavedAptMark="$(apt-mark showmanual)"; \t./configure',
			filled({ 'usr/local/bin/ruby': program('ruby', 14_000), 'usr/local/bin/gem': program('gem', 600) }, total, 'usr/local/lib/libruby.so.3.4.4')
		),
		{ env: { GEM_HOME: '/usr/local/bundle' } },
		{ env: { PATH: '/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' } },
		{ cmd: ['irb'] }
	]);
const ruby34 = rubyImage(bookworm, 875_000_000);
const ruby34s = rubyImage(bookwormSlim, 128_000_000);
export const ruby: Repository = { name: 'docker.io/library/ruby', tags: { latest: ruby34, '3': ruby34, '3.4': ruby34, slim: ruby34s, '3.4-slim': ruby34s } };
