// docker system info: the client, its plug-ins, and all that the engine says of itself.
import type { Sys } from '../../../../engine/index.ts';
import { bytesSize, goQuote } from '../../../../values/index.ts';
import { INDEX_SERVER, storedAuth } from '../../auth.ts';
import { json } from '../../client/api.ts';
import { CLIENT, err, out, type Cli } from '../../cli.ts';
import { type Command, none } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { parse, run as execute } from '../../format/template.ts';
import { typed } from '../../format/typed.ts';
import { listPlugins, type PluginInfo } from '../../plugins.ts';
import { swarmLines } from './info-swarm.ts';
import type { Info } from './info-type.ts';
import { INSPECT_HELP, f } from '../../flags/flag.ts';

const client = (cli: Cli, plugins: readonly PluginInfo[]): Readonly<Record<string, unknown>> => ({
	Debug: cli.debug,
	Version: CLIENT.version,
	DefaultAPIVersion: CLIENT.apiVersion,
	GitCommit: CLIENT.gitCommit,
	GoVersion: CLIENT.goVersion,
	Os: CLIENT.os,
	Arch: CLIENT.arch,
	BuildTime: CLIENT.built,
	Context: cli.context,
	Plugins: plugins.map((plugin) => ({
		SchemaVersion: '0.1.0',
		Vendor: plugin.vendor,
		Version: plugin.version,
		ShortDescription: plugin.short,
		Name: plugin.name,
		Path: plugin.path,
		...(plugin.invalid === undefined ? {} : { Err: plugin.invalid })
	})),
	Warnings: null
});

function clientText(cli: Cli, plugins: readonly PluginInfo[]): string {
	const lines = ['Client:', ` Version:    ${CLIENT.version}`, ` Context:    ${cli.context}`, ` Debug Mode: ${cli.debug}`];
	if (plugins.length > 0) lines.push(' Plugins:');
	for (const plugin of plugins.filter((one) => one.invalid === undefined)) {
		lines.push(`  ${plugin.name}: ${plugin.short} (${plugin.vendor})`);
		if (plugin.version !== '') lines.push(`    Version:  ${plugin.version}`);
		lines.push(`    Path:     ${plugin.path}`);
	}
	return `${lines.join('\n')}\n\nServer:\n`;
}

/** name=seccomp,profile=builtin → the lines below "Security Options:". */
function securityLines(options: readonly string[]): string[] {
	return options.flatMap((option) => {
		const pairs = option.split(',').map((pair) => pair.split('='));
		const name = pairs.find(([key]) => key === 'name')?.[1] ?? '';
		const profiles = pairs.filter(([key]) => key === 'profile').map(([, value]) => `   Profile: ${value}`);
		return [`  ${name}`, ...profiles];
	});
}

function serverText(info: Info, user: string | undefined, debug: boolean): string {
	const lines: string[] = [];
	const line = (label: string, value: unknown): void => void lines.push(` ${label}: ${String(value)}`);
	const filled = (label: string, value: string | undefined): void => void (value !== undefined && value !== '' && line(label, value));
	line('Containers', info.Containers);
	line(' Running', info.ContainersRunning);
	line(' Paused', info.ContainersPaused);
	line(' Stopped', info.ContainersStopped);
	line('Images', info.Images);
	filled('Server Version', info.ServerVersion);
	filled('Storage Driver', info.Driver);
	for (const [name, value] of info.DriverStatus ?? []) lines.push(`  ${name}: ${value}`);
	filled('Logging Driver', info.LoggingDriver);
	filled('Cgroup Driver', info.CgroupDriver);
	filled('Cgroup Version', info.CgroupVersion);
	lines.push(' Plugins:', `  Volume: ${(info.Plugins.Volume ?? []).join(' ')}`, `  Network: ${(info.Plugins.Network ?? []).join(' ')}`);
	if ((info.Plugins.Authorization ?? []).length > 0) lines.push(`  Authorization: ${(info.Plugins.Authorization ?? []).join(' ')}`);
	lines.push(`  Log: ${(info.Plugins.Log ?? []).join(' ')}`);
	if ((info.CDISpecDirs ?? []).length > 0) lines.push(' CDI spec directories:', ...(info.CDISpecDirs ?? []).map((dir) => `  ${dir}`));
	line('Swarm', info.Swarm?.LocalNodeState ?? '');
	lines.push(...swarmLines(info));
	const runtimes = Object.keys(info.Runtimes ?? {});
	if (runtimes.length > 0) lines.push(` Runtimes: ${runtimes.join(' ')}`, ` Default Runtime: ${info.DefaultRuntime ?? ''}`);
	if (info.OSType === 'linux') {
		line('Init Binary', info.InitBinary ?? '');
		line('containerd version', info.ContainerdCommit?.ID ?? '');
		line('runc version', info.RuncCommit?.ID ?? '');
		line('init version', info.InitCommit?.ID ?? '');
		if ((info.SecurityOptions ?? []).length > 0) lines.push(' Security Options:', ...securityLines(info.SecurityOptions ?? []));
	}
	filled('Kernel Version', info.KernelVersion);
	filled('Operating System', info.OperatingSystem);
	filled('OSType', info.OSType);
	filled('Architecture', info.Architecture);
	line('CPUs', info.NCPU);
	line('Total Memory', bytesSize(info.MemTotal));
	filled('Name', info.Name);
	filled('ID', info.ID);
	line('Docker Root Dir', info.DockerRootDir);
	line('Debug Mode', info.Debug);
	if (info.Debug || debug)
		lines.push(
			`  File Descriptors: ${info.NFd}`,
			`  Goroutines: ${info.NGoroutines}`,
			`  System Time: ${info.SystemTime ?? ''}`,
			`  EventsListeners: ${info.NEventsListener}`
		);
	filled('HTTP Proxy', info.HttpProxy);
	filled('HTTPS Proxy', info.HttpsProxy);
	filled('No Proxy', info.NoProxy);
	filled('Username', user);
	if ((info.Labels ?? []).length > 0) lines.push(' Labels:', ...(info.Labels ?? []).map((label) => `  ${label}`));
	line('Experimental', info.ExperimentalBuild);
	const registries = info.RegistryConfig;
	const insecure = Object.values(registries?.IndexConfigs ?? {})
		.filter((index) => !index.Secure)
		.map((index) => `  ${index.Name}`);
	const ranges = (registries?.InsecureRegistryCIDRs ?? []).map((range) => `  ${range}`);
	if (registries && (ranges.length > 0 || Object.keys(registries.IndexConfigs ?? {}).length > 0)) lines.push(' Insecure Registries:', ...insecure, ...ranges);
	if ((registries?.Mirrors ?? []).length > 0) lines.push(' Registry Mirrors:', ...(registries?.Mirrors ?? []).map((mirror) => `  ${mirror}`));
	line('Live Restore Enabled', info.LiveRestoreEnabled);
	filled('Product License', info.ProductLicense);
	if ((info.DefaultAddressPools ?? []).length > 0)
		lines.push(' Default Address Pools:', ...(info.DefaultAddressPools ?? []).map((pool) => `   Base: ${pool.Base}, Size: ${pool.Size}`));
	return `${lines.join('\n')}\n\n`;
}

