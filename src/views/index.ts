// The views, one row each.
import { stack } from './stack/fold.ts';
import { timeline } from './timeline/fold.ts';
import type { ViewRow } from './view.ts';

export const viewRows: readonly ViewRow[] = [
	{ name: 'stack', begin: stack },
	{ name: 'timeline', begin: timeline }
];
