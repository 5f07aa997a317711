// The page's end of a machine: one worker, its messages as reactive state, calls as promises.
// Invariant: what is shown came from the worker; a call ends when the worker has answered.
import type { FirstTerminal } from '#src/terminal/first.ts';
import type { Json } from '#src/worker/json.ts';
import type { Answers, Call, ClockState, HostState, OpenRequest, TaskState, TerminalState, ToPage, ToWorker } from '#src/worker/protocol.ts';
import { takeBegun } from './begun.ts';
import { knownCode, rememberCode } from './known-code.ts';
import MachineWorker from '#src/worker/machine.worker.ts?worker';

export type Phase = 'starting' | 'ready' | 'elsewhere' | 'unrestorable' | 'broken';

/** What is told to the learner outside the terminal. */
export interface Telling {
	readonly id: number;
	readonly kind: 'info' | 'warn' | 'bad';
	readonly text: string;
	readonly report?: string;
}

const stillClock: ClockState = { now: 0, paused: false, speed: 1, settling: false, undo: null, behind: false };

export class MachineClient {
	phase = $state<Phase>('starting');
	/** Another tab took the machine while it was open here. */
	taken = $state(false);
	message = $state('');
	report = $state('');
	restored = $state(false);
	hosts = $state.raw<readonly HostState[]>([]);
	terminals = $state.raw<readonly TerminalState[]>([]);
	tasks = $state.raw<readonly TaskState[]>([]);
	clock = $state.raw<ClockState>(stillClock);
	tellings = $state.raw<readonly Telling[]>([]);
	views = $state.raw<Readonly<Record<string, Json>>>({});
	/** Wall ms when `clock` was told. */
	clockAt = 0;
	/** Unix µs of virtual time 0. */
	epoch = 0;
	/** The plain terminal that was there before the page's code, until xterm.js has taken over. */
	#first: FirstTerminal | undefined;
	readonly #request: OpenRequest;
	#worker: Worker | undefined;
	#calls = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>();
	#next = 1;
	readonly #ports = new Map<number, MessagePort>();

	constructor(request: OpenRequest) {
		this.#request = request;
	}

	/** Starts the worker, and with it the machine. */
	open(options: { takeOver?: boolean; fresh?: boolean } = {}): void {
		this.#worker?.terminate();
		this.#calls.clear();
		this.phase = 'starting';
		this.views = {};
		performance.mark('drydock:worker');
		const begun = takeBegun(this.#request.machine);
		this.#worker = begun?.worker ?? new MachineWorker();
		this.#worker.onmessage = ({ data }: MessageEvent<ToPage>) => this.#take(data);
		const failed = (message: string): void => {
			this.phase = 'broken';
			this.message = message || 'The machine could not be loaded.';
		};
		this.#worker.onerror = (event) => failed(event.message);
		this.#first = begun?.terminal;
		if (begun) this.#send({ type: 'tasks', tasks: this.#request.tasks });
		else this.#send({ type: 'open', request: { ...this.#request, ...options, ...knownCode(this.#request.machine) } });
		for (const message of begun?.said ?? []) this.#take(message);
		if (begun?.failed !== undefined) failed(begun.failed);
		this.visible(document.visibilityState === 'visible');
	}

	close(): void {
		this.#send({ type: 'visible', visible: false });
		// The worker keeps a checkpoint first; it needs no more than a moment.
		const worker = this.#worker;
		setTimeout(() => worker?.terminate(), 400);
		this.#worker = undefined;
	}

	#send(message: ToWorker, transfer: Transferable[] = []): void {
		this.#worker?.postMessage(message, transfer);
	}

	visible(visible: boolean): void {
		this.#send({ type: 'visible', visible });
	}

	call<Op extends Call['op']>(call: Extract<Call, { op: Op }>): Promise<Answers[Op]> {
		const n = this.#next++;
		return new Promise<Answers[Op]>((done, failed) => {
			this.#calls.set(n, { done: (value) => done(value as Answers[Op]), failed });
			this.#send({ type: 'call', n, call });
		});
	}

	/** The plain terminal of the first moments, for xterm.js to take over; once. */
	takeFirst(): FirstTerminal | undefined {
		const first = this.#first;
		this.#first = undefined;
		return first;
	}

	/** Gives a terminal's bytes a port of their own. */
	connect(terminal: number): MessagePort {
		const { port1, port2 } = new MessageChannel();
		this.#ports.get(terminal)?.close();
		this.#ports.set(terminal, port1);
		this.#send({ type: 'terminal', terminal, port: port2 }, [port2]);
		return port1;
	}

	async openTerminal(host: string): Promise<number> {
		const terminal = await this.call({ op: 'terminal.open', host, size: { rows: 24, columns: 80 } });
		this.terminals = [...this.terminals.filter((known) => known.terminal !== terminal), { terminal, host }];
		return terminal;
	}

	async closeTerminal(terminal: number): Promise<void> {
		await this.call({ op: 'terminal.close', terminal });
		this.terminals = this.terminals.filter((known) => known.terminal !== terminal);
	}

	tell(kind: Telling['kind'], text: string, report?: string): void {
		if (this.tellings.some((known) => known.text === text)) return;
		this.tellings = [...this.tellings, { id: this.#next++, kind, text, ...(report !== undefined && { report }) }];
	}

	dismiss(id: number): void {
		this.tellings = this.tellings.filter((telling) => telling.id !== id);
	}

	/** Virtual µs now, as the clock runs between two messages. */
	nowUs(): number {
		const { now, paused, speed, settling } = this.clock;
		return paused || settling || this.phase !== 'ready' || document.visibilityState !== 'visible'
			? now
			: now + Math.min(2000, performance.now() - this.clockAt) * 1000 * speed;
	}

	#take(message: ToPage): void {
		switch (message.type) {
			case 'here':
				return;
			case 'code':
				return rememberCode(this.#request.machine, message.code);
			case 'opened':
				if (performance.getEntriesByName('drydock:opened').length === 0) performance.mark('drydock:opened');
				this.restored = message.restored;
				this.hosts = message.hosts;
				this.terminals = message.terminals;
				this.epoch = message.epoch;
				this.phase = 'ready';
				this.taken = false;
				if (message.notice) this.tell('info', message.notice);
				return;
			case 'answer':
				this.#calls.get(message.n)?.done(message.value);
				this.#calls.delete(message.n);
				return;
			case 'failed':
				this.#calls.get(message.n)?.failed(new Error(message.message));
				this.#calls.delete(message.n);
				return;
			case 'clock':
				this.clock = message.clock;
				this.clockAt = performance.now();
				return;
			case 'hosts':
				this.hosts = message.hosts;
				return;
			case 'tasks':
				this.tasks = message.tasks;
				return;
			case 'view': {
				const views: Record<string, Json> = message.patch['*'] === null ? {} : { ...this.views };
				for (const [key, value] of Object.entries(message.patch)) {
					if (value === null) delete views[key];
					else views[key] = value;
				}
				this.views = views;
				return;
			}
			case 'elsewhere':
				this.taken = message.taken;
				this.phase = 'elsewhere';
				return;
			case 'unrestorable':
				this.phase = 'unrestorable';
				this.message = message.message;
				return;
			case 'storage':
				this.tell('warn', message.message);
				return;
			case 'bug':
				if (!message.fatal)
					return this.tell('bad', `A program of the machine ended because of a fault in Drydock, not because of you. ${message.message}`, message.report);
				this.phase = 'broken';
				this.message = message.message;
				this.report = message.report;
				return;
			case 'reset':
				return;
		}
	}
}
