// A thousand killed tabs: whatever the moment, nothing that was confirmed is lost, and what was under way is there whole or not at all.
import { expect, test as base, type Page } from '@playwright/test';
import { bundle } from './harness/bundle.ts';
import type { Held } from './harness/plan.ts';

const kills = Number(process.env['KILLS'] ?? 1000);
const crashes = Number(process.env['CRASHES'] ?? 15);

interface Harness {
	killWorkers(rounds: number, script: string): Promise<{ kills: number; confirmed: number; unborn: number; entries: number }>;
	read(): Promise<Held>;
	settle(before: Held, found: Held, round: number, confirmed: number): Held;
	empty: Held;
}
declare const harness: Harness;

const scripts = { page: '', worker: '' };
const test = base.extend({});
test.beforeAll(async () => {
	[scripts.page, scripts.worker] = await Promise.all([bundle('kill.ts'), bundle('store.worker.ts')]);
});

/** A page of the site's origin with the harness in it and nothing else. */
async function harnessIn(page: Page): Promise<void> {
	await page.route('**/harness/**', async (route) => {
		const body = route.request().url().endsWith('worker.js') ? scripts.worker : route.request().url().endsWith('page.js') ? scripts.page : undefined;
		await route.fulfill(
			body === undefined
				? { contentType: 'text/html', body: '<!doctype html><script src="/harness/page.js"></script>' }
				: { contentType: 'text/javascript', body }
		);
	});
	await page.goto('/harness/index.html');
	await page.waitForFunction(() => 'harness' in globalThis);
}

test(`${kills} workers killed at random moments lose nothing that was confirmed, so a tab may die at any time`, async ({ page }) => {
	test.setTimeout(400_000);
	await harnessIn(page);
	const seen = await page.evaluate((rounds) => harness.killWorkers(rounds, '/harness/worker.js'), kills);
	console.log(
		`killed ${seen.kills} workers (${seen.unborn} before they had opened the store); ${seen.confirmed} confirmed steps, none lost; ${seen.entries} log entries at the end`
	);
	expect(seen.kills).toBe(kills);
	expect(seen.confirmed).toBeGreaterThan(kills);
});

test(`${crashes} crashed tabs lose nothing that was confirmed, so a crash of the browser is no loss either`, async ({ page, context }) => {
	test.setTimeout(240_000);
	await harnessIn(page);
	let held = await page.evaluate(() => harness.read());
	let total = 0;
	for (let round = 5000; round < 5000 + crashes; round++) {
		const victim = await context.newPage();
		let confirmed = 0;
		await victim.exposeFunction('confirmed', (n: number) => (confirmed = Math.max(confirmed, n)));
		await harnessIn(victim);
		await victim.evaluate((of) => {
			const worker = new Worker('/harness/worker.js');
			const page = globalThis as unknown as { confirmed(n: number): void };
			worker.onmessage = ({ data }: MessageEvent<{ confirmed?: number }>) => data.confirmed !== undefined && page.confirmed(data.confirmed);
			worker.postMessage(of);
		}, round);
		await new Promise((done) => setTimeout(done, 30 + Math.random() * 150));
		const crashed = victim.waitForEvent('crash');
		const session = await context.newCDPSession(victim);
		void session.send('Page.crash').catch(() => {});
		await crashed;
		await victim.close();
		total += confirmed;
		held = await page.evaluate(async ([before, of, n]) => harness.settle(before, await harness.read(), of, n), [held, round, confirmed] as const);
	}
	console.log(`crashed ${crashes} tabs; ${total} confirmed steps, none lost`);
	expect(total).toBeGreaterThan(0);
});
