// `command: TEXT`: a bash command's exit status and output, run in a copy of the machine that is thrown away.
import type { Json } from '#src/worker/json.ts';
import { firstLine, hostOf, placeFields, placeOf, textOf, type CheckKind, type Place } from './check.ts';
import { unlikeText } from './match.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** A command as the host runs it in a container or a pod. */
function commandAt({ container, pod, namespace }: Place, command: string): string {
	if (container !== undefined) return `docker exec ${quoted(container)} sh -c ${quoted(command)}`;
	if (pod !== undefined) return `kubectl exec -n ${quoted(namespace ?? 'default')} ${quoted(pod)} -- sh -c ${quoted(command)}`;
	return command;
}
/** Whether an exit status is as asked for; 0 when nothing is. */
const ended = (wanted: Json | undefined, exit: number): boolean => (wanted === 'any' ? true : wanted === 'not 0' ? exit !== 0 : exit === Number(wanted ?? 0));

/** What may change a command's output: nearly anything. */
export const commandReads: CheckKind['reads'] = ({ kind }) =>
	kind.startsWith('kernel.process.') || kind.startsWith('docker.') || kind.startsWith('host.') || kind.startsWith('etcd.');

export const command: CheckKind = {
	name: 'command',
	about: 'a command prints or ends as it should',
	fields: {
		command: { type: 'text', about: 'for bash; in a container or pod, for its sh', required: true },
		...placeFields,
		exit: {
			type: 'text',
			about: 'its exit status: a number, "not 0" or any; 0 when absent',
			form: { matches: /^(?:\d+|not 0|any)$/, says: 'expected a number, "not 0" or any' }
		},
		stdout: { type: 'matcher', about: 'what its output must hold, or a matcher' },
		stderr: { type: 'matcher', about: 'what its error output must hold, or a matcher' },
		seen: { type: 'text', about: 'what to say when it does not hold, instead of the output' }
	},
	costly: true,
	readsFiles: true,
	expected: (args) =>
		`\`${String(args['command'])}\` ends with ${String(args['exit'] ?? 0)}${'stdout' in args || 'stderr' in args ? ' and prints what is asked for' : ''}`,
	reads: commandReads,
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		if (!observer.machine(host)?.on) return { ok: false, seen: `${host} is off` };
		const { stdout, stderr, exit } = await observer.run(host, commandAt(placeOf(args, observer), String(args['command'])));
		const line = firstLine(stdout) || firstLine(stderr);
		if (exit === null) return { ok: false, seen: 'it does not end' };
		const right = ended(args['exit'], exit);
		const other = right ? await unlikeText(args, { stdout, stderr }) : undefined;
		if (right && other === undefined) return { ok: true, seen: line === '' ? `exit status ${exit}` : line };
		return { ok: false, seen: textOf(args, 'seen') ?? other ?? (line === '' ? `exit status ${exit}` : line) };
	}
};
