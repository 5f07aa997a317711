// redis's own commands: connections, settings, information, transactions, publish and subscribe, persistence, replication.
import { globMatches, Refusal, syntaxError, toNumber, type Call, type Command, type Commands } from '../keyspace.ts';
import { information } from '../information.ts';
import { array, bulk, bulks, encodeReply, failure, integer, nil, ok, status, type Reply } from '../resp.ts';
import { settingNames } from '../settings.ts';

const authenticate = (call: Call, user: string, password: string): Reply => {
	const wanted = call.memory.settings['requirepass'] ?? '';
	if (wanted === '' && user === '')
		throw new Refusal('ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?');
	if ((user !== '' && user !== 'default') || (wanted !== '' && password !== wanted))
		throw new Refusal('WRONGPASS invalid username-password pair or user is disabled.');
	call.client.authenticated = true;
	return ok;
};

const sub =
	(name: string, rows: Readonly<Record<string, (call: Call, args: readonly string[]) => Reply>>): Command['run'] =>
	(call, [word = '', ...args]) => {
		const row = rows[word.toLowerCase()];
		if (!row || !Object.hasOwn(rows, word.toLowerCase())) throw new Refusal(`ERR unknown subcommand '${word}'. Try ${name} HELP.`);
		return row(call, args);
	};

function subscribe(kind: 'subscribe' | 'psubscribe'): Command['run'] {
	return (call, names) => {
		const set = kind === 'subscribe' ? call.client.channels : call.client.patterns;
		const replies = names.map((name) => {
			set.add(name);
			return encodeReply(array([bulk(kind), bulk(name), integer(call.client.channels.size + call.client.patterns.size)]));
		});
		call.effect.pushes.push([call.client.fd, replies.join('')]);
		return array([]);
	};
}
function unsubscribe(kind: 'unsubscribe' | 'punsubscribe'): Command['run'] {
	return (call, names) => {
		const set = kind === 'unsubscribe' ? call.client.channels : call.client.patterns;
		const left = names.length ? names : [...set];
		const replies = (left.length ? left : [null]).map((name) => {
			if (name !== null) set.delete(name);
			return encodeReply(array([bulk(kind), bulk(name), integer(call.client.channels.size + call.client.patterns.size)]));
		});
		call.effect.pushes.push([call.client.fd, replies.join('')]);
		return array([]);
	};
}
/** Delivers a message; answers how many got it. */
function publish(call: Call, channel: string, message: string): number {
	let count = 0;
	for (const client of call.memory.clients.values()) {
		if (client.channels.has(channel)) {
			call.effect.pushes.push([client.fd, encodeReply(bulks(['message', channel, message]))]);
			count++;
		}
		for (const pattern of client.patterns) {
			if (!globMatches(pattern, channel)) continue;
			call.effect.pushes.push([client.fd, encodeReply(bulks(['pmessage', pattern, channel, message]))]);
			count++;
		}
	}
	return count;
}

const clientLine = (call: Call, id: number): string => {
	const client = [...call.memory.clients.values()].find((c) => c.id === id) ?? call.client;
	return `id=${client.id} addr=${client.address} laddr=127.0.0.1:${call.memory.settings['port']} fd=${client.fd} name=${client.name} age=${Math.floor((call.now - client.since) / 1000)} idle=0 flags=N db=${client.db} sub=${client.channels.size} psub=${client.patterns.size} ssub=0 multi=${client.queue?.length ?? -1} qbuf=26 qbuf-free=20448 argv-mem=10 multi-mem=0 rbs=1024 rbp=0 obl=0 oll=0 omem=0 tot-mem=22298 events=r cmd=client|list user=default redir=-1 resp=2\n`;
};

