// Backups of files that are replaced, for cp, mv, ln and install: NAME~, or NAME.~1~ and so on. Follows VERSION_CONTROL and --backup's words.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { readdir } from '../../../kernel/index.ts';
import type { Parsed } from './getopt.ts';
import { baseName, dirName } from './paths.ts';
import { attempt, type Tool } from './tool.ts';

export interface Backup {
	readonly suffix: string;
	readonly kind: 'simple' | 'numbered' | 'existing';
}

const kinds: Readonly<Record<string, Backup['kind'] | 'none'>> = {
	none: 'none',
	off: 'none',
	simple: 'simple',
	never: 'simple',
	existing: 'existing',
	nil: 'existing',
	numbered: 'numbered',
	t: 'numbered'
};

/** What -b, --backup and -S ask for; undefined: no backups. */
export function backupOf(tool: Tool, options: Parsed): Backup | undefined {
	if (!options.has('b') && !options.has('backup') && !options.has('S')) return undefined;
	const text = options.get('backup') || tool.env['VERSION_CONTROL'] || 'existing';
	const kind = kinds[text];
	if (kind === undefined)
		tool.usage(
			`invalid argument ${tool.quote(text)} for ${tool.quote('backup type')}\nValid arguments are:\n  - ‘none’, ‘off’\n  - ‘simple’, ‘never’\n  - ‘existing’, ‘nil’\n  - ‘numbered’, ‘t’`
		);
	return kind === 'none' ? undefined : { suffix: options.get('S') ?? tool.env['SIMPLE_BACKUP_SUFFIX'] ?? '~', kind };
}

/** The name a file's backup takes. */
export function* backupName(path: string, backup: Backup): Sys<string> {
	if (backup.kind === 'simple') return path + backup.suffix;
	const base = baseName(path);
	const entries = yield* attempt(readdir(dirName(path)));
	const numbers = (entries instanceof Errno ? [] : entries).flatMap(({ name }) => {
		const match = name.startsWith(`${base}.~`) ? /^\.~(\d+)~$/.exec(name.slice(base.length)) : null;
		return match ? [Number(match[1])] : [];
	});
	if (numbers.length === 0 && backup.kind === 'existing') return path + backup.suffix;
	return `${path}.~${Math.max(0, ...numbers) + 1}~`;
}
