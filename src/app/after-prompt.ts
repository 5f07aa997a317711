// What waits until the prompt takes input: fonts, the service worker, and asking the browser to keep what is stored.
import { loadFonts } from './fonts.ts';
import { goOffline } from './offline.ts';

export function afterPrompt(): void {
	loadFonts();
	void navigator.storage?.persist?.().catch(() => false);
	setTimeout(goOffline, 500);
}

/** Parts of the page. They are imported from here, one step away from the page, so that their styles do not hold up its first paint. */
export const loadLate = () => import('./workspace/late.ts');
export const loadEditor = async () => {
	const [{ default: EditorPane }, { Files }] = await Promise.all([import('#src/editor/EditorPane.svelte'), import('#src/editor/files.svelte.ts')]);
	return { EditorPane, Files };
};
