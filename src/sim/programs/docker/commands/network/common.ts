// What the network commands share.
import { json, segment } from '../../client/api.ts';
import type { Completer } from '../../command.ts';
import { Failure } from '../../failure.ts';
import type { ContainerSummary } from '../../format/container.ts';
import type { Network } from '../../format/volume.ts';

export function networkPath(name: string, action = ''): string {
	if (name.trim() === '') throw new Failure('invalid network name or ID: value is empty');
	return `/networks/${segment(name.trim())}${action}`;
}

export const networkNames: Completer = function* (cli) {
	const list = yield* json<readonly Network[]>(cli, 'GET', '/networks');
	return list.map((network) => network.Name);
};

export const isConnected = (container: ContainerSummary, network: string): boolean => container.NetworkSettings?.Networks?.[network] !== undefined;
