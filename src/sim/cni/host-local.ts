// host-local: addresses of one node's range, each a file named by the address, the last one given remembered (so that addresses are not
// reused at once). A lock is not needed: the files are the truth, and creating one exclusively is atomic.
import { Errno, type Sys } from '../engine/index.ts';
import { close, mkdirAll, open, readdir, readText, unlink, write, writeFile } from '../kernel/index.ts';
import { CniFailure, cniPlugin, type CniCall, type Conf } from './plugin.ts';

const stateDir = (conf: Conf): string => `/var/lib/cni/networks/${conf.name}`;
const toNumber = (address: string): number => address.split('.').reduce((n, part) => n * 256 + Number(part), 0);
const toText = (n: number): string => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join('.');

/** The range's subnet, e.g. "10.244.1.0/24". */
const subnetOf = (conf: Conf): string => {
	const subnet = conf.ipam?.subnet ?? conf.ipam?.ranges?.[0]?.[0]?.subnet;
	if (!subnet) throw new CniFailure('no IP ranges specified');
	return subnet;
};

/** Takes the next free address: answers it with prefix, and the gateway (the range's first). */
export function* allocate(call: CniCall): Sys<{ address: string; gateway: string }> {
	const [base = '', bits = '24'] = subnetOf(call.conf).split('/');
	const first = toNumber(base);
	const size = 2 ** (32 - Number(bits));
	const dir = stateDir(call.conf);
	yield* mkdirAll(dir);
	let last = first + 1;
	try {
		last = toNumber(yield* readText(`${dir}/last_reserved_ip.0`));
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	for (let i = 1; i < size; i++) {
		const offset = (last - first + i) % size;
		if (offset < 2 || offset === size - 1) continue; // network, gateway, broadcast
		const address = toText((first + offset) >>> 0);
		try {
			const fd = yield* open(`${dir}/${address}`, { write: true, create: true, excl: true, mode: 0o644 });
			yield* write(fd, `${call.containerId}\r\n${call.ifName}`);
			yield* close(fd);
		} catch (error) {
			if (error instanceof Errno && error.code === 'EEXIST') continue;
			throw error;
		}
		yield* writeFile(`${dir}/last_reserved_ip.0`, address);
		return { address: `${address}/${bits}`, gateway: toText((first + 1) >>> 0) };
	}
	throw new CniFailure(`failed to allocate for range 0: no IP addresses available in range set: ${toText(first + 1)}-${toText(first + size - 2)}`);
}

/** Gives back what the container holds. */
export function* release(call: CniCall): Sys<void> {
	const dir = stateDir(call.conf);
	try {
		for (const { name } of yield* readdir(dir)) {
			if (name.startsWith('last_reserved')) continue;
			if ((yield* readText(`${dir}/${name}`)).startsWith(`${call.containerId}\r\n`)) yield* unlink(`${dir}/${name}`);
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

export const hostLocal = cniPlugin(
	'cni-host-local',
	function* (call) {
		const { address, gateway } = yield* allocate(call);
		return { cniVersion: call.conf.cniVersion, ips: [{ address, gateway }] };
	},
	release
);
