// One machine as the worker runs it: a world, paced by the wall clock in slices of at most 8 ms, saved so that nothing confirmed is lost.
// Knows no DOM: time, saving and the way to the page are handed in, so it runs under Node too.
// Invariants: an input is kept before the world acts on it, and virtual time stands still meanwhile; while the page is hidden, paused,
// loading code or undoing, no virtual time passes.
import { isChange, load } from '#src/scenario/drive.ts';
import { createWorld, newProgramTable, World, type Input, type LoggedInput } from '#src/sim/world/index.ts';
import { Pace } from './clock.ts';
import { Commands } from './commands.ts';
import { Grader } from './grader.ts';
import type { Keeper } from './keeper.ts';
import { loadLateParts } from './late.ts';
import type { Call, ClockState, HostState, OpenRequest, ToPage } from './protocol.ts';
import { answerCall } from './requests.ts';
import { nextEventAt, runSlice } from './slices.ts';
import type { MachineHeader } from './store.ts';
import { isOn, newTerminal, Terminals } from './terminals.ts';
import { promptStands } from './transcript.ts';
import { Views } from './views.ts';

const seed = 1;
const sliceMs = 8;
/** Virtual µs the machine may run ahead after a key, so that its echo does not wait for the clock. */
const leadUs = 3000;
/** A new machine comes to its prompt at once, if that takes no longer (wall), and no more virtual time. */
const boostMs = 400;
const boostUs = 20_000;
/** What a new machine has behind it when it is handed over: its services are up. It gets there as fast as it goes. */
const bootedUs = 2_000_000;
/** More processes than this (a fork bomb): no copies of the machine are made. */
const crowd = 1500;
const quietUs = 3_000_000;
const settleLimitUs = 120_000_000;
const checkpointMs = 30_000;
const watermarkMs = 2000;

export interface Surroundings {
	readonly keeper: Keeper;
	readonly build: string;
	post(message: ToPage): void;
	/** Wall ms, monotonic. */
	clock(): number;
	/** Unix ms, for the header. */
	date(): number;
	/** Runs `act` after the messages that wait now. */
	soon(act: () => void): void;
	after(ms: number, act: () => void): void;
}

export class Machine {
	world!: World;
	header!: MachineHeader;
	around: Surroundings;
	readonly request: OpenRequest;
	readonly grader: Grader;
	terminals = new Terminals();
	commands = new Commands();
	views = new Views();
	readonly #pace = new Pace();
	readonly #programs = newProgramTable();
	/** A fresh world, begun while the store is opened: most likely what is needed, or its data is. */
	#spare: Promise<World> | undefined;
	#entries = 0;
	#seen = 0;
	#paused = false;
	#visible = true;
	#stopped = false;
	/** Raised while time must stand still. */
	#frozen = 0;
	#settling: { until: number; changed: number } | null = null;
	#behind = false;
	/** The last slice ended with more to do. */
	#busy = false;
	#due = 0;
	/** A new machine on its way to `bootedUs`. */
	#booting = false;
	#flushMs = 0;
	#waiting: { input: Input; done: () => void; failed: (error: unknown) => void }[] = [];
	#writing = false;
	#saved = 0;
	#marked = 0;
	#posted = '';
	#flushing = false;
	#bugs = 0;
	#promptSeen!: () => void;
	readonly #prompted = new Promise<void>((done) => (this.#promptSeen = done));

	constructor(around: Surroundings, request: OpenRequest, grader: Grader) {
		this.around = around;
		this.request = request;
		this.grader = grader;
		this.#spare = createWorld(request.preset, { seed, programs: this.#programs });
		this.#spare.catch(() => {});
	}

