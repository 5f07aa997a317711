// docker.io/library/hello-world.
import { program } from '../tree.ts';
import { add, image, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const helloWorld = (): ImageSource =>
	image('2025-03-10T23:32:32Z', undefined, [add('COPY hello / # buildkit', { hello: program('hello', 10_072) }), { cmd: ['/hello'] }]);

export const helloWorldRepository: Repository = { name: 'docker.io/library/hello-world', tags: { latest: helloWorld } };
