// The floor of the differential suite: our shell and tools answer as the recorded real ones. Figures only rise; `npm run shell:diff` shows what differs.
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseSnippets, SnippetMachine, type Result, type Snippet } from './testdata/differential.ts';

const root = join(import.meta.dirname, '../../../..');
const files = globSync('src/sim/programs/**/diff/*.txt', { cwd: root }).sort();
const snippets = files.flatMap((file) => parseSnippets(file, readFileSync(join(root, file), 'utf8')));
const recorded = new Map<string, Result>();
for (const file of files)
	for (const one of parse(readFileSync(join(root, file.replace(/\.txt$/, '.yaml')), 'utf8')).snippets as (Result & { text: string })[])
		recorded.set(`${file} ${one.text}`, one);
const answer = (s: Snippet): Result | undefined =>
	recorded.get(`${s.where} ${createHash('sha256').update(`${s.shell} ${s.mode} ${s.text}`).digest('hex').slice(0, 12)}`);

describe('the differential suite', () => {
	it('holds enough of each kind, each with a recorded answer', () => {
		const count = (kind: Snippet['kind']): number => snippets.filter((s) => s.kind === kind).length;
		expect(count('bash')).toBeGreaterThanOrEqual(200);
		expect(count('utilities')).toBeGreaterThanOrEqual(250);
		expect(count('scripts')).toBeGreaterThanOrEqual(50);
		expect(snippets.filter((s) => !answer(s)).map((s) => s.name)).toEqual([]);
	});

	it('finds our machine answering as the real one', { timeout: 120_000 }, async () => {
		const machine = new SnippetMachine();
		const differs = { output: [] as string[], stderr: [] as string[] };
		for (const s of snippets) {
			const real = answer(s);
			const ours = await machine.run(s);
			if (real?.stdout !== ours.stdout || real.exit !== ours.exit) differs.output.push(s.name);
			if (real?.stderr !== ours.stderr) differs.stderr.push(s.name);
		}
		expect(differs.output.length / snippets.length, differs.output.join(', ')).toBeLessThanOrEqual(0.01);
		expect(differs.stderr.length / snippets.length, differs.stderr.join(', ')).toBeLessThanOrEqual(0.03);
	});
});
