// Base images: what a FROM (or COPY --from=image) names, resolved against the engine's store first and then the registry, and its layers.
// What is pulled for a build belongs to the build cache and is no image of `docker images`.
import type { Sys } from '../../engine/index.ts';
import { costs } from '../../engine/index.ts';
import { sleep } from '../../kernel/index.ts';
import { humanSize } from '../../values/index.ts';
import { full, withDefaultTag, parseReference, type ImageConfig, type Reference } from '../../oci/index.ts';
import { field, isObject, list, num, object, str } from '../decode.ts';
import { DockerError } from '../errors.ts';
import { remember } from '../memory.ts';
import { getManifest, hostPlatform, parsePlatform, platformManifest, platformText } from '../images/pull.ts';
import { call, failureOf, RegistryFailure, sessionFor, textBody, type Session } from '../images/registry.ts';
import { chainIds, ensureLayers, findImage } from '../images/store.ts';
import { parseJson } from '../../values/index.ts';
import { BuildFailure } from '../../values/dockerfile/index.ts';
import { addRecord, findRecord } from './cache.ts';

export interface Base {
	/** "docker.io/library/alpine:3.20", with "@sha256:…" when it came from the registry. */
	readonly name: string;
	readonly key: string;
	readonly config: ImageConfig;
	/** It was looked up for another platform than the engine's: "linux/arm64". */
	readonly platform?: string;
	/** Another build's result, which that build has shown. */
	readonly silent?: true;
	/** Its layers are known from an image of the store, not by this manifest: it is resolved anew each time. */
	readonly resolves?: true;
	/** What is left to fetch; undefined when the layers are at hand. */
	readonly remote?: {
		readonly session: Session;
		readonly path: string;
		readonly blobs: readonly { readonly digest: string; readonly size: number }[];
		readonly digest: string;
		readonly configDigest: string;
		readonly text: string;
	};
}

const emptyConfig: ImageConfig = {
	architecture: 'amd64',
	os: 'linux',
	created: '',
	config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], WorkingDir: '/' },
	history: [],
	rootfs: { type: 'layers', diff_ids: [] }
};
export const scratch: Base = { name: 'scratch', key: 'scratch', config: emptyConfig };

function registryText(failure: RegistryFailure, ref: Reference): string {
	const [first] = failure.errors;
	if (first?.code === 'DENIED')
		return 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed';
	if (first?.code === 'MANIFEST_UNKNOWN' || first?.code === 'NAME_UNKNOWN') return `${full(ref)}: not found`;
	// BuildKit's own resolver asks for the manifest at once, over TLS first.
	return `failed to do request: ${failure.text.replace(/^Get "[^"]*"/, `Head "https://${ref.domain}/v2/${ref.path}/manifests/${ref.digest ?? ref.tag ?? 'latest'}"`)}`;
}

