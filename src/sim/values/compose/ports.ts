// The short form of a published port: "8080:80", "127.0.0.1:8000-8010:8000-8010/udp", "[::1]:53:53". Models go-connections' nat.ParsePortSpec
// and compose-go's ParsePortConfig: a range becomes one entry for each container port, in the order of their texts.
import { isIp } from './address.ts';
import { compareBytes } from '../strings.ts';
import { ComposeError, type ServicePortConfig } from './project.ts';

const uint16 = (text: string): number | undefined => (/^\d+$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined);

function range(text: string): readonly [number, number] | undefined {
	const [first = '', last] = text.split('-');
	const start = uint16(first);
	const end = last === undefined ? start : uint16(last);
	return start === undefined || end === undefined || end < start ? undefined : [start, end];
}

function hostOf(parts: readonly string[]): { ip: string; host: string } {
	const host = parts.length < 2 ? '' : (parts[parts.length - 2] ?? '');
	let ip = parts.slice(0, -2).join(':');
	if (ip.startsWith('[')) {
		const end = ip.indexOf(']');
		if (end < 0) throw new ComposeError(`invalid IP address ${ip}: address ${ip}:: missing ']' in address`);
		if (end !== ip.length - 1) throw new ComposeError(`invalid IP address ${ip}: address ${ip}:: too many colons in address`);
		ip = ip.slice(1, -1);
	}
	if (ip !== '' && !isIp(ip)) throw new ComposeError(`invalid IP address: ${ip}`);
	return { ip, host };
}

/** Throws `ComposeError`. */
export function parsePorts(spec: string): ServicePortConfig[] {
	const parts = spec.split(':');
	const last = parts[parts.length - 1] ?? '';
	const slash = last.split('/');
	const container = slash[0] ?? '';
	const proto = container === '' ? '' : (slash[1] ?? '') === '' ? 'tcp' : (slash[1] ?? '');
	const { ip, host } = hostOf(parts);
	if (container === '') throw new ComposeError(`no port specified: ${spec}<empty>`);
	const target = range(container);
	if (!target) throw new ComposeError(`invalid containerPort: ${container}`);
	const published = host === '' ? ([0, 0] as const) : range(host);
	if (!published) throw new ComposeError(`invalid hostPort: ${host}`);
	const many = target[1] !== target[0];
	if (host !== '' && many && target[1] - target[0] !== published[1] - published[0]) {
		throw new ComposeError(`invalid ranges specified for container and host Ports: ${container} and ${host}`);
	}
	const protocol = proto.toLowerCase();
	if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw new ComposeError(`invalid proto: ${proto}`);
	const out: ServicePortConfig[] = [];
	for (let i = 0; i <= target[1] - target[0]; i++) {
		const text = host === '' ? '' : !many && published[0] !== published[1] ? `${published[0]}-${published[1]}` : `${published[0] + i}`;
		out.push({ mode: 'ingress', ...(ip === '' ? {} : { host_ip: ip }), target: target[0] + i, ...(text === '' ? {} : { published: text }), protocol });
	}
	return out.sort((a, b) => compareBytes(`${a.target}/`, `${b.target}/`));
}
