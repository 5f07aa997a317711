// The architecture as tests: who may import whom, what src/sim must not use, how large files are. The rules themselves are tested too.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rooms } from './rooms.ts';

const sim = import.meta.dirname;

interface Source {
	path: string;
	text: string;
}

const sources: Source[] = readdirSync(sim, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.ts'))
	.map((name) => ({ path: name, text: readFileSync(join(sim, name), 'utf8') }));
const code = sources.filter(({ path }) => !path.endsWith('.test.ts') && !path.includes('/generated/') && !path.includes('/testdata/') && path.includes('/'));

const roomOf = (path: string): string => path.split('/')[0] ?? '';
const importsOf = (text: string): string[] => [...text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g)].map((match) => match[1] as string);

/** What is wrong with a file's imports: rooms above or beside it, or another room's inside. */
function wrongImports({ path, text }: Source): string[] {
	const room = roomOf(path);
	return importsOf(text).flatMap((target) => {
		const to = relative(sim, join(sim, dirname(path), target));
		const other = roomOf(to);
		if (other === room || !to.includes('/')) return [];
		const [mine, theirs] = [rooms[room], rooms[other]];
		if (mine === undefined || theirs === undefined) return [`${path} imports ${to}: no such room in rooms.ts`];
		// Inside the kernel's own level, and for the pure library of level 0, a file may be named directly.
		if (theirs >= mine) return [`${path} (level ${mine}) imports ${to} (level ${theirs})`];
		return [];
	});
}

const banned: readonly (readonly [RegExp, string])[] = [
	[/\bnew Date\b|\bDate\.now\b/, 'Date'],
	[/\bperformance\./, 'performance'],
	[/\bset(?:Timeout|Interval|Immediate)\s*\(/, 'timers'],
	[/\bnew Promise\b|\bPromise\.(?:all|resolve|race)\b/, 'promises'],
	[/\bMath\.(?:random|pow|exp|log|log2|log10|sin|cos|tan)\b/, 'inexact mathematics'],
	[/\.localeCompare\(|\.toLocale[A-Z]/, 'locales'],
	[/\bnew WeakRef\b|\bFinalizationRegistry\b/, 'weak references'],
	[/^(?:export )?let /m, 'module-level mutable state']
];
/** Where a rule does not apply, and why. */
const exempt: Readonly<Record<string, readonly string[]>> = {
	// Text that runs inside QuickJS, where the clock and chance are the world's.
	'programs/images/node/prelude.ts': ['promises', 'inexact mathematics', 'module-level mutable state'],
	'programs/images/node/prelude-modules.ts': ['Date', 'timers', 'promises'],
	'programs/images/node/prelude-more.ts': ['timers', 'promises', 'inexact mathematics', 'module-level mutable state'],
	// The same: modules that npm installs for the learner's own JavaScript.
	'programs/packages/data/npm-deprecated.ts': ['inexact mathematics'],
	'programs/packages/data/modules/small.ts': ['Date', 'timers', 'inexact mathematics']
};

/** Files still to be split, with the lines they may have meanwhile: a figure here only falls. */
const toSplit: Readonly<Record<string, number>> = {};

const bannedUses = ({ path, text }: Source): string[] => {
	const plain = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
	return banned.filter(([pattern, name]) => pattern.test(plain) && !exempt[path]?.includes(name)).map(([, name]) => `${path}: ${name}`);
};

describe('the architecture', () => {
	test('imports go down the room table, so each room can be read on its own: it holds', () => {
		expect(code.flatMap(wrongImports)).toEqual([]);
	});

	test('nothing in src/sim asks the host for time, chance or locale, so worlds are deterministic: it holds', () => {
		expect(code.flatMap(bannedUses)).toEqual([]);
	});

	test('files are small enough to read once: the median is at most 150 lines, none is over 500, it holds', () => {
		const sizes = code.map(({ path, text }) => ({ path, lines: text.split('\n').length })).sort((a, b) => a.lines - b.lines);
		expect(sizes[Math.floor(sizes.length / 2)]?.lines).toBeLessThanOrEqual(150);
		expect(sizes.filter(({ path, lines }) => lines > (toSplit[path] ?? 500))).toEqual([]);
	});

	test('names say what a thing is, so no file is called manager, helper or utils: it holds', () => {
		expect(
			code.filter(({ path }) => /(?:^|[/-])(?:managers?|helpers?|utils?|misc|fake|mock)(?:[./-]|$)/.test(path) || /[A-Z]/.test(path)).map(({ path }) => path)
		).toEqual([]);
	});

	test('every file says first what it models, so it can be found: it holds', () => {
		expect(code.filter(({ path, text }) => !text.startsWith('//') && !path.endsWith('/index.ts')).map(({ path }) => path)).toEqual([]);
	});
});

describe('the rules', () => {
	test('an import upwards is noticed, so the rule works: it is', () => {
		expect(wrongImports({ path: 'kernel/x.ts', text: "import { a } from '../dockerd/index.ts';" })).toHaveLength(1);
		expect(wrongImports({ path: 'dockerd/x.ts', text: "import { a } from '../etcd/index.ts';" })).toHaveLength(1);
		expect(wrongImports({ path: 'dockerd/x.ts', text: "import { a } from '../kernel/index.ts';" })).toEqual([]);
	});

	test('a banned call is noticed outside comments, so the rule works: it is', () => {
		expect(bannedUses({ path: 'a.ts', text: 'const x = Date.now();' })).toEqual(['a.ts: Date']);
		expect(bannedUses({ path: 'a.ts', text: '// Date.now()' })).toEqual([]);
		expect(bannedUses({ path: 'a.ts', text: 'let cache = new Map();' })).toEqual(['a.ts: module-level mutable state']);
	});
});
