// Spans of time as a lesson writes them: 30, 30s, 1m30s, 2h, 500ms.

const unit: Readonly<Record<string, number>> = { ms: 1e3, s: 1e6, m: 60e6, h: 3600e6 };

/** µs of "30s", "1m30s" or a number of seconds; undefined when it is no such span. */
export function microseconds(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? Math.round(value * 1e6) : undefined;
	if (typeof value !== 'string' || !/^(?:\d{1,6}(?:\.\d{1,3})?(?:ms|s|m|h))+$/.test(value)) return undefined;
	let us = 0;
	for (const [, digits, name] of value.matchAll(/([\d.]+)(ms|s|m|h)/g)) us += Number(digits) * (unit[name ?? 's'] ?? 0);
	return Math.round(us);
}

/** "30 s", "2 min". */
export function spoken(us: number): string {
	const seconds = Math.round(us / 1e6);
	return seconds % 60 === 0 && seconds > 0 ? `${seconds / 60} min` : `${seconds} s`;
}
