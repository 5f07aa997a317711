// The programs that run in images, one row each.
import type { ProgramRow } from '../../kernel/index.ts';

export const imagePrograms: readonly ProgramRow[] = [
	{ name: 'hello', code: () => import('./hello.ts').then((m) => m.hello), paths: [] },
	{ name: 'pause', code: () => import('./pause.ts').then((m) => m.pause), paths: [] },
	{ name: 'nginx', code: () => import('./nginx/main.ts').then((m) => m.nginx), paths: [] }
];
