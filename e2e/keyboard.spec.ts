// A whole lesson without a mouse; and once more by what the accessibility tree says, as a screen reader's user does it.
import { expect, lesson, screen, test, type Page } from './test.ts';

/** Types a line where the focus is, and waits until the prompt is back. */
async function line(page: Page, text: string): Promise<void> {
	const before = await screen(page);
	await page.keyboard.type(text);
	await page.keyboard.press('Enter');
	await expect.poll(async () => (await screen(page)).length, { timeout: 40_000 }).toBeGreaterThan(before.length + text.length);
	await expect.poll(() => screen(page), { timeout: 40_000 }).toMatch(/[#$] ?$/);
}
async function command(page: Page, name: string): Promise<void> {
	await page.keyboard.press('F1');
	await expect(page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
	await page.keyboard.type(name);
	await page.keyboard.press('Enter');
}

test('a whole lesson is done by keyboard alone, so nobody needs a mouse', async ({ page }) => {
	test.setTimeout(180_000);
	await page.goto(lesson);
	await expect.poll(() => screen(page).catch(() => ''), { timeout: 30_000 }).toMatch(/[#$] ?$/);
	await expect(page.locator('#terminal-1 textarea')).toBeFocused();
	await line(page, 'docker run -d -p 8080:80 --name web nginx:latest');
	await command(page, 'browser');
	await expect(page.getByLabel('Address')).toBeFocused();
	await page.keyboard.press('Control+a');
	await page.keyboard.type('localhost:8080');
	await page.keyboard.press('Enter');
	await expect(page.frameLocator('iframe').getByRole('heading')).toContainText('Welcome to nginx!', { timeout: 20_000 });
	await page.keyboard.press('Control+`');
	await line(page, "docker inspect -f '{{.State.Pid}}' web > pid");
	await line(page, 'echo docker-proxy > listener');
	await command(page, 'cut the power');
	await expect.poll(() => screen(page)).toContain('the power is cut');
	await command(page, 'switch docker on');
	await expect.poll(() => screen(page), { timeout: 30_000 }).toMatch(/power on[\s\S]*[#$] ?$/);
	await expect(page.locator('[data-task=power]')).toHaveAttribute('data-passed', 'true', { timeout: 40_000 });
	await line(page, 'docker start web');
	await expect(page.getByText('That is the lesson.')).toBeVisible({ timeout: 30_000 });

	await test.step('hints, tabs, boxes and lines between panes have keys, too', async () => {
		// Twice within a moment: a busy machine under test may take longer than that between two keys.
		await expect(async () => {
			await page.keyboard.press('Escape');
			await page.keyboard.press('Escape');
			await expect(page.getByRole('tab', { name: 'docker' })).toBeFocused({ timeout: 300 });
		}).toPass({ timeout: 15_000 });
		await page.keyboard.press('Control+Shift+Backquote');
		await expect(page.locator('#terminal-2 textarea')).toBeFocused({ timeout: 10_000 });
		await page.keyboard.press('Alt+PageUp');
		await expect(page.locator('#terminal-1 textarea')).toBeFocused();
		await page.keyboard.press('F6');
		await expect(page.locator('[data-pane=side]')).toBeFocused();
		await command(page, 'picture');
		await page.keyboard.press('Tab');
		await page
			.getByTestId('stack')
			.getByRole('button', { name: /^dockerd/ })
			.focus();
		await page.keyboard.press('Enter');
		await expect(page.getByRole('group', { name: 'About dockerd' })).toContainText('/var/lib/docker');
		await page.keyboard.press('Escape');
	});
});

test('a whole lesson is done by the accessibility tree alone, so it can be done by ear', async ({ page }) => {
	test.setTimeout(180_000);
	await page.goto(lesson);
	// Only roles and names from here on: what a screen reader announces, and what it can press.
	const terminal = page.getByRole('textbox', { name: /^Terminal docker on docker/ });
	const heard = (): Promise<string> => page.getByRole('tabpanel', { name: 'docker' }).ariaSnapshot();
	const tree = (name: string): Promise<string> => page.getByRole('region', { name }).ariaSnapshot();
	const enter = async (text: string): Promise<void> => {
		await terminal.focus();
		await page.keyboard.type(text);
		await page.keyboard.press('Enter');
	};
	const done = (name: RegExp) => expect.poll(() => tree('Lesson'), { timeout: 40_000 }).toMatch(new RegExp(`heading "[^"]*${name.source} Done"`));
	await expect.poll(heard, { timeout: 30_000 }).toContain('root@docker:~#');

	await enter('docker run -d -p 8080:80 --name web nginx:latest');
	await done(/Run nginx on port 8080/);
	await page.getByRole('tab', { name: 'Browser' }).press('Enter');
	await page.getByRole('textbox', { name: 'Address' }).fill('localhost:8080');
	await page.getByRole('button', { name: 'Go' }).press('Enter');
	await done(/See the page in the browser/);
	await enter("docker inspect -f '{{.State.Pid}}' web > pid");
	await enter('echo docker-proxy > listener');
	await done(/Write down what you found/);
	await page.getByRole('button', { name: 'Cut the power' }).press('Enter');
	await page.getByRole('button', { name: 'Switch on' }).press('Enter');
	await done(/Cut the power and switch the machine on again/);
	await expect.poll(heard, { timeout: 30_000 }).toMatch(/power on[\s\S]*root@docker:~#/);
	await enter('docker start web');
	await done(/Start it again/);
	await expect.poll(() => tree('Lesson')).toContain('That is the lesson.');
});
