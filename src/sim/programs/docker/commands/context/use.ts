// docker context use.
import { goQuote } from '../../../../values/index.ts';
import { err, out } from '../../cli.ts';
import { type ArgsRule, type Command, upTo } from '../../command.ts';
import { saveConfig } from '../../config-file.ts';
import { readContext, validateContextName } from '../../context-store.ts';
import { Failure } from '../../failure.ts';
import { contextNames } from './names.ts';

/** This one command counts its arguments with cobra's own rule. */
const one: ArgsRule = (_path, _useLine, args) => {
	if (args.length !== 1) throw new Failure(`accepts 1 arg(s), received ${args.length}`);
};

const use: Command = {
	name: 'use',
	use: 'use CONTEXT',
	short: 'Set the current docker context',
	args: one,
	complete: upTo(1, contextNames),
	*run(cli, _flags, args) {
		const [name = ''] = args;
		if (name !== 'default') {
			validateContextName(name);
			yield* readContext(cli, name);
		}
		const value = name === 'default' ? '' : name;
		if ((cli.config.currentContext ?? '') !== value) yield* saveConfig(cli.configDir, { ...cli.config, currentContext: value });
		yield* out(`${name}\n`);
		yield* err(`Current context is now ${goQuote(name)}\n`);
		if (name !== 'default' && (cli.env['DOCKER_HOST'] ?? '') !== '')
			yield* err(
				`Warning: DOCKER_HOST environment variable overrides the active context. To use ${goQuote(name)}, either set the global --context flag, or unset DOCKER_HOST environment variable.\n`
			);
		return 0;
	}
};
export default use;
