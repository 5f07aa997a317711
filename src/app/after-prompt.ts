// What waits until the prompt takes input: the service worker, and asking the browser to keep what is stored.
import type { MachineClient } from './machine.svelte.ts';

export function afterPrompt(_machine: MachineClient): void {
	void navigator.storage?.persist?.().catch(() => false);
	void navigator.serviceWorker?.ready.then((registration) => registration.active?.postMessage('cache-all'));
}
