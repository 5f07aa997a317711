// What PostgreSQL's programs say to each other. FIDELITY: frames of plain data in place of the real protocol 3.0 bytes.
import type { Sys } from '../../../engine/index.ts';
import { recv, send } from '../../../kernel/index.ts';
import type { Result } from '../sql/data.ts';
import type { SqlFault } from '../sql/lexer.ts';

export type FromClient =
	| { type: 'startup'; user: string; database: string; probe?: boolean }
	| { type: 'password'; password: string }
	| { type: 'query'; sql: string }
	| { type: 'copy-data'; lines: string[] };
export interface Fault {
	readonly severity: 'ERROR' | 'FATAL';
	readonly message: string;
	readonly at: number | null;
	readonly detail: string;
	readonly hint: string;
	readonly code: string;
}
export type FromServer =
	| { type: 'ready'; version: string }
	| { type: 'need-password' }
	| { type: 'fault'; fault: Fault }
	| { type: 'results'; results: (Result | { fault: Fault })[]; copying: boolean; transaction: 'idle' | 'open' | 'failed' };

export const tell = (fd: number, value: FromClient | FromServer): Sys<void> => send(fd, { kind: 'frame', protocol: 'postgres', value });
/** The next message; null when the other side is gone or speaks something else. */
export function* hear<T extends FromClient | FromServer>(fd: number): Sys<T | null> {
	const message = yield* recv(fd);
	return message?.kind === 'frame' && message.protocol === 'postgres' ? (message.value as T) : null;
}

/** What a client is told of an error. */
export const fault = (error: SqlFault, severity: Fault['severity'] = 'ERROR'): Fault => ({
	severity,
	message: error.message,
	at: error.at,
	detail: error.detail,
	hint: error.hint,
	code: error.code
});
