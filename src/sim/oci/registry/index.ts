// The registries as programs: rows for the world's table. None is on a learner's host; `registry` is in the registry:2 image.
import type { ProgramRow } from '../../kernel/index.ts';
import { htpasswd } from './htpasswd.ts';
import { hub } from './hub.ts';
import { publicRegistry } from './public.ts';
import { registry } from './registry.ts';
import { registryExample } from './example.ts';

export const registryPrograms: readonly ProgramRow[] = [
	{ name: 'docker-hub', code: hub, paths: [] },
	{ name: 'public-registry', code: publicRegistry, paths: [] },
	{ name: 'registry', code: registry, paths: [] },
	{ name: 'htpasswd', code: htpasswd, paths: [] },
	{ name: 'registry-example', code: registryExample, paths: [] }
];
