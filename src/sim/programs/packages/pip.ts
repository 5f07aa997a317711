// pip: install, uninstall, list, freeze, show, check, download's refusal; wheels from the simulated index into site-packages.
// Leaves out editable installs, extras, indexes of one's own. Invariant: nothing is written before all is found.
import { Errno, type Sys } from '../../engine/index.ts';
import {
	access,
	addLayer,
	clock,
	exists,
	ids,
	isDirectory,
	lookPath,
	mkdirAll,
	readdir,
	readTextIfAny,
	removeAll,
	trace,
	unpackLayer,
	write,
	type Context,
	type Program
} from '../../kernel/index.ts';
import { entriesOf, filler, type Node } from '../../oci/index.ts';
import type { PypiPackage } from './data/pypi.ts';
import { FetchFailure, fetchJson } from './fetch.ts';
import { pythonIndex } from './hosts.ts';
import { comparePython, meetsPython } from './pip-specifiers.ts';

const version = '24.0';
/** The interpreter's directory for packages: images have it below /usr/local, Debian and Alpine below /usr. */
const placesOf = (short: string): string[] => [`/usr/local/lib/${short}/site-packages`, `/usr/lib/${short}/site-packages`, '/usr/lib/python3/dist-packages'];
/** "python3.12": the interpreter that the image's PYTHON_VERSION names. */
export const shortName = (env: Readonly<Record<string, string>>): string => `python${/^\d+\.\d+/.exec(env['PYTHON_VERSION'] ?? '')?.[0] ?? '3.12'}`;

/** PEP 668's refusal, as Debian words it. */
const managed = `error: externally-managed-environment

× This environment is externally managed
╰─> To install Python packages system-wide, try apt install
    python3-xyz, where xyz is the package you are trying to
    install.
    
    If you wish to install a non-Debian-packaged Python package,
    create a virtual environment using python3 -m venv path/to/venv.
    Then use path/to/venv/bin/python and path/to/venv/bin/pip. Make
    sure you have python3-full installed.
    
    If you wish to install a non-Debian packaged Python application,
    it may be easiest to use pipx install xyz, which will manage a
    virtual environment for you. Make sure you have pipx installed.
    
    See /usr/share/doc/python3.11/README.venv for more information.

note: If you believe this is a mistake, please contact your Python installation or OS distribution provider. You can override this, at the risk of breaking your Python installation or OS, by passing --break-system-packages.
hint: See PEP 668 for the detailed specification.
`;

