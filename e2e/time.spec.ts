// Time is the learner's: paused it stands, a step is one event, a hurry ends when nothing changes, and undo goes back.
import { expect, screen, test, type, untilPrompt, type Page } from './test.ts';

const seconds = async (page: Page): Promise<number> => {
	const [h = 0, m = 0, s = 0] = ((await page.getByTestId('clock').textContent()) ?? '').split(':').map(Number);
	return h * 3600 + m * 60 + s;
};

test('time is paused, stepped, hurried and taken back, so a learner sees what happens when', async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto('/sandbox/?world=docker');
	await untilPrompt(page);
	await page.getByTestId('clock').waitFor();
	await page.getByRole('button', { name: 'Pause' }).click();
	await page.waitForTimeout(400);
	const stood = await seconds(page);
	await page.waitForTimeout(1600);
	expect(await seconds(page)).toBe(stood);
	await page.locator('#terminal-1 textarea').focus();
	await page.keyboard.type('echo waits');
	await page.keyboard.press('Enter');
	await page.waitForTimeout(300);
	expect(await screen(page)).not.toMatch(/^waits/m);
	await page.keyboard.press('Control+Alt+p');
	await expect.poll(() => screen(page)).toMatch(/^waits/m);

	await test.step('speed', async () => {
		const rate = page.getByRole('button', { name: /^Speed/ });
		for (let i = 0; i < 3; i++) await rate.click();
		await expect(rate).toHaveAccessibleName('Speed 60 times');
		const from = await seconds(page);
		await expect.poll(() => seconds(page), { timeout: 15_000 }).toBeGreaterThan(from + 60);
		await rate.click();
	});
	await test.step('until settled', async () => {
		await type(page, "docker run -d --name brief alpine sh -c 'sleep 20; exit 3'");
		const from = await seconds(page);
		await page.getByRole('button', { name: 'Until settled' }).click();
		await expect(page.getByTestId('stack').getByRole('button', { name: /^sh, / })).toBeVisible();
		await expect.poll(() => seconds(page), { timeout: 20_000 }).toBeGreaterThan(from + 2);
	});
	await test.step('undo, and an open file follows', async () => {
		await type(page, 'echo before > note');
		await page.keyboard.press('Control+Shift+e');
		await page.getByRole('treeitem', { name: 'note', exact: true }).click();
		await page.locator('[data-testid=editor][data-ready=true]').waitFor();
		await type(page, 'echo after > note');
		await expect(page.getByTestId('editor')).toContainText('after', { timeout: 20_000 });
		await page.getByRole('button', { name: 'Undo the last command' }).click();
		await expect(page.getByTestId('editor')).toContainText('before', { timeout: 20_000 });
	});
	await test.step('a step', async () => {
		await page.keyboard.press('F1');
		await page.keyboard.type('step to the next');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('button', { name: 'Pause' })).toHaveAttribute('aria-pressed', 'true');
	});
});
