// The programs that run in images, one row each.
import type { ProgramRow } from '../../kernel/index.ts';

export const imagePrograms: readonly ProgramRow[] = [
	{ name: 'nginx', code: () => import('./nginx/main.ts').then((m) => m.nginx), paths: [] }
];
