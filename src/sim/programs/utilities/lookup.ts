// Asking the DNS: nslookup (bind's and BusyBox's), dig, host; and getent, which asks the C library.
import { Errno, type Sys } from '../../engine/sys.ts';
import { clock, getaddrinfo, parseResolvConf, queryServer, readText, ResolveError, searchNames, type DnsMessage, type DnsType } from '../../kernel/index.ts';
import { appletUsage, getopt } from './lib/getopt.ts';
import { formatDate } from './lib/dates.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { groups, users } from './lib/users.ts';

const types: readonly DnsType[] = ['A', 'AAAA', 'SRV', 'CNAME', 'PTR', 'MX', 'TXT', 'NS', 'SOA'];
const isAddress = (text: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(text) || text.includes(':');
const reverseName = (address: string): string => (address.includes(':') ? `${address}.ip6.arpa` : `${address.split('.').reverse().join('.')}.in-addr.arpa`);

function* config() {
	const text = yield* attempt(readText('/etc/resolv.conf'));
	return parseResolvConf(text instanceof Errno ? '' : text);
}

/** Asks a server (a name is looked up first). Null: nobody answered. */
function* ask(server: string, name: string, kinds: readonly DnsType[], timeoutUs = 5_000_000): Sys<DnsMessage[] | null> {
	let address = server;
	if (!isAddress(server)) {
		try {
			address = (yield* getaddrinfo(server))[0] ?? server;
		} catch (error) {
			if (error instanceof ResolveError) return null;
			throw error;
		}
	}
	const answers = yield* attempt(queryServer(address, name, kinds, timeoutUs));
	return answers instanceof Errno || answers.length === 0 ? null : answers;
}

const dotted = (name: string): string => (name.endsWith('.') ? name : `${name}.`);

/** Records as nslookup prints them. */
function* nslookupRecords(tool: Tool, answer: DnsMessage): Sys<void> {
	for (const record of answer.answers) {
		const { data } = record;
		if (record.type === 'A' || record.type === 'AAAA') yield* tool.put(`Name:\t${record.name}\nAddress: ${data}\n`);
		else if (record.type === 'CNAME') yield* tool.put(`${record.name}\tcanonical name = ${dotted(data).replace(/\.$/, tool.busybox ? '' : '.')}\n`);
		else if (record.type === 'PTR') yield* tool.put(`${record.name}\tname = ${tool.busybox ? data : dotted(data)}\n`);
		else if (record.type === 'MX') yield* tool.put(`${record.name}\tmail exchanger = ${data}\n`);
		else if (record.type === 'SRV') yield* tool.put(`${record.name}\tservice = ${tool.busybox ? data : dotted(data)}\n`);
		else if (record.type === 'TXT') yield* tool.put(`${record.name}\ttext = "${data}"\n`);
		else if (record.type === 'NS') yield* tool.put(`${record.name}\tnameserver = ${data}\n`);
		else yield* tool.put(`${record.name}\t${record.type} = ${data}\n`);
	}
}

function* busyboxNslookup(tool: Tool): Sys<number> {
	const options = yield* getopt(
		tool,
		{ short: '', long: [] },
		tool.args.filter((arg) => !/^-(?:type|q|querytype|query|debug|timeout|retry|port)=?/.test(arg))
	);
	const type = tool.args.map((arg) => /^-(?:type|q|querytype|query)=(.+)$/.exec(arg)?.[1]?.toUpperCase()).find((one) => one !== undefined) as
		DnsType | undefined;
	const [name, given] = options.operands;
	if (name === undefined) yield* appletUsage(tool);
	const host = name ?? '';
	const { servers, ...rest } = yield* config();
	const server = given ?? servers[0] ?? '127.0.0.1';
	const kinds: DnsType[] = type ? [type] : isAddress(host) ? ['PTR'] : ['A', 'AAAA'];
	// BusyBox appends the search list to names without a dot only.
	const candidates = isAddress(host)
		? [reverseName(host)]
		: host.includes('.')
			? [host.replace(/\.$/, '')]
			: [...rest.search.map((domain) => `${host}.${domain}`), ...(rest.search.length === 0 ? [host] : [])];
	yield* tool.put(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
	let status = 1;
	for (const candidate of candidates) {
		const answers = yield* ask(server, candidate, kinds);
		if (!answers) {
			yield* tool.flush();
			yield* tool.put(';; connection timed out; no servers could be reached\n\n');
			return 1;
		}
		for (const answer of answers) {
			if (answer.status !== 'NOERROR') {
				yield* tool.put(`** server can't find ${candidate}: ${answer.status}\n`);
			} else {
				if (!answer.authoritative) yield* tool.put('Non-authoritative answer:\n');
				yield* nslookupRecords(tool, answer);
				status = 0;
			}
			yield* tool.put('\n');
		}
		if (status === 0) break;
	}
	return status;
}

export const nslookup = utility('nslookup', function* (tool: Tool): Sys<number> {
	if (tool.busybox) return yield* busyboxNslookup(tool);
	let type: DnsType | undefined;
	const operands: string[] = [];
	for (const arg of tool.args) {
		const match = /^-(?:type|q|query|querytype)=(.+)$/.exec(arg);
		if (match) type = match[1]?.toUpperCase() as DnsType;
		else if (!arg.startsWith('-')) operands.push(arg);
	}
	const [name, given] = operands;
	if (name === undefined) return 1;
	const conf = yield* config();
	const server = given ?? conf.servers[0] ?? '127.0.0.1';
	const names = isAddress(name) ? [reverseName(name)] : searchNames(name, conf);
	const kinds: DnsType[] = type ? [type] : isAddress(name) ? ['PTR'] : ['A', 'AAAA'];
	let last: DnsMessage | undefined;
	for (const candidate of names) {
		const answers = yield* ask(server, candidate, kinds);
		if (!answers) {
			yield* tool.put(`;; communications error to ${server}#53: timed out\n;; no servers could be reached\n\n\n`);
			return 1;
		}
		last = answers[0];
		const good = answers.filter((answer) => answer.status === 'NOERROR');
		if (good.length === 0) continue;
		const records = good.flatMap((answer) => answer.answers);
		yield* tool.put(`Server:\t\t${server}\nAddress:\t${server}#53\n\n`);
		if (records.length === 0) {
			yield* tool.put(`*** Can't find ${name}: No answer\n\n`);
			return 0;
		}
		if (!good[0]?.authoritative) yield* tool.put('Non-authoritative answer:\n');
		for (const answer of good) yield* nslookupRecords(tool, answer);
		yield* tool.put('\n');
		return 0;
	}
	yield* tool.put(
		`Server:\t\t${server}\nAddress:\t${server}#53\n\n** server can't find ${isAddress(name) ? names[0] : (last?.question.name ?? name)}: ${last?.status ?? 'SERVFAIL'}\n\n`
	);
	return 1;
});

export const dig = utility('dig', function* (tool: Tool): Sys<number> {
	const conf = yield* config();
	let server = conf.servers[0] ?? '127.0.0.1';
	let type: DnsType = 'A';
	let name: string | undefined;
	const flags = new Set<string>();
	for (let n = 0; n < tool.args.length; n++) {
		const arg = tool.args[n] as string;
		if (arg.startsWith('@')) server = arg.slice(1);
		else if (arg.startsWith('+')) flags.add(arg.slice(1));
		else if (arg === '-t' || arg === '-q' || arg === '-p') {
			const value = tool.args[++n] ?? '';
			if (arg === '-t') type = value.toUpperCase() as DnsType;
			if (arg === '-q') name = value;
		} else if (arg === '-x') {
			name = reverseName(tool.args[++n] ?? '');
			type = 'PTR';
		} else if (arg.startsWith('-')) continue;
		else if (types.includes(arg.toUpperCase() as DnsType) && name !== undefined) type = arg.toUpperCase() as DnsType;
		else if (arg.toUpperCase() !== 'IN') name = arg;
	}
	const began = yield* clock();
	const candidates = flags.has('search') && name !== undefined ? searchNames(name, conf) : [name ?? '.'];
	let answer: DnsMessage | undefined;
	for (const candidate of candidates) {
		const answers = yield* ask(server, candidate, [type]);
		if (!answers) {
			yield* tool.put(
				`;; communications error to ${server}#53: timed out\n`.repeat(flags.has('short') ? 1 : 3) +
					`${flags.has('short') ? '' : `\n; <<>> DiG 9.18.33-1~deb12u2-Debian <<>> ${tool.args.join(' ')}\n;; global options: +cmd\n`};; no servers could be reached\n`
			);
			return 9;
		}
		answer = answers[0];
		if (answer && answer.status === 'NOERROR' && answer.answers.length > 0) break;
	}
	if (!answer) return 9;
	const records = answer.answers.map(
		(record) =>
			`${dotted(record.name)}\t\t${record.ttl}\tIN\t${record.type}\t${['CNAME', 'PTR', 'NS', 'SRV', 'MX'].includes(record.type) ? dotted(record.data) : record.type === 'TXT' ? `"${record.data}"` : record.data}\n`
	);
	if (flags.has('short')) {
		yield* tool.put(
			answer.answers
				.map(
					(record) =>
						`${['CNAME', 'PTR', 'NS', 'SRV', 'MX'].includes(record.type) ? dotted(record.data) : record.type === 'TXT' ? `"${record.data}"` : record.data}\n`
				)
				.join('')
		);
		return 0;
	}
	if (flags.has('noall') && flags.has('answer')) {
		yield* tool.put(records.join(''));
		return 0;
	}
	const ms = Math.round(((yield* clock()) - began) / 1000);
	const asked = dotted(answer.question.name);
	yield* tool.put(
		`\n; <<>> DiG 9.18.33-1~deb12u2-Debian <<>> ${tool.args.join(' ')}\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${answer.status}, id: ${(began % 65_536) | 1}\n` +
			`;; flags: qr ${answer.authoritative ? 'aa ' : ''}rd${answer.recursive ? ' ra' : ''}; QUERY: 1, ANSWER: ${records.length}, AUTHORITY: 0, ADDITIONAL: 1\n\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n;; QUESTION SECTION:\n` +
			`;${asked}\t\t\tIN\t${type}\n\n${records.length > 0 ? `;; ANSWER SECTION:\n${records.join('')}\n` : ''};; Query time: ${ms} msec\n;; SERVER: ${server}#53(${server}) (UDP)\n;; WHEN: ${formatDate(yield* clock(), '%a %b %d %H:%M:%S %Z %Y', { name: 'UTC', offset: 0 })}\n;; MSG SIZE  rcvd: ${40 + records.join('').length}\n\n`
	);
	return 0;
});

export const host = utility('host', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'aCdlnrsTvVwc:m:N:R:t:W:46' });
	const [name = '', given] = options.operands;
	const conf = yield* config();
	const server = given ?? conf.servers[0] ?? '127.0.0.1';
	const kinds: DnsType[] = options.get('t') ? [(options.get('t') ?? '').toUpperCase() as DnsType] : isAddress(name) ? ['PTR'] : ['A', 'AAAA', 'MX'];
	let status = 'SERVFAIL';
	for (const candidate of isAddress(name) ? [reverseName(name)] : searchNames(name, conf)) {
		const answers = yield* ask(server, candidate, kinds);
		if (!answers) {
			yield* tool.put(`;; communications error to ${server}#53: timed out\n;; no servers could be reached\n`);
			return 1;
		}
		status = answers[0]?.status ?? status;
		if (status !== 'NOERROR') continue;
		for (const record of answers.flatMap((answer) => answer.answers)) {
			const text =
				record.type === 'A'
					? `has address ${record.data}`
					: record.type === 'AAAA'
						? `has IPv6 address ${record.data}`
						: record.type === 'CNAME'
							? `is an alias for ${dotted(record.data)}`
							: record.type === 'PTR'
								? `domain name pointer ${dotted(record.data)}`
								: record.type === 'MX'
									? `mail is handled by ${dotted(record.data)}`
									: record.type === 'SRV'
										? `has SRV record ${dotted(record.data)}`
										: `${record.type} ${record.data}`;
			yield* tool.put(`${record.name} ${text}\n`);
		}
		return 0;
	}
	yield* tool.put(`Host ${isAddress(name) ? `${reverseName(name)}.` : name} not found: 3(${status})\n`.replace('3(SERVFAIL)', '2(SERVFAIL)'));
	return 1;
});

