// The page's own keys, and what they do. In a terminal only chords that a shell has no use for are the page's.
import type { PaneName, Workspace } from './workspace.svelte.ts';

/** Walks through the panes that are seen. */
function cycle(workspace: Workspace, back: boolean): void {
	const panes = [...(workspace.main?.querySelectorAll<HTMLElement>('[data-pane]') ?? [])].filter((pane) => pane.offsetWidth > 0);
	const at = panes.findIndex((pane) => pane.contains(document.activeElement));
	const next = panes[(at + (back ? -1 : 1) + panes.length) % panes.length];
	if (next) workspace.enter(next.dataset['pane'] as PaneName);
}

/** Scrolls the lesson to the task before or after what is at its top. */
function toTask(workspace: Workspace, back: boolean): void {
	const cards = [...(workspace.main?.querySelectorAll<HTMLElement>('[data-task]') ?? [])];
	const top = workspace.pane('lesson')?.getBoundingClientRect().top ?? 0;
	const offset = (card: HTMLElement): number => card.getBoundingClientRect().top - top;
	const next = back ? cards.findLast((card) => offset(card) < -1) : cards.find((card) => offset(card) > 31);
	next?.scrollIntoView({ behavior: 'smooth', block: 'start' });
}

/** Ctrl Alt and one of these. */
const timeKeys: Readonly<Record<string, (workspace: Workspace) => void>> = {
	z: (workspace) => void workspace.undo(),
	p: (workspace) => workspace.time({ paused: !workspace.machine.clock.paused }),
	'.': (workspace) => workspace.time({ act: 'step' }),
	s: (workspace) => workspace.time({ act: 'settle' })
};

/** Takes a key when it is the page's. True: taken, the machine does not get it. */
export function pageKey(workspace: Workspace, event: KeyboardEvent): boolean {
	const chord = event.ctrlKey || event.metaKey;
	const inTerminal = event.target instanceof HTMLElement && event.target.closest('.xterm') !== null;
	const letter = event.key.toLowerCase();
	const task = !inTerminal && event.altKey && !chord && (event.key === 'ArrowLeft' || event.key === 'ArrowRight');
	if (event.key === 'F6') cycle(workspace, event.shiftKey);
	else if (event.key === 'F1' || (chord && !event.shiftKey && !event.altKey && letter === 'k')) workspace.showPalette();
	else if (event.ctrlKey && event.code === 'Backquote') {
		if (event.shiftKey) void workspace.newTerminal();
		else workspace.focusTerminal();
	} else if (event.altKey && !chord && (event.key === 'PageUp' || event.key === 'PageDown')) workspace.stepTerminal(event.key === 'PageUp' ? -1 : 1);
	else if (chord && event.shiftKey && !event.altKey && letter === 'e') void workspace.editor.show();
	else if (!inTerminal && chord && !event.shiftKey && !event.altKey && letter === 'p') void workspace.editor.ask('open');
	else if (event.ctrlKey && event.altKey && letter in timeKeys) timeKeys[letter]?.(workspace);
	else if (task) toTask(workspace, event.key === 'ArrowLeft');
	else return false;
	event.preventDefault();
	event.stopPropagation();
	return true;
}
