// What the page's head has begun before the page's own code is there (first.ts): the machine's worker, and a terminal on it.
import type { FirstTerminal } from '#src/terminal/first.ts';
import type { OpenRequest, ToPage } from '#src/worker/protocol.ts';

export interface Begun {
	readonly worker: Worker;
	/** What it was asked for. */
	readonly request: OpenRequest;
	/** What it has said so far. */
	readonly said: ToPage[];
	/** It could not be loaded: what the browser says. */
	failed?: string;
	/** The plain terminal on the machine's first, until xterm.js takes over. */
	terminal?: FirstTerminal;
}

type Page = typeof globalThis & { drydockBegun?: Begun | undefined };

/** Takes over what was begun with the page, once, when it is this machine. */
export function takeBegun(machine: string): Begun | undefined {
	const page: Page = globalThis;
	const begun = page.drydockBegun;
	page.drydockBegun = undefined;
	if (begun && begun.request.machine !== machine) {
		begun.worker.terminate();
		begun.terminal?.end();
		return undefined;
	}
	return begun;
}

export const setBegun = (begun: Begun): void => void ((globalThis as Page).drydockBegun = begun);
