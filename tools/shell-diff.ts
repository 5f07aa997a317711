// The differential suite of the shell: each snippet of src/sim/programs/**/diff/*.txt runs in our machine, and its stdout, stderr and exit status
// are compared with those recorded beside it (*.yaml) of the real bash, dash and tools (Debian 12: versions in the recording's head).
// Prints what differs, the two figures, and `shell: M of N identical`.
// Usage: node tools/shell-diff.ts [-q | -v] [--record] [--live] [name part … | FILE.txt | FILE.lines]
//   a file is read instead of the suite and compared with this machine; of a .lines each line is a snippet
//   --record  runs the snippets in this machine's real shell and renews the recordings   --live  compares with this machine, recording nothing
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { diffLines } from '../src/sim/programs/utilities/lib/edits.ts';
import { parseSnippets, snippetEnv, SnippetMachine, withoutPids, type Result, type Snippet } from '../src/sim/programs/sh/testdata/differential.ts';

interface Recorded extends Result {
	name: string;
	/** Of the snippet's text: a changed snippet has no recorded answer. */
	text: string;
}

const root = join(import.meta.dirname, '..');
const flags = process.argv.slice(2).filter((a) => a.startsWith('-'));
const wanted = process.argv.slice(2).filter((a) => !a.startsWith('-'));

const given = wanted.filter((a) => /\.(txt|lines)$/.test(a) && existsSync(a));
const files = given.length ? given : globSync('src/sim/programs/**/diff/*.txt', { cwd: root }).sort();
const live = flags.includes('--live') || given.length > 0;
/** Each line is a snippet named by its number. */
const fromLines = (text: string): string =>
	text
		.split('\n')
		.map((line, i) =>
			line === '' || line.startsWith('#') ? '' : `### ${i + 1}${line.startsWith('[dash]') ? ' [dash]' : ''}\n${line.replace(/^\[dash\] */, '')}\n`
		)
		.join('');
const snippets = files.flatMap((file) => {
	const text = readFileSync(resolve(root, file), 'utf8');
	return parseSnippets(file, file.endsWith('.lines') ? fromLines(text) : text);
});
const chosen = given.length ? snippets : wanted.length ? snippets.filter((s) => wanted.some((w) => s.name.includes(w) || s.where.includes(w))) : snippets;

const key = (s: Snippet): string => createHash('sha256').update(`${s.shell} ${s.mode} ${s.text}`).digest('hex').slice(0, 12);
const recordingOf = (file: string): string => resolve(root, file.replace(/\.txt$/, '.yaml'));

/** The recordings of jq and yq are of jq 1.7 and mikefarah's yq 4: when the machine's own differ, REAL_TOOLS is a directory that has them. */
function tools(s: Snippet): Record<string, string> {
	const own = process.env['REAL_TOOLS'];
	return own !== undefined && /\/[jy]q[^/]*$/.test(s.where) ? { PATH: `${own}:${snippetEnv.PATH}` } : {};
}

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
		const run = `umask 022; ${s.mode === 'stdin' ? 'cat "$IO/in" | ' : ''}( IO=; unset IO; exec -a ${argv0} /bin/${shell} "$@" ) ${s.mode === 'stdin' ? '' : '</dev/null'} >"$IO/out" 2>"$IO/err"`;
		const r = spawnSync('/bin/bash', ['-c', run, 'run', ...args], {
			cwd: dir,
			env: { ...snippetEnv, ...tools(s), IO: out, SHLVL: '-1', PWD: dir },
			timeout: 10_000,
			stdio: 'ignore'
		});
		const clean = (name: string): string => withoutPids(readFileSync(join(out, name), 'utf8').replaceAll(dir, '/tmp/t'));
		if (r.status === null) console.log(`${s.name}: killed after 10 s`);
		return { stdout: clean('out'), stderr: clean('err'), exit: r.status ?? 128 + 15 };
	} finally {
		rmSync(dir, { recursive: true, force: true });
		rmSync(`${dir}.io`, { recursive: true, force: true });
	}
}

