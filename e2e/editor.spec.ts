// The editor works on the machine's own files: what is saved is there, what changed there is told, and nothing is written over unasked.
import { expect, lesson, screen, test, type, untilPrompt, type Page } from './test.ts';

const sandbox = '/sandbox/?world=docker';
const editor = (page: Page) => page.getByRole('region', { name: 'Editor' });
const openEditor = async (page: Page): Promise<void> => {
	await page.keyboard.press('Control+Shift+e');
	await expect(page.getByRole('tree')).toBeVisible();
};
const code = (page: Page) => page.locator('[data-testid=editor][data-ready=true]');
const inTree = (page: Page, name: string) => page.getByRole('treeitem', { name, exact: true });

test('a file is opened from the tree, edited and saved, and the shell sees it at once, so editor and terminal are one machine', async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto(sandbox);
	await untilPrompt(page);
	await type(page, "printf 'services:\\n  web:\\n    image: nginx\\n' > compose.yaml");
	await openEditor(page);
	await inTree(page, 'compose.yaml').click();
	await code(page).waitFor();
	await page.keyboard.press('Control+End');
	await page.keyboard.type("    ports: ['8080:80']");
	await expect(page.getByRole('tab', { name: 'compose.yaml, not saved' })).toBeVisible();
	await page.keyboard.press('Control+s');
	await expect(page.getByRole('tab', { name: 'compose.yaml, not saved' })).toHaveCount(0);
	expect(await type(page, 'cat compose.yaml')).toContain("ports: ['8080:80']");

	await test.step('Ctrl Enter applies it', async () => {
		await editor(page).getByRole('textbox').first().focus();
		await page.keyboard.press('Control+Enter');
		await expect.poll(() => screen(page), { timeout: 30_000 }).toContain('docker compose -f /root/compose.yaml up -d');
		await expect.poll(() => screen(page), { timeout: 40_000 }).toMatch(/Started/);
	});

	await test.step('a reload opens the same files', async () => {
		await page.reload();
		await untilPrompt(page);
		await expect(page.getByRole('tab', { name: 'compose.yaml' })).toBeVisible();
	});
});

test('a file that changed on the machine meanwhile is told and not written over, so nothing is lost', async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto(sandbox);
	await untilPrompt(page);
	await type(page, 'echo one > note');
	await openEditor(page);
	await inTree(page, 'note').click();
	await code(page).waitFor();
	await page.keyboard.press('Control+End');
	await page.keyboard.type('mine');
	await type(page, 'echo theirs > note');
	await expect(editor(page).getByRole('alert')).toContainText('has changed on the machine');
	expect(await type(page, 'cat note')).toContain('theirs');
	await page.getByRole('button', { name: 'Save mine over it' }).click();
	await expect(editor(page).getByRole('alert')).toHaveCount(0);
	expect(await type(page, 'cat note')).toContain('mine');

	await test.step('without own changes it follows the machine', async () => {
		await type(page, 'echo later > note');
		await expect(code(page)).toContainText('later');
	});
	await test.step('a save right after a change there asks, too', async () => {
		await editor(page).getByRole('textbox').first().focus();
		await page.keyboard.press('Control+End');
		await page.keyboard.type('again');
		await type(page, 'rm note');
		await expect(editor(page).getByRole('alert')).toContainText('is gone from the machine');
		await page.getByRole('button', { name: 'Save it again' }).click();
		expect(await type(page, 'cat note')).toContain('again');
	});
});

test('new, rename, folder and delete are done by the machine, and undo takes them back, so nothing is final', async ({ page }) => {
	test.setTimeout(120_000);
	page.on('dialog', (dialog) => void dialog.accept());
	await page.goto(sandbox);
	await untilPrompt(page);
	await openEditor(page);
	await page.getByRole('button', { name: 'New file', exact: true }).click();
	await page.getByLabel('Path').fill('/root/new.sh');
	await page.keyboard.press('Enter');
	await code(page).waitFor();
	await page.keyboard.type('echo it-ran');
	await page.keyboard.press('Control+Enter');
	await expect.poll(() => screen(page), { timeout: 20_000 }).toMatch(/it-ran\n/);
	await expect(inTree(page, 'new.sh')).toBeVisible();

	await inTree(page, 'new.sh').focus();
	await page.keyboard.press('F2');
	await page.getByLabel('Path').fill('/root/old.sh');
	await page.keyboard.press('Enter');
	await expect(inTree(page, 'old.sh')).toBeVisible();
	await expect(inTree(page, 'new.sh')).toHaveCount(0);

	await page.getByRole('button', { name: 'New folder' }).click();
	await page.getByLabel('Path').fill('/root/site');
	await page.keyboard.press('Enter');
	await expect(inTree(page, 'site')).toBeVisible();
	await inTree(page, 'old.sh').focus();
	await page.keyboard.press('Delete');
	await expect(inTree(page, 'old.sh')).toHaveCount(0);
	expect(await type(page, 'ls -d site; ls')).toContain('site');
});

test('on touch a text area edits, so a phone needs no megabytes', async ({ browser }) => {
	test.setTimeout(90_000);
	const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
	const page = await context.newPage();
	await page.goto(lesson);
	await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
	await page.getByRole('button', { name: 'Terminal', exact: true }).click();
	await untilPrompt(page);
	await page.getByRole('button', { name: 'Commands' }).click();
	await page.getByRole('option', { name: 'New file…' }).click();
	await page.getByLabel('Path').fill('/root/hello');
	await page.keyboard.press('Enter');
	const area = page.getByLabel('/root/hello on docker');
	await area.fill('from a phone');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByRole('button', { name: 'Terminal', exact: true }).click();
	expect(await type(page, 'cat hello')).toContain('from a phone');
	await context.close();
});
