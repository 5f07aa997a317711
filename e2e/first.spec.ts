// The plain terminal of the first moments: a prompt that the machine answers before the page's code is there, and that xterm.js takes over.
import { expect, lesson, screen, test, untilPrompt, type Page } from './test.ts';

/** Holds the page's own start-up and all it fetches, until it is let go. */
async function hold(page: Page): Promise<() => void> {
	let release = (): void => {};
	const held = new Promise<void>((done) => (release = done));
	await page.route(/\/_app\/immutable\/(?:entry|nodes)\//, async (route) => {
		await held;
		await route.continue();
	});
	return release;
}

test('what is typed before the page’s code is there reaches the machine and stands in the terminal that takes over, so nobody waits to begin', async ({
	page
}) => {
	const release = await hold(page);
	const arriving = page.goto(lesson);
	await untilPrompt(page);
	const plain = page.locator('#terminal-1 [data-testid=terminal][data-first]');
	await expect(plain).toBeVisible();
	await expect(plain.locator('input')).toBeFocused();
	await page.keyboard.type('echo earli');
	await page.keyboard.press('Backspace');
	await page.keyboard.type('y | tr a-z A-Z');
	await expect.poll(() => screen(page)).toMatch(/# echo early \| tr a-z A-Z$/);
	await page.keyboard.press('Enter');
	await expect.poll(() => screen(page), { timeout: 30_000 }).toMatch(/\nEARLY\n.*[#$]$/);
	const before = await plain.locator('pre > span').first().boundingBox();
	const shown = await screen(page);
	expect(await page.evaluate(() => document.documentElement.dataset['hydrated'])).toBeUndefined();

	release();
	await arriving;
	await expect(page.locator('#terminal-1 [data-ready=true]')).toBeVisible({ timeout: 30_000 });
	await expect(plain).toHaveCount(0);
	expect(await screen(page)).toBe(shown);
	await expect(page.locator('#terminal-1 textarea')).toBeFocused();
	const row = await page.locator('#terminal-1 .xterm-rows > div').first().boundingBox();
	expect(Math.abs((row?.x ?? 0) - (before?.x ?? 99))).toBeLessThanOrEqual(1);
	expect(Math.abs((row?.y ?? 0) - (before?.y ?? 99))).toBeLessThanOrEqual(3);
	await page.keyboard.type('pwd');
	await page.keyboard.press('Enter');
	await expect.poll(() => screen(page)).toContain('\n/root\n');
});

test('a button that is pressed before the page’s code is there does its work when it is, so no press is lost', async ({ page }) => {
	const release = await hold(page);
	const arriving = page.goto(lesson);
	await untilPrompt(page);
	await page
		.getByRole('button', { name: /^Run docker run -d/ })
		.first()
		.click();
	release();
	await arriving;
	await expect.poll(() => screen(page), { timeout: 30_000 }).toContain('Status: Downloaded newer image for nginx:latest');
});
