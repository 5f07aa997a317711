// The views, one row each.
import { images } from './images/fold.ts';
import { missing } from './missing/fold.ts';
import { stack } from './stack/fold.ts';
import { timeline } from './timeline/fold.ts';
import type { ViewRow } from './view.ts';

export const viewRows: readonly ViewRow[] = [
	{ name: 'stack', begin: stack },
	{ name: 'images', begin: images },
	{ name: 'missing', begin: missing },
	{ name: 'timeline', begin: timeline }
];
