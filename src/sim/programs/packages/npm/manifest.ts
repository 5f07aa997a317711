// Commands on package.json itself: pkg get, set and delete; version; init -y. And view: a packument as npm shows it.
// Leaves out init's questions (it says them and takes every answer as Enter), view's dates. Invariant: a file keeps its indentation.
import type { Sys } from '../../../engine/index.ts';
import { isatty, readTextIfAny, writeFile } from '../../../kernel/index.ts';
import { encodeJson } from '../../../values/index.ts';
import { saveManifest, specOf } from './install.ts';
import { packument, pick, registryOf, tarballBytes, versionsOf } from './registry.ts';
import { formatVersion, maxSatisfying, parseRange, parseVersion } from './semver.ts';
import { join, NpmFailure, npmVersion, print, readManifest, readRecord, record, type Json, type Npm } from './session.ts';

const show = (value: unknown): string => `${encodeJson(value, { indent: '  ', escapeHtml: false })}\n`;
const steps = (path: string): string[] => path.split(/[.[\]]+/).filter((step) => step !== '');
const at = (value: unknown, path: readonly string[]): unknown =>
	path.reduce<unknown>((v, step) => (Array.isArray(v) ? (v as unknown[])[Number(step)] : Object.hasOwn(record(v), step) ? record(v)[step] : undefined), value);
function put(value: unknown, path: readonly string[], what: unknown): unknown {
	const [step, ...rest] = path;
	if (step === undefined) return what;
	const own = record(value);
	const next = put(own[step], rest, what);
	if (next !== undefined) return { ...own, [step]: next };
	const { [step]: _gone, ...others } = own;
	return others;
}

/** `npm pkg get|set|delete`. */
export function* pkg(npm: Npm): Sys<number> {
	const [action = '', ...args] = npm.words;
	const project = yield* readManifest(npm);
	if (action === 'get') {
		if (args.length === 0) yield* print(npm, show(project));
		else if (args.length === 1) yield* print(npm, show(at(project, steps(args[0] ?? '')) ?? {}));
		else yield* print(npm, show(Object.fromEntries(args.map((key) => [key, at(project, steps(key))]).filter(([, value]) => value !== undefined))));
		return 0;
	}
	if (action === 'set' || action === 'delete') {
		let next: unknown = project;
		for (const arg of args) {
			const cut = arg.indexOf('=');
			if (action === 'set' && cut < 0) throw new NpmFailure(['Invalid number of arguments']);
			const text = arg.slice(cut + 1);
			let value: unknown = action === 'delete' ? undefined : text;
			if (action === 'set' && npm.options.get('json') === 'true')
				value = text === 'true' ? true : text === 'false' ? false : /^\d+$/.test(text) ? Number(text) : text;
			next = put(next, steps(action === 'set' ? arg.slice(0, cut) : arg), value);
		}
		yield* saveManifest(npm, record(next));
		return 0;
	}
	throw new NpmFailure([
		'code EUSAGE',
		'',
		'Manages your package.json',
		'',
		'Usage:',
		'npm pkg set <key>=<value> [<key>=<value> ...]',
		'npm pkg get [<key> [<key> ...]]',
		'npm pkg delete <key> [<key> ...]',
		'npm pkg set [<array>[<index>].<key>=<value> ...]',
		'npm pkg set [<array>[].<key>=<value> ...]',
		'npm pkg fix',
		'',
		'Run "npm help pkg" for more info'
	]);
}

