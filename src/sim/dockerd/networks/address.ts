// IPv4 arithmetic for pools and endpoints. Addresses are numbers; leaves out IPv6 (networks here are IPv4).

export interface Cidr {
	/** First address. */
	readonly base: number;
	readonly bits: number;
	/** The address as written, which may be inside. */
	readonly address: number;
}
export function parseIp(text: string): number | undefined {
	const parts = text.split('.');
	if (parts.length !== 4) return undefined;
	let value = 0;
	for (const part of parts) {
		if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
		value = value * 256 + Number(part);
	}
	return value;
}
export const ipText = (ip: number): string => [24, 16, 8, 0].map((shift) => Math.floor(ip / 2 ** shift) % 256).join('.');
export const sizeOf = (bits: number): number => 2 ** (32 - bits);
export function parseCidr(text: string): Cidr | undefined {
	const [host = '', prefix = '', ...rest] = text.split('/');
	const address = parseIp(host);
	if (address === undefined || rest.length > 0 || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) return undefined;
	const bits = Number(prefix);
	return { base: address - (address % sizeOf(bits)), bits, address };
}
export const contains = (c: Pick<Cidr, 'base' | 'bits'>, ip: number): boolean => ip >= c.base && ip < c.base + sizeOf(c.bits);
export const overlaps = (a: Cidr, b: Cidr): boolean => a.base < b.base + sizeOf(b.bits) && b.base < a.base + sizeOf(a.bits);

/** The first subnet of the pools that overlaps none of `taken`. */
export function freeSubnet(pools: readonly { readonly base: string; readonly size: number }[], taken: readonly Cidr[]): Cidr | undefined {
	for (const pool of pools) {
		const range = parseCidr(pool.base);
		if (!range) continue;
		const step = sizeOf(pool.size);
		for (let base = range.base; base < range.base + sizeOf(range.bits); base += step) {
			const candidate = { base, bits: pool.size, address: base };
			const clash = taken.find((other) => overlaps(candidate, other));
			if (!clash) return candidate;
		}
	}
	return undefined;
}
/** The lowest free address of a subnet's range from `from` on, neither the network's nor the broadcast address. */
export function freeAddress(subnet: Cidr, range: Cidr, taken: ReadonlySet<number>, from = 0): number | undefined {
	const last = subnet.base + sizeOf(subnet.bits) - 1;
	const end = endOf(range);
	let ip = Math.max(range.base, from);
	while (ip < end && (taken.has(ip) || ip === subnet.base || ip === last)) ip++;
	return ip < end ? ip : undefined;
}
export const endOf = (range: Cidr): number => range.base + sizeOf(range.bits);
