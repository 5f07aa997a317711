// Volumes, secrets and configs of a service as the engine's binds and mounts; anonymous volumes that come over from the container replaced.
// Follows buildContainerVolumes of pkg/compose/create.go: plain binds and named volumes go as binds, what needs more as mounts.
import { Errno, type Sys } from '../../../engine/index.ts';
import { stat } from '../../../kernel/index.ts';
import type { FileObjectConfig, FileReferenceConfig, Project, ServiceConfig, ServiceVolumeConfig } from '../../../values/compose/index.ts';
import { segment } from '../../docker/client/api.ts';
import { Failure } from '../../docker/failure.ts';
import { absolute } from '../../docker/files.ts';
import { askJson, type Container, type Engine } from '../engine.ts';
import { warn } from '../log.ts';
import { imageName } from '../names.ts';

export interface EngineMount {
	readonly Type: string;
	readonly Source?: string;
	readonly Target: string;
	readonly ReadOnly?: boolean;
	readonly Consistency?: string;
	readonly BindOptions?: Readonly<Record<string, unknown>>;
	readonly VolumeOptions?: Readonly<Record<string, unknown>>;
	readonly TmpfsOptions?: Readonly<Record<string, unknown>>;
	readonly ImageOptions?: Readonly<Record<string, unknown>>;
}

/** Where a secret or config appears in a container. */
export const targetOf = (reference: FileReferenceConfig, dir: string): string => {
	const target = reference.target ?? '';
	return target === '' ? dir + (reference.source ?? '') : target.startsWith('/') ? target : dir + target;
};

export function* containerVolumes(
	engine: Engine,
	project: Project,
	service: ServiceConfig,
	inherit: Container | undefined
): Sys<{ binds: readonly string[]; mounts: readonly EngineMount[] }> {
	const byTarget = new Map<string, EngineMount>();
	let volumes = service.volumes ?? [];
	if (inherit) volumes = yield* inherited(engine, project, service, inherit, byTarget);
	for (const volume of volumes) byTarget.set(volume.target ?? '', yield* mountOf(engine, project, volume));
	const files = [
		...(service.secrets ?? []).map((reference) => ({
			reference,
			dir: '/run/secrets/',
			kind: 'secret' as const,
			object: project.secrets[reference.source ?? '']
		})),
		...(service.configs ?? []).map((reference) => ({ reference, dir: '/', kind: 'config' as const, object: project.configs[reference.source ?? ''] }))
	];
	for (const { reference, dir, kind, object } of files) {
		const mount = yield* fileMount(engine, project, kind, object ?? {}, reference, targetOf(reference, dir));
		if (mount && !byTarget.has(mount.Target)) byTarget.set(mount.Target, mount);
	}
	const binds: string[] = [];
	const mounts: EngineMount[] = [];
	for (const mount of byTarget.values()) {
		const volume = volumes.find((one) => one.target === mount.Target);
		if (mount.Type === 'bind' && volume && !bindNeedsMount(volume.bind)) binds.push(bindText(mount.Source ?? '', volume));
		else if (mount.Type === 'volume' && volume && !volumeNeedsMount(volume.volume) && Object.values(project.volumes).some((one) => one.name === mount.Source))
			binds.push(bindText(mount.Source ?? '', volume));
		else mounts.push(mount);
	}
	return { binds, mounts };
}

/** The mounts that a new container takes over, and the service's volumes without those. */
function* inherited(
	engine: Engine,
	project: Project,
	service: ServiceConfig,
	container: Container,
	byTarget: Map<string, EngineMount>
): Sys<readonly ServiceVolumeConfig[]> {
	let volumes = service.volumes ?? [];
	const mounts = (container.Mounts ?? []).filter((mount) => mount.Type !== 'tmpfs');
	if (mounts.length === 0) return volumes;
	const image = engine.dryRun
		? { Config: null }
		: yield* askJson<{ Config?: { Volumes?: object | null } | null }>(engine, 'GET', `/images/${segment(imageName(engine, service, project.name))}/json`);
	const declared = Object.keys(image.Config?.Volumes ?? {});
	for (const mount of mounts) {
		const again: EngineMount = {
			Type: mount.Type,
			Source: mount.Type === 'volume' ? (mount.Name ?? '') : mount.Source,
			Target: mount.Destination,
			...(mount.RW ? {} : { ReadOnly: true })
		};
		const anonymous = volumes.some((volume) => volume.target === mount.Destination && (volume.source ?? '') === '');
		if (declared.includes(mount.Destination) || anonymous) byTarget.set(mount.Destination, again);
		volumes = volumes.filter((volume) => volume.target !== mount.Destination || (volume.source ?? '') !== '');
	}
	return volumes;
}

const bindNeedsMount = (bind: ServiceVolumeConfig['bind']): boolean =>
	bind !== undefined && (bind.create_host_path !== true || (bind.propagation ?? '') !== '' || (bind.recursive ?? '') !== '');
