// Durations of sleep and timeout: a decimal number with s, m, h or d; infinity.

/** µs, or undefined when the text is not a duration. */
export function parseInterval(text: string): number | undefined {
	if (/^inf(inity)?$/i.test(text)) return 1e15;
	const m = /^\+?(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+)([smhd]?)$/i.exec(text);
	if (!m) return undefined;
	const unit = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }[m[2] as string];
	return unit === undefined ? undefined : Math.min(1e15, Math.ceil(Number(m[1]) * unit * 1e6));
}
