// axe on every state of the page: dialogs, palette, editor, open boxes, what is missing, phone; dark and light (contrast: page.spec.ts).
import AxeBuilder from '@axe-core/playwright';
import { expect, lesson, test, type, untilPrompt, type Page } from './test.ts';

/** The frame in the browser pane is sandboxed without scripts: axe cannot go in, and what it shows is the machine's. */
async function clean(page: Page, state: string): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).exclude('iframe').setLegacyMode(true).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
	expect
		.soft(violations.map(({ id, nodes }) => `${state} ${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} ${failureSummary}`).join(' | ')}`))
		.toEqual([]);
}

for (const theme of ['dark', 'light'] as const) {
	test(`axe finds nothing in any state in ${theme}, so a dialog is as usable as the page`, async ({ page }) => {
		test.setTimeout(100_000);
		await page.addInitScript((name) => {
			if (self === top) localStorage.setItem('drydock:theme', name);
		}, theme);
		await page.goto(lesson);
		await untilPrompt(page);
		await type(page, 'docker run -d -p 8080:80 --name web nginx:latest');
		await type(page, 'docker run ngnix');
		await expect(page.getByTestId('missing')).toContainText('nginx');
		await page
			.getByTestId('stack')
			.getByRole('button', { name: /^nginx/ })
			.first()
			.click();
		await clean(page, 'an open box, and what is missing');
		await page.getByTestId('lesson').getByRole('button', { name: /^Hint/ }).first().click();
		await page.getByTestId('lesson').getByRole('button', { name: 'Solution' }).first().click();
		await clean(page, 'a hint and a solution');
		await page.getByRole('tab', { name: 'Browser' }).click();
		await page.getByRole('button', { name: 'Open localhost:8080' }).click();
		await expect(page.frameLocator('iframe').getByRole('heading')).toBeVisible({ timeout: 20_000 });
		await clean(page, 'the browser');
		await page.keyboard.press('F1');
		await clean(page, 'the palette');
		await page.keyboard.type('keyboard map');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('heading', { name: 'Keyboard' })).toBeVisible();
		await clean(page, 'the keyboard map');
		await page.keyboard.press('Escape');
		await page.keyboard.press('F1');
		await page.keyboard.type('save, share');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('dialog')).toBeVisible();
		await clean(page, 'what is kept');
		await page.keyboard.press('Escape');
		await type(page, "printf 'FROM nginx\\n' > Dockerfile");
		await page.keyboard.press('Control+Shift+e');
		await page.getByRole('treeitem', { name: 'Dockerfile', exact: true }).click();
		await page.locator('[data-testid=editor][data-ready=true]').waitFor();
		await page.keyboard.type('# mine');
		await type(page, 'echo RUN true >> Dockerfile');
		await expect(page.getByRole('region', { name: 'Editor' }).getByRole('alert')).toBeVisible();
		await clean(page, 'the editor with a conflict');
		await page.keyboard.press('F1');
		await page.keyboard.type('open file');
		await page.keyboard.press('Enter');
		await expect(page.getByLabel('Path')).toBeVisible();
		await clean(page, 'a path is asked for');
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'New terminal' }).click();
		await untilPrompt(page, 2);
		await page.getByRole('button', { name: 'Cut the power' }).click();
		await clean(page, 'two terminals, no power');
	});

	test(`axe finds nothing on a phone and on three machines in ${theme}, so size and number change nothing`, async ({ page }) => {
		test.setTimeout(100_000);
		await page.addInitScript((name) => {
			if (self === top) localStorage.setItem('drydock:theme', name);
		}, theme);
		await page.setViewportSize({ width: 390, height: 844 });
		await page.goto(lesson);
		await untilPrompt(page);
		for (const pane of ['Lesson', 'Terminal', 'Picture']) {
			await page.getByRole('button', { name: pane, exact: true }).click();
			await page.waitForTimeout(500);
			await clean(page, `phone: ${pane}`);
		}
		await page.setViewportSize({ width: 1024, height: 768 });
		await page.goto('/sandbox/?world=k8s-3');
		await untilPrompt(page);
		await page.getByRole('button', { name: 'Stack', exact: true }).click();
		await clean(page, 'three machines at 1024');
		await page.getByRole('button', { name: 'Stack', exact: true }).click();
		await page.getByRole('button', { name: 'New terminal' }).click();
		await clean(page, 'the menu of machines');
		await page.getByRole('menuitem', { name: 'worker2' }).click();
		await untilPrompt(page, 2);
		expect(await type(page, 'hostname', 2)).toContain('worker2');
	});
}
