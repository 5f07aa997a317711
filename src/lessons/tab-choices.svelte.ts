// The tab chosen last in each group of tabs, remembered in this browser; a missing storage means the first tab.
// Invariant: at most `most` groups are remembered, the newest ones.
const key = 'drydock:tabs';
const most = 100;

export class TabChoices {
	#chosen = $state.raw<Readonly<Record<string, string>>>({});

	load(): void {
		try {
			const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
			if (typeof kept === 'object' && kept !== null)
				this.#chosen = Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
		} catch {
			// nothing is remembered then
		}
	}

	of(group: string): string | undefined {
		return Object.hasOwn(this.#chosen, group) ? this.#chosen[group] : undefined;
	}

	choose(group: string, title: string): void {
		const { [group]: _old, ...rest } = this.#chosen;
		this.#chosen = Object.fromEntries([...Object.entries(rest), [group, title] as const].slice(-most));
		try {
			localStorage.setItem(key, JSON.stringify(this.#chosen));
		} catch {
			// chosen for this visit then
		}
	}
}
