// How long a visitor waits: text and prompt on a first visit and the next one, and both on a phone's network (1.6 Mbit/s, 150 ms, CPU × 4).
import type { Browser, Page } from 'playwright';
import { percentile, type Figure } from './report.ts';

const rounds = 5;

export const promptAt = async (page: Page): Promise<number> => {
	await page.waitForFunction(() => performance.getEntriesByName('drydock:prompt').length > 0, undefined, { timeout: 90_000 });
	return page.evaluate(() => performance.getEntriesByName('drydock:prompt')[0]?.startTime ?? 0);
};
const textAt = (page: Page): Promise<number> => page.evaluate(() => performance.getEntriesByName('drydock:text')[0]?.startTime ?? 0);

type TerminalNode = HTMLElement & { terminalText(): string; terminalType(data: string): void };
/** When the first key that is typed at the prompt, at once, is answered by the machine (ms since the visit began): a prompt that cannot answer is none. */
const answeredAt = (page: Page): Promise<number> =>
	page.evaluate(async () => {
		const node = document.querySelector<TerminalNode>('#terminal-1 [data-testid=terminal]');
		const before = node?.terminalText() ?? '';
		node?.terminalType('x');
		while (node?.terminalText() === before && performance.now() < 60_000) await new Promise((done) => setTimeout(done, 1));
		const now = performance.now();
		node?.terminalType('\x7f');
		return now;
	});

/** One visit in a fresh profile, and a second one in the same. */
async function visit(browser: Browser, url: string): Promise<{ cold: number; answered: number; text: number; warm: number }> {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	const page = await context.newPage();
	await page.goto(url, { waitUntil: 'commit' });
	const cold = await promptAt(page);
	const answered = await answeredAt(page);
	const text = await textAt(page);
	await page.waitForTimeout(2500);
	await page.reload({ waitUntil: 'commit' });
	const warm = await promptAt(page);
	await context.close();
	return { cold, answered, text, warm };
}

/** A first visit on a slow network and a slow processor, and what had come over that network at the prompt. */
async function slowVisit(browser: Browser, url: string): Promise<{ text: number; prompt: number; answered: number; kb: number }> {
	const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	await session.send('Network.enable');
	await session.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 });
	await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
	await page.goto(url, { waitUntil: 'commit' });
	const prompt = await promptAt(page);
	const answered = await answeredAt(page);
	const text = await textAt(page);
	const kb = await page.evaluate((until) => {
		const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')] as PerformanceResourceTiming[];
		const before = all.filter(({ responseEnd }) => responseEnd <= until);
		// A file that was preloaded and then used is there twice.
		return [...new Map(before.map(({ name, encodedBodySize }) => [name, encodedBodySize])).values()].reduce((sum, size) => sum + size, 0) / 1000;
	}, prompt);
	await context.close();
	return { text, prompt, answered, kb };
}

export async function loads(browser: Browser, url: string): Promise<Figure[]> {
	const visits: Awaited<ReturnType<typeof visit>>[] = [];
	for (let i = 0; i < rounds; i++) visits.push(await visit(browser, url));
	const slow: Awaited<ReturnType<typeof slowVisit>>[] = [];
	for (let i = 0; i < 3; i++) slow.push(await slowVisit(browser, url));
	const median = <K extends string>(all: readonly Readonly<Record<K, number>>[], of: K): number =>
		percentile(
			all.map((one) => one[of]),
			50
		);
	const note = `median of ${rounds}, localhost, gzip; least ${Math.min(...visits.map(({ cold }) => cold)).toFixed(0)} cold, ${Math.min(...visits.map(({ warm }) => warm)).toFixed(0)} warm`;
	const slowNote = 'median of 3, 1.6 Mbit/s, 150 ms, CPU × 4 (the page’s thread)';
	return [
		{ name: 'cold load → lesson text', value: median(visits, 'text'), unit: 'ms', note },
		{ name: 'cold load → prompt', value: median(visits, 'cold'), unit: 'ms', target: 600, note },
		{ name: 'cold load → a key typed at the prompt is answered', value: median(visits, 'answered'), unit: 'ms', note },
		{ name: 'warm load → prompt (machine restored)', value: median(visits, 'warm'), unit: 'ms', target: 300, note },
		{ name: '4G, cold load → lesson text', value: median(slow, 'text'), unit: 'ms', target: 1000, note: slowNote },
		{ name: '4G, cold load → prompt', value: median(slow, 'prompt'), unit: 'ms', target: 2500, note: slowNote },
		{ name: '4G, cold load → a key typed at the prompt is answered', value: median(slow, 'answered'), unit: 'ms', note: slowNote },
		{ name: '4G, bytes before the prompt, gzip', value: median(slow, 'kb'), unit: 'KB', target: 250 }
	];
}
