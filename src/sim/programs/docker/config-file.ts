// ~/.docker/config.json: logins, current context, default formats. Models cli/config; credential helpers are not modelled
// (a config that names one has the real "executable not found" error). Fields this client does not know are dropped on save, as the real one does.
import { Errno, type Sys } from '../../engine/index.ts';
import { close, mkdir, open, write } from '../../kernel/index.ts';
import { encodeJson, JsonSyntaxError, parseJson, text as decode } from '../../values/index.ts';
import { readFile } from './files.ts';

export interface AuthEntry {
	/** base64 of user:password. */
	readonly auth?: string;
	readonly identitytoken?: string;
	readonly email?: string;
}
export interface ConfigFile {
	readonly auths: Readonly<Record<string, AuthEntry>>;
	readonly detachKeys?: string;
	readonly currentContext?: string;
	readonly psFormat?: string;
	readonly imagesFormat?: string;
	readonly networksFormat?: string;
	readonly volumesFormat?: string;
	readonly statsFormat?: string;
	readonly pluginsFormat?: string;
	readonly pruneFilters?: readonly string[];
	readonly credsStore?: string;
	readonly proxies?: Readonly<Record<string, Readonly<Record<string, string>>>>;
	readonly aliases?: Readonly<Record<string, string>>;
	readonly cliPluginsExtraDirs?: readonly string[];
}
/** The order in which Go writes them. */
const order: readonly (keyof ConfigFile)[] = [
	'auths',
	'psFormat',
	'imagesFormat',
	'networksFormat',
	'pluginsFormat',
	'volumesFormat',
	'statsFormat',
	'detachKeys',
	'credsStore',
	'pruneFilters',
	'proxies',
	'currentContext',
	'cliPluginsExtraDirs',
	'aliases'
];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the file; a broken one gives an empty configuration and the line to print on stderr. */
export function* loadConfig(dir: string): Sys<{ config: ConfigFile; warning?: string }> {
	const path = `${dir}/config.json`;
	let bytes: Uint8Array;
	try {
		bytes = yield* readFile(path);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		return e.code === 'ENOENT' || e.code === 'ENOTDIR'
			? { config: { auths: {} } }
			: { config: { auths: {} }, warning: `WARNING: Error loading config file: open ${path}: ${e.message.toLowerCase()}` };
	}
	try {
		const value = parseJson(decode(bytes));
		if (!isObject(value))
			return {
				config: { auths: {} },
				warning: `WARNING: Error parsing config file (${path}): json: cannot unmarshal into Go value of type configfile.ConfigFile`
			};
		const auths = isObject(value['auths']) ? value['auths'] : {};
		return { config: { ...value, auths } as ConfigFile };
	} catch (e) {
		if (!(e instanceof JsonSyntaxError)) throw e;
		return { config: { auths: {} }, warning: `WARNING: Error parsing config file (${path}): ${e.message}` };
	}
}

/** Writes the file, mode 0600, making its directory. */
export function* saveConfig(dir: string, config: ConfigFile): Sys<void> {
	try {
		yield* mkdir(dir, 0o700);
	} catch (e) {
		if (!(e instanceof Errno && e.code === 'EEXIST')) throw e;
	}
	const value = Object.fromEntries(order.filter((key) => config[key] !== undefined && config[key] !== '').map((key) => [key, config[key]]));
	const fd = yield* open(`${dir}/config.json`, { write: true, create: true, trunc: true, mode: 0o600 });
	yield* write(fd, encodeJson(value, { indent: '\t' }));
	yield* close(fd);
}
