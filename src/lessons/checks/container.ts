// `container: NAME`: what `docker inspect` says of containers, asked in a copy of the machine.
import { textOf, valueAt, named } from './check.ts';
import { dockerCheck } from './docker.ts';

const states = ['created', 'running', 'paused', 'restarting', 'exited', 'dead', 'absent'];
const tagged = (image: string): string => (/[:@][^/]*$/.test(image) ? image : `${image}:latest`);
const stateOf = (thing: unknown): string => {
	const state = String(valueAt(thing, 'State.Status'));
	return state === 'exited' ? `exited (${String(valueAt(thing, 'State.ExitCode'))})` : state;
};

const row = dockerCheck({
	what: 'container',
	about: 'Docker containers are in a state, with expected fields of docker inspect',
	fields: {
		state: { type: 'text', about: 'its state; absent: it must not be there', oneOf: states },
		image: { type: 'text', about: 'the image it was made of, as written; * stands for any part' },
		health: { type: 'text', about: 'what its health check says', oneOf: ['starting', 'healthy', 'unhealthy'] },
		network: { type: 'text', about: 'a network it is in' }
	},
	names: (thing) => [String(valueAt(thing, 'Name')).replace(/^\//, ''), String(valueAt(thing, 'Id'))],
	labels: 'Config.Labels',
	fits: named,
	unlike(args, thing, name) {
		const wanted = textOf(args, 'state');
		if (wanted !== undefined && valueAt(thing, 'State.Status') !== wanted) return `${name} is ${stateOf(thing)}`;
		const image = textOf(args, 'image');
		const made = String(valueAt(thing, 'Config.Image'));
		if (image !== undefined && !named(tagged(image), tagged(made)) && !named(image, made)) return `${name} is made of ${made}`;
		const health = textOf(args, 'health');
		const is = valueAt(thing, 'State.Health.Status');
		if (health !== undefined && is !== health) return is === undefined ? `${name} has no health check` : `${name} is ${String(is)}`;
		const network = textOf(args, 'network');
		const networks = (valueAt(thing, 'NetworkSettings.Networks') ?? {}) as Record<string, unknown>;
		if (network !== undefined && !Object.hasOwn(networks, network)) return `${name} is in ${Object.keys(networks).join(', ') || 'no network'}`;
		return undefined;
	},
	told: (thing, name) => `${name} is ${stateOf(thing)}`
});

/** `state: absent` is the same as `absent: true`. */
export const container: typeof row = {
	...row,
	look: (check, observer) => {
		const { state, ...args } = check.args;
		return row.look(state === 'absent' ? { ...check, args: { ...args, absent: true } } : check, observer);
	},
	expected: (args) => row.expected(args['state'] === 'absent' ? { ...args, absent: true } : args)
};
