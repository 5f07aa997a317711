// pip: install, uninstall, list, freeze, show, check, download's refusal; wheels from the simulated index into site-packages.
// Leaves out version ranges (the index has one version of each), editable installs, indexes of one's own. Invariant: nothing is written before all is found.
import { Errno, type Sys } from '../../engine/index.ts';
import { addLayer, clock, ids, readTextIfAny, readdir, rmdir, trace, unlink, unpackLayer, write, type Context, type Program } from '../../kernel/index.ts';
import { entriesOf, filler, type Node } from '../../oci/index.ts';
import type { PypiPackage } from './data/pypi.ts';
import { FetchFailure, fetchJson } from './fetch.ts';
import { pythonIndex } from './hosts.ts';

const version = '24.0';
/** The interpreter's directory for packages: images have it below /usr/local, Debian and Alpine below /usr. */
const places = ['/usr/local/lib/python3.12/site-packages', '/usr/lib/python3.12/site-packages', '/usr/lib/python3/dist-packages'];

class PipFailure {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}
function* site(): Sys<string> {
	for (const place of places) {
		try {
			yield* readdir(place);
			return place;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	return places[0] ?? '';
}
const normal = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
interface Installed {
	readonly name: string;
	readonly version: string;
}
/** What is installed: the directories NAME-VERSION.dist-info. */
function* installed(): Sys<Installed[]> {
	const out: Installed[] = [];
	try {
		for (const { name } of yield* readdir(yield* site())) {
			const match = /^(.+)-([^-]+)\.dist-info$/.exec(name);
			if (match) out.push({ name: (match[1] ?? '').replaceAll('_', '-'), version: match[2] ?? '' });
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	return out.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

interface Requirement {
	readonly name: string;
	/** "==1.0", "". */
	readonly spec: string;
	/** As written; for texts. */
	readonly text: string;
	readonly by: string;
}
function parseRequirement(text: string, by: string): Requirement | undefined {
	const line = text.replace(/(^|\s)#.*$/, '').trim();
	const match = /^([A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?\s*((?:[<>=!~]=?=?)[^;]*)?/.exec(line);
	return match && !line.startsWith('-')
		? { name: match[1] ?? '', spec: (match[3] ?? '').replaceAll(' ', ''), text: line.replace(/\s*;.*$/, ''), by }
		: undefined;
}
function* look(one: Requirement): Sys<PypiPackage> {
	try {
		return (yield* fetchJson(pythonIndex, `/simple/${normal(one.name)}/`)) as PypiPackage;
	} catch (error) {
		if (!(error instanceof FetchFailure)) throw error;
		if (error.kind !== 'status') {
			const why = error.kind === 'resolve' ? '[Errno -3] Temporary failure in name resolution' : '[Errno 111] Connection refused';
			for (let left = 4; left >= 0; left--)
				yield* write(
					2,
					`WARNING: Retrying (Retry(total=${left}, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f5d3c1f4b90>: Failed to establish a new connection: ${why}')': /simple/${normal(one.name)}/\n`
				);
		} else yield* trace('mirror.missing', { by: 'pip', name: one.name });
		throw new PipFailure(
			`ERROR: Could not find a version that satisfies the requirement ${one.text} (from versions: none)\nERROR: No matching distribution found for ${one.text}\n`
		);
	}
}
const kilobytes = (bytes: number): string =>
	bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : bytes >= 10_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1000).toFixed(1)} kB`;
const wheel = (one: PypiPackage): string => `${one.name.replaceAll('-', '_')}-${one.version}-${one.tag}.whl`;

function* install(args: readonly string[]): Sys<number> {
	const wanted: Requirement[] = [];
	let quiet = false;
	for (let i = 0; i < args.length; i++) {
		const arg = args[i] ?? '';
		if (arg === '-r' || arg === '--requirement') {
			const path = args[++i] ?? '';
			const text = yield* readTextIfAny(path);
			if (text === undefined) throw new PipFailure(`ERROR: Could not open requirements file: [Errno 2] No such file or directory: '${path}'\n`);
			for (const [n, line] of text.split('\n').entries()) {
				const one = parseRequirement(line, `-r ${path} (line ${n + 1})`);
				if (one) wanted.push(one);
			}
		} else if (arg === '-q' || arg === '--quiet') quiet = true;
		else if (['-i', '--index-url', '--extra-index-url', '-t', '--target', '--prefix', '-c', '--constraint', '--trusted-host', '--cache-dir'].includes(arg)) i++;
		else if (!arg.startsWith('-')) {
			const one = parseRequirement(arg, '');
			if (one) wanted.push(one);
			else throw new PipFailure(`ERROR: Invalid requirement: '${arg}'\n`);
		}
	}
	if (wanted.length === 0) {
		if (args.some((arg) => arg === '-r' || arg === '--requirement')) return 0;
		throw new PipFailure('ERROR: You must give at least one requirement to install (see "pip help install")\n');
	}
	const say = function* (text: string): Sys<void> {
		if (!quiet) yield* write(1, text);
	};
	const there = new Map((yield* installed()).map((one) => [normal(one.name), one]));
	const place = yield* site();
	const found = new Map<string, PypiPackage>();
	const queue = [...wanted];
	for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
		const key = normal(one.name);
		if (found.has(key)) continue;
		const old = there.get(key);
		if (old) {
			yield* say(`Requirement already satisfied: ${one.text} in ${place}${one.by === '' ? '' : ` (from ${one.by})`} (${old.version})\n`);
			continue;
		}
		const got = yield* look(one);
		const pinned = /^==([^,]+)$/.exec(one.spec)?.[1];
		// The index has one version; a pin to another is taken for it, as a full index would have it.
		const chosen = pinned === undefined || pinned.includes('*') ? got : { ...got, version: pinned };
		found.set(key, chosen);
		yield* say(`Collecting ${one.text}${one.by === '' ? '' : ` (from ${one.by})`}\n  Downloading ${wheel(chosen)} (${kilobytes(chosen.size)})\n`);
		yield* fetchJson(pythonIndex, `/simple/${key}/`, chosen.size);
		const from = one.by.startsWith('-r ') || one.by === '' ? `${got.name.toLowerCase()}${one.spec}${one.by === '' ? '' : `->${one.by}`}` : one.by;
		for (const need of chosen.dependencies) queue.push({ name: need, spec: '', text: need, by: from });
	}
	const packages = [...found.values()];
	if (packages.length === 0) return 0;
	const tree: Record<string, Node> = {};
	for (const one of packages) {
		const name = one.name.replaceAll('-', '_');
		tree[`${name.toLowerCase()}/__init__.py`] = filler(Math.max(200, one.size * 2));
		tree[`${name}-${one.version}.dist-info/METADATA`] = `Metadata-Version: 2.1\nName: ${one.name}\nVersion: ${one.version}\n`;
		tree[`${name}-${one.version}.dist-info/RECORD`] = '';
	}
	const names = packages.map((one) => one.name).reverse();
	yield* say(`Installing collected packages: ${names.join(', ')}\n`);
	const layer = yield* addLayer([...entriesOf(tree, yield* clock())]);
	try {
		yield* unpackLayer(place, layer.id);
	} catch (error) {
		if (error instanceof Errno)
			throw new PipFailure(`ERROR: Could not install packages due to an OSError: [Errno 13] ${error.message}: '${place}'\nCheck the permissions.\n\n`);
		throw error;
	}
	yield* say(
		`Successfully installed ${[...packages]
			.sort((a, b) => (a.name < b.name ? -1 : 1))
			.map((one) => `${one.name}-${one.version}`)
			.join(' ')}\n`
	);
	if ((yield* ids()).cred.euid === 0 && !quiet)
		yield* write(
			2,
			"WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager. It is recommended to use a virtual environment instead: https://pip.pypa.io/warnings/venv\n"
		);
	return 0;
}
function* uninstall(args: readonly string[]): Sys<number> {
	const place = yield* site();
	for (const name of args.filter((arg) => !arg.startsWith('-'))) {
		const one = (yield* installed()).find((each) => normal(each.name) === normal(name));
		if (!one) {
			yield* write(2, `WARNING: Skipping ${name} as it is not installed.\n`);
			continue;
		}
		const dir = one.name.replaceAll('-', '_');
		yield* write(1, `Found existing installation: ${one.name} ${one.version}\nUninstalling ${one.name}-${one.version}:\n`);
		for (const path of [`${dir.toLowerCase()}/__init__.py`, `${dir}-${one.version}.dist-info/METADATA`, `${dir}-${one.version}.dist-info/RECORD`])
			yield* quietly(unlink(`${place}/${path}`));
		for (const path of [dir.toLowerCase(), `${dir}-${one.version}.dist-info`]) yield* quietly(rmdir(`${place}/${path}`));
		yield* write(1, `  Successfully uninstalled ${one.name}-${one.version}\n`);
	}
	return 0;
}
function* quietly(work: Sys<void>): Sys<void> {
	try {
		yield* work;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
function* list(): Sys<number> {
	const all = [...(yield* installed()), { name: 'pip', version }].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
	const width = Math.max(7, ...all.map((one) => one.name.length));
	const second = Math.max(7, ...all.map((one) => one.version.length));
	yield* write(
		1,
		[['Package', 'Version'], ['-'.repeat(width), '-'.repeat(second)], ...all.map((one) => [one.name, one.version])]
			.map(([a = '', b = '']) => `${a.padEnd(width)} ${b}\n`)
			.join('')
	);
	return 0;
}

/** pip's program, and `python -m pip`. */
export function* pipMain(argv: readonly string[]): Sys<number> {
	const [, verb = '', ...rest] = argv;
	try {
		switch (verb) {
			case '--version':
			case '-V':
				yield* write(1, `pip ${version} from ${yield* site()}/pip (python 3.12)\n`);
				return 0;
			case 'install':
				return yield* install(rest);
			case 'uninstall':
				return yield* uninstall(rest);
			case 'list':
				return yield* list();
			case 'freeze':
				for (const one of yield* installed()) yield* write(1, `${one.name}==${one.version}\n`);
				return 0;
			case 'check':
				yield* write(1, 'No broken requirements found.\n');
				return 0;
			case 'show': {
				const all = yield* installed();
				for (const name of rest) {
					const one = all.find((each) => normal(each.name) === normal(name));
					if (one) yield* write(1, `Name: ${one.name}\nVersion: ${one.version}\nLocation: ${yield* site()}\n`);
					else yield* write(2, `WARNING: Package(s) not found: ${name}\n`);
				}
				return 0;
			}
		}
	} catch (error) {
		if (!(error instanceof PipFailure)) throw error;
		yield* write(2, error.text);
		return 1;
	}
	yield* write(verb === '' ? 1 : 2, verb === '' ? '\nUsage:   \n  pip <command> [options]\n' : `ERROR: unknown command "${verb}"\n`);
	return verb === '' ? 0 : 1;
}
export const pip: Program = { name: 'pip', rss: 20 << 20, main: (context: Context) => pipMain(context.argv) };
