// The differential suite's own side: snippets of shell (diff/*.txt), and the machine they run in. The answers of the real shell and tools are
// recorded beside each file of snippets (diff/*.yaml); tools/shell-diff.ts renews and compares them. For tests only.
// A snippet begins with `### name`, optionally followed by [file], [stdin], [dash]; without one it is given to `bash -c`.
import type { Program, ProgramRow } from '../../../kernel/index.ts';
import { netlink, sleep, wait } from '../../../kernel/index.ts';
import { settle } from '../../../engine/sys.ts';
import { debianTree, makeLayer } from '../../../kernel/host.ts';
import type { Preset } from '../../../world/preset.ts';
import { ProgramTable } from '../../../world/programs.ts';
import { World } from '../../../world/world.ts';
import { wholeMachine } from './whole.ts';
import { utilityPrograms } from '../../utilities/index.ts';
import { shellPrograms } from '../programs.ts';

export interface Snippet {
	name: string;
	mode: 'string' | 'file' | 'stdin';
	shell: 'bash' | 'dash';
	text: string;
	/** The file it is in, from the repository's root. */
	where: string;
	kind: 'bash' | 'utilities' | 'scripts';
}
export interface Result {
	stdout: string;
	stderr: string;
	exit: number;
}

/** The snippets of one file. */
export function parseSnippets(where: string, text: string): Snippet[] {
	return `\n${text}`
		.split('\n### ')
		.slice(1)
		.map((part) => {
			const end = part.indexOf('\n');
			const head = part.slice(0, end);
			return {
				name: head.replace(/\s*\[.*/, ''),
				mode: head.includes('[file]') ? 'file' : head.includes('[stdin]') ? 'stdin' : 'string',
				shell: head.includes('[dash]') ? 'dash' : 'bash',
				text: part.slice(end + 1).replace(/\n+$/, '') + '\n',
				where,
				// A whole script has ten lines at least.
				kind: where.includes('/utilities/') ? 'utilities' : part.trimEnd().split('\n').length > 10 ? 'scripts' : 'bash'
			};
		});
}

export const snippetEnv = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8', TZ: 'UTC' };

/** Process ids in the reports of killed children differ from run to run. */
export const withoutPids = (text: string): string =>
	text.replace(
		/(line \d+:) +\d+( (?:Hangup|Interrupt|Quit|Illegal|Trace|Aborted|Bus|Floating|Killed|User|Segmentation|Broken|Alarm|Terminated|Stack|CPU|File size|Power)\b)/g,
		'$1 PID$2'
	);

const init: Program = {
	name: 'init',
	*main(context) {
		if (context.settled === undefined) yield* netlink({ op: 'link.set', name: 'lo', up: true });
		yield* settle({});
		for (;;) {
			try {
				yield* wait(-1);
			} catch {
				yield* sleep(1000);
			}
		}
	}
};

/** Our machine: a bare host with the shells and the utilities. */
export class SnippetMachine {
	readonly #world: World;
	#processes = 0;

	constructor() {
		const rows: ProgramRow[] = [
			{ name: 'init', code: init },
			...shellPrograms,
			...utilityPrograms.filter((row) => !shellPrograms.some((other) => other.name === row.name))
		];
		const epoch = 1_795_161_600_000_000;
		const installed = rows.flatMap((row) =>
			(row.name === 'busybox' ? ['/usr/bin/busybox'] : (row.paths ?? [`/usr/bin/${row.name}`])).map((path) => ({
				name: row.name,
				path,
				size: row.size ?? 102_400
			}))
		);
		const preset: Preset = {
			name: 'shell-diff',
			epoch,
			hosts: [
				{
					name: 'host',
					cores: 2,
					memoryBytes: 4 * 1024 ** 3,
					diskBytes: 64 * 1024 ** 3,
					layer: makeLayer(debianTree(installed), epoch),
					init: { program: 'init', argv: ['init'], env: {}, cgroup: '/' },
					network: [],
					login: { env: snippetEnv, cwd: '/root' }
				}
			],
			segments: [],
			scenarioEnv: {}
		};
		this.#world = new World({ preset, programs: new ProgramTable(rows, wholeMachine), layer: () => undefined });
	}

	/** Runs a snippet in a directory of its own (shown as /tmp/t), at most a minute of the machine's time. */
	async run(s: Snippet): Promise<Result> {
		const world = this.#world;
		const n = ++this.#processes;
		const dir = `/tmp/t${n}`;
		const write = (path: string, text: string): void => world.input({ kind: 'file.write', host: 'host', path, data: new TextEncoder().encode(text) });
		const base = `/run/r${n}`;
		write(`${base}.in`, s.mode === 'stdin' ? s.text : '');
		if (s.mode === 'file') write(`${base}.sh`, s.text);
		const program = s.shell === 'dash' ? 'sh' : 'bash';
		const run = s.mode === 'string' ? `${program} -c "$S"` : s.mode === 'file' ? `${program} t.sh` : program;
		const from = s.mode === 'stdin' ? `cat ${base}.in | ` : '';
		const script = `mkdir -p ${dir} && cd ${dir} && { [ ! -e ${base}.sh ] || cat ${base}.sh > t.sh; }; unset OLDPWD; export -n S; ${from}${run} ${s.mode === 'stdin' ? '' : '</dev/null'} >${base}.out 2>${base}.err; echo \${PIPESTATUS[-1]} >${base}.rc`;
		world.input({
			kind: 'process.start',
			host: 'host',
			process: n,
			options: { path: '/bin/bash', argv: ['bash', '-c', script], env: { ...snippetEnv, S: s.text, SHLVL: '-1' }, cwd: '/' }
		});
		const limit = world.now + 60_000_000;
		let slices = 0;
		while (world.running(n) && world.now < limit && slices++ < 3000) {
			const { wants } = world.advance(20_000, 200_000);
			if (wants !== undefined) await world.programs.loader(wants)?.();
		}
		const text = (path: string): string => new TextDecoder().decode(world.readFile('host', path) ?? new Uint8Array()).replaceAll(dir, '/tmp/t');
		const bugs = world.bugs.splice(0).map((b) => `BUG ${b.where}: ${b.error instanceof Error ? b.error.stack : JSON.stringify(b.error)}\n`);
		return { stdout: text(`${base}.out`), stderr: withoutPids(text(`${base}.err`)) + bugs.join(''), exit: Number(text(`${base}.rc`) || -1) };
	}
}
