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

export class Settings {
	theme = $state<Theme>('system');
	/** Widths in px of lesson and picture; null: the design's own. */
	lesson = $state<number | null>(null);
	picture = $state<number | null>(null);
	lessonFolded = $state(false);
	pictureFolded = $state(false);
	swapped = $state(false);

	load(): void {
		const theme = read('theme');
		if (theme === 'dark' || theme === 'light' || theme === 'contrast') this.theme = theme;
		const panes = JSON.parse(read('panes') ?? '{}') as Partial<
			Record<'lesson' | 'picture', number | null> & Record<'lessonFolded' | 'pictureFolded' | 'swapped', boolean>
		>;
		this.lesson = typeof panes.lesson === 'number' ? panes.lesson : null;
		this.picture = typeof panes.picture === 'number' ? panes.picture : null;
		this.lessonFolded = panes.lessonFolded === true;
		this.pictureFolded = panes.pictureFolded === true;
		this.swapped = panes.swapped === true;
	}

	savePanes(): void {
		write(
			'panes',
			JSON.stringify({ lesson: this.lesson, picture: this.picture, lessonFolded: this.lessonFolded, pictureFolded: this.pictureFolded, swapped: this.swapped })
		);
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
