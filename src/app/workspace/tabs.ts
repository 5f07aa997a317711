// Arrow keys between the tabs of a list, as one expects of tabs: the tab that gets the focus is chosen.

/** Walks to the tab before or after, or to the first or last. */
export function walkTabs(event: KeyboardEvent, choose: (tab: HTMLElement) => void = (tab) => tab.click()): void {
	if (!(event.currentTarget instanceof HTMLElement)) return;
	const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')];
	const at = tabs.findIndex((tab) => tab === document.activeElement);
	if (at < 0) return;
	const next =
		event.key === 'ArrowRight'
			? tabs[(at + 1) % tabs.length]
			: event.key === 'ArrowLeft'
				? tabs[(at - 1 + tabs.length) % tabs.length]
				: event.key === 'Home'
					? tabs[0]
					: event.key === 'End'
						? tabs.at(-1)
						: undefined;
	if (!next) return;
	event.preventDefault();
	event.stopPropagation();
	choose(next);
	next.focus();
}