/** Whether a template asks only for what the client knows. */
function clientOnly(format: string, known: Readonly<Record<string, unknown>>): boolean {
	if (format === 'json' || format === '{{json .}}' || !/\.[a-zA-Z]/.test(format)) return false;
	const fields = format.match(/\.[A-Z][A-Za-z]*/g) ?? [];
	return /^[^.]*\.Client(Info|Errors)/.test(format) && fields.every((field) => field === '.ClientInfo' || field === '.ClientErrors' || field.slice(1) in known);
}

/** The template; a broken one is told after the failure to reach the daemon. */
function parsed(format: string, failed: Failure | undefined): ReturnType<typeof parse> {
	try {
		return parse(format, 'template parsing error', 64);
	} catch (e) {
		if (e instanceof Failure && failed) throw new Failure(`${failed.text}\n${e.text}`, e.code);
		throw e;
	}
}

const info: Command = {
	name: 'info',
	use: 'info [OPTIONS]',
	short: 'Display system-wide information',
	also: 'docker system info, docker info',
	top: 12,
	args: none,
	flags: [f('string', 'format', 'f', INSPECT_HELP)],
	*run(cli, flags) {
		const format = flags.text('format');
		const plugins = yield* listPlugins(cli);
		const own = client(cli, plugins);
		let engine: Info | undefined;
		let failed: Failure | undefined;
		if (!clientOnly(format, own)) {
			try {
				engine = yield* json<Info>(cli, 'GET', '/info');
			} catch (e) {
				if (!(e instanceof Failure)) throw e;
				failed = e;
			}
		}
		if (format === '') return yield* pretty(cli, plugins, engine, failed);
		const template = parsed(format === 'json' ? '{{json .}}' : format, failed);
		const data = { ...engine, ClientInfo: own };
		const shown = format === 'json' || /^\{\{\s*json \.\s*\}\}$/.test(format) ? data : typed(data, 'system.dockerInfo');
		try {
			yield* out(`${execute(template, shown, '')}\n`);
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			yield* out('\n');
			throw new Failure([...(failed ? [failed.text] : []), e.text].join('\n'));
		}
		if (failed) throw failed;
		return 0;
	}
};
export default info;

function* pretty(cli: Cli, plugins: readonly PluginInfo[], engine: Info | undefined, failed: Failure | undefined): Sys<number> {
	yield* out(clientText(cli, plugins));
	if (engine) {
		yield* out(serverText(engine, storedAuth(cli, INDEX_SERVER)?.username, cli.debug));
		for (const warning of engine.Warnings ?? []) yield* err(`${warning}\n`);
	}
	for (const { path, invalid } of plugins) if (invalid !== undefined) yield* err(`WARNING: Plugin ${goQuote(path)} is not valid: ${invalid}\n`);
	if (!failed) return 0;
	if (failed.unreachable) throw failed;
	yield* err(`ERROR: ${failed.text}\n`);
	throw new Failure('errors pretty printing info');
}
