// Names of users and groups: /etc/passwd and /etc/group as getpwnam(3) and its relatives read them.
import type { Sys } from '../../../engine/sys.ts';
import { Errno } from '../../../engine/sys.ts';
import { readText } from '../../../kernel/index.ts';
import { attempt } from './tool.ts';

export interface User {
	readonly name: string;
	readonly uid: number;
	readonly gid: number;
	readonly gecos: string;
	readonly home: string;
	readonly shell: string;
	readonly line: string;
}
export interface Group {
	readonly name: string;
	readonly gid: number;
	readonly members: readonly string[];
	readonly line: string;
}

function* rows(path: string): Sys<string[]> {
	const text = yield* attempt(readText(path));
	return text instanceof Errno ? [] : text.split('\n').filter((line) => line.includes(':'));
}

export function* users(): Sys<User[]> {
	return (yield* rows('/etc/passwd')).map((line) => {
		const [name = '', , uid = '', gid = '', gecos = '', home = '', shell = ''] = line.split(':');
		return { name, uid: Number(uid), gid: Number(gid), gecos, home, shell, line };
	});
}

export function* groups(): Sys<Group[]> {
	return (yield* rows('/etc/group')).map((line) => {
		const [name = '', , gid = '', members = ''] = line.split(':');
		return { name, gid: Number(gid), members: members.split(',').filter((m) => m !== ''), line };
	});
}

/** Looks names up once each. */
export class Names {
	#users: Map<number, string> | undefined;
	#groups: Map<number, string> | undefined;

	*user(uid: number): Sys<string | undefined> {
		this.#users ??= new Map((yield* users()).reverse().map((user) => [user.uid, user.name]));
		return this.#users.get(uid);
	}

	*group(gid: number): Sys<string | undefined> {
		this.#groups ??= new Map((yield* groups()).reverse().map((group) => [group.gid, group.name]));
		return this.#groups.get(gid);
	}
}

/** A number for a user or group: below the last, which stands for none. */
const number = (text: string): number | undefined => (/^\+?\d+$/.test(text) && Number(text) < 0xffffffff ? Number(text) : undefined);

/** A user operand: a name, or a number. */
export function* userId(text: string): Sys<User | number | undefined> {
	const found = (yield* users()).find((user) => user.name === text);
	return found ?? number(text);
}

export function* groupId(text: string): Sys<number | undefined> {
	const found = (yield* groups()).find((group) => group.name === text);
	return found?.gid ?? number(text);
}
