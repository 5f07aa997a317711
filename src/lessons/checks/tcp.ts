// `tcp: HOST:PORT`: whether a connection is taken, from the machine, a container or a pod.
import { hostOf, placeFields, placeOf, type CheckKind } from './check.ts';
import { networkReads, unanswered } from './http.ts';

export const tcp: CheckKind = {
	name: 'tcp',
	about: 'a TCP port takes connections, or does not',
	fields: {
		tcp: { type: 'text', about: 'host:port', required: true, form: { matches: /^[\w.-]+:\d{1,5}$/, says: 'expected a name or address, a colon and a port' } },
		...placeFields,
		fails: { type: 'boolean', about: 'true: it must not take them' }
	},
	costly: true,
	expected: (args) => `${String(args['tcp'])} ${args['fails'] === true ? 'takes no connection' : 'takes connections'}`,
	reads: networkReads,
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		const fails = args['fails'] === true;
		if (!observer.machine(host)?.on) return { ok: fails, seen: `${host} is off` };
		const { error } = await observer.probe(placeOf(args, observer), { what: 'tcp', target: String(args['tcp']) });
		return error === undefined ? { ok: !fails, seen: 'it takes the connection' } : { ok: fails && !error.startsWith('there is no'), seen: unanswered(error) };
	}
};
