// For tests of builds: a Docker host, and scripts of its shell run to their end. Leaves out terminals.
import { advance } from '../../../../scenario/drive.ts';
import { createWorld, type World } from '../../../world/index.ts';

/** A host with busybox:1.36 in its store. */
export async function readyWorld(): Promise<World> {
	const world = await createWorld('docker', {});
	await advance(world, 3_000_000);
	await script(world, 'docker pull -q busybox:1.36');
	return world;
}
/** Runs a script of the host's shell to its end; answers what it printed. */
export async function script(world: World, text: string): Promise<string> {
	let id = 1;
	while (world.readFile('docker', `/root/out${id}`)) id++;
	const file = `/root/out${id}`;
	const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };
	const argv = ['sh', '-c', `(${text}\n) > ${file} 2>&1; echo end >> ${file}`];
	world.input({ kind: 'process.start', host: 'docker', process: id, options: { path: '/bin/sh', argv, env, cwd: '/root' } });
	for (let i = 0; i < 600; i++) {
		await advance(world, 100_000);
		const out = new TextDecoder().decode(world.readFile('docker', file) ?? new Uint8Array());
		if (out.endsWith('end\n')) return out.slice(0, -4);
	}
	throw new Error('the script does not end');
}