/** `npm version [newversion]`. Leaves out git's commit and tag. */
export function* version(npm: Npm): Sys<number> {
	const [word] = npm.words;
	if (word === undefined) {
		const project = (yield* readRecord(join(npm.prefix, 'package.json'))) ?? {};
		const own =
			typeof project['name'] === 'string'
				? `  ${/^[A-Za-z_$][\w$]*$/.test(project['name']) ? project['name'] : `'${project['name']}'`}: '${String(project['version'] ?? '')}',\n`
				: '';
		yield* print(npm, `{\n${own}  npm: '${npmVersion}',\n  node: '${npm.node.slice(1)}'\n}\n`);
		return 0;
	}
	const project = yield* readManifest(npm);
	const old = parseVersion(String(project['version'] ?? '')) ?? { numbers: [0, 0, 0] as const, pre: [] };
	const [a, b, c] = old.numbers;
	const pre = old.pre.length > 0;
	const next =
		word === 'major'
			? pre && b === 0 && c === 0
				? `${a}.0.0`
				: `${a + 1}.0.0`
			: word === 'minor'
				? pre && c === 0
					? `${a}.${b}.0`
					: `${a}.${b + 1}.0`
				: word === 'patch'
					? pre
						? `${a}.${b}.${c}`
						: `${a}.${b}.${c + 1}`
					: word === 'prerelease'
						? pre
							? formatVersion({ numbers: old.numbers, pre: [...old.pre.slice(0, -1), Number(old.pre.at(-1) ?? 0) + 1] })
							: `${a}.${b}.${c + 1}-0`
						: parseVersion(word)
							? word.replace(/^v/, '')
							: undefined;
	if (next === undefined) throw new NpmFailure([`Invalid version: ${word}`]);
	if (next === project['version'] && npm.options.get('allow-same-version') !== 'true') throw new NpmFailure(['Version not changed']);
	yield* saveManifest(npm, { ...project, version: next });
	const lockPath = join(npm.prefix, 'package-lock.json');
	const lock = yield* readRecord(lockPath);
	if (lock)
		yield* writeFile(
			lockPath,
			show({ ...lock, version: next, packages: { ...record(lock['packages']), '': { ...record(record(lock['packages'])['']), version: next } } })
		);
	yield* print(npm, `v${next}\n`);
	return 0;
}

/** `npm init [-y]`. */
export function* init(npm: Npm): Sys<number> {
	const path = join(npm.cwd, 'package.json');
	const old = (yield* readTextIfAny(path)) === undefined ? {} : yield* readManifest({ ...npm, prefix: npm.cwd });
	const name = (npm.cwd.slice(npm.cwd.lastIndexOf('/') + 1) || 'app').toLowerCase().replaceAll(/[^a-z0-9._~-]+/g, '-');
	const option = (key: string, fallback: string): string => npm.options.get(`init-${key}`) ?? fallback;
	const value = {
		name,
		version: option('version', '1.0.0'),
		main: 'index.js',
		...old,
		...(old['scripts'] === undefined ? { scripts: { test: 'echo "Error: no test specified" && exit 1' } } : {}),
		...(old['keywords'] === undefined ? { keywords: [] } : {}),
		...(old['author'] === undefined ? { author: option('author-name', '') } : {}),
		...(old['license'] === undefined ? { license: option('license', 'ISC') } : {}),
		...(old['description'] === undefined ? { description: '' } : {})
	};
	const text = show(value);
	if (npm.options.get('yes') !== 'true') {
		yield* print(
			npm,
			'This utility will walk you through creating a package.json file.\nIt only covers the most common items, and tries to guess sensible defaults.\n\nSee `npm help init` for definitive documentation on these fields\nand exactly what they do.\n\nUse `npm install <pkg>` afterwards to install a package and\nsave it as a dependency in the package.json file.\n\nPress ^C at any time to quit.\n'
		);
		if (!(yield* isatty(0))) {
			yield* print(npm, `package name: (${String(value.name)}) `);
			return 0;
		}
	}
	yield* writeFile(path, text);
	yield* print(npm, `Wrote to ${path}:\n\n${text}\n\n`);
	return 0;
}

/** JavaScript's way to show a value, as npm view prints one. */
function inspect(value: unknown, level = 0): string {
	if (typeof value === 'string') return level === 0 ? value : `'${value}'`;
	const pad = '  '.repeat(level + 1);
	if (Array.isArray(value))
		return value.length === 0 ? '[]' : `[\n${value.map((one) => `${pad}${inspect(one, level + 1)}`).join(',\n')}\n${'  '.repeat(level)}]`;
	const rows = Object.entries(record(value));
	return rows.length === 0
		? '{}'
		: `{\n${rows.map(([key, one]) => `${pad}${/^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key}'`}: ${inspect(one, level + 1)}`).join(',\n')}\n${'  '.repeat(level)}}`;
}
/** Texts in columns, as util.inspect groups more than six. */
function grouped(items: readonly string[]): string {
	const shown = items.slice(0, 100).map((one) => `'${one}'`);
	if (shown.length <= 6) return shown.join(', ').length <= 72 ? `[ ${shown.join(', ')} ]` : `[\n  ${shown.join(',\n  ')}\n]`;
	const lengths = shown.map((one) => one.length + 2);
	const longest = Math.max(...lengths);
	if (longest * 3 + 2 >= 80) return `[\n  ${shown.join(',\n  ')}\n]`;
	const total = lengths.reduce((a, b) => a + b, 0);
	const bias = Math.sqrt(longest - total / shown.length);
	const columns = Math.min(
		Math.round(Math.sqrt(2.5 * Math.max(longest - 2 - (bias < 1 ? 0 : 0), 1) * shown.length) / Math.max(longest - 2, 1)),
		Math.floor((80 - 2) / longest),
		4 * 2.5,
		15
	);
	const lines: string[] = [];
	const widths = Array.from({ length: columns }, (_x, c) => Math.max(...lengths.filter((_l, i) => i % columns === c)));
	for (let i = 0; i < shown.length; i += columns)
		lines.push(
			shown
				.slice(i, i + columns)
				.map((one, c, row) => (i + c === shown.length - 1 ? one : c === row.length - 1 ? `${one},` : `${one},`.padEnd(widths[c] ?? 0)))
				.join('')
				.trimEnd()
		);
	if (items.length > 100) lines.push(`... ${items.length - 100} more items`);
	return `[\n  ${lines.join('\n  ')}\n]`;
}

