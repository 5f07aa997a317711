// Registry credentials from config.json, as the X-Registry-Auth header carries them.
import { base64, base64Url, encodeJson, text as decode, unbase64 } from '../../values/index.ts';
import type { Cli } from './cli.ts';
import { cut } from './opts/cut.ts';
import { parseReference } from './reference.ts';

export const INDEX_SERVER = 'https://index.docker.io/v1/';

export interface AuthConfig {
	readonly username?: string;
	readonly password?: string;
	readonly auth?: string;
	readonly serveraddress?: string;
	readonly identitytoken?: string;
}

/** The key of a registry in config.json. */
export const authKey = (domain: string): string => (domain === 'docker.io' || domain === 'index.docker.io' ? INDEX_SERVER : domain);

/** https://Host/path → host. */
export const hostnameOf = (address: string): string => cut(address.replace(/^https?:\/\//, ''), '/')[0];

/** The stored credentials for a key, or undefined. */
export function storedAuth(cli: Pick<Cli, 'config'>, key: string): AuthConfig | undefined {
	const entry = cli.config.auths[key] ?? Object.entries(cli.config.auths).find(([name]) => hostnameOf(name) === hostnameOf(key))?.[1];
	if (!entry) return undefined;
	const [username, password] = entry.auth === undefined ? ['', ''] : cut(decode(unbase64(entry.auth)), ':');
	return {
		...(username === '' ? {} : { username, password }),
		serveraddress: key,
		...(entry.identitytoken === undefined ? {} : { identitytoken: entry.identitytoken })
	};
}

/** registry.EncodeAuthConfig. */
export const encodeAuth = (auth: AuthConfig | undefined): string => base64Url(encodeJson(auth ?? {}));

/** The header for pulling or pushing an image. */
export const authHeaders = (cli: Cli, image: string): Readonly<Record<string, string>> => ({
	'X-Registry-Auth': encodeAuth(storedAuth(cli, authKey(parseReference(image).domain)))
});

/** What config.json keeps of a login. */
export const storedEntry = (username: string, password: string): { auth: string } => ({ auth: base64(`${username}:${password}`) });
