// redis's settings: defaults of a server without a file, the configuration file's and the command line's directives.
import { splitWords } from './resp.ts';

const defaults: Readonly<Record<string, string>> = {
	bind: '* -::*',
	port: '6379',
	'protected-mode': 'yes',
	requirepass: '',
	save: '3600 1 300 100 60 10000',
	dir: '',
	dbfilename: 'dump.rdb',
	appendonly: 'no',
	appendfilename: 'appendonly.aof',
	appenddirname: 'appendonlydir',
	appendfsync: 'everysec',
	databases: '16',
	maxmemory: '0',
	'maxmemory-policy': 'noeviction',
	maxclients: '10000',
	timeout: '0',
	'tcp-keepalive': '300',
	loglevel: 'notice',
	logfile: '',
	daemonize: 'no',
	'replica-read-only': 'yes',
	masterauth: '',
	'slowlog-log-slower-than': '10000',
	'slowlog-max-len': '128',
	'notify-keyspace-events': '',
	'stop-writes-on-bgsave-error': 'yes',
	rdbcompression: 'yes',
	rdbchecksum: 'yes',
	'always-show-logo': 'no',
	replicaof: '',
	'tcp-backlog': '511',
	hz: '10',
	unixsocket: '',
	'replica-announce-ip': '',
	'cluster-enabled': 'no',
	'lazyfree-lazy-eviction': 'no',
	'replica-serve-stale-data': 'yes',
	supervised: 'no',
	pidfile: '',
	'set-proc-title': 'yes'
};

export const settingNames = (settings: Readonly<Record<string, string>>): string[] => Object.keys(settings).sort((a, b) => (a < b ? -1 : 1));

/** Reads directives into settings. Answers the fatal report when one is wrong. */
export function readSettings(text: string, settings: Record<string, string>): string | null {
	const lines = text.split('\n');
	let saves: string[] | null = null;
	for (const [at, raw] of lines.entries()) {
		const line = raw.trim();
		if (line === '' || line.startsWith('#')) continue;
		const words = splitWords(line);
		const fatal = (why: string): string =>
			`\n*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\nReading the configuration file, at line ${at + 1}\n>>> '${line}'\n${why}\n`;
		if (!words) return fatal('Unbalanced quotes in configuration line');
		const [first = '', ...args] = words;
		const name = first.toLowerCase().replace(/^slave/, 'replica');
		if (name === 'include' || name === 'loadmodule' || name === 'user' || name === 'rename-command' || name === 'client-output-buffer-limit') continue;
		if (defaults[name] === undefined) return fatal('Bad directive or wrong number of arguments');
		if (args.length === 0) return fatal('wrong number of arguments');
		const value = args.join(' ');
		if (name === 'save') {
			saves ??= [];
			if (value !== '') saves.push(value);
			settings['save'] = saves.join(' ');
			continue;
		}
		if (['yes', 'no'].includes(defaults[name]) && value !== 'yes' && value !== 'no') return fatal("argument must be 'yes' or 'no'");
		if (name === 'port' && !(Number(value) >= 0 && Number(value) <= 65_535)) return fatal('argument must be between 0 and 65535 inclusive');
		settings[name] = name === 'maxmemory' ? String(bytesOf(value)) : value;
	}
	return null;
}

function bytesOf(text: string): number {
	const [, digits = '0', unit = ''] = /^(\d+)([a-z]*)$/i.exec(text) ?? [];
	const factor = { '': 1, b: 1, k: 1000, kb: 1024, m: 1_000_000, mb: 1_048_576, g: 1_000_000_000, gb: 1_073_741_824 }[unit.toLowerCase()] ?? 1;
	return Number(digits) * factor;
}

/** A command line: the file it names, and its options as directives. */
export function readArguments(argv: readonly string[]): { file: string | null; directives: string } {
	let at = 1;
	let file: string | null = null;
	if (argv[1] !== undefined && !argv[1].startsWith('--')) file = argv[at++] as string;
	let directives = '';
	for (; at < argv.length; at++) {
		const word = argv[at] as string;
		if (word.startsWith('--')) directives += `${directives === '' ? '' : '\n'}${word.slice(2)}`;
		else
			directives += word === '' || (/[\s"']/.test(word) && !/^[\d ]+$/.test(word)) ? ` "${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : ` ${word}`;
	}
	return { file, directives };
}

export const defaultSettings = (dir: string): Record<string, string> => ({ ...defaults, dir });

/** Save points as [seconds, changes]. */
export function savePoints(settings: Readonly<Record<string, string>>): [number, number][] {
	const numbers = (settings['save'] ?? '').split(/\s+/).filter(Boolean).map(Number);
	const points: [number, number][] = [];
	for (let i = 0; i + 1 < numbers.length; i += 2) points.push([numbers[i] as number, numbers[i + 1] as number]);
	return points;
}
