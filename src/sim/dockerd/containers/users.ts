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
const rows = (text: string | undefined): string[][] =>
	(text ?? '')
		.split('\n')
		.filter((line) => line !== '' && !line.startsWith('#'))
		.map((line) => line.split(':'));
const limit = 2_147_483_647;
function numeric(text: string): number | undefined {
	if (!/^\d+$/.test(text)) return undefined;
	const value = Number(text);
	if (value > limit) throw system('uids and gids must be in range 0-2147483647');
	return value;
}

/** Throws 500 with libcontainer's words. */
export function* lookupUser(root: string, spec: string, groupAdd: readonly string[]): Sys<User> {
	const passwd = rows(yield* readText(yield* resolveIn(root, '/etc/passwd')));
	const groups = rows(yield* readText(yield* resolveIn(root, '/etc/group')));
	const [userText = '', groupText = ''] = spec.split(':');
	const uidGiven = numeric(userText);
	const entry =
		userText === '' ? passwd.find((row) => row[2] === '0') : passwd.find((row) => row[0] === userText || (uidGiven !== undefined && row[2] === userText));
	if (!entry && userText !== '' && uidGiven === undefined) throw system(`unable to find user ${userText}: no matching entries in passwd file`);
	const uid = entry ? Number(entry[2]) : (uidGiven ?? 0);
	let gid = entry ? Number(entry[3]) : 0;
	let additional: number[] = [];
	if (groupText !== '') {
		const gidGiven = numeric(groupText);
		const group = groups.find((row) => row[0] === groupText || (gidGiven !== undefined && row[2] === groupText));
		if (!group && gidGiven === undefined) throw system(`unable to find group ${groupText}: no matching entries in group file`);
		gid = group ? Number(group[2]) : (gidGiven ?? 0);
	} else if (entry) {
		const name = entry[0] ?? '';
		additional = groups.filter((row) => (row[3] ?? '').split(',').includes(name)).map((row) => Number(row[2]));
	}
	for (const text of groupAdd) {
		const gidGiven = numeric(text);
		const group = groups.find((row) => row[0] === text || (gidGiven !== undefined && row[2] === text));
		if (!group && gidGiven === undefined) throw system(`Unable to find group ${text}`);
		additional.push(group ? Number(group[2]) : (gidGiven ?? 0));
	}
	return { uid, gid, additionalGids: [gid, ...additional] };
}
