// -p and --expose: go-connections' nat package, word for word.
import { Failure } from '../failure.ts';
import { cut } from './cut.ts';
import { parseIp } from './ip.ts';

export interface PortBinding {
	readonly HostIp: string;
	readonly HostPort: string;
}
export interface PortSpecs {
	/** "80/tcp" → {}. */
	readonly exposed: Record<string, Record<string, never>>;
	readonly bindings: Record<string, PortBinding[]>;
}

function parsePort(text: string): number {
	const port = /^[0-9]+$/.test(text) ? Number(text) : -1;
	if (port < 0) throw new Failure(`strconv.ParseUint: parsing "${text}": invalid syntax`);
	if (port > 65535) throw new Failure(`strconv.ParseUint: parsing "${text}": value out of range`);
	return port;
}

/** "80" or "80-90". Throws with Go's own texts. */
function parsePortRange(text: string): readonly [start: number, end: number] {
	if (text === '') throw new Failure('empty string specified for ports');
	const [first = '', second] = text.split('-');
	const start = parsePort(first);
	if (second === undefined) return [start, start];
	const end = parsePort(second);
	if (end < start) throw new Failure(`invalid range specified for port: ${text}`);
	return [start, end];
}

/** "80/udp" → ["udp", "80"]; tcp by default. */
function splitProto(text: string): readonly [proto: string, port: string] {
	const [port = '', proto] = text.split('/');
	if (port === '') return ['', ''];
	return [proto === undefined || proto === '' ? 'tcp' : proto, port];
}

const rangeOr = (text: string, error: string): readonly [number, number] => {
	try {
		return parsePortRange(text);
	} catch (e) {
		if (e instanceof Failure) throw new Failure(error);
		throw e;
	}
};

/** One -p value: each container port with its binding. */
export function parsePortSpec(spec: string): { port: string; binding: PortBinding }[] {
	const parts = spec.split(':');
	const last = parts[parts.length - 1] ?? '';
	const hostPort = parts.length > 1 ? (parts[parts.length - 2] ?? '') : '';
	let ip = parts.slice(0, -2).join(':');
	const [proto, containerPort] = splitProto(last);
	if (ip.startsWith('[')) ip = ip.replace(/^\[(.*)\]$/, '$1');
	if (ip !== '' && parseIp(ip) === undefined) throw new Failure(`invalid IP address: ${ip}`);
	if (containerPort === '') throw new Failure(`no port specified: ${spec}<empty>`);
	const [start, end] = rangeOr(containerPort, `invalid containerPort: ${containerPort}`);
	const [hostStart, hostEnd] = hostPort === '' ? [0, 0] : rangeOr(hostPort, `invalid hostPort: ${hostPort}`);
	if (hostPort !== '' && end - start !== hostEnd - hostStart && end !== start)
		throw new Failure(`invalid ranges specified for container and host Ports: ${containerPort} and ${hostPort}`);
	const protocol = proto.toLowerCase();
	if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw new Failure(`invalid proto: ${proto}`);
	const out: { port: string; binding: PortBinding }[] = [];
	for (let i = 0; i <= end - start; i++) {
		let host = hostPort === '' ? '' : String(hostStart + i);
		if (start === end && hostStart !== hostEnd) host += `-${hostEnd}`;
		out.push({ port: `${start + i}/${protocol}`, binding: { HostIp: ip, HostPort: host } });
	}
	return out;
}

/** All -p values. */
export function parsePortSpecs(specs: readonly string[]): PortSpecs {
	const exposed: PortSpecs['exposed'] = {};
	const bindings: PortSpecs['bindings'] = {};
	for (const spec of specs)
		for (const { port, binding } of parsePortSpec(spec)) {
			exposed[port] = {};
			(bindings[port] ??= []).push(binding);
		}
	return { exposed, bindings };
}

/** `published=8080,target=80,protocol=tcp` as "8080:80/tcp"; anything else as it is. */
export function shortPublish(specs: readonly string[]): string[] {
	return specs.map((spec) => {
		if (!spec.includes('=')) return spec;
		const values: Record<string, string> = { protocol: 'tcp' };
		for (const part of spec.split(',')) {
			const [key, value, found] = cut(part, '=');
			if (!found || key === '') throw new Failure(`invalid publish opts format (should be name=value but got '${part}')`);
			values[key] = value;
		}
		return `${values['published'] ?? ''}:${values['target'] ?? ''}/${values['protocol'] ?? ''}`;
	});
}

/** --expose values, added to `exposed`. */
export function exposePorts(values: readonly string[], exposed: PortSpecs['exposed']): void {
	for (const value of values) {
		if (value.includes(':')) throw new Failure(`invalid port format for --expose: ${value}`);
		const [proto, port] = splitProto(value);
		let range: readonly [number, number];
		try {
			range = parsePortRange(port);
		} catch (e) {
			if (e instanceof Failure) throw new Failure(`invalid range format for --expose: ${value}, error: ${e.text}`);
			throw e;
		}
		for (let i = range[0]; i <= range[1]; i++) exposed[`${i}/${proto}`] = {};
	}
}
