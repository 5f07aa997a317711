// A world: machines, the wires between them and the time they share, behind one door for the page, the command line and graders.
// Everything from outside goes through `input` and into the log; everything read through `view` leaves no mark.
// Invariant: seed + preset + log = world; checkpoint + the log after it = the same world.
import { Engine, type EngineState, Errno } from '../engine/index.ts';
import { Fabric, type FabricState } from '../fabric/index.ts';
import {
	bootKernel,
	callsPart,
	configureNetwork,
	drainTty,
	hangUpTty,
	kernelParts,
	netPart,
	LayerStore,
	newFile,
	newKernelState,
	newPipe,
	newTty,
	openNull,
	openPipeEnd,
	powerOff,
	registerKernels,
	registerNet,
	resizeTty,
	setFd,
	spawnProcess,
	ttyInput,
	wake,
	writePath,
	removePath,
	readPath,
	type Kernel,
	type KernelState,
	type ProcessState,
	type TtyState
} from '../kernel/host.ts';
import type { Layer, WindowSize } from '../kernel/index.ts';
import type { Input, LoggedInput } from './inputs.ts';
import type { HostSpec, Preset } from './preset.ts';
import type { ProgramTable } from './programs.ts';

/** A copy of a world as plain data (structured-clonable). */
export interface Checkpoint {
	format: 1;
	preset: string;
	engine: EngineState;
	kernels: KernelState[];
	fabric: FabricState;
	layers: Layer[];
	terminals: [number, { host: string; tty: number }][];
	processes: [number, { host: string; pid: number; pipe: number | null; status: number | null }][];
	/** Connections from outside; absent in checkpoints of earlier builds. */
	connections?: [number, { host: string; socket: number }][];
	/** Inputs in the log that wait for the end of an event which is halfway. */
	held?: Input[];
}

/** A copy that the world goes on without. Facts never change once written, so the trace's are shared: there are tens of thousands. */
function copyOf(whole: Checkpoint): Checkpoint {
	const { trace } = whole.engine;
	const copy = structuredClone({ ...whole, engine: { ...whole.engine, trace: { ...trace, ring: [] } } });
	return { ...copy, engine: { ...copy.engine, trace: { ...copy.engine.trace, ring: [...trace.ring] } } };
}

export interface WorldOptions {
	preset: Preset;
	programs: ProgramTable;
	/** The catalogue's layers. */
	layer: (id: string) => Layer | undefined;
	seed?: number;
}

export class World {
	readonly engine: Engine;
	readonly preset: Preset;
	readonly programs: ProgramTable;
	readonly layers: LayerStore;
	readonly fabric: Fabric;
	readonly log: LoggedInput[] = [];
	/** Errors of ours met inside programs: must stay empty. */
	readonly bugs: { at: number; where: string; error: unknown }[] = [];
	readonly #kernels = new Map<number, Kernel>();
	readonly #terminals = new Map<number, { host: string; tty: number }>();
	readonly #processes = new Map<number, { host: string; pid: number; pipe: number | null; status: number | null }>();
	readonly #connections = new Map<number, { host: string; socket: number }>();
	/** What the last 'socket.taken' of a connection took. */
	#taken: Uint8Array[] = [];
	/** What came while an event waited for a part: acted on when that event is over, and stamped so. */
	#held: Input[] = [];

