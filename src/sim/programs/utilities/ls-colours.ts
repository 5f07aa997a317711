// ls's colours (the built-in database; BusyBox's own few) and type indicators.
import type { Stat } from '../../kernel/index.ts';

/** The colour code of an entry; undefined: none. */
export function colourOf(busybox: boolean, type: Stat['type'], info: Stat | undefined): string | undefined {
	const mode = info?.mode ?? 0;
	if (busybox) return { dir: '1;34', symlink: '1;36', fifo: '1;33', socket: '1;35', char: '1;33', block: '1;33', file: mode & 0o111 ? '1;32' : '0;0' }[type];
	if (type === 'dir') return mode & 0o1000 ? (mode & 0o002 ? '30;42' : '37;44') : mode & 0o002 ? '34;42' : '01;34';
	if (type === 'symlink') return '01;36';
	if (type === 'fifo') return '33';
	if (type === 'socket') return '01;35';
	if (type === 'block' || type === 'char') return '01;33';
	if (mode & 0o4000) return '37;41';
	if (mode & 0o2000) return '30;43';
	return mode & 0o111 ? '01;32' : undefined;
}

export const paint = (busybox: boolean, name: string, colour: string | undefined): string =>
	colour === undefined ? name : busybox ? `\x1b[${colour}m${name}\x1b[m` : `\x1b[${colour}m${name}\x1b[0m`;

/** What -F, -p and --file-type put behind a name. */
export function indicator(how: '' | 'p' | 't' | 'F', type: Stat['type'], info: Stat | undefined): string {
	if (how === '') return '';
	if (type === 'dir') return '/';
	if (how === 'p') return '';
	if (type === 'symlink') return '@';
	if (type === 'fifo') return '|';
	if (type === 'socket') return '=';
	return how === 'F' && type === 'file' && (info?.mode ?? 0) & 0o111 ? '*' : '';
}
