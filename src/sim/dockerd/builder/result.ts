// What a build gives: an image of the store, or files for the client to write.
// Invariant: the same content gives the same layers; the history's times are those of the layers.
import type { Sys } from '../../engine/index.ts';
import { digest, encodeJson, humanSize } from '../../values/index.ts';
import { parseReference, full, withDefaultTag, type History } from '../../oci/index.ts';
import { sortedMap } from '../decode.ts';
import { addImage, ensureLayers, setReference } from '../images/store.ts';
import type { Base } from './base.ts';
import { addRecord } from './cache.ts';
import { readTree } from './copy.ts';
import type { StageState } from './dispatch.ts';
import { withMount } from './mounts.ts';
import type { SolveRequest } from './protocol.ts';
import type { Session } from './session.ts';

/** A built stage. */
export interface Result {
	readonly base: Base;
	readonly key: string;
	/** Layers, bottom first. */
	readonly chain: readonly string[];
	/** When each step's layer was made. */
	readonly created: readonly string[];
}

/** The image's configuration as text. Pure. */
function configText(request: SolveRequest, result: Result, state: StageState | undefined): string {
	const labels = { ...state?.config.Labels, ...request.labels };
	const config = { ...state?.config, ...(Object.keys(labels).length > 0 ? { Labels: sortedMap(labels) } : {}) };
	const history = dated([...result.base.config.history], state?.entries ?? [], result.created);
	const created = history.at(-1)?.created ?? result.base.config.created;
	const { architecture, os } = result.base.config;
	return encodeJson({ architecture, config, ...(created ? { created } : {}), history, os, rootfs: { type: 'layers', diff_ids: result.chain } });
}

/** Keeps the result in the cache alone, as another build's context; answers the name it has there. */
export function* keepInput(request: SolveRequest, result: Result, state: StageState | undefined): Sys<string> {
	const config = configText(request, result, state);
	const id = digest(config);
	const top = result.chain.at(-1) ?? '';
	yield* addRecord({
		key: `image ${id}`,
		diffId: top,
		chain: result.chain,
		size: 0,
		created: '',
		description: `input ${request.name ?? ''}`,
		type: 'internal',
		config
	});
	return id;
}

/** Makes the image and its names; answers its id. */
export function* exportImage(session: Session, request: SolveRequest, result: Result, state: StageState | undefined): Sys<string> {
	return yield* session.step('exporting to image', function* (line) {
		yield* ensureLayers(result.chain);
		yield* line('exporting layers done');
		const image = yield* addImage(configText(request, result, state));
		yield* line(`writing image ${image.id} done`);
		for (const tag of request.tags) {
			const ref = withDefaultTag(parseReference(tag));
			yield* setReference(ref, image.id, true);
			yield* line(`naming to ${full(ref).replace(/:latest$/, '')} done`);
		}
		return image.id;
	});
}

/** Sends the result's files to the client, which writes them (`--output type=local` and `type=tar`). */
export function* exportFiles(session: Session, request: SolveRequest, result: Result): Sys<void> {
	const tar = request.output === 'tar';
	yield* session.step(tar ? 'exporting to client tarball' : 'exporting to client directory', function* (line) {
		const files = yield* withMount(result.chain, (mounted) => readTree(mounted.root, ''), false);
		const bytes = files.reduce((sum, file) => sum + (file.data?.length ?? 0) + file.path.length + 40, 0);
		yield* session.tell({ files });
		yield* line(tar ? 'sending tarball done' : `copying files ${humanSize(bytes)} done`);
	});
}

/** The history with the times of the layers; entries without one take the time of the first new layer or of the layer before. */
function dated(base: readonly History[], entries: StageState['entries'], created: readonly string[]): History[] {
	let layer = 0;
	const all: (Omit<History, 'created'> & { created?: string })[] = [
		...base,
		...entries.map((entry) => ({
			...(entry.layer ? { created: created[layer++] ?? '' } : { empty_layer: true }),
			created_by: entry.text,
			comment: 'buildkit.dockerfile.v0'
		}))
	];
	const firstMissing = all.findIndex((entry) => !entry.created);
	const firstNew = firstMissing < 0 ? -1 : all.findIndex((entry, i) => i > firstMissing && entry.created);
	let last = (firstNew >= 0 ? all[firstNew]?.created : all.filter((entry) => entry.created).at(-1)?.created) ?? '';
	let met = false;
	return all.map((entry) => {
		if (entry.created) {
			if (met) last = entry.created;
			return { ...entry, created: entry.created };
		}
		met = true;
		return { ...entry, created: last };
	});
}
