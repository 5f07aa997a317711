// Every part of a lesson, as a learner uses it: questions, predictions, tabs, comparisons, files, the glossary, hints and solutions; by keyboard
// alone and by what a screen reader is told; and lessons that mean harm.
import AxeBuilder from '@axe-core/playwright';
import { expect, screen, task, test, type, untilPrompt, type Page } from './test.ts';

const images = '/learn/docker/images-and-tags/';
const data = '/learn/docker/data-that-stays/';
const network = '/learn/docker/containers-that-talk/';
const deployment = '/learn/kubernetes/a-deployment/';
const quiz = (page: Page, id: string) => page.locator(`[data-quiz=${id}]`);
const predict = (page: Page, id: string) => page.locator(`[data-predict=${id}]`);

/** Presses Tab until what has the keyboard says `name`; answers it. Nothing is clicked. */
async function tabTo(page: Page, name: RegExp, most = 160): Promise<void> {
	for (let i = 0; i < most; i++) {
		await page.keyboard.press('Tab');
		const here = await page.evaluate(() => {
			const at = document.activeElement;
			if (!at) return '';
			const label = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? (at.labels?.[0]?.textContent ?? '') : (at.textContent ?? '');
			return `${at.getAttribute('aria-label') ?? ''} ${label}`.trim();
		});
		if (name.test(here)) return;
	}
	throw new Error(`${String(name)} was not reached with Tab`);
}

/** From wherever, to the beginning of the lesson. */
async function toLesson(page: Page): Promise<void> {
	for (let i = 0; i < 6; i++) {
		if (await page.locator('[data-pane=lesson]').evaluate((pane) => pane === document.activeElement)) return;
		await page.keyboard.press('F6');
	}
	throw new Error('F6 does not reach the lesson');
}

/** Types a command with the terminal reached by its key. */
async function command(page: Page, line: string): Promise<void> {
	await page.keyboard.press('Control+`');
	const before = (await screen(page)).length;
	await page.keyboard.type(line);
	await page.keyboard.press('Enter');
	await expect.poll(async () => (await screen(page)).length, { timeout: 30_000 }).toBeGreaterThan(before + line.length);
	await untilPrompt(page);
}

test('a whole lesson is done by keyboard alone: commands, predictions, questions, hints, and on to the next one', async ({ page }) => {
	test.setTimeout(240_000);
	await page.goto(images);
	await untilPrompt(page);
	await command(page, 'docker pull alpine:3.22');
	await command(page, 'docker pull debian:12-slim');
	await expect(task(page, 'pull')).toHaveAttribute('data-passed', 'true', { timeout: 30_000 });

	await test.step('predict, then see', async () => {
		await toLesson(page);
		await tabTo(page, /It prints a short list/);
		await page.keyboard.press('ArrowDown');
		await tabTo(page, /^Keep my prediction$/);
		await page.keyboard.press('Enter');
		await expect(predict(page, 'distroless')).toContainText('You said');
		await toLesson(page);
		await tabTo(page, /^Run it and see$/);
		await page.keyboard.press('Enter');
		await expect(predict(page, 'distroless')).toContainText('And so it is.', { timeout: 20_000 });
		await expect.poll(() => screen(page), { timeout: 30_000 }).toContain('executable file not found');
		await untilPrompt(page);
	});

	await test.step('a number: wrong, a hint, right', async () => {
		await toLesson(page);
		await tabTo(page, /Your answer in layers/);
		await page.keyboard.type('9');
		await page.keyboard.press('Enter');
		await expect(quiz(page, 'layers').getByRole('status').filter({ hasText: 'Not yet.' })).toBeVisible();
		await tabTo(page, /^Hint/);
		await page.keyboard.press('Enter');
		await expect(quiz(page, 'layers')).toContainText('The smallest layer has 226 bytes.');
		await toLesson(page);
		await tabTo(page, /Your answer in layers/);
		await page.keyboard.press('Control+a');
		await page.keyboard.type('7');
		await page.keyboard.press('Enter');
		await expect(quiz(page, 'layers')).toHaveAttribute('data-right', 'true');
		await expect(quiz(page, 'layers')).toContainText('Another image that begins with the same Alpine');
	});

	await command(page, 'docker tag alpine:3.22 registry.example.com/base:1.0');
	await expect(task(page, 'tag')).toHaveAttribute('data-passed', 'true', { timeout: 30_000 });
	await command(page, "docker image inspect -f '{{index .RepoDigests 0}}' debian:12-slim > /root/pinned");
	await expect(task(page, 'digest')).toHaveAttribute('data-passed', 'true', { timeout: 30_000 });

	await test.step('several right answers', async () => {
		await toLesson(page);
		await tabTo(page, /nginx@sha256:/);
		await page.keyboard.press('Space');
		await tabTo(page, /nginx:1\.28-alpine@sha256/);
		await page.keyboard.press('Space');
		await tabTo(page, /^Check the answer$/);
		await page.keyboard.press('Enter');
		await expect(quiz(page, 'pin')).toHaveAttribute('data-right', 'true');
	});

	await expect(page.getByText('That is the lesson.')).toBeVisible();
	await page.reload();
	await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
	await untilPrompt(page);
	await expect(quiz(page, 'pin')).toHaveAttribute('data-right', 'true');
	await expect(quiz(page, 'layers')).toHaveAttribute('data-right', 'true');
	await expect(quiz(page, 'layers'))
		.toContainText('The hint is open', { timeout: 100 })
		.catch(() => {});
	await expect(predict(page, 'distroless')).toHaveAttribute('data-seen', 'true');
	await toLesson(page);
	await tabTo(page, /^Next: Data that outlives its container/);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Data that outlives its container');
});

