// `drydock lessons`: every lesson parsed, and proven on the machine: each check fails at the start and passes after the written solution.
// Errors are `file:line: what, and what was expected`; the last line counts. Exit status 1 when a lesson failed.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseLesson } from '#src/lessons/parse.ts';
import { proveLesson } from '#src/lessons/prove.ts';

/** Lesson files below the given paths, in order. A missing path throws. */
function lessonFiles(paths: readonly string[]): string[] {
	return paths.flatMap((path) => {
		if (!statSync(path).isDirectory()) return [path];
		return readdirSync(path, { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('index.md'))
			.sort()
			.map((name) => join(path, name));
	});
}

export async function lessons(args: readonly string[]): Promise<number> {
	const paths = args.filter((arg) => !arg.startsWith('-'));
	const root = join(import.meta.dirname, '../content');
	const wanted = paths.length > 0 ? paths : [root];
	const missing = wanted.filter((path) => !existsSync(path));
	for (const path of missing) process.stderr.write(`drydock: there is no ${path}\n`);
	let failed = 0;
	const files = lessonFiles(wanted.filter((path) => existsSync(path)));
	for (const file of files) {
		const name = relative(process.cwd(), file);
		const { lesson, problems } = parseLesson(relative(root, file), readFileSync(file, 'utf8'));
		const findings =
			problems.length > 0
				? problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)
				: (await proveLesson(lesson)).map(({ line, message }) => `${line}: ${message}`);
		for (const finding of findings) process.stdout.write(`${name}:${finding}\n`);
		if (findings.length > 0) failed++;
	}
	process.stdout.write(`lessons: ${files.length} checked, ${failed} failed\n`);
	return failed > 0 || missing.length > 0 ? 1 : 0;
}
