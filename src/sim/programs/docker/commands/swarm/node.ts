// docker node …
import type { Sys } from '../../../../engine/index.ts';
import { call, filtersJson, json, segment } from '../../client/api.ts';
import { forEach } from '../../client/parallel.ts';
import { out, type Cli } from '../../cli.ts';
import { type Command, type Run, exact, min, none } from '../../command.ts';
import { formatRows, type Fields } from '../../format/write.ts';
import { inspectCommand as inspectOf, listFlags, removing } from './generic.ts';
import { printTasks, type SwarmTask } from './tasks.ts';
import { f } from '../../flags/flag.ts';

interface Node {
	readonly ID: string;
	readonly Version: { readonly Index: number };
	readonly Spec: { readonly Role: string; readonly Availability: string; readonly Labels?: Readonly<Record<string, string>> };
	readonly Description: { readonly Hostname: string; readonly Engine: { readonly EngineVersion: string } };
	readonly Status: { readonly State: string };
	readonly ManagerStatus?: { readonly Leader?: boolean; readonly Reachability: string } | null;
}
const capital = (text: string): string => (text === '' ? 'None' : text.charAt(0).toUpperCase() + text.slice(1).toLowerCase());
/** What `inspect` and `ps` take a name for: "self" is the node the engine is; the other commands do not know it (node/cmd.go Reference). */
function* reference(cli: Cli, name: string): Sys<string> {
	return name === 'self' ? yield* ownNode(cli) : name;
}
/** The id of the node the engine is. */
function* ownNode(cli: Cli): Sys<string> {
	return (yield* json<{ Swarm: { NodeID: string } }>(cli, 'GET', '/info')).Swarm.NodeID;
}
const fields = (node: Node, own: string): Fields => ({
	Availability: capital(node.Spec.Availability),
	EngineVersion: node.Description.Engine.EngineVersion,
	Hostname: node.Description.Hostname,
	ID: node.ID,
	ManagerStatus: node.ManagerStatus ? (node.ManagerStatus.Leader === true ? 'Leader' : capital(node.ManagerStatus.Reachability)) : '',
	Self: node.ID === own,
	Status: capital(node.Status.State)
});
const headers = {
	ID: 'ID',
	Self: '',
	Hostname: 'HOSTNAME',
	Status: 'STATUS',
	Availability: 'AVAILABILITY',
	ManagerStatus: 'MANAGER STATUS',
	EngineVersion: 'ENGINE VERSION'
};

const nodeTable = 'table {{.ID}} {{if .Self}}*{{else}} {{ end }}\t{{.Hostname}}\t{{.Status}}\t{{.Availability}}\t{{.ManagerStatus}}\t{{.EngineVersion}}';

/** promote and demote: the role in the node's spec. */
const withRole = (role: string): Run =>
	function* (cli, _flags, args) {
		return yield* forEach(args, function* (name) {
			const node = yield* json<Node>(cli, 'GET', `/nodes/${segment(name)}`);
			if (node.Spec.Role === role) {
				yield* out(`Node ${name} is already a ${role}.\n`);
				return;
			}
			yield* call(cli, 'POST', `/nodes/${node.ID}/update`, { query: { version: node.Version.Index }, body: { json: { ...node.Spec, Role: role } } });
			yield* out(role === 'manager' ? `Node ${name} promoted to a manager in the swarm.\n` : `Manager ${name} demoted in the swarm.\n`);
		});
	};

const demote: Command = {
	name: 'demote',
	use: 'demote NODE [NODE...]',
	short: 'Demote one or more nodes from manager in the swarm',
	args: min(1),
	run: withRole('worker')
};
const inspectCommand = inspectOf('nodes', 'self|NODE [NODE...]', reference);
const ls: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List nodes in the swarm',
	aliases: ['list'],
	args: none,
	flags: listFlags,
	*run(cli, flags) {
		const nodes = yield* json<readonly Node[]>(cli, 'GET', '/nodes', { query: { filters: filtersJson(flags.filters('filter')) } });
		const own = yield* ownNode(cli);
		const given = flags.text('format');
		const format = flags.bool('quiet') ? '{{.ID}}' : given === '' || given === 'table' ? nodeTable : given;
		yield* out(
			formatRows(
				format,
				headers,
				nodes.map((node) => fields(node, own)),
				'*node.nodeContext'
			)
		);
		return 0;
	}
};
const promote: Command = {
	name: 'promote',
	use: 'promote NODE [NODE...]',
	short: 'Promote one or more nodes to manager in the swarm',
	args: min(1),
	run: withRole('manager')
};
const ps: Command = {
	name: 'ps',
	use: 'ps [OPTIONS] [NODE...]',
	short: 'List tasks running on one or more nodes, defaults to current node',
	flags: [
		f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
		f('string', 'format', '', 'Pretty-print tasks using a Go template'),
		f('bool', 'no-resolve', '', 'Do not map IDs to Names'),
		f('bool', 'no-trunc', '', 'Do not truncate output'),
		f('bool', 'quiet', 'q', 'Only display task IDs')
	],
	*run(cli, flags, args) {
		const nodes: string[] = [];
		for (const name of args.length > 0 ? args : ['self']) nodes.push((yield* json<Node>(cli, 'GET', `/nodes/${segment(yield* reference(cli, name))}`)).ID);
		const filters = { ...flags.filters('filter'), node: nodes };
		yield* printTasks(cli, flags, yield* json<readonly SwarmTask[]>(cli, 'GET', '/tasks', { query: { filters: filtersJson(filters) } }));
		return 0;
	}
};
const rm: Command = {
	name: 'rm',
	use: 'rm [OPTIONS] NODE [NODE...]',
	short: 'Remove one or more nodes from the swarm',
	aliases: ['remove'],
	args: min(1),
	flags: [f('bool', 'force', 'f', 'Force remove a node from the swarm')],
	run: removing('/nodes', (flags) => ({ query: { force: flags.bool('force') } }))
};
const update: Command = {
	name: 'update',
	use: 'update [OPTIONS] NODE',
	short: 'Update a node',
	args: exact(1),
	flags: [
		f('string', 'availability', '', 'Availability of the node ("active", "pause", "drain")'),
		f('list', 'label-add', '', 'Add or update a node label ("key=value")'),
		f('list', 'label-rm', '', 'Remove a node label if exists'),
		f('string', 'role', '', 'Role of the node ("worker", "manager")')
	],
	*run(cli, flags, args) {
		const [name = ''] = args;
		const node = yield* json<Node>(cli, 'GET', `/nodes/${segment(name)}`);
		const labels = { ...node.Spec.Labels, ...flags.map('label-add') };
		for (const label of flags.list('label-rm')) delete labels[label];
		const spec = {
			...node.Spec,
			Labels: labels,
			...(flags.changed('role') ? { Role: flags.text('role') } : {}),
			...(flags.changed('availability') ? { Availability: flags.text('availability') } : {})
		};
		yield* call(cli, 'POST', `/nodes/${node.ID}/update`, { query: { version: node.Version.Index }, body: { json: spec } });
		yield* out(`${name}\n`);
		return 0;
	}
};

export const node: Command = {
	name: 'node',
	use: 'node',
	short: 'Manage Swarm nodes',
	version: '1.24',
	swarm: 'manager',
	args: none,
	subs: [demote, inspectCommand, ls, promote, ps, rm, update]
};
