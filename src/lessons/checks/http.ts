// `http: URL`: what a browser on the machine gets. The request is made in a copy of the machine, so no log shows it.
import { hostField, hostOf, numberOf, textOf, type CheckKind } from './check.ts';

export const http: CheckKind = {
	name: 'http',
	about: 'a page is served, or is not',
	fields: {
		http: { type: 'text', about: 'the URL', required: true },
		host: hostField,
		status: { type: 'number', about: 'the status; 200 when absent' },
		body: { type: 'text', about: 'text the page must hold' },
		fails: { type: 'boolean', about: 'true: there must be no answer' }
	},
	costly: true,
	expected: (args) => (args['fails'] === true ? `${String(args['http'])} does not answer` : `${String(args['http'])} answers ${String(args['status'] ?? 200)}`),
	reads: ({ kind }) => kind.startsWith('kernel.process.') || kind.startsWith('docker.container.') || kind.startsWith('host.'),
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		const refused = args['fails'] === true;
		if (!observer.machine(host)?.on) return { ok: refused, seen: `${host} is off: nothing answers` };
		const response = await observer.fetch(host, String(args['http']));
		if (response.error !== undefined)
			return { ok: refused, seen: response.error === 'ECONNREFUSED' ? 'the connection is refused: nobody listens there' : `no answer (${response.error})` };
		const body = textOf(args, 'body');
		const ok = !refused && response.status === (numberOf(args, 'status') ?? 200) && (body === undefined || (response.body ?? '').includes(body));
		const other = body !== undefined && response.status === 200 && !ok ? ', another page' : '';
		return { ok, seen: `it answers ${response.status}${response.reason ? ` ${response.reason}` : ''}${other}` };
	}
};
