// An attached `up` on a terminal: coloured log, the menu's keys, Ctrl-C; and a world that is restored again and again shows the same.
import { expect, test } from 'vitest';
import { advance } from '../../../../scenario/drive.ts';
import { createWorld, newProgramTable } from '../../../world/index.ts';

const compose = `services:
  web:
    image: nginx:1.27-alpine
    depends_on: {cache: {condition: service_healthy}}
  cache:
    image: redis:7
    healthcheck: {test: [CMD, redis-cli, ping], interval: 1s}
    develop: {watch: [{action: sync, path: ./src, target: /src}]}
`;
const bytes = new TextEncoder();
const text = new TextDecoder();
const programs = newProgramTable();

/** Types into a terminal and lets time pass; answers what it showed, by what was typed. */
async function session(typed: readonly (readonly [keys: string, us: number])[], restores: boolean): Promise<string[]> {
	let world = await createWorld('docker', { programs });
	world.input({ kind: 'file.write', host: 'docker', path: '/root/lab/compose.yaml', data: bytes.encode(compose) });
	world.input({ kind: 'file.write', host: 'docker', path: '/root/lab/src/old', data: bytes.encode('old') });
	await advance(world, 5_000_000);
	world.input({ kind: 'terminal.open', terminal: 1, host: 'docker', size: { rows: 20, columns: 110 } });
	const shown: string[] = [];
	for (const [keys, us] of typed) {
		let part = '';
		world.input({ kind: 'terminal.input', terminal: 1, data: bytes.encode(keys) });
		for (let passed = 0; passed < us; passed += 100_000) {
			await advance(world, 100_000);
			part += text.decode(world.output(1));
			if (restores && passed % 400_000 === 0) world = await createWorld('docker', { programs, from: world.checkpoint() });
		}
		shown.push(part);
	}
	expect(world.bugs).toEqual([]);
	return shown;
}
const steps = [
	['cd lab; docker compose up\r', 12_000_000],
	['w', 1_000_000],
	['w', 1_000_000],
	['\x03', 3_000_000],
	['echo status $?; docker compose ps -q | wc -l\r', 1_000_000],
	['docker compose up --menu=false | cat\r', 6_000_000],
	['\x03', 3_000_000],
	['docker compose down; docker ps -aq | wc -l\r', 3_000_000]
] as const;

test('an attached up: log, menu, Ctrl-C; the same from restored worlds', async () => {
	const shown = await session(steps, false);
	const [up = '', on = '', off = '', stop = '', status = '', piped = '', stopped = '', down = ''] = shown;
	expect(up).toContain('Attaching to cache-1, web-1');
	expect(up).toMatch(/\x1b\[3[36]mweb-1 {4}\| \x1b\[0m/);
	expect(up).toContain('\x1b[20;0H\x1b[2K\x1b[1;38;2;0;0;0;48;2;255;255;255mw\x1b[0m\x1b[2m Enable Watch\x1b[0m');
	expect(on).toContain('Watch enabled');
	expect(off).toContain('Watch disabled');
	expect(stop).toContain('Gracefully stopping... (press Ctrl+C again to force)');
	expect(stop).toContain('[+] Stopping 2/2');
	expect(status).toMatch(/status 0\r\n0\r\n/);
	expect(piped).toMatch(/web-1 {4}\| \/docker-entrypoint/);
	expect(piped).not.toContain('Enable Watch');
	expect(stopped).toContain('Container lab-web-1    \x1b[32mStopped');
	expect(down).toMatch(/h0\r\n/);
	expect(await session(steps, true)).toEqual(shown);
}, 60_000);
