// One project at a time on real Node, step by step: ask the vendor, start the container, hand over the files, npm install, run.
// Leaves out: everything of a page. Time, network, the container's code and the machine are handed in, so a test has them all in its hand.
// Invariants: each step has an end (an answer, a refusal, a time-out or the learner's stop); a run that is over changes nothing any more;
// a failure is told in one sentence; nothing is written to the machine from here.
import { findChanges, type Changes } from './changes.ts';
import { vendor, type Container, type ContainerCode, type ContainerProcess } from './container.ts';
import { treeOf, type Project } from './project.ts';
import { Refusal, refusals, TimedOut } from './refusal.ts';

export const patience = { probe: 6000, code: 20_000, boot: 45_000, mount: 20_000 } as const;
/** Output beyond this ends the run. */
const outputLimit = 16 << 20;
/** Where the project lies in the container. */
const folder = 'project';

export type StepName = 'probe' | 'boot' | 'mount' | 'install' | 'run';
export interface Step {
	readonly name: StepName;
	readonly text: string;
	readonly mark: 'waiting' | 'now' | 'done' | 'failed';
}

interface Server {
	readonly port: number;
	readonly url: string;
}

export interface SessionState {
	/** `failed`: real Node is not there. A program that ends badly has `ended`, with its status. */
	readonly phase: 'idle' | 'starting' | 'running' | 'ended' | 'stopped' | 'failed';
	readonly steps: readonly Step[];
	/** What came of it. */
	readonly told: string;
	/** What can be done about it. */
	readonly hint: string;
	readonly status: number | null;
	readonly servers: readonly Server[];
	readonly changes: Changes;
}

export const idle: SessionState = { phase: 'idle', steps: [], told: '', hint: '', status: null, servers: [], changes: { list: [], beyond: 0 } };

export interface Outside {
	/** Whether the page is isolated from other sites; undefined: the browser knows no such thing. */
	isolated(): boolean | undefined;
	/** Isolation comes with a reload. */
	readonly reloadIsolates: boolean;
	online(): boolean;
	/** Resolves when the vendor answers. */
	probe(signal: AbortSignal): Promise<void>;
	code(): Promise<ContainerCode>;
	project(): Promise<Project>;
	/** Output, as a terminal takes it. */
	write(text: string): void;
	changed(state: SessionState): void;
	/** Runs `act` after wall ms; answers how to call it off. */
	after(ms: number, act: () => void): () => void;
}

interface Run {
	over: boolean;
	readonly stopped: AbortController;
	project?: Project;
	process?: ContainerProcess | undefined;
	written: number;
}

export class Session {
	state: SessionState = idle;
	readonly #outside: Outside;
	#run: Run | undefined;
	/** Asked for once, and kept over runs: a container takes seconds to start, and a page can have one. */
	#booting: Promise<Container> | undefined;
	#container: Container | undefined;
	#closed = false;
	/** Which machine folder lies in the container, and its package.json when npm last installed. */
	#root = '';
	#installed = '';
	#size = { cols: 80, rows: 24 };

	constructor(outside: Outside) {
		this.#outside = outside;
	}

	get project(): Project | undefined {
		return this.#run?.project;
	}

