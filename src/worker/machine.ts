// One machine as the worker runs it: a world, its way in (inputs.ts), its time (timekeeper.ts), what is shown of it (showing.ts) and what is
// kept of it (recorder.ts). Knows no DOM: time, saving and the way to the page are handed in, so it runs under Node too.
// Invariants: an input is kept before the world acts on it; a log is replayed only by the build that wrote it, or told to be otherwise.
import { load } from '#src/scenario/drive.ts';
import { createWorld, newProgramTable, presets, type Checkpoint, type Fact, type Input, World } from '#src/sim/world/index.ts';
import { begin, bootFresh, type Fresh } from './begin.ts';
import { Commands } from './commands.ts';
import type { Grader } from './grader.ts';
import { Inputs } from './inputs.ts';
import type { Keeper } from './keeper.ts';
import { loadLateParts, loadPatterns } from './late.ts';
import type { Call, ClockState, HostState, OpenRequest, ToPage } from './protocol.ts';
import { Recorder } from './recorder.ts';
import { reportOf } from './report.ts';
import { answerCall } from './requests.ts';
import { Showing, type Shown } from './showing.ts';
import type { MachineHeader } from './store.ts';
import { isOn, Terminals } from './terminals.ts';
import { Timekeeper, type Timed } from './timekeeper.ts';

const seed = 1;
/** More processes than this (a fork bomb): no copies of the machine are made. */
const crowd = 1500;
const checkpointMs = 30_000;
const watermarkMs = 2000;

/** Text at the prompt, and a terminal's size: what the shell takes before the late parts are there. */
const isText = (input: Input): boolean => input.kind === 'terminal.resize' || (input.kind === 'terminal.input' && input.data.every((byte) => byte >= 32));

export interface Surroundings {
	readonly keeper: Keeper;
	readonly build: string;
	post(message: ToPage): void;
	/** Programs that run: their code is what the machine needs to come back. */
	needs?(programs: readonly string[]): void;
	/** Wall ms, monotonic. */
	clock(): number;
	/** Unix ms, for the header. */
	date(): number;
	/** Runs `act` after the messages that wait now. */
	soon(act: () => void): void;
	after(ms: number, act: () => void): void;
}

export class Machine implements Shown, Timed {
	world!: World;
	around: Surroundings;
	readonly request: OpenRequest;
	readonly grader: Grader;
	readonly recorder: Recorder;
	readonly time: Timekeeper;
	terminals = new Terminals();
	commands = new Commands();
	/** Ended without another word: another tab has the machine, or an error of ours. */
	stopped = false;
	readonly #inputs: Inputs;
	readonly #showing: Showing;
	readonly #programs = newProgramTable();
	/** A fresh world, begun while the store is opened: most likely what is needed, or its data is. */
	#spare: Promise<Fresh | undefined>;
	#saved = 0;
	#marked = 0;
	/** Parts on their way that only text at the prompt does without. */
	#late: Promise<void> | undefined;
	#promptSeen!: () => void;
	readonly #prompted = new Promise<void>((done) => (this.#promptSeen = done));

