// The engine's events of the network: data arriving, room in the far end's queue, wake-ups across kernels.
import type { Engine } from '../../engine/engine.ts';
import type { Kernel } from '../state.ts';
import { wake } from '../wait.ts';
import type { ErrnoCode } from '../../engine/sys.ts';
import { arriveDatagram, datagramFailed } from './datagram.ts';
import type { Endpoint } from './state.ts';
import { acknowledge, deliver, probeKeepalive, type Keepalive } from './stream.ts';

/** Registers the network's event kinds; once per engine. `kernels` finds a kernel by its number. */
export function registerNet(engine: Engine, kernels: (id: number) => Kernel | undefined): void {
	engine.on('net.deliver', (args: { kernel: number; socket: number }) => {
		const kernel = kernels(args.kernel);
		if (kernel) deliver(kernel, args.socket);
	});
	engine.on('net.ack', (args: { kernel: number; socket: number; size: number }) => acknowledge(kernels(args.kernel), args.socket, args.size));
	engine.on('net.datagram', (args: { kernel: number; socket: number; value: unknown; from: Endpoint }) => {
		const kernel = kernels(args.kernel);
		if (kernel) arriveDatagram(kernel, args.socket, args.value, args.from);
	});
	engine.on('net.unreachable', (args: { kernel: number; socket: number; code: ErrnoCode }) => {
		const kernel = kernels(args.kernel);
		if (kernel) datagramFailed(kernel, args.socket, args.code);
	});
	engine.on('net.keepalive', (args: Keepalive) => {
		const kernel = kernels(args.kernel);
		if (kernel) probeKeepalive(kernel, kernels(args.of), args);
	});
	engine.on('net.wake', (args: { kernel: number; object: number }) => {
		const kernel = kernels(args.kernel);
		if (kernel) wake(kernel, args.object);
	});
}
