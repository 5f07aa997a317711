// The fonts come after the prompt on a first visit, and at once when the browser has them already; fallbacks have their widths.
const key = 'drydock:fonts';

/** Loads the fonts. `known`: only when they were loaded on an earlier visit. */
export function loadFonts(known = false): void {
	try {
		if (known && localStorage.getItem(key) === null) return;
		localStorage.setItem(key, '1');
	} catch {
		if (known) return;
	}
	void import('./fonts.css');
}
