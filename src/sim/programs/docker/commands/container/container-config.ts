// From the flags of `docker run` and `docker create` to the body of POST /containers/create (cli/command/container/opts.go: parse).
// Invariant: checks come in the real order, so that the first mistake is the one reported.
import type { Sys } from '../../../../engine/index.ts';
import { serverInfo } from '../../client/endpoint.ts';
import type { Cli } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import { absolute } from '../../files.ts';
import type { Flags } from '../../flags/flag.ts';
import { cut, pairs } from '../../opts/cut.ts';
import { parseDevice } from '../../opts/devices.ts';
import { readPairs } from '../../opts/env-file.ts';
import { isMac } from '../../opts/ip.ts';
import { parseMount, type Mount } from '../../opts/mount.ts';
import { exposePorts, parsePortSpecs, shortPublish } from '../../opts/ports.ts';
import { parseRestartPolicy } from '../../opts/restart.ts';
import { parseSecurity } from '../../opts/security.ts';
import { parseVolume } from '../../opts/volume.ts';
import { health } from './health-config.ts';
import { hostConfig, type HostConfig } from './host-config.ts';
import { endpoints, type EndpointSettings } from './network-config.ts';

export interface ContainerConfig {
	Hostname: string;
	Domainname: string;
	User: string;
	AttachStdin: boolean;
	AttachStdout: boolean;
	AttachStderr: boolean;
	ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
	Tty: boolean;
	OpenStdin: boolean;
	StdinOnce: boolean;
	Env: readonly string[] | null;
	Cmd: readonly string[] | null;
	Healthcheck?: Readonly<Record<string, unknown>>;
	Image: string;
	Volumes: Readonly<Record<string, Record<string, never>>>;
	WorkingDir: string;
	Entrypoint: readonly string[] | null;
	OnBuild: null;
	Labels: Readonly<Record<string, string>>;
	StopSignal?: string;
	StopTimeout?: number;
}
export interface CreateBody {
	readonly config: ContainerConfig;
	readonly host: HostConfig;
	readonly endpoints: Readonly<Record<string, EndpointSettings>>;
}

/** -v values: binds with absolute sources, and targets of anonymous volumes. */
function* bindsAndVolumes(values: readonly string[]): Sys<{ binds: string[]; volumes: Record<string, Record<string, never>> }> {
	const binds: string[] = [];
	const volumes: Record<string, Record<string, never>> = {};
	for (const value of new Set(values)) {
		const volume = parseVolume(value);
		if (volume.source === '') {
			volumes[value] = {};
			continue;
		}
		const [source, target] = cut(value, ':');
		binds.push(volume.type === 'bind' && source.startsWith('.') ? `${yield* absolute(source)}:${target}` : value);
	}
	return { binds, volumes };
}

function* mounts(values: readonly string[]): Sys<readonly Mount[]> {
	const out: Mount[] = [];
	for (const value of values) {
		const mount = parseMount(value);
		if (mount.Source?.startsWith('.') === true) mount.Source = yield* absolute(mount.Source);
		out.push(mount);
	}
	return out;
}

const checkMode = (flag: string, value: string, valid: readonly string[], prefix: string | undefined, name: string): void => {
	const ok = valid.includes(value) || (prefix !== undefined && value.startsWith(prefix) && value !== prefix);
	if (!ok) throw new Failure(`--${flag}: invalid ${name} mode`);
};

/** -e values by name: the last one of a name wins, at the first one's place; config.json's proxies fill what is not given. */
function environment(cli: Cli, values: readonly string[]): string[] {
	const byName = new Map<string, string>();
	for (const value of values) byName.set(cut(value, '=')[0], value);
	const proxies = cli.config.proxies?.[cli.host ?? ''] ?? cli.config.proxies?.['default'] ?? {};
	const names: Readonly<Record<string, string>> = {
		httpProxy: 'HTTP_PROXY',
		httpsProxy: 'HTTPS_PROXY',
		noProxy: 'NO_PROXY',
		ftpProxy: 'FTP_PROXY',
		allProxy: 'ALL_PROXY'
	};
	for (const [key, name] of Object.entries(names)) {
		const value = proxies[key];
		if (value === undefined || value === '') continue;
		for (const one of [name, name.toLowerCase()]) if (!byName.has(one)) byName.set(one, `${one}=${value}`);
	}
	return [...byName.values()];
}

