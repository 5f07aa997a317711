// DELETE /images/{name}, POST /images/{name}/tag and /images/prune: the rules of `docker rmi`, with its Untagged and Deleted lines.
import type { Sys } from '../../engine/index.ts';
import { familiar, familiarName, full, parseReference, withDefaultTag, type Reference } from '../../oci/index.ts';
import type { JsonObject } from '../decode.ts';
import { conflict } from '../errors.ts';
import { logEvent } from '../events.ts';
import { acceptFilters, boolFilter, parseFilters, prunable } from '../filters.ts';
import { flag, ok, param, type Reply, type Request } from '../http.ts';
import { locked, remember } from '../memory.ts';
import type { Container, Image, Memory } from '../state.ts';
import { untilCutoff } from './read.ts';
import { deleteReference, findImage, getImage, noSuchImage, reference, removeImage, setReference } from './store.ts';

const short = (id: string): string => id.slice(id.indexOf(':') + 1).slice(0, 12);
/** References of an image with their keys. Pure. */
const keysOf = (m: Memory, id: string): string[] => [...m.references].filter(([, image]) => image === id).map(([key]) => key);
const using = (m: Memory, id: string, running?: boolean): Container | undefined =>
	[...m.containers.values()].find((c) => c.image === id && (running === undefined || c.state.running === running));
const isDigest = (key: string): boolean => key.includes('@');
/** Whether the name is an id or its prefix rather than a reference of this image. */
function isIdReference(m: Memory, name: string, image: Image): boolean {
	const prefix = /^(?:sha256:)?([0-9a-f]+)$/.exec(name)?.[1];
	return prefix !== undefined && image.id.startsWith('sha256:' + prefix) && findByReference(m, name) !== image.id;
}
function findByReference(m: Memory, name: string): string | undefined {
	try {
		return m.references.get(full(withDefaultTag(parseReference(name))));
	} catch {
		return undefined;
	}
}

export function* tagImage(request: Request): Sys<Reply> {
	const repo = param(request, 'repo');
	const tag = param(request, 'tag');
	const ref = withDefaultTag(reference(tag === '' ? repo : `${repo}:${tag}`));
	const image = yield* getImage(request.vars[0] ?? '');
	yield* setReference(ref, image.id, true);
	yield* logEvent('image', 'tag', image.id, { ...image.config.config.Labels, name: familiar(ref) });
	return { status: 201 };
}

export function* deleteImage(request: Request): Sys<Reply> {
	const records = yield* locked('images', remove(request.vars[0] ?? '', flag(request, 'force'), !flag(request, 'noprune')));
	return ok(records);
}

function* untag(key: string, image: Image, records: JsonObject[]): Sys<void> {
	yield* deleteReference(key);
	records.push({ Untagged: familiar(parseReference(key)) });
	yield* logEvent('image', 'untag', image.id, { ...image.config.config.Labels, name: image.id });
}

/** moby's ImageDelete: answers the records in order. Throws 404 and 409. */
export function* remove(name: string, force: boolean, prune: boolean): Sys<JsonObject[]> {
	const found =
		name === ''
			? undefined
			: yield* remember((m) => {
					const image = findImage(m, name);
					return image && { image, keys: keysOf(m, image.id), byId: isIdReference(m, name, image), user: using(m, image.id), runner: using(m, image.id, true) };
				});
	if (!found) throw noSuchImage(name);
	const { image, keys, byId, user, runner } = found;
	const records: JsonObject[] = [];
	if (!byId) {
		const ref = withDefaultTag(reference(name));
		// A container that uses the image's only name holds on to it.
		const sole = keys.filter((key) => !isDigest(key)).length <= 1 && isSingleReference(keys, ref);
		if (!force && sole && user && ref.digest === undefined) throw inUse(familiarShown(name, ref), user, image);
		const key = keys.find((candidate) => candidate === full(ref)) ?? keys[0];
		if (key !== undefined) yield* untag(key, image, records);
		const rest = keys.filter((candidate) => candidate !== key);
		// Digests that only belong to the removed name go with it.
		const leftTags = rest.filter((candidate) => !isDigest(candidate));
		if (leftTags.length === 0 && !isDigest(key ?? '')) {
			const sameRepository = rest.filter((candidate) => isDigest(candidate) && candidate.startsWith(fullPrefix(ref)));
			for (const candidate of sameRepository) yield* untag(candidate, image, records);
			if (rest.length > sameRepository.length) return records;
		} else if (isDigest(key ?? '') ? rest.length > 0 : true) {
			const sameTags = leftTags.some((candidate) => candidate.startsWith(`${ref.domain}/${ref.path}:`));
			if (!sameTags)
				for (const candidate of rest.filter((other) => isDigest(other) && other.startsWith(fullPrefix(ref)))) yield* untag(candidate, image, records);
			if (leftTags.length > 0 || rest.length > 0) return records;
		}
	} else {
		const repositories = new Set(keys.map((key) => familiarName(parseReference(key))));
		if (repositories.size > 1 && !force)
			throw conflict(`conflict: unable to delete ${short(image.id)} (must be forced) - image is referenced in multiple repositories`);
		const problem = imageConflict(image, user, runner, force, repositories.size === 1 || force);
		if (problem) throw problem;
		for (const key of [...keys].sort(tagsFirst)) yield* untag(key, image, records);
	}
	yield* deleteImageAndParents(image, records, force, prune, byId || force);
	return records;
}
const fullPrefix = (ref: Reference): string => `${ref.domain}/${ref.path}@`;
const familiarShown = (name: string, ref: Reference): string => (name.includes(':') || name.includes('@') ? familiar(ref) : familiarName(ref));
const isSingleReference = (keys: readonly string[], ref: Reference): boolean => keys.filter((key) => key !== full(ref) && !isDigest(key)).length === 0;
const inUse = (shown: string, user: Container, image: Image) =>
	conflict(
		`conflict: unable to remove repository reference "${shown}" (must force) - container ${short(user.id)} is using its referenced image ${short(image.id)}`
	);
