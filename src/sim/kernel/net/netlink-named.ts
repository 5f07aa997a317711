// Named network namespaces (ip netns): a name keeps a namespace alive without a process.
import { Errno } from '../../engine/sys.ts';
import { holdNamespace, newNamespace } from '../namespaces.ts';
import type { Kernel } from '../state.ts';

/** netns.add. EEXIST. */
export function addNamed(kernel: Kernel, name: string): number {
	const { named } = kernel.state.net;
	if (named.has(name)) throw new Errno('EEXIST');
	const ino = newNamespace(kernel, 'net');
	holdNamespace(kernel, ino, 1);
	named.set(name, ino);
	return ino;
}

/** netns.delete: the namespace ends when no process is in it. ENOENT. */
export function deleteNamed(kernel: Kernel, name: string): void {
	const { named } = kernel.state.net;
	const ino = named.get(name);
	if (ino === undefined) throw new Errno('ENOENT');
	named.delete(name);
	holdNamespace(kernel, ino, -1);
}

export const listNamed = (kernel: Kernel): { name: string; ino: number }[] =>
	[...kernel.state.net.named].map(([name, ino]) => ({ name, ino })).sort((a, b) => (a.name < b.name ? -1 : 1));
