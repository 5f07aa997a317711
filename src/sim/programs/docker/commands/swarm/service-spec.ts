// What docker service create and update ask for, from their flags (cli/command/service/opts.go and update.go).
// Invariant: an update changes only what its flags name.
import type { Sys } from '../../../../engine/index.ts';
import { json, segment } from '../../client/api.ts';
import type { Cli } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import type { Flags } from '../../flags/flag.ts';
import { cut, pairs } from '../../opts/cut.ts';
import { readPairs } from '../../opts/env-file.ts';
import { parseMount } from '../../opts/mount.ts';
import { parseNetwork } from '../../opts/network.ts';
import { parsePortSpec } from '../../opts/ports.ts';
import { tryReference } from '../../reference.ts';

/** Any JSON object; the engine knows its shape. */
export type Spec = Readonly<Record<string, unknown>>;
export const part = (spec: Spec, name: string): Spec => Object(spec[name] ?? {}) as Spec;
export const rows = (spec: Spec, name: string): Spec[] => (Array.isArray(spec[name]) ? (spec[name] as Spec[]) : []);
const texts = (spec: Spec, name: string): string[] => (Array.isArray(spec[name]) ? spec[name].map(String) : []);

/** --publish: "8080:80/tcp" or "published=8080,target=80,mode=host". */
export function publishedPorts(values: readonly string[]): Spec[] {
	return values.flatMap((value): Spec[] => {
		if (!value.includes('='))
			return parsePortSpec(value).map(({ port, binding }) => {
				const [target = '', protocol = 'tcp'] = port.split('/');
				return {
					Protocol: protocol,
					TargetPort: Number(target),
					...(binding.HostPort === '' ? {} : { PublishedPort: Number(binding.HostPort) }),
					PublishMode: 'ingress'
				};
			});
		const fields: Record<string, string> = { protocol: 'tcp', mode: 'ingress' };
		for (const field of value.split(',')) {
			const [key, text, found] = cut(field, '=');
			if (!found || key === '') throw new Failure(`invalid field ${field}`);
			fields[key] = text;
		}
		if (!fields['target']) throw new Failure('missing mandatory field "target"');
		return [
			{
				Protocol: fields['protocol'],
				TargetPort: Number(fields['target']),
				...(fields['published'] ? { PublishedPort: Number(fields['published']) } : {}),
				PublishMode: fields['mode']
			}
		];
	});
}

/** --secret and --config: "name" or "source=name,target=file,uid=0,gid=0,mode=0400", with the ids the swarm knows them by. */
export function* references(cli: Cli, kind: 'secret' | 'config', values: readonly string[]): Sys<Spec[]> {
	const out: Spec[] = [];
	for (const value of values) {
		const fields: Record<string, string> = {};
		if (value.includes('=')) {
			for (const field of value.split(',')) {
				const [key, text] = cut(field, '=');
				fields[key === 'src' ? 'source' : key] = text;
			}
		} else fields['source'] = value;
		const source = fields['source'] ?? '';
		const found = yield* json<{ ID: string; Spec: { Name: string } }[]>(cli, 'GET', `/${kind}s`, { query: { filters: JSON.stringify({ name: [source] }) } });
		const item = found.find((candidate) => candidate.Spec.Name === source);
		if (!item) throw new Failure(`${kind} not found: ${source}`);
		const mode = fields['mode'] === undefined ? 0o444 : parseInt(fields['mode'], 8);
		const file = { Name: fields['target'] ?? (kind === 'secret' ? source : `/${source}`), UID: fields['uid'] ?? '0', GID: fields['gid'] ?? '0', Mode: mode };
		out.push(kind === 'secret' ? { File: file, SecretID: item.ID, SecretName: source } : { File: file, ConfigID: item.ID, ConfigName: source });
	}
	return out;
}

/** The image with the digest its registry has for it; when the registry does not answer, as it is, with a warning. */
export function* pinned(cli: Cli, image: string): Sys<{ image: string; warning?: string }> {
	const reference = tryReference(image);
	if (!reference || reference.digest !== undefined) return { image };
	const named = reference.tag === undefined ? `${image}:latest` : image;
	try {
		const found = yield* json<{ Descriptor: { digest: string } }>(cli, 'GET', `/distribution/${segment(named)}/json`);
		return { image: `${named}@${found.Descriptor.digest}` };
	} catch (e) {
		if (!(e instanceof Failure)) throw e;
		return {
			image: named,
			warning: `image ${named} could not be accessed on a registry to record\nits digest. Each node will access ${named} independently,\npossibly leading to different nodes running different\nversions of the image.\n`
		};
	}
}

