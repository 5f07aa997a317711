// The page itself: nothing for axe to find, no script but ours, keys, widths, and work without a network.
import AxeBuilder from '@axe-core/playwright';
import { expect, lesson, screen, test, type, untilPrompt } from './test.ts';

for (const theme of ['dark', 'light', 'contrast'] as const) {
	test(`axe finds nothing on home and workspace in ${theme}, so everybody can use them`, async ({ page }) => {
		test.setTimeout(90_000);
		await page.addInitScript((name) => localStorage.setItem('drydock:theme', name), theme);
		for (const path of ['/', lesson, '/sandbox/?world=docker']) {
			await page.goto(path);
			if (path !== '/') await untilPrompt(page);
			await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
			const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
			expect(
				violations.map(({ id, nodes }) => `${path} ${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} ${failureSummary}`).join(' | ')}`)
			).toEqual([]);
		}
	});
}

test('the policy lets no inline and no foreign script run, so a lesson cannot bring any', async ({ page, console: lines }) => {
	await page.goto(lesson);
	const ran = await page.evaluate(async () => {
		const script = document.createElement('script');
		script.textContent = 'globalThis.broken = true';
		document.head.append(script);
		const link = document.createElement('a');
		link.setAttribute('onclick', 'globalThis.broken = true');
		link.click();
		await new Promise((done) => setTimeout(done, 50));
		return 'broken' in globalThis;
	});
	expect(ran).toBe(false);
	expect(lines.length).toBeGreaterThan(0);
	expect(lines.every((line) => line.includes('Content Security Policy'))).toBe(true);
	lines.length = 0;
});

test('after the first visit it works without a network, so a train ride is no loss', async ({ page, context }) => {
	test.setTimeout(90_000);
	await page.goto(lesson);
	await untilPrompt(page);
	await page.evaluate(async () => {
		const registration = await navigator.serviceWorker.ready;
		await new Promise<void>((done) => {
			navigator.serviceWorker.addEventListener('message', (event) => event.data === 'cached-all' && done());
			registration.active?.postMessage('cache-all');
		});
	});
	await context.setOffline(true);
	await page.reload();
	await untilPrompt(page);
	expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
	await type(page, 'docker run -d --name web nginx:latest');
	expect(await type(page, 'docker ps')).toContain('web');
	await page.goto('/sandbox/?world=docker');
	await untilPrompt(page);
});

test('the keys of the page work, so the mouse is not needed', async ({ page }) => {
	await page.goto(lesson);
	await untilPrompt(page);
	await page.locator('#terminal-1 textarea').focus();
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('tab', { name: 'docker' })).toBeFocused();
	await page.keyboard.press('Control+`');
	await expect(page.locator('#terminal-1 textarea')).toBeFocused();
	await page.keyboard.press('F6');
	await expect(page.locator('[data-pane=side]')).toBeFocused();
	await page.keyboard.press('F6');
	await expect(page.locator('[data-pane=lesson]')).toBeFocused();
	await page.keyboard.press('Control+k');
	await page.keyboard.type('keyboard map');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Keyboard' })).toBeVisible();
	await page.keyboard.press('Escape');
	await page.keyboard.press('Control+k');
	await page.keyboard.type('light');
	await page.keyboard.press('Enter');
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('at 390 px the panes are swiped and the key bar types, so a phone is enough', async ({ browser }) => {
	const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
	const page = await context.newPage();
	await page.goto(lesson);
	await page.getByRole('button', { name: 'Terminal', exact: true }).click();
	await untilPrompt(page);
	await page.locator('#terminal-1 textarea').focus();
	await page.keyboard.type('echo a');
	await page.getByRole('button', { name: 'Pipe' }).click();
	await expect.poll(() => screen(page)).toMatch(/echo a\|$/);
	await page.getByRole('button', { name: 'Picture', exact: true }).click();
	await expect(page.getByRole('heading', { name: /Orchestration/i })).toBeInViewport();
	const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	expect(overflow).toBe(0);
	await context.close();
});

test('the home page leads to a terminal and back to where one was, so nobody starts over', async ({ page }) => {
	await page.goto('/');
	await page.getByRole('link', { name: 'Open a terminal now' }).click();
	await untilPrompt(page);
	expect(await type(page, 'echo hello')).toContain('hello');
	await page.goto('/');
	await expect(page.getByRole('link', { name: /Continue: your Docker host/ })).toBeVisible();
});
