// net.ParseCIDR for both families, as numbers.
import { parseIp } from './ip.ts';

export interface Cidr {
	readonly bits: number;
	readonly network: bigint;
	readonly prefix: number;
}

function toNumber(address: string): { value: bigint; bits: number } | undefined {
	const ip = parseIp(address);
	if (ip === undefined) return undefined;
	if (!ip.includes(':')) return { value: ip.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n), bits: 32 };
	const [left = '', right] = ip.split('::');
	const head = left === '' ? [] : left.split(':');
	const tail = right === undefined || right === '' ? [] : right.split(':');
	const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
	return { value: groups.reduce((sum, group) => sum * 65536n + BigInt(parseInt(group, 16)), 0n), bits: 128 };
}

/** The network, or undefined when the text is none. */
export function parseCidr(text: string): Cidr | undefined {
	const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
	const address = match ? toNumber(match[1] ?? '') : undefined;
	const prefix = Number(match?.[2]);
	if (!address || prefix > address.bits) return undefined;
	const host = BigInt(address.bits - prefix);
	return { bits: address.bits, network: (address.value >> host) << host, prefix };
}

/** Whether an address is in the network. */
export function contains(cidr: Cidr, address: string): boolean {
	const ip = toNumber(address);
	if (!ip || ip.bits !== cidr.bits) return false;
	const host = BigInt(cidr.bits - cidr.prefix);
	return ip.value >> host === cidr.network >> host;
}
