// Static pods: manifests in a directory, run without an API server, shown there by mirror pods (pkg/kubelet/config/file, pod/mirror_client).
import { ApiError, create, flush, get, isNotFound, remove } from '../client/index.ts';
import { Errno, settle, type Sys } from '../engine/index.ts';
import { readdir, readText, sleep, stat, thread, type Context, type Stat } from '../kernel/index.ts';
import { keyOf, type Pod } from '../kinds/index.ts';
import { parseYaml, sha256Hex, YamlError } from '../values/index.ts';
import { kubelet, touchPod, type Memory, type WantedPod } from './memory.ts';

function parsed(text: string): Pod | null {
	try {
		return parseYaml(text) as Pod | null;
	} catch (error) {
		if (!(error instanceof YamlError)) throw error;
		return null;
	}
}

/** The pod of a manifest's text, or null when it is none. */
function manifestPod(text: string, name: string, node: string): WantedPod | null {
	const pod = parsed(text);
	if (!pod || pod.kind !== 'Pod') return null;
	const hash = sha256Hex(`${node}/${name}/${text}`).slice(0, 32);
	const annotations = { ...pod.metadata.annotations, 'kubernetes.io/config.hash': hash, 'kubernetes.io/config.source': 'file' };
	const metadata = { ...pod.metadata, name: `${pod.metadata.name}-${node}`, namespace: pod.metadata.namespace ?? 'default', uid: hash, annotations };
	const tolerations = [{ operator: 'Exists', effect: 'NoExecute' }];
	return { source: hash, pod: { ...pod, metadata, spec: { ...pod.spec, nodeName: node, tolerations: pod.spec?.tolerations ?? tolerations } } as Pod };
}

