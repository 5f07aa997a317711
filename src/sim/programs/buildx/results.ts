// What a build gave besides an image: files written where --output says, and the answers of --call and --check.
import { Errno, type Sys } from '../../engine/index.ts';
import { chmod, isatty, lstat, mkdir, symlink, unlink, utimes } from '../../kernel/index.ts';
import type { ContextEntry, Outline, Target } from '../../dockerd/index.ts';
import { tabulate } from '../../values/index.ts';
import { err, out } from '../docker/cli.ts';
import { Failure } from '../docker/failure.ts';
import { absolute, writeFile } from '../docker/files.ts';
import { writeTar } from '../docker/tar.ts';
import { write } from '../../kernel/index.ts';
import { excerpt, type Display } from './display.ts';
import type { Ended } from './client.ts';
import type { Output } from './options.ts';

/** Throws Failure when a tar would go to a terminal. */
export function* checkOutput(output: Output): Sys<void> {
	if (output.dest === '-' && (output.type === 'tar' || output.type === 'docker') && (yield* isatty(1)))
		throw new Failure(`dest file is required for ${output.type} exporter. refusing to write to console`);
}

/** Writes a result's files. */
export function* writeOutput(output: Output, files: readonly ContextEntry[]): Sys<void> {
	if (output.type === 'tar') {
		const tar = writeTar(
			files.map((file) => ({
				name: file.path,
				type: file.type,
				mode: file.mode,
				uid: file.uid,
				gid: file.gid,
				mtime: Math.floor(file.mtime / 1e6),
				data: file.data ?? new Uint8Array(),
				target: file.target ?? ''
			}))
		);
		if (output.dest === '-') yield* write(1, tar);
		else yield* writeFile(yield* absolute(output.dest), tar, 0o644);
		return;
	}
	const dir = yield* absolute(output.dest);
	yield* makeDir(dir, 0o755);
	for (const file of files) {
		const path = `${dir}/${file.path}`;
		if (file.type === 'dir') yield* makeDir(path, file.mode);
		else {
			yield* drop(path);
			if (file.type === 'symlink') yield* symlink(file.target ?? '', path);
			else {
				yield* writeFile(path, file.data ?? new Uint8Array(), file.mode);
				yield* chmod(path, file.mode);
				yield* utimes(path, file.mtime, file.mtime);
			}
		}
	}
}
function* makeDir(path: string, mode: number): Sys<void> {
	try {
		yield* mkdir(path, mode);
	} catch (e) {
		if (!(e instanceof Errno && e.code === 'EEXIST')) throw e;
	}
}
function* drop(path: string): Sys<void> {
	try {
		if ((yield* lstat(path)).type !== 'dir') yield* unlink(path);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
}

const kebab = (rule: string): string =>
	rule
		.replace(/([a-z])([A-Z])/g, '$1-$2')
		.replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
		.toLowerCase();

/** `--call=check`: the warnings by line, and the error that ended it. */
export function* printCheck(display: Pick<Display, 'warnings'>, name: string, source: string, end: Ended['end']): Sys<number> {
	if ('failed' in end && end.start === 0) throw new Failure(`failed to solve: ${end.failed}`);
	const all = display.warnings
		.map((warning, i) => ({ warning, i }))
		.sort((a, b) => a.warning.start - b.warning.start || (a.warning.rule === b.warning.rule ? a.i - b.i : 0) || a.i - b.i);
	if (all.length === 0 && !('failed' in end)) {
		yield* out('Check complete, no warnings found.\n');
		return 0;
	}
	if (all.length > 0) {
		yield* out(`Check complete, ${all.length} warning${all.length === 1 ? ' has' : 's have'} been found!\n`);
		for (const { warning } of all)
			yield* out(
				`\nWARNING: ${warning.rule} - https://docs.docker.com/go/dockerfile/rule/${kebab(warning.rule)}/\n${warning.text}\n${excerpt(name, source, warning.start, warning.end)}`
			);
	}
	if ('failed' in end) yield* err(`ERROR: ${end.failed}\n${excerpt(name, source, end.start, end.stop)}\n`);
	return 1;
}

const columns = (rows: readonly (readonly string[])[], padding: number): string =>
	tabulate(rows.map((row) => row.join('\t') + '\n').join(''), { minwidth: 0, tabwidth: 0, padding, padchar: ' ' });

/** `--call=outline`. */
export function* printOutline(outline: Outline): Sys<void> {
	if (outline.name !== '') yield* out(columns([['TARGET:', outline.name]], 1) + '\n');
	if (outline.args.length > 0)
		yield* out(columns([['BUILD ARG', 'VALUE', 'DESCRIPTION'], ...outline.args.map(({ name, value }) => [name, value, ''])], 3) + '\n');
	for (const [title, rows] of [
		['SECRET', outline.secrets],
		['SSH', outline.ssh]
	] as const)
		if (rows.length > 0) yield* out(columns([[title, 'REQUIRED'], ...rows.map(({ name, required }) => [name, required ? 'true' : ''])], 3) + '\n');
}
/** `--call=targets`. */
export function* printTargets(targets: readonly Target[]): Sys<void> {
	const rows = targets.map(({ name, isDefault }) => [name === '' && isDefault ? '(default)' : isDefault ? `${name} (default)` : name, '']);
	yield* out(columns([['TARGET', 'DESCRIPTION'], ...rows], 2));
}
