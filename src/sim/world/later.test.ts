// A world that comes back before its programs' code does goes on exactly as one that waited for it.
import { expect, test } from 'vitest';
import { advance, bringUp } from '../../scenario/drive.ts';
import { createWorld, newProgramTable, type World } from './index.ts';

const script = (process: number, world: World, text: string): void =>
	world.input({ kind: 'process.start', host: 'docker', process, options: { path: '/bin/bash', argv: ['bash', '-c', text] } });

test('programs are rebuilt when something happens to them: asked for by a wake, a time-out or a signal', async () => {
	const programs = newProgramTable();
	const world = await createWorld('docker', { programs });
	await bringUp(world);
	await advance(world, 3_000_000);
	script(1, world, 'docker run -d --name web nginx; echo $$ > /root/pid; trap "echo caught > /root/caught" TERM; while true; do sleep 3; done');
	await advance(world, 9_500_000);
	const checkpoint = world.checkpoint();
	const wanted: string[] = [];
	const ends = async (later: boolean): Promise<unknown> => {
		const again = await createWorld('docker', { programs: newProgramTable(), from: structuredClone(checkpoint), later });
		script(
			2,
			again,
			'kill -TERM $(cat /root/pid); docker stop web; sleep 4; docker ps -a --format "{{.Names}} {{.State}}" > /root/seen; cat /root/caught >> /root/seen'
		);
		const until = again.now + 20_000_000;
		while (again.now < until) {
			const { wants } = again.advance(until - again.now);
			if (wants === undefined) break;
			if (later) wanted.push(wants);
			await again.programs.loader(wants)?.();
		}
		expect(again.bugs).toEqual([]);
		expect(new TextDecoder().decode(again.readFile('docker', '/root/seen'))).toBe('web exited\ncaught\n');
		return { engine: again.engine.state, kernels: again.checkpoint().kernels };
	};
	const waited = await ends(false);
	expect(await ends(true)).toEqual(waited);
	expect(wanted).toContain('dockerd');
}, 60_000);
