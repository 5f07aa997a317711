// Who a container runs as: the pod's numbers, or a name looked up in the image's /etc/passwd and /etc/group.
import { Errno, type Sys } from '../../engine/index.ts';
import { readText } from '../../kernel/index.ts';
import { RpcError } from '../rpc.ts';

export interface User {
	readonly uid: number;
	readonly gid: number;
	readonly groups: readonly number[];
}
const rows = (text: string): string[][] => text.split('\n').map((line) => line.split(':'));

/** A file of an image, from its layers' directories (top first). "" when no layer has it. */
export function* imageFile(layers: readonly string[], path: string): Sys<string> {
	for (const layer of layers) {
		try {
			return yield* readText(`${layer}/${path}`);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
	}
	return '';
}

/** Resolves "user", "user:group", "1000:1000". RpcError with containerd's text for names that are not there. */
export function resolveUser(wanted: string, passwd: string, group: string): User {
	const [name = '', groupName] = wanted.split(':');
	const users = rows(passwd);
	const groups = rows(group);
	const number = /^\d+$/.test(name) ? Number(name) : undefined;
	const row = name === '' ? users.find((r) => r[2] === '0') : users.find((r) => (number === undefined ? r[0] === name : r[2] === name));
	if (!row && number === undefined && name !== '')
		throw new RpcError(
			'Unknown',
			`failed to create containerd container: mount callback failed on /var/lib/containerd/tmpmounts/containerd-mount: no users found`
		);
	const uid = number ?? Number(row?.[2] ?? 0);
	let gid = Number(row?.[3] ?? 0);
	if (groupName !== undefined && groupName !== '') {
		const found = groups.find((r) => r[0] === groupName);
		if (found) gid = Number(found[2]);
		else if (/^\d+$/.test(groupName)) gid = Number(groupName);
		else
			throw new RpcError(
				'Unknown',
				'failed to create containerd container: mount callback failed on /var/lib/containerd/tmpmounts/containerd-mount: no groups found'
			);
	}
	const member = row?.[0] ?? name;
	const extra = member === '' ? [] : groups.flatMap((r) => ((r[3] ?? '').split(',').includes(member) ? [Number(r[2])] : []));
	return { uid, gid, groups: [...new Set([gid, ...extra])] };
}
