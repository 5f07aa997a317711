// What a learner has stays theirs: over releases, browsers, tabs and full disks; and what others send does nothing by itself.
import { zipSync, unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { encodeShare } from '#src/worker/share.ts';
import { stores, type StoredSave } from './saves/stores.ts';
import { expect, lesson, screen, task, test, type, untilPrompt, type Page } from './test.ts';

const sandbox = '/sandbox/?world=docker';
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A page of the site without the app, to prepare or look at the store. */
async function besideTheApp(page: Page): Promise<void> {
	const html = '<!doctype html><html data-hydrated><link rel="icon" href="data:,"></html>';
	await page.route('**/beside-the-app', (route) => route.fulfill({ contentType: 'text/html', body: html }));
	await page.goto('/beside-the-app');
}

/** Everything in the store, by its name. */
const stored = (page: Page): Promise<Record<string, unknown[]>> =>
	page.evaluate(async () => {
		const db = await new Promise<IDBDatabase>((done, failed) => {
			const request = indexedDB.open('drydock');
			request.onsuccess = () => done(request.result);
			request.onerror = () => failed(request.error);
		});
		const all: Record<string, unknown[]> = {};
		for (const name of db.objectStoreNames)
			all[name] = await new Promise((done) => {
				const request = db.transaction(name).objectStore(name).getAll();
				request.onsuccess = () => done(request.result);
			});
		db.close();
		return all;
	});

const write = (page: Page, save: StoredSave): Promise<void> =>
	page.evaluate(async (save) => {
		const real = (value: unknown): unknown => {
			if (typeof value !== 'object' || value === null) return value;
			if (Array.isArray(value)) return value.map(real);
			if ('bytes' in value) return Uint8Array.from(value.bytes as number[]);
			return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, real(inner)]));
		};
		const db = await new Promise<IDBDatabase>((done) => {
			const request = indexedDB.open('drydock', save.version);
			request.onupgradeneeded = () => {
				for (const [name, keyPath] of Object.entries(save.stores))
					request.result.createObjectStore(name, keyPath === null ? undefined : { keyPath: keyPath as string });
			};
			request.onsuccess = () => done(request.result);
		});
		const tx = db.transaction(Object.keys(save.stores), 'readwrite');
		for (const [name, records] of Object.entries(save.records))
			for (const { value, key } of records) tx.objectStore(name).put(real(value), key as IDBValidKey | undefined);
		await new Promise<void>((done) => (tx.oncomplete = () => done()));
		db.close();
	}, save);

/** Chooses a command of the palette. */
async function choose(page: Page, name: string): Promise<void> {
	await page.keyboard.press('F1');
	await page.getByRole('combobox', { name: 'Find a command' }).fill(name);
	await page.keyboard.press('Enter');
}

async function openState(page: Page): Promise<void> {
	await choose(page, 'save, share');
	await expect(page.getByRole('heading', { name: 'Save, share, restore' })).toBeVisible();
}

for (const save of stores) {
	test(`a save of store version ${save.version} opens in this release with progress and files, so an update costs nothing`, async ({ page }) => {
		test.setTimeout(90_000);
		await besideTheApp(page);
		await write(page, save);
		await page.goto(sandbox);
		await untilPrompt(page);
		await expect(page.getByText('Drydock was updated, and this machine could not be taken along')).toBeVisible();
		expect(await type(page, 'cat compose.yaml; ls gone')).toMatch(/services: \{\}[\s\S]*cannot access 'gone'/);
		const { progress } = await stored(page);
		expect(progress).toMatchObject([
			{ task: 'run', passed: 1_780_000_100_000, passedVersion: 'aaaa', hints: 2, seconds: save.version === 1 ? 0 : 90 },
			{ task: 'see', hints: 1, solution: true }
		]);
		await page.goto(lesson);
		await untilPrompt(page);
		await expect(task(page, 'run')).toHaveAttribute('data-passed', 'true');
		await page.goto(sandbox);
		await untilPrompt(page);
		await expect(page.getByText('Drydock was updated')).toHaveCount(0);
		expect(await type(page, 'cat compose.yaml')).toContain('services');
	});
}

