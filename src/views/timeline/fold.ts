// The timeline's model: ticks of what happened, each with its layer and a line of text, and the learner's commands.
// Leaves out what would drown the rest: processes of the learner's own shell, and the internet's machines. Ticks close together are one.
import type { Json } from '#src/worker/json.ts';
import { layerOf } from '../layer-of.ts';
import { internetHosts, type LayerName, type ViewFact, type ViewFold } from '../view.ts';

interface Tick {
	readonly n: number;
	readonly at: number;
	readonly layer: LayerName | 'you';
	readonly text: string;
	count: number;
}

/** Ticks kept, and the virtual µs within which two of one layer are one. */
const kept = 240;
const together = 30_000;

/** What a fact says in a line; undefined: not on the timeline. */
function sentence({ kind, data }: ViewFact): string | undefined {
	const name = String(data['name'] ?? '');
	if (kind.startsWith('docker.container.')) return `container ${name} ${kind.slice(17)}${data['exitCode'] === undefined ? '' : ` (${data['exitCode']})`}`;
	if (kind.startsWith('docker.')) return `${kind.slice(7).replaceAll('.', ' ')} ${name}`;
	if (kind === 'host.booted') return `${data['host']} is switched on`;
	if (kind === 'host.stopped') return `${data['host']} loses its power`;
	if (kind === 'kernel.oom') return `out of memory: ${data['comm']} is killed`;
	if (kind === 'kernel.process.exec' || kind === 'kernel.process.exited') {
		const layer = layerOf({ n: 0, at: 0, kind, data });
		if (layer !== 'run' && layer !== 'orch') return undefined;
		return kind.endsWith('exec') ? `${data['comm']} starts` : `${data['comm']} ends`;
	}
	if (kind.startsWith('containerd.')) return `containerd: ${kind.slice(11).replaceAll('.', ' ')}`;
	if (kind === 'etcd.put') return `etcd keeps ${String(data['key']).replace('/registry/', '')}`;
	return undefined;
}

export function timeline(): ViewFold {
	let ticks: Tick[] = [];
	let events = 0;
	const add = (at: number, layer: Tick['layer'], text: string): void => {
		events++;
		const last = ticks.at(-1);
		if (last && last.layer === layer && layer !== 'you' && at - last.at < together) ticks[ticks.length - 1] = { ...last, text, count: last.count + 1 };
		else ticks.push({ n: events, at, layer, text, count: 1 });
		if (ticks.length > kept * 1.25) ticks = ticks.slice(-kept);
	};
	return {
		fold(fact) {
			if (internetHosts.has(String(fact.data['host'] ?? ''))) return;
			const text = sentence(fact);
			if (text !== undefined) add(fact.at, layerOf(fact), text);
		},
		command({ at, text }) {
			add(at, 'you', text);
		},
		project: () => Object.fromEntries<Json>([...ticks.map(({ n, at, layer, text, count }) => [`t${n}`, [at, layer, text, count]] as const), ['events', events]])
	};
}
