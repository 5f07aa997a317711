// What the daemons of a host know of its containers and images, from their own files: dockerd's /var/lib/docker, containerd's metadata.
// Invariant: a container of dockerd has the state that `docker ps -a` shows, as far as a stopped daemon leaves it on the disk; whether it
// runs is the kernel's to say.
import type { World } from '#src/sim/world/index.ts';
import { fieldsOf, textOf, type Disk } from './disk.ts';

export interface DockerContainer {
	readonly id: string;
	readonly name: string;
	readonly image: string;
	readonly imageId: string;
	readonly command: string;
	readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead' | 'removing';
	readonly exitCode: number;
	readonly health: string;
	readonly oomKilled: boolean;
	readonly layer: string;
}

export interface ImageLook {
	/** As `docker images` or `crictl images` lists it: "nginx:latest", or the short id of one without a name. */
	readonly name: string;
	readonly id: string;
	readonly layers: number;
	readonly by: 'docker' | 'containerd';
}

export interface CriContainer {
	readonly id: string;
	readonly pod: string;
	readonly namespace: string;
	/** Its name in the pod's spec; '' for the sandbox. */
	readonly name: string;
}

const containersDir = '/var/lib/docker/containers';
const imagesDir = '/var/lib/docker/image/overlay2';
const metadataDir = '/var/lib/containerd/io.containerd.metadata.v1.bolt/k8s.io';

function stateOf(state: Readonly<Record<string, unknown>>): DockerContainer['state'] {
	if (state['RemovalInProgress'] === true) return 'removing';
	if (state['Dead'] === true) return 'dead';
	if (state['Running'] === true) return state['Paused'] === true ? 'paused' : state['Restarting'] === true ? 'restarting' : 'running';
	if (state['Restarting'] === true) return 'restarting';
	return textOf(state['StartedAt']).startsWith('0001-') || textOf(state['StartedAt']) === '' ? 'created' : 'exited';
}

/** The containers of dockerd, oldest first. */
export function dockerContainers(disk: Disk, world: World, host: string): DockerContainer[] {
	const found: (DockerContainer & { readonly made: string })[] = [];
	for (const id of disk.names(world, host, containersDir)) {
		const file = disk.json(world, host, `${containersDir}/${id}/config.v2.json`);
		if (!file) continue;
		const state = fieldsOf(file['State']);
		found.push({
			id,
			name: textOf(file['Name']).replace(/^\//, ''),
			image: textOf(fieldsOf(file['Config'])['Image']),
			imageId: textOf(file['Image']),
			command: [textOf(file['Path']), ...(Array.isArray(file['Args']) ? file['Args'].map(String) : [])].join(' ').trim(),
			state: stateOf(state),
			exitCode: Number(state['ExitCode'] ?? 0),
			health: textOf(fieldsOf(state['Health'])['Status']),
			oomKilled: state['OOMKilled'] === true,
			layer: textOf(file['LayerMount']),
			made: textOf(file['Created'])
		});
	}
	return found.sort((a, b) => (a.made < b.made ? -1 : a.made > b.made ? 1 : 0));
}

function layersOf(disk: Disk, world: World, host: string, id: string): number {
	const config = disk.json(world, host, `${imagesDir}/imagedb/content/sha256/${id.replace('sha256:', '')}`);
	const diffs = fieldsOf(config?.['rootfs'])['diff_ids'];
	return Array.isArray(diffs) ? diffs.length : 0;
}

/** The images of dockerd by their names. */
function dockerImages(disk: Disk, world: World, host: string): ImageLook[] {
	const repositories = fieldsOf(disk.json(world, host, `${imagesDir}/repositories.json`)?.['Repositories']);
	return Object.values(repositories).flatMap((references) =>
		Object.entries(fieldsOf(references))
			.filter(([name]) => !name.includes('@'))
			.map(([name, id]) => ({ name, id: textOf(id), layers: layersOf(disk, world, host, textOf(id)), by: 'docker' as const }))
	);
}

const shortName = (name: string): string => name.replace(/^docker\.io\/(?:library\/)?/, '');

/** The images of the cluster's containerd by their names. */
function criImages(disk: Disk, world: World, host: string): ImageLook[] {
	const found: ImageLook[] = [];
	for (const file of disk.names(world, host, `${metadataDir}/images`)) {
		const image = disk.json(world, host, `${metadataDir}/images/${file}`);
		const name = textOf(image?.['name']);
		if (name === '' || name.includes('@') || name.startsWith('sha256:')) continue;
		found.push({ name: shortName(name), id: textOf(fieldsOf(image?.['target'])['digest']), layers: 0, by: 'containerd' });
	}
	return found;
}

export const imagesOf = (disk: Disk, world: World, host: string): ImageLook[] => [...dockerImages(disk, world, host), ...criImages(disk, world, host)];

/** Whose container of a pod it is, by the labels that the kubelet gave it. */
export function criContainer(disk: Disk, world: World, host: string, id: string): CriContainer | undefined {
	const file = disk.json(world, host, `${metadataDir}/containers/${id}.json`);
	const labels = fieldsOf(file?.['labels'] ?? file?.['Labels']);
	const pod = textOf(labels['io.kubernetes.pod.name']);
	if (pod === '') return undefined;
	return { id, pod, namespace: textOf(labels['io.kubernetes.pod.namespace']), name: textOf(labels['io.kubernetes.container.name']) };
}
