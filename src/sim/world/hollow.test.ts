// Hollow nodes in a cluster: pods that a deployment makes are Running there, a restored world goes on, and deleted pods go.
import { expect, test } from 'vitest';
import type { Pod } from '../kinds/index.ts';
import { advance, bringUp } from '../../scenario/drive.ts';
import { createWorld, newProgramTable, type World } from './index.ts';

function pods(world: World): Pod[] {
	const found: Pod[] = [];
	for (const process of world.kernel('control-plane').state.processes.values()) {
		if (process.program !== 'hollow-node') continue;
		const memory = process.memory as { api: { stores: ReadonlyMap<string, { objects: ReadonlyMap<string, Pod> }> } };
		for (const [key, pod] of memory.api.stores.get('v1/pods')?.objects ?? []) if (key.startsWith('default/')) found.push(pod);
	}
	return found;
}

test('pods on hollow nodes are Running with addresses, also after a restore, and go when they are deleted: it plays many kubelets', async () => {
	const programs = newProgramTable();
	const world = await createWorld('k8s-1', { programs });
	await bringUp(world);
	const shell = (process: number, of: World, script: string) =>
		of.input({ kind: 'process.start', host: 'control-plane', process, options: { path: '/bin/bash', argv: ['bash', '-c', script] } });
	world.input({ kind: 'process.start', host: 'control-plane', process: 1, options: { program: 'hollow-node', argv: ['hollow-node', '--nodes=3'] } });
	await advance(world, 20_000_000);
	shell(2, world, 'kubectl cordon control-plane; kubectl create deployment web --image=nginx:1.27 --replicas=6');
	await advance(world, 10_000_000);
	const running = pods(world);
	expect(running.map((pod) => pod.status?.phase)).toEqual(Array.from({ length: 6 }, () => 'Running'));
	expect(new Set(running.map((pod) => pod.status?.podIP)).size).toBe(6);
	expect([...new Set(running.map((pod) => pod.spec?.nodeName))].sort()).toEqual(['hollow-0', 'hollow-1', 'hollow-2']);

	const again = await createWorld('k8s-1', { programs, from: world.checkpoint() });
	shell(3, again, 'kubectl scale deployment web --replicas=2');
	await advance(again, 60_000_000);
	expect(pods(again).map((pod) => pod.status?.phase)).toEqual(['Running', 'Running']);
	expect([...world.bugs, ...again.bugs]).toEqual([]);
}, 120_000);
