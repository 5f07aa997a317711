// What the volume commands share.
import { json, segment } from '../../client/api.ts';
import type { Completer } from '../../command.ts';
import type { Volume } from '../../format/volume.ts';

export const volumePath = (name: string): string => `/volumes/${segment(name)}`;

export const volumeNames: Completer = function* (cli) {
	const list = yield* json<{ Volumes: readonly Volume[] | null }>(cli, 'GET', '/volumes');
	return (list.Volumes ?? []).map((volume) => volume.Name);
};
