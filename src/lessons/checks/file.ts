// `file: PATH`: whether a file is there and what it holds; with `output-of`, what a command would print now (run in a copy).
// In a container the file is fetched as `docker cp` does, so that stopped ones can be looked at too.
import { absentField, hostField, hostOf, textOf, type CheckKind, type Observer } from './check.ts';
import { matches } from './match.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

async function textAt(observer: Observer, host: string, path: string, container: string | undefined): Promise<string | undefined> {
	if (container === undefined) return observer.file(host, path);
	if (!observer.machine(host)?.on) return undefined;
	const { stdout, exit } = await observer.run(host, `set -o pipefail; docker cp ${quoted(`${container}:${path}`)} - | tar -xO`);
	return exit === 0 ? stdout : undefined;
}

export const file: CheckKind = {
	name: 'file',
	about: 'a file holds what it should',
	fields: {
		file: { type: 'text', about: 'its path', required: true, form: { matches: /^\//, says: 'expected a path that begins with /' } },
		host: hostField,
		container: { type: 'text', about: 'the container it is in' },
		absent: absentField,
		contains: { type: 'text', about: 'text it must hold' },
		equals: { type: 'text', about: 'its whole text, without blanks at the ends' },
		matches: { type: 'regexp', about: 'a regular expression (RE2) that a part of it must match' },
		content: { type: 'matcher', about: 'a matcher for its text, as jsonpath with is' },
		'output-of': { type: 'text', about: 'a command whose output it must equal' }
	},
	readsFiles: true,
	expected: (args) =>
		`file ${String(args['file'])} ${args['absent'] === true ? 'is gone' : ['contains', 'equals', 'matches', 'content', 'output-of'].some((name) => name in args) ? 'holds what is asked for' : 'is there'}`,
	reads: ({ kind }) => kind.startsWith('host.') || kind.startsWith('docker.container.'),
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		const path = String(args['file']);
		const text = await textAt(observer, host, path, textOf(args, 'container'));
		if (args['absent'] === true) return { ok: text === undefined, seen: text === undefined ? 'it is not there' : 'it is there' };
		if (text === undefined) return { ok: false, seen: `there is no ${path}` };
		const trimmed = text.trim();
		const first = trimmed.split('\n')[0] ?? '';
		const seen =
			trimmed === '' ? 'it is empty' : `it holds "${first.length > 40 ? `${first.slice(0, 37)}…` : first}"${trimmed.includes('\n') ? ' and more' : ''}`;
		for (const name of ['contains', 'equals', 'matches'] as const)
			if (args[name] !== undefined && !(await matches({ [name]: args[name] }, text, true))) return { ok: false, seen };
		if (args['content'] !== undefined && !(await matches(args['content'], text, true))) return { ok: false, seen };
		const command = textOf(args, 'output-of');
		if (command === undefined) return { ok: true, seen };
		if (trimmed === '' || !observer.machine(host)?.on) return { ok: false, seen };
		const { stdout, exit } = await observer.run(host, command);
		if (exit !== 0 || stdout.trim() === '') return { ok: false, seen: `${seen}; there is nothing to compare it with now` };
		return { ok: stdout.trim() === trimmed, seen: stdout.trim() === trimmed ? seen : `${seen}; the machine says otherwise now` };
	}
};