	/** Brings the saved machine back, or starts a new one. */
	async start(opened: () => void): Promise<void> {
		const loaded = this.request.fresh ? undefined : await this.around.keeper.load();
		let notice: string | undefined;
		if (loaded) notice = await this.#restore(loaded);
		else await this.#begin();
		this.#saved = this.#marked = this.around.clock();
		const { header } = this;
		this.around.post({
			type: 'opened',
			restored: loaded !== undefined,
			hosts: this.hosts(),
			terminals: this.terminals.list(),
			seed: header.seed,
			epoch: this.world.preset.epoch,
			...(notice !== undefined && { notice })
		});
		opened();
		this.#rebuildViews();
		this.#flush();
		this.#frozen++;
		if (!loaded) await Promise.race([this.#prompted, new Promise<void>((done) => this.around.after(1500, done))]);
		await loadLateParts();
		this.#frozen--;
		this.#anchor();
		this.tick();
	}

	/** The page has drawn what a terminal had to show. */
	drawn(): void {
		this.#promptSeen();
	}

	async #begin(): Promise<void> {
		const { preset, machine } = this.request;
		const now = this.around.date();
		this.header = { machine, format: 1, build: this.around.build, seed, preset, created: now, used: now, watermark: 0 };
		const begun = this.around.keeper.begin(this.header).catch((error: unknown) => this.#cannotSave(error));
		this.world = await (this.#spare ?? createWorld(preset, { seed, programs: this.#programs }));
		this.#spare = undefined;
		this.#entries = 0;
		this.terminals = new Terminals();
		this.commands = new Commands();
		const host = this.world.hosts()[0] ?? '';
		await this.#apply({ kind: 'terminal.open', host, terminal: 1, size: { rows: 24, columns: 84 } });
		await begun;
		await this.#boost();
		this.#booting = true;
	}

	/** Lets a new machine come to its first prompt at once. */
	async #boost(): Promise<void> {
		const end = this.around.clock() + boostMs;
		while (this.around.clock() < end && this.world.now < boostUs) {
			const result = runSlice(this.world, this.world.now + 1000, 4, this.around.clock);
			this.terminals.drain(this.world);
			if ('wants' in result) await load(this.world, result.wants);
			else if ([...this.terminals.table.values()].every(({ transcript }) => promptStands(transcript.lastLine()))) return;
		}
	}

	async #restore(loaded: NonNullable<Awaited<ReturnType<Keeper['load']>>>, upTo = Infinity): Promise<string | undefined> {
		await loadLateParts();
		const { saved } = loaded;
		const sameBuild = loaded.header.build === this.around.build;
		if (!sameBuild && !saved) {
			await this.#begin();
			return 'This machine was made by an earlier version of Drydock and had no checkpoint: it was started again. Your progress is kept.';
		}
		const { seed: was, preset } = loaded.header;
		this.header = { ...loaded.header, used: this.around.date() };
		this.world = await createWorld(preset, { seed: was, programs: this.#programs, ...(saved && { from: saved.checkpoint }) });
		this.terminals = new Terminals();
		this.commands = new Commands(saved?.commands);
		for (const [n, host] of saved?.hosts ?? []) this.terminals.table.set(n, newTerminal(host, saved?.transcripts.find(([of]) => of === n)?.[1]));
		this.terminals.next = saved?.nextTerminal ?? 1;
		this.#entries = saved?.entries ?? 0;
		const log = sameBuild ? loaded.log.slice(0, Math.max(0, upTo - this.#entries)) : [];
		for (const entry of log) await this.#replay(entry);
		if (!sameBuild) {
			this.header = { ...this.header, build: this.around.build };
			await this.around.keeper.truncate(this.#entries, this.header);
			return loaded.log.length > 0
				? 'Drydock was updated. The machine is as it was at its last checkpoint; what you typed after that is not in it.'
				: undefined;
		}
		if (upTo === Infinity) await this.#advanceTo(loaded.header.watermark);
		return undefined;
	}

	async #replay(entry: LoggedInput): Promise<void> {
		for (;;) {
			this.terminals.drain(this.world);
			this.#noteBefore(entry.input, entry.at);
			const wants = this.world.replay(entry);
			if (wants === undefined) break;
			await load(this.world, wants);
		}
		this.#entries++;
		this.terminals.note(entry.input);
	}

	async #advanceTo(us: number): Promise<void> {
		while (this.world.now < us) {
			const { wants } = this.world.advance(Math.min(us - this.world.now, 200_000));
			this.terminals.drain(this.world);
			if (wants !== undefined) await load(this.world, wants);
		}
	}

	#rebuildViews(): void {
		const { ring, count } = this.world.engine.state.trace;
		this.views = new Views();
		this.views.refold(ring, this.commands.list);
		this.#seen = count;
		this.grader.restart(this.world);
	}

	hosts(): HostState[] {
		return this.world.hosts().map((name) => ({ name, on: isOn(this.world, name) }));
	}

	// inputs -----------------------------------------------------------------------------------

	/** Acts on the world: resolves when the input is kept and applied. */
	async input(input: Input): Promise<void> {
		if (input.kind !== 'terminal.resize') this.#promptSeen();
		return new Promise((done, failed) => {
			this.#waiting.push({ input, done, failed });
			if (!this.#writing) void this.#write();
		});
	}

	/** Keeps what waits, then applies it; inputs that come meanwhile form the next batch. */
	async #write(): Promise<void> {
		this.#writing = true;
		this.#frozen++;
		while (this.#waiting.length > 0) {
			const batch = this.#waiting.splice(0);
			const { now, engine } = this.world;
			const entries = batch.map(({ input }) => ({ at: now, events: engine.state.dispatched, input }));
			try {
				await this.around.keeper.append(this.#entries, entries);
			} catch (error) {
				this.#cannotSave(error);
			}
			for (const { input, done, failed } of batch) {
				try {
					this.#applyNow(input);
					done();
				} catch (error) {
					failed(error);
				}
			}
		}
		this.#writing = false;
		this.#frozen--;
		this.#lead();
	}

	async #apply(input: Input): Promise<void> {
		await this.around.keeper
			.append(this.#entries, [{ at: this.world.now, events: this.world.engine.state.dispatched, input }])
			.catch((error: unknown) => this.#cannotSave(error));
		this.#applyNow(input);
	}

	#applyNow(input: Input): void {
		this.#noteBefore(input, this.world.now);
		this.#entries++;
		this.world.input(input);
		this.terminals.note(input);
	}

	/** Remembers commands, so that they can be undone and the pictures know where a journey starts. */
	#noteBefore(input: Input, at: number): void {
		const command = this.commands.note(input, this.#entries, at, (terminal) => this.terminals.line(terminal));
		if (command) this.views.command(command);
	}

	/** After a key: its echo at once. */
	#lead(): void {
		if (!this.#paused && this.#frozen === 0 && !this.#stopped) {
			this.#guard(() => runSlice(this.world, this.world.now + leadUs, 4, this.around.clock));
		}
		this.#shown();
		this.tick();
	}

	// time -------------------------------------------------------------------------------------

	#anchor(): void {
		this.#pace.anchor(this.around.clock(), this.world.now);
	}

	/** Virtual time does not wait for the wall. */
	get #hurry(): boolean {
		return this.#settling !== null || this.#booting;
	}

	#booted(): void {
		this.#booting = false;
		this.#anchor();
	}

