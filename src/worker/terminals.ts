// The page's terminals on a machine: which host each is on, what it has shown, and the line that stands at its prompt.
// Invariant: `note` is called for every input that is applied, so the table follows from the log.
import type { Input, World } from '#src/sim/world/index.ts';
import type { TerminalState } from './protocol.ts';
import { Transcript } from './transcript.ts';

const dim = (text: string): Uint8Array => new TextEncoder().encode(`\r\n\x1b[2m${text}\x1b[0m\r\n`);

export interface Terminal {
	readonly host: string;
	readonly transcript: Transcript;
	/** Its shell has ended, and that was said. */
	ended: boolean;
	/** What was typed since the last Enter, as long as it is plain text (no editing keys). */
	typed: string | null;
}

export class Terminals {
	readonly table = new Map<number, Terminal>();
	next = 1;

	/** Follows an input. */
	note(input: Input): void {
		if (input.kind === 'terminal.open') {
			const known = this.table.get(input.terminal);
			if (known) known.ended = false;
			else this.table.set(input.terminal, newTerminal(input.host));
			this.next = Math.max(this.next, input.terminal + 1);
		}
		if (input.kind === 'terminal.input') {
			const terminal = this.table.get(input.terminal);
			if (terminal) terminal.typed = typedAfter(terminal.typed, input.data);
		}
		if (input.kind === 'terminal.close') this.table.delete(input.terminal);
		if (input.kind === 'power') {
			for (const terminal of this.table.values()) {
				if (terminal.host !== input.host) continue;
				terminal.transcript.add(dim(input.on ? '[power on]' : '[the power is cut]'));
				terminal.ended = false;
			}
		}
	}

	/** Takes what the machine has written. Answers whether anything came. */
	drain(world: World): boolean {
		let any = false;
		for (const [n, { transcript }] of this.table) {
			const bytes = world.output(n);
			if (bytes.length === 0) continue;
			any = true;
			transcript.add(bytes);
		}
		return any;
	}

	/** Says so where a shell has ended. */
	sayEnded(world: World): void {
		for (const [n, terminal] of this.table) {
			if (terminal.ended || !isOn(world, terminal.host) || hasShell(world, terminal.host, n)) continue;
			terminal.ended = true;
			terminal.transcript.add(dim('[the shell has ended: press Enter for a new one]'));
		}
	}

	list(): TerminalState[] {
		return [...this.table].map(([terminal, { host }]) => ({ terminal, host }));
	}

	/** The command that stands on a terminal: as typed, or after edits what stands behind the prompt. */
	line(terminal: number): string {
		const typed = this.table.get(terminal)?.typed;
		if (typed) return typed.trim();
		return /[#$] (.*)$/.exec(this.table.get(terminal)?.transcript.lastLine() ?? '')?.[1]?.trim() ?? '';
	}
}

export const newTerminal = (host: string, shown?: Uint8Array): Terminal => ({ host, transcript: new Transcript(shown), ended: false, typed: '' });

function typedAfter(typed: string | null, data: Uint8Array): string | null {
	let text = typed;
	for (const byte of data) {
		if (byte === 13 || byte === 3) text = '';
		else if (text !== null) text = byte === 127 ? text.slice(0, -1) : byte < 32 ? null : text + String.fromCharCode(byte);
	}
	return text;
}

export const isOn = (world: World, host: string): boolean => world.kernel(host).state.running;

/** Whether a process has the terminal as its own. */
function hasShell(world: World, host: string, terminal: number): boolean {
	const size = world.terminalSize(terminal);
	if (!size) return true;
	for (const tty of world.kernel(host).state.ttys.values()) if (tty.external && tty.size === size) return tty.slaveRefs > 0;
	return true;
}
