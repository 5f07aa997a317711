// What MySQL's programs say to each other. FIDELITY: frames of plain data in place of the real client/server protocol's packets.
import type { Sys } from '../../../engine/index.ts';
import { recv, send } from '../../../kernel/index.ts';
import type { Result } from '../sql/data.ts';

export interface Refusal {
	/** "1045" and "28000". */
	readonly code: string;
	readonly state: string;
	readonly message: string;
}
export type FromClient = { type: 'login'; user: string; password: string | null; database: string } | { type: 'query'; sql: string } | { type: 'shutdown' };
export type FromServer =
	{ type: 'ready'; version: string; comment: string; id: number; user: string } | { type: 'refused'; refusal: Refusal } | { type: 'result'; result: Result };

export const tell = (fd: number, value: FromClient | FromServer): Sys<void> => send(fd, { kind: 'frame', protocol: 'mysql', value });
/** The next message; null when the other side is gone or speaks something else. */
export function* hear<T extends FromClient | FromServer>(fd: number): Sys<T | null> {
	const message = yield* recv(fd);
	return message?.kind === 'frame' && message.protocol === 'mysql' ? (message.value as T) : null;
}
