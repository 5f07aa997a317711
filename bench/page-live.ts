// How the page behaves while it works: a key's way into the terminal, the page's own thread while 100 pods roll out, and how soon the
// picture shows what the terminal says.
import type { Browser, Page } from 'playwright';
import { promptAt } from './page-load.ts';
import { percentile, type Figure } from './report.ts';

type TerminalNode = HTMLElement & { terminalText(): string; terminalType(data: string): void };

/** ms from a key to its character in the terminal's buffer, as the page sees it. */
async function keys(browser: Browser, url: string): Promise<number[]> {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	await page.goto(url);
	await promptAt(page);
	await page.waitForTimeout(4000);
	const times = await page.evaluate(async () => {
		const node = document.querySelector<TerminalNode>('#terminal-1 [data-testid=terminal]');
		const times: number[] = [];
		if (!node) return times;
		const channel = new MessageChannel();
		const turn = (): Promise<void> =>
			new Promise((done) => {
				channel.port1.onmessage = () => done();
				channel.port2.postMessage(null);
			});
		for (let i = 0; i < 120; i++) {
			const before = node.terminalText().length;
			const at = performance.now();
			node.terminalType('x');
			while (node.terminalText().length === before && performance.now() - at < 500) await turn();
			times.push(performance.now() - at);
			await new Promise((done) => setTimeout(done, 30 + (i % 7) * 5));
			if (i % 40 === 39) node.terminalType('\x15');
			await new Promise((done) => setTimeout(done, 20));
		}
		return times;
	});
	await page.close();
	return times;
}

const screen = (page: Page): Promise<string> => page.locator('#terminal-1 [data-testid=terminal]').evaluate((node) => (node as TerminalNode).terminalText());

/** Types a line and waits for the prompt. */
async function run(page: Page, line: string): Promise<void> {
	const before = (await screen(page)).length;
	await page.locator('#terminal-1 [data-testid=terminal]').evaluate((node, text) => (node as TerminalNode).terminalType(`${text}\r`), line);
	for (let i = 0; i < 600; i++) {
		await page.waitForTimeout(50);
		const text = await screen(page);
		if (text.length > before + line.length && /[#$] ?$/.test(text)) return;
	}
	throw new Error(`no prompt after ${line}`);
}

/** Tasks of the page's own thread longer than 50 ms while 100 pods roll out, in ms. */
async function rollout(browser: Browser, origin: string): Promise<{ blocks: number[]; seconds: number }> {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	await page.goto(`${origin}/sandbox/?world=k8s-1`);
	await promptAt(page);
	await page.waitForTimeout(6000);
	await run(page, 'kubectl get nodes');
	await page.evaluate(() => {
		const blocks: number[] = [];
		new PerformanceObserver((list) => blocks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
		Object.assign(globalThis, { blocks });
	});
	const from = performance.now();
	await run(page, 'kubectl create deployment web --image=nginx --replicas=100');
	for (let i = 0; i < 200; i++) {
		await page.waitForTimeout(500);
		// The picture's own word: 10 are drawn, the rest is counted. A node runs 110 pods at most, the cluster's own among them.
		const more = await page
			.getByTestId('stack')
			.getByText(/^\+\d+/)
			.first()
			.textContent({ timeout: 100 })
			.catch(() => '');
		if (Number(/\d+/.exec(more ?? '')?.[0] ?? 0) >= 85) break;
	}
	const seconds = (performance.now() - from) / 1000;
	const blocks = await page.evaluate(() => (globalThis as unknown as { blocks: number[] }).blocks);
	await page.close();
	return { blocks, seconds };
}

/** ms from the terminal's prompt after a command to the picture that shows what it did. */
async function pictures(browser: Browser, origin: string): Promise<number[]> {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	await page.goto(`${origin}/sandbox/?world=docker`);
	await promptAt(page);
	await page.waitForTimeout(2500);
	await run(page, 'docker pull -q alpine');
	const times = await page.evaluate(async () => {
		const node = document.querySelector<TerminalNode>('#terminal-1 [data-testid=terminal]');
		const stack = document.querySelector('[data-testid=stack]');
		const times: number[] = [];
		if (!node || !stack) return times;
		for (let i = 0; i < 15; i++) {
			const name = `round${i}`;
			const before = node.terminalText().length;
			let [prompted, drawn] = [0, 0];
			node.terminalType(`docker create --name ${name} alpine\r`);
			const from = performance.now();
			while ((prompted === 0 || drawn === 0) && performance.now() - from < 5000) {
				await new Promise((done) => setTimeout(done, 4));
				const text = node.terminalText();
				if (prompted === 0 && text.length > before + 70 && /[#$] ?$/.test(text)) prompted = performance.now();
				if (drawn === 0 && stack.textContent?.includes(name)) drawn = performance.now();
			}
			times.push(Math.max(0, drawn - prompted));
			node.terminalType(`docker rm ${name}\r`);
			await new Promise((done) => setTimeout(done, 700));
		}
		return times;
	});
	await page.close();
	return times;
}

export async function live(browser: Browser, origin: string, url: string): Promise<Figure[]> {
	const times = await keys(browser, url);
	const shown = await pictures(browser, origin);
	const { blocks, seconds } = await rollout(browser, origin);
	return [
		{
			name: 'key → character in the buffer, p95',
			value: percentile(times, 95),
			unit: 'ms',
			target: 8,
			note: `${times.length} keys, p50 ${percentile(times, 50).toFixed(2)} ms`
		},
		{
			name: 'command done → picture shows it, p95',
			value: percentile(shown, 95),
			unit: 'ms',
			target: 100,
			note: `${shown.length} containers made, p50 ${percentile(shown, 50).toFixed(0)} ms`
		},
		{
			name: 'longest block of the page while 100 pods roll out',
			value: Math.max(0, ...blocks),
			unit: 'ms',
			target: 50,
			note: `${blocks.length} tasks longer than 50 ms in ${seconds.toFixed(0)} s`
		}
	];
}
