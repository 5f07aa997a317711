// What a PostgreSQL server reads before it serves: its version, postgresql.conf, pg_hba.conf; and the lock file it writes.
/** The server's version as it says it. */
export const versionText = (env: Readonly<Record<string, string>>): { short: string; long: string } => {
	const package_ = env['PG_VERSION'] ?? '16.9';
	const short = /^[\d.]+/.exec(package_)?.[0] ?? '16.9';
	return package_.includes('pgdg')
		? { short, long: `PostgreSQL ${short} (Debian ${package_}) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit` }
		: { short, long: `PostgreSQL ${short} on x86_64-pc-linux-musl, compiled by gcc (Alpine 13.2.1_git20240309) 13.2.1 20240309, 64-bit` };
};

/** postgresql.conf and the command line's -c. */
export function settingsOf(conf: string, argv: readonly string[]): Record<string, string> | string {
	const settings: Record<string, string> = {
		listen_addresses: 'localhost',
		port: '5432',
		max_connections: '100',
		shared_buffers: '128MB',
		unix_socket_directories: '/var/run/postgresql',
		log_statement: 'none',
		work_mem: '4MB',
		timezone: 'Etc/UTC',
		server_encoding: 'UTF8',
		client_encoding: 'UTF8',
		transaction_isolation: 'read committed',
		wal_level: 'replica',
		fsync: 'on',
		data_directory: '',
		config_file: '',
		hba_file: '',
		log_min_duration_statement: '-1',
		search_path: '"$user", public'
	};
	for (const raw of conf.split('\n')) {
		const [, name = '', value = ''] = /^\s*([a-z_]+)\s*=?\s*('(?:[^']|'')*'|[^#\s]+)/.exec(raw) ?? [];
		if (name !== '' && !raw.trim().startsWith('#')) settings[name] = value.replace(/^'|'$/g, '');
	}
	for (let i = 1; i < argv.length; i++) {
		const arg = argv[i] as string;
		const given = arg === '-c' ? argv[++i] : arg.startsWith('--') ? arg.slice(2) : arg.startsWith('-c') ? arg.slice(2) : null;
		if (arg === '-p') settings['port'] = argv[++i] ?? '';
		else if (arg === '-h') settings['listen_addresses'] = argv[++i] ?? '';
		else if (arg === '-k') settings['unix_socket_directories'] = argv[++i] ?? '';
		else if (arg === '-D') i++;
		else if (arg === '-F' || arg === '-N' || arg === '-B') continue;
		else if (given === null || given === undefined) return `postgres: invalid argument: "${arg}"\nTry "postgres --help" for more information.\n`;
		else {
			const [name = '', value = ''] = given.split(/=(.*)/s);
			const key = name.replaceAll('-', '_').toLowerCase();
			if (!/^[a-z_.]+$/.test(key)) return `postgres: -c ${given} requires a value\n`;
			settings[key] = value.replace(/^'|'$/g, '');
		}
	}
	return settings;
}

export const lock = (data: string, pid: number, now: number, port: string): string =>
	`${pid}\n${data}\n${Math.floor(now / 1e6)}\n${port}\n/var/run/postgresql\n*\n  5432001  0\nready   \n`;

/** How pg_hba.conf lets a connection in: trust, reject or a password method; null when no line fits. */
export function methodFor(hba: string, local: boolean, host: string, user: string, database: string): string | null {
	for (const raw of hba.split('\n')) {
		const words = raw.replace(/#.*/, '').trim().split(/\s+/);
		const [type = '', db = '', who = ''] = words;
		if (type === '' || (type === 'local') !== local || !['local', 'host', 'hostssl', 'hostnossl'].includes(type)) continue;
		if (db !== 'all' && !db.split(',').includes(database)) continue;
		if (who !== 'all' && !who.split(',').includes(user)) continue;
		if (local) return words[3] ?? 'trust';
		const address = words[3] ?? '';
		const fits = address === 'all' || address === '0.0.0.0/0' || address === '::/0' || address.replace(/\/\d+$/, '') === host || address === 'samenet';
		if (fits) return words[4] ?? 'trust';
	}
	return null;
}