const volumeNeedsMount = (volume: ServiceVolumeConfig['volume']): boolean =>
	volume !== undefined && (Object.keys(volume.labels ?? {}).length > 0 || (volume.subpath ?? '') !== '' || volume.nocopy === true);

const bindText = (source: string, volume: ServiceVolumeConfig): string =>
	`${source}:${volume.target ?? ''}:${[
		volume.read_only === true ? 'ro' : 'rw',
		volume.bind?.selinux ?? '',
		volume.bind?.propagation ?? '',
		volume.volume?.nocopy === true ? 'nocopy' : ''
	]
		.filter((option) => option !== '')
		.join(',')}`;

function* mountOf(engine: Engine, project: Project, volume: ServiceVolumeConfig): Sys<EngineMount> {
	const { type = '', source = '', target = '' } = volume;
	for (const [option, value] of [
		['bind', volume.bind],
		['volume', volume.volume],
		['tmpfs', volume.tmpfs],
		['image', volume.image]
	] as const)
		if (type !== option && value !== undefined) yield* warn(engine, `mount of type \`${type}\` should not define \`${option}\` option`);
	const from = type === 'bind' ? yield* absolute(source) : type === 'volume' && source !== '' ? (project.volumes[source]?.name ?? source) : source;
	return {
		Type: type,
		...(from === '' ? {} : { Source: from }),
		Target: target,
		...(volume.read_only === true ? { ReadOnly: true } : {}),
		...((volume.consistency ?? '') === '' ? {} : { Consistency: volume.consistency ?? '' }),
		...(type === 'bind' && volume.bind ? { BindOptions: bindOptions(volume.bind) } : {}),
		...(type === 'volume' && volume.volume ? { VolumeOptions: volumeOptions(volume.volume) } : {}),
		...(type === 'tmpfs' && volume.tmpfs ? { TmpfsOptions: { SizeBytes: volume.tmpfs.size ?? 0, Mode: volume.tmpfs.mode ?? 0 } } : {}),
		...(type === 'image' && volume.image ? { ImageOptions: { Subpath: volume.image.subpath ?? '' } } : {})
	};
}
function bindOptions(bind: NonNullable<ServiceVolumeConfig['bind']>): Readonly<Record<string, unknown>> {
	return {
		...((bind.propagation ?? '') === '' ? {} : { Propagation: bind.propagation }),
		...(bind.create_host_path === true ? { CreateMountpoint: true } : {}),
		...(bind.recursive === 'disabled' ? { NonRecursive: true } : {}),
		...(bind.recursive === 'writable' ? { ReadOnlyNonRecursive: true } : {}),
		...(bind.recursive === 'readonly' ? { ReadOnlyForceRecursive: true } : {})
	};
}
const volumeOptions = (volume: NonNullable<ServiceVolumeConfig['volume']>): Readonly<Record<string, unknown>> => ({
	...(volume.nocopy === true ? { NoCopy: true } : {}),
	...((volume.subpath ?? '') === '' ? {} : { Subpath: volume.subpath }),
	...(volume.labels ? { Labels: volume.labels } : {})
});

/** A secret or config from a file is a bind; one with content is copied in before the start (secrets.ts). */
function* fileMount(
	engine: Engine,
	project: Project,
	kind: 'secret' | 'config',
	object: FileObjectConfig,
	reference: FileReferenceConfig,
	target: string
): Sys<EngineMount | undefined> {
	if (object.external === true) throw new Failure(`unsupported external ${kind} ${object.name ?? ''}`);
	if ((object.driver ?? '') !== '') throw new Failure(`Docker Compose does not support ${kind}s.*.driver`);
	if ((object.template_driver ?? '') !== '') throw new Failure(`Docker Compose does not support ${kind}s.*.template_driver`);
	if ((object.environment ?? '') !== '' || (kind === 'config' && (object.content ?? '') !== '')) return undefined;
	if ((reference.uid ?? '') !== '' || (reference.gid ?? '') !== '' || reference.mode !== undefined)
		yield* warn(engine, `${kind === 'secret' ? 'secrets' : 'config'} \`uid\`, \`gid\` and \`mode\` are not supported, they will be ignored`);
	const source = object.file ?? '';
	if (kind === 'secret' && (yield* isMissing(source))) yield* warn(engine, `secret file ${object.name ?? ''} does not exist`);
	return yield* mountOf(engine, project, {
		type: 'bind',
		source,
		target,
		read_only: true,
		...(kind === 'secret' ? { bind: { create_host_path: false } } : {})
	});
}
function* isMissing(path: string): Sys<boolean> {
	try {
		yield* stat(path);
		return false;
	} catch (e) {
		if (e instanceof Errno) return e.code === 'ENOENT';
		throw e;
	}
}
