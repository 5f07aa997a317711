// What the container commands share: inspecting, listing for completion, Go's negative and optional numbers.
import type { Sys } from '../../../../engine/index.ts';
import { json, segment } from '../../client/api.ts';
import type { Cli } from '../../cli.ts';
import type { Completer } from '../../command.ts';
import { Failure } from '../../failure.ts';
import type { Flags } from '../../flags/flag.ts';
import type { ContainerSummary } from '../../format/container.ts';

/** The parts of GET /containers/x/json that the client itself reads. */
export interface ContainerJson {
	readonly Id: string;
	readonly Name: string;
	readonly Config: { readonly Tty?: boolean; readonly OpenStdin?: boolean };
	readonly HostConfig: { readonly AutoRemove?: boolean };
	readonly State: { readonly Running: boolean; readonly Paused: boolean; readonly Restarting: boolean };
	readonly NetworkSettings: { readonly Ports?: Readonly<Record<string, readonly { HostIp: string; HostPort: string }[] | null>> | null };
}

export function path(name: string, action = ''): string {
	if (name.trim() === '') throw new Failure('invalid container name or ID: value is empty');
	return `/containers/${segment(name.trim())}${action}`;
}
export const inspectContainer = (cli: Cli, name: string): Sys<ContainerJson> => json<ContainerJson>(cli, 'GET', path(name, '/json'));

/** Completes container names; `all` takes stopped ones too. */
export const containerNames = (all: boolean, wanted: (container: ContainerSummary, flags: Flags) => boolean = () => true): Completer =>
	function* (cli, _args, flags) {
		const list = yield* json<readonly ContainerSummary[]>(cli, 'GET', '/containers/json', { query: { all } });
		const ids = cli.env['DOCKER_COMPLETION_SHOW_CONTAINER_IDS'] === 'yes';
		return list
			.filter((container) => wanted(container, flags))
			.flatMap((container) => [...(ids ? [container.Id] : []), ...container.Names.map((name) => name.replace(/^\//, ''))]);
	};
