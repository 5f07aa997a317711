// A learner finishes the first lesson, by keyboard alone where the lesson is typed, and everything is kept.
import { expect, lesson, screen, task, test, type, untilPrompt } from './test.ts';

test('a learner finishes the lesson by typing, checks turn green as the state arises and red when it is undone, and a reload keeps everything, so it works', async ({
	page
}) => {
	test.setTimeout(150_000);
	await page.goto(lesson);
	await untilPrompt(page);
	expect(await page.evaluate(() => performance.getEntriesByType('mark').map(({ name }) => name))).toEqual(
		expect.arrayContaining(['drydock:text', 'drydock:prompt'])
	);

	await test.step('run', async () => {
		await type(page, 'docker run -d -p 8080:80 --name web nginx:latest');
		await expect(task(page, 'run')).toHaveAttribute('data-holds', 'true', { timeout: 20_000 });
		await expect(page.getByTestId('stack')).toContainText('nginx:latest');
	});

	await test.step('undone, it is red again', async () => {
		await type(page, 'docker stop web');
		await expect(task(page, 'run')).toHaveAttribute('data-holds', 'false', { timeout: 20_000 });
		await expect(task(page, 'run')).toContainText('web is exited');
		await type(page, 'docker start web');
		await expect(task(page, 'run')).toHaveAttribute('data-holds', 'true', { timeout: 20_000 });
	});

	await test.step('the page in the browser', async () => {
		await page.getByRole('tab', { name: 'Browser' }).click();
		await page.getByLabel('Address').fill('localhost:8080');
		await page.keyboard.press('Enter');
		await expect(page.frameLocator('iframe').getByRole('heading')).toContainText('Welcome to nginx!', { timeout: 20_000 });
		await expect(task(page, 'see')).toHaveAttribute('data-holds', 'true', { timeout: 20_000 });
		await page.getByRole('tab', { name: 'Stack' }).click();
	});

	await test.step('a reload in the middle keeps machine, screen and progress', async () => {
		const before = await screen(page);
		await page.reload();
		await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
		await untilPrompt(page);
		expect((await screen(page)).replaceAll(/\s+/g, '')).toContain('dockerstartweb');
		expect(before).toContain('docker start web');
		await expect(task(page, 'see')).toHaveAttribute('data-passed', 'true');
		await expect(task(page, 'run')).toHaveAttribute('data-holds', 'true', { timeout: 20_000 });
		expect(await type(page, 'docker ps')).toContain('web');
	});

	await test.step('process and port', async () => {
		await type(page, "docker inspect -f '{{.State.Pid}}' web > pid");
		await type(page, 'echo docker-proxy > listener');
		await expect(task(page, 'find')).toHaveAttribute('data-holds', 'true', { timeout: 20_000 });
	});

	await test.step('the power', async () => {
		await page.getByRole('button', { name: 'Cut the power' }).click();
		await expect.poll(() => screen(page)).toContain('the power is cut');
		await page.getByRole('button', { name: 'Switch on' }).click();
		await untilPrompt(page);
		await expect(task(page, 'power')).toHaveAttribute('data-holds', 'true', { timeout: 30_000 });
		expect(await type(page, 'docker ps -a')).toContain('Exited');
	});

	await test.step('by hand', async () => {
		await type(page, 'docker start web');
		await expect(task(page, 'again')).toHaveAttribute('data-passed', 'true', { timeout: 20_000 });
		await expect(page.getByText('That is the lesson.')).toBeVisible();
	});
});

test('undo takes back the last command, so a learner may try anything', async ({ page }) => {
	test.setTimeout(90_000);
	await page.goto(lesson);
	await untilPrompt(page);
	await type(page, 'echo precious > /root/a');
	await type(page, 'rm /root/a');
	expect(await type(page, 'ls /root')).not.toMatch(/\ba\b/);
	await page.getByRole('button', { name: 'Undo the last command' }).click();
	await page.getByRole('button', { name: 'Undo the last command' }).click();
	await expect.poll(() => screen(page)).toMatch(/rm \/root\/a$/);
	await page.keyboard.press('Control+c');
	expect(await type(page, 'cat /root/a')).toContain('precious');
});

test('a second tab is told, and can take the machine over, so that two tabs do not overwrite each other', async ({ page, context }) => {
	await page.goto(lesson);
	await untilPrompt(page);
	const other = await context.newPage();
	await other.goto(lesson);
	await expect(other.getByRole('alert')).toContainText('open in another tab');
	await other.getByRole('button', { name: 'Use it here' }).click();
	await untilPrompt(other);
	await expect(page.getByRole('alert')).toContainText('went to another tab');
	await other.close();
});

test('wrong and unusual commands answer as they do at work, so that mistakes teach', async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto(lesson);
	await untilPrompt(page);
	await type(page, 'docker run -d -p 8080:80 --name web nginx:latest');
	expect(await type(page, 'docker run -d -p 8080:80 --name two nginx:latest')).toContain('Bind for 0.0.0.0:8080 failed: port is already allocated');
	expect(await type(page, 'docker run nosuchimage')).toContain('pull access denied for nosuchimage');
	expect(await type(page, 'docker run --nosuchflag nginx')).toContain('unknown flag: --nosuchflag');
	expect(await type(page, 'yes | head -1')).toContain('y');
});
