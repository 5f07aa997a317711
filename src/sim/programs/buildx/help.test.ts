import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readyWorld, script } from './testdata/world.ts';

test('groups without a command, unknown words and --help print what docker-buildx 0.24.0 prints (testdata/help.txt), it', async () => {
	const recorded = readFileSync(new URL('./testdata/help.txt', import.meta.url), 'utf8');
	const asked = [...recorded.matchAll(/^##### ?(.*)$/gm)].map(([, words]) => words ?? '');
	const world = await readyWorld();
	const line = (words: string): string => `echo '##### ${words}'; docker buildx ${words} > o 2> e; echo "rc=$?"; echo "-- out"; cat o; echo "-- err"; cat e`;
	expect(await script(world, `export COLUMNS=200 HOME=/tmp/bkhome\n${asked.map(line).join('\n')}`)).toBe(recorded);
}, 60_000);
