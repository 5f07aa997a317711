// docker container update: limits and restart policy of living containers.
import { json } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, min } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { parseRestartPolicy } from '../../opts/restart.ts';
import { containerNames, path } from './common.ts';
import { f } from '../../flags/flag.ts';

/** Resources that an update leaves as they are. */
const unchanged = {
	BlkioWeightDevice: null,
	BlkioDeviceReadBps: null,
	BlkioDeviceWriteBps: null,
	BlkioDeviceReadIOps: null,
	BlkioDeviceWriteIOps: null,
	Devices: null,
	DeviceCgroupRules: null,
	DeviceRequests: null,
	MemorySwappiness: null,
	OomKillDisable: null,
	Ulimits: null,
	CpuCount: 0,
	CpuPercent: 0,
	IOMaximumIOps: 0,
	IOMaximumBandwidth: 0
};

const update: Command = {
	name: 'update',
	use: 'update [OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Update configuration of one or more containers',
	also: 'docker container update, docker update',
	args: min(1),
	flags: [
		f('uint16', 'blkio-weight', '', 'Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)'),
		f('int64', 'cpu-period', '', 'Limit CPU CFS (Completely Fair Scheduler) period'),
		f('int64', 'cpu-quota', '', 'Limit CPU CFS (Completely Fair Scheduler) quota'),
		f('int64', 'cpu-rt-period', '', 'Limit the CPU real-time period in microseconds', { version: '1.25' }),
		f('int64', 'cpu-rt-runtime', '', 'Limit the CPU real-time runtime in microseconds', { version: '1.25' }),
		f('int64', 'cpu-shares', 'c', 'CPU shares (relative weight)'),
		f('decimal', 'cpus', '', 'Number of CPUs', { version: '1.29' }),
		f('string', 'cpuset-cpus', '', 'CPUs in which to allow execution (0-3, 0,1)'),
		f('string', 'cpuset-mems', '', 'MEMs in which to allow execution (0-3, 0,1)'),
		f('bytes', 'kernel-memory', '', 'Kernel memory limit (deprecated)', { hidden: true }),
		f('bytes', 'memory', 'm', 'Memory limit'),
		f('bytes', 'memory-reservation', '', 'Memory soft limit'),
		f('swapBytes', 'memory-swap', '', 'Swap limit equal to memory plus swap: -1 to enable unlimited swap'),
		f('int64', 'pids-limit', '', 'Tune container pids limit (set -1 for unlimited)', { version: '1.40' }),
		f('string', 'restart', '', 'Restart policy to apply when a container exits')
	],
	complete: containerNames(true),
	*run(cli, flags, args) {
		const names = (update.flags ?? []).map((flag) => flag.name);
		if (!names.some((name) => flags.changed(name))) throw new Failure('you must provide one or more flags when using this command');
		const restart = flags.text('restart');
		const policy = restart === '' ? { Name: '', MaximumRetryCount: 0 } : parseRestartPolicy(restart);
		const pids = flags.number('pids-limit');
		const body = {
			CpuShares: flags.number('cpu-shares'),
			Memory: flags.number('memory'),
			NanoCpus: flags.number('cpus'),
			CgroupParent: '',
			BlkioWeight: flags.number('blkio-weight'),
			CpuPeriod: flags.number('cpu-period'),
			CpuQuota: flags.number('cpu-quota'),
			CpuRealtimePeriod: flags.number('cpu-rt-period'),
			CpuRealtimeRuntime: flags.number('cpu-rt-runtime'),
			CpusetCpus: flags.text('cpuset-cpus'),
			CpusetMems: flags.text('cpuset-mems'),
			MemoryReservation: flags.number('memory-reservation'),
			MemorySwap: flags.number('memory-swap'),
			...unchanged,
			PidsLimit: pids === 0 ? null : pids,
			RestartPolicy: policy
		};
		const errors: string[] = [];
		const warnings: string[] = [];
		for (const name of args) {
			try {
				const answer = yield* json<{ Warnings?: readonly string[] | null }>(cli, 'POST', path(name, '/update'), { body: { json: body } });
				yield* out(`${name}\n`);
				warnings.push(...(answer.Warnings ?? []));
			} catch (e) {
				if (!(e instanceof Failure)) throw e;
				errors.push(e.text);
			}
		}
		if (warnings.length > 0) yield* out(`${warnings.join('\n')}\n`);
		if (errors.length > 0) throw new Failure(errors.join('\n'));
		return 0;
	}
};
export default update;