test('tabs, partners and files by their roles and names, as a screen reader meets them', async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto(data);
	await untilPrompt(page);
	const lesson = page.getByRole('region', { name: 'Lesson' });
	await lesson.getByRole('button', { name: 'Open in editor' }).click();
	await expect(lesson.getByText('/root/site/index.html is saved.')).toBeVisible({ timeout: 20_000 });
	expect(await type(page, 'cat /root/site/index.html')).toContain('Written on the host');

	const first = lesson.getByRole('tab', { name: 'Read only' });
	await first.focus();
	await page.keyboard.press('ArrowRight');
	await expect(lesson.getByRole('tab', { name: 'Writable' })).toBeFocused();
	await expect(lesson.getByRole('tab', { name: 'Writable' })).toHaveAttribute('aria-selected', 'true');
	await expect(lesson.getByRole('tabpanel', { name: 'Writable' })).toBeVisible();
	await expect(lesson.getByRole('tabpanel', { name: 'Read only' })).toBeHidden();
	await page.keyboard.press('Home');
	await expect(first).toBeFocused();

	const pairs: readonly (readonly [string, string])[] = [
		['The data of a production database', 'A volume with a name'],
		['Source code that you edit while the container runs', 'A bind mount, read only'],
		['A configuration file that the host’s administrator owns', 'A bind mount'],
		['A cache that may go with the container', 'The container’s own layer']
	];
	for (const [left, right] of pairs) await lesson.getByRole('combobox', { name: left }).selectOption({ label: right });
	await quiz(page, 'which').getByRole('button', { name: 'Check the answer' }).click();
	await expect(quiz(page, 'which').getByRole('status').filter({ hasText: 'Not yet: 2 of 4 pairs.' })).toBeVisible();
	await lesson.getByRole('combobox', { name: /^Source code/ }).selectOption({ label: 'A bind mount' });
	await lesson.getByRole('combobox', { name: /^A configuration file/ }).selectOption({ label: 'A bind mount, read only' });
	await quiz(page, 'which').getByRole('button', { name: 'Check the answer' }).click();
	await expect(quiz(page, 'which').getByRole('status').filter({ hasText: 'Right.' })).toBeVisible();

	await task(page, 'volume').getByRole('button', { name: 'Solution' }).click();
	await task(page, 'volume').getByRole('button', { name: 'Long, with --mount' }).click();
	await expect(task(page, 'volume').getByRole('button', { name: 'Run docker volume create db-data' })).toBeVisible();
	await expect(task(page, 'volume').getByText('Wait 5 s')).toBeVisible();
});

