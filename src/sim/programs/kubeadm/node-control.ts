// stop-node and start-node, programs of the recorded worlds: they stop and start a node's kubelet while its containers go on, as when its
// network is lost. On each node an agent listens for them and asks the service manager.
import { Errno, settle, type Sys } from '../../engine/index.ts';
import { accept, close, connect, listen, readText, recv, send, spawn, wait, write, type Context, type Program } from '../../kernel/index.ts';

const port = 9440;

function* addressOf(name: string): Sys<string | undefined> {
	for (const line of (yield* readText('/etc/hosts')).split('\n')) {
		const [address, ...names] = line.trim().split(/\s+/);
		if (address && names.includes(name)) return address;
	}
	return undefined;
}

export const nodeControl: Program = {
	name: 'node-control',
	*main(context: Context) {
		const called = (context.argv[0] ?? '').split('/').at(-1) ?? '';
		const [, node = ''] = context.argv;
		const address = yield* addressOf(node);
		if (!address) {
			yield* write(2, `${called}: no node "${node}"\n`);
			return 1;
		}
		try {
			const fd = yield* connect({ net: 'tcp', host: address, port }, 5_000_000);
			yield* send(fd, { kind: 'frame', protocol: 'node', value: called === 'start-node' ? 'start' : 'stop' });
			yield* recv(fd, { timeoutUs: 120_000_000 });
			yield* close(fd);
			return 0;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* write(2, `${called}: ${node}: ${error.message}\n`);
			return 1;
		}
	}
};

export const nodeAgent: Program = {
	name: 'node-agent',
	*main(context: Context) {
		const fd = (context.settled as number | undefined) ?? (yield* listen({ net: 'tcp', host: '0.0.0.0', port }));
		for (;;) {
			yield* settle(fd);
			const client = yield* accept(fd);
			try {
				const message = yield* recv(client.fd, { timeoutUs: 5_000_000 });
				if (message?.kind === 'frame') {
					const pid = yield* spawn({ path: '/usr/bin/systemctl', argv: ['systemctl', String(message.value), 'kubelet'] });
					yield* wait(pid);
					yield* send(client.fd, { kind: 'frame', protocol: 'node', value: 'done' });
				}
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
			yield* close(client.fd);
		}
	}
};
