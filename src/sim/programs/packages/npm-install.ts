// npm install, ci and init: the tree of packages from the registry, node_modules on disk, the lock file, and npm 10's words.
// Leaves out ranges other than the registry's one version, scripts of packages, workspaces, bin links. Invariant: a failed install changes nothing.
import type { Sys } from '../../engine/index.ts';
import { addLayer, clock, getcwd, readTextIfAny, trace, unpackLayer, write, writeFile, type LayerEntry } from '../../kernel/index.ts';
import { encodeJson, parseJson } from '../../values/index.ts';
import { entriesOf, filler, type Node } from '../../oci/index.ts';
import type { NpmPackage } from './data/npm.ts';
import { FetchFailure, fetchJson } from './fetch.ts';
import { npmRegistry } from './hosts.ts';

type Json = Readonly<Record<string, unknown>>;
const record = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {});

/** npm's error lines and the place of its log. */
export function* npmError(lines: readonly string[]): Sys<number> {
	const log = '/root/.npm/_logs/2026-11-20T08_00_00_000Z-debug-0.log';
	yield* write(
		2,
		`${lines.map((line) => `npm error${line === '' ? '' : ` ${line}`}`).join('\n')}\nnpm error A complete log of this run can be found in: ${log}\n`
	);
	return 1;
}

class NpmFailure {
	readonly lines: readonly string[];
	constructor(lines: readonly string[]) {
		this.lines = lines;
	}
}
function* lookUp(name: string): Sys<NpmPackage> {
	try {
		return (yield* fetchJson(npmRegistry, `/${encodeURIComponent(name)}`)) as NpmPackage;
	} catch (error) {
		if (!(error instanceof FetchFailure)) throw error;
		if (error.kind === 'status') {
			yield* trace('mirror.missing', { by: 'npm', name });
			throw new NpmFailure([
				'code E404',
				`404 Not Found - GET https://${npmRegistry}/${name} - Not found`,
				'404',
				`404  '${name}@*' is not in this registry.`,
				'404',
				'404 Note that you can also install from a',
				'404 tarball, folder, http url, or git folder.'
			]);
		}
		throw new NpmFailure([
			'code EAI_AGAIN',
			'syscall getaddrinfo',
			'errno EAI_AGAIN',
			`request to https://${npmRegistry}/${name} failed, reason: getaddrinfo EAI_AGAIN ${npmRegistry}`
		]);
	}
}
/** Everything that `names` need, each once, in the order of their names. */
function* resolve(names: readonly string[]): Sys<NpmPackage[]> {
	const found = new Map<string, NpmPackage>();
	const queue = [...names];
	for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
		if (found.has(name)) continue;
		const one = yield* lookUp(name);
		found.set(name, one);
		queue.push(...one.dependencies);
	}
	return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
/** A package's directory as a layer's entries. */
function entries(packages: readonly NpmPackage[], mtime: number): LayerEntry[] {
	const tree: Record<string, Node> = {};
	for (const one of packages) {
		const dir = `node_modules/${one.name}`;
		const manifest = encodeJson(
			{ name: one.name, version: one.version, main: 'index.js', dependencies: Object.fromEntries(one.dependencies.map((name) => [name, '*'])) },
			{ indent: '  ' }
		);
		tree[`${dir}/package.json`] = manifest + '\n';
		let left = one.size - manifest.length;
		for (const [path, text] of Object.entries(one.files ?? {})) {
			tree[`${dir}/${path}`] = text;
			left -= text.length;
		}
		if (left > 0) tree[`${dir}/README.md`] = filler(left);
	}
	return [...entriesOf(tree, mtime)];
}
const bare = (spec: string): string => spec.replace(/(.)@.*$/, '$1');

const ciUsage = [
	'code EUSAGE',
	'',
	'The `npm ci` command can only install with an existing package-lock.json or',
	'npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or',
	'later to generate a package-lock.json file, then try again.',
	'',
	'Clean install a project',
	'',
	'Usage:',
	'npm ci',
	'',
	'Options:',
	'[--install-strategy <hoisted|nested|shallow|linked>] [--legacy-bundling]',
	'[--global-style] [--omit <dev|optional|peer> [--omit <dev|optional|peer> ...]]',
	'[--include <prod|dev|optional|peer> [--include <prod|dev|optional|peer> ...]]',
	'[--strict-peer-deps] [--foreground-scripts] [--ignore-scripts] [--no-audit]',
	'[--no-bin-links] [--no-fund] [--dry-run]',
	'[-w|--workspace <workspace-name> [-w|--workspace <workspace-name> ...]]',
	'[-ws|--workspaces] [--include-workspace-root] [--install-links]',
	'',
	'aliases: clean-install, ic, install-clean, isntall-clean',
	'',
	'Run "npm help ci" for more info'
];

