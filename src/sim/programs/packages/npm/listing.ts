// npm ls, outdated, explain and fund: what stands in node_modules against what package.json and the packages want.
// Leaves out --json for all but ls, colours and links. Invariant: reads only.
import type { Sys } from '../../../engine/index.ts';
import { encodeJson } from '../../../values/index.ts';
import { readActual } from './lock.ts';
import { packument, pick } from './registry.ts';
import { omitted } from './reify.ts';
import { join, NpmFailure, print, readManifest, type Json, type Npm } from './session.ts';
import { edgesInto, edgesOf, inside, meets, nameOf, outer, resolve, type Edge, type Place, type Tree } from './tree.ts';

interface Row {
	readonly text: string;
	readonly path: string;
	readonly rows: Row[];
	readonly hit: boolean;
}
/** npm draws with ASCII unless the locale says UTF-8. */
const unicode = (npm: Npm): boolean => /utf-?8/i.test(npm.env['LC_ALL'] ?? npm.env['LC_CTYPE'] ?? npm.env['LANG'] ?? '');
function draw(rows: readonly Row[], fancy: boolean, head = ''): string {
	return rows
		.map((row, i) => {
			const last = i === rows.length - 1;
			const sign = fancy ? `${last ? '└' : '├'}─${row.rows.length ? '┬' : '─'} ` : `${last ? '`' : '+'}-- `;
			return `${head}${sign}${row.text}\n${draw(row.rows, fancy, `${head}${last ? '  ' : fancy ? '│ ' : '| '}`)}`;
		})
		.join('');
}

