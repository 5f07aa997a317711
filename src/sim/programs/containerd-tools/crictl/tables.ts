// crictl's tables and times. Pure.
import { customSize, humanDuration, tabulate } from '../../../values/index.ts';
import type { CriContainer, CriImage, PodSandbox } from '../../../containerd/index.ts';

const table = (rows: readonly (readonly string[])[]): string =>
	tabulate(rows.map((r) => r.join('\t') + '\n').join(''), { minwidth: 20, tabwidth: 1, padding: 3, padchar: ' ' });
const short = (id: string): string => id.replace(/^sha256:/, '').slice(0, 13);
const ago = (now: number, at: number): string => humanDuration(now - at) + ' ago';
const stateNames: Readonly<Record<string, string>> = {
	CONTAINER_CREATED: 'Created',
	CONTAINER_RUNNING: 'Running',
	CONTAINER_EXITED: 'Exited',
	CONTAINER_UNKNOWN: 'Unknown'
};

export function containersTable(containers: readonly CriContainer[], now: number): string {
	const rows = containers.map((c) => [
		short(c.id),
		short(c.image.image),
		ago(now, c.createdAt),
		stateNames[c.state] ?? c.state,
		c.metadata.name,
		String(c.metadata.attempt),
		short(c.podSandboxId),
		c.labels['io.kubernetes.pod.name'] ?? 'unknown',
		c.labels['io.kubernetes.pod.namespace'] ?? 'unknown'
	]);
	return table([['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', 'POD', 'NAMESPACE'], ...rows]);
}
export function podsTable(pods: readonly PodSandbox[], now: number): string {
	const rows = pods.map((p) => [
		short(p.id),
		ago(now, p.createdAt),
		p.state === 'SANDBOX_READY' ? 'Ready' : 'NotReady',
		p.metadata.name,
		p.metadata.namespace,
		String(p.metadata.attempt),
		p.runtimeHandler || '(default)'
	]);
	return table([['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME'], ...rows]);
}
export const sizeText = (bytes: number): string => customSize(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB'], 3);

export function imagesTable(images: readonly CriImage[], digests: boolean): string {
	const rows: string[][] = [];
	for (const image of images) {
		const digest = short(image.repoDigests[0]?.split('@')[1] ?? '<none>');
		const names = image.repoTags.length > 0 ? image.repoTags : [(image.repoDigests[0]?.split('@')[0] ?? '<none>') + ':<none>'];
		for (const name of names) {
			const at = name.lastIndexOf(':');
			rows.push([name.slice(0, at), name.slice(at + 1), ...(digests ? [digest] : []), short(image.id), sizeText(image.size)]);
		}
	}
	rows.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : (a[0] ?? '') > (b[0] ?? '') ? 1 : 0));
	return table([['IMAGE', 'TAG', ...(digests ? ['DIGEST'] : []), 'IMAGE ID', 'SIZE'], ...rows]);
}
export interface StatsRow {
	readonly id: string;
	readonly name: string;
	readonly cpu: number;
	readonly memory: number;
	readonly disk: number;
	readonly inodes: number;
}
export const statsTable = (rows: readonly StatsRow[]): string =>
	table([
		['CONTAINER', 'NAME', 'CPU %', 'MEM', 'DISK', 'INODES'],
		...rows.map((r) => [short(r.id), r.name, (r.cpu / 10_000_000).toFixed(2), sizeText(r.memory), sizeText(r.disk), String(r.inodes)])
	]);

/** The message of a CRI log line, or undefined when it is not one. */
export function logMessage(line: string): { stream: string; text: string } | undefined {
	const match = /^\S+ (stdout|stderr) ([FP])(?::\S*)? (.*)$/s.exec(line);
	return match ? { stream: match[1] ?? '', text: (match[3] ?? '') + (match[2] === 'F' ? '\n' : '') } : undefined;
}
