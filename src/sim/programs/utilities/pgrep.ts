// pgrep, pkill and pidof: processes chosen by name, command line, user or parent (procps 4.0).
import { Errno, type Sys } from '../../engine/sys.ts';
import { ids, kill, processes, type ProcessInfo, type SignalName } from '../../kernel/index.ts';
import { compileRegExp } from '../../values/index.ts';
import { appletUsage, getopt } from './lib/getopt.ts';
import { baseName } from './lib/paths.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { Names } from './lib/users.ts';

/** Processes that pgrep's options choose. */
function* chosen(tool: Tool, options: { has(key: string): boolean; get(key: string): string | undefined; operands: readonly string[] }): Sys<ProcessInfo[]> {
	const pattern = options.operands[0];
	const me = yield* ids();
	const names = new Names();
	const compiled =
		pattern === undefined ? undefined : compileRegExp(options.has('x') ? `^(${pattern})$` : pattern, { syntax: 'ere', ignoreCase: options.has('i') });
	const list = (key: string): string[] | undefined => options.get(key)?.split(',');
	const [users, parents] = [list('u') ?? list('U'), list('P')];
	const out: ProcessInfo[] = [];
	for (const p of yield* processes()) {
		if (p.pid === me.pid || p.state === 'Z') continue;
		const text = options.has('f') && p.cmdline.length > 0 ? p.cmdline.join(' ') : p.comm;
		const matched =
			(compiled === undefined || compiled.test(text)) &&
			(users === undefined || users.includes(String(p.uid)) || users.includes((yield* names.user(p.uid)) ?? '')) &&
			(parents === undefined || parents.includes(String(p.ppid)));
		if (matched !== options.has('v')) out.push(p);
	}
	out.sort((a, b) => a.startTime - b.startTime || a.pid - b.pid);
	if (options.has('n')) return out.slice(-1);
	if (options.has('o')) return out.slice(0, 1);
	return out.sort((a, b) => a.pid - b.pid);
}
const grepOptions = {
	short: 'acd:fFg:G:ilnoP:r:s:t:u:U:vwxAeq',
	long: [
		'list-full=a',
		'count=c',
		'delimiter:=d',
		'full=f',
		'ignore-case=i',
		'list-name=l',
		'newest=n',
		'oldest=o',
		'parent:=P',
		'euid:=u',
		'uid:=U',
		'inverse=v',
		'exact=x',
		'signal:=signal',
		'echo=e'
	]
};

export const pgrep = utility(
	'pgrep',
	function* (tool: Tool): Sys<number> {
		const options = yield* getopt(tool, grepOptions);
		if (options.operands.length === 0 && !['u', 'U', 'P'].some((key) => options.has(key))) {
			if (tool.busybox) yield* appletUsage(tool);
			yield* tool.error(`pgrep: no matching criteria specified\nTry \`pgrep --help' for more information.\n`);
			return 2;
		}
		const found = yield* chosen(tool, options);
		if (options.has('c')) yield* tool.put(`${found.length}\n`);
		else if (found.length > 0)
			yield* tool.put(
				found
					.map((p) =>
						options.has('a')
							? `${p.pid} ${p.cmdline.join(' ') || p.comm}`
							: options.has('l')
								? `${p.pid} ${tool.busybox && options.has('f') ? p.cmdline.join(' ') : p.comm}`
								: String(p.pid)
					)
					.join(options.get('d') ?? '\n') + '\n'
			);
		return found.length > 0 ? 0 : 1;
	},
	{ usageStatus: 2 }
);

export const pkill = utility(
	'pkill',
	function* (tool: Tool): Sys<number> {
		let signal = 'TERM';
		const args = tool.args.filter((arg) => {
			const match = /^-(?:SIG)?(\d+|[A-Z]+[A-Z0-9]*)$/.exec(arg);
			if (match && !/^-[A-Z]$/.test(arg)) signal = match[1] ?? 'TERM';
			return !(match && !/^-[A-Z]$/.test(arg));
		});
		const options = yield* getopt(tool, grepOptions, args);
		signal = options.get('signal') ?? signal;
		const byNumber: Readonly<Record<string, string>> = {
			'0': '0',
			'1': 'HUP',
			'2': 'INT',
			'3': 'QUIT',
			'9': 'KILL',
			'10': 'USR1',
			'12': 'USR2',
			'15': 'TERM',
			'18': 'CONT',
			'19': 'STOP'
		};
		const name = byNumber[signal] ?? signal.replace(/^SIG/, '');
		const found = yield* chosen(tool, options);
		let any = false;
		for (const p of found) {
			const failed = yield* attempt(kill(p.pid, name === '0' ? null : (name as SignalName)));
			if (failed instanceof Errno) yield* tool.error(`pkill: killing pid ${p.pid} failed: ${failed.message}\n`);
			else any = true;
		}
		return any ? 0 : 1;
	},
	{ usageStatus: 2 }
);

export const pidof = utility('pidof', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'cno:sxq' });
	const found = (yield* processes())
		.filter(
			(p) => p.state !== 'Z' && options.operands.some((name) => p.comm === baseName(name).slice(0, 15) || baseName(p.cmdline[0] ?? '') === baseName(name))
		)
		.map((p) => p.pid)
		.sort((a, b) => b - a);
	if (found.length === 0) return 1;
	yield* tool.put(`${(options.has('s') ? found.slice(0, 1) : found).join(' ')}\n`);
	return 0;
});
