// What the page remembers about itself: theme, pane sizes, which panes are folded away. In localStorage; a missing storage means defaults.
type Theme = 'system' | 'dark' | 'light' | 'contrast';

const read = (key: string): string | null => {
	try {
		return localStorage.getItem(`drydock:${key}`);
	} catch {
		return null;
	}
};
const write = (key: string, value: string): void => {
	try {
		localStorage.setItem(`drydock:${key}`, value);
	} catch {
		// nothing is remembered then
	}
};

const systemTheme = (): Exclude<Theme, 'system'> =>
	matchMedia('(prefers-contrast: more)').matches ? 'contrast' : matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';

const sizes = ['lesson', 'picture', 'editor'] as const;
const flags = ['lessonFolded', 'pictureFolded', 'swapped', 'editorShown', 'treeShown'] as const;

class Settings {
	theme = $state<Theme>('system');
	/** Widths in px of lesson and picture, height of the editor; null: the design's own. */
	lesson = $state<number | null>(null);
	picture = $state<number | null>(null);
	editor = $state<number | null>(null);
	lessonFolded = $state(false);
	pictureFolded = $state(false);
	swapped = $state(false);
	editorShown = $state(false);
	treeShown = $state(true);

	load(): void {
		const theme = read('theme');
		if (theme === 'dark' || theme === 'light' || theme === 'contrast') this.theme = theme;
		const panes = JSON.parse(read('panes') ?? '{}') as Readonly<Record<string, unknown>>;
		for (const size of sizes) this[size] = typeof panes[size] === 'number' ? panes[size] : null;
		for (const flag of flags) this[flag] = typeof panes[flag] === 'boolean' ? panes[flag] : flag === 'treeShown';
	}

	savePanes(): void {
		write('panes', JSON.stringify(Object.fromEntries([...sizes, ...flags].map((name) => [name, this[name]]))));
	}

	/** Turns what is remembered the other way. */
	toggle(flag: (typeof flags)[number], on = !this[flag]): void {
		this[flag] = on;
		this.savePanes();
	}

	setTheme(theme: Theme): void {
		this.theme = theme;
		write('theme', theme);
		document.documentElement.dataset['theme'] = theme === 'system' ? systemTheme() : theme;
		document.dispatchEvent(new CustomEvent('drydock:theme'));
	}

	/** The next theme after what is shown. */
	nextTheme(): void {
		const shown = document.documentElement.dataset['theme'];
		this.setTheme(shown === 'dark' ? 'light' : shown === 'light' ? 'contrast' : 'dark');
	}
}

export const settings = new Settings();