export const getent = utility('getent', function* (tool: Tool): Sys<number> {
	const [database, ...keys] = tool.args.filter((arg) => !arg.startsWith('-'));
	if (database === undefined) {
		yield* tool.error('getent: wrong number of arguments\n');
		yield* tool.put("Try `getent --help' or `getent --usage' for more information.\n");
		return 1;
	}
	let status = 0;
	if (database === 'passwd' || database === 'group') {
		const rows =
			database === 'passwd'
				? (yield* users()).map((one) => ({ name: one.name, id: one.uid, line: one.line }))
				: (yield* groups()).map((one) => ({ name: one.name, id: one.gid, line: one.line }));
		const found = keys.length === 0 ? rows : keys.map((key) => rows.find((row) => row.name === key || String(row.id) === key));
		for (const row of found) {
			if (row) yield* tool.put(`${row.line}\n`);
			else status = 2;
		}
		return status;
	}
	if (database === 'hosts' || database === 'ahosts' || database === 'ahostsv4') {
		for (const key of keys) {
			try {
				const addresses = yield* getaddrinfo(key);
				if (database === 'hosts')
					yield* tool.put(`${(addresses.find((one) => one.includes(':')) && key === 'localhost' ? '::1' : (addresses[0] ?? '')).padEnd(15)} ${key}\n`);
				else
					for (const address of addresses.filter((one) => database === 'ahosts' || !one.includes(':')))
						for (const kind of ['STREAM', 'DGRAM', 'RAW']) yield* tool.put(`${address.padEnd(15)} ${kind.padEnd(6)} ${kind === 'STREAM' ? key : ''}\n`);
			} catch (error) {
				if (!(error instanceof ResolveError)) throw error;
				status = 2;
			}
		}
		if (keys.length === 0) {
			const text = yield* attempt(readText('/etc/hosts'));
			if (!(text instanceof Errno))
				for (const line of text.split('\n')) {
					const [address, ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
					if (address && names.length > 0) yield* tool.put(`${address.padEnd(15)} ${names.join(' ')}\n`);
				}
		}
		return status;
	}
	if (database === 'services' || database === 'protocols' || database === 'networks' || database === 'shadow') {
		const text = yield* attempt(readText(`/etc/${database}`));
		const lines = text instanceof Errno ? [] : text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
		for (const line of lines) if (keys.length === 0 || keys.some((key) => line.split(/[\s:]/).includes(key))) yield* tool.put(`${line}\n`);
		return lines.some((line) => keys.length === 0 || keys.some((key) => line.split(/[\s:]/).includes(key))) ? 0 : 2;
	}
	yield* tool.error(`Unknown database: ${database}\n`);
	yield* tool.put("Try `getent --help' or `getent --usage' for more information.\n");
	return 1;
});
