import { expect, test } from 'vitest';
import { settle } from '../engine/index.ts';
import { sleep, type Program } from '../kernel/index.ts';
import { loadKubeconfig, useConfig } from './config.ts';
import { ApiError } from './errors.ts';
import { controlPlane, replayKernel, type ControlPlane } from './harness.ts';
import { apiMemory, type HasApi } from './memory.ts';
import { informerThreads, startInformers, waitForSync, type Informers } from './reflector.ts';
import { create, get, patch, update } from './rest.ts';

const counter = (namespace = 'default') => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'counter', namespace }, data: { n: '0' } });
const config = '/etc/kubernetes/admin.conf';

/** Adds one, forty times, reading again after each conflict. */
const adder: Program = {
	name: 'adder',
	memory: (): HasApi => ({ api: apiMemory() }),
	*main() {
		yield* useConfig(yield* loadKubeconfig(config, 'adder/v1'));
		for (let done = 0; done < 40;) {
			try {
				const current = yield* get('v1/configmaps', 'default/counter');
				yield* update('v1/configmaps', { ...current, data: { ...current.data, n: String(Number(current.data?.n) + 1) } });
				done++;
			} catch (error) {
				if (!(error instanceof ApiError) || error.reason !== 'Conflict') throw error;
			}
		}
		return 0;
	}
};
/** Sets a field of its own without reading: the server retries for it. */
const marker: Program = {
	name: 'marker',
	memory: (): HasApi => ({ api: apiMemory() }),
	*main(context) {
		yield* useConfig(yield* loadKubeconfig(config, 'marker/v1'));
		for (let i = 1; i <= 20; i++) yield* patch('v1/configmaps', 'default/counter', { data: { [context.argv[1] ?? '']: String(i) } });
		return 0;
	}
};
interface Seen extends HasApi {
	versions: number[];
}
const informers: Informers<Seen> = {
	configmaps: { resource: 'v1/configmaps', namespace: 'default', onEvent: (m, event) => void m.versions.push(Number(event.object.metadata.resourceVersion)) }
};
const watcher: Program = {
	name: 'watcher',
	memory: (): Seen => ({ api: apiMemory(), versions: [] }),
	threads: informerThreads(informers),
	*main(context) {
		if (context.settled === undefined) {
			yield* useConfig(yield* loadKubeconfig(config, 'watcher/v1'));
			yield* startInformers(informers);
			yield* waitForSync(['v1/configmaps']);
		}
		for (;;) {
			yield* settle(true);
			yield* sleep(1_000_000_000);
		}
	}
};

test('writers at the same time lose nothing and watchers see every version in order, so optimistic locking works', () => {
	const plane = controlPlane({ adder, marker, watcher });
	plane.advance(2);
	plane.run(() => create('v1/configmaps', counter()));
	plane.start('watcher');
	plane.advance(1);
	for (let i = 0; i < 8; i++) plane.start('adder');
	for (const name of ['a', 'b', 'c']) plane.start('marker', ['marker', name]);
	plane.advance(60);
	const final = plane.run(() => get('v1/configmaps', 'default/counter'));
	expect(final.data).toEqual({ n: '320', a: '20', b: '20', c: '20' });
	const seen = [...plane.kernel.state.processes.values()].find((p) => p.program === 'watcher')?.memory as Seen;
	expect(seen.versions.length).toBe(1 + 8 * 40 + 3 * 20);
	expect(seen.versions).toEqual([...seen.versions].sort((x, y) => x - y));
	expect(plane.bugs).toEqual([]);
});

test('a copy taken at any moment goes on as the original, so a control plane can be checkpointed', () => {
	const started = (): ControlPlane => {
		const plane = controlPlane({ adder, marker, watcher });
		plane.advance(2);
		plane.run(() => create('v1/configmaps', counter()));
		plane.start('watcher');
		for (let i = 0; i < 3; i++) plane.start('adder');
		plane.start('marker', ['marker', 'a']);
		return plane;
	};
	const whole = started();
	const begin = whole.engine.state.now;
	whole.advance(2);
	for (const after of [300, 4_321, 17_777, 60_001, 150_013]) {
		const first = started();
		first.engine.advance(begin + after);
		const copy = structuredClone({ engine: first.engine.state, kernel: first.kernel.state });
		const second = controlPlane({ adder, marker, watcher });
		second.engine.state = copy.engine;
		second.kernel.state = copy.kernel;
		second.kernel.live.clear();
		replayKernel(second.kernel);
		second.engine.advance(begin + 2_000_000);
		expect(second.bugs).toEqual([]);
		expect(second.engine.state.trace.digest).toBe(whole.engine.state.trace.digest);
	}
});