const given = (flags: Flags, names: Readonly<Record<string, readonly [flag: string, read: 'text' | 'number' | 'bool']>>): Spec =>
	Object.fromEntries(
		Object.entries(names)
			.filter(([, [flag]]) => flags.changed(flag))
			.map(([name, [flag, read]]) => [name, read === 'text' ? flags.text(flag) : read === 'number' ? flags.number(flag) : flags.bool(flag)])
	);
const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

const updateConfig = (flags: Flags, prefix: 'update' | 'rollback', old: Spec | undefined): Spec | undefined => {
	const set = given(flags, {
		Parallelism: [`${prefix}-parallelism`, 'number'],
		Delay: [`${prefix}-delay`, 'number'],
		Monitor: [`${prefix}-monitor`, 'number'],
		FailureAction: [`${prefix}-failure-action`, 'text'],
		MaxFailureRatio: [`${prefix}-max-failure-ratio`, 'number'],
		Order: [`${prefix}-order`, 'text']
	});
	if (Object.keys(set).length === 0) return old;
	return { Parallelism: 1, FailureAction: 'pause', Monitor: 5_000_000_000, MaxFailureRatio: 0, Order: 'stop-first', ...old, ...set };
};
const restartPolicy = (flags: Flags, old: Spec | undefined): Spec | undefined => {
	const set = given(flags, {
		Condition: ['restart-condition', 'text'],
		Delay: ['restart-delay', 'number'],
		MaxAttempts: ['restart-max-attempts', 'number'],
		Window: ['restart-window', 'number']
	});
	return Object.keys(set).length === 0 ? old : { Condition: 'any', Delay: 5_000_000_000, MaxAttempts: 0, ...old, ...set };
};
const resources = (flags: Flags, old: Spec): Spec => {
	const limits = {
		...part(old, 'Limits'),
		...given(flags, { NanoCPUs: ['limit-cpu', 'number'], MemoryBytes: ['limit-memory', 'number'], Pids: ['limit-pids', 'number'] })
	};
	const reservations = { ...part(old, 'Reservations'), ...given(flags, { NanoCPUs: ['reserve-cpu', 'number'], MemoryBytes: ['reserve-memory', 'number'] }) };
	return { ...(Object.keys(limits).length > 0 ? { Limits: limits } : {}), ...(Object.keys(reservations).length > 0 ? { Reservations: reservations } : {}) };
};
const health = (flags: Flags, old: Spec | undefined): Spec | undefined => {
	if (flags.bool('no-healthcheck')) return { Test: ['NONE'] };
	const set = {
		...given(flags, {
			Interval: ['health-interval', 'number'],
			Timeout: ['health-timeout', 'number'],
			Retries: ['health-retries', 'number'],
			StartPeriod: ['health-start-period', 'number']
		}),
		...(flags.changed('health-cmd') ? { Test: ['CMD-SHELL', flags.text('health-cmd')] } : {})
	};
	return Object.keys(set).length === 0 ? old : { ...old, ...set };
};
const containerFields = (flags: Flags): Spec =>
	given(flags, {
		Hostname: ['hostname', 'text'],
		Dir: ['workdir', 'text'],
		User: ['user', 'text'],
		StopSignal: ['stop-signal', 'text'],
		StopGracePeriod: ['stop-grace-period', 'number'],
		TTY: ['tty', 'bool'],
		ReadOnly: ['read-only', 'bool'],
		Init: ['init', 'bool']
	});

function mode(flags: Flags): Spec {
	const asked = flags.text('mode');
	if (asked === 'global') {
		if (flags.changed('replicas')) throw new Failure('replicas can only be used with replicated or replicated-job mode');
		return { Global: {} };
	}
	if (asked !== 'replicated') throw new Failure(`Unknown mode: ${asked}, only replicated and global supported`);
	return { Replicated: { Replicas: flags.changed('replicas') ? flags.number('replicas') : 1 } };
}

