// What docker stack deploy reads: a Compose file as services, networks, secrets and configs of a swarm (cli/compose/loader and convert).
// Leaves out: merging files, extends, build (ignored, as by the real one), external volumes' drivers, jobs.
import { parseGoDuration, parseYaml, ramInBytes, YamlError } from '../../../../values/index.ts';
import { interpolate } from '../../../../values/compose/interpolate.ts';
import { ComposeError } from '../../../../values/compose/index.ts';
import { parseVolume } from '../../opts/volume.ts';
import { Failure } from '../../failure.ts';
import { publishedPorts, type Spec } from './service-spec.ts';

export interface StackFile {
	/** Names without the stack's; `external`: made by somebody else, under its own name. */
	readonly networks: readonly { readonly key: string; readonly name: string; readonly external: boolean; readonly options: Spec }[];
	readonly secrets: readonly Value[];
	readonly configs: readonly Value[];
	readonly services: readonly { readonly name: string; readonly service: Spec }[];
}
export interface Value {
	readonly key: string;
	readonly name: string;
	readonly external: boolean;
	readonly file: string;
	readonly labels: Spec;
}
const record = (value: unknown): Spec => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Spec) : {});
const array = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);
const nanoseconds = (value: unknown): number => Math.round(parseGoDuration(String(value)) * 1000);
/** A map, or a list of "key=value". */
const pairsOf = (value: unknown): Record<string, string> =>
	Array.isArray(value)
		? Object.fromEntries(value.map((item) => String(item).split(/=(.*)/s).slice(0, 2)).map(([key = '', text = '']) => [key, text]))
		: Object.fromEntries(Object.entries(record(value)).map(([key, text]) => [key, text === null ? '' : String(text)]));
const wordsOf = (value: unknown): string[] =>
	typeof value === 'string' ? (value.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/s, '$2')) : array(value).map(String);

/** Reads a file's text. Throws Failure. */
export function readStackFile(source: string, stack: string, env: Readonly<Record<string, string>>): StackFile {
	let file: Spec;
	try {
		const document = parseYaml(source);
		if (typeof document !== 'object' || document === null) throw new Failure('Top-level object must be a mapping');
		file = record(
			interpolate(
				document,
				(name) => env[name],
				() => undefined
			)
		);
	} catch (e) {
		if (e instanceof YamlError) throw new Failure(e.message);
		if (e instanceof ComposeError) throw new Failure(e.text);
		throw e;
	}
	const services = record(file['services']);
	const asked = record(file['networks']);
	const used = new Set(Object.values(services).flatMap((service) => networkNames(record(service))));
	const networks = [...used].sort().map((key) => {
		const options = record(asked[key]);
		if (key !== 'default' && !(key in asked)) throw new Failure(`undefined network "${key}"`);
		const external = options['external'] === true || Object.keys(record(options['external'])).length > 0;
		return { key, name: external ? String(options['name'] ?? key) : String(options['name'] ?? `${stack}_${key}`), external, options };
	});
	const values = (name: string): Value[] =>
		Object.entries(record(file[name])).map(([key, value]) => {
			const options = record(value);
			const external = options['external'] === true;
			return {
				key,
				name: String(options['name'] ?? (external ? key : `${stack}_${key}`)),
				external,
				file: String(options['file'] ?? ''),
				labels: pairsOf(options['labels'])
			};
		});
	return {
		networks,
		secrets: values('secrets'),
		configs: values('configs'),
		services: Object.keys(services)
			.sort()
			.map((name) => ({ name, service: record(services[name]) }))
	};
}
function networkNames(service: Spec): string[] {
	const given = service['networks'];
	const names = Array.isArray(given) ? given.map(String) : Object.keys(record(given));
	return names.length > 0 ? names : ['default'];
}