test('everything goes into one file and comes back in another browser, the machine with it, so nothing ties a learner to one computer', async ({
	page,
	browser
}) => {
	test.setTimeout(150_000);
	await page.goto(lesson);
	await untilPrompt(page);
	await type(page, 'docker run -d -p 8080:80 --name web nginx:latest');
	await expect(task(page, 'run')).toHaveAttribute('data-passed', 'true', { timeout: 20_000 });
	await task(page, 'run').getByRole('button', { name: /^Hint/ }).click();
	await expect(task(page, 'run').locator('.hint')).toHaveCount(1);
	await openState(page);
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save everything to a file' }).click();
	const path = await (await download).path();
	const other = await browser.newContext();
	const page2 = await other.newPage();
	await page2.goto('/sandbox/?world=docker');
	await page2.locator('html[data-hydrated]').waitFor({ state: 'attached' });
	await untilPrompt(page2);
	await openState(page2);
	await page2.getByLabel(/Choose a file that Drydock saved/).setInputFiles(path);
	await expect(page2.getByText('1 passed task in 1 lesson')).toBeVisible();
	await page2.getByRole('button', { name: 'Add and reload' }).click();
	await page2.waitForEvent('load');
	await page2.goto(lesson);
	await untilPrompt(page2);
	await expect(task(page2, 'run')).toHaveAttribute('data-passed', 'true');
	await expect(task(page2, 'run').locator('.hint')).toHaveCount(1);
	expect(await type(page2, 'docker ps')).toContain('web');
	await other.close();
});

