// curl's progress meter: the two heading lines and rows that overwrite each other.

export const heading =
	'  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n';

/** A number in five columns: 99999, 9999k, 99.9M … */
function five(bytes: number): string {
	const k = 1024;
	if (bytes < 100_000) return String(bytes).padStart(5);
	if (bytes < 10_000 * k) return `${String(Math.floor(bytes / k)).padStart(4)}k`;
	if (bytes < 100 * k * k) return `${String(Math.floor(bytes / k / k)).padStart(2)}.${Math.floor((bytes % (k * k)) / ((k * k) / 10))}M`;
	if (bytes < 10_000 * k * k) return `${String(Math.floor(bytes / k / k)).padStart(4)}M`;
	if (bytes < 100 * k * k * k) return `${String(Math.floor(bytes / k / k / k)).padStart(2)}.${Math.floor((bytes % (k * k * k)) / ((k * k * k) / 10))}G`;
	return `${String(Math.floor(bytes / k / k / k)).padStart(4)}G`;
}

function clockText(seconds: number): string {
	if (seconds <= 0) return '--:--:--';
	const h = Math.floor(seconds / 3600);
	const two = (n: number): string => String(n).padStart(2, '0');
	return `${String(h).padStart(2)}:${two(Math.floor((seconds % 3600) / 60))}:${two(Math.floor(seconds % 60))}`;
}

export interface Meter {
	/** Expected sizes; 0 when unknown. */
	total: number;
	uploadTotal: number;
	down: number;
	up: number;
	/** µs since the start. */
	us: number;
}

/** One row of the meter, with the carriage return before it. */
export function meterRow(m: Meter): string {
	const percent = (done: number, of: number): number => (of > 0 ? Math.floor((done * 100) / of) : 0);
	const speed = (bytes: number): number => (m.us > 0 ? Math.floor((bytes * 1_000_000) / m.us) : 0);
	const all = m.total + m.uploadTotal;
	const down = speed(m.down);
	const spent = Math.floor(m.us / 1_000_000);
	const total = m.total > 0 && down > 0 ? Math.floor(m.total / down) : 0;
	return (
		`\r${String(percent(m.down + m.up, all)).padStart(3)} ${five(all === 0 ? m.down + m.up : all)}  ${String(percent(m.down, m.total)).padStart(3)} ${five(m.down)}  ${String(percent(m.up, m.uploadTotal)).padStart(3)} ${five(m.up)}  ` +
		`${five(down)}  ${five(speed(m.up))} ${clockText(total)} ${clockText(spent)} ${clockText(Math.max(0, total - spent))} ${five(speed(m.down + m.up))}`
	);
}