	/** Too much to copy. */
	get crowded(): boolean {
		return this.world.hosts().some((host) => this.world.kernel(host).state.processes.size > crowd);
	}

	get #still(): boolean {
		return this.#stopped || this.#paused || !this.#visible || this.#frozen > 0;
	}

	/** Lets time pass up to now, and comes back when the next event is due. */
	tick(): void {
		const turn = ++this.#due;
		if (this.#still) return;
		const wall = this.around.clock();
		const paced = this.#hurry ? { until: this.world.now + 100_000, behind: false } : this.#pace.target(wall, this.world.now, this.#busy);
		this.#behind = paced.behind;
		if (paced.until <= this.world.now)
			return this.around.after(Math.max(1, this.#pace.wait(wall, this.world.now + 1000)), () => turn === this.#due && this.tick());
		const end = this.#guard(() => runSlice(this.world, paced.until, sliceMs, this.around.clock));
		this.#shown();
		this.#keepUp(wall);
		this.#busy = end !== undefined && 'more' in end;
		if (!end) return;
		if ('wants' in end) return void this.#loadPart(end.wants);
		if (this.#settling) this.#settle();
		if (this.#booting && this.world.now >= bootedUs) this.#booted();
		if ('more' in end || this.#hurry) return this.around.soon(() => turn === this.#due && this.tick());
		const next = nextEventAt(this.world);
		const wait = next === null ? 1000 : this.#pace.wait(this.around.clock(), next);
		this.around.after(Math.min(1000, Math.max(1, wait)), () => turn === this.#due && this.tick());
	}

	async #loadPart(name: string): Promise<void> {
		this.#frozen++;
		try {
			await load(this.world, name);
		} catch (error) {
			this.#broken(error);
		}
		this.#frozen--;
		this.#anchor();
		this.tick();
	}

	#settle(): void {
		const settling = this.#settling;
		if (!settling) return;
		if (this.world.now < settling.until && this.world.now - settling.changed < quietUs) return;
		this.#settling = null;
		this.#anchor();
		this.#flush();
	}

	/** Pause, speed, step, until settled. */
	time(call: Extract<Call, { op: 'time' }>): void {
		if (call.paused !== undefined) this.#paused = call.paused;
		if (call.speed !== undefined) this.#pace.speed = Math.min(64, Math.max(0.1, call.speed));
		if (call.act === 'step') this.#step();
		if (call.act === 'settle') {
			this.#paused = false;
			this.#settling = { until: this.world.now + settleLimitUs, changed: this.world.now };
		} else this.#settling = null;
		this.#anchor();
		this.#flush();
		this.tick();
	}

	/** Until the next fact, at most one second. */
	#step(): void {
		this.#paused = true;
		const { trace } = this.world.engine.state;
		const [from, end] = [trace.count, this.world.now + 1_000_000];
		this.#guard(() => {
			while (trace.count === from && this.world.now < end) {
				const { wants, more } = this.world.advance(end - this.world.now, 1);
				if (wants !== undefined) return void load(this.world, wants).then(() => this.#step());
				if (!more) return;
			}
		});
		this.#shown();
	}

	visible(visible: boolean): void {
		if (this.#visible === visible) return;
		this.#visible = visible;
		if (!this.header) return;
		if (visible) {
			this.#anchor();
			this.tick();
		} else void this.save();
	}

	clockState(): ClockState {
		return {
			now: this.world.now,
			paused: this.#paused,
			speed: this.#pace.speed,
			settling: this.#settling !== null,
			undo: this.commands.last()?.text ?? null,
			behind: this.#behind
		};
	}

	// what is shown ----------------------------------------------------------------------------

	/** Takes what happened: output to terminals, facts to views and checks. */
	#shown(): void {
		const any = this.terminals.drain(this.world);
		this.terminals.sayEnded(this.world);
		const { ring, count } = this.world.engine.state.trace;
		const fresh = Math.min(count - this.#seen, ring.length);
		this.#seen = count;
		for (let i = ring.length - fresh; i < ring.length; i++) {
			const fact = ring[i];
			if (!fact) continue;
			this.views.fold(fact);
			this.grader.fact(fact);
			if (this.#settling && isChange(fact)) this.#settling.changed = fact.at;
		}
		if (any) this.grader.output();
		if (this.world.bugs.length > this.#bugs) this.#tellBugs();
		if (!this.crowded) this.grader.look(this.world, this.around.clock());
		if (!this.#flushing) {
			this.#flushing = true;
			this.around.after(Math.max(16, 8 * this.#flushMs), () => {
				this.#flushing = false;
				this.#flush();
			});
		}
	}

	#flush(): void {
		if (!this.world || this.#stopped) return;
		const from = this.around.clock();
		const patch = this.views.patch(this.world);
		this.#flushMs = this.around.clock() - from;
		if (patch) this.around.post({ type: 'view', patch });
		const clock = this.clockState();
		const hosts = this.hosts();
		const key = JSON.stringify([clock.paused, clock.speed, clock.settling, clock.undo, clock.behind, hosts, Math.floor(clock.now / 250_000)]);
		if (key === this.#posted) return;
		this.#posted = key;
		this.around.post({ type: 'clock', clock });
		this.around.post({ type: 'hosts', hosts });
	}

	// saving -----------------------------------------------------------------------------------

	#keepUp(wall: number): void {
		if (wall - this.#saved > checkpointMs) void this.save();
		else if (wall - this.#marked > watermarkMs) {
			this.#marked = wall;
			this.header = { ...this.header, watermark: this.world.now, used: this.around.date() };
			void this.around.keeper.header(this.header).catch((error: unknown) => this.#cannotSave(error));
		}
	}

	/** Keeps a checkpoint now. */
	async save(): Promise<void> {
		if (!this.world || this.#stopped || this.#frozen > 0 || this.crowded) return;
		this.#saved = this.#marked = this.around.clock();
		this.terminals.drain(this.world);
		this.header = { ...this.header, watermark: this.world.now, used: this.around.date() };
		const saved = {
			machine: this.header.machine,
			entries: this.#entries,
			at: this.world.now,
			checkpoint: this.world.checkpoint(),
			transcripts: [...this.terminals.table].map(([n, { transcript }]) => [n, transcript.bytes()] as const),
			nextTerminal: this.terminals.next,
			hosts: this.terminals.list().map(({ terminal, host }) => [terminal, host] as const),
			commands: this.commands.list
		};
		await this.around.keeper.checkpoint(saved, this.header).catch((error: unknown) => this.#cannotSave(error));
	}

	/** Takes back the last command: the machine is as it was before its Enter. Answers its text, or null when there is none. */
	async undo(): Promise<string | null> {
		const last = this.commands.last();
		if (!last) return null;
		this.#frozen++;
		try {
			const ports = new Map([...this.terminals.table].map(([n, { transcript }]) => [n, transcript.port]));
			const loaded = await this.around.keeper.load(last.entry);
			if (!loaded) return null;
			await this.#restore(loaded, last.entry);
			await this.#advanceTo(last.at);
			this.header = { ...this.header, watermark: this.world.now };
			await this.around.keeper.truncate(this.#entries, this.header);
			for (const [n, { transcript }] of this.terminals.table) {
				const port = ports.get(n);
				if (port) transcript.attach(port);
			}
			this.around.post({ type: 'reset' });
			this.#rebuildViews();
			return last.text;
		} catch (error) {
			this.#broken(error);
			return null;
		} finally {
			this.#frozen--;
			this.#anchor();
			this.#flush();
			this.tick();
		}
	}

	/** Everything needed to see this machine again. */
	report(): string {
		const bugs = this.world.bugs.map(({ at, where, error }) => ({ at, where, error: error instanceof Error ? error.stack : String(error) }));
		const log = this.world.log.map(({ at, events, input }) => ({
			at,
			events,
			input: 'data' in input ? { ...input, data: new TextDecoder().decode(input.data) } : input
		}));
		return JSON.stringify({ ...this.header, now: this.world.now, bugs, log }, null, '\t');
	}

	call(call: Call): Promise<unknown> {
		return answerCall(this, call);
	}

	/** Ends without another word (another tab has the machine). */
	stop(): void {
		this.#stopped = true;
	}

	// errors -----------------------------------------------------------------------------------

	#guard<T>(act: () => T): T | undefined {
		try {
			return act();
		} catch (error) {
			this.#broken(error);
			return undefined;
		}
	}

	#broken(error: unknown): void {
		this.#stopped = true;
		const message = error instanceof Error ? error.message : String(error);
		this.around.post({ type: 'bug', message, report: `${error instanceof Error ? (error.stack ?? '') : ''}\n${this.report()}`, fatal: true });
	}

	#tellBugs(): void {
		this.#bugs = this.world.bugs.length;
		const bug = this.world.bugs.at(-1);
		const error = bug?.error;
		this.around.post({ type: 'bug', message: `${bug?.where}: ${error instanceof Error ? error.message : String(error)}`, report: this.report(), fatal: false });
	}

	#cannotSave(error: unknown): void {
		const full = error instanceof DOMException && error.name === 'QuotaExceededError';
		this.around.post({
			type: 'storage',
			message: full
				? 'The browser has no space left for Drydock: from here on nothing is saved. Free some space and reload.'
				: `Saving does not work here (${error instanceof Error ? error.message : String(error)}): what you do is kept until the tab closes.`
		});
	}
}
