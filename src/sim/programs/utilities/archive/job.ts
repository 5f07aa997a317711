// A tar run's rules, what it says of members, and which members it was asked for.
import type { Sys } from '../../../engine/sys.ts';
import { formatDate, timeZone } from '../lib/dates.ts';
import { globMatch } from '../lib/glob.ts';
import { permissions } from '../lib/mode.ts';
import { Exit, type Tool } from '../lib/tool.ts';
import type { Names } from '../lib/users.ts';
import type { Transform } from './transform.ts';
import type { TarEntry } from './ustar.ts';

export interface Job {
	tool: Tool;
	verbose: number;
	exclude: readonly string[];
	strip: number;
	keepOld: boolean;
	samePermissions: boolean;
	sameOwner: boolean;
	toStdout: boolean;
	names: Names;
	dereference: boolean;
	absolute: boolean;
	noRecursion: boolean;
	/** --numeric-owner and --full-time, of listings. */
	numeric: boolean;
	fullTime: boolean;
	/** "Removing leading" was said. */
	warned: Set<string>;
	linked: Map<string, string>;
	transform: Transform | undefined;
	/** --show-transformed-names. */
	showTransformed: boolean;
	/** --remove-files: what was added is taken away. */
	remove: boolean;
	removed: string[];
	/** --one-top-level: where members go that are not below it. */
	top: string | undefined;
	/** --mtime in seconds, --owner and --group: what added members are said to have. */
	mtime: number | undefined;
	/** --mode. */
	mode: ((old: number, dir: boolean) => number) | undefined;
	owner: { name: string; id: number | undefined } | undefined;
	group: { name: string; id: number | undefined } | undefined;
	/** Where -v lines go: standard error when the archive goes to standard output. */
	notes: 1 | 2;
}

const typeLetter: Readonly<Record<TarEntry['type'], string>> = { file: '-', dir: 'd', symlink: 'l', hard: 'h', fifo: 'p', char: 'c', block: 'b' };
export const trouble = (tool: Tool, text: string): Exit =>
	new Exit(tool.busybox ? 1 : 2, tool.busybox ? `tar: ${text}\n` : `tar: ${text}\ntar: Error is not recoverable: exiting now\n`);

export function* note(job: Job, text: string): Sys<void> {
	if (job.notes === 1) yield* job.tool.put(text);
	else yield* job.tool.error(text);
}

export function* listing(job: Job, entry: TarEntry, long: boolean): Sys<string> {
	const name = entry.name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
	if (!long) return `${name}\n`;
	const zone = yield* timeZone(job.tool.env);
	const owner = job.numeric ? `${entry.uid}/${entry.gid}` : `${entry.user || entry.uid}/${entry.group || entry.gid}`;
	const size = String(entry.size);
	const to = entry.type === 'symlink' ? ` -> ${entry.link}` : entry.type === 'hard' ? ` link to ${entry.link}` : '';
	const when = formatDate(entry.mtime * 1_000_000, job.tool.busybox || job.fullTime ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d %H:%M', zone);
	return job.tool.busybox
		? `${typeLetter[entry.type]}${permissions(entry.mode)} ${owner} ${size.padStart(9)} ${when} ${name}${to}\n`
		: `${typeLetter[entry.type]}${permissions(entry.mode)} ${owner} ${size.padStart(Math.max(0, 19 - owner.length - 1))} ${when} ${name}${to}\n`;
}

/** The operand a member is asked for by; GNU's takes patterns only with --wildcards. */
export const matchesAny = (wanted: readonly string[], name: string, patterns = false): string | undefined =>
	wanted.find(
		(one) => name === one || name === `${one}/` || name.startsWith(`${one.replace(/\/$/, '')}/`) || (patterns && /[*?[]/.test(one) && globMatch(one, name))
	);
