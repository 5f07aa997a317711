// containerd's and the CRI's command lines, and the small programs that images start with: rows for the world's table.
import type { ProgramRow } from '../../kernel/index.ts';
import { crictl } from './crictl/crictl.ts';
import { ctr } from './ctr/ctr.ts';
import { gosu } from './gosu.ts';
import { hello } from './hello.ts';
import { pause } from './pause.ts';

export const containerdToolPrograms: readonly ProgramRow[] = [
	{ name: 'ctr', code: ctr, size: 21_000_000 },
	// On Kubernetes nodes only.
	{ name: 'crictl', code: crictl, paths: [], size: 39_000_000 },
	{ name: 'pause', code: pause, paths: [] },
	{ name: 'hello', code: hello, paths: [] },
	{ name: 'gosu', code: gosu, paths: [] }
];
