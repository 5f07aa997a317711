// Numbers with size suffixes, as head -c 2K, split -b 1MB and truncate read them: xstrtoumax's rules.

const powers = 'KMGTPEZY';

/** A count with an optional suffix (b 512, kB 1000, K 1024, MB, M …); undefined when it is none. Whole numbers only. */
export function parseCount(text: string): number | undefined {
	const match = /^[ \t]*\+?(\d+)(?:(b)|(?:([kKMGTPEZY])(B|iB)?))?$/.exec(text);
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

/** What --block-size asks for: sizes in units of so many bytes, or for people; a unit without a number is shown behind each size. */
export interface BlockSize {
	readonly unit: number;
	readonly suffix: string;
	readonly human: 0 | 1000 | 1024;
}

/** --block-size's argument; undefined when it is none. */
export function parseBlockSize(text: string): BlockSize | undefined {
	if (text === 'human-readable' || text === 'si') return { unit: 1, suffix: '', human: text === 'si' ? 1000 : 1024 };
	const unit = parseCount(text.replace(/^'/, ''));
	if (unit === undefined || unit === 0) return undefined;
	const bare = /^'?[a-zA-Z]/.test(text) ? text.replace(/^'/, '') : '';
	return { unit, suffix: bare === 'KB' ? 'kB' : bare, human: 0 };
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
