// The model's structures, field by field in Go's order: the one table behind decoding, `config`'s YAML and JSON, and the configuration hash.
// Models compose-go 2.6.5's types.go. Invariant: a row here is a field in project.ts, spelled as the file format spells it.
import { listOf, mapOf, struct, type Codec, type Field } from './codecs.ts';
import {
	bytes,
	bytesAlways,
	command,
	cpus,
	deviceCount,
	duration,
	durationPointer,
	entry,
	envFile,
	fileMode,
	flag,
	flagPointer,
	float,
	healthTest,
	hosts,
	int,
	intAlways,
	intPointer,
	labels,
	mapping,
	mappingWithEquals,
	multiOptions,
	numberList,
	ssh,
	stringList,
	text,
	ulimit
} from './scalars.ts';

const strings = listOf(entry);
const row = (name: string, codec: Codec, more: Omit<Field, 'name' | 'codec'> = {}): Field => ({ name, codec, ...more });
const rowsOf = (table: Readonly<Record<string, Codec>>): Field[] => Object.entries(table).map(([name, codec]) => row(name, codec));
/** Written as null in JSON when there is none. */
const commandRow = (name: string): Field => row(name, command, { always: { json: null } });

const fileReference = struct(rowsOf({ source: text, target: text, uid: text, gid: text, mode: fileMode }));
const hook = struct([commandRow('command'), ...rowsOf({ user: text, privileged: flag, working_dir: text, environment: mappingWithEquals })]);

const build = struct(
	rowsOf({
		context: text,
		dockerfile: text,
		dockerfile_inline: text,
		entitlements: strings,
		args: mappingWithEquals,
		ssh,
		labels,
		cache_from: stringList,
		cache_to: stringList,
		no_cache: flag,
		additional_contexts: mapping,
		pull: flag,
		extra_hosts: hosts,
		isolation: text,
		network: text,
		target: text,
		secrets: listOf(fileReference),
		shm_size: bytes,
		tags: stringList,
		ulimits: mapOf(ulimit, true),
		platforms: stringList,
		privileged: flag
	}),
	true
);

const trigger = struct([
	row('path', text, { always: { yaml: '', json: '' } }),
	row('action', text, { always: { yaml: '', json: '' } }),
	...rowsOf({ target: text, exec: hook, include: strings, ignore: strings })
]);

const throttle = listOf(
	struct([row('path', text, { json: 'Path', always: { yaml: '', json: '' } }), row('rate', bytesAlways, { json: 'Rate', always: { yaml: '0', json: '0' } })])
);
const weight = listOf(
	struct([row('path', text, { json: 'Path', always: { yaml: '', json: '' } }), row('weight', intAlways, { json: 'Weight', always: { yaml: 0, json: 0 } })])
);
const blkio = struct(
	rowsOf({
		weight: int,
		weight_device: weight,
		device_read_bps: throttle,
		device_read_iops: throttle,
		device_write_bps: throttle,
		device_write_iops: throttle
	}),
	true
);

const dependency = struct([...rowsOf({ condition: text, restart: flag }), row('required', flagPointer, { always: { yaml: false, json: false } })]);

const deviceRequest = struct(rowsOf({ capabilities: strings, driver: text, count: deviceCount, device_ids: strings, options: mapping }));
const genericResource = struct([
	row(
		'discrete_resource_spec',
		struct([row('kind', text, { always: { yaml: '', json: '' } }), row('value', intAlways, { always: { yaml: 0, json: 0 } })], true)
	)
]);
const resource = struct(rowsOf({ cpus, memory: bytes, pids: int, devices: listOf(deviceRequest), generic_resources: listOf(genericResource) }), true);
const update = struct(
	rowsOf({ parallelism: intPointer, delay: duration, failure_action: text, monitor: duration, max_failure_ratio: float, order: text }),
	true
);
// Go's zero Duration is not left out of JSON by omitempty's rule for int64? It is: an int64 of 0 is empty.
const deploy = struct(
	rowsOf({
		mode: text,
		replicas: intPointer,
		labels,
		update_config: update,
		rollback_config: update,
		resources: struct(rowsOf({ limits: resource, reservations: resource })),
		restart_policy: struct(rowsOf({ condition: text, delay: durationPointer, max_attempts: intPointer, window: durationPointer }), true),
		placement: struct(rowsOf({ constraints: strings, preferences: listOf(struct(rowsOf({ spread: text }))), max_replicas_per_node: int })),
		endpoint_mode: text
	}),
	true
);

const healthcheck = struct(
	rowsOf({
		test: healthTest,
		timeout: durationPointer,
		interval: durationPointer,
		retries: intPointer,
		start_period: durationPointer,
		start_interval: durationPointer,
		disable: flag
	}),
	true
);

const serviceNetwork = struct(
	rowsOf({
		aliases: strings,
		driver_opts: mapping,
		gw_priority: int,
		interface_name: text,
		ipv4_address: text,
		ipv6_address: text,
		link_local_ips: strings,
		mac_address: text,
		priority: int
	}),
	true
);

