// An editor on a temporary file: KUBE_EDITOR, EDITOR or vi, run with the caller's terminal.
import { Errno, type Sys } from '../../engine/index.ts';
import { lookPath, random, readText, spawn, wait, writeFile } from '../../kernel/index.ts';
import { goQuote } from '../../values/index.ts';
import { Failure } from './failure.ts';
import type { Session } from './session.ts';

function commandOf(env: Readonly<Record<string, string>>): { readonly words: readonly string[]; readonly shell: boolean } {
	const editor = env['KUBE_EDITOR'] || env['EDITOR'] || 'vi';
	if (!editor.includes(' ')) return { words: [editor], shell: false };
	if (!/["'\\]/.test(editor)) return { words: editor.split(' '), shell: false };
	return { words: [env['SHELL'] || '/bin/bash', '-c', editor], shell: true };
}
/** "/tmp/kubectl-edit-1204567.yaml" */
export function* temporaryName(s: Session, prefix: string, suffix: string): Sys<string> {
	const bytes = yield* random(4);
	const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
	return `${(s.env['TMPDIR'] || '/tmp').replace(/\/+$/, '')}/${prefix}${number}${suffix}`;
}

/** Runs a program to its end: its exit code, -1 when a signal ended it. Throws Errno when it cannot be started. */
export function* runToEnd(s: Session, path: string, argv: readonly string[]): Sys<number> {
	const pid = yield* spawn({ path, argv, env: s.env });
	for (;;) {
		try {
			const status = yield* wait(pid);
			if (status && 'exited' in status) return status.exited;
			if (status && 'signaled' in status) return -1;
		} catch (error) {
			if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
		}
	}
}

/** The text after editing. Throws Failure when the editor does not end well. */
export function* editText(s: Session, content: string, suffix: string): Sys<{ path: string; text: string }> {
	const path = yield* temporaryName(s, 'kubectl-edit-', suffix);
	yield* writeFile(path, content, 0o600);
	const { words, shell } = commandOf(s.env);
	const [name = ''] = words;
	const argv = shell ? [...words.slice(0, -1), `${words[words.length - 1] ?? ''} ${goQuote(path)}`] : [...words, path];
	const found = yield* lookPath(name, s.env['PATH'] ?? '');
	if (found === null && !name.includes('/')) throw new Failure(`unable to launch the editor ${goQuote(words.join(' '))}`);
	const problem = new Failure(`there was a problem with the editor ${goQuote(words.join(' '))}`);
	if (found === null) throw problem;
	try {
		if ((yield* runToEnd(s, found, argv)) !== 0) throw problem;
	} catch (error) {
		if (error instanceof Errno) throw problem;
		throw error;
	}
	return { path, text: yield* readText(path) };
}
