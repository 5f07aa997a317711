// What the workspace knows beside the machine: which pane is in front, which terminal is active, what was said last; and its actions,
// which header, palette, keys and lesson share. One object per page; components get it as a property.
// Invariant: an action ends with the focus where the learner goes on.
import { tick, type Component } from 'svelte';
import type { Lesson } from '#src/lessons/lesson.ts';
import type { TerminalHandle } from '#src/terminal/xterm.ts';
import { MachineClient } from '../machine.svelte.ts';
import type { RealNode } from '../real-node/real-node.svelte.ts';
import { settings } from '../settings.svelte.ts';
import { EditorDoor } from './editor.svelte.ts';
import { numberOf, TerminalNames, terminalFor, type Where } from './terminals.svelte.ts';

/** Panes in the order they are swiped through on a phone and walked with F6. */
export type PaneName = 'lesson' | 'editor' | 'work' | 'side';
export type SideTab = 'stack' | 'images' | 'browser' | 'node';

/** Below this width one pane is seen at a time; below the second, the picture is a tab beside the terminal. */
const phoneWidth = 700;
export const wideWidth = 1180;

export interface WorkspaceRequest {
	/** Key of the saved machine. */
	readonly machine: string;
	readonly preset: string;
	readonly lesson?: Lesson | undefined;
}

export class Workspace {
	readonly key: string;
	readonly preset: string;
	readonly lesson: Lesson | undefined;
	readonly machine: MachineClient;
	readonly editor: EditorDoor;
	readonly names: TerminalNames;
	active = $state(1);
	side = $state<SideTab>('stack');
	/** Which of terminal and picture is in front where there is room for one. */
	front = $state<'work' | 'side'>('work');
	/** The pane in view on a phone. */
	phonePane = $state(0);
	/** Said to a screen reader, e.g. what an undo took back. */
	said = $state('');
	width = $state(1440);
	handles = $state<Record<number, TerminalHandle | undefined>>({});
	/** The terminal whose name is being typed. */
	naming = $state<number | null>(null);
	/** The first prompt has come: what waits for it may be loaded. */
	prompted = $state(false);
	/** The element that holds the panes. */
	main = $state<HTMLElement>();
	/** Opens the palette and the keyboard map; set by the component that holds them. */
	showPalette: () => void = () => (this.paletteAsked = true);
	showKeymap: () => void = () => {};
	showState: () => void = () => {};
	bring: (kind: 'files' | 'folder') => void = () => {};
	/** The palette was wanted before it was there. */
	paletteAsked = false;
	/** Pictures, palette and the like, once they are loaded. */
	late = $state.raw<typeof import('./late.ts')>();
	/** A run on real Node and its pane, once one was asked for. */
	realNode = $state.raw<{ readonly pane: Component<{ workspace: Workspace; node: RealNode }>; readonly node: RealNode }>();

	readonly host = $derived.by(() => this.machine.terminals.find(({ terminal }) => terminal === this.active)?.host ?? this.machine.hosts[0]?.name ?? '');
	readonly on = $derived.by(() => this.machine.hosts.find(({ name }) => name === this.host)?.on !== false);
	readonly terminals = $derived.by(() =>
		this.machine.terminals.length > 0 ? this.machine.terminals : [{ terminal: 1, host: this.preset === 'docker' ? 'docker' : 'control-plane' }]
	);
	readonly phonePanes = $derived.by<readonly PaneName[]>(() => [
		...(this.lesson ? (['lesson'] as const) : []),
		...(settings.editorShown ? (['editor'] as const) : []),
		'work',
		'side'
	]);
	readonly lessonWidth = $derived.by(() => (this.lesson ? (settings.lesson ?? Math.max(330, Math.round(this.width * 0.24))) : 0));
	readonly pictureWidth = $derived.by(() => settings.picture ?? Math.max(340, Math.round(this.width * 0.272)));

	/** Height of the editor where it lies over the terminal. */
	readonly editorHeight = $derived.by(() => settings.editor ?? Math.round(this.height * 0.4));
	height = $state(900);

	constructor({ machine, preset, lesson }: WorkspaceRequest) {
		this.key = machine;
		this.preset = preset;
		this.lesson = lesson;
		this.machine = new MachineClient({
			machine,
			preset,
			tasks: lesson?.tasks ?? [],
			...(lesson && { lesson: `${lesson.course}/${lesson.slug}`, start: lesson.start })
		});
		this.editor = new EditorDoor(this);
		this.names = new TerminalNames(machine);
	}