class PipFailure {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}
export interface Run {
	readonly argv0: string;
	readonly env: Readonly<Record<string, string>>;
}
/** The virtual environment that pip or python belongs to, if it is one's. */
export function* environmentOf({ argv0, env }: Run): Sys<string | undefined> {
	const path = argv0.includes('/') ? argv0 : yield* lookPath(argv0, env['PATH'] ?? '');
	for (const dir of [path?.replace(/\/bin\/[^/]*$/, ''), env['VIRTUAL_ENV']])
		if (dir !== undefined && dir !== '' && (yield* exists(`${dir}/pyvenv.cfg`))) return dir;
	return undefined;
}
/** Where pip of `argv[0]` installs: its virtual environment, or the interpreter's own directory. */
function* site(run: Run): Sys<string> {
	const env = yield* environmentOf(run);
	if (env !== undefined) return `${env}/lib/${shortName(run.env)}/site-packages`;
	const places = placesOf(shortName(run.env));
	for (const place of places) if (yield* isDirectory(place)) return place;
	return places[0] ?? '';
}
const normal = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
interface Installed {
	readonly name: string;
	readonly version: string;
}
/** What is installed: the directories NAME-VERSION.dist-info. */
function* installed(run: Run): Sys<Installed[]> {
	const out: Installed[] = [];
	try {
		for (const { name } of yield* readdir(yield* site(run))) {
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
	const line = text
		.replace(/(^|\s)#.*$/, '')
		.replaceAll(/\s--hash=\S+/g, '')
		.trim();
	const match = /^([A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?\s*((?:[<>=!~]=?=?)[^;]*)?\s*(?:;.*)?$/.exec(line);
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

function* install(run: Run, args: readonly string[]): Sys<number> {
	const wanted: Requirement[] = [];
	let quiet = false;
	const upgrade = args.includes('-U') || args.includes('--upgrade');
	const user = args.includes('--user');
	for (let i = 0; i < args.length; i++) {
		const arg = args[i] ?? '';
		if (arg === '-r' || arg === '--requirement') {
			const path = args[++i] ?? '';
			const text = yield* readTextIfAny(path);
			if (text === undefined) throw new PipFailure(`ERROR: Could not open requirements file: [Errno 2] No such file or directory: '${path}'\n`);
			for (const [n, line] of text.replaceAll(/\\\n/g, ' ').split('\n').entries()) {
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
	const there = new Map((yield* installed(run)).map((one) => [normal(one.name), one]));
	const at = args.findIndex((arg) => arg === '-t' || arg === '--target');
	const place = at >= 0 ? (args[at + 1] ?? '') : user ? `${run.env['HOME'] ?? '/root'}/.local/lib/${shortName(run.env)}/site-packages` : yield* site(run);
	if (place.endsWith('/dist-packages') && !args.includes('--break-system-packages') && at < 0) throw new PipFailure(managed);
	const found = new Map<string, PypiPackage>();
	const queue = [...wanted];
	for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
		const key = normal(one.name);
		if (found.has(key)) continue;
		const old = there.get(key);
		if (old && !upgrade && meetsPython(old.version, one.spec)) {
			yield* say(`Requirement already satisfied: ${one.text} in ${place}${one.by === '' ? '' : ` (from ${one.by})`} (${old.version})\n`);
			continue;
		}
		const got = yield* look(one);
		const fit = [...got.versions].reverse().find((each) => meetsPython(each, one.spec));
		if (fit === undefined)
			throw new PipFailure(
				`ERROR: Could not find a version that satisfies the requirement ${one.text} (from versions: ${got.versions.join(', ')})\nERROR: No matching distribution found for ${one.text}\n`
			);
		const chosen = { ...got, version: fit };
		found.set(key, chosen);
		yield* say(`Collecting ${one.text}${one.by === '' ? '' : ` (from ${one.by})`}\n  Downloading ${wheel(chosen)} (${kilobytes(chosen.size)})\n`);
		yield* fetchJson(pythonIndex, `/simple/${key}/`, chosen.size);
		const from = one.by.startsWith('-r ') || one.by === '' ? `${got.name.toLowerCase()}${one.spec}${one.by === '' ? '' : `->${one.by}`}` : one.by;
		for (const need of chosen.dependencies) queue.push({ name: need, spec: '', text: need, by: from });
	}
	const packages = [...found.values()];
	if (packages.length === 0) return 0;
	const tree: Record<string, Node> = {};
	const commands: Record<string, Node> = {};
	const bin = place.replace(/\/lib\/python[^/]*\/(?:site|dist)-packages$/, '/bin');
	for (const one of packages) {
		const name = one.name.replaceAll('-', '_');
		const files = one.files ?? {};
		let left = Math.max(200, one.size * 2);
		for (const path in files) {
			tree[path] = (files[path] ?? '').replace(/^__version__ = '[^']*'/m, `__version__ = '${one.version}'`);
			left -= (files[path] ?? '').length;
		}
		// FIDELITY: what is not modelled of a package is one file of the right size.
		if (one.files === undefined) tree[`${name.toLowerCase()}/__init__.py`] = 'raise ImportError("this package has no code here")\n';
		if (left > 0) tree[`${name.toLowerCase()}/_data.bin`] = filler(left);
		const info = `${name}-${one.version}.dist-info`;
		tree[`${info}/METADATA`] =
			`Metadata-Version: 2.1\nName: ${one.name}\nVersion: ${one.version}\n${one.dependencies.map((need) => `Requires-Dist: ${need}\n`).join('')}`;
		tree[`${info}/INSTALLER`] = 'pip\n';
		const owned = [
			...Object.keys(tree).filter((path) => path.startsWith(`${name.toLowerCase()}/`) || path in files),
			`${info}/METADATA`,
			`${info}/INSTALLER`,
			`${info}/RECORD`
		];
		tree[`${info}/RECORD`] = owned.map((path) => `${path},,\n`).join('');
		for (const command in one.scripts ?? {}) {
			const [module = '', call = ''] = (one.scripts?.[command] ?? '').split(':');
			const python = bin.startsWith('/usr/local/') ? `/usr/local/bin/${shortName(run.env)}` : `${bin}/python3`;
			commands[command] = {
				text: `#!${python}\n# -*- coding: utf-8 -*-\nimport re\nimport sys\nfrom ${module} import ${call}\nif __name__ == '__main__':\n    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])\n    sys.exit(${call}())\n`,
				mode: 0o755
			};
		}
	}
	for (const one of packages) {
		const old = there.get(normal(one.name));
		if (!old) continue;
		yield* say(
			`  Attempting uninstall: ${one.name}\n    Found existing installation: ${old.name} ${old.version}\n    Uninstalling ${old.name}-${old.version}:\n      Successfully uninstalled ${old.name}-${old.version}\n`
		);
		yield* removeAll(`${place}/${old.name.replaceAll('-', '_')}-${old.version}.dist-info`);
	}
	const names = packages.map((one) => one.name).reverse();
	yield* say(`Installing collected packages: ${names.join(', ')}\n`);
	const { cred } = yield* ids();
	const owned = function* (of: Readonly<Record<string, Node>>): Sys<string> {
		const entries = entriesOf(of, yield* clock()).map((entry) =>
			entry.type === 'whiteout' || entry.type === 'hardlink' || cred.euid === 0 ? entry : { ...entry, uid: cred.euid, gid: cred.egid }
		);
		return (yield* addLayer(entries)).id;
	};
	try {
		yield* mkdirAll(place);
		yield* access(place, 2);
		yield* unpackLayer(place, yield* owned(tree));
		if (Object.keys(commands).length > 0) {
			yield* mkdirAll(bin);
			yield* unpackLayer(bin, yield* owned(commands));
		}
	} catch (error) {
		if (error instanceof Errno)
			throw new PipFailure(
				`ERROR: Could not install packages due to an OSError: [Errno 13] ${error.message}: '${place}'\nConsider using the \`--user\` option or check the permissions.\n\n`
			);
		throw error;
	}
	yield* say(
		`Successfully installed ${[...packages]
			.sort((a, b) => (a.name < b.name ? -1 : 1))
			.map((one) => `${one.name}-${one.version}`)
			.join(' ')}\n`
	);
	if (cred.euid === 0 && !quiet && (yield* environmentOf(run)) === undefined)
		yield* write(
			2,
			"WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager. It is recommended to use a virtual environment instead: https://pip.pypa.io/warnings/venv\n"
		);
	if (!quiet && (run.env['PIP_DISABLE_PIP_VERSION_CHECK'] ?? '') === '' && !args.includes('--disable-pip-version-check')) {
		const newest = ((yield* fetchJson(pythonIndex, '/simple/pip/')) as PypiPackage).version;
		if (comparePython(newest, version) > 0 && !packages.some((one) => one.name === 'pip'))
			yield* write(2, `\n[notice] A new release of pip is available: ${version} -> ${newest}\n[notice] To update, run: pip install --upgrade pip\n`);
	}
	return 0;
}
function* uninstall(run: Run, args: readonly string[]): Sys<number> {
	const place = yield* site(run);
	for (const name of args.filter((arg) => !arg.startsWith('-'))) {
		const one = (yield* installed(run)).find((each) => normal(each.name) === normal(name));
		if (!one) {
			yield* write(2, `WARNING: Skipping ${name} as it is not installed.\n`);
			continue;
		}
		const info = `${place}/${one.name.replaceAll('-', '_')}-${one.version}.dist-info`;
		yield* write(1, `Found existing installation: ${one.name} ${one.version}\nUninstalling ${one.name}-${one.version}:\n`);
		const owned = ((yield* readTextIfAny(`${info}/RECORD`)) ?? '').split('\n').map((line) => line.split(',')[0] ?? '');
		for (const dir of new Set(owned.map((path) => path.split('/')[0] ?? '').filter((dir) => dir !== ''))) yield* removeAll(`${place}/${dir}`);
		yield* write(1, `  Successfully uninstalled ${one.name}-${one.version}\n`);
	}
	return 0;
}
function* list(run: Run): Sys<number> {
	const all = [...(yield* installed(run)), { name: 'pip', version }].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
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

/** What an installed package says it needs. */
function* requires(run: Run, one: Installed): Sys<string[]> {
	const text = (yield* readTextIfAny(`${yield* site(run)}/${one.name.replaceAll('-', '_')}-${one.version}.dist-info/METADATA`)) ?? '';
	return text
		.split('\n')
		.filter((line) => line.startsWith('Requires-Dist: '))
		.map((line) => line.slice(15));
}

/** pip's program, and `python -m pip`. */
export function* pipMain(argv: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	const run: Run = { argv0: argv[0] ?? 'pip', env };
	const [verb = '', ...rest] = argv
		.slice(1)
		.filter((arg) => !['--no-cache-dir', '--disable-pip-version-check', '--no-input', '-q', '--quiet', '-qq'].includes(arg) || argv.indexOf(arg) > 1);
	try {
		switch (verb) {
			case '--version':
			case '-V':
				yield* write(1, `pip ${version} from ${yield* site(run)}/pip (python ${shortName(run.env).slice(6)})\n`);
				return 0;
			case 'install':
				return yield* install(run, rest);
			case 'uninstall':
				return yield* uninstall(run, rest);
			case 'list':
				return yield* list(run);
			case 'freeze':
				for (const one of yield* installed(run)) yield* write(1, `${one.name}==${one.version}\n`);
				return 0;
			case 'check':
				yield* write(1, 'No broken requirements found.\n');
				return 0;
			case 'show': {
				const all = yield* installed(run);
				for (const name of rest) {
					const one = all.find((each) => normal(each.name) === normal(name));
					if (one) {
						const needs = (each: Installed): Sys<string[]> => requires(run, each);
						const own = yield* needs(one);
						const by: string[] = [];
						for (const other of all) if ((yield* needs(other)).some((need) => normal(need) === normal(one.name))) by.push(other.name);
						yield* write(
							1,
							`Name: ${one.name}\nVersion: ${one.version}\nSummary: \nHome-page: \nAuthor: \nAuthor-email: \nLicense: \nLocation: ${yield* site(run)}\nRequires: ${own.join(', ')}\nRequired-by: ${by.join(', ')}\n`
						);
					} else {
						yield* write(2, `WARNING: Package(s) not found: ${name}\n`);
						return 1;
					}
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
export const pip: Program = { name: 'pip', rss: 20 << 20, main: (context: Context) => pipMain(context.argv, context.env) };