/** The whole of parse(). Throws Failure with the real text. */
export function* containerConfig(cli: Cli, flags: Flags, image: string, args: readonly string[]): Sys<CreateBody> {
	const mac = flags.text('mac-address');
	if (mac !== '' && !isMac(mac.trim())) throw new Failure(`${mac} is not a valid mac address`);
	const { osType } = yield* serverInfo(cli);
	const attach = flags.list('attach');
	const stdin = flags.bool('interactive');
	const swappiness = flags.number('memory-swappiness');
	if (swappiness !== -1 && (swappiness < 0 || swappiness > 100)) throw new Failure(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`);
	const { binds, volumes } = yield* bindsAndVolumes(flags.list('volume'));
	const { exposed, bindings } = parsePortSpecs(shortPublish(flags.list('publish')));
	exposePorts(flags.list('expose'), exposed);
	const cdi = flags.list('device').filter((device) => /^[A-Za-z0-9][A-Za-z0-9._-]*\/[A-Za-z0-9_-]+=[A-Za-z0-9._:-]+$/.test(device));
	const devices = flags
		.list('device')
		.filter((device) => !cdi.includes(device))
		.map((device) => {
			if (osType !== 'linux') throw new Failure(`unknown server OS: ${osType}`);
			return parseDevice(device);
		});
	const env = yield* readPairs(flags.list('env-file'), environment(cli, flags.list('env')), cli.env);
	const labels = pairs(yield* readPairs(flags.list('label-file'), flags.list('label')));
	checkMode('pid', flags.text('pid'), ['', 'host'], 'container:', 'PID');
	checkMode('uts', flags.text('uts'), ['', 'host'], undefined, 'UTS');
	checkMode('userns', flags.text('userns'), ['', 'host'], undefined, 'USER');
	checkMode('cgroupns', flags.text('cgroupns'), ['', 'private', 'host'], undefined, 'CGROUP');
	const restart = flags.text('restart') === '' ? { Name: '', MaximumRetryCount: 0 } : parseRestartPolicy(flags.text('restart'));
	if (flags.text('log-driver') === 'none' && flags.list('log-opt').length > 0) throw new Failure('invalid logging opts for driver none');
	const security = yield* parseSecurity(flags.list('security-opt'));
	for (const option of flags.list('storage-opt')) if (!option.includes('=')) throw new Failure('invalid storage option');
	const healthcheck = health(flags);
	const entrypoint = flags.text('entrypoint');
	const config: ContainerConfig = {
		Hostname: flags.text('hostname'),
		Domainname: flags.text('domainname'),
		User: flags.text('user'),
		AttachStdin: attach.includes('stdin') || stdin,
		AttachStdout: attach.length === 0 || attach.includes('stdout'),
		AttachStderr: attach.length === 0 || attach.includes('stderr'),
		...(Object.keys(exposed).length === 0 ? {} : { ExposedPorts: exposed }),
		Tty: flags.bool('tty'),
		OpenStdin: stdin,
		StdinOnce: false,
		Env: env.length === 0 ? null : env,
		Cmd: args.length === 0 ? null : args,
		...(healthcheck === undefined ? {} : { Healthcheck: healthcheck }),
		Image: image,
		Volumes: volumes,
		WorkingDir: flags.text('workdir'),
		Entrypoint: entrypoint !== '' ? [entrypoint] : flags.changed('entrypoint') ? [''] : null,
		OnBuild: null,
		Labels: labels,
		...(flags.text('stop-signal') === '' ? {} : { StopSignal: flags.text('stop-signal') }),
		...(flags.changed('stop-timeout') ? { StopTimeout: flags.number('stop-timeout') } : {})
	};
	const host = hostConfig(flags, { binds, bindings, devices, cdi, restart, security, mounts: yield* mounts(flags.list('mount')) });
	if (host.AutoRemove && restart.Name !== 'no' && restart.Name !== '') throw new Failure('conflicting options: cannot specify both --restart and --rm');
	if (config.OpenStdin && config.AttachStdin) config.StdinOnce = true;
	const networks = endpoints(flags);
	return { config, host, endpoints: networks };
}
