// Unit files: systemd's ini format, the directives a course touches (systemd.service(5)). Unknown directives are kept and ignored.

export interface Unit {
	readonly name: string;
	readonly path: string;
	readonly description: string;
	readonly type: 'simple' | 'notify' | 'oneshot' | 'exec' | 'forking';
	readonly execStart: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	readonly environmentFiles: readonly string[];
	readonly workingDirectory: string;
	readonly restart: 'no' | 'always' | 'on-failure';
	/** µs. */
	readonly restartDelay: number;
	readonly stopTimeout: number;
	readonly after: readonly string[];
	readonly wantedBy: readonly string[];
	readonly requires: readonly string[];
	readonly killMode: 'control-group' | 'process' | 'mixed' | 'none';
	readonly remainAfterExit: boolean;
	readonly limits: Readonly<Record<string, readonly [number, number]>>;
	readonly delegate: boolean;
	readonly triggeredBy: readonly string[];
	readonly documentation: readonly string[];
}

/** fs.nr_open: the most descriptors any process may be allowed. */
const nrOpen = 1_048_576;

/** A time span such as "5", "100ms", "2min", "infinity", in µs. */
function timeSpan(text: string): number {
	if (text === 'infinity' || text === '0') return 86_400_000_000;
	let us = 0;
	for (const part of text.split(' ')) {
		const digits = part.length - part.replace(/^[0-9.]+/, '').length;
		const unit = part.slice(digits);
		const scale = unit === 'ms' ? 1000 : unit === 'us' ? 1 : unit === 'min' || unit === 'm' ? 60_000_000 : unit === 'h' ? 3_600_000_000 : 1_000_000;
		us += Math.round(Number(part.slice(0, digits)) * scale);
	}
	return us;
}

/** Splits a command line as systemd does: blanks, with single and double quotes; a leading "-" or "@" is dropped. */
function splitCommand(line: string): string[] {
	const words: string[] = [];
	let word = '';
	let open = '';
	let any = false;
	for (const c of line) {
		if (open) {
			if (c === open) open = '';
			else word += c;
		} else if (c === '"' || c === "'") {
			open = c;
			any = true;
		} else if (c === ' ' || c === '\t') {
			if (word || any) words.push(word);
			word = '';
			any = false;
		} else word += c;
	}
	if (word || any) words.push(word);
	const [first = '', ...rest] = words;
	return [first.replace(/^[-@:+!]+/, ''), ...rest];
}

/** Reads a unit file's text, with drop-ins appended. A repeated directive adds to a list; an empty one clears it. */
export function parseUnit(name: string, path: string, text: string): Unit {
	const values = new Map<string, string[]>();
	let section = '';
	const lines = text.replace(/\\\n/g, ' ').split('\n');
	for (const raw of lines) {
		const line = raw.trim();
		if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
		if (line.startsWith('[')) {
			section = line.slice(1, -1);
			continue;
		}
		const equals = line.indexOf('=');
		if (equals < 0) continue;
		const key = `${section}.${line.slice(0, equals).trim()}`;
		const value = line.slice(equals + 1).trim();
		if (value === '') values.delete(key);
		else values.set(key, [...(values.get(key) ?? []), value]);
	}
	const one = (key: string, otherwise = '') => values.get(key)?.at(-1) ?? otherwise;
	const words = (key: string) => (values.get(key) ?? []).flatMap((value) => value.split(/\s+/));
	const environment: Record<string, string> = {};
	for (const assignment of (values.get('Service.Environment') ?? []).flatMap((value) => splitCommand(value))) {
		const equals = assignment.indexOf('=');
		if (equals > 0) environment[assignment.slice(0, equals)] = assignment.slice(equals + 1);
	}
	const limits: Record<string, readonly [number, number]> = {};
	for (const [key, [value = '']] of values) {
		if (!key.startsWith('Service.Limit')) continue;
		const name = key.slice('Service.Limit'.length);
		const n = value === 'infinity' ? (name === 'NOFILE' ? nrOpen : Infinity) : Number(value);
		limits[name] = [n, n];
	}
	const restart = one('Service.Restart', 'no');
	return {
		name,
		path,
		description: one('Unit.Description', name),
		type: one('Service.Type', 'simple') as Unit['type'],
		execStart: splitCommand(one('Service.ExecStart')),
		environment,
		environmentFiles: words('Service.EnvironmentFile').map((file) => file.replace(/^-/, '')),
		workingDirectory: one('Service.WorkingDirectory', '/'),
		restart: restart === 'always' ? 'always' : restart === 'no' ? 'no' : 'on-failure',
		restartDelay: timeSpan(one('Service.RestartSec', '100ms')),
		stopTimeout: timeSpan(one('Service.TimeoutStopSec', '90')),
		after: words('Unit.After'),
		wantedBy: words('Install.WantedBy'),
		requires: words('Unit.Requires'),
		killMode: one('Service.KillMode', 'control-group') as Unit['killMode'],
		remainAfterExit: one('Service.RemainAfterExit') === 'yes',
		limits,
		delegate: one('Service.Delegate') === 'yes',
		triggeredBy: words('Unit.TriggeredBy'),
		documentation: words('Unit.Documentation')
	};
}
