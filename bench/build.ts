// `npm run bench build`: a Dockerfile of twelve steps, from nothing and from the cache, in ms of compute.
import { advance, deskOf, latency } from './drive.ts';
import type { Figure } from './report.ts';

const rounds = 12;
const warmUp = 3;
const steps = [
	'WORKDIR /app',
	'COPY package.json .',
	'RUN echo deps > deps',
	'COPY src src',
	'RUN mkdir -p dist',
	'RUN cp -r src/. dist/',
	'ENV A=1',
	'RUN echo $A > a',
	'COPY conf conf',
	'RUN cat conf/c > c',
	'RUN chmod 755 c',
	'RUN echo done > done'
];
const dockerfile = (round: number): string =>
	`FROM alpine:3.20\nLABEL round=${round}\nRUN echo ${round} > /round\n${steps.slice(1).join('\n')}\nCMD ["cat", "done"]\n`;

export async function build(): Promise<Figure[]> {
	const desk = await deskOf('docker');
	await advance(desk.world, 3_000_000);
	const write = (path: string, text: string): void =>
		desk.world.input({ kind: 'file.write', host: 'docker', path: `/root/p/${path}`, data: new TextEncoder().encode(text) });
	for (const [path, text] of [
		['package.json', '{}\n'],
		['src/a.js', '1\n'],
		['conf/c', 'c\n']
	] as const)
		write(path, text);
	await desk.run('docker pull -q alpine:3.20');
	const times: Record<'cold' | 'cached', number[]> = { cold: [], cached: [] };
	for (let i = 0; i < rounds + warmUp; i++) {
		write('Dockerfile', dockerfile(i));
		const cold = await desk.run('docker build -q -t it /root/p');
		const cached = await desk.run('docker build -q -t it /root/p');
		if (!cold.shown.includes('sha256:') || !cached.shown.includes('sha256:')) throw new Error(`the build failed: ${cold.shown}${cached.shown}`);
		await advance(desk.world, 500_000);
		if (i < warmUp) continue;
		times.cold.push(cold.ms);
		times.cached.push(cached.ms);
	}
	const note = 'typed in a terminal, key to prompt, base image present';
	return [...latency('docker build, 12 steps from nothing', times.cold, 50, note), ...latency('docker build, 12 steps from the cache', times.cached, 10, note)];
}
