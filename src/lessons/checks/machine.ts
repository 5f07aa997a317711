// `machine: NAME`: whether a machine is on, and how often it has been switched on.
import { numberOf, type CheckKind } from './check.ts';

export const machine: CheckKind = {
	name: 'machine',
	about: 'a machine has power, or has been switched on again',
	fields: {
		machine: { type: 'text', about: 'its name', required: true },
		on: { type: 'boolean', about: 'whether it has power; true when absent' },
		boots: { type: 'number', about: 'how often it has been switched on, at least' }
	},
	expected: (args) =>
		`${String(args['machine'])} is ${args['on'] === false ? 'off' : 'on'}${args['boots'] === undefined ? '' : `, switched on at least ${String(args['boots'])} times`}`,
	reads: ({ kind }) => kind.startsWith('host.'),
	async look({ args }, observer) {
		const seen = observer.machine(String(args['machine']));
		if (!seen) return { ok: false, seen: `there is no machine ${String(args['machine'])}` };
		const power = seen.on === (args['on'] !== false);
		const boots = seen.boots >= (numberOf(args, 'boots') ?? 0);
		const times = seen.boots === 1 ? 'once' : seen.boots === 2 ? 'twice' : `${seen.boots} times`;
		return { ok: power && boots, seen: `now ${seen.on ? 'on' : 'off'}, switched on ${times}` };
	}
};
