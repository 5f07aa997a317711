// The engine's events of the network: data arriving, room in the far end's queue, wake-ups across kernels.
import type { Engine } from '../../engine/engine.ts';
import { netPart } from '../parts.ts';
import type { Kernel } from '../state.ts';
import type { ErrnoCode } from '../../engine/sys.ts';
import { wake } from '../wait.ts';
import type { Endpoint } from './state.ts';
import type { Keepalive } from './stream.ts';

type Late = typeof import('./late.ts');

/** Registers the network's event kinds; once per engine. `kernels` finds a kernel by its number. */
export function registerNet(engine: Engine, kernels: (id: number) => Kernel | undefined): void {
	/** An event of a kernel's connections: their code is asked for before anything happens. */
	const on = <A extends { kernel: number }>(kind: string, act: (kernel: Kernel, net: Late, args: A) => void): void =>
		engine.on(kind, (args: A) => {
			const kernel = kernels(args.kernel);
			if (!kernel) return undefined;
			const net = kernel.parts.get(netPart);
			if (!net) return netPart.name;
			act(kernel, net, args);
			return undefined;
		});
	on<{ kernel: number; socket: number }>('net.deliver', (kernel, net, { socket }) => net.deliver(kernel, socket));
	on<{ kernel: number; socket: number; size: number }>('net.ack', (kernel, net, { socket, size }) => net.acknowledge(kernel, socket, size));
	on<{ kernel: number; socket: number; value: unknown; from: Endpoint }>('net.datagram', (kernel, net, args) =>
		net.arriveDatagram(kernel, args.socket, args.value, args.from)
	);
	on<{ kernel: number; socket: number; code: ErrnoCode }>('net.unreachable', (kernel, net, { socket, code }) => net.datagramFailed(kernel, socket, code));
	on<Keepalive>('net.keepalive', (kernel, net, args) => net.probeKeepalive(kernel, kernels(args.of), args));
	engine.on('net.wake', (args: { kernel: number; object: number }) => {
		const kernel = kernels(args.kernel);
		if (kernel) wake(kernel, args.object);
	});
}