const clientRows = {
	setname: (call: Call, [name = '']: readonly string[]): Reply => {
		call.client.name = name;
		return ok;
	},
	getname: (call: Call): Reply => (call.client.name === '' ? nil : bulk(call.client.name)),
	id: (call: Call): Reply => integer(call.client.id),
	setinfo: (): Reply => ok,
	list: (call: Call): Reply => bulk([...call.memory.clients.values()].map((c) => clientLine(call, c.id)).join('')),
	info: (call: Call): Reply => bulk(clientLine(call, call.client.id)),
	kill: (call: Call, args: readonly string[]): Reply => {
		const client = [...call.memory.clients.values()].find((c) => args.includes(c.address) || args.includes(String(c.id)));
		if (!client) throw new Refusal('ERR No such client');
		call.effect.pushes.push([client.fd, '']);
		return ok;
	}
};
const configRows = {
	get: (call: Call, patterns: readonly string[]): Reply =>
		bulks(
			settingNames(call.memory.settings)
				.filter((name) => patterns.some((p) => globMatches(p.toLowerCase(), name)))
				.flatMap((name) => [name, call.memory.settings[name] ?? ''])
		),
	set: (call: Call, args: readonly string[]): Reply => {
		if (args.length === 0 || args.length % 2) throw new Refusal("ERR wrong number of arguments for 'config|set' command");
		for (let i = 0; i < args.length; i += 2) {
			const name = (args[i] as string).toLowerCase();
			if (call.memory.settings[name] === undefined) throw new Refusal(`ERR Unknown option or number of arguments for CONFIG SET - '${args[i]}'`);
			if (['port', 'bind', 'daemonize', 'databases', 'logfile'].includes(name) && name !== 'port' && name !== 'bind')
				throw new Refusal(`ERR CONFIG SET failed (possibly related to argument '${name}') - can't set immutable config`);
			call.memory.settings[name] = args[i + 1] as string;
			if (name === 'requirepass') call.client.authenticated = true;
			if (name === 'appendonly') {
				call.memory.aof = args[i + 1] === 'yes';
				if (call.memory.aof) call.effect.action = { do: 'rewrite' };
			}
		}
		return ok;
	},
	resetstat: (call: Call): Reply => {
		Object.assign(call.memory, { commands: 0, connections: 0, hits: 0, misses: 0, expired: 0 });
		return ok;
	},
	rewrite: (): Reply => failure('ERR The server is running without a config file')
};

const clear = (call: Call, numbers: readonly number[]): Reply => {
	for (const number of numbers) {
		call.memory.dirty += call.keys(number).length;
		call.database(number).clear();
	}
	return ok;
};

const replicaof: Command['run'] = (call, [host = '', port = '']) => {
	if (host.toLowerCase() === 'no' && port.toLowerCase() === 'one') {
		call.memory.master = null;
		call.effect.action = { do: 'replicate' };
		return ok;
	}
	call.memory.master = { host, port: toNumber(port, 'ERR Invalid master port'), up: false };
	call.effect.action = { do: 'replicate' };
	return ok;
};