	constructor(around: Surroundings, request: OpenRequest, grader: Grader) {
		this.around = around;
		this.request = request;
		this.grader = grader;
		this.recorder = new Recorder({ keeper: () => this.around.keeper, post: around.post });
		this.time = new Timekeeper(this);
		this.#showing = new Showing(this);
		this.#inputs = new Inputs({
			stamp: (input) => this.world.stamp(input),
			keep: (entries) => this.recorder.append(entries),
			ready: (input) => (this.#late && !isText(input) ? this.#late : undefined),
			apply: (input) => this.#apply(input),
			freeze: () => void this.time.frozen++,
			thaw: () => {
				this.time.frozen--;
				this.time.lead();
			}
		});
		this.#spare = this.#anticipate();
		this.#spare.catch(() => {});
	}

	get header(): MachineHeader {
		return this.recorder.header;
	}

	// beginning --------------------------------------------------------------------------------

	/** Brings the saved machine back, or starts a new one. */
	async start(opened: () => void): Promise<void> {
		const loaded = this.request.fresh ? undefined : await this.around.keeper.load();
		let notice: string | undefined;
		if (loaded) notice = await (await import('./reopen.ts')).reopen(this, loaded);
		else await begin(this);
		this.#saved = this.#marked = this.clock();
		this.post({
			type: 'opened',
			restored: loaded !== undefined,
			hosts: this.hosts(),
			terminals: this.terminals.list(),
			seed: this.header.seed,
			epoch: this.world.preset.epoch,
			...(notice !== undefined && { notice })
		});
		this.time.waiting = true;
		this.#late = this.#parts(loaded === undefined);
		opened();
		if (loaded) this.booted();
		this.#showing.restart(this.commands.list);
		this.flush();
		await this.#late;
		this.#late = undefined;
		this.#showing.restart(this.commands.list);
		this.flush();
		this.time.waiting = false;
		this.time.anchor();
		this.time.tick();
	}

	/** What no prompt needs, loaded once the first is there. */
	async #parts(first: boolean): Promise<void> {
		if (first) await Promise.race([this.#prompted, new Promise<void>((done) => this.after(1500, done))]);
		await Promise.all([loadLateParts(), this.parts()]);
		// What runs is asked for by what happens; what has not been asked for yet is here by then.
		for (const program of this.request.known?.programs ?? []) void load({ programs: this.#programs }, program).catch(() => {});
	}

	/** The page has drawn what a terminal had to show. */
	drawn(): void {
		this.#promptSeen();
	}

	/** What is most likely needed, while the store is opened: what brings a machine back, or a new one at its prompt. */
	async #anticipate(): Promise<Fresh | undefined> {
		const { preset, start = [], fresh } = this.request;
		const known = fresh ? undefined : this.request.known;
		if (known) {
			void import('./reopen.ts').catch(() => {});
			void loadPatterns().catch(() => {});
			void this.parts().catch(() => {});
			void presets
				.find(({ name }) => name === preset)
				?.load()
				.catch(() => {});
			return undefined;
		}
		const world = await this.worldOf(preset, seed);
		return start.length > 0 ? { world } : bootFresh(world, () => this.clock());
	}

	/** A world of this machine's preset, switched on; the first is ready or nearly. */
	async fresh(): Promise<Fresh> {
		const spare = this.#spare;
		this.#spare = Promise.resolve(undefined);
		return (await spare) ?? { world: await this.worldOf(this.request.preset, seed) };
	}

	/**
	 * A world with this page's program code; the checkpoint becomes its own. `later`: programs whose code is not here come back when they run next.
	 * A new one comes to its prompt without late parts.
	 */
	worldOf(preset: string, of: number, from?: Checkpoint, later = from === undefined): Promise<World> {
		return createWorld(preset, { seed: of, programs: this.#programs, later, ...(from && { from, take: true }) });
	}

	/** Loads the machine's late parts. What is read from outside a running machine, and what comes back, needs them. */
	async parts(): Promise<void> {
		await Promise.all(this.#programs.parts.names().map((part) => load({ programs: this.#programs }, part)));
	}

	/** Loads the code of what runs in a checkpoint, all at once. */
	async code(of: Checkpoint): Promise<void> {
		await Promise.all(World.needs(of).map((program) => load({ programs: this.#programs }, program)));
	}

	/** What a new machine's header says. */
	newHeader(): MachineHeader {
		const now = this.around.date();
		const { machine, preset } = this.request;
		return { machine, format: 1, build: this.around.build, seed, preset, created: now, used: now, watermark: 0 };
	}

	// inputs -----------------------------------------------------------------------------------

	/** Acts on the world: resolves when the input is kept and applied. */
	async input(input: Input): Promise<void> {
		if (input.kind !== 'terminal.resize') this.#promptSeen();
		return this.#inputs.add(input);
	}

	/** Keeps and applies an input of a machine that does not run yet. */
	async put(input: Input): Promise<void> {
		await this.recorder.append([this.world.stamp(input)]);
		this.#apply(input);
	}

	#apply(input: Input): void {
		if (this.note(input, this.world.now)) this.grader.command();
		this.recorder.entries++;
		this.world.input(input);
		this.terminals.note(input);
	}

	/** Remembers commands, so that they can be undone and the pictures know where a journey starts. */
	note(input: Input, at: number): boolean {
		const command = this.commands.note(input, this.recorder.entries, at, (terminal) => this.terminals.line(terminal));
		if (command) this.#showing.command(command);
		return command !== undefined;
	}

	// what the parts ask -----------------------------------------------------------------------

	readonly post = (message: ToPage): void => this.around.post(message);
	readonly clock = (): number => this.around.clock();
	readonly soon = (act: () => void): void => this.around.soon(act);
	readonly after = (ms: number, act: () => void): void => this.around.after(ms, act);

	shown(): void {
		this.#showing.take();
	}

	flush(): void {
		if (this.world) this.#showing.flush();
	}

	met(fact: Fact): void {
		this.time.met(fact);
	}

	hosts(): HostState[] {
		return this.world.hosts().map((name) => ({ name, on: isOn(this.world, name) }));
	}

	get crowded(): boolean {
		return this.world.hosts().some((host) => this.world.kernel(host).state.processes.size > crowd);
	}

	clockState(): ClockState {
		const { paused, speed, settling, behind } = this.time;
		return { now: this.world.now, paused, speed, settling, undo: this.commands.last()?.text ?? null, behind };
	}

	visible(visible: boolean): void {
		if (this.time.visible === visible) return;
		this.time.visible = visible;
		if (!this.header) return;
		if (visible) {
			this.time.anchor();
			this.time.tick();
		} else void this.save();
	}

	// saving -----------------------------------------------------------------------------------

	keepUp(wall: number): void {
		if (wall - this.#saved > checkpointMs) void this.save();
		else if (wall - this.#marked > watermarkMs) {
			this.#marked = wall;
			void this.recorder.mark({ watermark: this.world.now, used: this.around.date() });
		}
	}

	/** Its services are up: what runs now is what the next visit needs. */
	booted(): void {
		const names = this.world.hosts().flatMap((host) => [...this.world.kernel(host).state.processes.values()].filter(({ state }) => state === 'live'));
		this.around.needs?.([...new Set(names.map(({ program }) => program))]);
	}

	/** Keeps a checkpoint now. */
	async save(): Promise<void> {
		if (!this.world || this.stopped || this.time.frozen > 0 || this.crowded) return;
		this.#saved = this.#marked = this.clock();
		this.terminals.drain(this.world);
		this.recorder.header = { ...this.header, watermark: this.world.now, used: this.around.date() };
		const checkpoint = this.world.checkpoint();
		this.around.needs?.(World.needs(checkpoint));
		await this.recorder.checkpoint({
			machine: this.header.machine,
			entries: this.recorder.entries,
			at: this.world.now,
			checkpoint,
			transcripts: [...this.terminals.table].map(([n, { transcript }]) => [n, transcript.bytes()] as const),
			nextTerminal: this.terminals.next,
			hosts: this.terminals.list().map(({ terminal, host }) => [terminal, host] as const),
			commands: this.commands.list
		});
	}

	/** Takes back the last command: the machine is as it was before its Enter. Answers its text, or null when there is none. */
	async undo(): Promise<string | null> {
		const last = this.commands.last();
		if (!last) return null;
		this.time.frozen++;
		try {
			const loaded = await this.around.keeper.load(last.entry);
			if (!loaded || (loaded.saved?.entries ?? 0) + loaded.log.length < last.entry) {
				this.post({ type: 'storage', message: 'This cannot be undone: saving did not work at that time, so what was before it is not known any more.' });
				return null;
			}
			const { goBack } = await import('./reopen.ts');
			await goBack(this, loaded, last);
			this.post({ type: 'reset' });
			this.#showing.restart(this.commands.list);
			return last.text;
		} finally {
			this.time.frozen--;
			this.time.anchor();
			this.flush();
			this.time.tick();
		}
	}

	call(call: Call): Promise<unknown> {
		return answerCall(this, call);
	}

	/** Everything needed to see this machine again, to be read by people. */
	report(): string {
		return reportOf(this);
	}

	/** Ends without another word (another tab has the machine). */
	stop(): void {
		this.stopped = true;
	}

	broken(error: unknown): void {
		this.stopped = true;
		const message = error instanceof Error ? error.message : String(error);
		this.post({ type: 'bug', message, report: `${error instanceof Error ? (error.stack ?? '') : ''}\n${this.report()}`, fatal: true });
	}
}
