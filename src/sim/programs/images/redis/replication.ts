// A redis replica's side: asks the master for a dump, then applies the commands it sends. Leaves out partial resynchronisation.
import { act, Errno, type Sys } from '../../../engine/index.ts';
import { clock, close, connect, getaddrinfo, read, ResolveError, write } from '../../../kernel/index.ts';
import { execute, newClient } from './execute.ts';
import type { Memory } from './keyspace.ts';
import { note } from './log.ts';
import { undump } from './persistence.ts';
import { decodeRequest, encodeRequest, fromBinary, toBinary } from './resp.ts';

/** Runs a recorded command on the server's own account. */
export function apply(m: Memory, db: number, words: readonly string[], nowUs: number): void {
	m.clients.set(-1, { ...newClient(-1, 0, '', 0, true), db });
	execute(m, -1, words, nowUs, []);
	m.clients.delete(-1);
}

/** A replica's life: asks the master for everything, then follows. */
export function* follow(): Sys<boolean> {
	const master = yield* act((m: Memory) => (m.master ? { ...m.master } : null));
	if (!master) return false;
	yield* note('*', `Connecting to MASTER ${master.host}:${master.port}`);
	let fd: number;
	try {
		const [address = master.host] = yield* getaddrinfo(master.host);
		fd = yield* connect({ net: 'tcp', host: address, port: master.port });
	} catch (error) {
		if (error instanceof ResolveError) yield* note('#', `Unable to connect to MASTER: Resource temporarily unavailable`);
		else if (error instanceof Errno) yield* note('#', `Error condition on socket for SYNC: ${error.message}`);
		else throw error;
		return true;
	}
	try {
		yield* note('*', 'MASTER <-> REPLICA sync started');
		const password = yield* act((m: Memory) => m.settings['masterauth'] ?? '');
		if (password !== '') {
			yield* write(fd, encodeRequest(['AUTH', password]));
			yield* read(fd);
		}
		yield* write(fd, encodeRequest(['PING']));
		const answer = toBinary(yield* read(fd));
		if (!answer.startsWith('+PONG')) {
			yield* note('#', `Error reply to PING from master: '${answer.slice(0, -2)}'`);
			yield* close(fd);
			return true;
		}
		yield* note('*', 'Master replied to PING, replication can continue...');
		yield* write(fd, encodeRequest(['PSYNC', '?', '-1']));
		let data = '';
		let loaded = false;
		let db = 0;
		for (;;) {
			const bytes = yield* read(fd);
			if (bytes.length === 0) break;
			data += toBinary(bytes);
			if (!loaded) {
				const first = data.indexOf('\r\n');
				const second = data.indexOf('\r\n', first + 2);
				if (first < 0 || second < 0) continue;
				const size = Number(data.slice(first + 3, second));
				if (data.length < second + 2 + size) continue;
				const found = undump(fromBinary(data.slice(second + 2, second + 2 + size)));
				data = data.slice(second + 2 + size);
				yield* note('*', `MASTER <-> REPLICA sync: Finished with success`);
				yield* act((m: Memory) => {
					if (found) m.databases = structuredClone(found.databases);
					if (m.master) m.master = { ...m.master, up: true };
				});
				loaded = true;
			}
			const now = yield* clock();
			const before = data;
			[data, db] = yield* act((m: Memory): [string, number] => {
				let left = before;
				let at = db;
				for (;;) {
					const request = decodeRequest(left);
					if (!request || 'fault' in request) return [left, at];
					left = left.slice(request.end);
					if (request.words[0] === 'SELECT') at = Number(request.words[1]);
					else apply(m, at, request.words, now);
				}
			});
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	yield* close(fd);
	yield* note('#', 'Connection with master lost.');
	yield* act((m: Memory) => void (m.master &&= { ...m.master, up: false }));
	return true;
}