/** Names of one repository together, tags before digests. */
function tagsFirst(a: string, b: string): number {
	const repoA = a.replace(/[:@][^/]*$/, '');
	const repoB = b.replace(/[:@][^/]*$/, '');
	if (repoA !== repoB) return repoA < repoB ? -1 : 1;
	return Number(isDigest(a)) - Number(isDigest(b)) || (a < b ? -1 : 1);
}
function imageConflict(image: Image, user: Container | undefined, runner: Container | undefined, force: boolean, soft: boolean) {
	if (runner)
		return conflict(`conflict: unable to delete ${short(image.id)} (cannot be forced) - image is being used by running container ${short(runner.id)}`);
	if (user && !force && soft)
		return conflict(`conflict: unable to delete ${short(image.id)} (must be forced) - image is being used by stopped container ${short(user.id)}`);
	return undefined;
}

/** Deletes an image without names, its layers, and its parents that have no names and no children. */
function* deleteImageAndParents(image: Image, records: JsonObject[], force: boolean, prune: boolean, quiet: boolean): Sys<void> {
	const state = yield* remember((m) => ({
		child: [...m.images.values()].some((other) => other.parent === image.id),
		user: using(m, image.id),
		runner: using(m, image.id, true)
	}));
	if (state.child) {
		if (quiet && !force) throw conflict(`conflict: unable to delete ${short(image.id)} (cannot be forced) - image has dependent child images`);
		return;
	}
	if (state.runner || (state.user && !force)) return;
	const chains = yield* removeImage(image);
	yield* logEvent('image', 'delete', image.id, { ...image.config.config.Labels, name: image.id });
	records.push({ Deleted: image.id });
	for (const chain of chains) records.push({ Deleted: chain });
	if (!prune || image.parent === '') return;
	const parent = yield* remember((m) => {
		const candidate = m.images.get(image.parent);
		return candidate && keysOf(m, candidate.id).length === 0 ? candidate : undefined;
	});
	if (parent) yield* deleteImageAndParents(parent, records, false, true, false);
}

export function* pruneImages(request: Request): Sys<Reply> {
	const filters = parseFilters(param(request, 'filters'));
	acceptFilters(filters, ['dangling', 'label', 'label!', 'until']);
	const danglingOnly = boolFilter(filters, 'dangling', true);
	const cutoff = yield* untilCutoff(filters);
	const candidates = yield* remember((m) =>
		[...m.images.values()]
			.filter((image) => {
				const keys = keysOf(m, image.id);
				if (danglingOnly ? keys.length > 0 : using(m, image.id) !== undefined) return false;
				if (danglingOnly && (using(m, image.id) || [...m.images.values()].some((other) => other.parent === image.id))) return false;
				return (cutoff === undefined || image.created < cutoff) && prunable(filters, image.config.config.Labels ?? null);
			})
			.map((image) => ({ image, keys: keysOf(m, image.id) }))
	);
	const deleted: JsonObject[] = [];
	let reclaimed = 0;
	for (const { image, keys } of candidates) {
		const before = yield* remember((m) => new Map([...m.layers].map(([chain, layer]) => [chain, layer.size])));
		for (const key of [...keys].sort(tagsFirst)) yield* untag(key, image, deleted);
		const from = deleted.length;
		yield* deleteImageAndParents(image, deleted, false, true, false);
		for (const record of deleted.slice(from)) reclaimed += before.get(String(record['Deleted'])) ?? 0;
	}
	yield* logEvent('image', 'prune', '', { reclaimed: String(reclaimed) });
	return ok({ ImagesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed });
}
