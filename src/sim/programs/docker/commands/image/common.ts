// What the image commands share: names for completion.
import { json, segment } from '../../client/api.ts';
import type { Completer } from '../../command.ts';
import type { ImageSummary } from '../../format/image.ts';

export const imagePath = (name: string, action = ''): string => `/images/${segment(name)}${action}`;

/** Completes "repository:tag". */
export const imageNames: Completer = function* (cli) {
	const list = yield* json<readonly ImageSummary[]>(cli, 'GET', '/images/json');
	return list.flatMap((image) => image.RepoTags ?? []);
};
