// docker secret … and docker config …: values kept by a swarm.
import { base64, goTimeString, parseTime } from '../../../../values/index.ts';
import { json } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, type Run, exact, min, none, range } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { readAll, readFileOr } from '../../files.ts';
import type { Fields } from '../../format/write.ts';
import { pairs } from '../../opts/cut.ts';
import { inspectCommand, listFlags, listing, removing } from './generic.ts';
import { f } from '../../flags/flag.ts';
import { validateLabel } from '../../opts/validate.ts';

interface Item {
	readonly ID: string;
	readonly CreatedAt: string;
	readonly UpdatedAt: string;
	readonly Spec: { readonly Name: string; readonly Driver?: { readonly Name: string } };
}
const age = (text: string): string => goTimeString(parseTime(text) ?? 0);
const fields = (item: Item): Fields => ({
	CreatedAt: age(item.CreatedAt),
	Driver: item.Spec.Driver?.Name ?? '',
	ID: item.ID,
	Name: item.Spec.Name,
	UpdatedAt: age(item.UpdatedAt)
});
const headers = { ID: 'ID', Name: 'NAME', Driver: 'DRIVER', CreatedAt: 'CREATED', UpdatedAt: 'UPDATED' };

const creating = (path: string): Run =>
	function* (cli, flags, args) {
		const [name = '', file] = args;
		if (file === undefined && path === '/secrets/create' && flags.text('driver') === '') throw new Failure('secret data must be specified');
		const data = file === undefined ? new Uint8Array(0) : file === '-' ? yield* readAll(0) : yield* readFileOr(file);
		const created = yield* json<{ ID: string }>(cli, 'POST', path, { body: { json: { Name: name, Labels: pairs(flags.list('label')), Data: base64(data) } } });
		yield* out(`${created.ID}\n`);
		return 0;
	};

const rmOf = (what: string): Command => ({
	name: 'rm',
	use: `rm ${what.toUpperCase()} [${what.toUpperCase()}...]`,
	short: `Remove one or more ${what}s`,
	aliases: ['remove'],
	args: min(1),
	run: removing(`/${what}s`)
});
const createSecret: Command = {
	name: 'create',
	use: 'create [OPTIONS] SECRET [file|-]',
	short: 'Create a secret from a file or STDIN as content',
	args: range(1, 2),
	flags: [
		f('string', 'driver', 'd', 'Secret driver', { version: '1.31' }),
		f('list', 'label', 'l', 'Secret labels', { check: validateLabel }),
		f('string', 'template-driver', '', 'Template driver', { version: '1.37' })
	],
	run: creating('/secrets/create')
};
const inspectSecret = inspectCommand('secrets', 'SECRET [SECRET...]');
const lsSecret: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List secrets',
	aliases: ['list'],
	args: none,
	flags: listFlags,
	run: listing<Item>('/secrets', headers, 'table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.CreatedAt}}\t{{.UpdatedAt}}', fields, '*secret.secretContext')
};
const rmSecret = rmOf('secret');

const createConfig: Command = {
	name: 'create',
	use: 'create [OPTIONS] CONFIG file|-',
	short: 'Create a config from a file or STDIN',
	args: exact(2),
	flags: [f('list', 'label', 'l', 'Config labels', { check: validateLabel }), f('string', 'template-driver', '', 'Template driver', { version: '1.37' })],
	run: creating('/configs/create')
};
const inspectConfig = inspectCommand('configs', 'CONFIG [CONFIG...]');
const lsConfig: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List configs',
	aliases: ['list'],
	args: none,
	flags: listFlags,
	run: listing<Item>('/configs', headers, 'table {{.ID}}\t{{.Name}}\t{{.CreatedAt}}\t{{.UpdatedAt}}', fields, '*config.configContext')
};
const rmConfig = rmOf('config');

export const secret: Command = {
	name: 'secret',
	use: 'secret',
	short: 'Manage Swarm secrets',
	version: '1.25',
	swarm: 'manager',
	args: none,
	subs: [createSecret, inspectSecret, lsSecret, rmSecret]
};
export const config: Command = {
	name: 'config',
	use: 'config',
	short: 'Manage Swarm configs',
	version: '1.30',
	swarm: 'manager',
	args: none,
	subs: [createConfig, inspectConfig, lsConfig, rmConfig]
};
