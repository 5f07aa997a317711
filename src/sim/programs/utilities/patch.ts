// patch: applies a diff to files, with offsets and fuzz (GNU patch 2.7.6); rejects what does not fit into FILE.rej.
// Leaves out ed scripts, git's renames and the prompts of a terminal (a batch's answers are taken). Invariant: a file changes only by hunks that fitted.
import { Errno, type Sys } from '../../engine/sys.ts';
import { chdir, chmod, mkdirAll, open, readAll, readText, rename, stat, unlink, writeFile } from '../../kernel/index.ts';
import { getopt, type Parsed } from './lib/getopt.ts';
import { baseName, dirName } from './lib/paths.ts';
import { decode, encode } from './lib/text.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';
import { Malformed, parsePatch, type FilePatch, type Hunk, type Line } from './patch/parse.ts';

/** A name without its first directories; undefined when it has fewer. */
const strip = (name: string, count: number | undefined): string | undefined => {
	if (count === undefined) return baseName(name);
	const parts = name.replace(/\/{2,}/g, '/').split('/');
	return count < parts.length ? parts.slice(count).join('/') : undefined;
};

const reversed = (p: FilePatch): FilePatch => ({
	...p,
	oldName: p.newName,
	newName: p.oldName,
	...(p.heads && { heads: p.heads }),
	hunks: p.hunks.map((h) => ({
		oldStart: h.newStart,
		oldCount: h.newCount,
		newStart: h.oldStart,
		newCount: h.oldCount,
		lines: h.lines.map((l): Line => ({ ...l, kind: l.kind === '+' ? '-' : l.kind === '-' ? '+' : ' ' }))
	}))
});

interface Text {
	lines: string[];
	open: boolean;
}
const textOf = (text: string): Text => {
	const lines = text.split('\n');
	const open = lines[lines.length - 1] !== '';
	if (!open) lines.pop();
	return { lines: text === '' ? [] : lines, open: open && text !== '' };
};

/** Where a hunk fits: the index in the file, the offset from where it should be, and the context lines given up. */
function place(text: Text, hunk: Hunk, drift: number, maxFuzz: number, from: number): { at: number; fuzz: number; lead: number; tail: number } | undefined {
	const lead = hunk.lines.findIndex((l) => l.kind !== ' ');
	const trail = hunk.lines.length - 1 - hunk.lines.findLastIndex((l) => l.kind !== ' ');
	const old = hunk.lines.filter((l) => l.kind !== '+').map((l) => l.text);
	const context = Math.max(lead, trail);
	for (let fuzz = 0; fuzz <= Math.min(maxFuzz, context); fuzz++) {
		const skipLead = Math.max(0, Math.min(lead, fuzz + lead - context));
		const skipTail = Math.max(0, Math.min(trail, fuzz + trail - context));
		const wanted = old.slice(skipLead, old.length - skipTail);
		const first = (hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1) + drift + skipLead;
		const fits = (at: number): boolean => at >= from && at + wanted.length <= text.lines.length && wanted.every((line, i) => text.lines[at + i] === line);
		for (let offset = 0; offset <= text.lines.length; offset++) {
			// A hunk without leading or trailing context belongs to the file's edge.
			if (fits(first + offset)) return { at: first + offset, fuzz, lead: skipLead, tail: skipTail };
			if (offset > 0 && fits(first - offset)) return { at: first - offset, fuzz, lead: skipLead, tail: skipTail };
			if (wanted.length === 0) break;
		}
	}
	return undefined;
}

const header = (h: Hunk, shift: number): string => {
	const side = (start: number, count: number): string => (count === 1 ? String(start) : `${start},${count}`);
	return `@@ -${side(h.oldStart, h.oldCount)} +${side(h.newStart + shift, h.newCount)} @@\n`;
};

interface Outcome {
	text: Text;
	messages: string[];
	failed: Hunk[];
}

function apply(original: Text, p: FilePatch, maxFuzz: number): Outcome {
	const text: Text = { lines: [...original.lines], open: original.open };
	const messages: string[] = [];
	const failed: Hunk[] = [];
	let drift = 0;
	let wander = 0;
	let from = 0;
	let quiet = true;
	p.hunks.forEach((hunk, n) => {
		const found = place(text, hunk, drift + wander, maxFuzz, from);
		if (!found) {
			failed.push(hunk);
			messages.push(
				`Hunk #${n + 1} FAILED at ${hunk.oldStart + (hunk.oldCount === 0 ? 1 : 0)}${wander !== 0 ? ` (offset ${wander} line${Math.abs(wander) === 1 ? '' : 's'})` : ''}.\n`
			);
			quiet = false;
			return;
		}
		const expected = (hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1) + drift + found.lead;
		wander = found.at - expected;
		if (wander !== 0 || found.fuzz > 0) {
			const where = found.at - found.lead + 1;
			messages.push(
				`Hunk #${n + 1} succeeded at ${where}${found.fuzz > 0 ? ` with fuzz ${found.fuzz}` : ''}${wander !== 0 ? ` (offset ${wander} line${Math.abs(wander) === 1 ? '' : 's'})` : ''}.\n`
			);
			quiet = false;
		}
		const body = hunk.lines.slice(found.lead, hunk.lines.length - found.tail);
		const fresh = body.filter((l) => l.kind !== '-');
		const count = body.filter((l) => l.kind !== '+').length;
		const atEnd = found.at + count === text.lines.length;
		text.lines.splice(found.at, count, ...fresh.map((l) => l.text));
		const last = fresh[fresh.length - 1];
		if (atEnd && last) text.open = last.open;
		from = found.at + fresh.length;
		drift += hunk.newCount - hunk.oldCount;
	});
	void quiet;
	return { text, messages, failed };
}

