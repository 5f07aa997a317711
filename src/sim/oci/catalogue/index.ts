// The image catalogue: every repository the simulated registries hold. One row per repository; deleting a row is `pull access denied`.
import { alpine } from './alpine.ts';
import { busybox } from './busybox.ts';
import { debian, ubuntu } from './debian.ts';
import { helloWorldRepository } from './hello-world.ts';
import { kubernetes } from './kubernetes.ts';
import { nginx } from './nginx/index.ts';
import type { Repository } from './write.ts';

export type { Repository } from './write.ts';

export const catalogue: readonly Repository[] = [alpine, busybox, debian, helloWorldRepository, nginx, ubuntu, ...kubernetes];
