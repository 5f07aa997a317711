// The service worker: begun after the prompt, so that what it stores for a day without a network does not hold the first prompt up.
import { resolve } from '$app/paths';
import { dev } from '$app/env';

/** Registers it, and lets it store everything once the page has been quiet for a while. */
export function goOffline(): void {
	if (dev || !('serviceWorker' in navigator)) return;
	void navigator.serviceWorker.register(`${resolve('/')}service-worker.js`).catch(() => undefined);
	void navigator.serviceWorker.ready.then((registration) => setTimeout(() => registration.active?.postMessage('cache-all'), 2000));
}
