// GET /images/…: list, inspect, history; and their JSON.
import type { Sys } from '../../engine/index.ts';
import { encodeJson, rfc3339nano } from '../../values/index.ts';
import { mediaTypes, parseReference, familiarName, ReferenceError } from '../../oci/index.ts';
import { object, sortedMap, str, type JsonObject } from '../decode.ts';
import { badParameter } from '../errors.ts';
import { acceptFilters, boolFilter, matchesLabels, parseFilters, type Filters } from '../filters.ts';
import { before, flag, ok, param, type Reply, type Request } from '../http.ts';
import { remember } from '../memory.ts';
import type { Image, Memory } from '../state.ts';
import { findImage, getImage, imageSize, layersOf, noSuchImage, referencesOf } from './store.ts';
import { parseGoDuration, parseJson, parseTime } from '../../values/index.ts';
import { clock } from '../../kernel/index.ts';

/** path.Match with * and ? on one text (a reference pattern of `docker images`): no slash is crossed. */
export function globMatches(pattern: string, source: string): boolean {
	const step = (p: number, s: number): boolean => {
		for (; p < pattern.length; p++, s++) {
			const c = pattern.charAt(p);
			if (c === '*') {
				for (let end = s; end <= source.length; end++) {
					if (step(p + 1, end)) return true;
					if (source.charAt(end) === '/') return false;
				}
				return false;
			}
			if (s >= source.length || (c !== '?' && c !== source.charAt(s)) || (c === '?' && source.charAt(s) === '/')) return false;
		}
		return s === source.length;
	};
	return step(0, 0);
}
/** reference.FamiliarMatch: the pattern against the familiar name, with and without its tag. */
function referenceMatches(pattern: string, shown: string): boolean {
	if (globMatches(pattern, shown)) return true;
	try {
		return globMatches(pattern, familiarName(parseReference(shown)));
	} catch (error) {
		if (error instanceof ReferenceError) return false;
		throw error;
	}
}

/** µs before which a time filter cuts: an image's creation, a duration, a date or Unix seconds. */
function* cutoff(filters: Filters, name: 'before' | 'since'): Sys<number | undefined> {
	let found: number | undefined;
	for (const value of filters.get(name) ?? []) found = (yield* getImage(value)).created;
	return found;
}
export function* untilCutoff(filters: Filters): Sys<number | undefined> {
	const values = filters.get('until') ?? [];
	if (values.length === 0) return undefined;
	if (values.length > 1) throw badParameter('more than one until filter specified');
	const value = values[0] ?? '';
	if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1e6;
	const date = parseTime(value);
	if (date !== undefined) return date;
	try {
		return (yield* clock()) - parseGoDuration(value);
	} catch {
		throw badParameter(`failed to parse value as time or duration: "${value}"`);
	}
}

/** Whether an image has children among the images. Pure. */
const hasChildren = (m: Memory, id: string): boolean => [...m.images.values()].some((image) => image.parent === id);

export function* listImages(request: Request): Sys<Reply> {
	const filters = parseFilters(param(request, 'filters'));
	acceptFilters(filters, ['before', 'dangling', 'label', 'label!', 'reference', 'since', 'until']);
	const dangling = filters.has('dangling') ? boolFilter(filters, 'dangling', false) : undefined;
	const since = yield* cutoff(filters, 'since');
	const beforeTime = yield* cutoff(filters, 'before');
	const until = yield* untilCutoff(filters);
	const all = flag(request, 'all');
	const references = filters.get('reference') ?? [];
	const rows = yield* remember((m) => {
		const uses = new Map<string, number>();
		for (const container of m.containers.values()) uses.set(container.image, (uses.get(container.image) ?? 0) + 1);
		const out: JsonObject[] = [];
		// Images of one time come as the store has them; the real daemon has no order for them.
		for (const image of [...m.images.values()].sort((a, b) => b.created - a.created)) {
			if (since !== undefined && image.created <= since) continue;
			if (beforeTime !== undefined && image.created >= beforeTime) continue;
			if (until !== undefined && image.created >= until) continue;
			const labels = image.config.config.Labels ?? null;
			if (!matchesLabels(filters, 'label', labels)) continue;
			let { tags, digests } = referencesOf(m, image.id);
			if (references.length > 0) {
				tags = tags.filter((tag) => references.some((pattern) => referenceMatches(pattern, tag)));
				digests = digests.filter((tag) => references.some((pattern) => referenceMatches(pattern, tag)));
				if (tags.length === 0 && digests.length === 0) continue;
			}
			const bare = tags.length === 0 && digests.length === 0;
			if (bare) {
				if (!all && hasChildren(m, image.id)) continue;
				if (dangling === false) continue;
				if (dangling === undefined && references.length > 0) continue;
			} else if (dangling === true && tags.length > 0) continue;
			out.push({
				Containers: uses.get(image.id) === undefined || !flag(request, 'containers') ? -1 : (uses.get(image.id) ?? 0),
				Created: Math.floor(image.created / 1e6),
				Id: image.id,
				Labels: labels === null ? null : sortedMap(labels),
				ParentId: image.parent,
				RepoDigests: digests,
				RepoTags: tags,
				SharedSize: flag(request, 'shared-size') ? 0 : -1,
				Size: imageSize(m, image)
			});
		}
		return out;
	});
	return ok(rows);
}

