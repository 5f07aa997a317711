// A pod's volumes as directories of the node: made before its containers, taken away after them. One branch per volume source.
// FIDELITY: a changed config map or secret reaches mounted files at the next sync of the pod, without the ..data symlink dance's timing.
import { ApiError, createSubresource, get } from '../client/index.ts';
import { Errno, type Sys } from '../engine/index.ts';
import { chmod, chown, lstat, mkdir, mkdirAll, mount, readdir, removeAll, rename, stat, symlink, umount, writeFile } from '../kernel/index.ts';
import type { KeyToPath, PersistentVolume, PersistentVolumeClaim, Pod, Volume } from '../kinds/index.ts';
import { parseQuantity, quantityValue, rfc3339 } from '../values/index.ts';
import { clock } from '../kernel/index.ts';
import { fieldOf, keyedData, resourceOf, ConfigError } from './env.ts';
import { kubelet } from './memory.ts';

/** A volume cannot be set up: a FailedMount event, and the pod waits. */
export class MountFailure {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}

export const podDirectory = (uid: string): string => `/var/lib/kubelet/pods/${uid}`;
const directoryOf = (uid: string, plugin: string, name: string): string => `${podDirectory(uid)}/volumes/kubernetes.io~${plugin}/${name}`;

interface Entry {
	readonly path: string;
	readonly content: string;
	readonly mode: number;
}

const pick = (data: Readonly<Record<string, string>>, items: readonly KeyToPath[] | undefined, mode: number, what: string): Entry[] => {
	if (!items) return Object.entries(data).map(([path, content]) => ({ path, content, mode }));
	return items.map((item) => {
		const content = data[item.key];
		if (content === undefined) throw new MountFailure(`${what} references non-existent config key: ${item.key}`);
		return { path: item.path, content, mode: item.mode ?? mode };
	});
};

/** Writes files behind a `..data` link, as the real atomic writer does; unchanged content is left alone. */
function* writeAtomically(directory: string, entries: readonly Entry[], gid: number | undefined): Sys<void> {
	yield* mkdirAll(directory);
	const stamp = `..${rfc3339(yield* clock()).replaceAll(/[-:TZ]/g, '_')}`;
	const home = `${directory}/${stamp}`;
	try {
		yield* mkdir(home, 0o755);
	} catch (error) {
		if (!(error instanceof Errno && error.code === 'EEXIST')) throw error;
	}
	for (const { path, content, mode } of entries) {
		const slash = path.lastIndexOf('/');
		if (slash > 0) yield* mkdirAll(`${home}/${path.slice(0, slash)}`);
		yield* writeFile(`${home}/${path}`, content, mode);
		yield* chmod(`${home}/${path}`, gid === undefined ? mode : mode | 0o040);
		if (gid !== undefined) yield* chown(`${home}/${path}`, -1, gid);
	}
	yield* removeAll(`${directory}/..data_tmp`);
	yield* symlink(stamp, `${directory}/..data_tmp`);
	yield* rename(`${directory}/..data_tmp`, `${directory}/..data`);
	const names = new Set(entries.map(({ path }) => path.split('/')[0] as string));
	for (const { name } of yield* readdir(directory))
		if (!name.startsWith('..') && !names.has(name)) yield* removeAll(`${directory}/${name}`);
		else if (name.startsWith('..2') && name !== stamp) yield* removeAll(`${directory}/${name}`);
	for (const name of names) {
		try {
			yield* lstat(`${directory}/${name}`);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* symlink(`..data/${name}`, `${directory}/${name}`);
		}
	}
}

function* projected(pod: Pod, volume: Volume): Sys<Entry[]> {
	const mode = volume.projected?.defaultMode ?? 0o644;
	const namespace = pod.metadata.namespace ?? '';
	const entries: Entry[] = [];
	for (const source of volume.projected?.sources ?? []) {
		if (source.serviceAccountToken) {
			const { path, audience, expirationSeconds } = source.serviceAccountToken;
			const answer = (yield* createSubresource('v1/serviceaccounts', `${namespace}/${pod.spec?.serviceAccountName ?? 'default'}`, 'token', {
				apiVersion: 'authentication.k8s.io/v1',
				kind: 'TokenRequest',
				spec: {
					...(audience ? { audiences: [audience] } : {}),
					expirationSeconds: expirationSeconds ?? 3600,
					boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, uid: pod.metadata.uid }
				}
			})) as { status?: { token?: string } };
			entries.push({ path, content: answer.status?.token ?? '', mode });
		} else if (source.configMap) {
			const data = yield* keyedData('configmap', namespace, source.configMap.name ?? '', source.configMap.optional);
			entries.push(...pick(data ?? {}, source.configMap.items, mode, 'configmap'));
		} else if (source.secret) {
			const data = yield* keyedData('secret', namespace, source.secret.name ?? '', source.secret.optional);
			entries.push(...pick(data ?? {}, source.secret.items, mode, 'secret'));
		} else if (source.downwardAPI) entries.push(...(yield* downward(pod, source.downwardAPI.items ?? [], mode)));
	}
	return entries;
}

function* downward(pod: Pod, items: readonly NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number][], mode: number): Sys<Entry[]> {
	const hostIP = yield* kubelet((m) => m.address);
	return items.map((item) => {
		const { resourceFieldRef: resource } = item;
		const content = item.fieldRef
			? fieldOf(pod, item.fieldRef.fieldPath, { ip: pod.status?.podIP ?? '', hostIP })
			: resource
				? resourceOf(
						pod.spec?.containers.find((c) => c.name === resource.containerName),
						resource.resource,
						resource.divisor,
						{ cpu: '2', memory: '24684092Ki' }
					)
				: '';
		return { path: item.path, content, mode: item.mode ?? mode };
	});
}

