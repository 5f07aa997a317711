// The table of tasks: docker service ps, node ps and stack ps (cli/command/task).
import type { Sys } from '../../../../engine/index.ts';
import { clock } from '../../../../kernel/index.ts';
import { humanDuration, parseTime } from '../../../../values/index.ts';
import { json, segment } from '../../client/api.ts';
import { out, type Cli } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import type { Flags } from '../../flags/flag.ts';
import { formatRows, shortId } from '../../format/write.ts';

export interface SwarmTask {
	readonly ID: string;
	readonly CreatedAt: string;
	readonly ServiceID: string;
	readonly Slot?: number;
	readonly NodeID?: string;
	readonly DesiredState: string;
	readonly Spec: { readonly ContainerSpec?: { readonly Image?: string } };
	readonly Status: {
		readonly Timestamp: string;
		readonly State: string;
		readonly Err?: string;
		readonly ContainerStatus?: { readonly ContainerID: string };
	};
}
const headers = {
	ID: 'ID',
	Name: 'NAME',
	Image: 'IMAGE',
	Node: 'NODE',
	DesiredState: 'DESIRED STATE',
	CurrentState: 'CURRENT STATE',
	Error: 'ERROR',
	Ports: 'PORTS'
};
const table = 'table {{.ID}}\t{{.Name}}\t{{.Image}}\t{{.Node}}\t{{.DesiredState}}\t{{.CurrentState}}\t{{.Error}}\t{{.Ports}}';
const longestError = 30;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Ids of services or nodes as names, each asked for once; one that is gone keeps its id. */
export function* namesOf(cli: Cli, kind: 'services' | 'nodes', ids: readonly string[]): Sys<ReadonlyMap<string, string>> {
	const names = new Map<string, string>();
	for (const id of new Set(ids)) {
		if (id === '') continue;
		try {
			const found = yield* json<{ Spec: { Name?: string }; Description?: { Hostname: string } }>(cli, 'GET', `/${kind}/${segment(id)}`);
			names.set(id, kind === 'nodes' ? found.Spec.Name || (found.Description?.Hostname ?? id) : (found.Spec.Name ?? id));
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			names.set(id, id);
		}
	}
	return names;
}
/** "web.1", or with the node for a global service's. */
export const taskName = (task: SwarmTask, services: ReadonlyMap<string, string>): string =>
	`${services.get(task.ServiceID) ?? task.ServiceID}.${task.Slot ? task.Slot : (task.NodeID ?? '')}`;

/** Prints tasks: by service and slot, the newest of a slot first, the older ones below it. */
export function* printTasks(cli: Cli, flags: Flags, found: readonly SwarmTask[]): Sys<void> {
	const resolve = !flags.bool('no-resolve');
	const services = resolve
		? yield* namesOf(
				cli,
				'services',
				found.map((task) => task.ServiceID)
			)
		: new Map<string, string>();
	const nodes = resolve
		? yield* namesOf(
				cli,
				'nodes',
				found.map((task) => task.NodeID ?? '')
			)
		: new Map<string, string>();
	const now = yield* clock();
	const trunc = !flags.bool('no-trunc');
	const tasks = [...found].sort(
		(a, b) =>
			(taskName(a, services).replace(/\d+$/, '') < taskName(b, services).replace(/\d+$/, '')
				? -1
				: taskName(a, services).replace(/\d+$/, '') > taskName(b, services).replace(/\d+$/, '')
					? 1
					: 0) ||
			(a.Slot ?? 0) - (b.Slot ?? 0) ||
			(parseTime(b.CreatedAt) ?? 0) - (parseTime(a.CreatedAt) ?? 0)
	);
	let before = '';
	const rows = tasks.map((task) => {
		const name = taskName(task, services);
		const shown = name === before && !flags.bool('quiet') ? ` \\_ ${name}` : name;
		before = name;
		const error = task.Status.Err ?? '';
		const image = task.Spec.ContainerSpec?.Image ?? '';
		return {
			ID: trunc ? shortId(task.ID) : task.ID,
			Name: shown,
			Image: trunc ? image.replace(/@sha256:[0-9a-f]+$/, '') : image,
			Node: nodes.get(task.NodeID ?? '') ?? task.NodeID ?? '',
			DesiredState: capital(task.DesiredState),
			CurrentState: `${capital(task.Status.State)} ${humanDuration(now - (parseTime(task.Status.Timestamp) ?? now)).toLowerCase()} ago`,
			Error: error === '' ? '' : `"${trunc && error.length > longestError ? `${error.slice(0, longestError - 1)}…` : error}"`,
			Ports: ''
		};
	});
	const format = flags.text('format');
	yield* out(formatRows(flags.bool('quiet') ? '{{.ID}}' : format === '' || format === 'table' ? table : format, headers, rows, '*task.taskContext'));
}