test('an order is made with the arrow keys, a word is explained beside itself, and both leave the keyboard where it was', async ({ page }) => {
	test.setTimeout(90_000);
	await page.goto(network);
	const items = quiz(page, 'order').getByRole('listitem');
	await expect(items).toHaveCount(4);
	const wanted = ['The browser connects', 'Docker’s forwarding', 'It crosses the bridge', 'nginx in web accepts'];
	for (const [place, start] of wanted.entries()) {
		const button = quiz(page, 'order').getByRole('button', { name: new RegExp(`^Move up: ${start}`) });
		for (let i = 0; i < 4; i++) {
			if ((await items.nth(place).textContent())?.includes(start)) break;
			await ((await button.isDisabled()) ? quiz(page, 'order').getByRole('button', { name: new RegExp(`^Move down: ${start}`) }) : button).focus();
			await page.keyboard.press('ArrowUp');
		}
		await expect(items.nth(place)).toContainText(start);
	}
	await quiz(page, 'order').getByRole('button', { name: 'Check the answer' }).click();
	await expect(quiz(page, 'order')).toHaveAttribute('data-right', 'true');

	const word = page.getByRole('button', { name: 'bridge' }).first();
	await word.focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog', { name: /bridge/i })).toContainText('A network inside one host.');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog', { name: /bridge/i })).toBeHidden();
	await expect(word).toBeFocused();
});

test('Docker and Kubernetes stand side by side in a window of their own, and one below the other on a phone', async ({ page }) => {
	await page.goto(deployment);
	await page.getByRole('button', { name: 'Side by side' }).click();
	const window = page.getByRole('dialog', { name: 'Docker and Kubernetes side by side' });
	const [left, right] = await Promise.all([
		window.getByRole('region', { name: 'Docker' }).boundingBox(),
		window.getByRole('region', { name: 'Kubernetes' }).boundingBox()
	]);
	expect(left && right && Math.abs(left.y - right.y) < 2 && right.x >= left.x + left.width - 2).toBe(true);
	await page.keyboard.press('Escape');
	await page.setViewportSize({ width: 390, height: 844 });
	await expect(page.getByRole('button', { name: 'Side by side' })).toBeHidden();
	const phone = page.locator('.compare');
	const [first, second] = await Promise.all([
		phone.getByRole('region', { name: 'Docker' }).boundingBox(),
		phone.getByRole('region', { name: 'Kubernetes' }).boundingBox()
	]);
	expect(first && second && second.y >= first.y + first.height - 2).toBe(true);
	expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});

test('a lesson with a setup begins with it, at once and after a reload, so nobody pulls what the lesson promised', async ({ page }) => {
	test.setTimeout(90_000);
	await page.goto(network);
	await untilPrompt(page);
	expect(await type(page, 'docker image ls')).toMatch(/nginx[\s\S]*redis|redis[\s\S]*nginx/);
	expect(await screen(page)).not.toContain('docker pull');
	await page.reload();
	await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
	await untilPrompt(page);
	expect(await type(page, 'docker image ls -q | wc -l')).toContain('3');
});

test('a command that is run before the machine is there is run when it is, so impatience costs nothing', async ({ page }) => {
	test.setTimeout(90_000);
	await page.goto(network);
	await page
		.getByRole('button', { name: /^Run docker run -d --name cache/ })
		.first()
		.click();
	await untilPrompt(page);
	await expect.poll(() => screen(page), { timeout: 20_000 }).toContain('docker run -d --name cache');
	expect(await type(page, 'docker ps')).toContain('cache');
});

