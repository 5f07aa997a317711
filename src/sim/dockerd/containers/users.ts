// Who a container's process runs as: `user`, `uid`, `user:group`, `uid:gid` looked up in the container's own passwd and group files.
import type { Sys } from '../../engine/index.ts';
import { system } from '../errors.ts';
import { readText } from '../files.ts';
import { resolveIn } from './paths.ts';

export interface User {
	readonly uid: number;
	readonly gid: number;
	readonly additionalGids: readonly number[];
}
type Fits = (row: readonly string[]) => boolean;
/** The fields of the lines that have all of `part` in them and fit: only such a line is taken apart. */
function rowsWith(text: string, part: string, fits: Fits, most = Infinity): string[][] {
	const out: string[][] = [];
	for (let from = 0; from < text.length && out.length < most;) {
		const line = text.indexOf('\n', from);
		const end = line < 0 ? text.length : line;
		const at = part === '' ? from : text.indexOf(part, from);
		if (at < 0) break;
		if (at >= end) {
			// On to the line that has it.
			from = text.lastIndexOf('\n', at) + 1;
			continue;
		}
		const row = text.slice(from, end).split(':');
		if (text[from] !== '#' && end > from && fits(row)) out.push(row);
		from = end + 1;
	}
	return out;
}
const rowWith = (text: string, part: string, fits: Fits): string[] | undefined => rowsWith(text, part, fits, 1)[0];
const limit = 2_147_483_647;
function numeric(text: string): number | undefined {
	if (!/^\d+$/.test(text)) return undefined;
	const value = Number(text);
	if (value > limit) throw system('uids and gids must be in range 0-2147483647');
	return value;
}

/** Throws 500 with libcontainer's words. */
export function* lookupUser(root: string, spec: string, groupAdd: readonly string[]): Sys<User> {
	const passwd = (yield* readText(yield* resolveIn(root, '/etc/passwd'))) ?? '';
	const groups = (yield* readText(yield* resolveIn(root, '/etc/group'))) ?? '';
	const named = (name: string, number: number | undefined): Fits => {
		return (row) => row[0] === name || (number !== undefined && row[2] === name);
	};
	const [userText = '', groupText = ''] = spec.split(':');
	const uidGiven = numeric(userText);
	const entry = userText === '' ? rowWith(passwd, ':0', (row) => row[2] === '0') : rowWith(passwd, userText, named(userText, uidGiven));
	if (!entry && userText !== '' && uidGiven === undefined) throw system(`unable to find user ${userText}: no matching entries in passwd file`);
	const uid = entry ? Number(entry[2]) : (uidGiven ?? 0);
	let gid = entry ? Number(entry[3]) : 0;
	let additional: number[] = [];
	if (groupText !== '') {
		const gidGiven = numeric(groupText);
		const group = rowWith(groups, groupText, named(groupText, gidGiven));
		if (!group && gidGiven === undefined) throw system(`unable to find group ${groupText}: no matching entries in group file`);
		gid = group ? Number(group[2]) : (gidGiven ?? 0);
	} else if (entry) {
		const name = entry[0] ?? '';
		additional = rowsWith(groups, name, (row) => (row[3] ?? '').split(',').includes(name)).map((row) => Number(row[2]));
	}
	for (const text of groupAdd) {
		const gidGiven = numeric(text);
		const group = rowWith(groups, text, named(text, gidGiven));
		if (!group && gidGiven === undefined) throw system(`Unable to find group ${text}`);
		additional.push(group ? Number(group[2]) : (gidGiven ?? 0));
	}
	return { uid, gid, additionalGids: [gid, ...additional] };
}
