// The worlds one can start, as rows. Their data is loaded when one is chosen.
import type { Layer } from '../../kernel/index.ts';
import type { Preset } from '../preset.ts';

export interface PresetRow {
	readonly name: string;
	readonly summary: string;
	/** The preset and the layers of the catalogue it knows. */
	load(): Promise<{ preset: Preset; layer: (id: string) => Layer | undefined }>;
}

export const presets: readonly PresetRow[] = [
	{ name: 'docker', summary: 'One Linux host with Docker running', load: async () => (await import('./docker.ts')).docker() },
	{ name: 'k8s-1', summary: 'A Kubernetes cluster of one node', load: async () => (await import('./kubernetes/one-node.ts')).oneNode },
	{
		name: 'k8s-3',
		summary: 'A Kubernetes cluster: a control plane and two workers',
		load: async () => (await import('./kubernetes/three-nodes.ts')).threeNodes
	},
	{ name: 'workbench', summary: 'A Docker host beside a one-node cluster', load: async () => (await import('./workbench.ts')).workbench() }
];
