// How apt writes: sizes, rates, lists of names wrapped at eighty columns. Follows apt's SizeToStr and ShowList.

/** "2203 k", "13.9 M", "8808 ": three digits or four, a space before the unit. */
export function size(bytes: number): string {
	let value = bytes;
	for (const unit of ['', 'k', 'M', 'G', 'T']) {
		if (value < 100 && unit !== '') return `${value.toFixed(1)} ${unit}`;
		if (value < 10_000) return `${Math.round(value)} ${unit}`;
		value /= 1000;
	}
	return `${Math.round(value)} P`;
}

/** Names in lines of less than eighty columns, each after two blanks. */
export function listed(names: readonly string[]): string {
	const lines: string[] = [];
	let line = ' ';
	for (const name of names) {
		if (line.length + 1 + name.length > 79 && line !== ' ') {
			lines.push(line);
			line = ' ';
		}
		line += ' ' + name;
	}
	return lines.concat(line).join('\n') + '\n';
}

/** "0s", "5s", "1min 5s". */
export const seconds = (us: number): string => {
	const whole = Math.floor(us / 1e6);
	return whole >= 60 ? `${Math.floor(whole / 60)}min ${whole % 60}s` : `${whole}s`;
};
/** "Fetched 2203 kB in 0s (55.4 MB/s)". */
export const fetched = (bytes: number, us: number): string =>
	`Fetched ${size(bytes)}B in ${seconds(us)} (${size(us > 0 ? (bytes * 1e6) / us : bytes).replace(/(\d)(\d{3}) /, '$1,$2 ')}B/s)\n`;
