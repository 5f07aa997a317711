// Runaway programs leave the page usable and can be stopped; the log of a container streams while another terminal asks.
import { expect, lesson, screen, test, type, untilPrompt, type Page } from './test.ts';

/** The longest time the page's own thread was away while `ms` passed. */
const longestBlock = (page: Page, ms: number): Promise<number> =>
	page.evaluate(
		(ms) =>
			new Promise<number>((done) => {
				let [last, most] = [performance.now(), 0];
				const end = last + ms;
				const timer = setInterval(() => {
					const now = performance.now();
					most = Math.max(most, now - last);
					last = now;
					if (now < end) return;
					clearInterval(timer);
					done(most);
				}, 5);
			}),
		ms
	);

for (const [name, command] of [
	['a busy loop', 'while :; do :; done'],
	['yes', 'yes'],
	['a fork bomb', 'bomb() { bomb | bomb & }; bomb']
] as const) {
	test(`${name} leaves the page responsive and can be stopped, so nothing a learner types is a disaster`, async ({ page }) => {
		test.setTimeout(120_000);
		await page.goto(lesson);
		await untilPrompt(page);
		await page.locator('#terminal-1 textarea').focus();
		await page.keyboard.type(command);
		await page.keyboard.press('Enter');
		expect(await longestBlock(page, 3000)).toBeLessThan(2000);
		await page.getByRole('button', { name: 'Change the theme' }).click();
		await page.locator('#terminal-1 textarea').focus();
		if (name === 'a fork bomb') {
			await page.getByRole('button', { name: 'Undo the last command' }).click();
		} else {
			await page.keyboard.press('Control+c');
		}
		await expect.poll(() => screen(page), { timeout: 60_000 }).toMatch(name === 'a fork bomb' ? /bomb$/ : /\^C[\s\S]*[#$] ?$/);
		if (name === 'a fork bomb') await page.keyboard.press('Control+c');
		expect(await type(page, 'echo still-here')).toContain('still-here');
	});
}

test('docker logs -f streams while a second terminal asks, and Ctrl C ends it, so two terminals are one machine', async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto(lesson);
	await untilPrompt(page);
	await type(page, 'docker run -d -p 8080:80 --name web nginx:latest');
	await page.locator('#terminal-1 textarea').focus();
	await page.keyboard.type('docker logs -f web | grep GET');
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'New terminal' }).click();
	await untilPrompt(page, 2);
	await type(page, 'curl -s localhost:8080/asked-from-two', 2);
	await page.getByRole('tab', { name: 'docker 1', exact: true }).click();
	await expect.poll(() => screen(page), { timeout: 20_000 }).toContain('GET /asked-from-two');
	await page.locator('#terminal-1 textarea').focus();
	await page.keyboard.press('Control+c');
	await untilPrompt(page);
});
