// `volume: NAME`: a Docker volume.
import { named, valueAt } from './check.ts';
import { dockerCheck } from './docker.ts';

export const volume = dockerCheck({
	what: 'volume',
	about: 'a Docker volume is there, with expected fields of docker volume inspect',
	names: (thing) => [String(valueAt(thing, 'Name'))],
	labels: 'Labels',
	fits: named
});
