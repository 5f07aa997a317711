// The picture of images: which layers each image of a Docker host has and shares, what the last build did with its steps and why, and the
// projects of Compose with their services, networks and volumes.
// Invariant: images and projects are read from the engine's own files as they are now; only the build's story is folded from the trace.
import type { World } from '#src/sim/world/index.ts';
import type { Json } from '#src/worker/json.ts';
import { Disk, fieldsOf, textOf } from '../stack/disk.ts';
import { dockerContainers } from '../stack/engine-look.ts';
import { internetHosts, type ViewFact, type ViewFold } from '../view.ts';

/** A layer of an image; its chain is what two images share. */
export interface LayerLook {
	readonly chain: string;
	readonly size: number;
	/** The instruction that made it. */
	readonly by: string;
}
export interface ImageModel {
	readonly names: readonly string[];
	readonly size: number;
	readonly layers: readonly LayerLook[];
}
export interface BuildStep {
	readonly title: string;
	readonly cached: boolean;
	readonly why: string;
	readonly us: number;
}
export interface BuildModel {
	readonly name: string;
	readonly steps: readonly BuildStep[];
	/** Absent while it runs; "" when it failed. */
	readonly image?: string;
	readonly error?: string;
}
export interface ServiceModel {
	readonly service: string;
	readonly container: string;
	readonly state: string;
	readonly health: string;
	readonly networks: readonly string[];
	readonly volumes: readonly string[];
	readonly after: readonly string[];
}

const store = '/var/lib/docker/image/overlay2';
const familiar = (name: string): string => name.replace(/^docker\.io\/(?:library\/)?/, '');

/** Sizes and instructions of an image's layers. They never change, so they are read once. */
function layersOf(disk: Disk, world: World, host: string, id: string): LayerLook[] {
	const config = disk.json(world, host, `${store}/imagedb/content/sha256/${id.replace('sha256:', '')}`);
	const history = Array.isArray(config?.['history']) ? config['history'].map(fieldsOf).filter((entry) => entry['empty_layer'] !== true) : [];
	const chains = disk.names(world, host, `${store}/layerdb/sha256`);
	const byParent = new Map<string, { chain: string; diff: string; size: number }[]>();
	for (const chain of chains) {
		const text = (name: string): string =>
			new TextDecoder().decode(world.readFile(host, `${store}/layerdb/sha256/${chain}/${name}`) ?? new Uint8Array()).trim();
		const parent = text('parent').replace('sha256:', '');
		byParent.set(parent, [...(byParent.get(parent) ?? []), { chain, diff: text('diff'), size: Number(text('size')) }]);
	}
	const diffs = fieldsOf(config?.['rootfs'])['diff_ids'];
	const out: LayerLook[] = [];
	let parent = '';
	for (const [i, diff] of (Array.isArray(diffs) ? diffs.map(String) : []).entries()) {
		const found = byParent.get(parent)?.find((each) => each.diff === diff);
		if (!found) break;
		const by = textOf(history[i]?.['created_by'])
			.replace(/^\/bin\/sh -c (?:#\(nop\) +)?/, '')
			.replace(/ # buildkit$/, '');
		out.push({ chain: found.chain.slice(0, 12), size: found.size, by });
		parent = found.chain;
	}
	return out;
}

class Look {
	readonly #disk = new Disk();
	readonly #layers = new Map<string, LayerLook[]>();

	/** The images of a host by id, with the names `docker images` gives them. */
	images(world: World, host: string): Map<string, ImageModel> {
		const names = new Map<string, string[]>();
		const repositories = fieldsOf(this.#disk.json(world, host, `${store}/repositories.json`)?.['Repositories']);
		for (const references of Object.values(repositories))
			for (const [name, id] of Object.entries(fieldsOf(references))) {
				const list = names.get(textOf(id)) ?? [];
				if (!name.includes('@')) list.push(familiar(name));
				names.set(textOf(id), list);
			}
		const out = new Map<string, ImageModel>();
		for (const [id, all] of names) {
			const known = this.#layers.get(id);
			const layers = known ?? layersOf(this.#disk, world, host, id);
			if (!known && layers.length > 0) this.#layers.set(id, layers);
			out.set(id, { names: all.sort(), size: layers.reduce((sum, layer) => sum + layer.size, 0), layers });
		}
		return out;
	}

	/** The projects of Compose on a host, by the labels of their containers. */
	projects(world: World, host: string): Map<string, ServiceModel[]> {
		const out = new Map<string, ServiceModel[]>();
		for (const container of dockerContainers(this.#disk, world, host)) {
			const file = this.#disk.json(world, host, `/var/lib/docker/containers/${container.id}/config.v2.json`);
			const labels = fieldsOf(fieldsOf(file?.['Config'])['Labels']);
			const project = textOf(labels['com.docker.compose.project']);
			if (project === '' || labels['com.docker.compose.oneoff'] === 'True') continue;
			const after = textOf(labels['com.docker.compose.depends_on'])
				.split(',')
				.map((one) => one.split(':')[0] ?? '')
				.filter((one) => one !== '');
			const points = file?.['MountPoints'];
			const mounts = (Array.isArray(points) ? points : Object.values(fieldsOf(points)))
				.map((mount) => textOf(fieldsOf(mount)['name']))
				.filter((name) => name !== '');
			const service: ServiceModel = {
				service: textOf(labels['com.docker.compose.service']),
				container: container.name,
				state: container.state,
				health: container.health,
				networks: Object.keys(fieldsOf(fieldsOf(file?.['NetworkSettings'])['Networks'])).sort(),
				volumes: mounts.sort(),
				after
			};
			out.set(project, [...(out.get(project) ?? []), service]);
		}
		return out;
	}
}

/** The fold. A build's steps are kept until the next one begins. */
export function images(): ViewFold {
	const look = new Look();
	let build: (BuildModel & { readonly began: number }) | undefined;
	return {
		fold({ kind, data }: ViewFact) {
			const began = Number(data['build'] ?? 0);
			if (kind === 'docker.build.begun') build = { began, name: String(data['tag'] ?? '') || String(data['name'] ?? ''), steps: [] };
			else if (!build || build.began !== began) return;
			else if (kind === 'docker.build.step')
				build = {
					...build,
					steps: [...build.steps, { title: String(data['title']), cached: data['cached'] === true, why: String(data['why'] ?? ''), us: Number(data['us']) }]
				};
			else if (kind === 'docker.build.ended')
				build = { ...build, image: String(data['image'] ?? ''), ...(data['error'] === undefined ? {} : { error: String(data['error']) }) };
		},
		command() {},
		project(world) {
			const model: Record<string, Json> = {};
			for (const host of world.hosts().filter((name) => !internetHosts.has(name))) {
				for (const [id, image] of look.images(world, host)) model[`image/${host}/${id.slice(7, 19)}`] = image as unknown as Json;
				for (const [name, services] of look.projects(world, host)) model[`project/${host}/${name}`] = services as unknown as Json;
			}
			if (build) {
				const { began: _began, ...told } = build;
				model['build'] = told as unknown as Json;
			}
			return model;
		}
	};
}
