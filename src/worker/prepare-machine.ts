// Does to a new world what its lesson says, before the learner comes: as fast as it goes, everything through the world's log, so that the
// same build makes the same machine again. Commands run without a terminal; what they print is not kept.
import { advance, bringUp, load } from '#src/scenario/drive.ts';
import type { SolutionStep } from '#src/lessons/lesson.ts';
import type { World } from '#src/sim/world/index.ts';
import { bytesOf } from './text.ts';

/** Virtual time after which a machine's services are up. */
const bootUs = 5_000_000;
/** Virtual time that one command may take. */
const commandUs = 300_000_000;
const stepUs = 100_000;
/** The caller's own numbers for these processes. */
const firstProcess = 500_000;
const env = { HOME: '/root', USER: 'root', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', KUBECONFIG: '/etc/kubernetes/admin.conf' };

export async function prepareMachine(world: World, steps: readonly SolutionStep[]): Promise<void> {
	await advance(world, bootUs);
	await bringUp(world);
	let next = firstProcess;
	for (const step of steps) await perform(world, step, next++);
}

async function perform(world: World, step: SolutionStep, process: number): Promise<void> {
	const host = ('host' in step ? step.host : undefined) || (world.hosts()[0] ?? '');
	switch (step.type) {
		case 'run': {
			world.input({ kind: 'process.start', host, process, options: { path: '/bin/bash', argv: ['bash', '-lc', step.command], env, cwd: '/root' } });
			const end = world.now + commandUs;
			while (world.running(process) && world.now < end) {
				const { wants } = world.advance(stepUs);
				if (wants !== undefined) await load(world, wants);
			}
			return;
		}
		case 'write':
			return world.input({ kind: 'file.write', host, path: step.path, data: bytesOf(step.text) });
		case 'power':
			world.input({ kind: 'power', host, on: step.on });
			return advance(world, bootUs);
		case 'link':
			return world.input({ kind: 'link', host, up: step.up });
		case 'wait':
			return advance(world, step.seconds * 1e6);
		case 'browse':
		case 'keys':
			return;
	}
}