const port = struct(rowsOf({ name: text, mode: text, host_ip: text, target: int, published: text, protocol: text, app_protocol: text }));

const volumeMount = struct(
	rowsOf({
		type: text,
		source: text,
		target: text,
		read_only: flag,
		consistency: text,
		bind: struct(rowsOf({ selinux: text, propagation: text, create_host_path: flag, recursive: text }), true),
		volume: struct(rowsOf({ labels: mapping, nocopy: flag, subpath: text }), true),
		tmpfs: struct(rowsOf({ size: bytes, mode: int }), true),
		image: struct(rowsOf({ subpath: text }), true)
	})
);

const service = struct([
	...rowsOf({
		profiles: strings,
		annotations: mapping,
		attach: flagPointer,
		build,
		develop: struct(rowsOf({ watch: listOf(trigger) }), true),
		blkio_config: blkio,
		cap_add: strings,
		cap_drop: strings,
		cgroup_parent: text,
		cgroup: text,
		cpu_count: int,
		cpu_percent: float,
		cpu_period: int,
		cpu_quota: int,
		cpu_rt_period: int,
		cpu_rt_runtime: int,
		cpus: float,
		cpuset: text,
		cpu_shares: int
	}),
	commandRow('command'),
	...rowsOf({
		configs: listOf(fileReference),
		container_name: text,
		credential_spec: struct(rowsOf({ config: text, file: text, registry: text }), true),
		depends_on: mapOf(dependency),
		deploy,
		device_cgroup_rules: strings,
		devices: listOf(struct(rowsOf({ source: text, target: text, permissions: text }))),
		dns: stringList,
		dns_opt: strings,
		dns_search: stringList,
		dockerfile: text,
		domainname: text
	}),
	commandRow('entrypoint'),
	row('provider', struct([row('type', text, { json: 'driver' }), row('options', multiOptions)], true)),
	...rowsOf({
		environment: mappingWithEquals,
		env_file: listOf(envFile),
		expose: numberList,
		extends: struct(rowsOf({ file: text, service: text }), true),
		external_links: strings,
		extra_hosts: hosts,
		group_add: strings,
		gpus: listOf(deviceRequest),
		hostname: text,
		healthcheck,
		image: text,
		init: flagPointer,
		ipc: text,
		isolation: text,
		labels,
		label_file: stringList,
		links: strings,
		logging: struct(rowsOf({ driver: text, options: mapping }), true),
		log_driver: text,
		log_opt: mapping,
		mem_limit: bytes,
		mem_reservation: bytes,
		memswap_limit: bytes,
		mem_swappiness: bytes,
		mac_address: text,
		net: text,
		network_mode: text,
		networks: mapOf(serviceNetwork, true),
		oom_kill_disable: flag,
		oom_score_adj: int,
		pid: text,
		pids_limit: int,
		platform: text,
		ports: listOf(port),
		privileged: flag,
		pull_policy: text,
		read_only: flag,
		restart: text,
		runtime: text,
		scale: intPointer,
		secrets: listOf(fileReference),
		security_opt: strings,
		shm_size: bytes,
		stdin_open: flag,
		stop_grace_period: durationPointer,
		stop_signal: text,
		storage_opt: mapping,
		sysctls: mapping,
		tmpfs: stringList,
		tty: flag,
		ulimits: mapOf(ulimit, true),
		use_api_socket: flag,
		user: text,
		userns_mode: text,
		uts: text,
		volume_driver: text,
		volumes: listOf(volumeMount),
		volumes_from: strings,
		working_dir: text,
		post_start: listOf(hook),
		pre_stop: listOf(hook)
	})
]);

const pool = struct(rowsOf({ subnet: text, gateway: text, ip_range: text, aux_addresses: mapping }), true);
const network = struct(
	rowsOf({
		name: text,
		driver: text,
		driver_opts: mapping,
		ipam: struct(rowsOf({ driver: text, config: listOf(pool) })),
		external: flag,
		internal: flag,
		attachable: flag,
		labels,
		enable_ipv4: flagPointer,
		enable_ipv6: flagPointer
	})
);
const volume = struct(rowsOf({ name: text, driver: text, driver_opts: mapping, external: flag, labels }));
const fileObject = struct(
	rowsOf({ name: text, file: text, environment: text, content: text, external: flag, labels, driver: text, driver_opts: mapping, template_driver: text })
);
const include = listOf(struct(rowsOf({ path: stringList, project_directory: text, env_file: stringList })));

export const codecs = {
	service,
	network,
	volume,
	fileObject,
	include,
	project: struct([
		row('name', text),
		row('services', mapOf(service), { always: { yaml: {}, json: {} } }),
		row('networks', mapOf(network)),
		row('volumes', mapOf(volume)),
		row('secrets', mapOf(fileObject)),
		row('configs', mapOf(fileObject))
	])
} as const;
