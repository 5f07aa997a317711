// docker inspect: whatever has that name, looked for type by type.
import type { Sys } from '../../../../engine/index.ts';
import { goQuote } from '../../../../values/index.ts';
import { type Answered, json, rawJson, segment } from '../../client/api.ts';
import { err, type Cli } from '../../cli.ts';
import { type Command, min } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { inspect } from '../../format/inspect.ts';
import { presented } from '../image/common.ts';
import { INSPECT_HELP, f } from '../../flags/flag.ts';

interface Kind {
	readonly type: string;
	readonly swarm?: true;
	get(cli: Cli, name: string, size: boolean): Sys<unknown>;
}
const kind = (type: string, path: (name: string) => string, more: { swarm?: true; present?: (answer: Answered) => Answered } = {}): Kind => ({
	type,
	...(more.swarm && { swarm: true }),
	*get(cli, name, size) {
		const query = type === 'container' ? { size } : type === 'service' ? { insertDefaults: 'true' } : {};
		const answer = yield* rawJson(cli, 'GET', path(segment(name)), { query });
		return more.present?.(answer) ?? answer;
	}
});
/** In the order they are tried. */
const kinds: readonly Kind[] = [
	kind('container', (name) => `/containers/${name}/json`),
	kind('image', (name) => `/images/${name}/json`, { present: presented }),
	kind('network', (name) => `/networks/${name}`),
	kind('volume', (name) => `/volumes/${name}`),
	kind('service', (name) => `/services/${name}`, { swarm: true }),
	kind('task', (name) => `/tasks/${name}`, { swarm: true }),
	kind('node', (name) => `/nodes/${name}`, { swarm: true }),
	kind('plugin', (name) => `/plugins/${name}/json`),
	kind('secret', (name) => `/secrets/${name}`, { swarm: true }),
	kind('config', (name) => `/configs/${name}`, { swarm: true })
];
const types = kinds.map((one) => one.type).sort();

const skippable = (e: Failure): boolean => e.status === 404 || e.text.includes('not supported') || e.text.includes('invalid reference format');

function* search(cli: Cli, name: string, type: string, size: boolean): Sys<unknown> {
	let manager: boolean | undefined;
	for (const one of kinds) {
		if (type !== '' && one.type !== type) continue;
		if (type === '' && one.swarm) {
			manager ??= yield* isManager(cli);
			if (!manager) continue;
		}
		try {
			const found = yield* one.get(cli, name, size);
			if (size && one.type !== 'container') yield* err(`WARNING: --size ignored for ${one.type}\n`);
			return found;
		} catch (e) {
			if (!(e instanceof Failure) || type !== '' || !skippable(e)) throw e;
		}
	}
	throw new Failure(`Error: No such object: ${name}`);
}

function* isManager(cli: Cli): Sys<boolean> {
	try {
		const info = yield* json<{ Swarm?: { ControlAvailable?: boolean } }>(cli, 'GET', '/info');
		return info.Swarm?.ControlAvailable === true;
	} catch (e) {
		if (!(e instanceof Failure)) throw e;
		yield* err(`${e.text}\n`);
		return false;
	}
}

const inspectCommand: Command = {
	name: 'inspect',
	use: 'inspect [OPTIONS] NAME|ID [NAME|ID...]',
	short: 'Return low-level information on Docker objects',
	args: min(1),
	flags: [
		f('string', 'format', 'f', INSPECT_HELP),
		f('bool', 'size', 's', 'Display total file sizes if the type is container'),
		f('string', 'type', '', 'Only inspect objects of the given type')
	],
	*run(cli, flags, args) {
		const type = flags.text('type');
		if (flags.changed('type') && type === '') throw new Failure(`type is empty: must be one of "${types.join('", "')}"`);
		if (type !== '' && !types.includes(type)) throw new Failure(`unknown type: ${goQuote(type)}: must be one of "${types.join('", "')}"`);
		return yield* inspect(args, flags.text('format'), (name) => search(cli, name, type, flags.bool('size')));
	}
};
export default inspectCommand;
