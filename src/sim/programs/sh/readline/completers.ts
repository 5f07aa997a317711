// The registry of completers: for a command's name, the routine that answers the words that may follow. A program made with cobra
// answers for itself: it is asked as its own completion script asks it, by `NAME __complete WORDS…`.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { close, open, pipe, read, spawn, wait } from '../../../kernel/index.ts';
import { commandNames, fileNames } from '../builtins/complete.ts';
import { findCommand } from '../simple.ts';
import type { Shell } from '../shell.ts';
import { decode } from '../text.ts';
import { environment, visibleNames } from '../variables.ts';

export interface CompletionRequest {
	readonly sh: Shell;
	/** The words before the one being typed; the first is the command. */
	readonly words: readonly string[];
	readonly word: string;
}
/** Answers candidates; those that do not begin with the word (after `prefix`, what they leave out of it) are dropped. `files`: offer paths as well. */
export type Completer = (
	request: CompletionRequest
) => Sys<{ words: readonly string[]; files?: boolean; directories?: boolean; noSpace?: boolean; prefix?: string }>;

function* cobra({ sh, words, word }: CompletionRequest): ReturnType<Completer> {
	const found = yield* findCommand(sh, words[0] as string);
	if (!found) return { words: [], files: true };
	const ends = yield* pipe();
	const nowhere = yield* open('/dev/null', { read: true, write: true });
	let pid: number;
	try {
		pid = yield* spawn({
			path: found.path,
			argv: [words[0] as string, '__complete', ...words.slice(1), word],
			env: environment(sh.state),
			fds: { 0: nowhere, 1: ends.write, 2: nowhere }
		});
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return { words: [], files: true };
	}
	yield* close(ends.write);
	yield* close(nowhere);
	let text = '';
	for (;;) {
		const part = yield* read(ends.read);
		if (part.length === 0) break;
		text += decode(part);
	}
	yield* close(ends.read);
	yield* wait(pid);
	// Lines "word\tdescription", then ":directive".
	const lines = text.split('\n').filter(Boolean);
	const directive = Number(lines.findLast((l) => /^:\d+$/.test(l))?.slice(1) ?? 0);
	if (directive & 1) return { words: [] };
	const offered = lines.filter((l) => !/^:\d+$/.test(l)).map((l) => l.split('\t')[0] as string);
	// Of --flag=value only the value is completed.
	const prefix = /^-[^=]*=/.exec(word)?.[0] ?? '';
	if (directive & 16) return { words: [], directories: true, prefix };
	return { words: offered, files: (directive & 4) === 0, noSpace: (directive & 2) !== 0, prefix };
}
// eslint-disable-next-line require-yield -- a completer is a routine
function* directories(): ReturnType<Completer> {
	return { words: [], directories: true };
}
// eslint-disable-next-line require-yield -- a completer is a routine
function* variables({ sh, word }: CompletionRequest): ReturnType<Completer> {
	return { words: visibleNames(sh.state, word) };
}
function* commands({ sh }: CompletionRequest): ReturnType<Completer> {
	return { words: [...(yield* commandNames(sh)), ...sh.state.functions.keys()] };
}
function* jobsOrPids({ sh }: CompletionRequest): ReturnType<Completer> {
	yield* fileNames('', false);
	return { words: sh.state.jobs.map((j) => `%${j.id}`) };
}
export const completers: Readonly<Record<string, Completer>> = {
	cd: directories,
	rmdir: directories,
	pushd: directories,
	export: variables,
	unset: variables,
	readonly: variables,
	type: commands,
	which: commands,
	command: commands,
	sudo: commands,
	man: commands,
	fg: jobsOrPids,
	bg: jobsOrPids,
	docker: cobra,
	kubectl: cobra,
	k: cobra,
	helm: cobra,
	kind: cobra,
	minikube: cobra,
	k3d: cobra,
	crictl: cobra,
	nerdctl: cobra,
	kubeadm: cobra,
	kustomize: cobra
};
