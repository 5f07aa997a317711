// The compose file format: every field there is and the shapes its value may take (compose-spec 2.37's schema).
// Leaves out descriptions. Invariant: shapes only; what a value means is canonical.ts's and structs.ts's.
import {
	bool,
	EXTENSION,
	fields,
	int,
	list,
	mapOf,
	NAME,
	num,
	oneOf,
	string,
	stringOrList,
	strings,
	stringSet,
	type,
	word,
	type Schema
} from './schema-types.ts';

const listOrDict = oneOf(mapOf(/.+/, type('string', 'number', 'boolean', 'null')), stringSet);
const extraHosts = oneOf(mapOf(/.+/, oneOf(string, strings)), stringSet);
const command = oneOf(type('null'), string, strings);
const options = mapOf(/^.+$/, type('string', 'number'), false);
const blkioLimit = fields({ path: string, rate: int }, { extensions: false });
const bounded = (minimum: number, maximum?: number): Schema => oneOf(string, { type: ['integer'], minimum, ...(maximum === undefined ? {} : { maximum }) });

const deviceFields = { capabilities: stringSet, count: type('string', 'integer'), device_ids: stringSet, driver: string, options: listOrDict };
const ulimits = mapOf(/^[a-z]+$/, oneOf(int, fields({ hard: int, soft: int }, { required: ['soft', 'hard'] })), false);
const fileReferences = list(oneOf(string, fields({ source: string, target: string, uid: string, gid: string, mode: num })));
const hook = fields({ command, user: string, privileged: bool, working_dir: string, environment: listOrDict }, { required: ['command'] });

const build = oneOf(
	string,
	fields({
		context: string,
		dockerfile: string,
		dockerfile_inline: string,
		entitlements: strings,
		args: listOrDict,
		ssh: listOrDict,
		labels: listOrDict,
		cache_from: strings,
		cache_to: strings,
		no_cache: bool,
		additional_contexts: listOrDict,
		network: string,
		pull: bool,
		target: string,
		shm_size: int,
		extra_hosts: extraHosts,
		isolation: string,
		privileged: bool,
		secrets: fileReferences,
		tags: strings,
		ulimits,
		platforms: strings
	})
);

const healthcheck = fields({
	disable: bool,
	interval: string,
	retries: num,
	test: oneOf(string, strings),
	timeout: string,
	start_period: string,
	start_interval: string
});

const development = fields(
	{
		watch: list(
			fields(
				{
					ignore: stringOrList,
					include: stringOrList,
					path: string,
					action: word('rebuild', 'sync', 'restart', 'sync+restart', 'sync+exec'),
					target: string,
					exec: hook
				},
				{ required: ['path', 'action'] }
			)
		)
	},
	{ null: true }
);

const updateConfig = fields({
	parallelism: int,
	delay: string,
	failure_action: string,
	monitor: string,
	max_failure_ratio: num,
	order: word('start-first', 'stop-first')
});

const deployment = fields(
	{
		mode: string,
		endpoint_mode: string,
		replicas: int,
		labels: listOrDict,
		rollback_config: updateConfig,
		update_config: updateConfig,
		resources: fields({
			limits: fields({ cpus: num, memory: string, pids: int }),
			reservations: fields({
				cpus: num,
				memory: string,
				generic_resources: list(fields({ discrete_resource_spec: fields({ kind: string, value: num }) })),
				devices: list(fields(deviceFields, { required: ['capabilities'] }))
			})
		}),
		restart_policy: fields({ condition: string, delay: string, max_attempts: int, window: string }),
		placement: fields({ constraints: strings, preferences: list(fields({ spread: string })), max_replicas_per_node: int })
	},
	{ null: true }
);

const dependsOn = oneOf(
	stringSet,
	mapOf(
		NAME,
		fields(
			{ restart: bool, required: type('boolean'), condition: word('service_started', 'service_healthy', 'service_completed_successfully') },
			{ required: ['condition'] }
		)
	)
);

const serviceNetwork = fields({
	aliases: stringSet,
	interface_name: string,
	ipv4_address: string,
	ipv6_address: string,
	link_local_ips: stringSet,
	mac_address: string,
	driver_opts: options,
	priority: type('number'),
	gw_priority: type('number')
});

const port = oneOf(
	type('number'),
	string,
	fields({ name: string, mode: string, host_ip: string, target: int, published: type('string', 'integer'), protocol: string, app_protocol: string })
);

const volumeMount = oneOf(
	string,
	fields(
		{
			type: word('bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'),
			source: string,
			target: string,
			read_only: bool,
			consistency: string,
			bind: fields({
				propagation: string,
				create_host_path: bool,
				recursive: word('enabled', 'disabled', 'writable', 'readonly'),
				selinux: word('z', 'Z')
			}),
			volume: fields({ labels: listOrDict, nocopy: bool, subpath: string }),
			tmpfs: fields({ size: oneOf({ type: ['integer'], minimum: 0 }, string), mode: num }),
			image: fields({ subpath: string })
		},
		{ required: ['type'] }
	)
);

const providerOption = type('string', 'number', 'boolean');

