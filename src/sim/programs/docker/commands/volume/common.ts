// What the volume commands share.
import { json, segment } from '../../client/api.ts';
import type { Completer } from '../../command.ts';
import { Failure } from '../../failure.ts';
import type { Volume } from '../../format/volume.ts';

export function volumePath(name: string): string {
	if (name.trim() === '') throw new Failure('invalid volume name or ID: value is empty');
	return `/volumes/${segment(name.trim())}`;
}

export const volumeNames: Completer = function* (cli) {
	const list = yield* json<{ Volumes: readonly Volume[] | null }>(cli, 'GET', '/volumes');
	return (list.Volumes ?? []).map((volume) => volume.Name);
};
