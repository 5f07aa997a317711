// `event: KIND`: something has happened, as a fact of the world's trace: "docker.container.died", "scheduler.bound", "kernel.oom".
// Leaves out what was so long ago that the trace has let it go.
import { counts, countField, shown, valueAt, type CheckKind } from './check.ts';
import { matches } from './match.ts';

export const event: CheckKind = {
	name: 'event',
	about: 'something has happened',
	fields: {
		event: {
			type: 'text',
			about: 'the kind of fact',
			required: true,
			form: { matches: /^[a-z]+(?:\.[a-z-]+)+$/, says: 'expected a kind such as docker.container.died' }
		},
		where: { type: 'expect', about: 'fields of the fact' },
		count: countField,
		absent: { type: 'boolean', about: 'true: it must not have happened' }
	},
	expected: (args) =>
		`${String(args['event'])} has ${args['absent'] === true ? 'not ' : ''}happened${args['count'] === undefined ? '' : ` ${String(args['count'])} times`}`,
	reads: () => true,
	async look({ args }, observer) {
		let count = 0;
		for (const fact of observer.facts()) {
			if (fact.kind !== args['event']) continue;
			let like = true;
			for (const [name, wanted] of Object.entries((args['where'] ?? {}) as Record<string, never>))
				like &&= await matches(wanted, valueAt(fact.data, name), false);
			if (like) count++;
		}
		const seen = count === 0 ? 'it has not happened' : count === 1 ? 'it has happened' : `it has happened ${shown(count)} times`;
		return { ok: args['absent'] === true ? count === 0 : counts(args['count'], count), seen };
	}
};
