// What terminals are called, and which one is meant by a name: a host, "host 2" for the second one there, or a name the learner gave.
import type { Workspace } from './workspace.svelte.ts';

export class TerminalNames {
	readonly #key: string;
	#names = $state.raw<Readonly<Record<number, string>>>({});

	constructor(machine: string) {
		this.#key = `drydock:terminals:${machine}`;
	}

	load(): void {
		try {
			this.#names = JSON.parse(localStorage.getItem(this.#key) ?? '{}') as Record<number, string>;
		} catch {
			// no names then
		}
	}

	/** A terminal's own name, or ''. */
	get(terminal: number): string {
		return this.#names[terminal] ?? '';
	}

	set(terminal: number, name: string): void {
		const { [terminal]: _, ...rest } = this.#names;
		this.#names = name.trim() === '' ? rest : { ...rest, [terminal]: name.trim() };
		try {
			localStorage.setItem(this.#key, JSON.stringify(this.#names));
		} catch {
			// it is called so until the page is left
		}
	}
}

/** Which of its host's terminals it is, from 1; 0 when it is the only one. */
export function numberOf({ terminals }: Workspace, terminal: number): number {
	const host = terminals.find((one) => one.terminal === terminal)?.host;
	const same = terminals.filter((one) => one.host === host);
	return same.length > 1 ? same.findIndex((one) => one.terminal === terminal) + 1 : 0;
}

/** The terminal that is called `where`; opened when there is none yet. */
export async function terminalFor(workspace: Workspace, where: string): Promise<number> {
	const { machine, names } = workspace;
	const [, called = where, number] = /^(.*?)(?: (\d+))?$/.exec(where) ?? [];
	const known = workspace.terminals.find(({ terminal }) => names.get(terminal) === where);
	if (known) return known.terminal;
	const host = machine.hosts.find(({ name }) => name === where || name === called)?.name;
	if (host === undefined) {
		const terminal = await machine.openTerminal(workspace.host);
		names.set(terminal, where);
		return terminal;
	}
	const active = workspace.terminals.find(({ terminal }) => terminal === workspace.active);
	if (number === undefined && active?.host === host) return active.terminal;
	for (;;) {
		const there = workspace.terminals.filter((one) => one.host === host);
		const terminal = there[Number(number ?? 1) - 1]?.terminal;
		if (terminal !== undefined) return terminal;
		await machine.openTerminal(host);
	}
}