test('a save file of format 1 comes in, and files that are none say what was expected and change nothing, so a bad file is no danger', async ({ page }) => {
	test.setTimeout(90_000);
	await page.goto(lesson);
	await untilPrompt(page);
	const good = readFileSync(join(import.meta.dirname, 'saves/archive-1.drydock'));
	const before = JSON.stringify((await stored(page))['progress']);
	await openState(page);
	const chooser = page.getByLabel(/Choose a file that Drydock saved/);
	const flipped = Buffer.from(good);
	flipped[flipped.length - 9] = (flipped[flipped.length - 9] ?? 0) ^ 4;
	for (const [name, buffer, said] of [
		['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'Expected a file that Drydock saved'],
		['cut off', good.subarray(0, good.length - 7), 'the file was cut off or added to'],
		['changed', flipped, 'the file was changed or damaged'],
		['of the future', Buffer.from(good.toString('latin1').replace('DRYDOCK SAVE 1', 'DRYDOCK SAVE 7'), 'latin1'), 'Expected a save of format 1, found format 7']
	] as const) {
		await chooser.setInputFiles({ name: `${name}.drydock`, mimeType: 'application/octet-stream', buffer });
		await expect(page.getByRole('alert').filter({ hasText: said })).toBeVisible();
	}
	expect(JSON.stringify((await stored(page))['progress'])).toBe(before);
	await chooser.setInputFiles({ name: 'old.drydock', mimeType: 'application/octet-stream', buffer: good });
	await expect(page.getByText('another version of Drydock')).toBeVisible();
	await page.getByRole('button', { name: 'Add and reload' }).click();
	await page.waitForEvent('load');
	await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
	await untilPrompt(page);
	await expect(task(page, 'run')).toHaveAttribute('data-passed', 'true');
	await page.goto(sandbox);
	await untilPrompt(page);
	expect(await type(page, 'cat from-the-save')).toContain('kept in a file');
});

test('a link carries a machine; it shows what it holds, runs and stores nothing before the button, and leaves other machines alone', async ({
	page,
	context
}) => {
	test.setTimeout(120_000);
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await page.goto(sandbox);
	await untilPrompt(page);
	await type(page, 'echo from-me > /root/note');
	await openState(page);
	await page.getByRole('button', { name: 'Copy a link to this machine' }).click();
	const link = await page.getByLabel('The link').inputValue();
	expect(link).toContain('/share/#1.');
	const other = await context.browser()?.newContext();
	const guest = await other?.newPage();
	if (!other || !guest) throw new Error('no browser');
	await guest.goto(link);
	await expect(guest.getByText('echo from-me > /root/note')).toBeVisible();
	expect(await guest.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
	expect(guest.workers()).toHaveLength(0);
	await guest.getByRole('button', { name: 'Open this machine' }).click();
	await untilPrompt(guest);
	expect(await type(guest, 'cat /root/note')).toContain('from-me');
	expect((await stored(guest))['machines']).toMatchObject([{ machine: expect.stringMatching(/^sandbox\/docker\/shared-/) }]);
	await guest.reload();
	await untilPrompt(guest);
	expect(await type(guest, 'cat /root/note')).toContain('from-me');
	await other.close();
});

test('hostile links do nothing: they say what is wrong, and no machine, no store and no script comes of them', async ({ page }) => {
	const world = { build: 'abc', seed: 1, preset: 'docker', watermark: 1000, log: [] };
	const good = await encodeShare(world);
	const evil = await encodeShare({
		...world,
		log: [
			{
				at: 0,
				events: 0,
				input: { kind: 'terminal.input', terminal: 1, data: text('<img src=x onerror=globalThis.broken=1><script>globalThis.broken=1</script>\r') }
			}
		]
	});
	for (const [code, said] of [
		['', 'there is nothing in it'],
		['javascript:alert(1)', 'it is no link that Drydock made'],
		[good.slice(0, -8), 'damaged'],
		[`1.${'A'.repeat(70_000)}`, 'longer than'],
		['1.<img src=x onerror=alert(1)>', 'characters that no such link has']
	] as const) {
		await page.goto('/');
		await page.goto(`/share/#${code}`);
		await expect(page.getByRole('alert')).toContainText(said);
		await expect(page.getByRole('button', { name: 'Open this machine' })).toHaveCount(0);
	}
	await page.goto('/');
	await page.goto(`/share/#${evil}`);
	await expect(page.getByText('<script>globalThis.broken=1</script>')).toBeVisible();
	expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
	expect(page.workers()).toHaveLength(0);
});

test('own files come in as a folder or zip and go out as a zip; a hostile zip is refused whole and says why', async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto(sandbox);
	await untilPrompt(page);
	const bring = async (name: string, data: Uint8Array): Promise<void> => {
		await page.locator('input[type=file][multiple]').setInputFiles({ name, mimeType: 'application/zip', buffer: Buffer.from(data) });
	};
	const chooser = page.waitForEvent('filechooser');
	await choose(page, 'bring files');
	await (
		await chooser
	).setFiles({
		name: 'site.zip',
		mimeType: 'application/zip',
		buffer: Buffer.from(
			zipSync({ app: { 'index.html': text('<h1>mine</h1>'), 'run.sh': [text('#!/bin/sh\necho ran\n'), { os: 3, attrs: (0o100755 << 16) >>> 0 }] } })
		)
	});
	await expect(page.getByText('2 files')).toBeVisible();
	await page.getByRole('button', { name: 'Write them' }).click();
	await expect(page.getByText('2 files written to /root on docker.')).toBeVisible();
	expect(await type(page, 'cat app/index.html; ./app/run.sh')).toMatch(/mine[\s\S]*ran/);
	for (const [zip, said] of [
		[zipSync({ '../../etc/passwd': text('x') }), 'its path leads out of the archive'],
		[zipSync({ '/etc/passwd': text('x') }), 'its path is absolute'],
		[zipSync({ link: [text('/etc/shadow'), { os: 3, attrs: (0o120777 << 16) >>> 0 }] }), 'is a symbolic link'],
		[zipSync({ bomb: new Uint8Array(9 << 20) }), 'unpacks to more than 8 MiB']
	] as const) {
		await bring('evil.zip', zip);
		await expect(page.getByRole('alert').filter({ hasText: said })).toContainText('nothing was written');
		await page
			.getByRole('dialog', { name: /Bring files/ })
			.getByRole('button', { name: 'Close' })
			.click();
	}
	expect(await type(page, 'tail -1 /etc/passwd; ls')).not.toContain('evil');
	await type(page, 'mkdir -p out/sub; echo one > out/a; echo two > out/sub/b; ln -s a out/l');
	const taken = await page.evaluate(async () => {
		const { drydock } = globalThis as unknown as { drydock: { call(call: unknown): Promise<{ name: string; bytes: Uint8Array }> } };
		const { name, bytes } = await drydock.call({ op: 'files.take', host: 'docker', path: '/root/out' });
		return { name, bytes: [...bytes] };
	});
	expect(taken.name).toBe('out.zip');
	const files = unzipSync(Uint8Array.from(taken.bytes));
	expect(Object.fromEntries(Object.entries(files).map(([name, data]) => [name, new TextDecoder().decode(data)]))).toEqual({
		'out/a': 'one\n',
		'out/sub/b': 'two\n',
		'out/l': 'a'
	});
});

test('a browser without space says so, goes on, and keeps everything from the moment there is space again, so a full disk is no trap', async ({
	page,
	context
}) => {
	test.setTimeout(120_000);
	await besideTheApp(page);
	const session = await context.newCDPSession(page);
	const { origin } = new URL(page.url());
	await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
	await page.goto(sandbox);
	await untilPrompt(page);
	await type(page, 'echo one > /root/a');
	await expect(page.getByText('The browser has no space left for Drydock')).toBeVisible({ timeout: 20_000 });
	expect(await type(page, 'cat /root/a')).toContain('one');
	await session.send('Storage.overrideQuotaForOrigin', { origin });
	await page.evaluate(() => (globalThis as unknown as { drydock: { visible(on: boolean): void } }).drydock.visible(false));
	await expect(page.getByText('Saving works again')).toBeVisible({ timeout: 20_000 });
	await page.evaluate(() => (globalThis as unknown as { drydock: { visible(on: boolean): void } }).drydock.visible(true));
	await type(page, 'echo two > /root/b');
	await page.reload();
	await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
	await untilPrompt(page);
	expect(await type(page, 'cat /root/a /root/b')).toMatch(/one\s+two/);
});

test('two tabs of one lesson keep what is done in either, so neither overwrites the other', async ({ page, context }) => {
	test.setTimeout(90_000);
	await page.goto(lesson);
	await untilPrompt(page);
	const other = await context.newPage();
	await other.goto(lesson);
	await expect(other.getByRole('alert')).toContainText('open in another tab');
	await task(other, 'find').getByRole('button', { name: /^Hint/ }).click();
	await expect(task(other, 'find').locator('.hint')).toHaveCount(1);
	await expect(task(page, 'find').locator('.hint')).toHaveCount(1);
	await task(page, 'find')
		.getByRole('button', { name: /^Next hint/ })
		.click();
	await task(page, 'run').getByRole('button', { name: 'Solution' }).click();
	await expect(task(other, 'find').locator('.hint')).toHaveCount(2);
	await type(page, 'docker run -d -p 8080:80 --name web nginx:latest');
	await expect(task(page, 'run')).toHaveAttribute('data-passed', 'true', { timeout: 20_000 });
	const progress = (await stored(page))['progress'] as { task: string; hints: number; solution: boolean; attempts: number; passed?: number }[];
	expect(progress.find((one) => one.task === 'find')).toMatchObject({ hints: 2 });
	expect(progress.find((one) => one.task === 'run')).toMatchObject({ solution: true, attempts: 1, passed: expect.any(Number) });
	expect(await screen(page)).toContain('docker run');
});

test('a newer version says that it is ready, waits until it is wanted, and takes everything along, so an update is no interruption', async ({
	page,
	baseURL
}) => {
	test.setTimeout(120_000);
	// The site behind a server of the test's own, which has another version to offer when told to.
	let newer = false;
	const server = createServer((request, response) => {
		void fetch(`${baseURL}${request.url}`).then(async (answer) => {
			const body = Buffer.from(await answer.arrayBuffer());
			const headers = Object.fromEntries(
				[...answer.headers].filter(([name]) => !/^(?:content-length|connection|transfer-encoding|content-encoding)$/.test(name))
			);
			response.writeHead(answer.status, headers);
			response.end(newer && request.url === '/service-worker.js' ? Buffer.concat([body, Buffer.from('\n// a newer version')]) : body);
		});
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const site = `http://localhost:${(server.address() as AddressInfo).port}`;
	try {
		await page.goto(`${site}${sandbox}`);
		await untilPrompt(page);
		await page.evaluate(async () => {
			const registration = await navigator.serviceWorker.ready;
			if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
			return registration.scope;
		});
		await type(page, 'echo kept > /root/kept');
		const banner = page.getByText('A new version of Drydock is ready.');
		await page.waitForTimeout(4500);
		await expect(banner).toHaveCount(0);
		newer = true;
		await page.evaluate(async () => void (await navigator.serviceWorker.getRegistration())?.update());
		await expect(banner).toBeVisible({ timeout: 30_000 });
		expect(await type(page, 'cat /root/kept')).toContain('kept');
		const loaded = page.waitForEvent('load');
		await page.getByRole('button', { name: 'Reload', exact: true }).click();
		await loaded;
		await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
		await untilPrompt(page);
		expect(await type(page, 'cat /root/kept')).toContain('kept');
		await page.waitForTimeout(4500);
		await expect(banner).toHaveCount(0);
	} finally {
		server.closeAllConnections();
		server.close();
	}
});
