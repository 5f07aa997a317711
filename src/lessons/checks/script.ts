// `script: TEXT`: a bash script that ends with 0 when all is well, as public verify scripts do. What it prints last is what was seen.
// Run in a copy of the machine that is thrown away.
import { firstLine, hostField, hostOf, textOf, type CheckKind } from './check.ts';
import { commandReads } from './command.ts';

export const script: CheckKind = {
	name: 'script',
	about: 'a bash script ends with 0',
	fields: {
		script: { type: 'text', about: 'the script; its last line of output says what was seen', required: true },
		host: hostField,
		seen: { type: 'text', about: 'what to say when it does not hold, instead of its last line' }
	},
	costly: true,
	readsFiles: true,
	expected: () => 'the script ends with 0',
	reads: commandReads,
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		if (!observer.machine(host)?.on) return { ok: false, seen: `${host} is off` };
		const { stdout, stderr, exit } = await observer.run(host, `(\n${String(args['script'])}\n)`);
		const last = (stdout.trim() || stderr.trim()).split('\n').at(-1) ?? '';
		if (exit === null) return { ok: false, seen: 'it does not end' };
		return { ok: exit === 0, seen: (exit === 0 ? undefined : textOf(args, 'seen')) ?? (firstLine(last) || `exit status ${exit}`) };
	}
};
