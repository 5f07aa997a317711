// `npm run bench docker`: commands of a learner on a Docker host, in ms of compute from the first key to the prompt.
import { advance, deskOf, latency } from './drive.ts';
import type { Figure } from './report.ts';

const rounds = 60;
const warmUp = 15;

export async function docker(): Promise<Figure[]> {
	const desk = await deskOf('docker');
	await advance(desk.world, 3_000_000);
	for (const image of ['nginx:1.27', 'alpine:3.20']) await desk.run(`docker pull -q ${image}`);
	for (let i = 0; i < 3; i++) await desk.run(`docker run -d --name web${i} nginx:1.27`);
	await advance(desk.world, 2_000_000);
	const times: Record<'ps' | 'run' | 'rm', number[]> = { ps: [], run: [], rm: [] };
	for (let i = 0; i < rounds + warmUp; i++) {
		const ps = await desk.run('docker ps');
		if (!ps.shown.includes('web2')) throw new Error(`docker ps does not show the containers: ${ps.shown}`);
		const run = await desk.run('docker run -d --name one alpine:3.20 sleep 600');
		const running = await desk.run("docker inspect -f '{{.State.Running}}' one");
		if (!running.shown.includes('true')) throw new Error(`the container does not run: ${run.shown}`);
		const rm = await desk.run('docker rm -f one');
		await advance(desk.world, 500_000);
		if (i < warmUp) continue;
		times.ps.push(ps.ms);
		times.run.push(run.ms);
		times.rm.push(rm.ms);
	}
	const note = 'typed in a terminal, key to prompt';
	return [
		...latency('docker ps, 3 containers', times.ps, 5, note),
		...latency('docker run -d to running', times.run, 5, `${note}, image present`),
		...latency('docker rm -f', times.rm, undefined, note)
	];
}
