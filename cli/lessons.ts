// `drydock lessons`: every lesson read, and proven on the machine: each check fails at the start and passes after each written solution,
// fenced outputs are what is printed; with --mutate, mistakes in solutions are noticed. Errors are `file:line:column: what, and what was
// expected`; the last line counts. Exit status 1 when a lesson failed, 2 when it was called wrongly.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkContent, select, type CheckOptions, type Selection } from './lesson-check.ts';
import { LessonPool } from './lesson-pool.ts';
import { asJson, asJunit, findingLine, summaryLine, type LessonResult } from './lesson-report.ts';
import { onChange } from './watch-folder.ts';

export const lessonsUsage = `Usage: drydock lessons [OPTIONS] [DIR|FILE|COURSE|COURSE/LESSON…]

Checks the lessons below DIR, or of these names (all of the content when absent). Paths begin where you stand, or at the content's root.

  --content DIR   the content, from where you stand; absent: the one the paths are in, else the project's own
  --mutate        also makes mistakes in solutions, to see whether the checks notice
  --no-run        only reads the files, without the machine
  --watch         checks again what has changed, until Ctrl-C
  --json          prints the results as JSON
  --junit FILE    also writes them as JUnit XML
  --jobs N        threads; one per core when absent
`;
const options = {
	content: { type: 'string' },
	mutate: { type: 'boolean' },
	'no-run': { type: 'boolean' },
	watch: { type: 'boolean' },
	json: { type: 'boolean' },
	junit: { type: 'string' },
	jobs: { type: 'string' },
	help: { type: 'boolean' }
} as const;

const failing = (results: readonly LessonResult[]): boolean => results.some(({ findings }) => findings.length > 0);
const print = (text: string): Promise<void> => new Promise((done) => process.stdout.write(text, () => done()));

export async function lessons(args: readonly string[]): Promise<number> {
	let parsed;
	try {
		parsed = parseArgs({ args: [...args], options, allowPositionals: true });
	} catch (error) {
		process.stderr.write(`drydock: ${error instanceof Error ? error.message.split('. ')[0] : String(error)}\n\n${lessonsUsage}`);
		return 2;
	}
	const { values, positionals } = parsed;
	if (values.help) return print(lessonsUsage).then(() => 0);
	const selection = select(positionals, values.content);
	if (typeof selection === 'string') {
		process.stderr.write(`drydock: ${selection}\n`);
		return 1;
	}
	const pool = new LessonPool(values.jobs === undefined ? undefined : Number(values.jobs));
	const quiet = values.json === true;
	const report = (result: LessonResult): void => void (quiet || process.stdout.write(result.findings.map((finding) => `${findingLine(finding)}\n`).join('')));
	const check: CheckOptions = { mutate: values.mutate === true, prove: values['no-run'] !== true, report };
	try {
		if (values.watch) return await watching(selection, pool, check);
		const { results } = await checkContent(selection, pool, check);
		if (values.junit !== undefined) writeFileSync(values.junit, asJunit(results));
		await print(quiet ? asJson(results) : `${summaryLine(results)}\n`);
		return failing(results) ? 1 : 0;
	} finally {
		await pool.close();
	}
}

/** Checks again whenever a file changes, until Ctrl-C. */
async function watching(selection: Selection, pool: LessonPool, check: CheckOptions): Promise<number> {
	const known: NonNullable<CheckOptions['known']> = new Map();
	let [busy, again] = [false, false];
	const round = async (): Promise<void> => {
		if (busy) {
			again = true;
			return;
		}
		busy = true;
		const from = performance.now();
		const { results } = await checkContent(selection, pool, { ...check, known });
		process.stdout.write(`${summaryLine(results)} (${((performance.now() - from) / 1000).toFixed(1)} s)\n`);
		busy = false;
		if (!again) return;
		again = false;
		await round();
	};
	await round();
	const stop = onChange(selection.root, () => void round());
	await new Promise<void>((done) => process.once('SIGINT', () => done()));
	stop();
	return 0;
}