	#set(change: Partial<SessionState>): void {
		this.state = { ...this.state, ...change };
		this.#outside.changed(this.state);
	}

	/** Runs the project. What ran before is ended. */
	async start(): Promise<void> {
		this.#end();
		this.#closed = false;
		const run: Run = { over: false, stopped: new AbortController(), written: 0 };
		this.#run = run;
		this.#set({
			...idle,
			phase: 'starting',
			steps: [
				{ name: 'probe', text: `Ask ${new URL(vendor).host}`, mark: 'waiting' },
				{ name: 'boot', text: 'Start real Node', mark: 'waiting' },
				{ name: 'mount', text: 'Hand over the files', mark: 'waiting' }
			]
		});
		try {
			await this.#start(run);
		} catch (error) {
			if (run.over) return;
			this.#end();
			const { message, hint } = error instanceof Refusal ? error : refusals.broken(error instanceof Error ? error.message : String(error));
			this.#set({
				phase: 'failed',
				told: message,
				hint,
				servers: [],
				steps: this.state.steps.map((step) => (step.mark === 'now' ? { ...step, mark: 'failed' } : step))
			});
		}
	}

	async #start(run: Run): Promise<void> {
		await this.#step(run, 'probe', () => this.#probe(run));
		const container = await this.#step(run, 'boot', () => this.#boot());
		const project = await this.#step(run, 'mount', () => this.#mount(run, container));
		if (project.packages && this.#installed === packageOf(project)) this.#mark('install', 'done');
		else if (project.packages) {
			const status = await this.#step(run, 'install', () => this.#execute(run, container, ['npm', 'install']));
			if (status !== 0) return this.#ended(run, 'npm install', status);
			this.#installed = packageOf(project);
			void this.look();
		}
		const status = await this.#step(run, 'run', () => {
			this.#set({ phase: 'running' });
			return this.#execute(run, container, project.command);
		});
		this.#ended(run, project.command.join(' '), status);
	}

	/** Does a step and marks it; a run that is over goes no further. */
	async #step<T>(run: Run, name: StepName, act: () => Promise<T>): Promise<T> {
		this.#mark(name, 'now');
		const value = await act();
		if (run.over) throw new Error('over');
		this.#mark(name, 'done');
		return value;
	}

	#mark(name: StepName, mark: Step['mark']): void {
		this.#set({ steps: this.state.steps.map((step) => (step.name === name ? { ...step, mark } : step)) });
	}

	/** What the promise comes to, or a time-out. */
	async #within<T>(ms: number, promise: Promise<T>): Promise<T> {
		let cancel = (): void => {};
		const late = new Promise<never>((_, failed) => (cancel = this.#outside.after(ms, () => failed(new TimedOut()))));
		try {
			return await Promise.race([promise, late]);
		} finally {
			cancel();
		}
	}

	async #probe(run: Run): Promise<void> {
		const isolated = this.#outside.isolated();
		if (isolated === undefined) throw refusals.unsupported();
		if (!isolated) throw refusals.isolation(this.#outside.reloadIsolates);
		if (!this.#outside.online()) throw refusals.offline();
		try {
			await this.#within(patience.probe, this.#outside.probe(run.stopped.signal));
		} catch (error) {
			run.stopped.abort();
			throw error instanceof TimedOut ? refusals.silent(patience.probe) : refusals.unreachable();
		}
	}

	async #boot(): Promise<Container> {
		let code: ContainerCode;
		try {
			code = await this.#within(patience.code, this.#outside.code());
		} catch {
			throw refusals.code();
		}
		// One that is slow is not asked for twice: it may still come, and the next run waits for the same.
		this.#booting ??= this.#take(code);
		try {
			return await this.#within(patience.boot, this.#booting);
		} catch (error) {
			throw error instanceof TimedOut ? refusals.slow(patience.boot) : refusals.boot(error);
		}
	}

	async #take(code: ContainerCode): Promise<Container> {
		try {
			const container = await code.boot();
			if (this.#closed) {
				container.teardown();
				throw new Error('nobody waits for it any more');
			}
			container.on('server-ready', (port, url) => this.#serve(port, url));
			container.on('port', (port, type) => type === 'close' && this.#serve(port));
			container.on('error', ({ message }) => {
				if (this.state.phase !== 'running' && this.state.phase !== 'starting') return;
				this.#end();
				this.#set({ phase: 'failed', told: refusals.broken(message).message, hint: '', servers: [] });
			});
			this.#container = container;
			return container;
		} catch (error) {
			this.#booting = undefined;
			throw error;
		}
	}

	#serve(port: number, url?: string): void {
		if (this.state.phase !== 'running') return;
		const others = this.state.servers.filter((server) => server.port !== port);
		this.#set({ servers: url === undefined ? others : [...others, { port, url }].toSorted((a, b) => a.port - b.port) });
	}

	async #mount(run: Run, container: Container): Promise<Project> {
		let project: Project;
		try {
			project = run.project = await this.#outside.project();
		} catch (error) {
			throw error instanceof Refusal ? error : refusals.mount(error);
		}
		const command = project.command.join(' ');
		const more: Step[] = [
			...(project.packages ? [{ name: 'install', text: 'npm install', mark: 'waiting' } as const] : []),
			{ name: 'run', text: command, mark: 'waiting' }
		];
		const { size } = project.files;
		this.#set({
			steps: [
				...this.state.steps.map((step) =>
					step.name === 'mount' ? { ...step, text: `Hand over ${size} file${size === 1 ? '' : 's'} of ${project.root}` } : step
				),
				...more
			]
		});
		try {
			await this.#within(patience.mount, this.#fill(container, project));
		} catch (error) {
			throw refusals.mount(error instanceof TimedOut ? `it took longer than ${patience.mount / 1000} s` : error);
		}
		return project;
	}

	/** The container's folder holds the project and nothing else, save the packages that npm has installed for it. */
	async #fill(container: Container, project: Project): Promise<void> {
		const { fs } = container;
		const id = `${project.host}:${project.root}`;
		if (this.#root !== id) {
			await fs.rm(folder, { recursive: true, force: true });
			this.#installed = '';
		}
		this.#root = id;
		await fs.mkdir(folder, { recursive: true });
		for (const { name } of await fs.readdir(folder, { withFileTypes: true }))
			if (name !== 'node_modules') await fs.rm(`${folder}/${name}`, { recursive: true, force: true });
		await container.mount(treeOf(project), { mountPoint: folder });
	}

	/** Runs a command to its end; answers its status. */
	async #execute(run: Run, container: Container, [command, ...args]: readonly [string, ...string[]]): Promise<number> {
		this.#write(run, `\x1b[2m$ ${[command, ...args].join(' ')}\x1b[0m\r\n`);
		let process: ContainerProcess;
		try {
			process = await container.spawn(command, args, { cwd: folder, terminal: this.#size });
		} catch (error) {
			throw refusals.spawn(command, error);
		}
		if (run.over) process.kill();
		run.process = process;
		const piped = this.#pipe(run, process).catch(() => {});
		const status = await process.exit;
		// What it wrote last is still on its way; a grandchild that holds the terminal open is not waited for.
		await this.#within(500, piped).catch(() => {});
		run.process = undefined;
		return status;
	}

	async #pipe(run: Run, { output }: ContainerProcess): Promise<void> {
		const reader = output.getReader();
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			if (run.over) return void reader.cancel();
			this.#write(run, value);
			if (run.written <= outputLimit) continue;
			this.stop(`Stopped: it wrote more than ${outputLimit >> 20} MiB.`);
			return;
		}
	}

	#write(run: Run, text: string): void {
		run.written += text.length;
		this.#outside.write(text);
	}

	#ended(run: Run, command: string, status: number): void {
		run.over = true;
		this.#set({ phase: 'ended', told: status === 0 ? `${command} has ended.` : `${command} ended with status ${status}.`, status, servers: [] });
		void this.look();
	}

	/** The learner's stop, or ours. */
	stop(told = 'Stopped.'): void {
		if (this.state.phase !== 'starting' && this.state.phase !== 'running') return;
		this.#end();
		this.#set({
			phase: 'stopped',
			told,
			hint: '',
			servers: [],
			steps: this.state.steps.map((step) => (step.mark === 'now' ? { ...step, mark: 'waiting' } : step))
		});
		void this.look();
	}

	#end(): void {
		const run = this.#run;
		if (!run || run.over) return;
		run.over = true;
		run.stopped.abort();
		run.process?.kill();
	}

	/** Looks at what differs in the container from what was handed over. */
	async look(): Promise<void> {
		const [run, container] = [this.#run, this.#container];
		if (!run?.project || !container) return;
		try {
			const changes = await findChanges(container.fs, folder, run.project.files);
			if (run === this.#run) this.#set({ changes });
		} catch {
			// What cannot be read is not offered.
		}
	}

	/** These are on the machine now: they are changes no more. */
	taken(paths: readonly string[]): void {
		const { list, beyond } = this.state.changes;
		const project = this.#run?.project;
		if (!project || !this.#run) return;
		const files = new Map(project.files);
		for (const { path, data } of list) if (paths.includes(path)) files.set(path, data);
		this.#run.project = { ...project, files };
		this.#set({ changes: { list: list.filter(({ path }) => !paths.includes(path)), beyond } });
	}

	/** Typed by the learner. */
	type(data: string): void {
		const writer = this.#run?.process?.input.getWriter();
		if (!writer) return;
		writer.write(data).catch(() => {});
		writer.releaseLock();
	}

	resize(cols: number, rows: number): void {
		this.#size = { cols, rows };
		this.#run?.process?.resize(this.#size);
	}

	/** Ends everything and gives the memory back. */
	close(): void {
		this.#end();
		this.#closed = true;
		this.#root = this.#installed = '';
		if (!this.#container) return;
		this.#container.teardown();
		this.#container = this.#booting = undefined;
	}
}

const packageOf = ({ host, root, files }: Project): string => `${host}:${root}:${new TextDecoder().decode(files.get('package.json'))}`;
