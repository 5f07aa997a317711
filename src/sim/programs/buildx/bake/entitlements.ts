// What a definition may do beyond building: the host's network, files outside the working directory, the ssh agent. Asked for before anything is built.
// Follows bake/entitlements.go. Leaves out devices. Invariant: without a grant nothing of it happens.
import { Errno, type Sys } from '../../../engine/index.ts';
import { getcwd, isatty, realpath } from '../../../kernel/index.ts';
import { err } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import { absolute, cleanPath } from '../../docker/files.ts';
import { parseBool } from '../../docker/opts/cut.ts';
import { readLine } from '../../docker/prompt.ts';
import type { Target } from './target.ts';

type Env = Readonly<Record<string, string>>;
/** What is granted, or missing. */
interface Rights {
	readonly network: boolean;
	readonly insecure: boolean;
	readonly ssh: boolean;
	readonly read: readonly string[];
	readonly write: readonly string[];
}

/** `--allow`. Throws Failure. */
function granted(allow: readonly string[]): Rights {
	const of = (...keys: readonly string[]): string[] =>
		allow.flatMap((entry) => {
			const at = entry.indexOf('=');
			return keys.includes(at < 0 ? entry : entry.slice(0, at)) ? [at < 0 ? '' : entry.slice(at + 1)] : [];
		});
	return {
		network: allow.includes('network.host'),
		insecure: allow.includes('security.insecure'),
		ssh: allow.includes('ssh'),
		read: of('fs.read', 'fs'),
		write: of('fs.write', 'fs')
	};
}
/** Throws Failure for an --allow that is none. */
export function checkAllow(allow: readonly string[]): void {
	const known = ['network.host', 'security.insecure', 'ssh', 'device', 'fs.read', 'fs.write', 'fs', 'image.push', 'image.load', 'image'];
	for (const entry of allow) {
		const [key = ''] = entry.split('=');
		if (!known.includes(key)) throw new Failure(`unknown entitlement key ${JSON.stringify(key)}`);
	}
}
/** A path with its links followed, as far as it is there. */
function* existing(path: string): Sys<string> {
	let at = yield* absolute(path);
	for (;;) {
		try {
			return yield* realpath(at);
		} catch (error) {
			if (!(error instanceof Errno) || at === '/') return at;
			at = at.slice(0, at.lastIndexOf('/')) || '/';
		}
	}
}
const within = (path: string, parent: string): boolean => path === parent || parent === '/' || path.startsWith(`${parent}/`);
/** Paths that no root has in it; those below another one are left out. */
function* outside(paths: readonly string[], roots: readonly string[]): Sys<string[]> {
	if (roots.includes('*')) return [];
	const allowed: string[] = [];
	for (const root of roots) allowed.push(yield* existing(root));
	const found = new Set<string>();
	for (const path of paths) found.add(yield* existing(path));
	const all = [...found];
	return all.filter((path) => !all.some((other) => other !== path && within(path, other)) && !allowed.some((root) => within(path, root))).sort();
}
const isLocal = (path: string): boolean =>
	!path.startsWith('target:') && !path.startsWith('docker-image:') && !/^[a-z]+:\/\//.test(path.replace(/^cwd:\/\//, ''));
