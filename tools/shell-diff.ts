// The differential suite of the shell: each snippet of src/sim/programs/**/diff/*.txt runs in the machine's real shell (in an empty
// directory) and in ours, and stdout, stderr and exit status are compared. Prints what differs and `shell: M of N identical`.
// A snippet begins with `### name`, optionally followed by [file], [stdin] or [dash]; without one it is given to `bash -c`.
// Usage: node tools/shell-diff.ts [-v] [-q] [name part …]
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program, ProgramRow } from '../src/sim/kernel/index.ts';
import { wait, sleep } from '../src/sim/kernel/index.ts';
import { debianTree, makeLayer } from '../src/sim/kernel/host.ts';
import { shellPrograms } from '../src/sim/programs/sh/programs.ts';
import { utilityPrograms } from '../src/sim/programs/utilities/index.ts';
import type { Preset } from '../src/sim/world/preset.ts';
import { ProgramTable } from '../src/sim/world/programs.ts';
import { World } from '../src/sim/world/world.ts';

interface Snippet {
	name: string;
	mode: 'string' | 'file' | 'stdin';
	shell: 'bash' | 'dash';
	text: string;
	where: string;
}
interface Result {
	stdout: string;
	stderr: string;
	exit: number;
}

const root = join(import.meta.dirname, '..');
const flags = process.argv.slice(2).filter((a) => a.startsWith('-'));
const wanted = process.argv.slice(2).filter((a) => !a.startsWith('-'));

function snippets(): Snippet[] {
	const out: Snippet[] = [];
	for (const file of globSync('src/sim/programs/**/diff/*.txt', { cwd: root }).sort()) {
		const parts = ('\n' + readFileSync(join(root, file), 'utf8')).split('\n### ').slice(1);
		for (const part of parts) {
			const end = part.indexOf('\n');
			const head = part.slice(0, end);
			const mode = head.includes('[file]') ? 'file' : head.includes('[stdin]') ? 'stdin' : 'string';
			const name = head.replace(/\s*\[.*/, '');
			out.push({ name, mode, shell: head.includes('[dash]') ? 'dash' : 'bash', text: part.slice(end + 1).replace(/\n+$/, '') + '\n', where: file });
		}
	}
	return wanted.length ? out.filter((s) => wanted.some((w) => s.name.includes(w) || s.where.includes(w))) : out;
}

const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8', TZ: 'UTC' };

/** Process ids in the reports of killed children differ from run to run. */
const pids = (text: string): string => text.replace(/(line \d+:) +\d+( [A-Z][a-z ]+ {2,})/g, '$1 PID$2');

function real(s: Snippet): Result {
	const dir = mkdtempSync(join(tmpdir(), 'shd-'));
	const shell = s.shell === 'dash' ? 'dash' : 'bash';
	const argv0 = s.shell === 'dash' ? 'sh' : 'bash';
	try {
		if (s.mode === 'file') writeFileSync(join(dir, 't.sh'), s.text);
		const args = s.mode === 'string' ? ['-c', s.text] : s.mode === 'file' ? ['t.sh'] : [];
		// Real pipes and files for its descriptors: given sockets, bash thinks of rshd and reads ~/.bashrc.
		const out = `${dir}.io`;
		mkdirSync(out);
		writeFileSync(join(out, 'in'), s.mode === 'stdin' ? s.text : '');
		const run = `${s.mode === 'stdin' ? 'cat "$IO/in" | ' : ''}( IO=; unset IO; exec -a ${argv0} /bin/${shell} "$@" ) ${s.mode === 'stdin' ? '' : '</dev/null'} >"$IO/out" 2>"$IO/err"`;
		const r = spawnSync('/bin/bash', ['-c', run, 'run', ...args], {
			cwd: dir,
			env: { ...env, IO: out, SHLVL: '-1', PWD: dir },
			timeout: 10_000,
			stdio: 'ignore'
		});
		const clean = (name: string): string => pids(readFileSync(join(out, name), 'utf8').replaceAll(dir, '/tmp/t'));
		return { stdout: clean('out'), stderr: clean('err'), exit: r.status ?? 128 + 15 };
	} finally {
		rmSync(dir, { recursive: true, force: true });
		rmSync(`${dir}.io`, { recursive: true, force: true });
	}
}

// Ours ---------------------------------------------------------------------------------------------------------------------------
const init: Program = {
	name: 'init',
	*main() {
		for (;;) {
			try {
				yield* wait(-1);
			} catch {
				yield* sleep(1000);
			}
		}
	}
};
const rows: ProgramRow[] = [
	{ name: 'init', code: init },
	...shellPrograms,
	...utilityPrograms.filter((row) => !shellPrograms.some((other) => other.name === row.name))
];
const epoch = 1_795_161_600_000_000;
const installed = rows.flatMap((row) =>
	(row.name === 'busybox' ? ['/usr/bin/busybox'] : (row.paths ?? [`/usr/bin/${row.name}`])).map((path) => ({ name: row.name, path, size: row.size ?? 102_400 }))
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
			login: { env, cwd: '/root' }
		}
	],
	segments: [],
	scenarioEnv: {}
};
const world = new World({ preset, programs: new ProgramTable(rows), layer: () => undefined });
let processes = 0;

