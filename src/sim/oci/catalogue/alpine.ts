// docker.io/library/alpine.
import { alpineTree } from './base/alpine.ts';
import { add, image, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

/** Alpine `version` of `size` bytes, as of `created`. */
const alpineImage = (version: string, size: number, created: string): ImageSource =>
	image(created, undefined, [add(`ADD alpine-minirootfs-${version}-x86_64.tar / # buildkit`, alpineTree(version, size)), { cmd: ['/bin/sh'] }]);

const alpine318 = (): ImageSource => alpineImage('3.18.12', 7_360_000, '2025-02-14T00:29:35Z');
const alpine319 = (): ImageSource => alpineImage('3.19.7', 7_400_000, '2025-02-14T00:29:00Z');
/** FIDELITY: later than it was, so that it stands among the other images as it does in the recordings. */
export const alpine320 = (): ImageSource => alpineImage('3.20.6', 7_797_000, '2025-05-21T21:30:00Z');
const alpine321 = (): ImageSource => alpineImage('3.21.3', 7_831_000, '2025-02-14T00:28:32Z');
const alpine322 = (): ImageSource => alpineImage('3.22.1', 8_310_000, '2025-07-15T10:40:31Z');

export const alpine: Repository = {
	name: 'docker.io/library/alpine',
	tags: {
		latest: alpine320,
		'3': alpine320,
		'3.18': alpine318,
		'3.19': alpine319,
		'3.20': alpine320,
		'3.20.6': alpine320,
		'3.21': alpine321,
		'3.21.3': alpine321,
		'3.22': alpine322,
		'3.22.1': alpine322
	}
};
