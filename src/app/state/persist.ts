// Whether the browser keeps what is stored here, asked of it and told in words.
// Invariant: `navigator.storage.persist()` is asked once by itself (after the first prompt) and again only when the learner wants it.

export interface StorageState {
	/** The browser will not throw it away by itself; undefined: it does not say. */
	readonly persisted: boolean | undefined;
	readonly words: string;
}

const mib = (bytes: number): string => (bytes < 1 << 20 ? 'less than 1 MiB' : `${Math.round(bytes / (1 << 20)).toLocaleString('en')} MiB`);

/** What the browser says of this page's storage. */
export async function storageState(): Promise<StorageState> {
	const storage: StorageManager | undefined = navigator.storage;
	if (!storage?.persisted) return { persisted: undefined, words: 'Everything you do is kept in this browser, as long as it keeps this site’s data.' };
	const [persisted, { usage = 0, quota = 0 }] = await Promise.all([storage.persisted(), storage.estimate()]);
	const used = `Drydock uses ${mib(usage)} of ${mib(quota)}.`;
	return {
		persisted,
		words: persisted
			? `Everything you do is kept in this browser, and the browser has promised not to throw it away by itself. ${used}`
			: `Everything you do is kept in this browser, but the browser may throw it away when it runs out of space: it has not promised to keep it. ${used}`
	};
}

/** Asks the browser to keep it; answers what it says then. */
export async function askToPersist(): Promise<StorageState> {
	const granted = await navigator.storage.persist();
	const state = await storageState();
	return granted
		? state
		: {
				...state,
				words: `${state.words} It said no when asked: browsers say yes to sites that are installed, bookmarked or often used. Save everything to a file to be sure.`
			};
}
