// docker login: credentials are checked by the daemon and kept in config.json.
// Leaves out the device-code flow of Docker Hub's web login: it cannot be reached, so the prompt follows as in reality.
import type { Sys } from '../../../../engine/index.ts';
import { isatty, tcgetattr, tcsetattr } from '../../../../kernel/index.ts';
import { text as decode } from '../../../../values/index.ts';
import { hostnameOf, INDEX_SERVER, storedAuth, storedEntry, type AuthConfig } from '../../auth.ts';
import { json } from '../../client/api.ts';
import { err, out, type Cli } from '../../cli.ts';
import { type Command, max } from '../../command.ts';
import { saveConfig } from '../../config-file.ts';
import { Failure } from '../../failure.ts';
import { readAll } from '../../files.ts';
import { type Flags, f } from '../../flags/flag.ts';
import { readLine } from '../../prompt.ts';

function checkFlags(flags: Flags): void {
	if (flags.changed('password-stdin')) {
		if (flags.changed('password')) throw new Failure('conflicting options: cannot specify both --password and --password-stdin');
		if (!flags.changed('username')) throw new Failure('the --password-stdin option requires --username to be set');
	}
	if (flags.changed('username') && flags.text('username') === '') throw new Failure('username is empty');
	if (flags.changed('password') && flags.text('password') === '') throw new Failure('password is empty');
}

function* ask(message: string): Sys<string> {
	yield* out(message);
	return ((yield* readLine()) ?? '').trim();
}

function* askCredentials(username: string, password: string, known: string, server: string): Sys<{ username: string; password: string }> {
	let user = username.trim();
	if (user === '') {
		if (server === INDEX_SERVER) {
			yield* out(
				"Log in with your Docker ID or email address to push and pull images from Docker Hub. If you don't have a Docker ID, head over to https://hub.docker.com/ to create one.\n"
			);
			yield* out(
				'You can log in with your password or a Personal Access Token (PAT). Using a limited-scope PAT grants better security and is required for organizations using SSO. Learn more at https://docs.docker.com/go/access-tokens/\n\n'
			);
		}
		user = (yield* ask(known === '' ? 'Username: ' : `Username (${known}): `)) || known;
		if (user === '') throw new Failure('Error: Non-null Username Required');
	}
	let secret = password.trim();
	if (secret === '') {
		const terminal = yield* tcgetattr(0);
		yield* tcsetattr(0, { echo: false });
		if (server === INDEX_SERVER)
			yield* err(
				'\n Info -> A Personal Access Token (PAT) can be used instead.\n         To create a PAT, visit https://app.docker.com/settings\n         \n         \n'
			);
		secret = yield* ask('Password: ');
		yield* out('\n');
		yield* tcsetattr(0, terminal);
		if (secret === '') throw new Failure('Error: Password Required');
	}
	return { username: user, password: secret };
}

function* authenticate(cli: Cli, auth: AuthConfig): Sys<string> {
	const answer = yield* json<{ Status: string; IdentityToken?: string }>(cli, 'POST', '/auth', { body: { json: auth } });
	const key = auth.serveraddress ?? INDEX_SERVER;
	const entry = storedEntry(auth.username ?? '', auth.password ?? '');
	if (cli.config.auths[key]?.auth !== entry.auth) {
		yield* saveConfig(cli.configDir, { ...cli.config, auths: { ...cli.config.auths, [key]: entry } });
		yield* err(
			`\nWARNING! Your credentials are stored unencrypted in '${cli.configDir}/config.json'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n`
		);
	}
	return answer.Status;
}

const login: Command = {
	name: 'login',
	use: 'login [OPTIONS] [SERVER]',
	short: 'Authenticate to a registry',
	long: `Authenticate to a registry.
Defaults to Docker Hub if no server is specified.`,
	top: 8,
	args: max(1),
	flags: [
		f('string', 'password', 'p', 'Password or Personal Access Token (PAT)'),
		f('bool', 'password-stdin', '', 'Take the Password or Personal Access Token (PAT) from stdin'),
		f('string', 'username', 'u', 'Username')
	],
	*run(cli, flags, args) {
		checkFlags(flags);
		const [given = ''] = args;
		let password = flags.text('password');
		if (password !== '') yield* err('WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n');
		if (flags.bool('password-stdin')) password = decode(yield* readAll(0)).replace(/\r?\n$/, '');
		const username = flags.text('username');
		const server = given === '' || given === 'docker.io' ? INDEX_SERVER : hostnameOf(given);
		const stored = username === '' && password === '' ? storedAuth(cli, server) : undefined;
		if (stored?.username !== undefined && stored.password !== undefined && stored.password !== '') {
			yield* err(
				`Authenticating with existing credentials... [Username: ${stored.username}]\n\n Info -> To login with a different account, run 'docker logout' followed by 'docker login'\n\n\n`
			);
			try {
				const status = yield* authenticate(cli, { ...stored, serveraddress: server });
				if (status !== '') yield* out(`${status}\n`);
				return 0;
			} catch (e) {
				if (!(e instanceof Failure)) throw e;
				yield* err(e.status === 401 ? 'Stored credentials invalid or expired\n' : `Login did not succeed, error: ${e.text}\n`);
			}
		}
		if ((username === '' || password === '') && !(yield* isatty(0))) throw new Failure('Error: Cannot perform an interactive login from a non TTY device');
		if (server === INDEX_SERVER && username === '' && password === '')
			yield* err('Failed to start web-based login - falling back to command line login...\n\n');
		const credentials = yield* askCredentials(username, password, stored?.username ?? '', server);
		const status = yield* authenticate(cli, { ...credentials, serveraddress: server });
		if (status !== '') yield* out(`${status}\n`);
		return 0;
	}
};
export default login;
