// `npm run bench compose`: ten services of a learner's project up and down, in ms of compute from the first key to the prompt.
import { advance, deskOf, latency } from './drive.ts';
import type { Figure } from './report.ts';

const rounds = 25;
const warmUp = 5;

/** Two tiers behind a proxy: what a service depends on comes up first. */
const project = `services:
  proxy: {image: "nginx:1.27-alpine", ports: ["8080:80"], depends_on: [web1, web2, web3]}
${[1, 2, 3].map((n) => `  web${n}: {image: "nginx:1.27-alpine", depends_on: [api1, api2]}\n`).join('')}${[1, 2].map((n) => `  api${n}: {image: "alpine:3.20", command: sleep 600, init: true, depends_on: [cache, queue]}\n`).join('')}  cache: {image: "redis:7", volumes: ["cache:/data"]}
  queue: {image: "redis:7"}
  worker1: {image: "alpine:3.20", command: sleep 600, init: true}
  worker2: {image: "alpine:3.20", command: sleep 600, init: true}
volumes: {cache: }
`;

export async function compose(): Promise<Figure[]> {
	const desk = await deskOf('docker');
	await advance(desk.world, 3_000_000);
	desk.world.input({ kind: 'file.write', host: 'docker', path: '/root/ten/compose.yaml', data: new TextEncoder().encode(project) });
	await desk.run('cd ten; docker compose pull -q');
	const times: Record<'up' | 'again' | 'down', number[]> = { up: [], again: [], down: [] };
	for (let i = 0; i < rounds + warmUp; i++) {
		const up = await desk.run('docker compose up -d 2>/dev/null');
		const ps = await desk.run('docker compose ps -q | wc -l');
		if (!ps.shown.includes('10')) throw new Error(`not all services run: ${ps.shown}`);
		const again = await desk.run('docker compose up -d 2>/dev/null');
		const down = await desk.run('docker compose down -v -t 0 2>/dev/null');
		const left = await desk.run('docker ps -aq | wc -l');
		if (!left.shown.includes('0')) throw new Error(`something is left: ${left.shown}`);
		await advance(desk.world, 500_000);
		if (i < warmUp) continue;
		times.up.push(up.ms);
		times.again.push(again.ms);
		times.down.push(down.ms);
	}
	return [
		...latency('docker compose up -d, 10 services', times.up, 100, 'images present'),
		...latency('docker compose up -d again', times.again, undefined, 'nothing to do'),
		...latency('docker compose down', times.down)
	];
}
