// docker service …: what runs on a swarm, asked for, looked at and changed.
import type { Sys } from '../../../../engine/index.ts';
import { filtersJson, json, segment } from '../../client/api.ts';
import { err, out, type Cli } from '../../cli.ts';
import { type Command, type Outcome, exact, min, none } from '../../command.ts';
import { goQuote } from '../../../../values/index.ts';
import { Failure, joinFailures } from '../../failure.ts';
import { formatRows, naturalCompare, type Fields } from '../../format/write.ts';
import { converge, type SwarmService } from './converge.ts';
import { inspectCommand as inspectOf, listFlags, removing } from './generic.ts';
import { serviceLogs } from './service-logs.ts';
import { changedSpec, newSpec, part, type Spec } from './service-spec.ts';
import { printTasks, type SwarmTask } from './tasks.ts';
import { serviceCreateFlags, serviceUpdateFlags } from './service-flags.ts';
import { f } from '../../flags/flag.ts';

interface Service {
	readonly ID: string;
	readonly Spec: {
		readonly Name: string;
		readonly Mode: { readonly Replicated?: { readonly Replicas: number } };
		readonly TaskTemplate: { readonly ContainerSpec?: { readonly Image: string } };
	};
	readonly ServiceStatus?: { readonly RunningTasks: number; readonly DesiredTasks: number };
	readonly Endpoint?: { readonly Ports?: readonly { readonly PublishedPort: number; readonly TargetPort: number; readonly Protocol: string }[] | null };
}
const fields = (service: Service): Fields => ({
	ID: service.ID.slice(0, 12),
	Image: (service.Spec.TaskTemplate.ContainerSpec?.Image ?? '').replace(/@sha256:.*/, ''),
	Mode: service.Spec.Mode.Replicated ? 'replicated' : 'global',
	Name: service.Spec.Name,
	Ports: (service.Endpoint?.Ports ?? []).map((port) => `*:${port.PublishedPort}->${port.TargetPort}/${port.Protocol}`).join(', '),
	Replicas: `${service.ServiceStatus?.RunningTasks ?? 0}/${service.ServiceStatus?.DesiredTasks ?? service.Spec.Mode.Replicated?.Replicas ?? 0}`
});
const serviceTable = 'table {{.ID}}\t{{.Name}}\t{{.Mode}}\t{{.Replicas}}\t{{.Image}}\t{{.Ports}}';
/** The table of services, by name. */
export function* printServices(cli: Cli, filters: Readonly<Record<string, readonly string[]>>, format: string, quiet: boolean): Sys<void> {
	const found = yield* json<readonly Service[]>(cli, 'GET', '/services', { query: { filters: filtersJson(filters), status: true } });
	const sorted = [...found].sort((a, b) => naturalCompare(a.Spec.Name, b.Spec.Name));
	yield* out(
		formatRows(quiet ? '{{.ID}}' : format === '' || format === 'table' ? serviceTable : format, headers, sorted.map(fields), '*service.serviceContext')
	);
}
const headers = { ID: 'ID', Name: 'NAME', Mode: 'MODE', Replicas: 'REPLICAS', Image: 'IMAGE', Ports: 'PORTS' };

