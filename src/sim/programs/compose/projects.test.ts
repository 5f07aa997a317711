// The fifty projects of testdata/compose, lived through on one Docker host: each comes up, is healthy, scales, and goes down with nothing left.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { advance } from '../../../scenario/drive.ts';
import { createWorld, type World } from '../../world/index.ts';

const root = join(import.meta.dirname, '../../../../testdata/compose');
const projects = readdirSync(root).sort();
const text = new TextDecoder();

let world: World;
let processes = 0;
/** What the bare host shows; afterwards it must be the same. */
let bare = '';

/** Everything a container may leave behind. */
const traces = [
	'docker ps -aq',
	'docker network ls -q --filter type=custom',
	'docker volume ls -q',
	'ps -eo args | grep -vE "^(ps|grep|sort|bash) " | sort',
	'cut -d" " -f2 /proc/mounts | sort',
	'find /sys/fs/cgroup -type d | sort',
	'ls /run/docker/netns'
].join('; ');
/** Running services of which another container can be made: no name, host port, address or network of another of their own. */
const scalable = `docker compose config --format json 2>/dev/null | jq -r '.services | to_entries[]
	| select((.value | has("container_name") or has("ports") or has("network_mode")) | not)
	| select([.value.networks[]? | objects | .ipv4_address // empty] == []) | .key'`;

/** Runs a script of the host's shell; answers what it printed and its status. */
async function script(command: string, cwd: string): Promise<{ output: string; status: number }> {
	const id = ++processes;
	const [out, end] = [`/tmp/out-${id}`, `/tmp/end-${id}`];
	const argv = ['bash', '-c', `(${command}) >${out} 2>&1; echo $? >${end}`];
	world.input({ kind: 'process.start', host: 'docker', process: id, options: { path: '/bin/bash', argv, cwd, env: world.scenarioEnv() } });
	for (let i = 0; i < 3000; i++) {
		await advance(world, 50_000);
		const status = text.decode(world.readFile('docker', end) ?? new Uint8Array(0));
		if (status !== '') return { output: text.decode(world.readFile('docker', out) ?? new Uint8Array(0)), status: Number(status) };
	}
	throw new Error(`does not end: ${command}`);
}

beforeAll(async () => {
	world = await createWorld('docker', {});
	await advance(world, 4_000_000);
	// The first container leaves the parent of all their control groups behind.
	await script('docker run --rm alpine:3.20 true', '/');
	bare = (await script(traces, '/')).output;
});

test.each(projects)(
	'%s: up, healthy, scaled and down, it leaves nothing',
	async (name) => {
		for (const entry of readdirSync(join(root, name), { recursive: true, withFileTypes: true })) {
			const file = join(entry.parentPath, entry.name);
			if (entry.isFile())
				world.input({ kind: 'file.write', host: 'docker', path: file.replace(root, '/root'), data: readFileSync(file), mode: statSync(file).mode & 0o777 });
		}
		const here = `/root/${name}`;
		const up = await script('docker compose --progress quiet up -d --quiet-pull', here);
		expect(up).toMatchObject({ status: 0 });
		await advance(world, 5_000_000);
		const format = "--format '{{.Service}} {{.State}} {{.Health}} {{.ExitCode}}'";
		const states = async () => (await script(`docker compose ps -a ${format} 2>/dev/null | sort`, here)).output.split('\n').filter((line) => line !== '');
		const first = await states();
		expect(first.filter((line) => !/ (?:running (?:healthy)?|exited ) 0$/.test(line))).toEqual([]);

		const candidate = (await script(scalable, here)).output.split('\n').find((service) => first.some((line) => line.startsWith(`${service} running`)));
		if (candidate !== undefined) {
			const before = first.filter((line) => line.startsWith(`${candidate} `)).length;
			const scaled = await script(`docker compose --progress quiet up -d --no-deps --no-recreate --scale ${candidate}=${before + 1} ${candidate}`, here);
			expect(scaled).toMatchObject({ status: 0 });
			expect((await states()).filter((line) => line.startsWith(`${candidate} `)).length).toBe(before + 1);
		}

		const down = await script('docker compose --progress quiet down -v --remove-orphans -t 1', here);
		expect(down).toMatchObject({ status: 0 });
		await advance(world, 1_000_000);
		expect((await script(traces, '/')).output).toBe(bare);
		expect(world.bugs).toEqual([]);
	},
	30_000
);
