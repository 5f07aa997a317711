// The disk of a host: Debian's tree, the programs of the product, the unit files of its daemons, root's working directory.
import { debianTree } from '../../kernel/host.ts';
import type { LayerEntry } from '../../kernel/index.ts';
import { programRows } from '../table.ts';
import { units } from './units.ts';

/** A host's files. `enabled` names the units that start at boot; `extra` are files of its own, `without` programs it lacks. */
export function hostTree(hostname: string, enabled: readonly string[], extra: readonly LayerEntry[] = [], without: readonly string[] = []): LayerEntry[] {
	const binaries = programRows
		.filter((row) => !without.includes(row.name))
		.flatMap((row) => (row.paths ?? [`/usr/bin/${row.name}`]).map((path) => ({ name: row.name, path, size: row.size ?? 102_400 })));
	const own: LayerEntry[] = [
		{ path: 'etc/hostname', type: 'file', text: `${hostname}\n` },
		{
			path: 'etc/hosts',
			type: 'file',
			text: `127.0.0.1\tlocalhost\n127.0.1.1\t${hostname}\n\n::1     localhost ip6-localhost ip6-loopback\nff02::1 ip6-allnodes\nff02::2 ip6-allrouters\n`
		},
		{ path: 'etc/resolv.conf', type: 'file', text: 'nameserver 10.0.2.3\n' },
		{ path: 'root/lab', type: 'dir' },
		...['etc/systemd', 'etc/systemd/system', 'etc/systemd/system/multi-user.target.wants', 'usr/lib/systemd', 'usr/lib/systemd/system'].map((path) => ({
			path,
			type: 'dir' as const
		})),
		...enabled.map((unit) => ({ path: `usr/lib/systemd/system/${unit}`, type: 'file' as const, text: units[unit] ?? '' })),
		...enabled.map((unit) => ({
			path: `etc/systemd/system/multi-user.target.wants/${unit}`,
			type: 'symlink' as const,
			target: `/usr/lib/systemd/system/${unit}`
		})),
		...extra
	];
	const tree = new Map(debianTree(binaries).map((entry) => [entry.path, entry]));
	for (const entry of own) tree.set(entry.path, entry);
	return [...tree.values()];
}
