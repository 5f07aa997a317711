// What the engine refuses before it makes or updates a container: the checks of moby's verifyContainerSettings, in its order and words.
// Invariant: throws only 400s; answers warnings.
import type { Sys } from '../engine/index.ts';
import { sysinfo } from '../kernel/index.ts';
import type { ContainerConfig, Healthcheck, HostConfig, PortMap, RestartPolicy } from './api-types.ts';
import { normalizeCapabilities } from './capabilities.ts';
import type { DaemonConfig } from './config.ts';
import { badParameter } from './errors.ts';
import { parseSignal } from './signals.ts';
import { checkMountSpec } from './mount-parser.ts';

const minMemory = 6 * 1024 * 1024;
const minDurationNs = 1_000_000;

function checkConfig(config: ContainerConfig): void {
	if (config.WorkingDir !== '' && !config.WorkingDir.startsWith('/'))
		throw badParameter(`the working directory '${config.WorkingDir}' is invalid, it needs to be an absolute path`);
	if (config.StopSignal) parseSignal(config.StopSignal);
	for (const env of config.Env ?? []) if (env === '' || env.startsWith('=')) throw badParameter(`invalid environment variable: ${env}`);
	if (config.Healthcheck) checkHealthcheck(config.Healthcheck);
}
function checkHealthcheck(health: Healthcheck): void {
	const duration = (name: 'Interval' | 'Timeout' | 'StartPeriod' | 'StartInterval'): void => {
		const value = health[name] ?? 0;
		if (value !== 0 && value < minDurationNs) throw badParameter(`${name} in Healthcheck cannot be less than 1ms`);
	};
	duration('Interval');
	duration('Timeout');
	if ((health.Retries ?? 0) < 0) throw badParameter('Retries in Healthcheck cannot be negative');
	duration('StartPeriod');
	duration('StartInterval');
}

export function checkRestartPolicy(policy: RestartPolicy): void {
	const { Name: name, MaximumRetryCount: count } = policy;
	const fail = (why: string): never => {
		throw badParameter('invalid restart policy: ' + why);
	};
	if (name === 'always' || name === 'no' || name === 'unless-stopped') {
		if (count !== 0) fail(`maximum retry count can only be used with 'on-failure'${count < 0 ? ' and cannot be negative' : ''}`);
	} else if (name === 'on-failure') {
		if (count < 0) fail('maximum retry count cannot be negative');
	} else if (name !== '') fail(`unknown policy '${name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`);
}

function checkPortBindings(ports: PortMap): void {
	const valid = (text: string): boolean => /^\d+(-\d+)?$/.test(text) && text.split('-').every((part) => Number(part) <= 65_535);
	for (const [port, bindings] of Object.entries(ports)) {
		const number = port.split('/')[0] ?? '';
		if (!valid(number)) throw badParameter(`invalid port specification: "${number}"`);
		for (const { HostPort } of bindings ?? [])
			if (HostPort !== '' && !valid(HostPort.split('/')[0] ?? '')) throw badParameter(`invalid port specification: "${HostPort}"`);
	}
}

function* checkHostConfig(host: HostConfig, warnings: string[]): Sys<void> {
	if (host.AutoRemove && host.RestartPolicy.Name !== 'no' && host.RestartPolicy.Name !== '')
		throw badParameter("can't create 'AutoRemove' container with restart policy");
	for (const spec of host.Mounts ?? []) yield* checkMountSpec(spec, true);
	for (const extra of host.ExtraHosts ?? []) {
		const at = extra.indexOf(':');
		if (at <= 0) throw badParameter(`bad format for add-host: "${extra}"`);
		const ip = extra.slice(at + 1);
		if (ip !== 'host-gateway' && !/^(\d{1,3}\.){3}\d{1,3}$/.test(ip) && !ip.includes(':')) throw badParameter(`invalid IP address in add-host: "${ip}"`);
	}
	checkPortBindings(host.PortBindings);
	checkRestartPolicy(host.RestartPolicy);
	const add = normalizeCapabilities(host.CapAdd ?? []);
	if (!Array.isArray(add)) throw badParameter('invalid CapAdd: ' + add.error);
	const drop = normalizeCapabilities(host.CapDrop ?? []);
	if (!Array.isArray(drop)) throw badParameter('invalid CapDrop: ' + drop.error);
	if (!['', 'default'].includes(host.Isolation)) throw badParameter(`invalid isolation (${host.Isolation}): linux only supports 'default'`);
	if (host.NetworkMode === 'host' && Object.keys(host.PortBindings).length > 0) warnings.push('Published ports are discarded when using host network mode');
}

