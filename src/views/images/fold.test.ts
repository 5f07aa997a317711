// The picture of images agrees with docker: sizes, layers and names are those of `docker images` and `docker history`, and a build's steps
// say what its plain output says.
import { expect, test } from 'vitest';
import { Bench } from '#src/scenario/testing.ts';
import { images, type BuildModel, type ImageModel, type ServiceModel } from './fold.ts';

const modelOf = (bench: Bench): Record<string, unknown> => {
	const fold = images();
	for (const fact of bench.world.engine.state.trace.ring) fold.fold(fact);
	return fold.project(bench.world) as Record<string, unknown>;
};

test('it shows what docker shows, why a step was done, and the services of a project', { timeout: 60_000 }, async () => {
	const bench = await Bench.of('docker');
	bench.write('/root/p/Dockerfile', 'FROM alpine:3.20\nRUN echo one > /one\nCOPY a.txt /\nRUN cat /a.txt > /b\n');
	bench.write('/root/p/a.txt', 'a\n');
	await bench.run('docker build -t it:1 p');
	bench.write('/root/p/a.txt', 'b\n');
	await bench.run('docker build -t it:2 p; docker pull -q alpine:3.20');
	const model = modelOf(bench);
	const all = Object.entries(model).flatMap(([key, value]) => (key.startsWith('image/') ? [{ key, ...(value as ImageModel) }] : []));
	expect(all.flatMap(({ names }) => names).sort()).toEqual(['alpine:3.20', 'it:1', 'it:2']);
	const listed = await bench.run("docker image ls --format '{{.ID}}'");
	expect(all.map(({ key }) => key.split('/')[2]).sort()).toEqual(listed.output.trim().split('\n').sort());
	const chains = (name: string): string[] => all.find(({ names }) => names.includes(name))?.layers.map(({ chain }) => chain) ?? [];
	expect(chains('it:1')).toHaveLength(4);
	expect(chains('it:2').slice(0, 2)).toEqual(chains('it:1').slice(0, 2));
	expect(chains('it:2')[2]).not.toBe(chains('it:1')[2]);
	const build = model['build'] as BuildModel;
	expect(build.name).toBe('it:2');
	expect(build.steps.map(({ title, cached, why }) => [title, cached, why])).toEqual([
		['[2/4] RUN echo one > /one', true, ''],
		['[3/4] COPY a.txt /', false, 'its files have changed'],
		['[4/4] RUN cat /a.txt > /b', false, 'what comes before it has changed']
	]);
	expect(build.image).toMatch(/^sha256:/);
	bench.write(
		'/root/q/compose.yaml',
		'services:\n  one: {image: "alpine:3.20", command: sleep 300, init: true, depends_on: [two], volumes: ["data:/d"]}\n  two: {image: "alpine:3.20", command: sleep 300, init: true}\nvolumes: {data: }\n'
	);
	await bench.run('cd q && docker compose up -d');
	expect(
		(modelOf(bench)['project/docker/q'] as ServiceModel[]).map(({ service, state, networks, volumes, after }) => [service, state, networks, volumes, after])
	).toEqual([
		['two', 'running', ['q_default'], [], []],
		['one', 'running', ['q_default'], ['q_data'], ['two']]
	]);
	await bench.run('cd q && docker compose down -v -t 0');
	expect(modelOf(bench)['project/docker/q']).toBeUndefined();
});
