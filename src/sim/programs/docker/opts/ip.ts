// net.ParseIP and its String(): numeric addresses of both families, in canonical form. No zones.

const v4 = (text: string): readonly number[] | undefined => {
	const parts = text.split('.');
	if (parts.length !== 4) return undefined;
	const bytes = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
	return bytes.every((byte) => byte < 256) ? bytes : undefined;
};

function v6(text: string): readonly number[] | undefined {
	let source = text;
	const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(source);
	if (tail) {
		const bytes = v4(tail[2] ?? '');
		if (!bytes) return undefined;
		const [a = 0, b = 0, c = 0, d = 0] = bytes;
		source = `${tail[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
	}
	const halves = source.split('::');
	if (halves.length > 2) return undefined;
	const groups = (half: string | undefined): string[] => (half === undefined || half === '' ? [] : half.split(':'));
	const left = groups(halves[0]);
	const right = groups(halves[1]);
	if ([...left, ...right].some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
	const missing = 8 - left.length - right.length;
	if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
	return [...left, ...Array<string>(missing).fill('0'), ...right].map((group) => parseInt(group, 16));
}

function formatV6(groups: readonly number[]): string {
	let best = { at: -1, length: 1 };
	for (let i = 0; i < 8; i++) {
		let length = 0;
		while (i + length < 8 && groups[i + length] === 0) length++;
		if (length > best.length) best = { at: i, length };
	}
	const words = groups.map((group) => group.toString(16));
	if (best.at < 0) return words.join(':');
	return `${words.slice(0, best.at).join(':')}::${words.slice(best.at + best.length).join(':')}`;
}

/** The address in canonical form, or undefined when it is none. */
export function parseIp(text: string): string | undefined {
	const four = v4(text);
	if (four) return four.join('.');
	if (!text.includes(':')) return undefined;
	const groups = v6(text);
	if (!groups) return undefined;
	const [, , , , , mapped, high = 0, low = 0] = groups;
	if (groups.slice(0, 5).every((group) => group === 0) && mapped === 0xffff) return [high >> 8, high & 255, low >> 8, low & 255].join('.');
	return formatV6(groups);
}

/** net.ParseMAC: 6, 8 or 20 octets with colons or hyphens, or groups of four with dots. */
export const isMac = (text: string): boolean => {
	const octets = /^[0-9a-fA-F]{2}([:-])[0-9a-fA-F]{2}(\1[0-9a-fA-F]{2})*$/.test(text)
		? (text.length + 1) / 3
		: /^[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4})+$/.test(text)
			? ((text.length + 1) / 5) * 2
			: 0;
	return octets === 6 || octets === 8 || octets === 20;
};

/** net.JoinHostPort. */
export const joinHostPort = (host: string, port: string): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