function* hostPath(volume: Volume): Sys<string> {
	const { path, type = '' } = volume.hostPath ?? { path: '' };
	let found: string | undefined;
	try {
		found = (yield* stat(path)).type;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	const wrong = (what: string) => new MountFailure(`hostPath type check failed: ${path} is not ${what}`);
	if (type === 'DirectoryOrCreate' && found === undefined) yield* mkdirAll(path);
	else if (type === 'FileOrCreate' && found === undefined) yield* writeFile(path, '', 0o644);
	else if ((type === 'Directory' || type === 'DirectoryOrCreate') && found !== 'dir') throw wrong('a directory');
	else if ((type === 'File' || type === 'FileOrCreate') && found !== 'file') throw wrong('a file');
	else if (type === 'Socket' && found !== 'socket') throw wrong('a socket file');
	else if (type === '' && found === undefined) yield* mkdirAll(path); // what the runtime's bind mount would do
	return path;
}

function* claimed(pod: Pod, claimName: string): Sys<string> {
	const namespace = pod.metadata.namespace ?? '';
	const claim: PersistentVolumeClaim = yield* get('v1/persistentvolumeclaims', `${namespace}/${claimName}`);
	if (!claim.spec?.volumeName) throw new MountFailure(`PVC ${namespace}/${claimName} is not bound`);
	const volume: PersistentVolume = yield* get('v1/persistentvolumes', claim.spec.volumeName);
	const path = volume.spec?.hostPath?.path ?? volume.spec?.local?.path;
	if (path === undefined) throw new MountFailure(`no volume plugin matched name: ${claim.spec.volumeName}`);
	if (volume.spec?.hostPath) yield* mkdirAll(path);
	return path;
}

/** Sets one volume up: answers the directory (or file) on the node. Throws MountFailure. */
function* setUp(pod: Pod, volume: Volume): Sys<string> {
	const uid = pod.metadata.uid;
	const gid = pod.spec?.securityContext?.fsGroup;
	try {
		if (volume.hostPath) return yield* hostPath(volume);
		if (volume.persistentVolumeClaim) return yield* claimed(pod, volume.persistentVolumeClaim.claimName);
		if (volume.ephemeral) return yield* claimed(pod, `${pod.metadata.name}-${volume.name}`);
		if (volume.emptyDir) {
			const path = directoryOf(uid, 'empty-dir', volume.name);
			try {
				yield* stat(path);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				yield* mkdirAll(path);
				const size = volume.emptyDir.sizeLimit ? Number(quantityValue(parseQuantity(volume.emptyDir.sizeLimit))) : undefined;
				if (volume.emptyDir.medium === 'Memory') yield* mount(path, { type: 'tmpfs', source: 'tmpfs', ...(size === undefined ? {} : { size }) });
				yield* chmod(path, gid === undefined ? 0o777 : 0o2777);
				if (gid !== undefined) yield* chown(path, -1, gid);
			}
			return path;
		}
		const mode = volume.configMap?.defaultMode ?? volume.secret?.defaultMode ?? volume.downwardAPI?.defaultMode ?? 0o644;
		const namespace = pod.metadata.namespace ?? '';
		let plugin = 'projected';
		let entries: Entry[];
		if (volume.configMap) {
			plugin = 'configmap';
			entries = pick(
				(yield* keyedData('configmap', namespace, volume.configMap.name ?? '', volume.configMap.optional)) ?? {},
				volume.configMap.items,
				mode,
				'configmap'
			);
		} else if (volume.secret) {
			plugin = 'secret';
			entries = pick(
				(yield* keyedData('secret', namespace, volume.secret.secretName ?? '', volume.secret.optional)) ?? {},
				volume.secret.items,
				mode,
				'secret'
			);
		} else if (volume.downwardAPI) {
			plugin = 'downward-api';
			entries = yield* downward(pod, volume.downwardAPI.items ?? [], mode);
		} else if (volume.projected) entries = yield* projected(pod, volume);
		else throw new MountFailure(`no volume plugin matched`);
		const path = directoryOf(uid, plugin, volume.name);
		yield* writeAtomically(path, entries, gid);
		return path;
	} catch (error) {
		if (error instanceof ConfigError) throw new MountFailure(error.message);
		if (error instanceof ApiError) throw new MountFailure(error.message);
		throw error;
	}
}

/** Sets all volumes up: name → path. Throws MountFailure with the volume's name. */
export function* setUpVolumes(pod: Pod): Sys<Map<string, string>> {
	const paths = new Map<string, string>();
	for (const volume of pod.spec?.volumes ?? []) {
		try {
			paths.set(volume.name, yield* setUp(pod, volume));
		} catch (error) {
			if (error instanceof MountFailure) throw new MountFailure(`MountVolume.SetUp failed for volume "${volume.name}" : ${error.message}`);
			throw error;
		}
	}
	return paths;
}

/** Takes a gone pod's directory away, its memory volumes unmounted. */
export function* tearDownVolumes(uid: string): Sys<void> {
	const memory = `${podDirectory(uid)}/volumes/kubernetes.io~empty-dir`;
	try {
		for (const { name } of yield* readdir(memory)) {
			try {
				yield* umount(`${memory}/${name}`);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	yield* removeAll(podDirectory(uid));
}
