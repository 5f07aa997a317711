// What the network commands share.
import { json, segment } from '../../client/api.ts';
import type { Completer } from '../../command.ts';
import type { Network } from '../../format/volume.ts';

export const networkPath = (name: string, action = ''): string => `/networks/${segment(name)}${action}`;

export const networkNames: Completer = function* (cli) {
	const list = yield* json<readonly Network[]>(cli, 'GET', '/networks');
	return list.map((network) => network.Name);
};
