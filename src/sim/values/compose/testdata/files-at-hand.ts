// For tests: a loading routine run against files at hand; what it warns of is kept in order.
import { directoryOf } from '../files.ts';
import { ComposeError, type Answer, type Loading, type LoadOptions, type Question } from '../project.ts';

export type Files = Readonly<Record<string, string>>;
const environment = { HOME: '/root', XVAR: 'xval', PATH: '/usr/bin:/bin' };

export const optionsAt = (cwd: string, more: Partial<LoadOptions> = {}): LoadOptions => ({
	files: [],
	cwd,
	env: environment,
	envFiles: [],
	profiles: [],
	discardEnvFiles: true,
	...more
});

function answer(files: Files, question: Question, told: string[]): Answer {
	const missing = { error: 'no such file or directory' };
	switch (question.ask) {
		case 'warn':
			told.push(`WARN ${question.text}`);
			return {};
		case 'stdin':
			return { text: files['-'] ?? '' };
		case 'realpath':
			return { path: question.path };
		case 'read': {
			const text = files[question.path];
			return text === undefined ? missing : { text };
		}
		case 'stat': {
			if (files[question.path] !== undefined) return { kind: 'file' };
			return Object.keys(files).some((path) => `${directoryOf(path)}/`.startsWith(`${question.path}/`)) ? { kind: 'directory' } : missing;
		}
	}
}

/** What a routine ends with, and what it said on the way; a mistake is said last. */
export function run<T>(loading: Loading<T>, files: Files): { readonly value: T | undefined; readonly told: readonly string[] } {
	const told: string[] = [];
	try {
		let step = loading.next();
		while (step.done !== true) step = loading.next(answer(files, step.value, told));
		return { value: step.value, told };
	} catch (e) {
		if (!(e instanceof ComposeError)) throw e;
		return { value: undefined, told: [...told, `ERROR ${e.text}`] };
	}
}
