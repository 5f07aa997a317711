// `process: TEXT`: processes whose name or command line holds the text, on the host or in containers.
import { absentField, countField, counts, hostField, hostOf, type CheckKind } from './check.ts';

export const process: CheckKind = {
	name: 'process',
	about: 'a process is there, or is not',
	fields: {
		process: { type: 'text', about: 'part of its command line', required: true },
		host: hostField,
		in: { type: 'text', about: 'host, container or anywhere', oneOf: ['host', 'container', 'anywhere'] },
		count: countField,
		absent: absentField
	},
	expected: (args) =>
		args['absent'] === true
			? `no process ${String(args['process'])}`
			: `a process ${String(args['process'])}${args['in'] === 'container' ? ' in a container' : ''}`,
	reads: ({ kind }) => kind.startsWith('kernel.process.') || kind.startsWith('host.'),
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		if (!observer.machine(host)?.on) return { ok: args['absent'] === true, seen: `${host} is off: it has no processes` };
		const wanted = String(args['process']);
		const where = args['in'];
		const found = observer
			.processes(host)
			.filter(
				({ comm, command, contained }) =>
					(comm === wanted || command.includes(wanted)) && (where === 'host' ? !contained : where === 'container' ? contained : true)
			);
		const seen =
			found.length === 0
				? `no such process${where === 'container' ? ' in a container' : ''}`
				: found.length === 1
					? `process ${found[0]?.pid}`
					: `${found.length} processes`;
		return { ok: args['absent'] === true ? found.length === 0 : counts(args['count'], found.length), seen };
	}
};
