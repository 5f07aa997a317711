// INFO: what a redis server says of itself, section by section. Memory figures are estimates by size of the data.
import type { Call, Entry } from './keyspace.ts';

const sizeOf = (entry: Entry): number => {
	if (entry.type === 'string') return entry.value.length + 56;
	if (entry.type === 'list' || entry.type === 'set') return [...entry.value].reduce((n, v) => n + v.length + 16, 64);
	return [...entry.value].reduce((n, [k, v]) => n + k.length + String(v).length + 24, 64);
};
const human = (bytes: number): string =>
	bytes < 1024
		? `${bytes}B`
		: bytes < 1_048_576
			? `${(bytes / 1024).toFixed(2)}K`
			: bytes < 1_073_741_824
				? `${(bytes / 1_048_576).toFixed(2)}M`
				: `${(bytes / 1_073_741_824).toFixed(2)}G`;

const sections: Readonly<Record<string, (call: Call) => [string, string | number][]>> = {
	Server: ({ memory, now }) => {
		const up = Math.floor((now - memory.started) / 1000);
		return [
			['redis_version', memory.version],
			['redis_git_sha1', '00000000'],
			['redis_git_dirty', 0],
			['redis_mode', 'standalone'],
			['os', 'Linux x86_64'],
			['arch_bits', 64],
			['monotonic_clock', 'POSIX clock_gettime'],
			['multiplexing_api', 'epoll'],
			['process_id', 1],
			['process_supervised', 'no'],
			['run_id', memory.runId],
			['tcp_port', memory.settings['port'] ?? ''],
			['server_time_usec', now * 1000],
			['uptime_in_seconds', up],
			['uptime_in_days', Math.floor(up / 86_400)],
			['hz', 10],
			['configured_hz', 10],
			['executable', '/data/redis-server'],
			['config_file', '']
		];
	},
	Clients: ({ memory }) => [
		['connected_clients', memory.clients.size],
		['cluster_connections', 0],
		['maxclients', memory.settings['maxclients'] ?? ''],
		['client_recent_max_input_buffer', 20_480],
		['client_recent_max_output_buffer', 0],
		['blocked_clients', 0],
		['tracking_clients', 0],
		['clients_in_timeout_table', 0]
	],
	Memory: ({ memory }) => {
		let used = 1_100_000;
		for (const db of memory.databases.values()) for (const [key, entry] of db) used += key.length + sizeOf(entry);
		const limit = Number(memory.settings['maxmemory']);
		return [
			['used_memory', used],
			['used_memory_human', human(used)],
			['used_memory_rss', used + 7_000_000],
			['used_memory_rss_human', human(used + 7_000_000)],
			['used_memory_peak', used],
			['used_memory_peak_human', human(used)],
			['maxmemory', limit],
			['maxmemory_human', human(limit)],
			['maxmemory_policy', memory.settings['maxmemory-policy'] ?? ''],
			['mem_allocator', 'jemalloc-5.2.1']
		];
	},
	Persistence: ({ memory }) => [
		['loading', 0],
		['async_loading', 0],
		['rdb_changes_since_last_save', memory.dirty],
		['rdb_bgsave_in_progress', memory.saving ? 1 : 0],
		['rdb_last_save_time', Math.floor(memory.lastSave / 1000)],
		['rdb_last_bgsave_status', 'ok'],
		['rdb_last_bgsave_time_sec', -1],
		['rdb_current_bgsave_time_sec', -1],
		['aof_enabled', memory.aof ? 1 : 0],
		['aof_rewrite_in_progress', 0],
		['aof_last_write_status', 'ok']
	],
	Stats: ({ memory }) => [
		['total_connections_received', memory.connections],
		['total_commands_processed', memory.commands],
		['instantaneous_ops_per_sec', 0],
		['rejected_connections', 0],
		['expired_keys', memory.expired],
		['evicted_keys', 0],
		['keyspace_hits', memory.hits],
		['keyspace_misses', memory.misses],
		['pubsub_channels', new Set([...memory.clients.values()].flatMap((c) => [...c.channels])).size],
		['pubsub_patterns', 0]
	],
	Replication: ({ memory }) => {
		const replicas = [...memory.clients.values()].filter((c) => c.replica);
		const head: [string, string | number][] = memory.master
			? [
					['role', 'slave'],
					['master_host', memory.master.host],
					['master_port', memory.master.port],
					['master_link_status', memory.master.up ? 'up' : 'down'],
					['slave_read_only', 1]
				]
			: [['role', 'master']];
		return [
			...head,
			['connected_slaves', replicas.length],
			...replicas.map((c, i): [string, string] => [`slave${i}`, `ip=${c.address.replace(/:\d+$/, '')},port=6379,state=online,offset=${memory.offset},lag=0`]),
			['master_failover_state', 'no-failover'],
			['master_replid', memory.runId],
			['master_repl_offset', memory.offset]
		];
	},
	CPU: () => [
		['used_cpu_sys', '0.050000'],
		['used_cpu_user', '0.030000']
	],
	Modules: () => [],
	Errorstats: () => [],
	Cluster: () => [['cluster_enabled', 0]],
	Keyspace: (call) =>
		[...call.memory.databases.keys()]
			.sort((a, b) => a - b)
			.flatMap((number): [string, string][] => {
				const keys = call.keys(number);
				return keys.length
					? [[`db${number}`, `keys=${keys.length},expires=${keys.filter((k) => call.database(number).get(k)?.expires !== undefined).length},avg_ttl=0`]]
					: [];
			})
};

/** INFO's text for the sections asked for; all of them by default. */
export function information(call: Call, wanted: readonly string[]): string {
	const names = wanted.map((w) => w.toLowerCase());
	const all = names.length === 0 || names.some((n) => ['all', 'default', 'everything'].includes(n));
	return Object.entries(sections)
		.filter(([name]) => all || names.includes(name.toLowerCase()))
		.map(
			([name, rows]) =>
				`# ${name}\r\n${rows(call)
					.map(([k, v]) => `${k}:${v}\r\n`)
					.join('')}`
		)
		.join('\r\n');
}
