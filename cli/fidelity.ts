// `drydock fidelity`: plays recordings of the real tools and compares by the shared comparator (fidelity/normalise.mjs).
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { matches, normalise } from '../fidelity/normalise.mjs';
import { isRun, parseScenario, type RunStep, type Scenario } from '#src/scenario/format.ts';
import { renameScenario } from '#src/scenario/rename.ts';
import { playFresh } from './play.ts';

interface Exception {
	file: string;
	step: string;
	reason: string;
}
interface Row {
	folder: string;
	file: string;
	same: number;
	steps: number;
	excepted: number;
	differences: { step: number; run: string; recorded: RunStep; printed: RunStep }[];
}

const root = join(import.meta.dirname, '..', 'fidelity');

function recordings(paths: readonly string[]): string[] {
	return paths.flatMap((path) => {
		const found = existsSync(path) || path.endsWith('.yaml') ? path : existsSync(`${path}.yaml`) ? `${path}.yaml` : path;
		if (!statSync(found).isDirectory()) return [found];
		const inside = readdirSync(found, { recursive: true, encoding: 'utf8' });
		return inside
			.filter((name) => name.endsWith('.yaml') && name !== 'exceptions.yaml')
			.map((name) => join(found, name))
			.sort();
	});
}

async function compare(file: string, seed: string | undefined, exceptions: readonly Exception[]): Promise<Row> {
	const row: Row = { folder: relative(process.cwd(), dirname(file)), file, same: 0, steps: 0, excepted: 0, differences: [] };
	for (const original of parseScenario(file, readFileSync(file, 'utf8'))) {
		const recorded: Scenario = seed === undefined ? original : renameScenario(original, seed);
		const played = await playFresh(recorded);
		for (const [i, step] of recorded.steps.entries()) {
			const printed = played.steps[i];
			if (!isRun(step) || !printed || !isRun(printed) || step.unstable) continue;
			const source = original.steps[i] as RunStep;
			if (exceptions.some((e) => file.endsWith(e.file) && e.step === source.run)) {
				row.excepted++;
				continue;
			}
			row.steps++;
			if (matches(step, printed)) row.same++;
			else row.differences.push({ step: i, run: step.run, recorded: step, printed });
		}
	}
	return row;
}

/** Lines that differ, recorded (-) against printed (+). */
function difference(recorded: RunStep, printed: RunStep): string {
	const lines: string[] = [];
	for (const stream of ['stdout', 'stderr'] as const) {
		const want = normalise(recorded[stream] ?? '').split('\n');
		const got = normalise(printed[stream] ?? '').split('\n');
		if (want.join('\n') === got.join('\n')) continue;
		let start = 0;
		while (start < want.length && start < got.length && want[start] === got[start]) start++;
		let endWant = want.length;
		let endGot = got.length;
		while (endWant > start && endGot > start && want[endWant - 1] === got[endGot - 1]) {
			endWant--;
			endGot--;
		}
		lines.push(`    ${stream} from line ${start + 1}:`);
		for (const line of want.slice(start, Math.min(endWant, start + 12))) lines.push(`    - ${line}`);
		for (const line of got.slice(start, Math.min(endGot, start + 12))) lines.push(`    + ${line}`);
	}
	if (recorded.exit !== printed.exit) lines.push(`    exit: recorded ${recorded.exit}, printed ${printed.exit}`);
	return lines.join('\n');
}

export async function fidelity(args: readonly string[]): Promise<number> {
	const seedAt = args.indexOf('--rename');
	const seed = seedAt < 0 ? undefined : (args[seedAt + 1] ?? '1');
	const paths = args.filter((arg, i) => !arg.startsWith('-') && (seedAt < 0 || i !== seedAt + 1));
	const unknown = args.find((arg) => arg.startsWith('-') && !['--rename', '--diff', '--json'].includes(arg));
	const missing = paths.find((path) => !existsSync(path) && !existsSync(`${path}.yaml`));
	if (unknown !== undefined || missing !== undefined) {
		process.stderr.write(`drydock fidelity: ${unknown === undefined ? `${missing} is no file or folder of recordings` : `there is no option ${unknown}`}\n`);
		return 2;
	}
	const exceptionsFile = join(root, 'exceptions.yaml');
	const exceptions = existsSync(exceptionsFile) ? ((parse(readFileSync(exceptionsFile, 'utf8')) as Exception[] | null) ?? []) : [];
	const rows: Row[] = [];
	for (const file of recordings(paths.length ? paths : [root])) {
		const row = await compare(file, seed, exceptions);
		rows.push(row);
		if (!args.includes('--diff')) continue;
		for (const d of row.differences)
			process.stdout.write(`${relative(process.cwd(), file)} step ${d.step + 1}: ${d.run}\n${difference(d.recorded, d.printed)}\n`);
	}
	const sum = (key: 'same' | 'steps' | 'excepted', of = rows) => of.reduce((total, row) => total + row[key], 0);
	const [same, steps, excepted] = [sum('same'), sum('steps'), sum('excepted')];
	const percent = (a: number, b: number) => (b === 0 ? '100.0' : ((100 * a) / b).toFixed(1));
	if (args.includes('--json')) {
		process.stdout.write(JSON.stringify({ same, steps, excepted, rows }, null, '\t') + '\n');
		return 0;
	}
	for (const folder of [...new Set(rows.map((row) => row.folder))].sort()) {
		const inside = rows.filter((row) => row.folder === folder);
		process.stdout.write(`${folder}\n`);
		for (const row of inside)
			process.stdout.write(
				`  ${row.file.slice(row.file.lastIndexOf('/') + 1).padEnd(34)} ${String(row.same).padStart(4)} of ${String(row.steps).padStart(4)}\n`
			);
		process.stdout.write(
			`  ${'all'.padEnd(34)} ${String(sum('same', inside)).padStart(4)} of ${String(sum('steps', inside)).padStart(4)}  ${percent(sum('same', inside), sum('steps', inside))} %\n`
		);
	}
	process.stdout.write(`${excepted} steps excepted by fidelity/exceptions.yaml\n`);
	process.stdout.write(`fidelity: ${same} of ${steps} steps identical (${percent(same, steps)} %)\n`);
	return 0;
}