/** `npm ls [NAME…]`. */
export function* list(npm: Npm): Sys<number> {
	const root = npm.global ? '/usr/local/lib' : npm.prefix;
	const tree = yield* readActual(root);
	const faults: string[] = [];
	let project: Json = {};
	let broken = false;
	if (!npm.global) {
		try {
			project = yield* readManifest(npm);
		} catch (error) {
			if (!(error instanceof NpmFailure)) throw error;
			broken = error.lines[0] === 'code EJSONPARSE';
			if (!broken && tree.size === 0 && error.status !== 254) throw error;
		}
	}
	const all = npm.options.get('all') === 'true' || npm.verb === 'll' || npm.words.length > 0;
	const limit = npm.options.has('depth') ? Number(npm.options.get('depth')) : all ? Infinity : 0;
	const omit = omitted(npm);
	const wanted = npm.words.map((word) => word.replace(/(.)@.*$/, '$1'));
	const label = (place: Place, from: string): string => {
		const asked = edgesInto(tree, project, place.path);
		const wrong = asked.filter(({ edge }) => !meets(place.manifest.version, edge.range));
		const extraneous = !npm.global && asked.length === 0;
		if (extraneous && !faults.includes(`extraneous: ${place.name}@${place.manifest.version} ${join(root, place.path)}`))
			faults.push(`extraneous: ${place.name}@${place.manifest.version} ${join(root, place.path)}`);
		for (const { edge: _edge } of wrong) {
			const text = `invalid: ${place.name}@${place.manifest.version} ${join(root, place.path)}`;
			if (!faults.includes(text)) faults.push(text);
		}
		void from;
		const says = wrong.map(({ from: by, edge }) => ` invalid: "${edge.range}" from ${by === '' ? 'the root project' : by}`).join(',');
		return `${place.name}@${place.manifest.version}${says}${extraneous ? ' extraneous' : ''}`;
	};
	const shown = new Set<string>();
	const rowsOf = (from: string, depth: number): Row[] => {
		if (depth > limit) return [];
		const place = tree.get(from);
		const edges = from === '' ? (npm.global ? [] : edgesOf(project, true)) : place ? edgesOf(place.manifest, false) : [];
		const rows: Row[] = [];
		const listed = new Set<string>();
		for (const edge of edges) {
			if (from === '' && edge.kind === 'dev' && omit.has('dev')) continue;
			if (edge.kind === 'peer' && from !== '') continue;
			listed.add(edge.name);
			const to = resolve(tree, from, edge.name);
			if (!to) {
				if (edge.kind === 'optional') {
					if (from === '' || all) rows.push({ text: `UNMET OPTIONAL DEPENDENCY ${edge.name}@${edge.range}`, path: '', rows: [], hit: false });
					continue;
				}
				rows.push({ text: `UNMET DEPENDENCY ${edge.name}@${edge.range}`, path: '', rows: [], hit: wanted.includes(edge.name) });
				const by = from === '' ? rootId(project) : `${place?.name}@${place?.manifest.version}`;
				faults.push(`missing: ${edge.name}@${edge.range}, required by ${by}`);
				continue;
			}
			const again = shown.has(to.path);
			const text = label(to, from);
			if (!again || from === '') shown.add(to.path);
			const own = again && from !== '' ? [] : rowsOf(to.path, depth + 1);
			rows.push({ text: again && from !== '' ? `${text} deduped` : text, path: join(root, to.path), rows: own, hit: wanted.includes(edge.name) });
		}
		if (from === '')
			for (const one of tree.values())
				if (outer(one.path) === '' && !listed.has(one.name) && (npm.global || edgesInto(tree, project, one.path).length === 0)) {
					rows.push({ text: label(one, ''), path: join(root, one.path), rows: rowsOf(one.path, depth + 1), hit: wanted.includes(one.name) });
				}
		const sorted = rows.sort((a, b) => (bare(a.text) < bare(b.text) ? -1 : 1));
		return wanted.length
			? sorted
					.map((row) => ({ ...row, rows: row.hit ? row.rows.filter((one) => one.hit || one.rows.length > 0) : row.rows }))
					.filter((row) => row.hit || row.rows.length > 0)
			: sorted;
	};
	// What the project itself needs is not "deduped" below; it is shown once at the top.
	for (const edge of npm.global ? [] : edgesOf(project, true)) {
		const to = resolve(tree, '', edge.name);
		if (to) shown.add(to.path);
	}
	const rows = rowsOf('', 0);
	faults.sort((a, b) => (a < b ? -1 : 1));
	if (npm.options.get('json') === 'true') yield* print(npm, jsonOf(npm, project, rows));
	else if (npm.options.get('parseable') === 'true') {
		const paths = (of: readonly Row[]): string[] => of.flatMap((row) => [row.path, ...paths(row.rows)]).filter((path) => path !== '');
		yield* print(npm, `${[root, ...paths(rows)].join('\n')}\n`);
	} else {
		const head = npm.global || broken || Object.keys(project).length === 0 ? root : `${rootId(project)} ${npm.prefix}`;
		yield* print(npm, `${head}\n${rows.length ? draw(rows, unicode(npm)) : unicode(npm) ? '└── (empty)\n' : '`-- (empty)\n'}\n`);
	}
	if (broken)
		throw new NpmFailure([
			'code EJSONPARSE',
			'JSON.parse Failed to parse root package.json',
			'JSON.parse Failed to parse JSON data.',
			'JSON.parse Note: package.json must be actual JSON, not just JavaScript.'
		]);
	if (faults.length && !npm.global) throw new NpmFailure(['code ELSPROBLEMS', ...faults]);
	return wanted.length > 0 && rows.length === 0 ? 1 : 0;
}
const bare = (text: string): string => text.replace(/^UNMET (?:OPTIONAL )?DEPENDENCY /, '');
function rootId(project: Json): string {
	return `${typeof project['name'] === 'string' ? project['name'] : ''}@${typeof project['version'] === 'string' ? project['version'] : ''}`;
}
function jsonOf(npm: Npm, project: Json, rows: readonly Row[]): string {
	const of = (list: readonly Row[]): Json =>
		Object.fromEntries(
			list.map((row) => {
				const text = bare(row.text).split(' ')[0] ?? '';
				const at = text.lastIndexOf('@');
				return [text.slice(0, at), { version: text.slice(at + 1), overridden: false, ...(row.rows.length ? { dependencies: of(row.rows) } : {}) }];
			})
		);
	void npm;
	return `${encodeJson({ ...(project['version'] === undefined ? {} : { version: project['version'] }), name: project['name'], ...(rows.length ? { dependencies: of(rows) } : {}) }, { indent: '  ', escapeHtml: false })}\n`;
}

/** `npm outdated [NAME…]`; status 1 when there is a row. */
export function* outdated(npm: Npm): Sys<number> {
	const root = npm.global ? '/usr/local/lib' : npm.prefix;
	const tree = yield* readActual(root);
	const project = npm.global ? {} : yield* readManifest(npm);
	const edges: Edge[] = npm.global
		? [...tree.values()].filter((one) => outer(one.path) === '').map(({ name }) => ({ name, range: '*', kind: 'prod' as const }))
		: edgesOf(project, true);
	const rows: string[][] = [];
	for (const edge of edges) {
		if (npm.words.length && !npm.words.includes(edge.name)) continue;
		const there = tree.get(inside('', edge.name));
		if (!there && edge.kind !== 'prod') continue;
		const all = yield* packument(npm, edge.name, edge.range);
		const [wanted, latest] = [pick(all, edge.range).version, pick(all, '*').version];
		const current = there?.manifest.version;
		if (current === undefined || current !== wanted || wanted !== latest)
			rows.push([
				edge.name,
				current ?? 'MISSING',
				wanted,
				latest,
				there ? there.path : '-',
				npm.global ? 'global' : npm.prefix.slice(npm.prefix.lastIndexOf('/') + 1)
			]);
	}
	if (rows.length === 0) return 0;
	const table = [['Package', 'Current', 'Wanted', 'Latest', 'Location', 'Depended by'], ...rows.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))];
	const widths = [0, 1, 2, 3, 4, 5].map((i) => Math.max(...table.map((row) => (row[i] ?? '').length)));
	const right = new Set([1, 2, 3]);
	yield* print(
		npm,
		table
			.map((row) => `${row.map((cell, i) => (i === 5 ? cell : right.has(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('  ')}\n`)
			.join('')
	);
	return 1;
}

