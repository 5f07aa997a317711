// Real Node as the workspace has it: a session, its output for a terminal, and what the learner does with it.
// Invariants: the vendor is asked only after the learner has said so once; the machine changes only by what the learner saves or types.
import type { TerminalToWorker } from '#src/worker/protocol.ts';
import { bytesOf } from '#src/worker/text.ts';
import { Transcript } from '#src/worker/transcript.ts';
import type { Workspace } from '../workspace/workspace.svelte.ts';
import { saveChanges } from './changes.ts';
import { askVendor, loadContainerCode } from './container.ts';
import { commandHere } from './here.ts';
import { readProject, type Ask, type Project } from './project.ts';
import { idle, Session, type SessionState } from './session.ts';

/** The learner has said that the vendor may be asked. */
const agreedKey = 'drydock:real-node';

export class RealNode {
	state = $state.raw<SessionState>(idle);
	host = $state('');
	path = $state('');
	/** What running it here types; null: the machine cannot. Undefined: not known yet. */
	here = $state<string | null>();
	/** Said once about what was saved, or why not. */
	note = $state('');
	/** There is output to look at. */
	shown = $state(false);
	agreed = $state(false);
	readonly name = $derived(this.path.slice(this.path.lastIndexOf('/') + 1));
	readonly busy = $derived(this.state.phase === 'starting' || this.state.phase === 'running');
	readonly #workspace: Workspace;
	readonly #session: Session;
	readonly #ask: Ask;
	readonly #transcript = new Transcript();
	#port: MessagePort | undefined;

	constructor(workspace: Workspace) {
		this.#workspace = workspace;
		this.#ask = (call) => workspace.machine.call(call);
		this.#session = new Session({
			isolated: () => (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated,
			reloadIsolates: 'serviceWorker' in navigator,
			online: () => navigator.onLine,
			probe: (signal) => askVendor(signal),
			code: loadContainerCode,
			project: () => this.#project(),
			write: (text) => {
				this.shown = true;
				this.#transcript.add(bytesOf(text));
			},
			changed: (state) => (this.state = state),
			after(ms, act) {
				const timer = setTimeout(act, ms);
				return () => clearTimeout(timer);
			}
		});
		try {
			this.agreed = localStorage.getItem(agreedKey) === 'yes';
		} catch {
			// it is asked each time then
		}
	}

	#project(): Promise<Project> {
		return readProject(this.#ask, this.host, this.path);
	}

	/** A file is to be run: starts when the learner has agreed once, else waits for that. */
	async open(host: string, path: string): Promise<void> {
		this.#session.stop();
		[this.host, this.path, this.state, this.shown, this.note, this.here] = [host, path, idle, false, '', undefined];
		void this.#lookHere();
		if (this.agreed) await this.start();
	}

	async #lookHere(): Promise<void> {
		const path = this.path;
		const here = await this.#project().then(
			(project) => commandHere(this.#ask, project),
			() => null
		);
		if (path === this.path) this.here = here;
	}

	async start(): Promise<void> {
		this.agreed = true;
		try {
			localStorage.setItem(agreedKey, 'yes');
		} catch {
			// it is asked again then
		}
		this.note = '';
		this.shown = false;
		this.#transcript.add(bytesOf('\x1bc'));
		await this.#session.start();
	}

	stop(): void {
		this.#session.stop();
	}

	look(): void {
		void this.#session.look();
	}

	/** Types the same run into a terminal of the machine. */
	async runHere(): Promise<void> {
		this.#session.stop();
		if (typeof this.here === 'string') await this.#workspace.run(this.here, { host: this.host });
	}

	/** Gives the output a terminal. */
	connect(): MessagePort {
		const { port1, port2 } = new MessageChannel();
		this.#port?.close();
		this.#port = port1;
		port1.onmessage = ({ data }: MessageEvent<TerminalToWorker>) => {
			if ('drawn' in data) this.#transcript.drawn(data.drawn);
			else if ('size' in data) this.#session.resize(data.size.columns, data.size.rows);
			else this.#session.type(data.data);
		};
		this.#transcript.attach(port1);
		return port2;
	}

	/** Brings changed files into the machine. */
	async take(paths: readonly string[]): Promise<void> {
		const { project } = this.#session;
		if (!project) return;
		const { saved, kept } = await saveChanges(
			this.#ask,
			project,
			this.state.changes.list.filter(({ path }) => paths.includes(path))
		);
		this.#session.taken(saved.map(({ path }) => path));
		const done =
			saved.length === 0 ? '' : saved.length === 1 ? `${saved[0]?.path} is on ${project.host} now.` : `${saved.length} files are on ${project.host} now.`;
		this.note = [done, ...(kept.length > 0 ? [`Not saved: ${kept.join('; ')}.`] : [])].filter((part) => part !== '').join(' ');
	}

	/** Keeps the output as a file of the machine. */
	async keepOutput(text: string): Promise<void> {
		const { host } = this;
		const folder = this.path.slice(0, this.path.lastIndexOf('/'));
		const path = await this.#workspace.editor.askPath({ title: 'Save the output', verb: 'Save', host, value: `${folder}/output.txt`, there: false });
		if (!path) return;
		try {
			const { saved } = await this.#ask<'file.save'>({ op: 'file.save', host, path, text: `${text}\n`, base: null });
			this.note = saved ? `${path} is on ${host} now.` : `${path} is there already, and was left as it is.`;
		} catch (error) {
			this.note = error instanceof Error ? error.message : String(error);
		}
	}

	/** Away with the container and its memory. */
	end(): void {
		this.#session.stop();
		this.#session.close();
	}

	/** Away with the pane. */
	close(): void {
		this.end();
		this.#workspace.realNode = undefined;
		if (this.#workspace.side === 'node') this.#workspace.side = 'stack';
		this.#workspace.enter('editor');
	}
}
