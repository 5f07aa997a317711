// `container: NAME`: what `docker inspect` says of a container, asked in a copy of the machine.
import { hostField, hostOf, same, shown, textOf, valueAt, type CheckKind, type Observer } from './check.ts';

/** A container as docker describes it; a text when docker cannot say. */
async function inspect(observer: Observer, host: string, name: string): Promise<Record<string, unknown> | null | string> {
	const { stdout, stderr, exit } = await observer.run(host, `docker container inspect -- '${name.replaceAll("'", '')}'`);
	if (exit === 0) {
		const [found] = JSON.parse(stdout) as Record<string, unknown>[];
		return found ?? null;
	}
	return /no such container/i.test(stderr) ? null : (stderr.trim().split('\n')[0] ?? 'docker does not answer');
}

export const container: CheckKind = {
	name: 'container',
	about: 'a Docker container is in a state, with expected fields of docker inspect',
	fields: {
		container: { type: 'text', about: 'its name', required: true },
		host: hostField,
		state: { type: 'text', about: 'its state', oneOf: ['created', 'running', 'paused', 'restarting', 'exited', 'dead', 'absent'] },
		image: { type: 'text', about: 'the image it was made of, as written' },
		expect: { type: 'map', about: 'fields of docker inspect by dotted path' }
	},
	costly: true,
	expected: (args) => `container ${String(args['container'])} ${args['state'] === 'absent' ? 'is gone' : `is ${String(args['state'] ?? 'there')}`}`,
	reads: ({ kind }) => kind.startsWith('docker.') || kind.startsWith('host.') || kind === 'kernel.process.exited',
	async look({ args }, observer) {
		const host = hostOf(args, observer);
		const name = String(args['container']);
		if (!observer.machine(host)?.on) return { ok: false, seen: `${host} is off` };
		const found = await inspect(observer, host, name);
		if (typeof found === 'string') return { ok: false, seen: found };
		if (found === null) return { ok: args['state'] === 'absent', seen: `there is no container ${name}` };
		const state = String(valueAt(found, 'State.Status'));
		const code = valueAt(found, 'State.ExitCode');
		const wanted = textOf(args, 'state');
		if (wanted !== undefined && state !== wanted) return { ok: false, seen: `${name} is ${state}${state === 'exited' ? ` (${String(code)})` : ''}` };
		const image = textOf(args, 'image');
		const made = valueAt(found, 'Config.Image');
		if (image !== undefined && made !== image && made !== `${image}:latest` && `${String(made)}:latest` !== image)
			return { ok: false, seen: `${name} is made of ${String(made)}` };
		for (const [path, value] of Object.entries((args['expect'] ?? {}) as Record<string, never>)) {
			const is = valueAt(found, path);
			if (!same(is, value)) return { ok: false, seen: `${name}: ${path} is ${shown(is)}` };
		}
		return { ok: true, seen: `${name} is ${state}${state === 'exited' ? ` (${String(code)})` : ''}` };
	}
};
