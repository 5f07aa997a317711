// docker plugin …: managed plug-ins of the engine. This engine has none to run, so listing is empty and the rest is the engine's refusal.
import { call, filtersJson, json, segment } from '../../client/api.ts';
import { forEach } from '../../client/parallel.ts';
import { out } from '../../cli.ts';
import { type Command, type Run, exact, min, none, range } from '../../command.ts';
import { inspect } from '../../format/inspect.ts';
import { formatRows, shortId } from '../../format/write.ts';
import { FORMAT_HELP, INSPECT_HELP, f } from '../../flags/flag.ts';

interface Plugin {
	readonly Id: string;
	readonly Name: string;
	readonly Enabled: boolean;
	readonly Config: { readonly Description: string };
}
const headers = { ID: 'ID', Name: 'NAME', Description: 'DESCRIPTION', Enabled: 'ENABLED', PluginReference: 'PLUGIN REFERENCE' };
const act = (action: string): Run =>
	function* (cli, _flags, args) {
		const [name = ''] = args;
		yield* call(cli, 'POST', `/plugins/${segment(name)}/${action}`);
		yield* out(`${name}\n`);
		return 0;
	};

const create: Command = {
	name: 'create',
	use: 'create [OPTIONS] PLUGIN PLUGIN-DATA-DIR',
	short: 'Create a plugin from a rootfs and configuration. Plugin data directory must contain config.json and rootfs directory.',
	args: min(2),
	flags: [f('bool', 'compress', '', 'Compress the context using gzip')],
	run: act('create')
};
const disable: Command = {
	name: 'disable',
	use: 'disable [OPTIONS] PLUGIN',
	short: 'Disable a plugin',
	args: exact(1),
	flags: [f('bool', 'force', 'f', 'Force the disable of an active plugin')],
	run: act('disable')
};
const enable: Command = {
	name: 'enable',
	use: 'enable [OPTIONS] PLUGIN',
	short: 'Enable a plugin',
	args: exact(1),
	flags: [f('int', 'timeout', '', 'HTTP client timeout (in seconds)', { def: '30' })],
	run: act('enable')
};
const inspectCommand: Command = {
	name: 'inspect',
	use: 'inspect [OPTIONS] PLUGIN [PLUGIN...]',
	short: 'Display detailed information on one or more plugins',
	args: min(1),
	flags: [f('string', 'format', 'f', INSPECT_HELP)],
	*run(cli, flags, args) {
		return yield* inspect(args, flags.text('format'), (name) => json(cli, 'GET', `/plugins/${segment(name)}/json`));
	}
};
const install: Command = {
	name: 'install',
	use: 'install [OPTIONS] PLUGIN [KEY=VALUE...]',
	short: 'Install a plugin',
	args: min(1),
	flags: [
		f('string', 'alias', '', 'Local name for plugin'),
		f('bool', 'disable', '', 'Do not enable the plugin on install'),
		f('bool', 'disable-content-trust', '', 'Skip image verification', { def: 'true' }),
		f('bool', 'grant-all-permissions', '', 'Grant all permissions necessary to run the plugin')
	],
	*run(cli, _flags, args) {
		yield* json(cli, 'GET', '/plugins/privileges', { query: { remote: args[0] } });
		return 0;
	}
};
const ls: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List plugins',
	aliases: ['list'],
	args: none,
	flags: [
		f('filter', 'filter', 'f', 'Provide filter values (e.g. "enabled=true")'),
		f('string', 'format', '', FORMAT_HELP),
		f('bool', 'no-trunc', '', "Don't truncate output"),
		f('bool', 'quiet', 'q', 'Only display plugin IDs')
	],
	*run(cli, flags) {
		const plugins = yield* json<readonly Plugin[] | null>(cli, 'GET', '/plugins', { query: { filters: filtersJson(flags.filters('filter')) } });
		const quiet = flags.bool('quiet');
		const given = flags.text('format') || 'table';
		const format = given !== 'table' ? given : quiet ? '{{.ID}}' : 'table {{.ID}}\t{{.Name}}\t{{.Description}}\t{{.Enabled}}';
		const rows = (plugins ?? []).map((plugin) => ({
			Description: plugin.Config.Description,
			Enabled: plugin.Enabled,
			ID: flags.bool('no-trunc') ? plugin.Id : shortId(plugin.Id),
			Name: plugin.Name,
			PluginReference: plugin.Name
		}));
		yield* out(formatRows(format, headers, rows, '*plugin.pluginContext'));
		return 0;
	}
};
const push: Command = {
	name: 'push',
	use: 'push [OPTIONS] PLUGIN[:TAG]',
	short: 'Push a plugin to a registry',
	args: exact(1),
	flags: [f('bool', 'disable-content-trust', '', 'Skip image signing', { def: 'true' })],
	run: act('push')
};
const rm: Command = {
	name: 'rm',
	use: 'rm [OPTIONS] PLUGIN [PLUGIN...]',
	short: 'Remove one or more plugins',
	aliases: ['remove'],
	args: min(1),
	flags: [f('bool', 'force', 'f', 'Force the removal of an active plugin')],
	*run(cli, flags, args) {
		return yield* forEach(args, function* (name) {
			yield* call(cli, 'DELETE', `/plugins/${segment(name)}`, { query: { force: flags.bool('force') } });
			yield* out(`${name}\n`);
		});
	}
};
const set: Command = {
	name: 'set',
	use: 'set PLUGIN KEY=VALUE [KEY=VALUE...]',
	short: 'Change settings for a plugin',
	args: min(2),
	*run(cli, _flags, args) {
		const [name = '', ...values] = args;
		yield* call(cli, 'POST', `/plugins/${segment(name)}/set`, { body: { json: values } });
		return 0;
	}
};
const upgrade: Command = {
	name: 'upgrade',
	use: 'upgrade [OPTIONS] PLUGIN [REMOTE]',
	short: 'Upgrade an existing plugin',
	version: '1.26',
	args: range(1, 2),
	flags: [
		f('bool', 'disable-content-trust', '', 'Skip image verification', { def: 'true' }),
		f('bool', 'grant-all-permissions', '', 'Grant all permissions necessary to run the plugin'),
		f('bool', 'skip-remote-check', '', 'Do not check if specified remote plugin matches existing plugin image')
	],
	run: act('upgrade')
};

export const plugin: Command = {
	name: 'plugin',
	use: 'plugin',
	short: 'Manage plugins',
	version: '1.25',
	args: none,
	subs: [create, disable, enable, inspectCommand, install, ls, push, rm, set, upgrade]
};