/** `npm view NAME[@RANGE] [FIELD…]`. */
export function* view(npm: Npm): Sys<number> {
	const [word, ...fields] = npm.words;
	const self = word === undefined || word === '.' ? String((yield* readManifest(npm))['name'] ?? '') : word;
	const { name, range } = specOf(self);
	const all = yield* packument(npm, name, range);
	const versions = versionsOf(all);
	const chosen =
		range !== '' && all.tags[range] === undefined && parseRange(range) && !parseVersion(range)
			? versions.filter((one) => maxSatisfying([one], range) === one)
			: [pick(all, range).version];
	if (chosen.length === 0) return 0;
	const infoOf = (v: string): Json => {
		const one = all.versions[v] ?? pick(all, v);
		const url = `${registryOf(npm)}${name}/-/${name.slice(name.indexOf('/') + 1)}-${v}.tgz`;
		return {
			name,
			version: v,
			...(one.license === '' ? {} : { license: one.license }),
			...(one.node === '' ? {} : { engines: { node: one.node } }),
			...(Object.keys(one.dependencies).length ? { dependencies: one.dependencies } : {}),
			...(Object.keys(one.bin).length ? { bin: one.bin } : {}),
			'dist-tags': all.tags,
			versions,
			dist: { integrity: one.integrity, tarball: url, unpackedSize: one.bytes, size: tarballBytes(one.bytes) }
		};
	};
	const json = npm.options.get('json') === 'true';
	if (fields.length > 0) {
		for (const v of chosen) {
			const info = infoOf(v);
			const found = fields.map((field) => [field, at(info, steps(field))] as const).filter(([, value]) => value !== undefined);
			for (const [field, value] of found) {
				const text = json
					? show(value).trimEnd()
					: Array.isArray(value)
						? grouped(value.map(String))
						: found.length + chosen.length > 2 && typeof value === 'string'
							? `'${value}'`
							: inspect(value);
				yield* print(npm, `${chosen.length > 1 && !json ? `${name}@${v} ` : ''}${found.length > 1 && !json ? `${field} = ` : ''}${text}\n`);
			}
		}
		return 0;
	}
	for (const v of chosen) {
		const info = infoOf(v);
		if (json) {
			yield* print(npm, show(info));
			continue;
		}
		const one = all.versions[v] ?? pick(all, v);
		const needs = Object.entries(one.dependencies).sort(([a], [b]) => (a < b ? -1 : 1));
		const dist = record(info['dist']);
		const bin = Object.keys(one.bin);
		yield* print(
			npm,
			`\n${name}@${v} | ${one.license || 'Proprietary'} | deps: ${needs.length === 0 ? 'none' : needs.length} | versions: ${versions.length}\n` +
				(one.deprecated === undefined ? '' : `\nDEPRECATED!! - ${one.deprecated}\n`) +
				(bin.length ? `\nbin: ${bin.join(', ')}\n` : '') +
				`\ndist\n.tarball: ${String(dist['tarball'])}\n.integrity: ${one.integrity}\n.unpackedSize: ${kilobytes(one.bytes)}\n` +
				(needs.length
					? `\ndependencies:\n${needs
							.slice(0, 24)
							.map(([key, value]) => `${key}: ${value}\n`)
							.join('')}${needs.length > 24 ? `(...and ${needs.length - 24} more.)\n` : ''}`
					: '') +
				`\ndist-tags:\n${Object.entries(all.tags)
					.map(([tag, value]) => `${tag}: ${value}\n`)
					.join('')}`
		);
	}
	return 0;
}
const kilobytes = (n: number): string => (n < 1000 ? `${n} B` : n < 1_000_000 ? `${(n / 1000).toFixed(1)} kB` : `${(n / 1_000_000).toFixed(1)} MB`);
