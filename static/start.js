// Before the first paint: the theme that was chosen, so that nothing flashes. And a mark when the text is there.
(() => {
	let theme = 'system';
	try {
		theme = localStorage.getItem('drydock:theme') ?? 'system';
	} catch {
		// no storage: the system's theme
	}
	if (!['dark', 'light', 'contrast'].includes(theme)) theme = matchMedia('(prefers-contrast: more)').matches ? 'contrast' : matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
	document.documentElement.dataset.theme = theme;
	document.addEventListener('DOMContentLoaded', () => performance.mark('drydock:text'));
})();
