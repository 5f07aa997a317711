// `npm run bench page`: the built site in Chromium: time to the prompt, cold and warm, bytes before it, and how soon a key is in the terminal's buffer.
// Needs a build (npm run build); serves it itself.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright';
import { percentile, type Figure } from './report.ts';

const root = join(import.meta.dirname, '..');
const port = 24_187;
const url = `http://localhost:${port}/learn/docker/your-first-container/`;
const rounds = 5;

const promptAt = async (page: Page): Promise<number> => {
	await page.waitForFunction(() => performance.getEntriesByName('drydock:prompt').length > 0, undefined, { timeout: 60_000 });
	return page.evaluate(() => performance.getEntriesByName('drydock:prompt')[0]?.startTime ?? 0);
};

/** One visit in a fresh profile, and a second one in the same. */
async function visit(browser: Browser): Promise<{ cold: number; text: number; warm: number; kb: number }> {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	const page = await context.newPage();
	const files: { path: string; at: number }[] = [];
	const start = performance.now();
	page.on('requestfinished', (request) => files.push({ path: new URL(request.url()).pathname, at: performance.now() - start }));
	await page.goto(url, { waitUntil: 'commit' });
	const cold = await promptAt(page);
	const end = performance.now() - start;
	const text = await page.evaluate(() => performance.getEntriesByName('drydock:text')[0]?.startTime ?? 0);
	const kb = files
		.filter(({ at }) => at <= end)
		.reduce((sum, { path }) => {
			const file = join(root, 'build', path.endsWith('/') ? `${path}index.html` : path);
			return existsSync(file) ? sum + (file.endsWith('.woff2') ? readFileSync(file) : gzipSync(readFileSync(file))).length / 1000 : sum;
		}, 0);
	await page.waitForTimeout(2500);
	await page.reload({ waitUntil: 'commit' });
	const warm = await promptAt(page);
	await context.close();
	return { cold, text, warm, kb };
}

/** ms from a key to its character in the terminal's buffer, as the page sees it. */
async function keys(browser: Browser): Promise<number[]> {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	await page.goto(url);
	await promptAt(page);
	await page.waitForTimeout(4000);
	const times = await page.evaluate(async () => {
		const node = document.querySelector<HTMLElement & { terminalText(): string; terminalType(data: string): void }>('#terminal-1 [data-testid=terminal]');
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

export async function page(): Promise<Figure[]> {
	if (!existsSync(join(root, 'build/offline.json'))) throw new Error('bench page: there is no build: run npm run build first');
	const server = spawn(process.execPath, [join(root, 'tools/serve.ts'), String(port)], { stdio: 'ignore' });
	await new Promise((done) => setTimeout(done, 700));
	const browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
	try {
		const visits: Awaited<ReturnType<typeof visit>>[] = [];
		for (let i = 0; i < rounds; i++) visits.push(await visit(browser));
		const median = (of: 'cold' | 'text' | 'warm' | 'kb'): number =>
			percentile(
				visits.map((one) => one[of]),
				50
			);
		const times = await keys(browser);
		const note = `median of ${rounds}, localhost`;
		return [
			{ name: 'cold load → lesson text', value: median('text'), unit: 'ms', note },
			{ name: 'cold load → prompt', value: median('cold'), unit: 'ms', target: 600, note },
			{ name: 'warm load → prompt (machine restored)', value: median('warm'), unit: 'ms', target: 300, note },
			{ name: 'bytes before the prompt, gzip', value: median('kb'), unit: 'KB', target: 250 },
			{
				name: 'key → character in the buffer, p95',
				value: percentile(times, 95),
				unit: 'ms',
				target: 8,
				note: `${times.length} keys, p50 ${percentile(times, 50).toFixed(2)} ms`
			}
		];
	} finally {
		await browser.close();
		server.kill();
	}
}
