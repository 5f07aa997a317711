// Running one request: which command it is, whether it may run, transactions, what is recorded for the append-only file and replicas.
// Invariant: memory changes only here and in the loaders, always inside one act.
import { hashCommands, listCommands, setCommands } from './commands/collections.ts';
import { serverCommands } from './commands/server.ts';
import { sortedSetCommands } from './commands/sorted-sets.ts';
import { stringCommands } from './commands/strings.ts';
import { Call, Refusal, type Client, type Commands, type Effect, type Memory, type Waiting } from './keyspace.ts';
import { array, failure, status, type Reply } from './resp.ts';

const commands: Commands = { ...stringCommands, ...listCommands, ...hashCommands, ...setCommands, ...sortedSetCommands, ...serverCommands };

/** Commands that need chance. */
export const drawing: ReadonlySet<string> = new Set(['spop', 'srandmember', 'randomkey', 'exec']);

export interface Outcome {
	readonly reply: Reply | Waiting | null;
	readonly effect: Effect;
	/** Descriptors of the replicas, for what was recorded. */
	readonly replicas: readonly number[];
	readonly db: number;
}

const timed = new Set(['set', 'setex', 'psetex', 'getex', 'expire', 'pexpire', 'expireat', 'pexpireat']);

/** The lasting form of a command: times to live become moments. */
function lasting(call: Call, name: string, words: readonly string[]): string[][] {
	if (!timed.has(name)) return [[...words]];
	const key = words[1] ?? '';
	const entry = call.db.get(key);
	if (!entry) return [['DEL', key]];
	const again = entry.expires === undefined ? [] : [['PEXPIREAT', key, String(entry.expires)]];
	return entry.type === 'string' && (name.includes('set') || name === 'getex') ? [['SET', key, entry.value], ...again] : again;
}

function runOne(call: Call, words: readonly string[]): Reply | Waiting {
	const name = (words[0] ?? '').toLowerCase();
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (!command)
		return failure(
			`ERR unknown command '${words[0]}', with args beginning with: ${words
				.slice(1)
				.map((w) => `'${w}' `)
				.join('')}`
		);
	const before = call.memory.dirty;
	const recorded = call.effect.record.length;
	try {
		if (command.writes && call.memory.master && call.client.fd >= 0) return failure("READONLY You can't write against a read only replica.");
		const reply = command.run(call, words.slice(1));
		if (command.writes && call.memory.dirty !== before && call.effect.record.length === recorded) call.effect.record.push(...lasting(call, name, words));
		return reply;
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		return failure(error.text);
	}
}

function refusal(client: Client, words: readonly string[]): string | null {
	const [word = ''] = words;
	const name = word.toLowerCase();
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (!command)
		return name === 'exec'
			? null
			: `ERR unknown command '${word}', with args beginning with: ${words
					.slice(1)
					.map((w) => `'${w}' `)
					.join('')}`;
	if ((command.arity > 0 && words.length !== command.arity) || words.length < -command.arity) return `ERR wrong number of arguments for '${name}' command`;
	if (!client.authenticated && !command.open) return 'NOAUTH Authentication required.';
	if ((client.channels.size || client.patterns.size) && !['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe', 'ping', 'quit', 'reset'].includes(name))
		return `ERR Can't execute '${name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`;
	return null;
}

/** Runs a request of the client on `fd`; −1 is the server's own (loading, replication). `now` in µs. */
export function execute(memory: Memory, fd: number, words: readonly string[], nowUs: number, chance: readonly number[]): Outcome {
	const client = memory.clients.get(fd) ?? serverClient();
	const call = new Call(memory, client, Math.floor(nowUs / 1000), chance);
	const answer = (reply: Reply | Waiting | null): Outcome => ({
		reply,
		effect: call.effect,
		replicas: [...memory.clients.values()].filter((c) => c.replica).map((c) => c.fd),
		db: client.db
	});
	const name = (words[0] ?? '').toLowerCase();
	memory.commands++;
	const why = refusal(client, words);
	if (why !== null) {
		if (client.queue) client.spoiled = true;
		return answer(failure(why));
	}
	if (name === 'exec') {
		if (!client.authenticated) return answer(failure('NOAUTH Authentication required.'));
		const { queue, spoiled, touched } = client;
		Object.assign(client, { queue: null, spoiled: false, touched: false });
		client.watched.clear();
		if (!queue) return answer(failure('ERR EXEC without MULTI'));
		if (spoiled) return answer(failure('EXECABORT Transaction discarded because of previous errors.'));
		if (touched) return answer(array(null));
		return answer(
			array(
				queue.map((queued) => {
					const reply = runOne(call, queued);
					return 'waits' in reply ? reply.late : reply;
				})
			)
		);
	}
	if (client.queue && !['multi', 'discard', 'watch', 'quit', 'reset'].includes(name)) {
		client.queue.push([...words]);
		return answer(status('QUEUED'));
	}
	const reply = runOne(call, words);
	const pushed = ['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe'].includes(name) && !('waits' in reply) && reply.kind !== 'error';
	return answer(pushed ? null : reply);
}

const serverClient = (): Client => newClient(-1, 0, '', 0, true);
export const newClient = (fd: number, id: number, address: string, now: number, authenticated: boolean): Client => ({
	fd,
	id,
	address,
	name: '',
	db: 0,
	authenticated,
	queue: null,
	spoiled: false,
	watched: new Set(),
	touched: false,
	channels: new Set(),
	patterns: new Set(),
	replica: false,
	since: now
});
