// docker context inspect.
import type { Command } from '../../command.ts';
import { metaDir, readContext, tlsDir } from '../../context-store.ts';
import { inspect } from '../../format/inspect.ts';
import { contextNames } from './names.ts';
import { INSPECT_HELP, f } from '../../flags/flag.ts';

const inspectCommand: Command = {
	name: 'inspect',
	use: 'inspect [OPTIONS] [CONTEXT] [CONTEXT...]',
	short: 'Display detailed information on one or more contexts',
	flags: [f('string', 'format', 'f', INSPECT_HELP)],
	complete: contextNames,
	*run(cli, flags, args) {
		return yield* inspect(
			args.length > 0 ? args : [cli.context],
			flags.text('format'),
			function* (name) {
				const meta = yield* readContext(cli, name);
				const memory = name === 'default';
				const storage = { MetadataPath: memory ? '<IN MEMORY>' : metaDir(cli, name), TLSPath: memory ? '<IN MEMORY>' : tlsDir(cli, name) };
				return { Name: meta.Name, Metadata: meta.Metadata, Endpoints: meta.Endpoints, TLSMaterial: {}, Storage: storage };
			},
			'context.contextWithTLSListing'
		);
	}
};
export default inspectCommand;