function* chooseFile(original: FilePatch, p: FilePatch, count: number | undefined): Sys<string | undefined> {
	const names = [original.oldName, original.newName]
		.filter((name): name is string => name !== undefined && name !== '/dev/null')
		.map((name) => strip(name, count))
		.filter((name) => name !== undefined);
	for (const name of names) if (!((yield* attempt(stat(name))) instanceof Errno)) return name;
	return p.oldName === '/dev/null' || p.hunks[0]?.oldCount === 0 ? names[names.length - 1] : undefined;
}

const shapeOf = (text: Text): string => text.lines.join('\n') + (text.lines.length > 0 && !text.open ? '\n' : '');

function* one(tool: Tool, original: FilePatch, options: Parsed, named: string | undefined): Sys<boolean> {
	let p = options.has('R') ? reversed(original) : original;
	const count = options.has('p') ? Number(options.get('p')) : undefined;
	const name = named ?? (yield* chooseFile(original, p, count));
	if (name === undefined) {
		yield* tool.put("can't find file to patch at input line 3\n");
		yield* tool.put(`Perhaps you ${count === undefined ? 'should have used the -p or --strip option?' : 'used the wrong -p or --strip option?'}\n`);
		yield* tool.put(
			`The text leading up to this was:\n--------------------------\n|--- ${p.oldName ?? ''}\n|+++ ${p.newName ?? ''}\n--------------------------\nFile to patch: \nSkip this patch? [y] \nSkipping patch.\n${p.hunks.length} out of ${p.hunks.length} hunk${p.hunks.length === 1 ? '' : 's'} ignored\n`
		);
		return false;
	}
	const before = yield* attempt(readText(name));
	if (before instanceof Errno && p.oldName !== '/dev/null' && p.hunks[0]?.oldCount !== 0) {
		// A missing file is an empty one, until it is to be read again.
		yield* tool.put(`patching file ${name}\nHunk #1 FAILED at ${p.hunks[0]?.oldStart ?? 1}.\n`);
		tool.die(`**** Can't reopen file ${name} : ${before.message}`, 2);
	}
	const exists = original.oldName === '/dev/null' && !options.has('R') && !(before instanceof Errno) && before !== '';
	if (exists && (yield* refused(tool, name, p, options))) return false;
	const text = textOf(before instanceof Errno ? '' : before);
	const dry = options.has('dry-run');
	const target = options.get('o') ?? name;
	if (!options.has('s'))
		yield* tool.put(`${dry ? 'checking' : 'patching'} file ${target}${options.has('o') && target !== name ? ` (read from ${name})` : ''}\n`);
	const maxFuzz = Number(options.get('F') ?? 2);
	let outcome = apply(text, p, maxFuzz);
	if (outcome.failed.length > 0 && outcome.failed[0] === p.hunks[0] && !options.has('f') && !exists) {
		const back = apply(text, reversed(p), 0);
		if (back.failed.length === 0) {
			const which = options.has('R') ? 'Unreversed' : 'Reversed (or previously applied)';
			if (options.has('N')) {
				yield* tool.put(`${which} patch detected!  Skipping patch.\n`);
				yield* reject(tool, p.hunks, p, target, dry, p.hunks.length, 'ignored', options);
				return false;
			}
			if (options.has('t')) {
				yield* tool.put(`${which} patch detected!  Assuming -R.\n`);
				p = reversed(p);
				outcome = apply(text, p, maxFuzz);
			} else {
				yield* tool.put(`${which} patch detected!  ${options.has('R') ? 'Ignore' : 'Assume'} -R? [n] \nApply anyway? [n] \nSkipping patch.\n`);
				yield* reject(tool, p.hunks, p, target, dry, p.hunks.length, 'ignored', options);
				return false;
			}
		}
	}
	if (!options.has('s') || outcome.failed.length > 0) for (const message of outcome.messages) yield* tool.put(message);
	if (outcome.failed.length > 0) yield* reject(tool, outcome.failed, p, target, dry, p.hunks.length, 'FAILED', options);
	if (dry) return outcome.failed.length === 0;
	if (
		options.has('b') ||
		(outcome.messages.length > 0 && !options.has('no-backup-if-mismatch') && !(before instanceof Errno)) ||
		(outcome.failed.length > 0 && !(before instanceof Errno))
	)
		if (!(before instanceof Errno)) {
			const info = yield* stat(name);
			yield* writeFile(`${name}${options.get('z') ?? '.orig'}`, encode(before), info.mode);
		}
	if (outcome.failed.length < p.hunks.length) {
		const mode = before instanceof Errno ? 0o644 : (yield* stat(name)).mode;
		const result = shapeOf(outcome.text);
		const gone = p.newName === '/dev/null' || (options.has('E') && result === '');
		if (gone && result === '') yield* unlink(name);
		else {
			if (dirName(target) !== '.') yield* mkdirAll(dirName(target));
			yield* writeFile(`${target}.tmp`, encode(result));
			yield* chmod(`${target}.tmp`, mode);
			yield* rename(`${target}.tmp`, target);
		}
	}
	return outcome.failed.length === 0;
}

