// What no prompt needs comes after it: commands, files, completion and containers that need it work, at once and after a reload.
import { expect, screen, test, type, untilPrompt } from './test.ts';

test('what comes late is there when it is asked for, so nobody sees that it came late', async ({ page }) => {
	await page.goto('/sandbox/?world=docker');
	await untilPrompt(page);
	expect(await type(page, 'ls /')).toMatch(/bin.*etc/s);
	expect(await type(page, 'cat /proc/meminfo')).toMatch(/MemTotal:\s+\d+ kB/);
	expect(await type(page, "printf '%05d\\n' 7 | cat")).toContain('00007');
	await page.locator('#terminal-1 textarea').focus();
	await page.keyboard.type('ech');
	await page.keyboard.press('Tab');
	await page.keyboard.type('completed');
	await page.keyboard.press('Enter');
	await expect.poll(() => screen(page)).toMatch(/^completed/m);
	expect(await type(page, 'docker run hello-world')).toContain('Hello from Docker!');
	await page.reload();
	await untilPrompt(page);
	expect(await type(page, '[[ a == a ]] && echo again $((1 + 2)); ip route')).toMatch(/again 3/);
});
