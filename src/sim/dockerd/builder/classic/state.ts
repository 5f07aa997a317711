// What the classic builder keeps of a stage between instructions, and how an instruction becomes an image: probe, container, commit.
// Follows moby's daemon/builder/dockerfile (imageprobe, internals). Every instruction ends as an image of its own, whose parent is the one before.
import type { Sys } from '../../../engine/index.ts';
import { clock, packLayer } from '../../../kernel/index.ts';
import { encodeJson, parseJson, rfc3339nano } from '../../../values/index.ts';
import type { RunConfig } from '../../../oci/index.ts';
import { create } from '../../containers/create.ts';
import { diffDir } from '../../containers/layer.ts';
import { removeContainer } from '../../containers/remove.ts';
import { decodeConfig, decodeHostConfig } from '../../decode-config.ts';
import { object, sortedMap, type JsonObject } from '../../decode.ts';
import { logContainerEvent } from '../../events.ts';
import { jsonChunk, SERVER_VERSION } from '../../http.ts';
import { imageConfigOf } from '../../images/import.ts';
import { addImage, ensureLayers } from '../../images/store.ts';
import { containerById, locked, remember } from '../../memory.ts';
import type { Container } from '../../state.ts';

export interface ClassicOptions {
	readonly useCache: boolean;
	/** Intermediate containers go when an instruction has succeeded; `forceRemove`: whatever its end. */
	readonly remove: boolean;
	readonly forceRemove: boolean;
	readonly quiet: boolean;
	/** HostConfig of the containers that RUN makes, as the API knows it. */
	readonly host: JsonObject;
}

/** The short id that the builder prints. */
export const short = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);

export class Stage {
	readonly fd: number;
	readonly options: ClassicOptions;
	image = '';
	/** A probe has missed: what follows is made anew. */
	#busted = false;
	readonly #containers: string[] = [];

	constructor(fd: number, options: ClassicOptions) {
		this.fd = fd;
		this.options = options;
	}

	*say(text: string): Sys<void> {
		if (!this.options.quiet) yield* jsonChunk(this.fd, { stream: text });
	}
	/** The image that this instruction made before on the same parent, if the cache may be used. */
	*probe(wanted: RunConfig): Sys<boolean> {
		const key = shape(wanted);
		const hit =
			this.options.useCache && !this.#busted
				? yield* remember((m) => {
						let best: { id: string; created: number } | undefined;
						for (const image of m.images.values())
							if (
								image.parent === this.image &&
								image.text.includes('"container_config"') &&
								madeBy(image.text) === key &&
								image.created >= (best?.created ?? 0)
							)
								best = { id: image.id, created: image.created };
						return best?.id;
					})
				: undefined;
		if (hit === undefined) {
			this.#busted = true;
			return false;
		}
		yield* this.say(' ---> Using cache\n');
		this.image = hit;
		return true;
	}
	/** A container for an instruction. */
	*container(config: RunConfig): Sys<Container> {
		const { id } = yield* create({
			name: '',
			config: { ...decodeConfig(object(config)), Image: this.image },
			host: decodeHostConfig(this.options.host),
			endpoints: {},
			platform: undefined
		});
		this.#containers.push(id);
		yield* this.say(` ---> Running in ${short(id)}\n`);
		const made = yield* containerById(id);
		if (!made) throw new Error('a container that was just made is gone');
		return made;
	}
	/** Makes the image of what a container has become. `made` is what a later probe compares. */
	*commit(container: Container, config: RunConfig, made: RunConfig): Sys<void> {
		const layer = yield* packLayer(diffDir(container));
		yield* this.store(config, made, layer.entries === 0 ? undefined : layer.id, container.id);
		yield* logContainerEvent(container, 'commit', { comment: '', imageID: this.image, imageRef: '' });
	}
	/** Adds an image on this stage's one, with a layer or without. */
	*store(config: RunConfig, made: RunConfig, layer: string | undefined, container = ''): Sys<void> {
		const parent = yield* remember((m) => m.images.get(this.image)?.config);
		const created = rfc3339nano(yield* clock());
		const diffIds = [...(parent?.rootfs.diff_ids ?? []), ...(layer === undefined ? [] : [layer])];
		const entry = { created, created_by: (made.Cmd ?? []).join(' '), ...(layer === undefined ? { empty_layer: true } : {}) };
		const text = encodeJson({
			...(container === '' ? {} : { container }),
			created,
			container_config: imageConfigOf(decodeConfig(object(made))),
			docker_version: SERVER_VERSION,
			config: imageConfigOf(decodeConfig(object(config))),
			architecture: parent?.architecture ?? 'amd64',
			os: 'linux',
			rootfs: { type: 'layers', diff_ids: diffIds },
			history: [...(parent?.history ?? []), entry]
		});
		const image = yield* locked('images', stored(diffIds, text, this.image));
		this.image = image;
	}
	/** Removes the containers of this instruction, saying so. */
	*clear(): Sys<void> {
		for (const id of this.#containers.splice(0)) {
			const container = yield* containerById(id);
			if (!container) continue;
			yield* removeContainer(container, { force: true, volumes: true });
			yield* this.say(` ---> Removed intermediate container ${short(id)}\n`);
		}
	}
	/** A new FROM: what was missed before says nothing about it. */
	begin(image: string): void {
		this.image = image;
		this.#busted = false;
	}
}
function* stored(diffIds: readonly string[], text: string, parent: string): Sys<string> {
	yield* ensureLayers(diffIds);
	return (yield* addImage(text, parent)).id;
}
/** What two instructions must have in common to be the same. */
const shape = (config: RunConfig): string => encodeJson(sortedMap(imageConfigOf({ ...decodeConfig(object(config)), Hostname: '' })));
const madeBy = (text: string): string => shape(object(object(parseJson(text))['container_config']));
