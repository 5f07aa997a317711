// `command: TEXT`: a bash command's exit status and output, run in a copy of the machine that is thrown away.
import { hostField, hostOf, numberOf, textOf, type CheckKind } from './check.ts';

export const command: CheckKind = {
	name: 'command',
	about: 'a command prints or ends as it should',
	fields: {
		command: { type: 'text', about: 'for bash', required: true },
		host: hostField,
		exit: { type: 'number', about: 'its exit status; 0 when absent' },
		stdout: { type: 'text', about: 'text its output must hold' },
		seen: { type: 'text', about: 'what to say when it does not hold, instead of the output' }
	},
	costly: true,
	readsFiles: true,
	expected: (args) =>
		`\`${String(args['command'])}\` ends with ${String(args['exit'] ?? 0)}${args['stdout'] === undefined ? '' : ` and prints "${String(args['stdout'])}"`}`,
	reads: ({ kind }) => kind.startsWith('kernel.process.exited') || kind.startsWith('docker.') || kind.startsWith('host.') || kind.startsWith('etcd.'),
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		if (!observer.machine(host)?.on) return { ok: false, seen: `${host} is off` };
		const { stdout, stderr, exit } = await observer.run(host, String(args['command']));
		const wanted = textOf(args, 'stdout');
		const ok = exit === (numberOf(args, 'exit') ?? 0) && (wanted === undefined || stdout.includes(wanted));
		const line = (stdout.trim() || stderr.trim()).split('\n')[0] ?? '';
		const told = textOf(args, 'seen');
		return { ok, seen: !ok && told !== undefined ? told : exit === null ? 'it does not end' : line === '' ? `exit status ${exit}` : line.slice(0, 80) };
	}
};
