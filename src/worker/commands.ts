// The learner's commands as marks in the log: what undo takes back, and where a journey through the pictures starts.
import type { Input } from '#src/sim/world/index.ts';

export interface Command {
	/** Log entries before it. */
	readonly entry: number;
	/** Virtual µs. */
	readonly at: number;
	readonly text: string;
}

/** Commands kept for undo. */
const limit = 500;

export class Commands {
	list: Command[];

	constructor(list: readonly Command[] = []) {
		this.list = [...list];
	}

	/** Looks at an input that is about to be applied as entry `entry`; answers the command it is, if it is one. */
	note(input: Input, entry: number, at: number, lineOf: (terminal: number) => string): Command | undefined {
		const text = describe(input, lineOf);
		if (text === undefined || this.list.at(-1)?.entry === entry) return undefined;
		const command = { entry, at, text };
		this.list.push(command);
		if (this.list.length > limit) this.list.shift();
		return command;
	}

	last(): Command | undefined {
		return this.list.at(-1);
	}
}

function describe(input: Input, lineOf: (terminal: number) => string): string | undefined {
	switch (input.kind) {
		case 'terminal.input': {
			if (!input.data.includes(13)) return undefined;
			const line = lineOf(input.terminal);
			return line === '' ? undefined : line;
		}
		case 'power':
			return input.on ? `switch ${input.host} on` : `cut the power of ${input.host}`;
		case 'file.write':
			return `save ${input.path}`;
		default:
			return undefined;
	}
}
