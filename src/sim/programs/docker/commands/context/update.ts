// docker context update.
import { goQuote } from '../../../../values/index.ts';
import { err, out } from '../../cli.ts';
import { type Command, exact, upTo } from '../../command.ts';
import { readContext, validateContextName, writeContext } from '../../context-store.ts';
import { Failure } from '../../failure.ts';
import { dockerEndpoint } from './endpoint-config.ts';
import { contextNames } from './names.ts';
import { f } from '../../flags/flag.ts';

const update: Command = {
	name: 'update',
	use: 'update [OPTIONS] CONTEXT',
	short: 'Update a context',
	long: `Update a context

Docker endpoint config:

NAME                DESCRIPTION
from                Copy named context's Docker endpoint configuration
host                Docker endpoint on which to connect
ca                  Trust certs signed only by this CA
cert                Path to TLS certificate file
key                 Path to TLS key file
skip-tls-verify     Skip TLS certificate validation

Example:

$ docker context update my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"
`,
	args: exact(1),
	flags: [f('string', 'description', '', 'Description of the context'), f('stringToString', 'docker', '', 'set the docker endpoint')],
	complete: upTo(1, contextNames),
	*run(cli, flags, args) {
		const [name = ''] = args;
		validateContextName(name);
		const now = yield* readContext(cli, name);
		const description = flags.text('description');
		let endpoints = now.Endpoints;
		if (flags.changed('docker')) {
			try {
				endpoints = { ...endpoints, docker: yield* dockerEndpoint(cli, flags.map('docker')) };
			} catch (e) {
				if (e instanceof Failure) throw new Failure(`unable to create docker endpoint config: ${e.text}`);
				throw e;
			}
		}
		yield* writeContext(cli, { Name: name, Metadata: description === '' ? now.Metadata : { ...now.Metadata, Description: description }, Endpoints: endpoints });
		yield* out(`${name}\n`);
		yield* err(`Successfully updated context ${goQuote(name)}\n`);
		return 0;
	}
};
export default update;
