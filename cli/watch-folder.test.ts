import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { onChange } from './watch-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'drydock-watch-'));
afterAll(() => rmSync(root, { recursive: true }));

test('a file that was saved by a rename is still seen when it is saved in place, in a folder made later too: it is', async () => {
	let seen: (() => void) | undefined;
	const stop = onChange(root, () => seen?.());
	const told = (act: () => void): Promise<void> =>
		new Promise((done) => {
			seen = done;
			act();
		});
	const file = join(root, '01-c/index.md');
	await told(() => mkdirSync(join(root, '01-c')));
	await told(() => writeFileSync(file, 'one'));
	for (const text of ['two', 'three']) {
		await told(() => {
			writeFileSync(`${file}~`, text);
			renameSync(`${file}~`, file);
		});
		await told(() => writeFileSync(file, `${text} in place`));
		await told(() => writeFileSync(file, `${text} again`));
	}
	stop();
});