	/** The first prompt has come: the rest of the page may be loaded. */
	whenPrompted(): void {
		if (this.prompted) return;
		this.prompted = true;
		void import('../after-prompt.ts').then(async ({ loadLate }) => (this.late = await loadLate()));
	}

	get phone(): boolean {
		return this.width < phoneWidth;
	}

	/** Starts the machine; anew when the learner asked for that before the reload. */
	start(): void {
		const fresh = sessionStorage.getItem('drydock:fresh') === this.key;
		if (fresh) sessionStorage.removeItem('drydock:fresh');
		this.machine.open({ fresh });
	}

	/** Brings a pane to the front where only one has room. */
	show(pane: PaneName): void {
		if (pane === 'work' || pane === 'side') this.front = pane;
		if (pane === 'editor' && this.width < wideWidth) this.front = 'work';
		if (pane === 'lesson') settings.lessonFolded = false;
		if (pane === 'side') settings.pictureFolded = false;
		if (this.phone) this.pane(pane)?.scrollIntoView({ behavior: 'smooth', inline: 'start', block: 'nearest' });
	}

	showSide(tab: SideTab): void {
		this.side = tab;
		this.show('side');
	}

	pane(pane: PaneName): HTMLElement | null | undefined {
		return this.main?.querySelector<HTMLElement>(`[data-pane=${pane}]`);
	}

	/** Shows a pane and gives it the keyboard. */
	enter(pane: PaneName): void {
		this.show(pane);
		if (pane === 'work') this.handles[this.active]?.focus();
		else if (pane === 'editor') this.editor.focus();
		else this.pane(pane)?.focus();
	}

	focusTerminal(): void {
		this.enter('work');
	}

	/** Types lines into a terminal, each with its Enter: the one in front, or the one that is meant. */
	async run(command: string, where?: Where): Promise<void> {
		if (where !== undefined) this.active = await terminalFor(this, where);
		this.focusTerminal();
		for (const line of command.split('\n')) await this.machine.call<'terminal.run'>({ op: 'terminal.run', terminal: this.active, command: line });
	}

	async undo(): Promise<void> {
		const undone = await this.machine.call<'undo'>({ op: 'undo' });
		this.said = undone === null ? 'There is nothing to undo.' : `Undone: ${undone}`;
		this.focusTerminal();
	}

	async newTerminal(host = this.host): Promise<void> {
		this.active = await this.machine.openTerminal(host);
		await tick();
		setTimeout(() => this.focusTerminal(), 60);
	}

	activate(terminal: number): void {
		this.active = terminal;
		setTimeout(() => this.focusTerminal());
	}

	async closeTerminal(terminal: number): Promise<void> {
		await this.machine.closeTerminal(terminal);
		this.names.set(terminal, '');
		this.active = this.machine.terminals.at(-1)?.terminal ?? 1;
	}

	/** What a terminal's tab says: its own name, or its host and number. */
	titleOf(terminal: number): string {
		const host = this.terminals.find((one) => one.terminal === terminal)?.host ?? '';
		const n = numberOf(this, terminal);
		return this.names.get(terminal) || (n > 0 ? `${host} ${n}` : host);
	}

	/** To the terminal before or after the active one. */
	stepTerminal(by: 1 | -1): void {
		const at = this.terminals.findIndex(({ terminal }) => terminal === this.active);
		const next = this.terminals[(at + by + this.terminals.length) % this.terminals.length];
		if (next) this.activate(next.terminal);
	}

	power(): void {
		void this.machine.call<'power'>({ op: 'power', host: this.host, on: !this.on });
		this.focusTerminal();
	}

	again(): void {
		if (!confirm('Start this machine again from nothing? Its containers and files go. Your progress stays.')) return;
		sessionStorage.setItem('drydock:fresh', this.key);
		location.reload();
	}

	time(call: { paused?: boolean; speed?: number; act?: 'step' | 'settle' }): void {
		void this.machine.call<'time'>({ op: 'time', ...call });
	}

	fold(pane: 'lesson' | 'picture'): void {
		settings.toggle(pane === 'lesson' ? 'lessonFolded' : 'pictureFolded');
	}

	swap(): void {
		settings.toggle('swapped');
	}
}
