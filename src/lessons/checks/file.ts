// `file: PATH`: whether a file is there and what it holds; with `output-of`, what a command would print now (run in a copy).
import { hostField, hostOf, textOf, type CheckKind } from './check.ts';

export const file: CheckKind = {
	name: 'file',
	about: 'a file holds what it should',
	fields: {
		file: { type: 'text', about: 'its path', required: true },
		host: hostField,
		absent: { type: 'boolean', about: 'true: it must not be there' },
		contains: { type: 'text', about: 'text it must hold' },
		equals: { type: 'text', about: 'its whole text, without blanks at the ends' },
		'output-of': { type: 'text', about: 'a command whose output it must equal' }
	},
	readsFiles: true,
	expected: (args) =>
		`file ${String(args['file'])} ${args['absent'] === true ? 'is gone' : 'contains' in args || 'equals' in args || 'output-of' in args ? 'holds what is asked for' : 'is there'}`,
	reads: ({ kind }) => kind.startsWith('host.') || kind === 'docker.container.started' || kind === 'docker.container.died',
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		const path = String(args['file']);
		const text = observer.file(host, path);
		if (args['absent'] === true) return { ok: text === undefined, seen: text === undefined ? 'it is not there' : 'it is there' };
		if (text === undefined) return { ok: false, seen: `there is no ${path}` };
		const trimmed = text.trim();
		const first = trimmed.split('\n')[0] ?? '';
		const seen =
			trimmed === '' ? 'it is empty' : `it holds "${first.length > 40 ? `${first.slice(0, 37)}…` : first}"${trimmed.includes('\n') ? ' and more' : ''}`;
		const contains = textOf(args, 'contains');
		const equals = textOf(args, 'equals');
		if (contains !== undefined && !text.includes(contains)) return { ok: false, seen };
		if (equals !== undefined && trimmed !== equals.trim()) return { ok: false, seen };
		const command = textOf(args, 'output-of');
		if (command === undefined) return { ok: true, seen };
		if (trimmed === '' || !observer.machine(host)?.on) return { ok: false, seen };
		const { stdout, exit } = await observer.run(host, command);
		if (exit !== 0 || stdout.trim() === '') return { ok: false, seen: `${seen}; there is nothing to compare it with now` };
		return { ok: stdout.trim() === trimmed, seen: stdout.trim() === trimmed ? seen : `${seen}; the machine says otherwise now` };
	}
};