/** Memory, CPU and pids limits; `update` for `docker update`. */
export function* checkResources(host: HostConfig, update: boolean): Sys<void> {
	const fail = (why: string): never => {
		throw badParameter(why);
	};
	if (host.Memory !== 0 && host.Memory < minMemory) fail('Minimum memory limit allowed is 6MB');
	if (host.Memory > 0 && host.MemorySwap > 0 && host.MemorySwap < host.Memory) fail('Minimum memoryswap limit should be larger than memory limit, see usage');
	if (host.Memory === 0 && host.MemorySwap > 0 && !update) fail('You should always set the Memory limit when using Memoryswap limit, see usage');
	if (host.MemorySwappiness !== null && host.MemorySwappiness !== -1 && (host.MemorySwappiness < 0 || host.MemorySwappiness > 100))
		fail(`Invalid value: ${host.MemorySwappiness}, valid memory swappiness range is 0-100`);
	if (host.MemoryReservation > 0 && host.MemoryReservation < minMemory) fail('Minimum memory reservation allowed is 6MB');
	if (host.Memory > 0 && host.MemoryReservation > 0 && host.Memory < host.MemoryReservation)
		fail('Minimum memory limit can not be less than memory reservation limit, see usage');
	if (host.NanoCpus > 0 && host.CpuPeriod > 0) fail('Conflicting options: Nano CPUs and CPU Period cannot both be set');
	if (host.NanoCpus > 0 && host.CpuQuota > 0) fail('Conflicting options: Nano CPUs and CPU Quota cannot both be set');
	// The processors matter only where somebody asks for some.
	const { cores } = host.NanoCpus !== 0 || host.CpusetCpus !== '' ? yield* sysinfo() : { cores: 0 };
	if (host.NanoCpus < 0 || host.NanoCpus > cores * 1e9) fail(`range of CPUs is from 0.01 to ${cores}.00, as there are only ${cores} CPUs available`);
	if (host.CpuPeriod !== 0 && (host.CpuPeriod < 1000 || host.CpuPeriod > 1_000_000))
		fail('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)');
	if (host.CpuQuota > 0 && host.CpuQuota < 1000) fail('CPU cfs quota can not be less than 1ms (i.e. 1000)');
	checkCpuset(host.CpusetCpus, cores);
	if (host.BlkioWeight > 0 && (host.BlkioWeight < 10 || host.BlkioWeight > 1000)) fail('Range of blkio weight is from 10 to 1000');
}
function checkCpuset(text: string, cores: number): void {
	if (text === '') return;
	for (const part of text.split(',')) {
		const match = /^(\d+)(?:-(\d+))?$/.exec(part);
		if (!match) throw badParameter(`Invalid value ${text} for cpuset cpus: strconv.Atoi: parsing "${part}": invalid syntax`);
		if (Math.max(Number(match[1]), Number(match[2] ?? 0)) >= cores)
			throw badParameter(`Requested CPUs are not available - requested ${text}, available: ${cores > 1 ? `0-${cores - 1}` : '0'}`);
	}
}

const modeOf = (mode: string, words: readonly string[]): boolean => words.includes(mode) || /^container:.+/.test(mode);

/** All checks of a create or start. Answers warnings. */
export function* checkSettings(daemon: DaemonConfig, host: HostConfig, config: ContainerConfig | null, update = false): Sys<string[]> {
	const warnings: string[] = [];
	if (config) checkConfig(config);
	yield* checkHostConfig(host, warnings);
	yield* checkResources(host, update);
	if (!modeOf(host.IpcMode, ['', 'none', 'private', 'shareable', 'host'])) throw badParameter('invalid IPC mode: ' + host.IpcMode);
	if (!modeOf(host.PidMode, ['', 'host'])) throw badParameter('invalid PID mode: ' + host.PidMode);
	if (host.ShmSize < 0) throw badParameter('SHM size can not be less than 0');
	if (!['', 'host'].includes(host.UTSMode)) throw badParameter('invalid UTS mode: ' + host.UTSMode);
	if (host.OomScoreAdj < -1000 || host.OomScoreAdj > 1000) throw badParameter(`Invalid value ${host.OomScoreAdj}, range for oom score adj is [-1000, 1000]`);
	if (host.Runtime !== '' && !daemon.runtimes.includes(host.Runtime)) throw badParameter('unknown or invalid runtime name: ' + host.Runtime);
	for (const target of Object.keys(host.Tmpfs ?? {})) {
		if (target === '/') throw badParameter("invalid specification: destination can't be '/'");
		if (!target.startsWith('/')) throw badParameter(`invalid mount path: '${target}' mount path must be absolute`);
	}
	if (!['', 'host', 'private'].includes(host.CgroupnsMode)) throw badParameter('invalid cgroup namespace mode: ' + host.CgroupnsMode);
	return warnings;
}