/** A service. */
export const service: Schema = fields({
	develop: development,
	deploy: deployment,
	annotations: listOrDict,
	attach: bool,
	build,
	blkio_config: fields(
		{
			device_read_bps: list(blkioLimit),
			device_read_iops: list(blkioLimit),
			device_write_bps: list(blkioLimit),
			device_write_iops: list(blkioLimit),
			weight: int,
			weight_device: list(fields({ path: string, weight: int }, { extensions: false }))
		},
		{ extensions: false }
	),
	cap_add: stringSet,
	cap_drop: stringSet,
	cgroup: word('host', 'private'),
	cgroup_parent: string,
	command,
	configs: fileReferences,
	container_name: string,
	cpu_count: bounded(0),
	cpu_percent: bounded(0, 100),
	cpu_shares: num,
	cpu_quota: num,
	cpu_period: num,
	cpu_rt_period: num,
	cpu_rt_runtime: num,
	cpus: num,
	cpuset: string,
	credential_spec: fields({ config: string, file: string, registry: string }),
	depends_on: dependsOn,
	device_cgroup_rules: stringSet,
	devices: list(oneOf(string, fields({ source: string, target: string, permissions: string }, { required: ['source'] }))),
	dns: stringOrList,
	dns_opt: stringSet,
	dns_search: stringOrList,
	domainname: string,
	entrypoint: command,
	env_file: oneOf(string, list(oneOf(string, fields({ path: string, format: string, required: bool }, { required: ['path'], extensions: false })))),
	label_file: oneOf(string, strings),
	environment: listOrDict,
	expose: list(type('string', 'number'), true),
	extends: oneOf(string, fields({ service: string, file: string }, { required: ['service'], extensions: false })),
	provider: fields(
		{ type: string, options: mapOf(/^.+$/, oneOf(providerOption, list(providerOption)), false), configs: mapOf(/^.+$/, string, false) },
		{ required: ['type'] }
	),
	external_links: stringSet,
	extra_hosts: extraHosts,
	gpus: oneOf(word('all'), list({ type: ['object'], properties: deviceFields })),
	group_add: list(type('string', 'number'), true),
	healthcheck,
	hostname: string,
	image: string,
	init: bool,
	ipc: string,
	isolation: string,
	labels: listOrDict,
	links: stringSet,
	logging: fields({ driver: string, options: mapOf(/^.+$/, type('string', 'number', 'null'), false) }),
	mac_address: string,
	mem_limit: num,
	mem_reservation: int,
	mem_swappiness: int,
	memswap_limit: num,
	network_mode: string,
	networks: oneOf(stringSet, mapOf(NAME, oneOf(serviceNetwork, type('null')))),
	oom_kill_disable: bool,
	oom_score_adj: bounded(-1000, 1000),
	pid: type('string', 'null'),
	pids_limit: num,
	platform: string,
	ports: list(port, true),
	post_start: list(hook),
	pre_stop: list(hook),
	privileged: bool,
	profiles: stringSet,
	pull_policy: { type: ['string'], pattern: /always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+/ },
	pull_refresh_after: string,
	read_only: bool,
	restart: string,
	runtime: string,
	scale: int,
	security_opt: stringSet,
	shm_size: num,
	secrets: fileReferences,
	sysctls: listOrDict,
	stdin_open: bool,
	stop_grace_period: string,
	stop_signal: string,
	storage_opt: type('object'),
	tmpfs: stringOrList,
	tty: bool,
	ulimits,
	use_api_socket: type('boolean'),
	user: string,
	uts: string,
	userns_mode: string,
	volumes: list(volumeMount, true),
	volumes_from: stringSet,
	working_dir: string
});

const deprecatedName: Schema = { ...string, deprecated: true };
const external = (closed: boolean): Schema => ({
	type: ['boolean', 'string', 'object'],
	properties: { name: deprecatedName },
	...(closed ? { closed: true as const, patternProperties: [[EXTENSION, {}]] as const } : {})
});

const network = fields(
	{
		name: string,
		driver: string,
		driver_opts: options,
		ipam: fields({
			driver: string,
			config: list(fields({ subnet: string, ip_range: string, gateway: string, aux_addresses: mapOf(/^.+$/, string) })),
			options: mapOf(/^.+$/, string)
		}),
		external: external(true),
		internal: bool,
		enable_ipv4: bool,
		enable_ipv6: bool,
		attachable: bool,
		labels: listOrDict
	},
	{ null: true }
);

const volume = fields({ name: string, driver: string, driver_opts: options, external: external(true), labels: listOrDict }, { null: true });

const secret = fields({
	name: string,
	environment: string,
	file: string,
	external: external(false),
	labels: listOrDict,
	driver: string,
	driver_opts: options,
	template_driver: string
});

const config = fields({
	name: string,
	content: string,
	environment: string,
	file: string,
	external: external(false),
	labels: listOrDict,
	template_driver: string
});

const include = oneOf(string, fields({ path: stringOrList, env_file: stringOrList, project_directory: string }, { extensions: false }));

/** A whole file. */
export const composeSchema: Schema = fields({
	version: { ...string, deprecated: true },
	name: string,
	include: list(include),
	services: mapOf(NAME, service),
	networks: mapOf(NAME, network, false),
	volumes: mapOf(NAME, volume),
	secrets: mapOf(NAME, secret),
	configs: mapOf(NAME, config)
});

/** Shapes that have a name: an editor's schema refers to them, and describes their fields by it. */
export const definitions: Readonly<Record<string, Schema>> = {
	service,
	build,
	healthcheck,
	development,
	deployment,
	updateConfig,
	dependsOn,
	serviceNetwork,
	port,
	volumeMount,
	hook,
	ulimits,
	fileReferences,
	listOrDict,
	extraHosts,
	command,
	stringOrList,
	network,
	volume,
	secret,
	config,
	include
};