const create: Command = {
	name: 'create',
	use: 'create [OPTIONS] IMAGE [COMMAND] [ARG...]',
	short: 'Create a new service',
	args: min(1),
	interspersed: false,
	flags: serviceCreateFlags,
	*run(cli, flags, args) {
		const { spec, warning } = yield* newSpec(cli, flags, args);
		const { ID, Warnings } = yield* json<{ ID: string; Warnings: readonly string[] | null }>(cli, 'POST', '/services/create', { body: { json: spec } });
		for (const line of [...(warning === undefined ? [] : [warning]), ...(Warnings ?? [])]) yield* err(`${line}\n`);
		yield* out(`${ID}\n`);
		return flags.bool('detach') ? 0 : converge(cli, [[ID, ID]], flags.bool('quiet'));
	}
};
const getService = (cli: Cli, name: string): Sys<SwarmService> => json<SwarmService>(cli, 'GET', `/services/${segment(name)}`);
/** Sends a changed spec, and shows how the service gets there. */
function* send(cli: Cli, service: SwarmService, spec: Spec, query: Readonly<Record<string, string>> = {}): Sys<void> {
	const { Warnings } = yield* json<{ Warnings: readonly string[] | null }>(cli, 'POST', `/services/${service.ID}/update`, {
		query: { version: service.Version.Index, ...query },
		body: { json: spec }
	});
	for (const line of Warnings ?? []) yield* err(`${line}\n`);
}
const inspectCommand = inspectOf('services', 'SERVICE [SERVICE...]');
const logs: Command = {
	name: 'logs',
	use: 'logs [OPTIONS] SERVICE|TASK',
	short: 'Fetch the logs of a service or task',
	version: '1.29',
	args: exact(1),
	flags: [
		f('bool', 'details', '', 'Show extra details provided to logs', { version: '1.30' }),
		f('bool', 'follow', 'f', 'Follow log output'),
		f('bool', 'no-resolve', '', 'Do not map IDs to Names in output'),
		f('bool', 'no-task-ids', '', 'Do not include task IDs in output'),
		f('bool', 'no-trunc', '', 'Do not truncate output'),
		f('bool', 'raw', '', 'Do not neatly format logs', { version: '1.30' }),
		f('string', 'since', '', 'Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)'),
		f('string', 'tail', 'n', 'Number of lines to show from the end of the logs', { def: 'all' }),
		f('bool', 'timestamps', 't', 'Show timestamps')
	],
	run: serviceLogs
};
const ls: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List services',
	aliases: ['list'],
	args: none,
	flags: listFlags,
	*run(cli, flags) {
		yield* printServices(cli, flags.filters('filter'), flags.text('format'), flags.bool('quiet'));
		return 0;
	}
};
const ps: Command = {
	name: 'ps',
	use: 'ps [OPTIONS] SERVICE [SERVICE...]',
	short: 'List the tasks of one or more services',
	args: min(1),
	flags: [
		f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
		f('string', 'format', '', 'Pretty-print tasks using a Go template'),
		f('bool', 'no-resolve', '', 'Do not map IDs to Names'),
		f('bool', 'no-trunc', '', 'Do not truncate output'),
		f('bool', 'quiet', 'q', 'Only display task IDs')
	],
	*run(cli, flags, args) {
		const services: string[] = [];
		for (const name of args) {
			try {
				services.push((yield* getService(cli, name)).ID);
			} catch (e) {
				if (e instanceof Failure && e.status === 404) throw new Failure(`no such service: ${name}`);
				throw e;
			}
		}
		const filters = { ...flags.filters('filter'), service: services };
		yield* printTasks(cli, flags, yield* json<readonly SwarmTask[]>(cli, 'GET', '/tasks', { query: { filters: filtersJson(filters) } }));
		return 0;
	}
};
const rm: Command = {
	name: 'rm',
	use: 'rm SERVICE [SERVICE...]',
	short: 'Remove one or more services',
	aliases: ['remove'],
	args: min(1),
	run: removing('/services')
};
const rollback: Command = {
	name: 'rollback',
	use: 'rollback [OPTIONS] SERVICE',
	short: "Revert changes to a service's configuration",
	version: '1.31',
	args: exact(1),
	flags: [
		f('bool', 'detach', 'd', 'Exit immediately instead of waiting for the service to converge', { version: '1.29' }),
		f('bool', 'quiet', 'q', 'Suppress progress output')
	],
	*run(cli, flags, args): Sys<Outcome> {
		const service = yield* getService(cli, args[0] ?? '');
		yield* send(cli, service, service.Spec, { rollback: 'previous' });
		yield* out(`${args[0] ?? ''}\n`);
		return flags.bool('detach') ? 0 : converge(cli, [[service.ID, args[0] ?? '']], flags.bool('quiet'));
	}
};
const scale: Command = {
	name: 'scale',
	use: 'scale SERVICE=REPLICAS [SERVICE=REPLICAS...]',
	short: 'Scale one or multiple replicated services',
	args: min(1),
	flags: [f('bool', 'detach', 'd', 'Exit immediately instead of waiting for the service to converge', { version: '1.29' })],
	*run(cli, flags, args): Sys<Outcome> {
		for (const arg of args)
			if (!/^[^=]+=./s.test(arg))
				throw new Failure(
					`invalid scale specifier '${arg}'.\nSee 'docker service scale --help'.\n\nUsage:  docker service scale SERVICE=REPLICAS [SERVICE=REPLICAS...]\n\nScale one or multiple replicated services`
				);
		const scaled: (readonly [string, string])[] = [];
		const failures: string[] = [];
		for (const arg of args) {
			const name = arg.slice(0, arg.indexOf('='));
			const count = arg.slice(arg.indexOf('=') + 1);
			try {
				if (!/^\d+$/.test(count)) throw new Failure(`invalid replicas value ${count}: strconv.ParseUint: parsing ${goQuote(count)}: invalid syntax`);
				const service = yield* getService(cli, name);
				if (part(service.Spec, 'Mode')['Replicated'] === undefined) throw new Failure('scale can only be used with replicated or replicated-job mode');
				yield* send(cli, service, { ...service.Spec, Mode: { Replicated: { Replicas: Number(count) } } });
				yield* out(`${name} scaled to ${count}\n`);
				scaled.push([service.ID, name]);
			} catch (error) {
				if (!(error instanceof Failure)) throw error;
				failures.push(`${name}: ${error.text}`);
			}
		}
		// FIDELITY: when some could not be scaled, the others are not waited for.
		joinFailures(failures);
		return flags.bool('detach') ? 0 : converge(cli, scaled, false);
	}
};
const update: Command = {
	name: 'update',
	use: 'update [OPTIONS] SERVICE',
	short: 'Update a service',
	args: exact(1),
	flags: serviceUpdateFlags,
	*run(cli, flags, args): Sys<Outcome> {
		const [name = ''] = args;
		const service = yield* getService(cli, name);
		if (flags.bool('rollback')) yield* send(cli, service, service.Spec, { rollback: 'previous' });
		else {
			const { spec, warning } = yield* changedSpec(cli, flags, service.Spec);
			if (warning !== undefined) yield* err(`${warning}\n`);
			yield* send(cli, service, spec);
		}
		yield* out(`${name}\n`);
		return flags.bool('detach') ? 0 : converge(cli, [[service.ID, name]], flags.bool('quiet'));
	}
};

export const service: Command = {
	name: 'service',
	use: 'service',
	short: 'Manage Swarm services',
	version: '1.24',
	swarm: 'manager',
	args: none,
	subs: [create, inspectCommand, logs, ls, ps, rm, rollback, scale, update]
};
