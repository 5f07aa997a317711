// docker context create.
import type { Sys } from '../../../../engine/index.ts';
import { goQuote } from '../../../../values/index.ts';
import { err, out, type Cli } from '../../cli.ts';
import { type Command, exact } from '../../command.ts';
import { hasContext, readContext, validateContextName, writeContext, type ContextMeta } from '../../context-store.ts';
import { Failure } from '../../failure.ts';
import { dockerEndpoint } from './endpoint-config.ts';
import { f } from '../../flags/flag.ts';

export function* checkNew(cli: Cli, name: string): Sys<void> {
	validateContextName(name);
	if (yield* hasContext(cli, name)) throw new Failure(`context ${goQuote(name)} already exists`);
}

const create: Command = {
	name: 'create',
	use: 'create [OPTIONS] CONTEXT',
	short: 'Create a context',
	long: `Create a context

Docker endpoint config:

NAME                DESCRIPTION
from                Copy named context's Docker endpoint configuration
host                Docker endpoint on which to connect
ca                  Trust certs signed only by this CA
cert                Path to TLS certificate file
key                 Path to TLS key file
skip-tls-verify     Skip TLS certificate validation

Example:

$ docker context create my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"
`,
	args: exact(1),
	flags: [
		f('string', 'description', '', 'Description of the context'),
		f('stringToString', 'docker', '', 'set the docker endpoint'),
		f('string', 'from', '', 'create context from a named context')
	],
	*run(cli, flags, args) {
		const [name = ''] = args;
		yield* checkNew(cli, name);
		const description = flags.text('description');
		const from = flags.text('from');
		const given = flags.changed('docker');
		let meta: ContextMeta;
		if (from === '' && given) {
			try {
				const endpoint = yield* dockerEndpoint(cli, flags.map('docker'));
				meta = { Name: name, Metadata: description === '' ? {} : { Description: description }, Endpoints: { docker: endpoint } };
			} catch (e) {
				if (e instanceof Failure) throw new Failure(`unable to create docker endpoint config: ${e.text}`);
				throw e;
			}
		} else {
			if (given) throw new Failure('cannot use --docker flag when --from is set');
			const source = yield* readContext(cli, from === '' ? cli.context : from);
			meta = { Name: name, Metadata: description === '' ? source.Metadata : { ...source.Metadata, Description: description }, Endpoints: source.Endpoints };
		}
		yield* writeContext(cli, meta);
		yield* out(`${name}\n`);
		yield* err(`Successfully created context ${goQuote(name)}\n`);
		return 0;
	}
};
export default create;