const updateOf = (value: unknown): Spec | undefined => {
	const given = record(value);
	if (Object.keys(given).length === 0) return undefined;
	return {
		Parallelism: Number(given['parallelism'] ?? 1),
		...(given['delay'] === undefined ? {} : { Delay: nanoseconds(given['delay']) }),
		...(given['failure_action'] === undefined ? {} : { FailureAction: given['failure_action'] }),
		...(given['monitor'] === undefined ? {} : { Monitor: nanoseconds(given['monitor']) }),
		MaxFailureRatio: Number(given['max_failure_ratio'] ?? 0),
		...(given['order'] === undefined ? {} : { Order: given['order'] })
	};
};
function restartOf(service: Spec, deploy: Spec): Spec | undefined {
	const given = record(deploy['restart_policy']);
	if (Object.keys(given).length > 0)
		return {
			Condition: String(given['condition'] ?? 'any'),
			...(given['delay'] === undefined ? {} : { Delay: nanoseconds(given['delay']) }),
			...(given['max_attempts'] === undefined ? {} : { MaxAttempts: Number(given['max_attempts']) }),
			...(given['window'] === undefined ? {} : { Window: nanoseconds(given['window']) })
		};
	const [policy = '', attempts] = String(service['restart'] ?? '').split(':');
	if (policy === 'no') return { Condition: 'none' };
	if (policy === 'always' || policy === 'unless-stopped') return { Condition: 'any' };
	if (policy === 'on-failure') return { Condition: 'on-failure', ...(attempts === undefined ? {} : { MaxAttempts: Number(attempts) }) };
	return undefined;
}
const limitsOf = (value: unknown): Spec => {
	const given = record(value);
	return {
		...(given['cpus'] === undefined ? {} : { NanoCPUs: Math.round(Number(given['cpus']) * 1e9) }),
		...(given['memory'] === undefined ? {} : { MemoryBytes: ramInBytes(String(given['memory'])) }),
		...(given['pids'] === undefined ? {} : { Pids: Number(given['pids']) })
	};
};
function mountsOf(service: Spec, stack: string, directory: string): Spec[] {
	return array(service['volumes']).map((item): Spec => {
		const given = record(item);
		const parsed =
			typeof item === 'string'
				? (() => {
						const volume = parseVolume(item);
						return { type: volume.type, source: volume.source, target: volume.target, readOnly: item.endsWith(':ro') };
					})()
				: { type: String(given['type']), source: String(given['source'] ?? ''), target: String(given['target']), readOnly: given['read_only'] === true };
		const source =
			parsed.type === 'volume' && parsed.source !== ''
				? `${stack}_${parsed.source}`
				: parsed.source.startsWith('.')
					? `${directory}/${parsed.source}`
					: parsed.source;
		return {
			Type: parsed.type,
			...(source === '' ? {} : { Source: source }),
			Target: parsed.target,
			...(parsed.readOnly ? { ReadOnly: true } : {}),
			...(parsed.type === 'volume' ? { VolumeOptions: { Labels: { 'com.docker.stack.namespace': stack } } } : {})
		};
	});
}
const portsOf = (service: Spec): Spec[] =>
	array(service['ports']).flatMap((port) => {
		const given = record(port);
		if (Object.keys(given).length === 0) return publishedPorts([String(port)]);
		return [
			{
				Protocol: String(given['protocol'] ?? 'tcp'),
				TargetPort: Number(given['target']),
				...(given['published'] === undefined ? {} : { PublishedPort: Number(given['published']) }),
				PublishMode: String(given['mode'] ?? 'ingress')
			}
		];
	});

