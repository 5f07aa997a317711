// A learner's hands on a world: types commands into terminals as a person would, one line after the other, each when a prompt stands;
// saves files, presses power buttons, opens pages. Used to prove lessons and to prepare their machines.
// Invariant: acts only by `world.input`, so that what was done is in the world's log.
import { advance, load } from '#src/scenario/drive.ts';
import type { World } from '#src/sim/world/index.ts';
import { lastLineOf, promptStands } from '#src/worker/transcript.ts';
import type { SolutionStep } from './lesson.ts';
import { screenText } from './screen.ts';
import { statusFrom } from './shell-status.ts';

const size = { rows: 48, columns: 160 };
const bootUs = 5_000_000;
const commandLimitUs = 120_000_000;
/** A command in another terminal than the first may go on (`docker logs -f`): it is left to itself after this. */
const asideLimitUs = 5_000_000;
/** What a person needs before the next command. */
const pauseUs = 1_000_000;
/** Events one command may take: a loop without end is left to itself. */
const eventLimit = 2_000_000;
const keptLength = 256 << 10;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
/** A shell's prompt, or that of a program that asks. */
const asks = (line: string): boolean => promptStands(line) || /(?:^|[\w\])%#:])> $/.test(line);

export interface Printed {
	/** What stands on the screen below the command. */
	readonly text: string;
	/** Whether a prompt stands again. */
	readonly ended: boolean;
	/** How the first of its lines that failed ended, or 0; absent: a program that is no shell took it, or it goes on. */
	readonly status?: number;
}

export class Hands {
	readonly world: World;
	/** Number of the first terminal: those of a page are not disturbed by ours. */
	readonly #first: number;
	/** Host of each terminal that is open, by its number from 1. */
	readonly #open: Map<number, string>;
	/** Terminals whose command goes on. */
	readonly #busy: Set<number>;
	#processes = 5_000_000;

	constructor(world: World, first = 1, open: ReadonlyMap<number, string> = new Map(), busy: ReadonlySet<number> = new Set()) {
		this.world = world;
		this.#busy = new Set(busy);
		this.#first = first;
		this.#open = new Map(open);
	}

	/** The same hands on a copy of the world. */
	on(world: World): Hands {
		return new Hands(world, this.#first, this.#open, this.#busy);
	}

	get #host(): string {
		return this.world.hosts()[0] ?? '';
	}

	/** Opens a terminal if it is not there; answers its number in the world. */
	async terminal(where: { readonly term?: number; readonly host?: string } = {}): Promise<number> {
		const host = where.host ?? (where.term === undefined ? this.#host : undefined);
		let number = where.term;
		if (number === undefined) number = [...this.#open].find(([, on]) => on === host)?.[0] ?? Math.max(0, ...this.#open.keys()) + 1;
		const terminal = this.#first + number - 1;
		if (this.#open.has(number)) return terminal;
		this.#open.set(number, host ?? this.#host);
		this.world.input({ kind: 'terminal.open', host: host ?? this.#host, terminal, size });
		await this.#untilPrompt(terminal);
		return terminal;
	}

	/** Closes the terminals it has opened. */
	close(): void {
		for (const number of this.#open.keys()) this.world.input({ kind: 'terminal.close', terminal: this.#first + number - 1 });
		this.#open.clear();
	}

	/** Waits until a prompt stands; answers what was shown meanwhile. */
	async #untilPrompt(terminal: number, limitUs = commandLimitUs): Promise<{ shown: string; ended: boolean }> {
		const { world } = this;
		const end = world.now + limitUs;
		const events = world.engine.state.dispatched + eventLimit;
		const decoder = new TextDecoder();
		let shown = '';
		let slice = 1000;
		while (world.now < end && world.engine.state.dispatched < events) {
			const { wants } = world.advance(slice, 20_000);
			if (wants !== undefined) await load(world, wants);
			const bytes = world.output(terminal);
			if (bytes.length > 0) {
				shown = (shown + decoder.decode(bytes, { stream: true })).slice(-keptLength);
				if (asks(lastLineOf(shown.slice(-4000)))) return { shown, ended: true };
			}
			if (slice < 20_000) slice *= 2;
		}
		return { shown, ended: false };
	}

	/** Types a command, line by line; answers what it printed. */
	async type(command: string, where: { readonly term?: number; readonly host?: string } = {}): Promise<Printed> {
		const terminal = await this.terminal(where);
		await advance(this.world, pauseUs);
		let text = '';
		let ended = !this.#busy.delete(terminal);
		let status: number | undefined;
		const host = where.host ?? this.#open.get(terminal - this.#first + 1) ?? this.#host;
		for (const line of command.split('\n')) {
			if (!ended) await this.#press('^C', terminal);
			this.world.output(terminal);
			const statusNow = statusFrom(this.world, host);
			this.world.input({ kind: 'terminal.input', terminal, data: encode(`${line}\r`) });
			const result = await this.#untilPrompt(terminal, terminal === this.#first ? commandLimitUs : asideLimitUs);
			ended = result.ended;
			if (ended) status ||= statusNow() ?? status;
			// The first line is the echo of what was typed, the last one the prompt.
			const lines = screenText(result.shown).split('\n').slice(1);
			if (ended) lines.pop();
			text += lines.map((one) => `${one}\n`).join('');
		}
		if (!ended) this.#busy.add(terminal);
		return { text, ended, ...(ended && status !== undefined && { status }) };
	}

	/** Presses keys: ^C is control and C. */
	async #press(keys: string, terminal: number): Promise<void> {
		const data = keys.replace(/\^([@-_])/g, (_, letter: string) => String.fromCharCode(letter.charCodeAt(0) - 64));
		this.world.input({ kind: 'terminal.input', terminal, data: encode(data) });
		await advance(this.world, 1_000_000);
		this.world.output(terminal);
	}

	async #pressIn(step: Extract<SolutionStep, { type: 'keys' }>): Promise<void> {
		const terminal = await this.terminal(step);
		await advance(this.world, pauseUs);
		await this.#press(step.keys, terminal);
		this.#busy.delete(terminal);
	}

	/** Does one step of a solution or a setup. */
	async perform(step: SolutionStep): Promise<Printed | undefined> {
		const { world } = this;
		switch (step.type) {
			case 'run':
				return this.type(step.command, step);
			case 'keys':
				await this.#pressIn(step);
				return undefined;
			case 'power':
				world.input({ kind: 'power', host: step.host || this.#host, on: step.on });
				await advance(world, bootUs);
				return undefined;
			case 'link':
				world.input({ kind: 'link', host: step.host || this.#host, up: step.up });
				await advance(world, 100_000);
				return undefined;
			case 'wait':
				await advance(world, Math.round(step.seconds * 1e6));
				return undefined;
			case 'browse': {
				const options = { program: 'page-browser', argv: ['browser', step.url, '/run/drydock/prove.json'] };
				world.input({ kind: 'process.start', host: step.host ?? this.#host, process: ++this.#processes, options });
				await advance(world, bootUs);
				return undefined;
			}
			case 'write':
				world.input({ kind: 'file.write', host: step.host ?? this.#host, path: step.path, data: encode(step.text) });
				await advance(world, 1000);
				return undefined;
		}
	}
}