async function ours(s: Snippet): Promise<Result> {
	const n = ++processes;
	const dir = `/tmp/t${n}`;
	const write = (path: string, text: string): void => world.input({ kind: 'file.write', host: 'host', path, data: new TextEncoder().encode(text) });
	const base = `/run/r${n}`;
	const input = s.mode === 'stdin' ? s.text : '';
	write(`${base}.in`, input);
	if (s.mode === 'file') write(`${base}.sh`, s.text);
	const program = s.shell === 'dash' ? 'sh' : 'bash';
	const run = s.mode === 'string' ? `${program} -c "$S"` : s.mode === 'file' ? `${program} t.sh` : program;
	const script = `mkdir -p ${dir} && cd ${dir} && { [ ! -e ${base}.sh ] || cat ${base}.sh > t.sh; }; unset OLDPWD; export -n S; ${s.mode === 'stdin' ? `cat ${base}.in | ` : ''}${run} ${s.mode === 'stdin' ? '' : '</dev/null'} >${base}.out 2>${base}.err; echo \${PIPESTATUS[-1]} >${base}.rc`;
	world.input({
		kind: 'process.start',
		host: 'host',
		process: n,
		options: { path: '/bin/bash', argv: ['bash', '-c', script], env: { ...env, S: s.text, SHLVL: '-1' }, cwd: '/' }
	});
	const limit = world.now + 60_000_000;
	let slices = 0;
	while (world.running(n) && world.now < limit && slices++ < 3000) {
		const { wants } = world.advance(20_000, 200_000);
		if (wants !== undefined) world.programs.loaded(wants, await (world.programs.loader(wants) as () => Promise<Program>)());
	}
	const text = (path: string): string => new TextDecoder().decode(world.readFile('host', path) ?? new Uint8Array()).replaceAll(dir, '/tmp/t');
	const stderr = pids(text(`${base}.err`));
	const bugs = world.bugs.splice(0);
	const bug = bugs.map((b) => `BUG ${b.where}: ${b.error instanceof Error ? b.error.stack : JSON.stringify(b.error)}\n`).join('');
	return { stdout: text(`${base}.out`), stderr: stderr + bug, exit: Number(text(`${base}.rc`) || -1) };
}

const short = (value: string | number): string => JSON.stringify(typeof value === 'string' && value.length > 1200 ? value.slice(0, 1200) + '…' : value);
let same = 0;
let sameOutput = 0;
const all = snippets();
for (const s of all) {
	const expected = real(s);
	let got: Result;
	try {
		got = await ours(s);
	} catch (error) {
		got = { stdout: '', stderr: `CRASH ${error instanceof Error ? error.stack : String(error)}`, exit: -1 };
	}
	const output = expected.stdout === got.stdout && expected.exit === got.exit;
	if (output) sameOutput++;
	if (output && expected.stderr === got.stderr) {
		same++;
		continue;
	}
	if (flags.includes('-q')) {
		console.log(`--- ${s.name}`);
		continue;
	}
	console.log(`--- ${s.name}  (${s.where})\n${s.text.trimEnd()}`);
	for (const part of ['stdout', 'stderr', 'exit'] as const) {
		if (expected[part] !== got[part]) console.log(`  ${part}\n    real ${short(expected[part])}\n    ours ${short(got[part])}`);
	}
}
console.log(`shell: ${sameOutput} of ${all.length} identical in stdout and exit status; with stderr too:`);
console.log(`shell: ${same} of ${all.length} identical`);