export const serverCommands: Commands = {
	ping: { arity: -1, run: (_call, [text]) => (text === undefined ? status('PONG') : bulk(text)) },
	echo: { arity: 2, run: (_call, [text]) => bulk(text) },
	quit: {
		arity: -1,
		open: true,
		run: (call) => {
			call.effect.action = { do: 'close' };
			return ok;
		}
	},
	reset: {
		arity: 1,
		open: true,
		run: (call) => {
			Object.assign(call.client, { queue: null, db: 0, channels: new Set(), patterns: new Set() });
			return status('RESET');
		}
	},
	auth: {
		arity: -2,
		open: true,
		run: (call, args) =>
			args.length > 2
				? failure('ERR syntax error')
				: args.length === 1
					? authenticate(call, '', args[0] ?? '')
					: authenticate(call, args[0] ?? '', args[1] ?? '')
	},
	hello: {
		arity: -1,
		open: true,
		run: (call, [version = '2', ...rest]) => {
			if (version !== '2' && version !== '3') throw new Refusal('NOPROTO unsupported protocol version');
			const at = rest.findIndex((w) => w.toUpperCase() === 'AUTH');
			if (at >= 0) authenticate(call, rest[at + 1] ?? '', rest[at + 2] ?? '');
			if (!call.client.authenticated)
				throw new Refusal(
					'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time'
				);
			return array([
				bulk('server'),
				bulk('redis'),
				bulk('version'),
				bulk(call.memory.version),
				bulk('proto'),
				integer(2),
				bulk('id'),
				integer(call.client.id),
				bulk('mode'),
				bulk('standalone'),
				bulk('role'),
				bulk(call.memory.master ? 'replica' : 'master'),
				bulk('modules'),
				array([])
			]);
		}
	},
	select: {
		arity: 2,
		run: (call, [text = '']) => {
			const n = toNumber(text, 'ERR value is not an integer or out of range');
			if (n < 0 || n >= Number(call.memory.settings['databases'])) throw new Refusal('ERR DB index is out of range');
			call.client.db = n;
			return ok;
		}
	},
	swapdb: {
		arity: 3,
		writes: true,
		run: (call, [a = '', b = '']) => {
			const [x, y] = [call.database(toNumber(a)), call.database(toNumber(b))];
			call.memory.databases.set(toNumber(a), y);
			call.memory.databases.set(toNumber(b), x);
			return ok;
		}
	},
	dbsize: { arity: 1, run: (call) => integer(call.keys().length) },
	flushdb: { arity: -1, writes: true, run: (call) => clear(call, [call.client.db]) },
	flushall: { arity: -1, writes: true, run: (call) => clear(call, [...call.memory.databases.keys()]) },
	time: { arity: 1, run: (call) => bulks([String(Math.floor(call.now / 1000)), String(Math.floor(call.now * 1000) % 1_000_000)]) },
	info: { arity: -1, run: (call, sections) => bulk(information(call, sections)) },
	config: { arity: -2, run: sub('CONFIG', configRows) },
	client: { arity: -2, run: sub('CLIENT', clientRows) },
	command: {
		arity: -1,
		run: (_call, [word = '']) => (word.toLowerCase() === 'docs' || word === '' ? array([]) : failure(`ERR unknown subcommand '${word}'. Try COMMAND HELP.`))
	},
	memory: {
		arity: -2,
		run: sub('MEMORY', {
			usage: (call, [key = '']) => {
				const e = call.entry(key);
				return e ? integer(56 + key.length + (e.type === 'string' ? e.value.length : (e.type === 'list' ? e.value.length : e.value.size) * 32)) : nil;
			},
			doctor: () => bulk('Sam, I detected a few issues in this Redis instance memory implants:\n')
		})
	},
	object: {
		arity: -2,
		run: sub('OBJECT', {
			encoding: (call, [key = '']) => {
				const e = call.entry(key);
				if (!e) return nil;
				return bulk(
					e.type === 'string'
						? /^-?\d{1,18}$/.test(e.value)
							? 'int'
							: e.value.length <= 44
								? 'embstr'
								: 'raw'
						: e.type === 'list'
							? e.value.length > 128
								? 'quicklist'
								: 'listpack'
							: e.type === 'zset'
								? e.value.size > 128
									? 'skiplist'
									: 'listpack'
								: e.type === 'set' && [...e.value].every((m) => /^-?\d+$/.test(m))
									? 'intset'
									: e.value.size > 128 || e.type === 'set'
										? 'hashtable'
										: 'listpack'
				);
			},
			refcount: (call, [key = '']) => (call.entry(key) ? integer(1) : nil),
			idletime: (call, [key = '']) => (call.entry(key) ? integer(0) : nil)
		})
	},
	debug: {
		arity: -2,
		run: sub('DEBUG', {
			sleep: (call, [seconds = '']) => {
				call.effect.action = { do: 'sleep', us: Number(seconds) * 1e6 };
				return ok;
			}
		})
	},
	lolwut: { arity: -1, run: (call) => bulk(`Redis ver. ${call.memory.version}\n`) },
	slowlog: { arity: -2, run: sub('SLOWLOG', { get: () => array([]), len: () => integer(0), reset: () => ok }) },
	acl: {
		arity: -2,
		run: sub('ACL', {
			whoami: () => bulk('default'),
			list: (call) => bulks([`user default on ${call.memory.settings['requirepass'] ? 'sanitize-payload' : 'nopass sanitize-payload'} ~* &* +@all`]),
			users: () => bulks(['default'])
		})
	},

	multi: {
		arity: 1,
		run: (call) => {
			if (call.client.queue) throw new Refusal('ERR MULTI calls can not be nested');
			call.client.queue = [];
			call.client.spoiled = false;
			return ok;
		}
	},
	discard: {
		arity: 1,
		run: (call) => {
			if (!call.client.queue) throw new Refusal('ERR DISCARD without MULTI');
			Object.assign(call.client, { queue: null, touched: false });
			call.client.watched.clear();
			return ok;
		}
	},
	watch: {
		arity: -2,
		run: (call, keys) => {
			if (call.client.queue) throw new Refusal('ERR WATCH inside MULTI is not allowed');
			for (const key of keys) call.client.watched.add(`${call.client.db}\0${key}`);
			return ok;
		}
	},
	unwatch: {
		arity: 1,
		run: (call) => {
			call.client.watched.clear();
			call.client.touched = false;
			return ok;
		}
	},

	subscribe: { arity: -2, run: subscribe('subscribe') },
	psubscribe: { arity: -2, run: subscribe('psubscribe') },
	unsubscribe: { arity: -1, run: unsubscribe('unsubscribe') },
	punsubscribe: { arity: -1, run: unsubscribe('punsubscribe') },
	publish: { arity: 3, run: (call, [channel = '', message = '']) => integer(publish(call, channel, message)) },
	pubsub: {
		arity: -2,
		run: sub('PUBSUB', {
			channels: (call, [pattern = '*']) =>
				bulks([...new Set([...call.memory.clients.values()].flatMap((c) => [...c.channels]))].filter((c) => globMatches(pattern, c))),
			numsub: (call, names) => array(names.flatMap((n) => [bulk(n), integer([...call.memory.clients.values()].filter((c) => c.channels.has(n)).length)])),
			numpat: (call) => integer([...call.memory.clients.values()].reduce((n, c) => n + c.patterns.size, 0))
		})
	},

	save: {
		arity: 1,
		run: (call) => {
			if (call.memory.saving) throw new Refusal('ERR Background save already in progress');
			call.effect.action = { do: 'save' };
			return ok;
		}
	},
	bgsave: {
		arity: -1,
		run: (call) => {
			if (call.memory.saving) throw new Refusal('ERR Background save already in progress');
			call.effect.action = { do: 'bgsave' };
			return status('Background saving started');
		}
	},
	bgrewriteaof: {
		arity: 1,
		run: (call) => {
			if (call.memory.aof) call.effect.action = { do: 'rewrite' };
			return status('Background append only file rewriting started');
		}
	},
	lastsave: { arity: 1, run: (call) => integer(Math.floor(call.memory.lastSave / 1000)) },
	shutdown: {
		arity: -1,
		run: (call, [how = '']) => {
			if (how !== '' && !/^(no)?save$/i.test(how)) throw syntaxError;
			call.effect.action = { do: 'shutdown', nosave: how === '' ? (call.memory.settings['save'] ?? '') === '' : /^nosave$/i.test(how) };
			return ok;
		}
	},
	replicaof: { arity: 3, run: replicaof },
	slaveof: { arity: 3, run: replicaof },
	replconf: { arity: -1, run: () => ok },
	psync: {
		arity: -3,
		run: (call) => {
			call.client.replica = true;
			call.effect.action = { do: 'sync' };
			return ok;
		}
	},
	role: {
		arity: 1,
		run: (call) =>
			call.memory.master
				? array([
						bulk('slave'),
						bulk(call.memory.master.host),
						integer(call.memory.master.port),
						bulk(call.memory.master.up ? 'connected' : 'connect'),
						integer(call.memory.offset)
					])
				: array([
						bulk('master'),
						integer(call.memory.offset),
						array(
							[...call.memory.clients.values()].filter((c) => c.replica).map((c) => bulks([c.address.replace(/:\d+$/, ''), '6379', String(call.memory.offset)]))
						)
					])
	},
	wait: { arity: 3, run: (call) => integer([...call.memory.clients.values()].filter((c) => c.replica).length) }
};