const recorded = new Map<string, Result>();
if (!live)
	for (const file of files)
		if (existsSync(recordingOf(file)))
			for (const one of parse(readFileSync(recordingOf(file), 'utf8')).snippets as Recorded[])
				recorded.set(`${file} ${one.text}`, { stdout: one.stdout, stderr: one.stderr, exit: one.exit });

if (flags.includes('--record')) {
	const first = (command: string): string => spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' }).stdout.split('\n')[0]?.trim() ?? '';
	const versions = [
		'bash --version',
		'ls --version',
		'grep --version',
		'sed --version',
		'find --version',
		'tar --version',
		'diff --version',
		'jq --version',
		'busybox'
	];
	for (const file of files) {
		const own = snippets.filter((s) => s.where === file);
		if (!own.some((s) => chosen.includes(s))) continue;
		for (const s of own) {
			const at = `${file} ${key(s)}`;
			if (chosen.includes(s)) recorded.set(at, real(s));
		}
		const list = own.flatMap((s) => {
			const result = recorded.get(`${file} ${key(s)}`);
			return result ? [{ name: s.name, text: key(s), ...result }] : [];
		});
		writeFileSync(recordingOf(file), stringify({ recorded: versions.map(first), snippets: list }, { lineWidth: 0 }));
	}
}

/** The lines that differ: - the real tool's, + ours. */
function lines(expected: string, got: string): string {
	const [a, b] = [expected.split('\n'), got.split('\n')];
	const shown = (sign: string, line: string): string => `    ${sign}${line.length > 600 ? line.slice(0, 600) + '…' : line}\n`;
	return diffLines(a, b)
		.flatMap((h) => [
			...a.slice(h.aStart, h.aStart + h.aCount).map((line) => shown('-', line)),
			...b.slice(h.bStart, h.bStart + h.bCount).map((line) => shown('+', line))
		])
		.join('');
}
const machine = new SnippetMachine();
const same = { all: 0, output: 0, stderr: 0, unrecorded: 0 };
const kinds = new Map<string, [number, number]>();
for (const s of chosen) {
	const expected = live ? real(s) : recorded.get(`${s.where} ${key(s)}`);
	if (!expected) {
		same.unrecorded++;
		console.log(`--- ${s.name}: not recorded (${s.where}); see --record`);
		continue;
	}
	let got: Result;
	try {
		got = await machine.run(s);
	} catch (error) {
		got = { stdout: '', stderr: `CRASH ${error instanceof Error ? error.stack : String(error)}`, exit: -1 };
	}
	const output = expected.stdout === got.stdout && expected.exit === got.exit;
	const stderr = expected.stderr === got.stderr;
	const [fine, of] = kinds.get(s.kind) ?? [0, 0];
	kinds.set(s.kind, [fine + (output && stderr ? 1 : 0), of + 1]);
	if (output) same.output++;
	if (stderr) same.stderr++;
	if (output && stderr) {
		same.all++;
		continue;
	}
	if (flags.includes('-q')) {
		console.log(`--- ${s.name}`);
		continue;
	}
	console.log(`--- ${s.name}  (${s.where})${flags.includes('-v') ? `\n${s.text.trimEnd()}` : ''}`);
	for (const part of ['stdout', 'stderr'] as const) if (expected[part] !== got[part]) console.log(`  ${part}\n${lines(expected[part], got[part])}`);
	if (expected.exit !== got.exit) console.log(`  exit ${expected.exit}, ours ${got.exit}`);
}
const percent = (n: number): string => `${((100 * n) / Math.max(1, chosen.length)).toFixed(1)} %`;
console.log([...kinds].map(([kind, [fine, of]]) => `${kind} ${fine}/${of}`).join(', '));
console.log(
	`stdout and exit status: ${same.output} of ${chosen.length} (${percent(same.output)}); stderr: ${same.stderr} of ${chosen.length} (${percent(same.stderr)})`
);
console.log(`shell: ${same.all} of ${chosen.length} identical`);