	/** `take`: the checkpoint becomes the world's own state instead of being copied; nobody may use it afterwards. */
	constructor(options: WorldOptions, from?: Checkpoint, take = false) {
		const { preset } = options;
		this.preset = preset;
		this.programs = options.programs;
		this.layers = new LayerStore((id) => preset.hosts.find((host) => host.layer.id === id)?.layer ?? options.layer(id));
		this.engine = new Engine(options.seed ?? 1, preset.epoch);
		this.fabric = new Fabric(this.engine, preset.segments);
		registerKernels(this.engine, this.#kernels);
		registerNet(this.engine, (id) => this.#kernels.get(id));
		this.engine.on('host.power', (args: { kernel: number; how: 'off' | 'reboot' | 'on' }) => {
			const kernel = this.#kernels.get(args.kernel);
			if (!kernel) return undefined;
			// Not the machine's first boot, with which the world begins: what a late one needs is there before it begins.
			const absent = kernelParts.find((part) => this.programs.parts.get(part) === undefined);
			if (absent) return absent.name;
			if (kernel.state.running) this.#cut(kernel);
			if (args.how !== 'off') this.#boot(kernel);
			return undefined;
		});
		for (const [index, host] of preset.hosts.entries()) this.#addKernel(index + 1, host);
		if (from) this.#restore(take ? from : copyOf(from));
		else for (const kernel of this.#kernels.values()) this.#first(kernel);
	}

	/** The first switch-on. The internet's machines follow the learner's, so that nobody's first prompt waits for their code. */
	#first(kernel: Kernel): void {
		if (this.preset.hosts[kernel.state.id - 1]?.hidden) this.engine.schedule(20_000, 'host.power', { kernel: kernel.state.id, how: 'on' });
		else this.#boot(kernel);
	}

	#addKernel(id: number, host: HostSpec): void {
		const state = newKernelState(id, host.name, host, { size: host.diskBytes, time: this.engine.state.epoch, layer: host.layer.id });
		const kernel: Kernel = {
			state,
			engine: this.engine,
			layers: this.layers,
			wire: this.fabric,
			live: new Map(),
			program: (name) => this.programs.get(name),
			parts: this.programs.parts,
			peer: (other) => this.#kernels.get(other),
			report: (error, where) => void this.bugs.push({ at: this.engine.state.now, where: `${host.name}: ${where}`, error })
		};
		this.#kernels.set(id, kernel);
	}

	#restore(copy: Checkpoint): void {
		this.engine.state = copy.engine;
		this.fabric.state = copy.fabric;
		for (const layer of copy.layers) this.layers.add(layer);
		for (const state of copy.kernels) {
			const kernel = this.#kernels.get(state.id);
			if (kernel) kernel.state = state;
		}
		for (const [n, terminal] of copy.terminals) this.#terminals.set(n, terminal);
		for (const [n, process] of copy.processes) this.#processes.set(n, process);
		for (const [n, connection] of copy.connections ?? []) this.#connections.set(n, connection);
		this.#held = [...(copy.held ?? [])];
		// Without the code for it each thread comes back when something happens to it.
		const code = this.programs.parts.get(callsPart);
		for (const kernel of this.#kernels.values()) code?.replayKernel(kernel);
	}

	/** Everything as plain data. Cost: one structured clone of the state. */
	checkpoint(): Checkpoint {
		return copyOf({
			format: 1,
			preset: this.preset.name,
			engine: this.engine.state,
			kernels: [...this.#kernels.values()].map((kernel) => kernel.state),
			fabric: this.fabric.state,
			layers: [...this.layers.added.values()],
			terminals: [...this.#terminals],
			processes: [...this.#processes],
			connections: [...this.#connections],
			...(this.#held.length > 0 && { held: this.#held })
		});
	}

	/** Programs whose code a restore of this checkpoint needs. */
	static needs(from: Checkpoint): string[] {
		const names = new Set<string>();
		for (const kernel of from.kernels) for (const process of kernel.processes.values()) if (process.state === 'live') names.add(process.program);
		return [...names];
	}

	/** Virtual µs since the epoch of the world. */
	get now(): number {
		return this.engine.state.now;
	}

	/** Lets `us` µs pass (see Engine.advance). What to load is named in `wants`: load it and call again with what is left. */
	advance(us: number, budget?: number): { reached: number; wants?: string; more?: boolean } {
		const wants = this.#goOn();
		return wants === undefined ? this.engine.advance(this.engine.state.now + us, budget) : { reached: this.now, wants };
	}

	/** Ends an event that is halfway, and then does what came meanwhile. Answers what it still waits for. */
	#goOn(): string | undefined {
		if (!this.engine.state.halfway) return undefined;
		const { wants } = this.engine.advance(this.now, 1);
		if (wants !== undefined) return wants;
		for (const input of this.#held.splice(0)) {
			try {
				this.#apply(input);
			} catch (error) {
				// Refused, as it would have been at once: the log holds what was asked.
				if (!(error instanceof Errno)) throw error;
			}
		}
		return undefined;
	}

	/** The machine of that name. */
	kernel(host: string): Kernel {
		for (const kernel of this.#kernels.values()) if (kernel.state.name === host) return kernel;
		throw new Error(`no machine is named ${host}`);
	}

	hosts(): readonly string[] {
		return this.preset.hosts.filter((host) => !host.hidden).map((host) => host.name);
	}

	/** The log's entry of an input that comes now: an event that is halfway is over before anything acts on the world. */
	stamp(input: Input): LoggedInput {
		const { now, dispatched, halfway } = this.engine.state;
		return { at: now, events: halfway ? dispatched + 1 : dispatched, input };
	}

	/** Acts on the world from outside, now, and writes it to the log. */
	input(input: Input): void {
		this.log.push(this.stamp(input));
		if (this.engine.state.halfway) this.#held.push(input);
		else this.#apply(input);
	}

	/** Plays a log entry at its own point in time. Answers a program or part to load first. */
	replay(entry: LoggedInput): string | undefined {
		const halfway = this.#goOn();
		if (halfway !== undefined) return halfway;
		const behind = entry.events - this.engine.state.dispatched;
		if (behind > 0) {
			const { wants } = this.engine.advance(entry.at, behind);
			if (wants !== undefined) return wants;
		}
		if (this.engine.state.now < entry.at) this.engine.state.now = entry.at;
		this.log.push(entry);
		this.#apply(entry.input);
		return undefined;
	}

	#apply(input: Input): void {
		switch (input.kind) {
			case 'terminal.open':
				return this.#openTerminal(input);
			case 'terminal.input':
				return this.#withTty(input.terminal, (kernel, tty) => ttyInput(kernel, tty, input.data));
			case 'terminal.resize':
				return this.#withTty(input.terminal, (kernel, tty) => resizeTty(kernel, tty, input.size));
			case 'terminal.close':
				this.#withTty(input.terminal, (kernel, tty) => hangUpTty(kernel, tty));
				this.#terminals.delete(input.terminal);
				return;
			case 'file.write':
				return writePath(this.kernel(input.host), input.path, input.data, input.mode ?? 0o644);
			case 'file.remove':
				if (this.readFile(input.host, input.path)) removePath(this.kernel(input.host), input.path);
				return;
			case 'process.start':
				return this.#startProcess(input);
			case 'process.input':
				return this.#feed(input.process, input.data);
			case 'process.end':
				return this.#feed(input.process, null);
			case 'socket.open':
				return this.#connect(input);
			case 'socket.data':
				return this.#withConnection(input.connection, (kernel, socket) => this.#net.sendOutside(kernel, socket, input.data));
			case 'socket.taken':
				return this.#withConnection(input.connection, (kernel, socket) => void (this.#taken = this.#net.takeOutside(kernel, socket)));
			case 'socket.end':
				this.#withConnection(input.connection, (kernel, socket) => this.#net.endOutside(kernel, socket, input.how));
				if (input.how === 'both') this.#connections.delete(input.connection);
				return;
			case 'power': {
				const kernel = this.kernel(input.host);
				if (input.on && !kernel.state.running) this.#boot(kernel);
				else if (!input.on && kernel.state.running) this.#cut(kernel);
				return;
			}
			case 'link':
				return this.fabric.setLink(this.kernel(input.host).state.id, input.up);
		}
	}

	#boot(kernel: Kernel): void {
		const host = this.preset.hosts[kernel.state.id - 1] as HostSpec;
		bootKernel(kernel, host.init);
		configureNetwork(kernel, host.network);
		for (const [n, terminal] of this.#terminals) {
			if (terminal.host === host.name) this.#openTerminal({ kind: 'terminal.open', host: host.name, terminal: n, size: { rows: 24, columns: 80 } });
		}
	}

	/** Power off: terminals of that machine say nothing more until it is on again. */
	#cut(kernel: Kernel): void {
		for (const tty of kernel.state.ttys.values()) tty.session = tty.foreground = 0;
		powerOff(kernel);
		for (const [, process] of this.#processes) if (process.host === kernel.state.name && process.status === null) process.status = 137;
	}

	#openTerminal(input: Extract<Input, { kind: 'terminal.open' }>): void {
		const kernel = this.kernel(input.host);
		const host = this.preset.hosts[kernel.state.id - 1] as HostSpec;
		const known = this.#terminals.get(input.terminal);
		const kept = known && kernel.state.ttys.get(known.tty);
		const tty = kept ?? newTty(kernel, input.size, true);
		tty.termios = { echo: true, canonical: true, signals: true, onlcr: true };
		this.#terminals.set(input.terminal, { host: input.host, tty: tty.id });
		if (!kernel.state.running) return;
		const init = this.#init(kernel);
		const file = newFile(kernel, { kind: 'tty', object: tty.id, path: `/dev/pts/${tty.number}` });
		tty.slaveRefs++;
		file.refs++;
		const fd = 1_000_000 + file.id;
		init.fds.set(fd, { file: file.id, cloexec: true });
		const argv = input.argv ?? ['-bash'];
		const env = { ...host.login.env, TERM: 'xterm-256color', ...input.env };
		spawnProcess(
			kernel,
			init,
			{
				path: input.argv ? (input.argv[0] as string) : '/bin/bash',
				argv,
				env,
				cwd: input.cwd ?? host.login.cwd,
				fds: { 0: fd, 1: fd, 2: fd },
				newSession: true,
				ctty: 0,
				cgroup: host.login.cgroup ?? '/'
			},
			init
		);
		init.fds.delete(fd);
		file.refs--;
	}

	#init(kernel: Kernel): ProcessState {
		const init = kernel.state.processes.get(1);
		if (!init) throw new Error(`${kernel.state.name} is off`);
		return init;
	}

	#withTty(terminal: number, act: (kernel: Kernel, tty: TtyState) => void): void {
		const known = this.#terminals.get(terminal);
		if (!known) return;
		const kernel = this.kernel(known.host);
		const tty = kernel.state.ttys.get(known.tty);
		if (tty) act(kernel, tty);
	}

	/** Connections from outside are made by a part that comes late: who makes them has loaded it. */
	get #net() {
		return this.programs.parts.need(netPart);
	}

