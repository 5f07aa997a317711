// docker service …: what the engine answers; a swarm's own behaviour is the engine's to model.
import { type Command, exact, min, none } from '../../command.ts';
import { Failure } from '../../failure.ts';
import type { Fields } from '../../format/write.ts';
import { asking, inspecting, listing, named, removing } from './generic.ts';
import { serviceCreateFlags, serviceUpdateFlags } from './service-flags.ts';
import { FORMAT_HELP, INSPECT_HELP, f } from '../../flags/flag.ts';

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
const headers = { ID: 'ID', Name: 'NAME', Mode: 'MODE', Replicas: 'REPLICAS', Image: 'IMAGE', Ports: 'PORTS' };

const create: Command = {
	name: 'create',
	use: 'create [OPTIONS] IMAGE [COMMAND] [ARG...]',
	short: 'Create a new service',
	args: min(1),
	interspersed: false,
	flags: serviceCreateFlags,
	run: asking(
		'POST',
		() => '/services/create',
		(flags, args) => ({
			Name: flags.text('name'),
			TaskTemplate: { ContainerSpec: { Image: args[0], Args: args.slice(1), Env: flags.list('env') } },
			Mode: flags.text('mode') === 'global' ? { Global: {} } : { Replicated: { Replicas: flags.changed('replicas') ? flags.number('replicas') : 1 } }
		})
	)
};
const inspectCommand: Command = {
	name: 'inspect',
	use: 'inspect [OPTIONS] SERVICE [SERVICE...]',
	short: 'Display detailed information on one or more services',
	args: min(1),
	flags: [f('string', 'format', 'f', INSPECT_HELP), f('bool', 'pretty', '', 'Print the information in a human friendly format')],
	run: inspecting('/services')
};
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
	run: asking('GET', named('/services'))
};
const ls: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List services',
	aliases: ['list'],
	args: none,
	flags: [
		f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
		f('string', 'format', '', FORMAT_HELP),
		f('bool', 'quiet', 'q', 'Only display IDs')
	],
	run: listing<Service>('/services', headers, 'table {{.ID}}\t{{.Name}}\t{{.Mode}}\t{{.Replicas}}\t{{.Image}}\t{{.Ports}}', fields, '*service.serviceContext')
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
	run: asking('GET', named('/services'))
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
	run: asking('GET', named('/services'))
};
const scale: Command = {
	name: 'scale',
	use: 'scale SERVICE=REPLICAS [SERVICE=REPLICAS...]',
	short: 'Scale one or multiple replicated services',
	args: min(1),
	flags: [f('bool', 'detach', 'd', 'Exit immediately instead of waiting for the service to converge', { version: '1.29' })],
	*run(cli, flags, args) {
		for (const arg of args) {
			const [name, count] = arg.split('=');
			if (count === undefined)
				throw new Failure(
					`invalid scale specifier '${arg}'.\nSee 'docker service scale --help'.\n\nUsage:  docker service scale SERVICE=REPLICAS [SERVICE=REPLICAS...]\n\nScale one or multiple replicated services`
				);
			yield* asking('GET', named('/services'))(cli, flags, [name ?? '']);
		}
		return 0;
	}
};
const update: Command = {
	name: 'update',
	use: 'update [OPTIONS] SERVICE',
	short: 'Update a service',
	args: exact(1),
	flags: serviceUpdateFlags,
	run: asking('GET', named('/services'))
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
