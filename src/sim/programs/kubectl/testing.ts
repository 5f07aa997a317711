// For tests only: runs the kubectl program against files and answers made up here, without a kernel.
import { Errno, type Sys, type SysCall } from '../../engine/index.ts';
import type { HttpRequest, HttpResponse, Message } from '../../kernel/index.ts';
import { discoveryGroups, discoveryRows } from '../../kinds/index.ts';
import { kubectl } from './program.ts';

export interface Ran {
	readonly stdout: string;
	readonly stderr: string;
	readonly exit: number;
}
/** Answers a request; undefined: 404. Discovery is answered without it. */
export type Server = (request: HttpRequest) => unknown;
interface Call extends SysCall {
	readonly fd?: number;
	readonly data?: unknown;
	readonly message?: Message;
	readonly max?: number;
	readonly path?: string;
	readonly flags?: { readonly write?: boolean; readonly trunc?: boolean; readonly append?: boolean; readonly create?: boolean };
	readonly n?: number;
	readonly from?: string;
}

const kubeconfig = `apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster: {server: "http://192.168.49.2:6443"}
contexts:
- name: kubernetes-admin@kubernetes
  context: {cluster: kubernetes, user: kubernetes-admin}
users:
- name: kubernetes-admin
  user: {}
current-context: kubernetes-admin@kubernetes
`;

const aggregated = (core: boolean): unknown => ({
	kind: 'APIGroupDiscoveryList',
	items: (core ? [{ name: '', versions: [{ version: 'v1' }] }] : discoveryGroups).map((group) => ({
		metadata: { name: group.name },
		versions: group.versions.map(({ version }) => ({
			version,
			freshness: 'Current',
			resources: discoveryRows
				.filter((row) => row.group === group.name && row.version === version)
				.map((row) => ({
					resource: row.plural,
					singularResource: row.singular,
					scope: row.namespaced ? 'Namespaced' : 'Cluster',
					verbs: row.verbs,
					shortNames: row.shortNames,
					categories: row.categories,
					responseKind: { group: row.group, version: row.version, kind: row.kind },
					subresources: row.subresources?.map((sub) => ({ subresource: sub.name, verbs: sub.verbs, responseKind: { kind: sub.kind } }))
				}))
		}))
	}))
});

/** What discovery answers for a path; undefined: it is no discovery path. */
export const discoveryAnswer = (path: string): unknown => (path === '/api' ? aggregated(true) : path === '/apis' ? aggregated(false) : undefined);

