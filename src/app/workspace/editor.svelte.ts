// The door to the editor: what the page asks of it before its code is there. Nothing of the editor is loaded before the first prompt.
import { tick, type Component } from 'svelte';
import type { Files } from '#src/editor/files.svelte.ts';
import type { PathQuestion } from '#src/editor/PathDialog.svelte';
import { settings } from '../settings.svelte.ts';
import type { Workspace } from './workspace.svelte.ts';

export class EditorDoor {
	readonly #workspace: Workspace;
	files = $state.raw<Files>();
	pane = $state.raw<Component<{ workspace: Workspace; files: Files }>>();
	#loading: Promise<Files> | undefined;
	#mounted!: () => void;
	readonly #ready = new Promise<void>((done) => (this.#mounted = done));
	#askPath: ((question: PathQuestion) => Promise<string | null>) | undefined;
	/** Gives the editor the keyboard, saves the file in front, reads it anew; set by the pane. */
	focus: () => void = () => {};
	save: () => void = () => {};
	/** Runs the file in front on real Node. */
	runOnRealNode: () => void = () => {};

	constructor(workspace: Workspace) {
		this.#workspace = workspace;
	}

	get askPath(): (question: PathQuestion) => Promise<string | null> {
		return async (question) => {
			await this.#ready;
			return (await this.#askPath?.(question)) ?? null;
		};
	}
	/** The pane is there. */
	set askPath(ask) {
		this.#askPath = ask;
		this.#mounted();
	}

	/** Loads the editor's code, and opens what was open. */
	load(): Promise<Files> {
		this.#loading ??= (async () => {
			const { loadEditor } = await import('../after-prompt.ts');
			const { EditorPane, Files } = await loadEditor();
			const files = new Files(this.#workspace.machine, this.#workspace.key);
			await files.restore();
			this.files = files;
			this.pane = EditorPane;
			return files;
		})();
		return this.#loading;
	}

	/** Shows the editor, with the keyboard in it. */
	async show(): Promise<void> {
		settings.toggle('editorShown', true);
		await this.load();
		await this.#ready;
		this.#workspace.enter('editor');
	}

	hide(): void {
		settings.toggle('editorShown', false);
		this.#workspace.focusTerminal();
	}

	/** Opens a file of a host. One that is not there begins with `text`. */
	async open(path: string, { host = this.#workspace.host, text = '' }: { host?: string; text?: string } = {}): Promise<void> {
		settings.toggle('editorShown', true);
		const files = await this.load();
		await files.show(host, path, false, text);
		await this.#ready;
		await tick();
		this.#workspace.enter('editor');
	}

	/** Asks which file to open or make. */
	async ask(what: 'open' | 'new', host = this.#workspace.host, value = '/root/'): Promise<void> {
		settings.toggle('editorShown', true);
		await this.load();
		const path = await this.askPath({
			title: what === 'open' ? 'Open a file' : 'New file',
			verb: what === 'open' ? 'Open' : 'Make',
			host,
			value,
			there: what === 'open'
		});
		if (path) await this.open(path, { host });
	}

	/** Hands a file of the machine, or a folder as a zip archive, to the learner's own computer. */
	async download(host: string, path: string): Promise<void> {
		try {
			const { downloadPath } = await import('../state/download-files.ts');
			await downloadPath(this.#workspace.machine, host, path);
		} catch (error) {
			this.#workspace.machine.tell('warn', error instanceof Error ? error.message : String(error));
		}
	}
}
