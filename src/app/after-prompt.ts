// What waits until the prompt takes input: fonts, the service worker, and asking the browser to keep what is stored.
import { loadFonts } from './fonts.ts';
import { goOffline } from './offline.ts';

export function afterPrompt(): void {
	loadFonts();
	void navigator.storage?.persist?.().catch(() => false);
	setTimeout(goOffline, 500);
}