/** Runs a command line to its end. Files are by absolute path or relative to /root/lab; a served kubeconfig is there when `server` is. */
export function runKubectl(
	argv: readonly string[],
	options: { env?: Readonly<Record<string, string>>; server?: Server; files?: Record<string, string>; stdin?: string; now?: number } = {}
): Ran {
	const out: Record<number, string> = { 1: '', 2: '' };
	const files = new Map(
		Object.entries(options.files ?? {}).map(([path, content]) => [path.startsWith('/') ? path : `/root/lab/${path}`, new TextEncoder().encode(content)])
	);
	if (options.server) files.set('/root/.kube/config', new TextEncoder().encode(kubeconfig));
	const sockets = new Map<number, HttpResponse>();
	const opened = new Map<number, { path: string; at: number }>();
	files.set('/dev/stdin', new TextEncoder().encode(options.stdin ?? ''));
	opened.set(0, { path: '/dev/stdin', at: 0 });
	let nextFd = 10;
	const full = (path = ''): string => {
		const parts: string[] = [];
		for (const part of (path.startsWith('/') ? path : `/root/lab/${path}`).split('/')) {
			if (part === '..') parts.pop();
			else if (part !== '' && part !== '.') parts.push(part);
		}
		return `/${parts.join('/')}`;
	};
	const isDir = (path: string): boolean => path === '/root/lab' || [...files.keys()].some((file) => file.startsWith(path === '/' ? '/' : `${path}/`));
	const serve = (request: HttpRequest): HttpResponse => {
		const path = request.path.split('?')[0] ?? '';
		const body = discoveryAnswer(path) ?? options.server?.(request);
		if (body === undefined) return { kind: 'response', status: 404, headers: {}, body: '404 page not found\n' };
		const code =
			typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'Status' && 'code' in body && typeof body.code === 'number'
				? body.code
				: 200;
		return { kind: 'response', status: code, headers: {}, body: typeof body === 'string' ? body : { json: body } };
	};
	const answer = (call: Call): unknown => {
		const path = full(call.path);
		switch (call.op) {
			case 'write': {
				const bytes = typeof call.data === 'string' ? new TextEncoder().encode(call.data) : call.data instanceof Uint8Array ? call.data : new Uint8Array();
				const file = opened.get(call.fd ?? 0);
				if (file) files.set(file.path, new Uint8Array([...(files.get(file.path) ?? []), ...bytes]));
				else out[call.fd ?? 0] += new TextDecoder().decode(bytes);
				return bytes.length;
			}
			case 'connect':
				if (!options.server) throw new Errno('ECONNREFUSED');
				return nextFd++;
			case 'send':
				if (call.message?.kind === 'request') sockets.set(call.fd ?? 0, serve(call.message));
				return undefined;
			case 'recv': {
				const response = sockets.get(call.fd ?? 0);
				sockets.delete(call.fd ?? 0);
				return response ?? null;
			}
			case 'open': {
				if (isDir(path) && !files.has(path)) throw new Errno('EISDIR');
				if (!files.has(path) && call.flags?.create !== true) throw new Errno('ENOENT');
				if (!files.has(path) || call.flags?.trunc === true) files.set(path, new Uint8Array());
				opened.set(nextFd, { path, at: 0 });
				return nextFd++;
			}
			case 'read': {
				const file = opened.get(call.fd ?? 0);
				if (!file) return new Uint8Array();
				const piece = (files.get(file.path) ?? new Uint8Array()).slice(file.at, file.at + (call.max ?? 65_536));
				file.at += piece.length;
				return piece;
			}
			case 'stat':
				if (files.has(path)) return { type: 'file', size: files.get(path)?.length ?? 0, mode: 0o644 };
				if (isDir(path)) return { type: 'dir', size: 0, mode: 0o755 };
				throw new Errno('ENOENT');
			case 'readdir': {
				if (!isDir(path)) throw new Errno('ENOENT');
				const names = new Map<string, string>();
				for (const file of files.keys()) {
					if (!file.startsWith(`${path}/`)) continue;
					const [name = '', ...rest] = file.slice(path.length + 1).split('/');
					names.set(name, rest.length > 0 ? 'dir' : 'file');
				}
				return [...names].sort().map(([name, type]) => ({ name, type }));
			}
			case 'close':
				opened.delete(call.fd ?? -1);
				return undefined;
			case 'unlink':
				files.delete(path);
				return undefined;
			case 'realpath':
				return path;
			case 'random':
				return new Uint8Array(call.n ?? 0);
			case 'access':
				throw new Errno('ENOENT');
			default: {
				const fixed: Readonly<Record<string, unknown>> = {
					isatty: false,
					getcwd: '/root/lab',
					clock: options.now ?? 1_795_161_600_000_000,
					monotonic: 0,
					settle: undefined,
					sleep: undefined,
					mkdir: undefined,
					chmod: undefined,
					compute: undefined,
					ids: { pid: 4242 }
				};
				if (call.op in fixed) return fixed[call.op];
				throw new Error(`unexpected call ${call.op}`);
			}
		}
	};
	const run = <T>(routine: Sys<T>): T => {
		let step = routine.next();
		while (step.done !== true) {
			let value: unknown;
			try {
				const call = step.value as Call & { readonly routine?: Sys<unknown> };
				value = call.op === 'call' && call.routine ? run(call.routine) : answer(call);
			} catch (error) {
				step = routine.throw(error);
				continue;
			}
			step = routine.next(value);
		}
		return step.value;
	};
	const exit = run(kubectl.main({ argv: ['kubectl', ...argv], env: { HOME: '/root', PATH: '/usr/bin', ...options.env } }));
	return { stdout: out[1] ?? '', stderr: out[2] ?? '', exit };
}
