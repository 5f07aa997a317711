// docker stack …: the services of a Compose file under one name; what belongs to a stack carries its label.
import { type Command, exact, min, none } from '../../command.ts';
import { Failure } from '../../failure.ts';
import type { Sys } from '../../../../engine/index.ts';
import { getcwd } from '../../../../kernel/index.ts';
import { base64, text as decode } from '../../../../values/index.ts';
import { call, filtersJson, json } from '../../client/api.ts';
import { err, out, type Cli } from '../../cli.ts';
import { readAll, readFileOr } from '../../files.ts';
import { formatRows, naturalCompare } from '../../format/write.ts';
import { converge } from './converge.ts';
import { printServices } from './service.ts';
import { pinned } from './service-spec.ts';
import { readStackFile, stackService, type StackFile, type Value } from './stack-file.ts';
import { printTasks, type SwarmTask } from './tasks.ts';
import { FORMAT_HELP, f } from '../../flags/flag.ts';

const label = 'com.docker.stack.namespace';
const ofStack = (stack: string) => ({ query: { filters: filtersJson({ label: [`${label}=${stack}`] }) } });
interface Service {
	readonly ID: string;
	readonly Version: { readonly Index: number };
	readonly Spec: {
		readonly Name: string;
		readonly Labels?: Readonly<Record<string, string>>;
		readonly TaskTemplate: { readonly ContainerSpec?: { readonly Image?: string } };
	};
}
interface Named {
	readonly ID: string;
	readonly Spec: { readonly Name: string };
}

function* makeNetworks(cli: Cli, stack: string, file: StackFile): Sys<void> {
	const there = yield* json<readonly { Name: string; Scope: string }[]>(cli, 'GET', '/networks');
	for (const { name, external, options } of file.networks) {
		const found = there.find((network) => network.Name === name);
		if (external) {
			if (!found)
				throw new Failure(
					`network "${name}" is declared as external, but could not be found. You need to create a swarm-scoped network before the stack is deployed`
				);
			continue;
		}
		if (found) continue;
		yield* out(`Creating network ${name}\n`);
		yield* call(cli, 'POST', '/networks/create', {
			body: {
				json: {
					Name: name,
					Driver: String(options['driver'] ?? 'overlay'),
					Attachable: options['attachable'] === true,
					Internal: options['internal'] === true,
					Labels: { [label]: stack }
				}
			}
		});
	}
}
function* makeValues(cli: Cli, stack: string, kind: 'secret' | 'config', values: readonly Value[], ids: Map<string, string>): Sys<void> {
	if (values.length === 0) return;
	const there = yield* json<readonly Named[]>(cli, 'GET', `/${kind}s`);
	for (const value of values) {
		const found = there.find((item) => item.Spec.Name === value.name);
		if (found) ids.set(`${kind}s/${value.key}`, found.ID);
		else if (value.external) throw new Failure(`${kind} not found: ${value.name}`);
		else {
			const data = yield* readFileOr(value.file);
			yield* out(`Creating ${kind} ${value.name}\n`);
			const made = yield* json<{ ID: string }>(cli, 'POST', `/${kind}s/create`, {
				body: { json: { Name: value.name, Labels: { ...value.labels, [label]: stack }, Data: base64(data) } }
			});
			ids.set(`${kind}s/${value.key}`, made.ID);
		}
	}
}

