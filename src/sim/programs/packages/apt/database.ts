// dpkg's and apt's records on disk: /var/lib/dpkg/status, who was installed only for others, and which lists of packages have been fetched.
// FIDELITY: an image without a status file has the packages of Debian's slim image.
import { Errno, type Sys } from '../../../engine/index.ts';
import { close, mkdirAll, open, readTextIfAny, readdir, rename, write, writeFile } from '../../../kernel/index.ts';
import { debianInstalled, debianPackages } from '../catalogue.ts';
import type { Package } from '../package.ts';

const statusFile = '/var/lib/dpkg/status';
const statesFile = '/var/lib/apt/extended_states';
const listsDir = '/var/lib/apt/lists';

export interface Database {
	readonly installed: ReadonlySet<string>;
	/** Installed for others only. */
	readonly auto: ReadonlySet<string>;
}

/** Writes a file beside its place and moves it there. */
export function* save(path: string, text: string): Sys<void> {
	yield* mkdirAll(path.slice(0, path.lastIndexOf('/')));
	yield* writeFile(path + '-new', text, 0o644);
	yield* rename(path + '-new', path);
}

const namesIn = (text: string): string[] => text.split('\n').flatMap((line) => (line.startsWith('Package: ') ? [line.slice(9)] : []));
export function* loadDatabase(): Sys<Database> {
	const status = yield* readTextIfAny(statusFile);
	const states = (yield* readTextIfAny(statesFile)) ?? '';
	return { installed: new Set(status === undefined ? debianInstalled() : namesIn(status)), auto: new Set(namesIn(states)) };
}
/** A package's stanza, as `dpkg -s` prints it. */
export const stanza = (one: Package): string =>
	[
		`Package: ${one.name}`,
		'Status: install ok installed',
		'Priority: optional',
		`Installed-Size: ${Math.round(one.installed / 1024)}`,
		`Architecture: ${one.all ? 'all' : 'amd64'}`,
		...(one.multiArch ? ['Multi-Arch: same'] : []),
		`Version: ${one.version}`,
		...(one.depends.length > 0 ? [`Depends: ${one.depends.join(', ')}`] : []),
		`Description: ${one.summary}`
	].join('\n') + '\n';
export function* saveDatabase(database: Database): Sys<void> {
	const known = new Map(debianPackages().map((one) => [one.name, one]));
	const stanzas = [...database.installed].sort().flatMap((name) => {
		const one = known.get(name);
		return one ? [stanza(one)] : [];
	});
	yield* save(statusFile, stanzas.join('\n'));
	yield* save(
		statesFile,
		[...database.auto]
			.sort()
			.map((name) => `Package: ${name}\nArchitecture: amd64\nAuto-Installed: 1\n`)
			.join('\n')
	);
}

/** Whether lists of packages are there: what apt knows besides what is installed. */
export function* haveLists(): Sys<boolean> {
	try {
		return (yield* readdir(listsDir)).some(({ name }) => name.endsWith('_Packages'));
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
/** Keeps what was fetched of one source. `bytes` is the list's size. */
export function* keepList(name: string, bytes: number): Sys<void> {
	yield* mkdirAll(listsDir);
	const fd = yield* open(`${listsDir}/${name}`, { write: true, create: true, trunc: true, mode: 0o644 });
	yield* write(fd, `Package lists of ${bytes} bytes\n`);
	yield* close(fd);
}