/** A file that the patch would make is there already. Answers whether the patch is given up. */
function* refused(tool: Tool, name: string, p: FilePatch, options: Parsed): Sys<boolean> {
	const told = options.has('N') ? 'Skipping patch.' : options.has('f') ? 'Applying it anyway.' : 'Assume -R? [n] \nApply anyway? [n] \nSkipping patch.';
	if (options.has('t')) return false;
	yield* tool.put(`The next patch would create the file ${name},\nwhich already exists!  ${told}\n`);
	if (options.has('f') && !options.has('N')) return false;
	yield* tool.put(`${p.hunks.length} out of ${p.hunks.length} hunk${p.hunks.length === 1 ? '' : 's'} ignored\n`);
	return true;
}

function* reject(tool: Tool, hunks: readonly Hunk[], p: FilePatch, target: string, dry: boolean, all: number, what: string, options: Parsed): Sys<void> {
	const file = options.get('r') ?? `${target}.rej`;
	yield* tool.put(`${hunks.length} out of ${all} hunk${all === 1 ? '' : 's'} ${what}${dry ? '' : ` -- saving rejects to file ${file}`}\n`);
	if (dry || file === '-') return;
	const body = hunks.map((h) => header(h, 0) + h.lines.map((l) => `${l.kind}${l.text}\n${l.open ? '\\ No newline at end of file\n' : ''}`).join('')).join('');
	yield* writeFile(file, `${p.heads ? p.heads.join('\n') : `--- ${p.oldName ?? target}\n+++ ${p.newName ?? target}`}\n${body}`);
}

export const patch = utility(
	'patch',
	function* (tool: Tool): Sys<number> {
		const options = yield* getopt(tool, {
			short: 'bB:cd:D:eEfF:g:i:lnNo:p:r:RstTuvV:x:Y:z:Z',
			long: [
				'backup=b',
				'directory:=d',
				'dry-run',
				'force=f',
				'fuzz:=F',
				'forward=N',
				'input:=i',
				'output:=o',
				'strip:=p',
				'reject-file:=r',
				'reverse=R',
				'silent=s',
				'quiet=s',
				'batch=t',
				'suffix:=z',
				'remove-empty-files=E',
				'unified=u',
				'verbose',
				'no-backup-if-mismatch',
				'merge::',
				'binary'
			]
		});
		const dir = options.get('d');
		const [named, source] = options.operands;
		const input = options.get('i') ?? source ?? '-';
		if (dir !== undefined) {
			const failed = yield* attempt(chdir(dir));
			if (failed instanceof Errno) tool.die(`**** Can't change to directory ${dir} : ${failed.message}`, 2);
		}
		const fd = input === '-' ? 0 : yield* attempt(open(input));
		if (fd instanceof Errno) throw new Exit(2, `${tool.name}: **** Can't open patch file ${input} : ${fd.message}\n`);
		const text = decode(yield* readAll(fd));
		let patches: FilePatch[];
		try {
			patches = parsePatch(text);
		} catch (error) {
			if (!(error instanceof Malformed)) throw error;
			const name = named ?? strip(/^\+\+\+ (\S+)/m.exec(text)?.[1] ?? '', options.has('p') ? Number(options.get('p')) : undefined) ?? '';
			yield* tool.put(`patching file ${name}\n`);
			throw new Exit(2, `${tool.name}: **** malformed patch at line ${error.line}: ${error.text}\n\n`);
		}
		if (patches.length === 0) throw new Exit(text === '' ? 0 : 2, text === '' ? '' : `${tool.name}: **** Only garbage was found in the patch input.\n`);
		let good = true;
		for (const p of patches) if (!(yield* one(tool, p, options, named))) good = false;
		return good ? 0 : 1;
	},
	{ usageStatus: 2 }
);
