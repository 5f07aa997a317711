// docker network rm. A failure ends with the line "exit status 1", as the real one does.
import { call, json } from '../../client/api.ts';
import { err, out } from '../../cli.ts';
import { type Command, min } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { confirm } from '../../prompt.ts';
import { networkNames, networkPath } from './common.ts';
import { f } from '../../flags/flag.ts';

const ingressWarning =
	'WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. Otherwise, removal may not be effective and functionality of newly create ingress networks will be impaired.\nAre you sure you want to continue?';

const rm: Command = {
	name: 'rm',
	use: 'rm NETWORK [NETWORK...]',
	short: 'Remove one or more networks',
	aliases: ['remove'],
	args: min(1),
	flags: [f('bool', 'force', 'f', 'Do not error if the network does not exist')],
	complete: networkNames,
	*run(cli, flags, args) {
		let failed = false;
		for (const name of args) {
			try {
				const found = yield* json<{ Ingress?: boolean }>(cli, 'GET', networkPath(name));
				if (found.Ingress === true && !(yield* confirm(ingressWarning))) continue;
			} catch (e) {
				if (!(e instanceof Failure)) throw e;
			}
			try {
				yield* call(cli, 'DELETE', networkPath(name));
				yield* out(`${name}\n`);
			} catch (e) {
				if (!(e instanceof Failure)) throw e;
				if (flags.bool('force') && e.status === 404) continue;
				yield* err(`${e.text}\n`);
				failed = true;
			}
		}
		if (failed) throw new Failure('exit status 1');
		return 0;
	}
};
export default rm;
