// `dns: NAME`: what a name stands for, as the machine, a container or a pod resolves it.
import { hostOf, placeFields, placeOf, type CheckKind } from './check.ts';
import { networkReads } from './http.ts';
import { matches } from './match.ts';

export const dns: CheckKind = {
	name: 'dns',
	about: 'a name is known, or is not',
	fields: {
		dns: { type: 'text', about: 'the name', required: true },
		...placeFields,
		answer: { type: 'matcher', about: 'what its first address must hold, or a matcher' },
		fails: { type: 'boolean', about: 'true: it must not be known' }
	},
	costly: true,
	expected: (args) => `the name ${String(args['dns'])} is ${args['fails'] === true ? 'not known' : 'known'}`,
	reads: networkReads,
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		const fails = args['fails'] === true;
		if (!observer.machine(host)?.on) return { ok: fails, seen: `${host} is off` };
		const { error, addresses = [] } = await observer.probe(placeOf(args, observer), { what: 'dns', target: String(args['dns']) });
		if (error !== undefined)
			return { ok: fails && !error.startsWith('there is no'), seen: error.startsWith('there is no') ? error : 'the name is not known there' };
		const first = addresses[0] ?? '';
		return { ok: !fails && (args['answer'] === undefined || (await matches(args['answer'], first, true))), seen: `it stands for ${addresses.join(', ')}` };
	}
};
