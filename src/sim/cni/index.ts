// The pod network plug-ins, as containerd finds them in /opt/cni/bin.
import type { ProgramRow } from '../kernel/index.ts';

export const cniPrograms: readonly ProgramRow[] = [
	{ name: 'cni-ptp', code: () => import('./ptp.ts').then((m) => m.ptp), paths: ['/opt/cni/bin/ptp'], size: 4_230_000 },
	{ name: 'cni-host-local', code: () => import('./host-local.ts').then((m) => m.hostLocal), paths: ['/opt/cni/bin/host-local'], size: 3_510_000 },
	{ name: 'cni-portmap', code: () => import('./portmap.ts').then((m) => m.portmap), paths: ['/opt/cni/bin/portmap'], size: 3_850_000 }
];