/** The spec of docker service create. */
export function* newSpec(cli: Cli, flags: Flags, args: readonly string[]): Sys<{ spec: Spec; warning?: string }> {
	const { image, warning } = flags.bool('no-resolve-image') ? { image: args[0] ?? '', warning: undefined } : yield* pinned(cli, args[0] ?? '');
	const env = yield* readPairs(flags.list('env-file'), flags.list('env'));
	const secrets = yield* references(cli, 'secret', flags.list('secret'));
	const configs = yield* references(cli, 'config', flags.list('config'));
	const networks = flags.list('network').map((text) => {
		const network = parseNetwork(text);
		return { Target: network.target, ...(network.aliases.length > 0 ? { Aliases: network.aliases } : {}) };
	});
	const check = health(flags, undefined);
	const restart = restartPolicy(flags, undefined);
	const update = updateConfig(flags, 'update', undefined);
	const rollback = updateConfig(flags, 'rollback', undefined);
	const ports = publishedPorts(flags.list('publish'));
	const most = flags.number('replicas-max-per-node');
	const container: Spec = {
		Image: image,
		...(Object.keys(pairs(flags.list('container-label'))).length > 0 ? { Labels: pairs(flags.list('container-label')) } : {}),
		...(flags.changed('entrypoint') ? { Command: words(flags.text('entrypoint')) } : {}),
		...(args.length > 1 ? { Args: args.slice(1) } : {}),
		...(env.length > 0 ? { Env: env } : {}),
		...containerFields(flags),
		...(flags.list('mount').length > 0 ? { Mounts: flags.list('mount').map(parseMount) } : {}),
		...(check ? { Healthcheck: check } : {}),
		...(flags.list('host').length > 0
			? {
					Hosts: flags.list('host').map((host) =>
						host
							.split(/[:=](.*)/s)
							.slice(0, 2)
							.reverse()
							.join(' ')
					)
				}
			: {}),
		...(flags.list('cap-add').length > 0 ? { CapabilityAdd: flags.list('cap-add') } : {}),
		...(flags.list('cap-drop').length > 0 ? { CapabilityDrop: flags.list('cap-drop') } : {}),
		...(secrets.length > 0 ? { Secrets: secrets } : {}),
		...(configs.length > 0 ? { Configs: configs } : {})
	};
	const spec: Spec = {
		Name: flags.text('name'),
		Labels: pairs(flags.list('label')),
		TaskTemplate: {
			ContainerSpec: container,
			Resources: resources(flags, {}),
			...(restart ? { RestartPolicy: restart } : {}),
			Placement: {
				...(flags.list('constraint').length > 0 ? { Constraints: flags.list('constraint') } : {}),
				...(most > 0 ? { MaxReplicas: most } : {})
			},
			...(networks.length > 0 ? { Networks: networks } : {})
		},
		Mode: mode(flags),
		...(update ? { UpdateConfig: update } : {}),
		...(rollback ? { RollbackConfig: rollback } : {}),
		EndpointSpec: { Mode: flags.text('endpoint-mode'), ...(ports.length > 0 ? { Ports: ports } : {}) }
	};
	return { spec, ...(warning === undefined ? {} : { warning }) };
}

/** A list with some taken out by key and others put in (the last of a key wins). */
const merged = <T>(old: readonly T[], removed: readonly string[], added: readonly T[], keyOf: (item: T) => string): T[] => {
	const keys = new Set([...removed, ...added.map(keyOf)]);
	return [...old.filter((item) => !keys.has(keyOf(item))), ...added];
};
const mapped = (old: Spec, flags: Flags, name: string): Spec => {
	const next: Record<string, unknown> = { ...old, ...pairs(flags.list(`${name}-add`)) };
	for (const key of flags.list(`${name}-rm`)) delete next[key];
	return next;
};
const envName = (text: string): string => cut(text, '=')[0];

