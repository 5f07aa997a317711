// The simulated npm registry's packages: facts of the real one, and for those that run here, modules of our own with the same door.
// Leaves out versions between the listed ones. Invariant: no line of the real packages is in here; what a package needs is here too.
import { deprecated } from './npm-deprecated.ts';
import { rows as first } from './npm-rows-a.ts';
import { rows as second } from './npm-rows-b.ts';
import { filesOf } from './modules/index.ts';

export interface Manifest {
	readonly name: string;
	readonly version: string;
	/** Bytes unpacked. */
	readonly bytes: number;
	readonly license: string;
	readonly dependencies: Readonly<Record<string, string>>;
	readonly optional: Readonly<Record<string, string>>;
	readonly peers: Readonly<Record<string, string>>;
	/** Command → path in the package. */
	readonly bin: Readonly<Record<string, string>>;
	readonly node: string;
	readonly funding: string;
	readonly integrity: string;
	readonly deprecated?: string;
}
export interface Packument {
	readonly name: string;
	readonly tags: Readonly<Record<string, string>>;
	readonly versions: Readonly<Record<string, Manifest>>;
}

const pairs = (text: string, cut: string): [string, string][] =>
	text === ''
		? []
		: text.split(',').map((one) => {
				const at = one.lastIndexOf(cut);
				return [one.slice(0, at), one.slice(at + 1)];
			});

function manifestOf(row: string): Manifest {
	const [name = '', version = '', bytes = '0', license = '', needs = '', bin = '', node = '', funding = '', integrity = ''] = row.split(';');
	const of = (sign: string): Record<string, string> =>
		Object.fromEntries(
			pairs(needs, '@')
				.filter(([key]) => (sign === '' ? !/^[?!]/.test(key) : key.startsWith(sign)))
				.map(([key, range]) => [key.slice(sign.length), range])
		);
	const given = deprecated[`${name}@${version}`];
	return {
		name,
		version,
		bytes: Number(bytes),
		license,
		dependencies: of(''),
		optional: of('?'),
		peers: of('!'),
		bin: Object.fromEntries(pairs(bin, '=')),
		node,
		funding,
		integrity: `sha512-${integrity}`,
		...(given === undefined ? {} : { deprecated: given })
	};
}
/** Packages whose newest listed version is not the one that "latest" names. */
const latest: Readonly<Record<string, string>> = { react: '19.0.0' };

/** A package with all its versions; undefined when the registry has none of the name. */
export function npmPackument(name: string): Packument | undefined {
	const found: Manifest[] = [];
	for (const text of [first, second])
		for (let at = text.startsWith(`${name};`) ? 0 : text.indexOf(`\n${name};`) + 1; at > 0 || (at === 0 && text.startsWith(`${name};`)); ) {
			const end = text.indexOf('\n', at);
			found.push(manifestOf(end < 0 ? text.slice(at) : text.slice(at, end)));
			at = end < 0 || !text.startsWith(`${name};`, end + 1) ? -1 : end + 1;
		}
	const newest = found.at(-1);
	if (!newest) return undefined;
	return { name, tags: { latest: latest[name] ?? newest.version }, versions: Object.fromEntries(found.map((one) => [one.version, one])) };
}
/** What a version's tarball holds that node loads: path → text. */
export const npmFiles = (name: string, version: string): Readonly<Record<string, string>> | undefined => filesOf(name, version);