function readBy({ context = '.', dockerfile = 'Dockerfile', contexts, cacheFrom, secrets, ssh }: Target): string[] {
	const file = dockerfile.startsWith('/') ? dockerfile : cleanPath(`${context}/${dockerfile}`);
	return [
		...[context, file, ...(contexts?.values() ?? [])].filter(isLocal).map((path) => path.replace(/^cwd:\/\//, '')),
		...(cacheFrom ?? []).flatMap(({ type, attrs }) => (type === 'local' && attrs['src'] !== undefined ? [attrs['src']] : [])),
		...(secrets ?? []).flatMap(({ src }) => (src === '' ? [] : [src])),
		...(ssh ?? []).flatMap(({ paths }) => paths)
	];
}
const writtenBy = ({ outputs, cacheTo }: Target): string[] => [
	...(outputs ?? []).flatMap(({ dest }) => (dest === undefined || dest === '-' ? [] : [dest])),
	...(cacheTo ?? []).flatMap(({ type, attrs }) => (type === 'local' && attrs['dest'] !== undefined ? [attrs['dest']] : []))
];

/** What the targets need and was not granted. `given` are paths of the command line itself. */
function* missing(targets: readonly Target[], allow: readonly string[], given: readonly string[]): Sys<Rights> {
	const rights = granted(allow);
	const own = [yield* getcwd(), ...given];
	const asked = targets.flatMap(({ entitlements }) => entitlements ?? []);
	return {
		network: asked.includes('network.host') && !rights.network,
		insecure: asked.includes('security.insecure') && !rights.insecure,
		ssh: targets.some(({ ssh }) => ssh?.some(({ paths }) => paths.length === 0) === true) && !rights.ssh,
		read: yield* outside(targets.flatMap(readBy), [...own, ...rights.read]),
		write: yield* outside(targets.flatMap(writtenBy), [...own, ...rights.write])
	};
}
/** As seen from the working directory, with one ".." at most. */
function relative(path: string, cwd: string): string {
	if (path === cwd) return '.';
	if (within(path, cwd)) return path.slice(cwd === '/' ? 1 : cwd.length + 1);
	const up = cwd.slice(0, cwd.lastIndexOf('/')) || '/';
	if (!within(path, up)) return path;
	return path === up ? '..' : `../${path.slice(up === '/' ? 1 : up.length + 1)}`;
}

/**
 * Asks for what is missing; `finish` ends the progress before that. Answers whether anything was asked.
 * Throws Failure when it is not granted.
 */
export function* askFor(
	targets: readonly Target[],
	{ allow, given, words, env }: { readonly allow: readonly string[]; readonly given: readonly string[]; readonly words: readonly string[]; readonly env: Env },
	finish: () => Sys<void>
): Sys<boolean> {
	const need = yield* missing(targets, allow, given);
	const cwd = yield* existing('.');
	const both = need.read.filter((path) => need.write.includes(path));
	const one = (paths: readonly string[]): string[] => paths.filter((path) => !both.includes(path)).map((path) => relative(path, cwd));
	const rights: (readonly [string, string])[] = [
		...(need.network ? ([['Running build containers that can access host network', 'network.host']] as const) : []),
		...(need.insecure ? ([['Running privileged containers that can make system changes', 'security.insecure']] as const) : [])
	];
	const files: (readonly [string, string])[] = [
		...(need.ssh ? ([['Forwarding default SSH agent socket', 'ssh']] as const) : []),
		...both.map((path) => relative(path, cwd)).map((path) => [`Read and write access to path ${path}`, `fs=${path}`] as const),
		...one(need.read).map((path) => [`Read access to path ${path}`, `fs.read=${path}`] as const),
		...one(need.write).map((path) => [`Write access to path ${path}`, `fs.write=${path}`] as const)
	];
	const all = [...rights, ...files];
	if (all.length === 0) return false;
	const terminal = yield* isatty(0);
	const flags = all.map(([, flag]) => `--allow=${flag}`).join(' ');
	yield* finish();
	yield* err(
		`Your build is requesting privileges for following possibly insecure capabilities:\n\n${all.map(([what]) => ` - ${what}\n`).join('')}\n` +
			(terminal
				? `In order to not see this message in the future pass ${JSON.stringify(flags)} to grant requested privileges.\n`
				: `Pass ${JSON.stringify(flags)} to grant requested privileges.\n`) +
			`\nYour full command with requested privileges:\n\ndocker buildx bake ${flags} ${words.join(' ')}\n\n`
	);
	const setting = env['BUILDX_BAKE_ENTITLEMENTS_FS'];
	const checked = setting === undefined ? true : parseBool(setting);
	if (checked === undefined)
		throw new Failure(
			`failed to parse BUILDX_BAKE_ENTITLEMENTS_FS value ${JSON.stringify(setting)}: strconv.ParseBool: parsing ${JSON.stringify(setting)}: invalid syntax`
		);
	if (!checked && rights.length === 0) return true;
	if (setting === undefined && files.length > 0) yield* err('To disable filesystem entitlements checks, you can set BUILDX_BAKE_ENTITLEMENTS_FS=0 .\n\n');
	if (terminal) {
		yield* err('Do you want to grant requested privileges and continue? [y/N] ');
		if ((yield* readLine())?.toLowerCase() === 'y') return true;
	}
	throw new Failure('additional privileges requested');
}