/** `npm install [name…]` and `npm ci` in the working directory; answers the exit status. */
export function* npmInstall(verb: string, words: readonly string[], silent: boolean): Sys<number> {
	const cwd = yield* getcwd();
	const at = (name: string): string => `${cwd === '/' ? '' : cwd}/${name}`;
	const began = yield* clock();
	const manifestText = yield* readTextIfAny(at('package.json'));
	const manifest = manifestText === undefined ? {} : record(parseJson(manifestText));
	const names = words.filter((word) => !word.startsWith('-')).map(bare);
	const dev = words.includes('-D') || words.includes('--save-dev');
	const clean = verb === 'ci' || verb === 'clean-install';
	if (clean && (yield* readTextIfAny(at('package-lock.json'))) === undefined) return yield* npmError(ciUsage);
	const production = words.some((word) => word === '--production' || word === '--omit=dev' || word === '--only=production');
	const declared = { ...record(manifest['dependencies']), ...(production ? {} : record(manifest['devDependencies'])) };
	let packages: NpmPackage[];
	try {
		packages = yield* resolve([...Object.keys(declared), ...names]);
	} catch (error) {
		if (!(error instanceof NpmFailure)) throw error;
		return yield* npmError(error.lines);
	}
	if (packages.length > 0) {
		const layer = yield* addLayer(entries(packages, yield* clock()));
		yield* unpackLayer(cwd, layer.id);
	}
	if (names.length > 0) {
		const key = dev ? 'devDependencies' : 'dependencies';
		const added = Object.fromEntries(names.map((name) => [name, `^${packages.find((one) => one.name === name)?.version ?? '1.0.0'}`]));
		const next = { ...manifest, [key]: Object.fromEntries(Object.entries({ ...record(manifest[key]), ...added }).sort(([a], [b]) => (a < b ? -1 : 1))) };
		yield* writeFile(at('package.json'), encodeJson(next, { indent: '  ', escapeHtml: false }) + '\n');
	}
	if (!clean) yield* writeFile(at('package-lock.json'), lockText(manifest, packages));
	if (!silent) {
		const took = Math.max(1, Math.round(((yield* clock()) - began) / 1e6));
		const count = packages.length;
		yield* write(
			1,
			`\n${count === 0 ? 'up to date' : `added ${count} package${count === 1 ? '' : 's'}`}, and audited ${count + 1} package${count === 0 ? '' : 's'} in ${took}s\n\nfound 0 vulnerabilities\n`.replace(
				'up to date, and',
				'up to date,'
			)
		);
	}
	return 0;
}
function lockText(manifest: Json, packages: readonly NpmPackage[]): string {
	const head = {
		...(typeof manifest['name'] === 'string' ? { name: manifest['name'] } : {}),
		...(typeof manifest['version'] === 'string' ? { version: manifest['version'] } : {})
	};
	return (
		encodeJson(
			{
				...head,
				lockfileVersion: 3,
				requires: true,
				packages: {
					'': { ...head, dependencies: record(manifest['dependencies']) },
					...Object.fromEntries(packages.map((one) => [`node_modules/${one.name}`, { version: one.version }]))
				}
			},
			{ indent: '  ', escapeHtml: false }
		) + '\n'
	);
}

/** `npm init -y`. */
export function* npmInit(): Sys<number> {
	const cwd = yield* getcwd();
	const name = cwd.slice(cwd.lastIndexOf('/') + 1) || 'app';
	const value = {
		name,
		version: '1.0.0',
		main: 'index.js',
		scripts: { test: 'echo "Error: no test specified" && exit 1' },
		keywords: [],
		author: '',
		license: 'ISC',
		description: ''
	};
	const text = encodeJson(value, { indent: '  ', escapeHtml: false });
	yield* writeFile(`${cwd === '/' ? '' : cwd}/package.json`, text + '\n');
	yield* write(1, `Wrote to ${cwd}/package.json:\n\n${text}\n\n\n`);
	return 0;
}
