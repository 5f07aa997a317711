// What terminals are called, and which one is meant by a host or a number.
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

/** A terminal by its number from 1, among all or among those of a host; a host alone means the active one there, or its first. */
export interface Where {
	readonly term?: number;
	readonly host?: string;
}

/** The terminal that is meant; opened when there is none yet. */
export async function terminalFor(workspace: Workspace, { term, host }: Where): Promise<number> {
	const { machine } = workspace;
	const active = workspace.terminals.find(({ terminal }) => terminal === workspace.active);
	if (term === undefined && active && (host === undefined || active.host === host)) return active.terminal;
	const known = host === undefined || machine.hosts.some(({ name }) => name === host);
	for (;;) {
		const there = workspace.terminals.filter((one) => host === undefined || !known || one.host === host);
		const terminal = there[(term ?? 1) - 1]?.terminal;
		if (terminal !== undefined) return terminal;
		await machine.openTerminal(known && host !== undefined ? host : workspace.host);
	}
}