/** A service's spec; `ids`: of secrets and configs, by the key they have in the file. */
export function stackService(
	stack: string,
	name: string,
	service: Spec,
	file: StackFile,
	ids: ReadonlyMap<string, string>,
	image: string,
	directory: string
): Spec {
	const deploy = record(service['deploy']);
	const resources = record(deploy['resources']);
	const check = record(service['healthcheck']);
	const labels = { 'com.docker.stack.namespace': stack };
	const uses = (kind: 'secrets' | 'configs'): Spec[] =>
		array(service[kind]).map((item) => {
			const given = typeof item === 'string' ? { source: item } : record(item);
			const key = String(given['source']);
			const value = file[kind].find((candidate) => candidate.key === key);
			if (!value) throw new Failure(`undefined ${kind.slice(0, -1)} "${key}"`);
			const target = String(given['target'] ?? (kind === 'secrets' ? key : `/${key}`));
			const shown = { Name: target, UID: '0', GID: '0', Mode: Number(given['mode'] ?? 0o444) };
			const id = ids.get(`${kind}/${key}`);
			return kind === 'secrets' ? { File: shown, SecretID: id, SecretName: value.name } : { File: shown, ConfigID: id, ConfigName: value.name };
		});
	const list = (key: string, values: readonly unknown[]): Spec => (values.length > 0 ? { [key]: values } : {});
	const update = updateOf(deploy['update_config']);
	const rollback = updateOf(deploy['rollback_config']);
	const restart = restartOf(service, deploy);
	const limits = limitsOf(resources['limits']);
	const reservations = limitsOf(resources['reservations']);
	const test = check['test'];
	return {
		Name: `${stack}_${name}`,
		Labels: { ...pairsOf(deploy['labels']), ...labels, 'com.docker.stack.image': String(service['image'] ?? '') },
		TaskTemplate: {
			ContainerSpec: {
				Image: image,
				Labels: { ...pairsOf(service['labels']), ...labels },
				...list('Command', wordsOf(service['entrypoint'])),
				...list('Args', wordsOf(service['command'])),
				...list(
					'Env',
					Object.entries(pairsOf(service['environment']))
						.map(([key, text]) => `${key}=${text}`)
						.sort()
				),
				...(service['hostname'] === undefined ? {} : { Hostname: service['hostname'] }),
				...(service['working_dir'] === undefined ? {} : { Dir: service['working_dir'] }),
				...(service['user'] === undefined ? {} : { User: String(service['user']) }),
				...(service['read_only'] === true ? { ReadOnly: true } : {}),
				...(service['tty'] === true ? { TTY: true } : {}),
				...(service['init'] === true ? { Init: true } : {}),
				...list('Mounts', mountsOf(service, stack, directory)),
				...(test === undefined
					? {}
					: {
							Healthcheck: {
								Test: typeof test === 'string' ? ['CMD-SHELL', test] : array(test).map(String),
								...(check['interval'] === undefined ? {} : { Interval: nanoseconds(check['interval']) }),
								...(check['timeout'] === undefined ? {} : { Timeout: nanoseconds(check['timeout']) }),
								...(check['retries'] === undefined ? {} : { Retries: Number(check['retries']) })
							}
						}),
				...list('Secrets', uses('secrets')),
				...list('Configs', uses('configs'))
			},
			Resources: {
				...(Object.keys(limits).length > 0 ? { Limits: limits } : {}),
				...(Object.keys(reservations).length > 0 ? { Reservations: reservations } : {})
			},
			...(restart ? { RestartPolicy: restart } : {}),
			Placement: { ...list('Constraints', array(record(deploy['placement'])['constraints']).map(String)) },
			Networks: networkNames(service).map((key) => ({ Target: file.networks.find((network) => network.key === key)?.name ?? key, Aliases: [name] }))
		},
		Mode: deploy['mode'] === 'global' ? { Global: {} } : { Replicated: { Replicas: Number(deploy['replicas'] ?? 1) } },
		...(update ? { UpdateConfig: update } : {}),
		...(rollback ? { RollbackConfig: rollback } : {}),
		EndpointSpec: { ...(deploy['endpoint_mode'] === undefined ? {} : { Mode: deploy['endpoint_mode'] }), ...list('Ports', portsOf(service)) }
	};
}