test('the list of lessons shows what is done and leads on, so a learner finds the way back', async ({ page }) => {
	test.setTimeout(90_000);
	await page.goto(images);
	await untilPrompt(page);
	await type(page, 'docker pull alpine:3.22');
	await type(page, 'docker pull debian:12-slim');
	await expect(task(page, 'pull')).toHaveAttribute('data-passed', 'true', { timeout: 30_000 });
	await page.getByRole('link', { name: 'All lessons' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Lessons' })).toBeVisible();
	await expect(page.getByRole('link', { name: /Images, tags and digests/ })).toContainText('1 of 3 tasks');
	await expect(page.getByRole('link', { name: /^Go on with/ })).toBeVisible();
	expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});

for (const theme of ['dark', 'light', 'contrast'] as const) {
	test(`axe finds nothing on the parts of lessons, opened and answered, in ${theme}, so everybody can learn with them`, async ({ page }) => {
		test.setTimeout(120_000);
		await page.addInitScript((name) => localStorage.setItem('drydock:theme', name), theme);
		const look = async (what: string): Promise<void> => {
			const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
			expect(
				violations.map(({ id, nodes }) => `${what} ${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} ${failureSummary}`).join(' | ')}`)
			).toEqual([]);
		};
		await page.goto('/learn/');
		await look('/learn/');
		await page.goto('/share/#1.nothing');
		await expect(page.getByRole('alert')).toBeVisible();
		await look('/share/');
		await page.goto(images);
		await untilPrompt(page);
		await quiz(page, 'layers').getByLabel('Your answer in layers').fill('9');
		await quiz(page, 'layers').getByRole('button', { name: 'Check the answer' }).click();
		await quiz(page, 'layers').getByRole('button', { name: 'Hint' }).click();
		await quiz(page, 'pin').getByRole('checkbox').first().check();
		await quiz(page, 'pin').getByRole('button', { name: 'Check the answer' }).click();
		await predict(page, 'distroless').getByRole('radio').first().check();
		await predict(page, 'distroless').getByRole('button', { name: 'Keep my prediction' }).click();
		await predict(page, 'distroless').getByRole('button', { name: 'Run it and see' }).click();
		await expect(predict(page, 'distroless')).toContainText('It went otherwise.');
		await task(page, 'digest').getByRole('button', { name: /^Hint/ }).click();
		await task(page, 'digest').getByRole('button', { name: 'Solution' }).click();
		await look(images);
		await page.getByRole('button', { name: 'image', exact: true }).first().click();
		await look(`${images} with a word explained`);
		await page.goto(deployment);
		await page.getByRole('button', { name: 'Side by side' }).click();
		await look(`${deployment} side by side`);
	});
}

test('a hostile lesson runs nothing and fetches nothing, so untrusted content is only text', async ({ page, console: lines }) => {
	const requests: string[] = [];
	// What the policy stops never gets as far as this; what it lets through would run.
	await page.route('https://evil.example/**', async (route) => {
		requests.push(route.request().url());
		await route.fulfill({ contentType: 'text/javascript', body: 'globalThis.broken = 1' });
	});
	const evil = '<img src=x onerror=\\"globalThis.broken=1\\"><script>globalThis.broken=1</script>';
	// The lesson's data as a hostile author would like to have it: markup in text, scripts in links and images, a foreign address.
	await page.route('**/learn/docker/data-that-stays/__data.json*', async (route) => {
		const body = await (await route.fetch()).text();
		const hostile = body
			.replaceAll('A container writes into a ', evil)
			.replace(/"data:image[^"]*"/g, '"https://evil.example/x.svg"')
			.replace('"Keep it"', `"${evil}"`)
			.replace('Replace the container, keep the row', evil);
		await route.fulfill({ body: hostile, contentType: 'application/json' });
	});
	await page.goto('/learn/');
	await page.locator('a[href="/learn/docker/data-that-stays/"]').click();
	await expect(page.getByText('<script>globalThis.broken=1</script>').first()).toBeVisible();
	await page.waitForTimeout(300);
	expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
	expect(await page.locator('article.lesson script, article.lesson img[onerror]').count()).toBe(0);
	expect(requests).toEqual([]);
	// And were it markup after all: the policy of the page runs no inline handler, no inline script, no script address.
	const ran = await page.evaluate(async () => {
		const article = document.querySelector('article.lesson');
		const box = document.createElement('div');
		box.innerHTML =
			'<img src="x:" onerror="globalThis.broken=1"><svg onload="globalThis.broken=1"></svg><iframe srcdoc="<script>parent.broken=1</script>"></iframe><a href="javascript:globalThis.broken=1">x</a>';
		article?.append(box);
		const foreign = document.createElement('script');
		foreign.src = 'https://evil.example/x.js';
		article?.append(foreign);
		box.querySelector('a')?.click();
		await new Promise((done) => setTimeout(done, 300));
		box.remove();
		return 'broken' in globalThis;
	});
	expect(ran).toBe(false);
	expect(requests).toEqual([]);
	const policy = await page.locator('meta[http-equiv="content-security-policy" i]').getAttribute('content');
	const scripts = /script-src ([^;]*)/.exec(policy ?? '')?.[1] ?? '';
	expect(scripts.split(' ').filter((source) => !/^'(?:self|sha256-[^']+|wasm-unsafe-eval)'$/.test(source))).toEqual([]);
	expect(policy).toContain("default-src 'self'");
	expect(policy).toContain("object-src 'none'");
	expect(policy).toContain("form-action 'none'");
	expect(lines.every((line) => /Content Security Policy|ERR_|Failed to load/.test(line))).toBe(true);
	lines.length = 0;
});