/** The spec that docker service update makes of the present one. */
export function* changedSpec(cli: Cli, flags: Flags, old: Spec): Sys<{ spec: Spec; warning?: string }> {
	const template = part(old, 'TaskTemplate');
	const container = part(template, 'ContainerSpec');
	const { image, warning } = !flags.changed('image')
		? { image: String(container['Image']), warning: undefined }
		: flags.bool('no-resolve-image')
			? { image: flags.text('image'), warning: undefined }
			: yield* pinned(cli, flags.text('image'));
	const secrets = merged(rows(container, 'Secrets'), flags.list('secret-rm'), yield* references(cli, 'secret', flags.list('secret-add')), (s) =>
		String(s['SecretName'])
	);
	const configs = merged(rows(container, 'Configs'), flags.list('config-rm'), yield* references(cli, 'config', flags.list('config-add')), (c) =>
		String(c['ConfigName'])
	);
	const env = merged(texts(container, 'Env'), flags.list('env-rm'), flags.list('env-add'), envName);
	const mounts = merged(
		rows(container, 'Mounts'),
		flags.list('mount-rm'),
		flags.list('mount-add').map((text): Spec => ({ ...parseMount(text) })),
		(m) => String(m['Target'])
	);
	const endpoint = part(old, 'EndpointSpec');
	const gone = flags.list('publish-rm');
	const ports = merged(
		rows(endpoint, 'Ports').filter(
			(port) => !gone.includes(String(port['TargetPort'])) && !gone.includes(`${String(port['TargetPort'])}/${String(port['Protocol'])}`)
		),
		[],
		publishedPorts(flags.list('publish-add')),
		(port) => `${String(port['TargetPort'])}/${String(port['Protocol'])}`
	);
	const networks = merged(
		rows(template, 'Networks'),
		flags.list('network-rm'),
		flags.list('network-add').map((text): Spec => ({ Target: parseNetwork(text).target })),
		(n) => String(n['Target'])
	);
	const placement = part(template, 'Placement');
	const constraints = merged(texts(placement, 'Constraints'), flags.list('constraint-rm'), flags.list('constraint-add'), (c) => c);
	const check = health(flags, container['Healthcheck'] === undefined ? undefined : part(container, 'Healthcheck'));
	const restart = restartPolicy(flags, template['RestartPolicy'] === undefined ? undefined : part(template, 'RestartPolicy'));
	const update = updateConfig(flags, 'update', old['UpdateConfig'] === undefined ? undefined : part(old, 'UpdateConfig'));
	const rollback = updateConfig(flags, 'rollback', old['RollbackConfig'] === undefined ? undefined : part(old, 'RollbackConfig'));
	if (flags.changed('replicas') && part(old, 'Mode')['Replicated'] === undefined)
		throw new Failure('replicas can only be used with replicated or replicated-job mode');
	const kept = (name: string, list: readonly unknown[]): Spec => (list.length > 0 ? { [name]: list } : {});
	const { Secrets: _s, Configs: _c, Env: _e, Mounts: _m, ...rest } = container;
	const { Networks: _n, ...otherTemplate } = template;
	const { Ports: _p, ...otherEndpoint } = endpoint;
	const spec: Spec = {
		...old,
		Labels: mapped(part(old, 'Labels'), flags, 'label'),
		TaskTemplate: {
			...otherTemplate,
			ContainerSpec: {
				...rest,
				Image: image,
				...(flags.changed('args') ? { Args: words(flags.text('args')) } : {}),
				...(flags.changed('entrypoint') ? { Command: words(flags.text('entrypoint')) } : {}),
				...(flags.list('container-label-add').length + flags.list('container-label-rm').length > 0
					? { Labels: mapped(part(container, 'Labels'), flags, 'container-label') }
					: {}),
				...containerFields(flags),
				...kept('Env', env),
				...kept('Mounts', mounts),
				...kept('Secrets', secrets),
				...kept('Configs', configs),
				...(check ? { Healthcheck: check } : {})
			},
			Resources: resources(flags, part(template, 'Resources')),
			...(restart ? { RestartPolicy: restart } : {}),
			Placement: {
				...placement,
				...kept('Constraints', constraints),
				...(flags.changed('replicas-max-per-node') ? { MaxReplicas: flags.number('replicas-max-per-node') } : {})
			},
			...kept('Networks', networks),
			ForceUpdate: Number(template['ForceUpdate'] ?? 0) + (flags.bool('force') ? 1 : 0)
		},
		...(flags.changed('replicas') ? { Mode: { Replicated: { Replicas: flags.number('replicas') } } } : {}),
		...(update ? { UpdateConfig: update } : {}),
		...(rollback ? { RollbackConfig: rollback } : {}),
		EndpointSpec: { ...otherEndpoint, ...given(flags, { Mode: ['endpoint-mode', 'text'] }), ...kept('Ports', ports) }
	};
	return { spec, ...(warning === undefined ? {} : { warning }) };
}
