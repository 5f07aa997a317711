import { expect, test } from 'vitest';
import { advance } from '../../../scenario/drive.ts';
import { createWorld, newProgramTable, type World } from '../../world/index.ts';

const start = (world: World, process: number, text: string): void => {
	const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };
	world.input({ kind: 'process.start', host: 'docker', process, options: { path: '/bin/sh', argv: ['sh', '-c', text], env, cwd: '/root' } });
};
const read = (world: World, path: string): string => new TextDecoder().decode(world.readFile('docker', path) ?? new Uint8Array());

test('a world restored in the midst of a build with several stages goes on as the one that was not, it', async () => {
	const programs = newProgramTable();
	const world = await createWorld('docker', { programs });
	await advance(world, 3_000_000);
	const file =
		'FROM busybox:1.36 AS a\\nRUN sleep 3; echo a > /a\\nFROM busybox:1.36 AS b\\nRUN --mount=type=secret,id=s sleep 5; cat /run/secrets/s > /b\\nFROM busybox:1.36\\nRUN sleep 1; echo mine\\nCOPY --from=a /a /\\nCOPY --from=b /b /\\n';
	start(
		world,
		1,
		`echo hidden > s; printf '${file}' > Dockerfile; docker build --secret id=s,src=s --progress=plain -t t . > log 2>&1; docker run --rm t cat /a /b > out; echo end >> out`
	);
	// The base is pulled, stages are at work; one has ended, another not.
	for (let i = 0; i < 400 && !read(world, '/root/log').includes('mine'); i++) await advance(world, 50_000);
	await advance(world, 700_000);
	expect(read(world, '/root/log')).not.toContain('exporting');
	const again = await createWorld('docker', { programs, from: world.checkpoint() });
	for (const one of [world, again]) await advance(one, 20_000_000);
	expect(read(world, '/root/out')).toBe('a\nhidden\nend\n');
	expect(read(again, '/root/out')).toBe('a\nhidden\nend\n');
	expect(read(again, '/root/log')).toBe(read(world, '/root/log'));
	expect([...world.bugs, ...again.bugs]).toEqual([]);
}, 60_000);
