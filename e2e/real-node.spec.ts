// "Run on real Node": asked for by name, honest when it is not to be had, and then the same run in the machine. The vendor's host is never
// reached from a test; where a run is seen to succeed, a stand-in answers for it (harness/headless.ts).
import AxeBuilder from '@axe-core/playwright';
import { standIn } from './harness/headless.ts';
import { expect, screen, test, type, untilPrompt, type Page } from './test.ts';

const sandbox = '/sandbox/?world=docker';
const pane = (page: Page) => page.getByTestId('real-node');
const output = (page: Page): Promise<string> =>
	page
		.getByTestId('real-node-output')
		.getByTestId('terminal')
		.evaluate((node) => (node as HTMLElement & { terminalText?: () => string }).terminalText?.() ?? '');

async function openFile(page: Page, setup: readonly string[], file: string): Promise<void> {
	await page.goto(sandbox);
	await untilPrompt(page);
	for (const line of setup) await type(page, line);
	await page.keyboard.press('F1');
	await page.keyboard.type('open file');
	await page.keyboard.press('Enter');
	await page.getByLabel('Path').fill(file);
	await page.keyboard.press('Enter');
	await page.locator('[data-testid=editor][data-ready=true]').waitFor();
}
async function clean(page: Page, state: string): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).exclude('iframe').setLegacyMode(true).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
	expect
		.soft(violations.map(({ id, nodes }) => `${state} ${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} ${failureSummary}`).join(' | ')}`))
		.toEqual([]);
}

test('where the vendor cannot be reached that is said, and the file runs in the machine, so a learner is never stuck', async ({
	page,
	context,
	console: lines
}) => {
	test.setTimeout(150_000);
	const asked: string[] = [];
	await context.route(/^https:\/\//, (route) => {
		asked.push(route.request().url());
		return route.abort('internetdisconnected');
	});
	await openFile(page, ['mkdir app', `echo 'console.log("hello from", process.argv[1])' > app/hello.js`], '/root/app/hello.js');

	await test.step('nothing is asked before the learner says so', async () => {
		await page.getByRole('button', { name: 'Run on real Node' }).click();
		await expect(pane(page).getByRole('heading', { name: 'Real Node.js in this tab' })).toBeVisible();
		await expect(pane(page)).toContainText('stackblitz.com');
		await expect(pane(page).getByRole('button', { name: 'Start real Node' })).toBeFocused();
		await clean(page, 'it is asked for');
		expect(asked).toEqual([]);
	});

	await page.keyboard.press('Enter');
	await expect(pane(page)).toContainText('stackblitz.com cannot be reached from here.');
	await expect(pane(page).getByRole('button', { name: 'Run it here instead' })).toBeFocused();
	expect(new Set(asked)).toEqual(new Set(['https://stackblitz.com/headless?coep=require-corp']));
	await clean(page, 'it is not to be had');

	await page.keyboard.press('Enter');
	await expect.poll(() => screen(page)).toContain('docker run --rm -it --init --network host -v /root/app:/app -w /app node:22-alpine node hello.js');
	await expect.poll(() => screen(page), { timeout: 60_000 }).toMatch(/hello from \/app\/hello\.js\n/);
	await untilPrompt(page);
	expect(await type(page, 'ls app')).toMatch(/hello\.js\n/);

	expect(lines.every((line) => line.includes('ERR_INTERNET_DISCONNECTED'))).toBe(true);
	lines.length = 0;
});

test('a vendor that does not answer is given up in time and by Stop, so nobody waits for nothing', async ({ page, context }) => {
	test.setTimeout(120_000);
	await context.route(/^https:\/\//, () => new Promise(() => {}));
	await openFile(page, [`echo '1' > one.js`], '/root/one.js');
	await page.keyboard.press('Control+Shift+Enter');
	await pane(page).getByRole('button', { name: 'Start real Node' }).click();
	await expect(pane(page).getByRole('listitem').filter({ hasText: 'Ask stackblitz.com' })).toHaveAttribute('aria-current', 'step');
	await pane(page).getByRole('button', { name: 'Stop' }).click();
	await expect(pane(page)).toContainText('Stopped.');
	await pane(page).getByRole('button', { name: 'Run again' }).click();
	await expect(pane(page)).toContainText('stackblitz.com did not answer within 6 s.', { timeout: 15_000 });
	await page.getByRole('button', { name: 'Close real Node' }).click();
	await expect(pane(page)).toHaveCount(0);
	await expect(page.getByRole('tab', { name: 'Stack' })).toHaveAttribute('aria-selected', 'true');
});

test('policy and isolation let it in, and what comes from it is on the machine only when saved, so the world stays the learner’s', async ({
	page,
	context
}) => {
	test.setTimeout(150_000);
	await standIn(context);
	await openFile(
		page,
		['mkdir shop', `echo '{"dependencies":{"ms":"2"}}' > shop/package.json`, `echo 'require("http")' > shop/server.js`],
		'/root/shop/server.js'
	);
	await page.keyboard.press('F1');
	await page.keyboard.type('real node');
	await page.keyboard.press('Enter');
	await pane(page).getByRole('button', { name: 'Start real Node' }).click();
	await expect(pane(page)).toHaveAttribute('data-phase', 'running', { timeout: 20_000 });
	await expect.poll(() => output(page)).toContain('listening on 3000, isolated: true');
	expect(await output(page)).toContain('added 1 package');
	await clean(page, 'it runs');

	await test.step('what is typed reaches the program', async () => {
		await page.getByLabel('Output of server.js on real Node').focus();
		await page.keyboard.type('x');
		await expect.poll(() => output(page)).toContain('typed x');
	});

	await test.step('its server is seen in the pane', async () => {
		await pane(page).getByRole('button', { name: 'Port 3000' }).click();
		await expect(page.frameLocator('iframe[title="Port 3000 of server.js"]').getByRole('heading')).toHaveText('Served by the stand-in');
		await clean(page, 'its server');
		await pane(page).getByRole('button', { name: 'Output', exact: true }).click();
	});

	await test.step('a changed file is on the machine when it was saved there, and undo takes it back', async () => {
		const changed = page.getByRole('region', { name: 'Changed files' });
		await expect(changed).toContainText('package-lock.json');
		expect(await type(page, 'ls shop')).not.toContain('package-lock.json');
		await changed.getByRole('button', { name: 'Save to docker' }).click();
		await expect(pane(page)).toContainText('package-lock.json is on docker now.');
		await expect(changed).toHaveCount(0);
		expect(await type(page, 'cat shop/package-lock.json')).toContain('lockfileVersion');
	});

	await test.step('the output is a file when it is asked for', async () => {
		await pane(page).getByRole('button', { name: 'Stop' }).click();
		await expect(pane(page)).toHaveAttribute('data-phase', 'stopped');
		await pane(page).getByRole('button', { name: 'Save the output…' }).click();
		await expect(page.getByLabel('Path')).toHaveValue('/root/shop/output.txt');
		await page.keyboard.press('Enter');
		await expect(pane(page)).toContainText('/root/shop/output.txt is on docker now.');
		expect(await type(page, 'cat shop/output.txt')).toContain('listening on 3000');
	});
});

test('a page that its server does not isolate says so and that a reload helps, so nobody blames Node', async ({ page }) => {
	test.setTimeout(90_000);
	await page.route('**/sandbox/**', async (route) => {
		const response = await route.fetch();
		const headers = Object.fromEntries(Object.entries(response.headers()).filter(([name]) => !name.startsWith('cross-origin-')));
		await route.fulfill({ response, headers });
	});
	await openFile(page, [`echo '1' > one.js`], '/root/one.js');
	await page.getByRole('button', { name: 'Run on real Node' }).click();
	await pane(page).getByRole('button', { name: 'Start real Node' }).click();
	await expect(pane(page)).toContainText('This page is not isolated from other sites, and real Node needs that.');
	await expect(pane(page)).toContainText('Reload the page once');
});

test('the policy opens to the vendor’s frame and to nothing else of theirs, so no script of theirs runs in the page', async ({ page, console: lines }) => {
	await page.goto('/');
	const refused = await page.evaluate(async () => {
		const seen: string[] = [];
		document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
		const script = document.createElement('script');
		script.src = 'https://stackblitz.com/headless';
		const frame = document.createElement('iframe');
		frame.src = 'https://stackblitz.com/edit/theirs';
		document.body.append(script, frame);
		await fetch('https://stackblitz.com/api').catch(() => {});
		await fetch('https://example.com/').catch(() => {});
		await new Promise((done) => setTimeout(done, 200));
		return seen;
	});
	expect(refused.sort()).toEqual(['connect-src', 'connect-src', 'frame-src', 'script-src-elem']);
	lines.length = 0;
});
