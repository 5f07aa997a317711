// CLI plug-ins: executables named docker-NAME in the plug-in directories. They are processes of their own, as in reality:
// their metadata is what `docker-NAME docker-cli-plugin-metadata` prints, and a run hands them the whole command line.
import { Errno, type Sys } from '../../engine/index.ts';
import { access, close, pipe, readdir, spawn, wait } from '../../kernel/index.ts';
import { parseJson, text as decode } from '../../values/index.ts';
import type { Cli } from './cli.ts';
import type { Command } from './command.ts';
import { readAll } from './files.ts';

const systemDirs = [
	'/usr/local/lib/docker/cli-plugins',
	'/usr/local/libexec/docker/cli-plugins',
	'/usr/lib/docker/cli-plugins',
	'/usr/libexec/docker/cli-plugins'
];
const directories = (cli: Cli): readonly string[] => [...(cli.config.cliPluginsExtraDirs ?? []), `${cli.configDir}/cli-plugins`, ...systemDirs];

/** Where a plug-in's executable is, or undefined. */
export function* findPlugin(cli: Cli, name: string): Sys<string | undefined> {
	if (!/^[a-z][a-z0-9]*$/.test(name)) return undefined;
	for (const dir of directories(cli)) {
		const path = `${dir}/docker-${name}`;
		try {
			yield* access(path, 1);
			return path;
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
	}
	return undefined;
}

const pluginEnv = (cli: Cli, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
	...cli.env,
	DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: cli.argv[0] ?? 'docker',
	...more
});

/** Runs a plug-in with the words after `docker`; answers its exit status. */
export function* runPlugin(cli: Cli, path: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Sys<number> {
	const pid = yield* spawn({ path, argv: [path, ...args], env: pluginEnv(cli, more) });
	for (;;) {
		try {
			const status = yield* wait(pid);
			if (status && 'exited' in status) return status.exited;
			if (status && 'signaled' in status) return 255;
		} catch (e) {
			if (!(e instanceof Errno && e.code === 'EINTR')) throw e;
		}
	}
}

export interface PluginInfo {
	readonly name: string;
	readonly path: string;
	readonly short: string;
	readonly vendor: string;
	readonly version: string;
}

function* metadata(cli: Cli, name: string, path: string): Sys<PluginInfo | undefined> {
	const { read, write } = yield* pipe();
	const pid = yield* spawn({ path, argv: [path, 'docker-cli-plugin-metadata'], env: pluginEnv(cli), fds: { 0: 0, 1: write, 2: 2 } });
	yield* close(write);
	const output = yield* readAll(read);
	yield* close(read);
	yield* wait(pid);
	try {
		const value = parseJson(decode(output));
		if (typeof value !== 'object' || value === null) return undefined;
		const field = (key: string): string => {
			const found = Object.entries(value).find(([name]) => name === key)?.[1];
			return typeof found === 'string' ? found : '';
		};
		return { name, path, short: field('ShortDescription'), vendor: field('Vendor'), version: field('Version') };
	} catch {
		return undefined;
	}
}

/** All plug-ins on disk, sorted by name; the first directory that has one wins. */
export function* listPlugins(cli: Cli): Sys<readonly PluginInfo[]> {
	const found = new Map<string, string>();
	for (const dir of directories(cli)) {
		try {
			for (const entry of yield* readdir(dir)) {
				const name = /^docker-([a-z][a-z0-9]*)$/.exec(entry.name)?.[1];
				if (name !== undefined && !found.has(name)) found.set(name, `${dir}/${entry.name}`);
			}
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
	}
	const out: PluginInfo[] = [];
	for (const name of [...found.keys()].sort()) {
		const info = yield* metadata(cli, name, found.get(name) ?? '');
		if (info) out.push(info);
	}
	return out;
}

/** The plug-in as the main help lists it. */
export const pluginStub = (info: PluginInfo): Command => ({
	name: info.name,
	use: info.name,
	short: info.short,
	run: stub,
	plugin: { vendor: info.vendor, version: info.version, path: info.path }
});
function* stub(): Sys<number> {
	return 0;
}
