// Limits, devices and ulimits of a service as the engine's resources (pkg/compose/create.go's getDeployResources).
import type { ServiceConfig } from '../../../values/compose/index.ts';

/** The resource fields of a host config; absent ones are the engine's zero. */
export function resourcesOf(service: ServiceConfig): Readonly<Record<string, unknown>> {
	const limits = service.deploy?.resources?.limits;
	const reservations = service.deploy?.resources?.reservations;
	const cpus = limits?.cpus ?? service.cpus ?? 0;
	const pids = (limits?.pids ?? 0) > 0 ? limits?.pids : service.pids_limit;
	const requests = [...(service.gpus ?? []).map((gpu) => ({ ...gpu, capabilities: [...(gpu.capabilities ?? []), 'gpu'] })), ...(reservations?.devices ?? [])];
	const blkio = service.blkio_config;
	const rates = (list: readonly { readonly path: string; readonly rate: number }[] | undefined) =>
		list?.map(({ path, rate }) => ({ Path: path, Rate: rate })) ?? null;
	return {
		CgroupParent: service.cgroup_parent ?? '',
		Memory: limits?.memory ?? service.mem_limit ?? 0,
		MemorySwap: service.memswap_limit ?? 0,
		MemoryReservation: reservations?.memory ?? service.mem_reservation ?? 0,
		MemorySwappiness: (service.mem_swappiness ?? 0) === 0 ? null : service.mem_swappiness,
		OomKillDisable: service.oom_kill_disable === true,
		CpuCount: service.cpu_count ?? 0,
		CpuPeriod: service.cpu_period ?? 0,
		CpuQuota: service.cpu_quota ?? 0,
		CpuRealtimePeriod: service.cpu_rt_period ?? 0,
		CpuRealtimeRuntime: service.cpu_rt_runtime ?? 0,
		CpuShares: service.cpu_shares ?? 0,
		NanoCpus: Math.trunc(cpus * 1e9),
		CpuPercent: Math.trunc((service.cpu_percent ?? 0) * 100),
		CpusetCpus: service.cpuset ?? '',
		DeviceCgroupRules: service.device_cgroup_rules ?? null,
		PidsLimit: (pids ?? 0) === 0 ? null : pids,
		BlkioWeight: blkio?.weight ?? 0,
		BlkioWeightDevice: blkio?.weight_device?.map(({ path, weight }) => ({ Path: path, Weight: weight })) ?? null,
		BlkioDeviceReadBps: rates(blkio?.device_read_bps),
		BlkioDeviceWriteBps: rates(blkio?.device_write_bps),
		BlkioDeviceReadIOps: rates(blkio?.device_read_iops),
		BlkioDeviceWriteIOps: rates(blkio?.device_write_iops),
		Devices:
			service.devices?.map(({ source = '', target = '', permissions = '' }) => ({
				PathOnHost: source,
				PathInContainer: target,
				CgroupPermissions: permissions
			})) ?? null,
		DeviceRequests:
			requests.length === 0
				? null
				: requests.map(({ driver = '', count = 0, device_ids: ids, capabilities, options }) => ({
						Driver: driver,
						Count: count,
						DeviceIDs: ids ?? null,
						Capabilities: [capabilities ?? []],
						Options: options ?? null
					})),
		Ulimits: Object.entries(service.ulimits ?? {}).map(([name, { single = 0, soft = 0, hard = 0 }]) => ({
			Name: name,
			Hard: hard || single,
			Soft: soft || single
		}))
	};
}