	/** A refused connection reads as over from the start. */
	#connect(input: Extract<Input, { kind: 'socket.open' }>): void {
		try {
			const socket = this.#net.connectOutside(this.kernel(input.host), input.address, input.hello);
			this.#connections.set(input.connection, { host: input.host, socket });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}

	#withConnection(connection: number, act: (kernel: Kernel, socket: number) => void): void {
		const known = this.#connections.get(connection);
		if (known) act(this.kernel(known.host), known.socket);
	}

	/** What a connection from outside has for its client. A pure read. */
	connection(connection: number): { ready: 'data' | 'end' | 'nothing'; room: number } {
		const known = this.#connections.get(connection);
		if (!known) return { ready: 'end', room: Infinity };
		const kernel = this.kernel(known.host);
		return { ready: this.#net.readyOutside(kernel, known.socket), room: this.#net.roomOutside(kernel, known.socket) };
	}

	/** Takes what arrived for the client of a connection, as an input: senders that waited for room go on. */
	take(connection: number): readonly Uint8Array[] {
		this.#taken = [];
		if (this.engine.state.halfway) return this.#taken;
		this.input({ kind: 'socket.taken', connection });
		return this.#taken;
	}

	/** Takes what a terminal has to show. Not logged: showing changes nothing the machine can see. */
	output(terminal: number): Uint8Array {
		let data = new Uint8Array(0) as Uint8Array;
		this.#withTty(terminal, (kernel, tty) => {
			if (tty.output.length > 0) data = drainTty(kernel, tty);
		});
		return data;
	}

	/** The environment a scenario's shell starts with. */
	scenarioEnv(): Readonly<Record<string, string>> {
		return { ...this.preset.hosts[0]?.login.env, ...this.preset.scenarioEnv };
	}

	terminalSize(terminal: number): WindowSize | undefined {
		const known = this.#terminals.get(terminal);
		return known && this.kernel(known.host).state.ttys.get(known.tty)?.size;
	}

	#startProcess(input: Extract<Input, { kind: 'process.start' }>): void {
		const kernel = this.kernel(input.host);
		const host = this.preset.hosts[kernel.state.id - 1] as HostSpec;
		const init = this.#init(kernel);
		const pipe = newPipe(kernel);
		pipe.writers = 1;
		if (input.stdin?.length) {
			pipe.chunks.push(input.stdin);
			pipe.size += input.stdin.length;
		}
		const stdin = openPipeEnd(kernel, pipe, 'read');
		const sink = openNull(kernel);
		const [inFd, outFd] = [1_000_000 + stdin.id, 1_000_000 + sink.id];
		setFd(kernel, init, inFd, stdin.id);
		setFd(kernel, init, outFd, sink.id);
		try {
			const options = {
				cwd: host.login.cwd,
				env: host.login.env,
				newSession: true,
				cgroup: host.login.cgroup ?? '/',
				...input.options,
				fds: { 0: inFd, 1: outFd, 2: outFd }
			};
			const pid = spawnProcess(kernel, init, options, init);
			this.#processes.set(input.process, { host: input.host, pid, pipe: pipe.id, status: null });
		} finally {
			init.fds.delete(inFd);
			init.fds.delete(outFd);
			stdin.refs--;
			sink.refs--;
		}
		if (!input.keepOpen) this.#feed(input.process, null);
	}

	#feed(process: number, data: Uint8Array | null): void {
		const known = this.#processes.get(process);
		const kernel = known && this.kernel(known.host);
		const pipe = known?.pipe != null ? kernel?.state.pipes.get(known.pipe) : undefined;
		if (!known || !kernel || !pipe) return;
		if (data === null) {
			pipe.writers--;
			known.pipe = null;
		} else {
			pipe.chunks.push(data);
			pipe.size += data.length;
		}
		wake(kernel, pipe.id);
	}

	/** Whether a process started from outside is still there. */
	running(process: number): boolean {
		const known = this.#processes.get(process);
		return known !== undefined && this.kernel(known.host).state.processes.get(known.pid)?.state === 'live';
	}

	/** A file's bytes as root of that machine sees it, or undefined. A pure read. */
	readFile(host: string, path: string): Uint8Array | undefined {
		try {
			return readPath(this.kernel(host), path);
		} catch (error) {
			if (error instanceof Errno) return undefined;
			throw error;
		}
	}
}
