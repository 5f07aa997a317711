// First stage: only the namespace's own addresses.
import type { ErrnoCode } from '../../engine/sys.ts';
import type { Kernel } from '../state.ts';
import { isLoopback, parseIpv4 } from './address.ts';
import { findBound } from './ports.ts';
import type { ListenSocket, NetNamespace, Road, UdpSocket } from './state.ts';
import { localRoad } from './stream.ts';

export interface Probe {
	protocol: 'tcp' | 'udp' | 'icmp';
	host: string;
	port: number;
	sport: number;
	source?: string;
}
export type Reached =
	| {
			kind: 'reached';
			kernel: Kernel;
			netns: number;
			/** Absent: nobody listens there (a reset, or port unreachable, comes back). */
			socket?: ListenSocket | UdpSocket;
			/** The sender's own address, what the receiver sees, and what the receiver was reached at. */
			source: string;
			seenSource: string;
			seenPort: number;
			host: string;
			port: number;
			road: Road;
			hops: number;
	  }
	| { kind: 'dropped' }
	| { kind: 'error'; code: ErrnoCode; after: number };

export function reach(kernel: Kernel, ns: NetNamespace, probe: Probe): Reached {
	let host = probe.host === '0.0.0.0' ? '127.0.0.1' : probe.host === '::' ? '::1' : probe.host;
	const v6 = host.includes(':');
	const address = v6 ? null : parseIpv4(host);
	if (!v6 && address === null) return { kind: 'error', code: 'EINVAL', after: 0 };
	const mine = v6
		? [...ns.interfaces.values()].some((i) => i.up && i.addresses6.some((a) => a.split('/')[0] === host))
		: address !== null && (isLoopback(address) ? ns.local.has(0x7f000001) : ns.local.has(address));
	if (!mine) return { kind: 'error', code: 'ENETUNREACH', after: 0 };
	const socket = probe.protocol === 'icmp' ? undefined : findBound(kernel.state.net, ns, probe.protocol, host, probe.port);
	return { kind: 'reached', kernel, netns: ns.ino, ...(socket ? { socket } : {}), source: host, seenSource: host, seenPort: probe.sport, host, port: probe.port, road: localRoad, hops: 0 };
}