const config: Command = {
	name: 'config',
	use: 'config [OPTIONS]',
	short: 'Outputs the final config file, after doing merges and interpolations',
	args: none,
	flags: [
		f('stringSlice', 'compose-file', 'c', 'Path to a Compose file, or "-" to read from stdin'),
		f('bool', 'skip-interpolation', '', 'Skip interpolation and output only merged config')
	],
	*run(_cli, flags) {
		if (flags.list('compose-file').length === 0) throw new Failure('Specify a Compose file (with --compose-file)');
		throw new Failure('Specify a Compose file (with --compose-file)');
	}
};
const deploy: Command = {
	name: 'deploy',
	use: 'deploy [OPTIONS] STACK',
	short: 'Deploy a new stack or update an existing stack',
	aliases: ['up'],
	args: exact(1),
	flags: [
		f('stringSlice', 'compose-file', 'c', 'Path to a Compose file, or "-" to read from stdin', { version: '1.25' }),
		f('bool', 'detach', 'd', 'Exit immediately instead of waiting for the stack services to converge', { def: 'true' }),
		f('bool', 'prune', '', 'Prune services that are no longer referenced', { version: '1.27' }),
		f('bool', 'quiet', 'q', 'Suppress progress output'),
		f('string', 'resolve-image', '', 'Query the registry to resolve image digest and supported platforms ("always", "changed", "never")', {
			def: 'always',
			version: '1.30'
		}),
		f('bool', 'with-registry-auth', '', 'Send registry authentication details to Swarm agents')
	],
	*run(cli, flags, args) {
		if (flags.list('compose-file').length === 0) throw new Failure('Specify a Compose file (with --compose-file)');
		const [stack = ''] = args;
		const [path = ''] = flags.list('compose-file');
		const source = decode(path === '-' ? yield* readAll(0) : yield* readFileOr(path));
		const file = readStackFile(source, stack, cli.env);
		if (!flags.changed('detach'))
			yield* err(
				'Since --detach=false was not specified, tasks will be created in the background.\nIn a future release, --detach=false will become the default.\n'
			);
		yield* makeNetworks(cli, stack, file);
		const ids = new Map<string, string>();
		yield* makeValues(cli, stack, 'secret', file.secrets, ids);
		yield* makeValues(cli, stack, 'config', file.configs, ids);
		const there = yield* json<readonly Service[]>(cli, 'GET', '/services', ofStack(stack));
		const directory = yield* getcwd();
		const made: (readonly [string, string])[] = [];
		for (const { name, service } of file.services) {
			const asked = String(service['image'] ?? '');
			const old = there.find((candidate) => candidate.Spec.Name === `${stack}_${name}`);
			const kept = old?.Spec.Labels?.['com.docker.stack.image'] === asked ? old.Spec.TaskTemplate.ContainerSpec?.Image : undefined;
			const { image, warning } = kept === undefined ? yield* pinned(cli, asked) : { image: kept, warning: undefined };
			const spec = stackService(stack, name, service, file, ids, image, directory);
			if (old) yield* out(`Updating service ${stack}_${name} (id: ${old.ID})\n`);
			else yield* out(`Creating service ${stack}_${name}\n`);
			if (warning !== undefined) yield* err(`${warning}\n`);
			if (old) yield* call(cli, 'POST', `/services/${old.ID}/update`, { query: { version: old.Version.Index }, body: { json: spec } });
			const id = old?.ID ?? (yield* json<{ ID: string }>(cli, 'POST', '/services/create', { body: { json: spec } })).ID;
			made.push([id, id]);
		}
		if (flags.bool('prune')) {
			for (const service of there)
				if (!file.services.some(({ name }) => service.Spec.Name === `${stack}_${name}`)) {
					yield* out(`Removing service ${service.Spec.Name}\n`);
					yield* call(cli, 'DELETE', `/services/${service.ID}`);
				}
		}
		return flags.bool('detach') ? 0 : converge(cli, made, flags.bool('quiet'));
	}
};
const ls: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List stacks',
	aliases: ['list'],
	args: none,
	flags: [f('string', 'format', '', FORMAT_HELP)],
	*run(cli, flags) {
		const found = yield* json<readonly Service[]>(cli, 'GET', '/services', { query: { filters: filtersJson({ label: [label] }) } });
		const counts = new Map<string, number>();
		for (const service of found) {
			const stack = service.Spec.Labels?.[label] ?? '';
			counts.set(stack, (counts.get(stack) ?? 0) + 1);
		}
		const rows = [...counts].sort(([a], [b]) => naturalCompare(a, b)).map(([Name, count]) => ({ Name, Services: String(count) }));
		const given = flags.text('format');
		yield* out(
			formatRows(
				given === '' || given === 'table' ? 'table {{.Name}}\t{{.Services}}' : given,
				{ Name: 'NAME', Services: 'SERVICES' },
				rows,
				'*formatter.stackContext'
			)
		);
		return 0;
	}
};
const ps: Command = {
	name: 'ps',
	use: 'ps [OPTIONS] STACK',
	short: 'List the tasks in the stack',
	args: exact(1),
	flags: [
		f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
		f('string', 'format', '', FORMAT_HELP),
		f('bool', 'no-resolve', '', 'Do not map IDs to Names'),
		f('bool', 'no-trunc', '', 'Do not truncate output'),
		f('bool', 'quiet', 'q', 'Only display task IDs')
	],
	*run(cli, flags, args) {
		const [stack = ''] = args;
		const filters = { ...flags.filters('filter'), label: [`${label}=${stack}`] };
		const tasks = yield* json<readonly SwarmTask[]>(cli, 'GET', '/tasks', { query: { filters: filtersJson(filters) } });
		if (tasks.length === 0) throw new Failure(`nothing found in stack: ${stack}`);
		yield* printTasks(cli, flags, tasks);
		return 0;
	}
};
const rm: Command = {
	name: 'rm',
	use: 'rm [OPTIONS] STACK [STACK...]',
	short: 'Remove one or more stacks',
	aliases: ['remove', 'down'],
	args: min(1),
	flags: [f('bool', 'detach', 'd', 'Do not wait for stack removal', { def: 'true' })],
	*run(cli, _flags, args) {
		for (const stack of args) {
			const services = yield* json<readonly Service[]>(cli, 'GET', '/services', ofStack(stack));
			const secrets = yield* json<readonly Named[]>(cli, 'GET', '/secrets', ofStack(stack));
			const configs = yield* json<readonly Named[]>(cli, 'GET', '/configs', ofStack(stack));
			const networks = yield* json<readonly { Id: string; Name: string }[]>(cli, 'GET', '/networks', ofStack(stack));
			if (services.length + secrets.length + configs.length + networks.length === 0) {
				yield* err(`Nothing found in stack: ${stack}\n`);
				continue;
			}
			const remove = function* (kind: string, name: string, path: string): Sys<void> {
				yield* out(`Removing ${kind} ${name}\n`);
				yield* call(cli, 'DELETE', path);
			};
			for (const one of [...services].sort((a, b) => naturalCompare(a.Spec.Name, b.Spec.Name))) yield* remove('service', one.Spec.Name, `/services/${one.ID}`);
			for (const one of secrets) yield* remove('secret', one.Spec.Name, `/secrets/${one.ID}`);
			for (const one of configs) yield* remove('config', one.Spec.Name, `/configs/${one.ID}`);
			for (const one of networks) yield* remove('network', one.Name, `/networks/${one.Id}`);
		}
		return 0;
	}
};
const stackServices: Command = {
	name: 'services',
	use: 'services [OPTIONS] STACK',
	short: 'List the services in the stack',
	args: exact(1),
	flags: [
		f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
		f('string', 'format', '', FORMAT_HELP),
		f('bool', 'quiet', 'q', 'Only display IDs')
	],
	*run(cli, flags, args) {
		const [stack = ''] = args;
		const found = yield* json<readonly Service[]>(cli, 'GET', '/services', ofStack(stack));
		if (found.length === 0) throw new Failure(`nothing found in stack: ${stack}`);
		yield* printServices(cli, { ...flags.filters('filter'), label: [`${label}=${stack}`] }, flags.text('format'), flags.bool('quiet'));
		return 0;
	}
};

export const stack: Command = {
	name: 'stack',
	use: 'stack [OPTIONS]',
	short: 'Manage Swarm stacks',
	version: '1.25',
	swarm: 'manager',
	args: none,
	subs: [config, deploy, ls, ps, rm, stackServices]
};
