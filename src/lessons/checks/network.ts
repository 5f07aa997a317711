// `network: NAME`: a Docker network, and who is connected to it.
import { named, textOf, valueAt } from './check.ts';
import { dockerCheck } from './docker.ts';

export const network = dockerCheck({
	what: 'network',
	about: 'a Docker network is there, with expected fields of docker network inspect',
	fields: {
		driver: { type: 'text', about: 'its driver', oneOf: ['bridge', 'host', 'null', 'overlay', 'macvlan', 'ipvlan'] },
		connected: { type: 'texts', about: 'running containers that must be connected to it' }
	},
	names: (thing) => [String(valueAt(thing, 'Name')), String(valueAt(thing, 'Id'))],
	labels: 'Labels',
	fits: named,
	unlike(args, thing, name) {
		const driver = textOf(args, 'driver');
		if (driver !== undefined && valueAt(thing, 'Driver') !== driver) return `${name} has the driver ${String(valueAt(thing, 'Driver'))}`;
		const inside = Object.values((valueAt(thing, 'Containers') ?? {}) as Record<string, unknown>).map((one) => String(valueAt(one, 'Name')));
		const missing = Array.isArray(args['connected']) ? args['connected'].find((wanted) => !inside.includes(String(wanted))) : undefined;
		return missing === undefined ? undefined : inside.length === 0 ? `nobody is connected to ${name}` : `connected to ${name}: ${inside.join(', ')}`;
	}
});
