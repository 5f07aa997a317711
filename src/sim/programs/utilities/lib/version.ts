// filevercmp of gnulib: the order of version numbers inside names, for sort -V and ls -v.

const order = (char: string | undefined): number => {
	if (char === undefined) return -1;
	if (/[0-9]/.test(char)) return 0;
	if (/[A-Za-z]/.test(char)) return char.charCodeAt(0);
	return char === '~' ? -2 : char.charCodeAt(0) + 256;
};

function revisionOrder(a: string, b: string): number {
	let [i, j] = [0, 0];
	while (i < a.length || j < b.length) {
		while ((i < a.length && !/[0-9]/.test(a[i] ?? '')) || (j < b.length && !/[0-9]/.test(b[j] ?? ''))) {
			const [x, y] = [order(a[i]), order(b[j])];
			if (x !== y) return x - y;
			i++;
			j++;
		}
		while (a[i] === '0') i++;
		while (b[j] === '0') j++;
		let first = 0;
		while (/[0-9]/.test(a[i] ?? '') && /[0-9]/.test(b[j] ?? '')) {
			first ||= (a[i] ?? '').charCodeAt(0) - (b[j] ?? '').charCodeAt(0);
			i++;
			j++;
		}
		if (/[0-9]/.test(a[i] ?? '')) return 1;
		if (/[0-9]/.test(b[j] ?? '')) return -1;
		if (first !== 0) return first;
	}
	return 0;
}

/** Compares as sort -V: version numbers by value, suffixes like .tar.gz last. */
export function compareVersions(a: string, b: string): number {
	if (a === b) return 0;
	if (a === '' || b === '') return a === '' ? -1 : 1;
	for (const special of ['.', '..']) if (a === special || b === special) return a === special ? -1 : 1;
	if (a.startsWith('.') !== b.startsWith('.')) return a.startsWith('.') ? -1 : 1;
	const bare = (name: string): string => name.replace(/(?:\.[A-Za-z~][A-Za-z0-9~]*)*$/, '');
	const [x, y] = [bare(a), bare(b)];
	const byBare = x === y ? 0 : revisionOrder(x, y);
	return byBare || revisionOrder(a, b) || (a < b ? -1 : 1);
}