/** Finds an image. Throws BuildFailure with the registry's reason. */
export function* resolveBase(name: string, pull: boolean, platform: string): Sys<Base> {
	const ref = withDefaultTag(parseReference(name));
	const wanted = parsePlatform(platform) ?? hostPlatform;
	const local = pull ? undefined : yield* remember((m) => findImage(m, full(ref)));
	if (local?.config.architecture === wanted.architecture) return { name: full(ref), key: 'image ' + local.id, config: local.config };
	try {
		const session = yield* sessionFor(ref, 'pull', undefined);
		const top = yield* getManifest(session, ref.path, ref.digest ?? ref.tag ?? 'latest');
		const manifest = yield* platformManifest(session, ref, top, wanted);
		const configDigest = str(object(field(manifest.value, 'config')), 'digest');
		const digest = ref.digest ?? top.digest;
		const shown = full({ ...ref, digest });
		const cached = yield* findRecord('image ' + configDigest);
		const other = wanted.architecture === hostPlatform.architecture ? {} : { platform: platformText(wanted) };
		if (cached?.config !== undefined) return { name: shown, key: cached.key, config: configOf(cached.config), ...other };
		const response = yield* call(session, { method: 'GET', path: `/v2/${ref.path}/blobs/${configDigest}` });
		if (response.status !== 200) throw failureOf(response);
		const text = textBody(response);
		if (cached) return { name: shown, key: cached.key, config: configOf(text), ...other, resolves: true };
		const blobs = (list(manifest.value, 'layers') ?? []).filter(isObject).map((layer) => ({ digest: str(layer, 'digest'), size: num(layer, 'size') }));
		return {
			name: shown,
			key: 'image ' + configDigest,
			config: configOf(text),
			...other,
			remote: { session, path: ref.path, blobs, digest, configDigest, text }
		};
	} catch (error) {
		if (error instanceof RegistryFailure) throw new BuildFailure(registryText(error, ref));
		if (error instanceof DockerError) throw new BuildFailure(error.message);
		throw error;
	}
}
function configOf(text: string): ImageConfig {
	const value = object(parseJson(text));
	const history = (list(value, 'history') ?? []).filter(isObject).map((h) => ({
		created: str(h, 'created'),
		...(str(h, 'created_by') ? { created_by: str(h, 'created_by') } : {}),
		...(str(h, 'comment') ? { comment: str(h, 'comment') } : {}),
		...(h['empty_layer'] === true ? { empty_layer: true } : {})
	}));
	return {
		architecture: str(value, 'architecture'),
		os: str(value, 'os') || 'linux',
		created: str(value, 'created'),
		config: object(field(value, 'config')),
		history,
		rootfs: { type: 'layers', diff_ids: (list(object(field(value, 'rootfs')), 'diff_ids') ?? []).map(String) }
	};
}

/** How provenance names an image: a package URL, and the digest of its manifest or, for one of the store, of its layers. Pure. */
export function materialOf(base: Base): readonly [uri: string, digest: string] {
	const [name = '', digest] = base.name.split('@');
	const at = name.lastIndexOf(':');
	const familiar = name.slice(0, at).replace(/^docker\.io\/(?:library\/)?/, '');
	const platform = encodeURIComponent(base.platform ?? platformText(hostPlatform));
	return [`pkg:docker/${familiar}@${name.slice(at + 1)}?platform=${platform}`, digest ?? chainIds(base.config.rootfs.diff_ids).at(-1) ?? ''];
}
export const isInput = (name: string): boolean => name.startsWith('input:');
/** What another build has left as this one's context. Throws BuildFailure when it is gone from the cache. */
export function* inputBase(name: string): Sys<Base> {
	const key = `image ${name.slice('input:'.length)}`;
	const record = yield* findRecord(key);
	if (record?.config === undefined) throw new BuildFailure(`${name}: not found`);
	return { name, key, config: configOf(record.config), silent: true };
}

/** Downloads and unpacks what is missing of a base, telling each layer; what `proceed` throws stops it between two. */
export function* fetchBase(base: Base, line: (text: string) => Sys<void>, proceed: () => Sys<void>): Sys<void> {
	const { remote } = base;
	const diffIds = base.config.rootfs.diff_ids;
	if (!remote) return yield* ensureLayers(diffIds);
	yield* line(`resolve ${base.name} done`);
	yield* line(`${remote.digest} ${humanSize(remote.text.length)} / ${humanSize(remote.text.length)} done`);
	for (const blob of remote.blobs) {
		yield* proceed();
		const response = yield* call(remote.session, { method: 'GET', path: `/v2/${remote.path}/blobs/${blob.digest}` });
		if (response.status !== 200) throw new BuildFailure(failureOf(response).text);
		yield* sleep(Math.ceil((blob.size * costs.downloadMiB) / 1_048_576));
		yield* line(`${blob.digest} ${humanSize(blob.size)} / ${humanSize(blob.size)} done`);
	}
	for (const [index, blob] of remote.blobs.entries()) {
		yield* proceed();
		yield* line(`extracting ${blob.digest}`);
		yield* sleep(Math.ceil((blob.size * costs.unpackMiB) / 1_048_576));
		yield* ensureLayers(diffIds.slice(0, index + 1));
		yield* line(`extracting ${blob.digest} done`);
	}
	const size = remote.blobs.reduce((sum, blob) => sum + blob.size, 0);
	yield* addRecord({
		key: base.key,
		diffId: diffIds.at(-1) ?? '',
		chain: diffIds,
		size,
		created: base.config.created,
		description: `pulled from ${base.name}`,
		config: remote.text
	});
}