/** The overlay2 driver's data of a list of layer directories, top first. */
export function graphData(dirs: readonly string[], id?: string): JsonObject {
	const [top = '', ...rest] = dirs;
	const base = top.replace(/\/diff$/, '');
	return {
		Data: {
			...(id === undefined ? {} : { ID: id }),
			...(rest.length > 0 ? { LowerDir: rest.join(':') } : {}),
			MergedDir: base + '/merged',
			UpperDir: base + '/diff',
			WorkDir: base + '/work'
		},
		Name: 'overlay2'
	};
}
const imageConfigDefaults = { Cmd: null, Entrypoint: null, Env: null, Labels: null, OnBuild: null, User: '', Volumes: null, WorkingDir: '' };

export function* inspectImage(request: Request): Sys<Reply> {
	const image = yield* getImage(request.vars[0] ?? '');
	const facts = yield* remember((m) => {
		const { tags, digests } = referencesOf(m, image.id);
		return {
			tags,
			digests,
			size: imageSize(m, image),
			dirs: layersOf(m, image)
				.reverse()
				.map((layer) => `/var/lib/docker/overlay2/${layer.cacheId}/diff`)
		};
	});
	const { config } = image;
	const last = config.history.at(-1);
	const head: JsonObject = {
		Id: image.id,
		RepoTags: facts.tags,
		RepoDigests: facts.digests,
		Parent: image.parent,
		Comment: last?.comment ?? '',
		Created: config.created,
		DockerVersion: str(object(parseJson(image.text)), 'docker_version'),
		Author: config.author ?? '',
		Architecture: config.architecture,
		...(config.variant === undefined ? {} : { Variant: config.variant }),
		Os: config.os,
		Size: facts.size,
		...(before(request, '1.44') ? { VirtualSize: facts.size } : {}),
		GraphDriver: graphData(facts.dirs),
		RootFS: { Type: 'layers', Layers: config.rootfs.diff_ids },
		Metadata: { LastTagTime: image.lastTagged === 0 ? '0001-01-01T00:00:00Z' : rfc3339nano(image.lastTagged) }
	};
	// The config goes through a second encoder in the real daemon, which sorts its keys and escapes for HTML.
	const merged = before(request, '1.50') ? { ...legacyConfig, ...imageConfigDefaults, ...config.config } : { ...imageConfigDefaults, ...config.config };
	const body = encodeJson(head, { escapeHtml: false }).slice(0, -1) + ',"Config":' + encodeJson(sortedMap(object(merged))) + '}\n';
	return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
}
const legacyConfig = {
	AttachStderr: false,
	AttachStdin: false,
	AttachStdout: false,
	Domainname: '',
	Hostname: '',
	Image: '',
	OpenStdin: false,
	StdinOnce: false,
	Tty: false
};

export function* imageHistory(request: Request): Sys<Reply> {
	const image = yield* getImage(request.vars[0] ?? '');
	const { layers, lineage } = yield* remember((m) => ({ layers: layersOf(m, image).map((layer) => layer.size), lineage: lineageOf(m, image) }));
	let at = 0;
	const rows = image.config.history.map((entry) => ({
		Comment: entry.comment ?? '',
		Created: Math.floor((parseTime(entry.created) ?? 0) / 1e6),
		CreatedBy: entry.created_by ?? '',
		Id: '<missing>',
		Size: entry.empty_layer === true ? 0 : (layers[at++] ?? 0),
		Tags: null as readonly string[] | null
	}));
	rows.reverse();
	for (const [i, { id, tags }] of lineage.entries()) {
		const row = rows[i];
		if (!row) break;
		row.Id = id;
		row.Tags = tags.length > 0 ? tags : null;
	}
	return ok(rows);
}
/** The image and the parents it was built on, newest first: one per entry of the history, as far as they are known. */
function lineageOf(m: Memory, image: Image): { id: string; tags: readonly string[] }[] {
	const out: { id: string; tags: readonly string[] }[] = [];
	for (let one: Image | undefined = image; one; one = m.images.get(one.parent)) out.push({ id: one.id, tags: referencesOf(m, one.id).tags });
	return out;
}

/** For rows that need the platform check of create. */
export const imageIsFor = (image: Image, platform: { os: string; architecture: string }): boolean =>
	image.config.os === platform.os && image.config.architecture === platform.architecture;
export { findImage, mediaTypes, noSuchImage };
