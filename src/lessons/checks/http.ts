// `http: URL`: what a browser on the machine, in a container or in a pod gets. Asked in a copy, so no log shows it.
import { hostOf, numberOf, placeFields, placeOf, type CheckKind } from './check.ts';
import { matches } from './match.ts';

/** Facts after which the network may answer differently. */
export const networkReads: CheckKind['reads'] = ({ kind }) =>
	kind.startsWith('kernel.process.') || kind.startsWith('docker.') || kind.startsWith('host.') || kind.startsWith('etcd.') || kind === 'proxy.synced';

/** Why nobody answers, in words. */
export function unanswered(error: string): string {
	const known: Readonly<Record<string, string>> = {
		ECONNREFUSED: 'the connection is refused: nobody listens there',
		ERR_NAME_NOT_RESOLVED: 'the name is not known there',
		ETIMEDOUT: 'there is no answer',
		EHOSTUNREACH: 'nobody is at that address',
		ERR_EMPTY_RESPONSE: 'it answers, but not as a web server'
	};
	return known[error] ?? `no answer (${error})`;
}

export const http: CheckKind = {
	name: 'http',
	about: 'a page is served, or is not',
	fields: {
		http: { type: 'text', about: 'the URL', required: true, form: { matches: /^http:\/\/[^\s/]+/, says: 'expected a URL that begins with http://' } },
		...placeFields,
		status: { type: 'number', about: 'the status; 200 when absent' },
		body: { type: 'matcher', about: 'what the page must hold, or a matcher' },
		fails: { type: 'boolean', about: 'true: there must be no answer' }
	},
	costly: true,
	expected: (args) => (args['fails'] === true ? `${String(args['http'])} does not answer` : `${String(args['http'])} answers ${String(args['status'] ?? 200)}`),
	reads: networkReads,
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		const refused = args['fails'] === true;
		if (!observer.machine(host)?.on) return { ok: refused, seen: `${host} is off: nothing answers` };
		const response = await observer.probe(placeOf(args, observer), { what: 'http', target: String(args['http']) });
		if (response.error !== undefined) return { ok: refused && !response.error.startsWith('there is no'), seen: unanswered(response.error) };
		const right = response.status === (numberOf(args, 'status') ?? 200);
		const body = args['body'] === undefined || (await matches(args['body'], response.body ?? '', true));
		return {
			ok: !refused && right && body,
			seen: `it answers ${response.status}${response.reason ? ` ${response.reason}` : ''}${right && !body ? ', another page' : ''}`
		};
	}
};