/** `npm explain NAME`. */
export function* explain(npm: Npm): Sys<number> {
	const tree = yield* readActual(npm.prefix);
	const project = yield* readManifest(npm);
	const why = (path: string, indent: string, seen: readonly string[]): string =>
		edgesInto(tree, project, path)
			.map(({ from, edge }) => {
				const by = tree.get(from);
				const kind = edge.kind === 'prod' ? '' : `${edge.kind} `;
				const line = `${indent}${kind}${edge.name}@"${edge.range}" from ${by ? `${by.name}@${by.manifest.version}` : 'the root project'}\n`;
				return by && !seen.includes(from) ? `${line}${indent}${from}\n${why(from, `${indent}  `, [...seen, from])}` : line;
			})
			.join('');
	const found = [...tree.values()]
		.filter(({ path, name }) => npm.words.some((word) => word === name || word === path))
		.sort((a, b) => (a.path < b.path ? -1 : 1));
	if (found.length === 0) throw new NpmFailure([`No dependencies found matching ${npm.words.join(', ')}`]);
	yield* print(
		npm,
		found.map(({ path, name, manifest }) => `${name}@${manifest.version}${npm.global ? '' : ''}\n${path}\n${why(path, '  ', [path])}`).join('\n')
	);
	return 0;
}

/** `npm fund`. */
export function* fund(npm: Npm): Sys<number> {
	const tree: Tree = yield* readActual(npm.prefix);
	const project = yield* readManifest(npm);
	const urls = new Map<string, string[]>();
	for (const { manifest, path } of tree.values())
		if (manifest.funding !== '') urls.set(manifest.funding, [...(urls.get(manifest.funding) ?? []), `${nameOf(path)}@${manifest.version}`]);
	const rows: Row[] = [...urls].map(([url, names]) => ({
		text: url,
		path: '',
		hit: false,
		rows: [{ text: names.sort().join(', '), path: '', rows: [], hit: false }]
	}));
	yield* print(npm, `${rootId(project)}\n${draw(rows, unicode(npm))}\n`);
	return 0;
}
