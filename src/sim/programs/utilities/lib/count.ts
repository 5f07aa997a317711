// Numbers with size suffixes, as head -c 2K, split -b 1MB and truncate read them: xstrtoumax's rules.

const powers = 'KMGTPEZY';

/** A count with an optional suffix (b 512, kB 1000, K 1024, MB, M …); undefined when it is none. Whole numbers only. */
export function parseCount(text: string): number | undefined {
	const match = /^\+?(\d+)(?:(b)|(?:([kKMGTPEZY])(B|iB)?))?$/.exec(text);
	if (!match) {
		const bare = /^([kKMGTPEZY])(B|iB)?$/.exec(text);
		return bare ? parseCount(`1${text}`) : undefined;
	}
	const [, digits = '0', block, letter, unit] = match;
	let value = Number(digits);
	if (block) value *= 512;
	if (letter) {
		const base = unit === 'B' ? 1000 : 1024;
		for (let i = 0; i <= powers.indexOf(letter.toUpperCase()); i++) value *= base;
	}
	return value;
}

/** Bytes for people: ls -h, du -h (1024) or --si (1000), rounded up as GNU does: "4.0K", "12M". */
export function humanCount(bytes: number, base: 1000 | 1024 = 1024): string {
	if (bytes < base) return String(bytes);
	let value = bytes;
	let unit = -1;
	while (value >= base && unit < 7) {
		value /= base;
		unit++;
	}
	let shown = value < 10 ? Math.ceil(value * 10 - 1e-9) / 10 : Math.ceil(value - 1e-9);
	if (shown >= base && unit < 7) {
		shown = 1;
		unit++;
	}
	const letter = (base === 1000 ? 'kMGTPEZY' : 'KMGTPEZY')[unit] ?? '';
	return `${shown < 10 ? shown.toFixed(1) : String(shown)}${letter}`;
}
