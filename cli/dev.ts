// `drydock dev`: the page with the content beside it, while it is being written. A saved file is shown at once; what is wrong with it is
// said in the terminal, at the head of its lesson, and over the page.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkContent, select, type CheckOptions } from './lesson-check.ts';
import { LessonPool } from './lesson-pool.ts';
import { findingLine, summaryLine, type LessonFinding } from './lesson-report.ts';
import { onChange } from './watch-folder.ts';

const usage = `Usage: drydock dev [OPTIONS]

Serves the page with the content, checks each lesson when it is saved, and shows what is wrong.

  --content DIR   the content; the project's own when absent
  --port N        the port; 5173 when absent
  --no-run        only reads the files, without proving them on the machine
`;
const options = { content: { type: 'string' }, port: { type: 'string' }, 'no-run': { type: 'boolean' }, help: { type: 'boolean' } } as const;

/** What the page's overlay shows. */
const overlay = (findings: readonly LessonFinding[]) => ({
	type: 'error' as const,
	err: {
		message: findings.map(findingLine).join('\n'),
		stack: '',
		plugin: 'drydock lessons'
	}
});

export async function dev(args: readonly string[]): Promise<number> {
	let values;
	try {
		({ values } = parseArgs({ args: [...args], options }));
	} catch (error) {
		process.stderr.write(`drydock: ${error instanceof Error ? error.message.split('. ')[0] : String(error)}\n\n${usage}`);
		return 2;
	}
	if (values.help) {
		process.stdout.write(usage);
		return 0;
	}
	const project = join(import.meta.dirname, '..');
	const content = resolve(values.content ?? join(project, 'content'));
	if (!existsSync(content)) {
		process.stderr.write(`drydock: there is no ${content}\n`);
		return 1;
	}
	process.env['DRYDOCK_CONTENT'] = content;
	process.env['DRYDOCK_DEV'] = '1';
	const caller = process.cwd();
	process.chdir(project);
	const { createServer } = await import('vite');
	const server = await createServer({ root: project, server: { port: Number(values.port ?? 5173) } });
	await server.listen();
	server.printUrls();
	const pool = new LessonPool();
	const known: NonNullable<CheckOptions['known']> = new Map();
	let findings: readonly LessonFinding[] = [];
	const hot = server.environments.client.hot;
	const show = (): void => {
		if (findings.length > 0) hot.send(overlay(findings));
	};
	hot.on('connection', show);

	let running: Promise<void> | undefined;
	let again = false;
	const round = async (): Promise<void> => {
		const selection = select([], content);
		if (typeof selection === 'string') return;
		const { results } = await checkContent(selection, pool, { mutate: false, prove: values['no-run'] !== true, known, from: caller });
		findings = results.flatMap((result) => result.findings);
		process.stdout.write(`${findings.map((finding) => `${findingLine(finding)}\n`).join('')}${summaryLine(results)}\n`);
		show();
	};
	const check = (): void => {
		if (running) again = true;
		else
			running = round().finally(() => {
				running = undefined;
				if (again) {
					again = false;
					check();
				}
			});
	};
	check();
	const stop = onChange(content, () => {
		for (const { moduleGraph } of Object.values(server.environments)) moduleGraph.invalidateAll();
		hot.send({ type: 'full-reload' });
		check();
	});
	await new Promise<void>((done) => process.once('SIGINT', () => done()));
	stop();
	await pool.close();
	await server.close();
	return 0;
}
