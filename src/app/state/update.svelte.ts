// Knows when a newer version of Drydock is ready: the service worker has stored it, and waits until the learner wants it.
// Invariant: nothing is reloaded by itself; a tab that stays goes on with the version it began with, whose parts stay stored until then.
import { dev } from '$app/env';

class Update {
	/** A newer version is stored and waits. */
	ready = $state(false);
	#waiting: ServiceWorker | undefined;

	/** Looks for a newer version, now and whenever one comes. */
	watch(): void {
		if (dev || !('serviceWorker' in navigator)) return;
		void navigator.serviceWorker.ready.then((registration) => {
			const look = (): void => {
				if (!registration.waiting || !navigator.serviceWorker.controller) return;
				this.#waiting = registration.waiting;
				this.ready = true;
			};
			look();
			registration.addEventListener('updatefound', () => {
				registration.installing?.addEventListener('statechange', look);
			});
			document.addEventListener('visibilitychange', () => {
				if (document.visibilityState === 'visible') void registration.update().catch(() => undefined);
			});
		});
	}

	/** Goes over to the newer version. Machines are saved as the page is left. */
	take(): void {
		navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
		this.#waiting?.postMessage('take-over');
	}
}

export const update = new Update();
