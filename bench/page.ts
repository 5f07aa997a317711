// `npm run bench page`: the built site in Chromium: time to the prompt, cold and warm and on a phone's network, bytes before it, and how the
// page behaves while it works. Needs a build (npm run build); serves it itself.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { live } from './page-live.ts';
import { loads } from './page-load.ts';
import { servePage } from './page-server.ts';
import type { Figure } from './report.ts';

const root = join(import.meta.dirname, '../build');
const port = 24_187;
const origin = `http://localhost:${port}`;
const url = `${origin}/learn/docker/your-first-container/`;

export async function page(): Promise<Figure[]> {
	if (!existsSync(join(root, 'offline.json'))) throw new Error('bench page: there is no build: run npm run build first');
	const server = await servePage(root, port);
	const browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
	try {
		return [...(await loads(browser, url)), ...(await live(browser, origin, url))];
	} finally {
		await browser.close();
		server.close();
	}
}
