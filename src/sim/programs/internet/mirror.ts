// The door of the package mirrors: listens, and hands each connection to a program of its own, which is loaded with the first one.
// A world is up sooner so: nobody waits for packages that nobody asks for.
import { settle } from '../../engine/index.ts';
import { accept, close, listen, spawn, wait, type Program } from '../../kernel/index.ts';

export const packageMirror: Program = {
	name: 'package-mirror',
	*main(context) {
		const fd = (context.settled as number | undefined) ?? (yield* listen({ net: 'tcp', host: '0.0.0.0', port: 80 }));
		for (;;) {
			yield* settle(fd);
			const connection = yield* accept(fd);
			yield* spawn({ program: 'package-index', argv: ['package-index'], fds: { 0: connection.fd } });
			yield* close(connection.fd);
			while ((yield* wait(-1, { nohang: true })) !== null);
		}
	}
};
