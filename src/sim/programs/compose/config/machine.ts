// The machine's side of loading a project: reads, looks and warnings that the pure loader (values/compose) asks for.
// Invariant: every question is one answer; errors go back as Go's texts, so that the loader can say them.
import { Errno, type Sys } from '../../../engine/index.ts';
import { readFile, realpath, stat } from '../../../kernel/index.ts';
import { text } from '../../../values/index.ts';
import type { Answer, Loading, Question } from '../../../values/compose/index.ts';
import { goErrno, readAll } from '../../docker/files.ts';
import type { App } from '../app.ts';
import { warn } from '../log.ts';

function* ask(app: Pick<App, 'mode'>, question: Question): Sys<Answer> {
	switch (question.ask) {
		case 'warn':
			yield* warn(app, question.text);
			return {};
		case 'stdin':
			return { text: text(yield* readAll(0)) };
		case 'read':
			return { text: text(yield* readFile(question.path)) };
		case 'stat':
			return { kind: (yield* stat(question.path)).type === 'dir' ? 'directory' : 'file' };
		case 'realpath':
			return { path: yield* realpath(question.path) };
	}
}

/** Runs a loading routine to its end. Throws what it throws (`ComposeError`). */
export function* answerQuestions<T>(app: Pick<App, 'mode'>, loading: Loading<T>): Sys<T> {
	let step = loading.next();
	while (step.done !== true) {
		let answer: Answer;
		try {
			answer = yield* ask(app, step.value);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			answer = { error: goErrno(e) };
		}
		step = loading.next(answer);
	}
	return step.value;
}
