// What waits until the prompt takes input: fonts, the service worker, and asking the browser to keep what is stored.
import { loadFonts } from './fonts.ts';
import type { MachineClient } from './machine.svelte.ts';

export function afterPrompt(_machine: MachineClient): void {
	loadFonts();
	void navigator.storage?.persist?.().catch(() => false);
	void navigator.serviceWorker?.ready.then((registration) => registration.active?.postMessage('cache-all'));
}
