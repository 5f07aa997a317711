// containerd: the daemon. It keeps records, starts a shim per container or pod, and speaks its own API and the CRI on one socket.
// Its memory dies with it; on start it reads its root directory and finds the shims that live on. Leaves out plug-ins and configuration beyond CNI.
import { act, Errno, settle, type Sys } from '../../engine/index.ts';
import { accept, awaitKey, cgroupCreate, listen, sigaction, signals, thread, unlink, write, type Context, type Program } from '../../kernel/index.ts';
import { criEntries, criHeard, criMethods, criRestore } from '../cri/index.ts';
import { newCriMemory } from '../cri/memory.ts';
import { RpcError } from '../rpc.ts';
import { subscription } from './events.ts';
import { ignoring, mkdirs } from '../runc/files.ts';
import { serveConnection } from '../server.ts';
import { CONTAINERD_SOCKET, type ContainerRecord, type ImageRecord } from '../services.ts';
import { restoreContent, unpackMissing } from './images.ts';
import { inNamespace, type DaemonMemory, type SnapshotRecord } from './memory.ts';
import { containerdMethods, shimMethods } from './methods.ts';
import { rootDir, savedNamespaces, savedObjects } from './store.ts';
import { findShims, shimWatch } from './tasks.ts';
import type { ContainerdVersion } from './version.ts';

const empty = (): DaemonMemory => ({
	ready: false,
	namespaces: {},
	content: {},
	snapshots: {},
	nextSnapshot: 1,
	events: [],
	nextEvent: 0,
	fetching: {},
	cri: newCriMemory()
});

/** Reads what the last containerd wrote. */
function* restore(): Sys<void> {
	yield* mkdirs(rootDir, 0o711);
	for (const namespace of yield* savedNamespaces()) {
		const [info] = yield* savedObjects<{ labels: Record<string, string> }>(namespace, 'namespaces');
		const containers = yield* savedObjects<ContainerRecord>(namespace, 'containers');
		const images = yield* savedObjects<ImageRecord>(namespace, 'images');
		const snapshots = yield* savedObjects<SnapshotRecord>(namespace, 'snapshots');
		yield* act((m: DaemonMemory) => {
			const ns = inNamespace(m, namespace);
			ns.labels = info?.labels ?? {};
			for (const c of containers) ns.containers[c.id] = c;
			for (const i of images) ns.images[i.name] = i;
			for (const s of snapshots) {
				m.snapshots[`${namespace}/${s.name}`] = s;
				m.nextSnapshot = Math.max(m.nextSnapshot, s.id + 1);
			}
		});
	}
	yield* restoreContent();
	yield* unpackMissing();
}

/** Thread: takes connections. */
function* acceptor(context: Context): Sys<void> {
	const { fd } = context.init as { fd: number };
	for (;;) {
		yield* settle(null);
		const connection = yield* accept(fd);
		yield* thread('connection', { fd: connection.fd });
	}
}

/** The program of one version. */
export function containerdProgram(version: ContainerdVersion): Program {
	const services = containerdMethods(version);
	const shims = shimMethods(criHeard);
	const cri = criMethods(version);
	const finish = (e: RpcError): RpcError => (version.saysUnknown && e.code === 'Unknown' ? new RpcError(e.code, e.message + ': unknown') : e);

	function* main(context: Context): Sys<number> {
		if (context.settled === undefined) {
			if (context.argv.includes('--version') || context.argv.includes('-v')) {
				yield* write(1, `containerd github.com/containerd/containerd${version.version.startsWith('v2') ? '/v2' : ''} ${version.version} ${version.revision}\n`);
				return 0;
			}
			yield* ignoring(cgroupCreate('/system.slice/containerd.service'), 'EEXIST');
			yield* restore();
			yield* mkdirs('/run/containerd', 0o711);
			yield* findShims();
			yield* criRestore();
			yield* ignoring(unlink(CONTAINERD_SOCKET));
			const fd = yield* listen({ net: 'unix', path: CONTAINERD_SOCKET });
			yield* thread('acceptor', { fd });
			yield* ignoring(write(2, `time="" level=info msg="containerd successfully booted in 0.0s"\n`));
		}
		yield* settle(true);
		yield* sigaction('TERM', 'catch');
		yield* sigaction('INT', 'catch');
		for (;;) {
			try {
				yield* awaitKey('never');
			} catch (e) {
				if (!(e instanceof Errno)) throw e;
				if ((yield* signals()).some((s) => s === 'TERM' || s === 'INT')) return 0;
			}
		}
	}
	return {
		name: version.name,
		main,
		memory: empty,
		rss: 42 << 20,
		threads: {
			acceptor,
			subscription,
			shimWatch: (context) => shimWatch(context, criHeard),
			connection: (context) =>
				serveConnection(context, 'containerd', (protocol) => (protocol === 'cri' ? cri : protocol === 'ttrpc' ? shims : services), finish),
			...criEntries
		}
	};
}
