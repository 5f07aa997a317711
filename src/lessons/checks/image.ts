// `image: NAME[:TAG]`: an image on the host, what it is made of and how large it is.
import { humanSize, ramInBytes } from '#src/sim/values/index.ts';
import { named, textOf, valueAt } from './check.ts';
import { dockerCheck } from './docker.ts';

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

export const image = dockerCheck({
	what: 'image',
	about: 'a Docker image is on the host, with expected fields of docker image inspect',
	fields: { smaller: { type: 'text', about: 'its size must be below this, as 20MB' } },
	names: (thing) => [...list(valueAt(thing, 'RepoTags')), ...list(valueAt(thing, 'RepoDigests')), String(valueAt(thing, 'Id'))],
	labels: 'Config.Labels',
	fits: (wanted, name) => named(wanted, name) || (!/[:@*][^/]*$/.test(wanted) && name === `${wanted}:latest`),
	unlike(args, thing, name) {
		const limit = textOf(args, 'smaller');
		const size = Number(valueAt(thing, 'Size'));
		// As `docker images` shows sizes: in units of 1000.
		return limit !== undefined && size >= ramInBytes(limit) * (limit.toUpperCase().includes('G') ? 1e9 / 2 ** 30 : 1e6 / 2 ** 20)
			? `${name} has ${humanSize(size, 3)}`
			: undefined;
	},
	told: (thing, name) => `${name} has ${humanSize(Number(valueAt(thing, 'Size')), 3)}`
});
