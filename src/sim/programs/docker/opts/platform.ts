// --platform: containerd's platforms.Parse.
import { goQuote } from '../../../values/index.ts';
import { Failure } from '../failure.ts';

export interface Platform {
	readonly os: string;
	readonly architecture: string;
	readonly variant?: string;
}
const systems = [
	'aix',
	'android',
	'darwin',
	'dragonfly',
	'freebsd',
	'hurd',
	'illumos',
	'ios',
	'js',
	'linux',
	'nacl',
	'netbsd',
	'openbsd',
	'plan9',
	'solaris',
	'windows',
	'zos'
];
const architectures = [
	'386',
	'amd64',
	'amd64p32',
	'arm',
	'armbe',
	'arm64',
	'arm64be',
	'ppc64',
	'ppc64le',
	'loong64',
	'mips',
	'mipsle',
	'mips64',
	'mips64le',
	'ppc',
	'riscv',
	'riscv64',
	's390',
	's390x',
	'sparc',
	'sparc64',
	'wasm'
];

function normalArch(arch: string, variant: string): readonly [string, string] {
	const lower = arch.toLowerCase();
	if (lower === 'i386') return ['386', ''];
	if (lower === 'x86_64' || lower === 'x86-64' || lower === 'amd64') return ['amd64', variant === 'v1' ? '' : variant];
	if (lower === 'aarch64' || lower === 'arm64') return ['arm64', variant === '8' || variant === 'v8' ? '' : variant];
	if (lower === 'armhf') return ['arm', 'v7'];
	if (lower === 'armel') return ['arm', 'v6'];
	if (lower === 'arm') return ['arm', variant === '' || variant === '7' ? 'v7' : /^[568]$/.test(variant) ? `v${variant}` : variant];
	return [lower, variant];
}
const made = (os: string, arch: string, variant: string): Platform => ({ os, architecture: arch, ...(variant === '' ? {} : { variant }) });

/** "linux/arm64/v8", "arm64", "linux". Throws Failure with containerd's text. */
export function parsePlatform(text: string): Platform {
	if (text.includes('*')) throw new Failure(`${goQuote(text)}: wildcards not yet supported: invalid argument`);
	const parts = text.split('/');
	for (const part of parts)
		if (!/^[A-Za-z0-9_.-]+(\([A-Za-z0-9_.-]+\))?$/.test(part))
			throw new Failure(
				`${goQuote(part)} is an invalid component of ${goQuote(text)}: platform specifier component must match "^[A-Za-z0-9_-]+(?:\\\\(([A-Za-z0-9_.-]*)\\\\))?$": invalid argument`
			);
	const [first = '', second = '', third = ''] = parts;
	const os = first.toLowerCase() === 'macos' ? 'darwin' : first.toLowerCase();
	if (parts.length === 1) {
		if (systems.includes(os)) return made(os, 'amd64', '');
		const [arch, variant] = normalArch(first, '');
		if (architectures.includes(arch)) return made('linux', arch, arch === 'arm' && variant === 'v7' ? '' : variant);
		throw new Failure(`${goQuote(text)}: unknown operating system or architecture: invalid argument`);
	}
	if (parts.length === 2) {
		const [arch, variant] = normalArch(second, '');
		return made(os, arch, arch === 'arm' && variant === 'v7' ? '' : variant);
	}
	if (parts.length === 3) {
		const [arch, variant] = normalArch(second, third);
		return made(os, arch, arch === 'arm64' && variant === '' ? 'v8' : variant);
	}
	throw new Failure(`${goQuote(text)}: cannot parse platform specifier: invalid argument`);
}
export const formatPlatform = (platform: Platform): string =>
	`${platform.os}/${platform.architecture}${platform.variant === undefined ? '' : `/${platform.variant}`}`;

/** The same for commands that say what is wrong. */
export function validPlatform(text: string): Platform {
	try {
		return parsePlatform(text);
	} catch (e) {
		if (e instanceof Failure) throw new Failure(`invalid platform: ${e.text}`);
		throw e;
	}
}
