// CLI plug-ins: executables named docker-NAME in the plug-in directories. They are processes of their own, as in reality:
// their metadata is what `docker-NAME docker-cli-plugin-metadata` prints, and a run hands them the whole command line.
import { Errno, type Sys } from '../../engine/index.ts';
import { close, isatty, kill, open, pipe, readdir, sigaction, signals, spawn, stat, wait, type SignalName } from '../../kernel/index.ts';
import { JsonSyntaxError, goQuote, parseJson, text as decode } from '../../values/index.ts';
import { err, type Cli } from './cli.ts';
import type { Command } from './command.ts';
import { goErrno, readAll } from './files.ts';

const systemDirs = [
	'/usr/local/lib/docker/cli-plugins',
	'/usr/local/libexec/docker/cli-plugins',
	'/usr/lib/docker/cli-plugins',
	'/usr/libexec/docker/cli-plugins'
];
const directories = (cli: Cli): readonly string[] => [...(cli.config.cliPluginsExtraDirs ?? []), `${cli.configDir}/cli-plugins`, ...systemDirs];

/** A plug-in's executable, when there is a valid one of that name. */
export function* findPlugin(cli: Cli, name: string): Sys<string | undefined> {
	if (!/^[a-z][a-z0-9]*$/.test(name)) return undefined;
	for (const dir of directories(cli)) {
		const path = `${dir}/docker-${name}`;
		try {
			yield* stat(path);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			continue;
		}
		return (yield* metadata(cli, name, path)).invalid === undefined ? path : undefined;
	}
	return undefined;
}

const pluginEnv = (cli: Cli, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
	...cli.env,
	DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: cli.argv[0] ?? 'docker',
	...more
});

/** Runs a plug-in with the words after `docker`; answers its exit status. The client outlives it: a signal is the plug-in's to act on. */
export function* runPlugin(cli: Cli, path: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Sys<number> {
	const pid = yield* spawn({ path, argv: [path, ...args], env: pluginEnv(cli, more) });
	for (const signal of ['INT', 'TERM'] as const) yield* sigaction(signal, 'catch');
	let terminations = 0;
	for (;;) {
		try {
			const status = yield* wait(pid);
			if (status && 'exited' in status) return status.exited;
			if (status && 'signaled' in status) return 255;
		} catch (e) {
			if (!(e instanceof Errno && e.code === 'EINTR')) throw e;
			for (const signal of yield* signals()) terminations += (yield* passOn(pid, signal, terminations)) ? 1 : 0;
			if (terminations >= 3) return 1;
		}
	}
}
/** A terminal's signals reach the plug-in by themselves. FIDELITY: otherwise the real client closes a socket that the plug-in watches; here it passes the signal on. */
function* passOn(pid: number, signal: SignalName, before: number): Sys<boolean> {
	if (yield* isatty(1)) return false;
	if (before < 2) yield* kill(pid, signal);
	else {
		yield* kill(pid, 'KILL');
		yield* err('got 3 SIGTERM/SIGINTs, forcefully exiting\n');
	}
	return true;
}

export interface PluginInfo {
	readonly name: string;
	readonly path: string;
	readonly short: string;
	readonly vendor: string;
	readonly version: string;
	/** Why it is none after all. */
	readonly invalid?: string;
}

/** What `docker-NAME docker-cli-plugin-metadata` prints; a string: why it cannot be had. */
function* ask(cli: Cli, path: string): Sys<unknown> {
	const { read, write } = yield* pipe();
	const nowhere = yield* open('/dev/null', { read: true, write: true });
	try {
		const fds = { 0: nowhere, 1: write, 2: nowhere };
		const pid = yield* spawn({ path, argv: [path, 'docker-cli-plugin-metadata'], env: pluginEnv(cli), fds });
		yield* close(write);
		const output = yield* readAll(read);
		const status = yield* wait(pid);
		if (status && 'exited' in status && status.exited !== 0) return `failed to fetch metadata: exit status ${status.exited}`;
		return parseJson(decode(output));
	} catch (e) {
		if (e instanceof JsonSyntaxError) return `invalid metadata: ${e.message}`;
		if (!(e instanceof Errno)) throw e;
		return `failed to fetch metadata: fork/exec ${path}: ${goErrno(e)}`;
	} finally {
		for (const fd of [read, nowhere]) yield* close(fd);
	}
}

function* metadata(cli: Cli, name: string, path: string): Sys<PluginInfo> {
	const none = { name, path, short: '', vendor: '', version: '' };
	if (!/^[a-z][a-z0-9]*$/.test(name)) return { ...none, invalid: `plugin candidate ${goQuote(name)} did not match "^[a-z][a-z0-9]*$"` };
	if (cli.builtin.includes(name)) return { ...none, invalid: `plugin ${goQuote(name)} duplicates builtin command` };
	const value = yield* ask(cli, path);
	if (typeof value === 'string') return { ...none, invalid: value };
	const fields = Object.entries(typeof value === 'object' && value !== null ? value : {});
	const field = (key: string): string => String(fields.find(([one]) => one === key)?.[1] ?? '');
	const info = { name, path, short: field('ShortDescription'), vendor: field('Vendor'), version: field('Version') };
	const schema = field('SchemaVersion');
	if (schema !== '0.1.0') return { ...info, invalid: `plugin SchemaVersion ${goQuote(schema)} is not valid, must be 0.1.0` };
	return info.vendor === '' ? { ...info, invalid: 'plugin metadata does not define a vendor' } : info;
}

/** All plug-ins on disk, sorted by name; the first directory that has one wins. */
export function* listPlugins(cli: Cli): Sys<readonly PluginInfo[]> {
	const found = new Map<string, string>();
	for (const dir of directories(cli)) {
		try {
			for (const entry of yield* readdir(dir)) {
				const name = /^docker-(.+)$/.exec(entry.name)?.[1];
				if (name !== undefined && !found.has(name)) found.set(name, `${dir}/${entry.name}`);
			}
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
	}
	const out: PluginInfo[] = [];
	for (const name of [...found.keys()].sort()) out.push(yield* metadata(cli, name, found.get(name) ?? ''));
	return out;
}

/** The plug-in as the main help lists it. */
export const pluginStub = (info: PluginInfo): Command => ({
	name: info.name,
	use: info.name,
	short: info.short,
	run: stub,
	plugin: info
});
function* stub(): Sys<number> {
	return 0;
}
