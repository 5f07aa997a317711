// Images made here: import of a file system archive, commit of a container, and the `changes` (Dockerfile lines) both take.
import type { Sys } from '../../engine/index.ts';
import { addLayer, clock, packLayer, type LayerEntry } from '../../kernel/index.ts';
import { encodeJson, rfc3339nano } from '../../values/index.ts';
import { parseReference, withDefaultTag, full, familiar, type ImageConfig } from '../../oci/index.ts';
import type { ContainerConfig } from '../api-types.ts';
import { decodeConfig } from '../decode-config.ts';
import { setOf, type JsonObject } from '../decode.ts';
import { badParameter, system } from '../errors.ts';
import { logContainerEvent, logEvent } from '../events.ts';
import { beginStream, done, endStream, flagOr, param, progressChunk, readBody, readJson, type Reply, type Request } from '../http.ts';
import { getContainer, locked, remember } from '../memory.ts';
import { decodeTar, TarError, type TarEntry } from '../tar.ts';
import { pauseTask, resumeTask } from '../tasks.ts';
import { addImage, ensureLayers, reference, setReference } from './store.ts';

/** Words of a Dockerfile line: JSON exec form or shell form. */
function words(text: string): string[] {
	const source = text.trim();
	if (source.startsWith('[')) {
		try {
			const value: unknown = JSON.parse(source);
			if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.map(String);
		} catch {
			// not JSON: shell form
		}
	}
	return ['/bin/sh', '-c', source];
}
/** "A=1 B='x y'" and the older "A value". */
function pairs(text: string): [string, string][] {
	if (!/^[^\s=]+=/.test(text)) {
		const at = text.search(/\s/);
		return [[at < 0 ? text : text.slice(0, at), at < 0 ? '' : text.slice(at).trim()]];
	}
	const out: [string, string][] = [];
	for (const match of text.matchAll(/([^\s=]+)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)) out.push([match[1] ?? '', (match[2] ?? '').replace(/^["']|["']$/g, '')]);
	return out;
}

/** Applies `changes` to a config. Throws 400 for what cannot be changed. */
function applyChanges(config: ContainerConfig, changes: readonly string[]): ContainerConfig {
	let next = config;
	for (const change of changes.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '')) {
		const match = /^\s*([A-Za-z]+)\s+(.*)$/s.exec(change);
		const word = (match?.[1] ?? change).toUpperCase();
		const rest = (match?.[2] ?? '').trim();
		if (word === 'CMD') next = { ...next, Cmd: words(rest) };
		else if (word === 'ENTRYPOINT') next = { ...next, Entrypoint: words(rest) };
		else if (word === 'ENV') {
			for (const [name, value] of pairs(rest))
				next = { ...next, Env: [...(next.Env ?? []).filter((entry) => !entry.startsWith(name + '=')), `${name}=${value}`] };
		} else if (word === 'LABEL') next = { ...next, Labels: { ...next.Labels, ...Object.fromEntries(pairs(rest)) } };
		else if (word === 'EXPOSE')
			next = {
				...next,
				ExposedPorts: setOf([...Object.keys(next.ExposedPorts ?? {}), ...rest.split(/\s+/).map((port) => (port.includes('/') ? port : port + '/tcp'))])
			};
		else if (word === 'VOLUME')
			next = { ...next, Volumes: setOf([...Object.keys(next.Volumes ?? {}), ...(rest.startsWith('[') ? words(rest) : rest.split(/\s+/))]) };
		else if (word === 'WORKDIR') next = { ...next, WorkingDir: rest.startsWith('/') ? rest : `${next.WorkingDir.replace(/\/$/, '')}/${rest}` };
		else if (word === 'USER') next = { ...next, User: rest };
		else if (word === 'STOPSIGNAL') next = { ...next, StopSignal: rest };
		else if (word === 'ONBUILD') next = { ...next, OnBuild: [...(next.OnBuild ?? []), rest] };
		else if (word === 'HEALTHCHECK')
			next = { ...next, Healthcheck: rest.toUpperCase() === 'NONE' ? { Test: ['NONE'] } : { Test: ['CMD-SHELL', rest.replace(/^CMD\s+/i, '')] } };
		else throw badParameter(`${word} is not a valid change command`);
	}
	return next;
}

/** A container's config as an image's: only what an image keeps. */
export function imageConfigOf(config: ContainerConfig): JsonObject {
	return {
		...(config.Hostname === '' ? {} : { Hostname: config.Hostname }),
		User: config.User,
		...(config.ExposedPorts ? { ExposedPorts: config.ExposedPorts } : {}),
		Env: config.Env,
		Cmd: config.Cmd,
		...(config.Healthcheck ? { Healthcheck: config.Healthcheck } : {}),
		Volumes: config.Volumes,
		WorkingDir: config.WorkingDir,
		Entrypoint: config.Entrypoint,
		OnBuild: config.OnBuild,
		Labels: config.Labels,
		...(config.StopSignal === undefined ? {} : { StopSignal: config.StopSignal }),
		...(config.StopTimeout === undefined ? {} : { StopTimeout: config.StopTimeout }),
		...(config.Shell ? { Shell: config.Shell } : {})
	};
}

/** A layer's entries from an archive's. Parents come first; a path met twice is the later one. */
function layerEntries(entries: readonly TarEntry[]): LayerEntry[] {
	const byPath = new Map<string, LayerEntry>();
	for (const entry of entries) {
		const path = entry.path.replace(/\/$/, '');
		if (path === '' || path === '.') continue;
		for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
			const parent = path.slice(0, at);
			if (!byPath.has(parent)) byPath.set(parent, { path: parent, type: 'dir', mode: 0o755 });
		}
		const base = path.slice(path.lastIndexOf('/') + 1);
		const dir = path.slice(0, path.length - base.length);
		if (base === '.wh..wh..opq') {
			byPath.set(path, { path: dir.replace(/\/$/, ''), type: 'opaque' });
			continue;
		}
		if (base.startsWith('.wh.')) {
			byPath.set(path, { path: dir + base.slice(4), type: 'whiteout' });
			continue;
		}
		if (entry.type === 'block') continue;
		byPath.set(path, {
			path,
			type: entry.type,
			mode: entry.mode,
			uid: entry.uid,
			gid: entry.gid,
			mtime: entry.mtime,
			...(entry.data ? { bytes: entry.data } : {}),
			...(entry.target === undefined ? {} : { target: entry.target }),
			...(entry.rdev ? { rdev: entry.rdev } : {})
		});
	}
	return [...byPath.values()];
}

/** POST /images/create?fromSrc=-: the body is an archive. */
export function* importImage(request: Request): Sys<Reply> {
	const repo = param(request, 'repo');
	const tag = param(request, 'tag');
	const ref = repo === '' ? undefined : withDefaultTag(reference(tag === '' ? repo : `${repo}:${tag}`));
	if (param(request, 'fromSrc') !== '-') throw badParameter('importing from a URL is not possible here');
	const bytes = yield* readBody(request);
	let entries;
	try {
		entries = decodeTar(bytes);
	} catch (error) {
		if (error instanceof TarError) throw system(error.message);
		throw error;
	}
	const config = applyChanges(decodeConfig({}), request.lists.get('changes') ?? []);
	const { id: diffId } = yield* addLayer(layerEntries(entries));
	yield* ensureLayers([diffId]);
	const created = rfc3339nano(yield* clock());
	const comment = param(request, 'message') || 'Imported from -';
	const platform = param(request, 'platform').split('/');
	const text = encodeJson({
		architecture: platform[1] ?? 'amd64',
		config: imageConfigOf(config),
		created,
		history: [{ created, comment }],
		os: platform[0] || 'linux',
		rootfs: { type: 'layers', diff_ids: [diffId] }
	});
	const image = yield* addImage(text);
	if (ref) yield* setReference(ref, image.id, true);
	yield* logEvent('image', 'import', image.id, { name: image.id });
	yield* beginStream(request.fd);
	yield* progressChunk(request.fd, { status: image.id });
	yield* endStream(request.fd);
	return done;
}

/** POST /commit: the container's writable layer on top of its image. */
export function* commit(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	const container = yield* getContainer(param(request, 'container'));
	if (container.state.dead) throw system(`You cannot commit container ${container.id} which is Dead`);
	const repo = param(request, 'repo');
	const tag = param(request, 'tag');
	const ref = repo === '' ? undefined : withDefaultTag(reference(tag === '' ? repo : `${repo}:${tag}`));
	const pause = flagOr(request, 'pause', true) && container.state.running && !container.state.paused;
	const given = decodeConfig(body);
	const base: ContainerConfig = Object.keys(body).length === 0 ? container.config : { ...container.config, ...overrides(given) };
	const config = applyChanges(base, request.lists.get('changes') ?? []);
	if (pause) yield* pauseTask(container.id);
	const layer = yield* packLayer(`/var/lib/docker/overlay2/${container.mountId}/diff`);
	if (pause) yield* resumeTask(container.id);
	const parent = yield* remember((m) => m.images.get(container.image));
	const created = rfc3339nano(yield* clock());
	const text = commitText(parent?.config, {
		config,
		created,
		author: param(request, 'author'),
		comment: param(request, 'comment'),
		container: [container.path, ...container.args].join(' '),
		diffId: layer.id,
		empty: layer.entries === 0
	});
	const image = yield* locked('images', store(parent?.config.rootfs.diff_ids ?? [], layer.id, layer.entries === 0, text, container.image));
	if (ref) yield* setReference(ref, image.id, true);
	yield* logContainerEvent(container, 'commit', {
		comment: param(request, 'comment'),
		imageID: image.id,
		imageRef: ref ? familiar(parseReference(full(ref))) : ''
	});
	return { status: 201, json: { Id: image.id } };
}
function* store(below: readonly string[], diffId: string, empty: boolean, text: string, parent: string) {
	yield* ensureLayers(empty ? below : [...below, diffId]);
	return yield* addImage(text, parent);
}
/** Fields of a commit's body that say something. */
function overrides(given: ContainerConfig): Partial<ContainerConfig> {
	return Object.fromEntries(
		Object.entries(given).filter(
			([, value]) => !(value === null || value === '' || value === false || (typeof value === 'object' && Object.keys(value).length === 0))
		)
	);
}
interface Commit {
	readonly config: ContainerConfig;
	readonly created: string;
	readonly author: string;
	readonly comment: string;
	readonly container: string;
	readonly diffId: string;
	readonly empty: boolean;
}
function commitText(parent: ImageConfig | undefined, c: Commit): string {
	const entry = {
		created: c.created,
		...(c.author ? { author: c.author } : {}),
		created_by: c.container,
		...(c.comment ? { comment: c.comment } : {}),
		...(c.empty ? { empty_layer: true } : {})
	};
	return encodeJson({
		architecture: parent?.architecture ?? 'amd64',
		...(c.author ? { author: c.author } : {}),
		config: imageConfigOf(c.config),
		created: c.created,
		history: [...(parent?.history ?? []), entry],
		os: 'linux',
		rootfs: { type: 'layers', diff_ids: [...(parent?.rootfs.diff_ids ?? []), ...(c.empty ? [] : [c.diffId])] }
	});
}
