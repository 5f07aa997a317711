// redis-server's log lines: pid, role, time, level.
import { act, type Sys } from '../../../engine/index.ts';
import { appendFile, clock, ids, write } from '../../../kernel/index.ts';
import { formatGoTime } from '../../../values/index.ts';
import type { Memory } from './keyspace.ts';

/** A line of a role: C while starting, M master, S replica. */
export function* log(role: 'C' | 'M' | 'S', level: '*' | '#' | '.' | '-', text: string, file = ''): Sys<void> {
	const { pid } = yield* ids();
	const now = yield* clock();
	const line = `${pid}:${role} ${formatGoTime(now, '02 Jan 2006 15:04:05.000')} ${level} ${text}\n`;
	if (file === '') yield* write(1, line);
	else yield* appendFile(file, line, 0o644);
}
const roleOf = (m: Memory): 'M' | 'S' => (m.master ? 'S' : 'M');
/** A line of the running server. */
export function* note(level: '*' | '#', text: string): Sys<void> {
	const { role, file } = yield* act((m: Memory) => ({ role: roleOf(m), file: m.settings['logfile'] ?? '' }));
	yield* log(role, level, text, file);
}
