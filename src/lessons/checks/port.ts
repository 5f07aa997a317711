// `port: N`: whether something listens on a TCP port of the host.
import { hostField, hostOf, textOf, type CheckKind } from './check.ts';

export const port: CheckKind = {
	name: 'port',
	about: 'a TCP port of the host is taken, or free',
	fields: {
		port: { type: 'number', about: 'its number', required: true },
		host: hostField,
		by: { type: 'text', about: 'the program that listens' },
		free: { type: 'boolean', about: 'true: nobody must listen' }
	},
	expected: (args) => (args['free'] === true ? `port ${String(args['port'])} is free` : `something listens on port ${String(args['port'])}`),
	reads: ({ kind }) => kind.startsWith('kernel.process.') || kind.startsWith('docker.') || kind.startsWith('host.'),
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		if (!observer.machine(host)?.on) return { ok: args['free'] === true, seen: `${host} is off` };
		const number = Number(args['port']);
		const by = observer.ports(host).get(number);
		const seen = by === undefined ? `nobody listens on ${number}` : `${by === '' ? 'a process' : by} listens on ${number}`;
		if (args['free'] === true) return { ok: by === undefined, seen };
		const wanted = textOf(args, 'by');
		return { ok: by !== undefined && (wanted === undefined || by === wanted), seen };
	}
};
