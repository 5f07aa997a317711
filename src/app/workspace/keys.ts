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

/** Takes a key when it is the page's. True: taken, the machine does not get it. */
export function pageKey(workspace: Workspace, event: KeyboardEvent): boolean {
	const chord = event.ctrlKey || event.metaKey;
	const inTerminal = event.target instanceof HTMLElement && event.target.closest('.xterm') !== null;
	const letter = event.key.toLowerCase();
	if (event.key === 'F6') cycle(workspace, event.shiftKey);
	else if (event.key === 'F1' || (chord && !event.shiftKey && !event.altKey && letter === 'k')) workspace.showPalette();
	else if (event.ctrlKey && event.key === '`') workspace.focusTerminal();
	else if (event.ctrlKey && event.altKey && letter === 'z') void workspace.undo();
	else if (!inTerminal && event.altKey && !chord && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) toTask(workspace, event.key === 'ArrowLeft');
	else return false;
	event.preventDefault();
	event.stopPropagation();
	return true;
}
