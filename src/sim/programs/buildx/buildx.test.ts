import { expect, test } from 'vitest';
import { excerpt } from './display.ts';
import { parseIgnore } from './ignore.ts';
import { readyWorld, script } from './testdata/world.ts';

test('.dockerignore: the last pattern that fits decides, also for what lies below it', () => {
	const ignore = parseIgnore('# no\n*.env\nlogs/*.log\nnode_modules\n**/tmp\n!keep.env\n');
	expect(
		['a.env', 'x/a.env', 'keep.env', 'logs/a.log', 'logs/keep.txt', 'node_modules/x/y', 'a/b/tmp/c', 'tmp'].filter((path) => ignore.excludes(path))
	).toEqual(['a.env', 'logs/a.log', 'node_modules/x/y', 'a/b/tmp/c', 'tmp']);
	expect(parseIgnore('*\n!app.js').excludes('app.js')).toBe(false);
});

test('an error shows four lines around its own, as the real client counts it', () => {
	expect(excerpt('Dockerfile', 'a\nb\nc\nd\ne\nf\n', 2, 2)).toBe(
		'Dockerfile:2\n--------------------\n   1 |     a\n   2 | >>> b\n   3 |     c\n   4 |     d\n--------------------\n'
	);
});

test('a build runs its steps, remembers them by content, and its image runs: end to end it', async () => {
	const world = await readyWorld();
	const dockerfile =
		'FROM alpine:3.20 AS a\\nWORKDIR /w\\nCOPY f .\\nRUN echo made; tr a-z A-Z < f > g\\nFROM alpine:3.20\\nCOPY --from=a /w/g /g\\nCMD ["cat","/g"]\\n';
	const first = await script(
		world,
		`mkdir c; cd c; echo hello > f; printf '${dockerfile}' > Dockerfile; docker build --progress=plain -t t . 2>&1 | grep -E 'made|CACHED|ERROR'; docker run --rm t`
	);
	expect(first.replaceAll(/\d\.\d+ made/g, 'made')).toBe('#8 [a 4/4] RUN echo made; tr a-z A-Z < f > g\n#8 made\nHELLO\n');
	const again = await script(world, 'cd c; touch -d 2020-01-01 f; docker build --progress=plain -t t . 2>&1 | grep -c CACHED; docker images -q | wc -l');
	expect(again).toBe('4\n2\n');
	const changed = await script(world, 'cd c; echo bye > f; docker build -q -t t . | cut -c1-7; docker run --rm t; cd ..; docker build -q nosuch');
	expect(changed).toBe('sha256:\nBYE\nERROR: unable to prepare context: path "nosuch" not found\n');
}, 60_000);
