// IPv4 addresses and prefixes: text to unsigned 32-bit numbers and back. IPv6 stays text.

/** "10.0.0.1" → number; null when it is not a dotted quad. */
export function parseIpv4(text: string): number | null {
	let value = 0;
	let part = -1;
	let dots = 0;
	for (let i = 0; i < text.length; i++) {
		const c = text.charCodeAt(i);
		if (c === 46) {
			if (part < 0 || ++dots > 3) return null;
			value = value * 256 + part;
			part = -1;
		} else if (c >= 48 && c <= 57) {
			part = (part < 0 ? 0 : part) * 10 + c - 48;
			if (part > 255) return null;
		} else return null;
	}
	return dots === 3 && part >= 0 ? value * 256 + part : null;
}

export const formatIpv4 = (a: number): string => `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`;

/** The netmask of a prefix length, unsigned. */
export const maskOf = (prefix: number): number => (prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0);
export const netOf = (address: number, prefix: number): number => (address & maskOf(prefix)) >>> 0;

/** "10.0.0.0/8" or a bare address (/32) → its parts; null when malformed. */
export function parsePrefix(text: string): { address: number; prefix: number } | null {
	const slash = text.indexOf('/');
	const address = parseIpv4(slash < 0 ? text : text.slice(0, slash));
	if (address === null) return null;
	if (slash < 0) return { address, prefix: 32 };
	const bits = text.slice(slash + 1);
	if (bits === '' || bits.length > 2) return null;
	let prefix = 0;
	for (const c of bits) {
		const digit = c.charCodeAt(0) - 48;
		if (digit < 0 || digit > 9) return null;
		prefix = prefix * 10 + digit;
	}
	return prefix > 32 ? null : { address, prefix };
}

/** A prefix as iproute2 prints it: "default", a bare host address, or net/length. */
export const formatPrefix = (address: number, prefix: number): string =>
	prefix === 0 ? 'default' : prefix === 32 ? formatIpv4(address) : `${formatIpv4(address)}/${prefix}`;

export const isLoopback = (address: number): boolean => address >>> 24 === 127;
/** Whether the text is an IPv6 address, as far as this network cares. */
export const isIpv6 = (text: string): boolean => text.includes(':');
/** "[::1]" → "::1"; IPv4-mapped addresses become IPv4. */
export function normalHost(host: string): string {
	const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
	const lower = bare.toLowerCase();
	if (lower.startsWith('::ffff:') && lower.includes('.')) return lower.slice(7);
	return lower === '0:0:0:0:0:0:0:1' ? '::1' : lower === '0:0:0:0:0:0:0:0' ? '::' : lower;
}
