// docker logout: forgets a registry's credentials.
import { hostnameOf, INDEX_SERVER } from '../../auth.ts';
import { out } from '../../cli.ts';
import { type Command, max } from '../../command.ts';
import { saveConfig } from '../../config-file.ts';

const logout: Command = {
	name: 'logout',
	use: 'logout [SERVER]',
	short: 'Log out from a registry',
	long: `Log out from a registry.
If no server is specified, the default is defined by the daemon.`,
	top: 9,
	args: max(1),
	*run(cli, _flags, args) {
		const [given = ''] = args;
		const host = given === '' ? INDEX_SERVER : hostnameOf(given);
		const keys = given === '' ? [INDEX_SERVER] : [given, host, `http://${host}`, `https://${host}`];
		yield* out(`Removing login credentials for ${host}\n`);
		if (keys.some((key) => cli.config.auths[key] !== undefined)) {
			const auths = Object.fromEntries(Object.entries(cli.config.auths).filter(([key]) => !keys.includes(key)));
			yield* saveConfig(cli.configDir, { ...cli.config, auths });
		}
		return 0;
	}
};
export default logout;
