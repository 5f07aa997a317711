// Programs of the simulated internet's machines and of the page's browser; no host of a learner has them on its disk.
import type { ProgramRow } from '../../kernel/index.ts';
import { packageMirror } from './mirror.ts';
import { resolver } from './resolver.ts';

export const internetPrograms: readonly ProgramRow[] = [
	{ name: 'resolver', code: resolver, paths: [] },
	{ name: 'package-mirror', code: packageMirror, paths: [] },
	{ name: 'page-browser', code: async () => (await import('./page-browser.ts')).pageBrowser, paths: [] },
	{ name: 'page-probe', code: async () => (await import('./page-probe.ts')).pageProbe, paths: [] }
];
