// ls -l: the rows of the long form, GNU's with widths of their own, BusyBox's with fixed ones.
import type { Sys } from '../../engine/sys.ts';
import type { Stat } from '../../kernel/index.ts';
import { formatDate } from './lib/dates.ts';
import { modeText } from './lib/mode.ts';
import type { Tool } from './lib/tool.ts';
import { inBlocks, shownName, type Entry, type Listing } from './ls-options.ts';
import { colourOf, indicator, paint } from './ls-colours.ts';

const halfYear = 15_778_476_000_000;

function timeText(tool: Tool, l: Listing, us: number): string {
	const recent = us <= l.now && us > l.now - halfYear;
	const style = l.timeStyle.replace(/^posix-/, '');
	if (style === 'full-iso') return formatDate(us, tool.busybox ? '%Y-%m-%d %H:%M:%S %z' : '%Y-%m-%d %H:%M:%S.%N %z', l.zone);
	if (style === 'long-iso') return formatDate(us, '%Y-%m-%d %H:%M', l.zone);
	if (style === 'iso') return formatDate(us, recent ? '%m-%d %H:%M' : '%Y-%m-%d ', l.zone);
	if (style.startsWith('+')) return formatDate(us, style.slice(1).split('\n')[recent ? 1 : 0] ?? style.slice(1).split('\n')[0] ?? '', l.zone);
	return formatDate(us, recent ? '%b %e %H:%M' : '%b %e  %Y', l.zone);
}

function sizeText(l: Listing, info: Stat, busybox: boolean): string {
	if (info.type === 'char' || info.type === 'block')
		return busybox
			? `${String(info.rdev?.[0] ?? 0).padStart(3)}, ${String(info.rdev?.[1] ?? 0).padStart(3)}`
			: `${info.rdev?.[0] ?? 0}, ${info.rdev?.[1] ?? 0}`;
	return l.human && busybox ? busyboxHuman(info.size) : inBlocks(l, info.size, l.sizeUnit);
}

/** BusyBox's make_human_readable_str: one decimal always beyond bytes. */
export function busyboxHuman(size: number): string {
	if (size < 1024) return String(size);
	let value = size;
	let unit = -1;
	while (value >= 1024 && unit < 4) {
		value /= 1024;
		unit++;
	}
	return `${(Math.floor(value * 10 + 0.5) / 10).toFixed(1)}${'KMGTP'[unit] ?? ''}`;
}

/** Prints the rows. */
export function* longRows(tool: Tool, l: Listing, entries: readonly Entry[], name: (entry: Entry) => string): Sys<void> {
	const rows: { cells: string[]; entry: Entry }[] = [];
	for (const entry of entries) {
		const { info } = entry;
		if (!info) continue;
		const user = l.numeric ? String(info.uid) : ((yield* l.names.user(info.uid)) ?? String(info.uid));
		const group = l.numeric ? String(info.gid) : ((yield* l.names.group(info.gid)) ?? String(info.gid));
		const blocks = inBlocks(l, info.blocks * 512);
		rows.push({
			entry,
			cells: [String(info.ino), blocks, modeText(info), String(info.nlink), user, group, user, sizeText(l, info, tool.busybox), timeText(tool, l, info[l.time])]
		});
	}
	const show = [l.inode, l.blocks, true, true, l.owner, l.group, l.author, true, true];
	const width = show.map((_, i) => Math.max(0, ...rows.map((row) => (row.cells[i] ?? '').length)));
	const devices = rows.filter((row) => /,/.test(row.cells[7] ?? ''));
	if (!tool.busybox && devices.length > 0) {
		const [major, minor] = [0, 1].map((part) => Math.max(...devices.map((row) => (row.cells[7] ?? '').split(', ')[part]?.length ?? 0)));
		for (const row of devices) {
			const [a = '', b = ''] = (row.cells[7] ?? '').split(', ');
			row.cells[7] = `${a.padStart(major ?? 0)}, ${b.padStart(minor ?? 0)}`;
		}
		width[7] = Math.max(...rows.map((row) => (row.cells[7] ?? '').length));
	}
	for (const { entry, cells } of rows) {
		const text = tool.busybox
			? busyboxRow(l, cells)
			: show
					.flatMap((on, i) =>
						on
							? [
									i === 2
										? (cells[2] ?? '')
										: [0, 1, 3, 7].includes(i) || (l.numeric && i >= 4 && i <= 6)
											? (cells[i] ?? '').padStart(width[i] ?? 0)
											: i === 8
												? (cells[8] ?? '').padStart(width[8] ?? 0)
												: (cells[i] ?? '').padEnd(width[i] ?? 0)
								]
							: []
					)
					.join(' ');
		let shown = name(entry);
		if (l.colour && !tool.busybox && shown.includes('\x1b[') && !l.started) {
			l.started = true;
			shown = `\x1b[0m${shown}`;
		}
		if (entry.target !== undefined) {
			if (l.classify === 'F' || l.classify === 't') shown = shown.replace(/@$/, '');
			const to = shownName(l, entry.target);
			const info = entry.targetInfo;
			const colour = info ? colourOf(tool.busybox, info.type, info) : tool.busybox ? '1;31' : undefined;
			shown += ` -> ${l.colour ? paint(tool.busybox, to, colour) : to}${info ? indicator(l.classify, info.type, info) : ''}`;
		}
		yield* tool.put(`${text} ${shown}\n`);
	}
}

function busyboxRow(l: Listing, cells: readonly string[]): string {
	const [ino = '', blocks = '', mode = '', links = '', user = '', group = '', , size = '', time = ''] = cells;
	const owner = l.numeric
		? `${l.owner ? user.padEnd(8) + ' ' : ''}${l.group ? group.padEnd(8) : ''}`
		: `${l.owner ? user.slice(0, 8).padEnd(8) + ' ' : ''}${l.group ? group.slice(0, 8).padEnd(8) : ''}`;
	return `${l.inode ? `${ino.padStart(7)} ` : ''}${l.blocks ? `${blocks.padStart(6)} ` : ''}${mode} ${links.padStart(4)} ${owner} ${size.padStart(l.human ? 9 - 0 : 9)} ${time}`;
}
