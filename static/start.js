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
	new PerformanceObserver((list, observer) => {
		const paint = list.getEntriesByName('first-contentful-paint')[0];
		if (!paint) return;
		performance.mark('drydock:text', { startTime: paint.startTime });
		observer.disconnect();
	}).observe({ type: 'paint', buffered: true });
})();
