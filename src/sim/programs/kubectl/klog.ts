// klog's lines on stderr: I1120 06:57:35.123456   12345 file.go:1] "Message".
import type { Sys } from '../../engine/index.ts';
import { clock, ids } from '../../kernel/index.ts';
import { civilTime, zeroPad } from '../../values/index.ts';
import { err, type Session } from './session.ts';

/** Writes one line: severity I, W or E, the source it came from, the text. */
export function* klog(_session: Session, severity: 'I' | 'W' | 'E', source: string, message: string): Sys<void> {
	const now = yield* clock();
	const { pid } = yield* ids();
	const { month, day, hour, minute, second } = civilTime(now);
	const time = `${zeroPad(hour, 2)}:${zeroPad(minute, 2)}:${zeroPad(second, 2)}.${zeroPad(now % 1_000_000, 6)}`;
	yield* err(`${severity}${zeroPad(month, 2)}${zeroPad(day, 2)} ${time} ${String(pid).padStart(7)} ${source}] ${message}\n`);
}