/** The pods of the manifest directory, by uid. A file that is no pod is passed over; one that has not changed is not read again. */
function* readManifests(directory: string, node: string): Sys<Map<string, WantedPod>> {
	const found = new Map<string, WantedPod>();
	let names: string[] = [];
	try {
		names = (yield* readdir(directory)).filter((e) => e.type === 'file' && !e.name.startsWith('.')).map((e) => e.name);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	yield* kubelet((m) => {
		for (const name of [...m.files.keys()]) if (!names.includes(name)) m.files.delete(name);
	});
	for (const name of names) {
		try {
			const version = versionOf(yield* stat(`${directory}/${name}`));
			let file = yield* kubelet((m) => m.files.get(name));
			if (file?.version !== version) {
				const fresh = { version, wanted: manifestPod(yield* readText(`${directory}/${name}`), name, node) };
				yield* kubelet((m) => void m.files.set(name, fresh));
				file = fresh;
			}
			if (file.wanted?.source) found.set(file.wanted.source, file.wanted);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	return found;
}

/** Names that come and go show in the directory's own time; a file written in place is looked for every so many seconds. */
const filesEvery = 5;
const versionOf = ({ ino, size, mtime }: Stat): string => `${ino} ${size} ${mtime}`;
function* directoryTime(directory: string): Sys<number> {
	try {
		return (yield* stat(directory)).mtime;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return -1;
	}
}
/** Whether a file is another one than it was when it was read. */
function* filesChanged(directory: string): Sys<boolean> {
	for (const [name, version] of yield* kubelet((m) => [...m.files].map(([file, known]): [string, string] => [file, known.version]))) {
		try {
			if (versionOf(yield* stat(`${directory}/${name}`)) !== version) return true;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			return true;
		}
	}
	return false;
}

/** A thread entry: looks at the directory every second and keeps the mirror pods. FIDELITY: the real kubelet is told by inotify. */
export function* staticThread(context: Context): Sys<void> {
	let mtime = (context.settled as number | undefined) ?? -2;
	for (;;) {
		yield* settle(mtime);
		const { directory, node } = yield* kubelet((m) => ({ directory: m.manifests, node: m.node }));
		for (let turn = 0; turn < filesEvery; turn++) {
			const seen = yield* directoryTime(directory);
			const news = seen !== mtime || (turn === 0 && (yield* filesChanged(directory)));
			mtime = seen;
			if (news) yield* takeManifests(directory, node);
			if (yield* kubelet((m) => m.connected && (news || (m.mirrorsDue && lacksMirror(m))))) yield* keepMirrors();
			yield* sleep(1_000_000);
		}
	}
}

/** Reads the directory: pods whose file is new are started, those whose file is gone or changed are ended. */
function* takeManifests(directory: string, node: string): Sys<void> {
	const found = yield* readManifests(directory, node);
	const fresh = yield* kubelet((m) => {
		const started: string[] = [];
		for (const [uid, wanted] of m.pods) {
			if (!wanted.source || found.has(uid) || wanted.pod.metadata.deletionTimestamp) continue;
			m.pods.set(uid, { ...wanted, pod: { ...wanted.pod, metadata: { ...wanted.pod.metadata, deletionTimestamp: 'now' } } });
			touchPod(m, uid);
		}
		for (const [uid, wanted] of found) {
			if (m.pods.has(uid)) continue;
			m.pods.set(uid, wanted);
			if (!m.workers.has(uid)) started.push(uid);
			m.workers.add(uid);
		}
		m.mirrorsDue = true;
		return started;
	});
	yield* flush();
	for (const uid of fresh) yield* thread('pod', uid);
}

/** Whether a static pod has no mirror; when none lacks it, that is so until something happens to one. */
function lacksMirror(m: Memory): boolean {
	for (const { source, pod } of m.pods.values()) if (source !== undefined && !pod.metadata.deletionTimestamp && !mirrored(m, pod)) return true;
	m.mirrorsDue = false;
	return false;
}

/** Whether a static pod's mirror is there and its own. */
function mirrored(m: Memory, pod: Pod): boolean {
	const there = m.api.stores.get('v1/pods')?.objects.get(keyOf(pod));
	return there !== undefined && there.metadata.deletionTimestamp === undefined && m.mirrors.get(pod.metadata.uid) === there.metadata.uid;
}

/** Makes the mirror pods that are missing, and removes those whose file is gone or changed. */
function* keepMirrors(): Sys<void> {
	const statics = yield* kubelet((m) =>
		[...m.pods.values()].filter((w) => w.source !== undefined).map((w) => ({ pod: w.pod, mirror: m.mirrors.get(w.pod.metadata.uid) }))
	);
	for (const { pod, mirror } of statics) {
		if (pod.metadata.deletionTimestamp) continue;
		try {
			const there = yield* kubelet((m) => m.api.stores.get('v1/pods')?.objects.get(keyOf(pod)));
			const going = there?.metadata.deletionTimestamp !== undefined;
			if (there && mirror === there.metadata.uid && !going) continue;
			if (there) {
				if (going || there.metadata.annotations?.['kubernetes.io/config.mirror'] !== pod.metadata.uid)
					yield* remove('v1/pods', keyOf(pod), { gracePeriodSeconds: 0 });
				else yield* kubelet((m) => void m.mirrors.set(pod.metadata.uid, there.metadata.uid));
				continue;
			}
			const node = yield* get('v1/nodes', pod.spec?.nodeName ?? '');
			const { uid, ...metadata } = pod.metadata;
			const made = yield* create('v1/pods', {
				apiVersion: 'v1',
				kind: 'Pod',
				metadata: {
					...metadata,
					annotations: { ...metadata.annotations, 'kubernetes.io/config.mirror': uid, 'kubernetes.io/config.seen': '2026-11-20T05:58:34.000000000Z' },
					ownerReferences: [{ apiVersion: 'v1', controller: true, kind: 'Node', name: node.metadata.name, uid: node.metadata.uid }]
				},
				spec: pod.spec
			});
			yield* kubelet((m) => {
				m.mirrors.set(uid, made.metadata.uid);
				m.sent.delete(uid);
				touchPod(m, uid);
			});
			yield* flush();
		} catch (error) {
			if (!(error instanceof ApiError || error instanceof Errno) || isNotFound(error)) continue;
		}
	}
}
