// POST /images/{name}/push: layers the registry lacks, then the manifest; progress as `docker push` prints it.
// The manifest is made anew from config and layers, so that a pulled image pushed elsewhere keeps its digest.
import type { Sys } from '../../engine/index.ts';
import { costs } from '../../engine/index.ts';
import { header, sleep } from '../../kernel/index.ts';
import { digest, encodeJson } from '../../values/index.ts';
import { familiar, familiarName, full, fullName, layerDescriptor, manifestOf, manifestText, mediaTypes, type Reference } from '../../oci/index.ts';
import { DockerError, notFound } from '../errors.ts';
import { logEvent } from '../events.ts';
import { beginStream, done, endStream, param, progressChunk, type Reply, type Request } from '../http.ts';
import { remember } from '../memory.ts';
import type { Image, Layer } from '../state.ts';
import { bar, credentialsOf } from './pull.ts';
import { call, failureOf, RegistryFailure, sessionFor, type Session } from './registry.ts';
import { layersOf, noteDistribution, reference, setReference } from './store.ts';

export function* pushImage(request: Request): Sys<Reply> {
	const name = request.vars[0] ?? '';
	const tag = param(request, 'tag');
	const ref = reference(tag === '' ? name : `${name}:${tag}`);
	const short = familiarName(ref);
	yield* beginStream(request.fd);
	yield* progressChunk(request.fd, { status: `The push refers to repository [${fullName(ref)}]` });
	try {
		const wanted = yield* remember((m) =>
			[...m.references]
				.filter(([key]) => (ref.tag === undefined ? key.startsWith(fullName(ref) + ':') && !key.includes('@') : key === full(ref)))
				.map(([key, id]) => ({ ref: reference(key), image: m.images.get(id) }))
		);
		if (wanted.length === 0) throw notFound(`An image does not exist locally with the tag: ${short}`);
		const session = yield* sessionFor(ref, 'push,pull', credentialsOf(request));
		for (const { ref: each, image } of wanted) if (image) yield* pushOne(request.fd, session, each, image);
	} catch (error) {
		const message = error instanceof RegistryFailure ? error.text : error instanceof DockerError ? error.message : undefined;
		if (message === undefined) throw error;
		yield* progressChunk(request.fd, { errorDetail: { message }, error: message });
	}
	yield* endStream(request.fd);
	return done;
}

const blobOf = (layer: Layer) => layerDescriptor({ id: layer.diffId, size: layer.size });

function* pushOne(fd: number, session: Session, ref: Reference, image: Image): Sys<void> {
	const layers = yield* remember((m) => layersOf(m, image));
	const line = (layer: Layer, status: string, detail: object = {}): Sys<void> =>
		progressChunk(fd, { status, progressDetail: {}, id: layer.diffId.slice(7, 19), ...detail });
	const top = [...layers].reverse();
	for (const layer of top) yield* line(layer, 'Preparing');
	for (const layer of top.slice(5)) yield* line(layer, 'Waiting');
	// Looking is quick and sending is not: what the registry has is told first.
	const missing: Layer[] = [];
	for (const layer of top) {
		if (yield* hasBlob(session, ref, blobOf(layer).digest)) yield* line(layer, 'Layer already exists');
		else missing.push(layer);
	}
	for (const layer of missing) yield* pushLayer(session, ref, layer, (status, detail) => line(layer, status, detail));
	const config = digest(image.text);
	if (!(yield* hasBlob(session, ref, config))) yield* upload(session, ref, config, image.text);
	const text = manifestText(
		manifestOf(
			image.text,
			layers.map((layer) => ({ id: layer.diffId, size: layer.size }))
		)
	);
	const put = yield* call(session, {
		method: 'PUT',
		path: `/v2/${ref.path}/manifests/${ref.tag ?? 'latest'}`,
		headers: { 'Content-Type': mediaTypes.manifest },
		body: text
	});
	if (put.status >= 400) throw failureOf(put);
	const sum = header(put, 'Docker-Content-Digest') ?? digest(text);
	const size = text.length;
	yield* progressChunk(fd, { status: `${ref.tag ?? 'latest'}: digest: ${sum} size: ${size}` });
	yield* progressChunk(fd, { progressDetail: {}, aux: { Tag: ref.tag ?? 'latest', Digest: sum, Size: size } });
	for (const layer of layers) yield* noteDistribution(layer.diffId, blobOf(layer), fullName(ref));
	yield* setReference({ domain: ref.domain, path: ref.path, digest: sum }, image.id);
	yield* logEvent('image', 'push', familiar(ref), { name: familiarName(ref) });
}
function* hasBlob(session: Session, ref: Reference, sum: string): Sys<boolean> {
	const head = yield* call(session, { method: 'HEAD', path: `/v2/${ref.path}/blobs/${sum}` });
	if (head.status === 404) return false;
	// An answer to HEAD has no body that could say more.
	if (head.status >= 400) throw failureOf({ ...head, body: '' });
	return true;
}
function* upload(session: Session, ref: Reference, sum: string, body: string, mountFrom?: string): Sys<boolean> {
	const query = mountFrom === undefined ? '' : `?from=${encodeURIComponent(mountFrom)}&mount=${encodeURIComponent(sum)}`;
	const start = yield* call(session, { method: 'POST', path: `/v2/${ref.path}/blobs/uploads/${query}` });
	if (start.status === 201) return false;
	if (start.status >= 400) throw failureOf(start);
	const location = (header(start, 'Location') ?? '').replace(/^https?:\/\/[^/]+/, '');
	const put = yield* call(session, {
		method: 'PUT',
		path: `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(sum)}`,
		headers: { 'Content-Type': 'application/octet-stream' },
		body
	});
	if (put.status >= 400) throw failureOf(put);
	return true;
}
function* pushLayer(session: Session, ref: Reference, layer: Layer, line: (status: string, detail?: object) => Sys<void>): Sys<void> {
	const blob = blobOf(layer);
	const sources = yield* remember((m) => m.distribution.get(layer.diffId)?.repositories ?? []);
	const from = sources.find((source) => source !== fullName(ref) && source.startsWith(ref.domain + '/'))?.slice(ref.domain.length + 1);
	const sent = yield* upload(session, ref, blob.digest, encodeJson({ diffId: layer.diffId, size: layer.size }), from);
	if (!sent) return yield* line(`Mounted from ${from ?? ''}`);
	const steps = Math.min(10, Math.max(1, Math.ceil(layer.size / 2_097_152)));
	for (let at = 1; at <= steps; at++) {
		yield* sleep(Math.ceil(((blob.size / steps) * costs.downloadMiB) / 1_048_576));
		yield* line('Pushing', bar(Math.floor((layer.size * at) / steps), layer.size));
	}
	yield* line('Pushed');
}
