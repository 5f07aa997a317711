// docker context rm.
import { goQuote } from '../../../../values/index.ts';
import { forEach } from '../../client/parallel.ts';
import { out } from '../../cli.ts';
import { type Command, min } from '../../command.ts';
import { saveConfig } from '../../config-file.ts';
import { metaDir, removeContext } from '../../context-store.ts';
import { Failure } from '../../failure.ts';
import { statOr } from '../../output-file.ts';
import { contextNames } from './names.ts';
import { f } from '../../flags/flag.ts';

const rm: Command = {
	name: 'rm',
	use: 'rm CONTEXT [CONTEXT...]',
	short: 'Remove one or more contexts',
	aliases: ['remove'],
	args: min(1),
	flags: [f('bool', 'force', 'f', 'Force the removal of a context in use')],
	complete: contextNames,
	*run(cli, flags, args) {
		const force = flags.bool('force');
		return yield* forEach(args, function* (name) {
			if (name === 'default') throw new Failure('context "default" cannot be removed');
			if (name === cli.context) {
				if (!force) throw new Failure(`context ${goQuote(name)} is in use, set -f flag to force remove`);
				yield* saveConfig(cli.configDir, { ...cli.config, currentContext: '' });
			}
			if (!force && !(yield* statOr(metaDir(cli, name)))) throw new Failure(`context ${goQuote(name)} does not exist`);
			yield* removeContext(cli, name);
			yield* out(`${name}\n`);
		});
	}
};
export default rm;
