// Bringing one service to what the project says: containers too many go, outdated ones are made anew, missing ones are made
// (ensureService of pkg/compose/convergence.go). Invariant: `observed` holds, per service, the containers that remain.
import type { Sys } from '../../../engine/index.ts';
import { serviceHash, type Project, type ServiceConfig } from '../../../values/compose/index.ts';
import { goQuote } from '../../../values/index.ts';
import { Failure } from '../../docker/failure.ts';
import { change, type Container } from '../engine.ts';
import { group } from '../fibers.ts';
import { inDependencyOrder } from '../graph.ts';
import { labels } from '../labels.ts';
import { byName, containerName, isOneOff, numberOf, progressName, serviceOf } from '../names.ts';
import { running, said } from '../progress/event.ts';
import { dependentsOf } from '../project.ts';
import { createContainer, recreateContainer } from './container.ts';
import { nextNumber, scaleOf, type CreateOptions, type Recreate, type Work } from './state.ts';
import { stopAndRemove, stopServices } from './stop.ts';

export class Convergence {
	readonly work: Work;
	readonly observed: Map<string, readonly Container[]>;
	/** By key in the project; absent: not compared. */
	readonly networks: ReadonlyMap<string, string> | undefined;
	readonly volumes: ReadonlyMap<string, string> | undefined;

	constructor(work: Work, containers: readonly Container[], networks?: ReadonlyMap<string, string>, volumes?: ReadonlyMap<string, string>) {
		this.work = work;
		this.networks = networks;
		this.volumes = volumes;
		this.observed = new Map(Object.keys(work.project.services).map((name) => [name, []]));
		for (const container of containers) {
			if (isOneOff(container)) continue;
			const service = serviceOf(container);
			this.observed.set(service, [...(this.observed.get(service) ?? []), container]);
		}
	}

	apply(options: CreateOptions): Sys<void> {
		const asked = options.services.length > 0 ? options.services : Object.keys(this.work.project.services);
		const { services } = this.work.project;
		const ensure = (service: ServiceConfig, policy: Recreate): Sys<void> => this.ensure(service, policy, options);
		return inDependencyOrder(this.work.project, function* (name) {
			const service = services[name];
			if (service) yield* ensure(service, asked.includes(name) ? options.recreate : options.recreateDependencies);
		});
	}

	*ensure(given: ServiceConfig, policy: Recreate, options: Pick<CreateOptions, 'inherit' | 'timeout'>): Sys<void> {
		const { engine, writer, project } = this.work;
		if (given.provider) throw new Failure(providerStumble(given.provider.type ?? ''));
		const expected = expectedScale(given);
		const found = this.observed.get(given.name) ?? [];
		const service = this.resolve(given);
		const containers = inOrder(found, (container) => this.outdated(service, container, policy));
		const updated: (Container | undefined)[] = [];
		const tasks: Sys<void>[] = [];
		for (const [i, container] of containers.entries()) {
			if (i >= expected) {
				tasks.push(stopAndRemove(this.work, container, service, options.timeout, false));
				continue;
			}
			if (this.outdated(service, container, policy)) {
				yield* this.stopDependents(project, service);
				tasks.push(keep(updated, i, recreateContainer(this.work, service, container, options.inherit, options.timeout)));
				continue;
			}
			updated[i] = container;
			if (container.State === 'running') yield* writer.event(running(progressName(container)));
			else if (!['created', 'restarting', 'exited'].includes(container.State)) tasks.push(this.revive(container));
		}
		const next = nextNumber(containers);
		for (let i = 0; i < expected - found.length; i++) {
			const name = containerName(engine, project.name, service, next + i);
			const made = createContainer(this.work, service, name, next + i, {
				autoRemove: false,
				attachStdin: false,
				useNetworkAliases: true,
				labels: { ...service.labels, ...service.customLabels }
			});
			tasks.push(keep(updated, found.length + i, made));
		}
		try {
			yield* group(tasks);
		} finally {
			this.observed.set(
				given.name,
				updated.filter((container) => container !== undefined)
			);
		}
	}

	/** A paused or dead container is started. */
	*revive(container: Container): Sys<void> {
		const id = progressName(container);
		yield* this.work.writer.event(said(id, 'working', 'Restart'));
		yield* change(this.work.engine, 'POST', `/containers/${container.Id}/start`);
		yield* this.work.writer.event(said(id, 'done', 'Restarted'));
	}

	/** mustRecreate: by policy, configuration, image, networks and volumes. */
	outdated(service: ServiceConfig, container: Container, policy: Recreate): boolean {
		if (policy === 'never') return false;
		if (policy === 'force') return true;
		if (container.Labels[labels.configHash] !== serviceHash(service)) return true;
		if ((container.Labels[labels.image] ?? '') !== (service.customLabels?.[labels.image] ?? '')) return true;
		if (this.networks && container.State === 'running') {
			const attached = Object.values(container.NetworkSettings?.Networks ?? {}).map((network) => network.NetworkID);
			for (const key of Object.keys(service.networks ?? {})) if (!attached.includes(this.networks.get(key) ?? '')) return true;
		}
		if (this.volumes) {
			const mounted = (container.Mounts ?? []).flatMap((mount) => (mount.Type === 'volume' ? [mount.Name ?? ''] : []));
			for (const { type, source = '' } of service.volumes ?? [])
				if (type === 'volume' && source !== '' && !mounted.includes(this.volumes.get(source) ?? '')) return true;
		}
		return false;
	}

	/** What depends on a service with `restart: true` stops, so that it starts after it. */
	*stopDependents(project: Project, service: ServiceConfig): Sys<void> {
		const dependents = dependentsOf(project, service.name, (dependency) => dependency.restart === true);
		if (dependents.length === 0) return;
		yield* stopServices(this.work, dependents, undefined);
		for (const name of dependents)
			this.observed.set(
				name,
				(this.observed.get(name) ?? []).map((container) => ({ ...container, State: 'exited' }))
			);
	}

	/** "service:x" in volumes_from, network_mode, ipc and pid become containers. */
	resolve(service: ServiceConfig): ServiceConfig {
		const first = (name: string, what: string): string => {
			const [container] = byName(this.observed.get(name) ?? []);
			if (!container) throw new Failure(`cannot share ${what} with service ${name}: container missing`);
			return container.Id;
		};
		const shared = (mode: string | undefined, what: string): string | undefined =>
			mode?.startsWith('service:') === true ? `container:${first(mode.slice('service:'.length), `${what} namespace`)}` : mode;
		const volumesFrom = service.volumes_from?.map((from) => {
			const [name = '', container = ''] = from.split(':');
			return name === 'container' ? container : first(name, 'volume');
		});
		const [network, ipc, pid] = [shared(service.network_mode, 'network'), shared(service.ipc, 'IPC'), shared(service.pid, 'PID')];
		return {
			...service,
			...(volumesFrom ? { volumes_from: volumesFrom } : {}),
			...(network === undefined ? {} : { network_mode: network }),
			...(ipc === undefined ? {} : { ipc }),
			...(pid === undefined ? {} : { pid })
		};
	}
}

function* keep(into: (Container | undefined)[], at: number, routine: Sys<Container>): Sys<void> {
	into[at] = yield* routine;
}

function expectedScale(service: ServiceConfig): number {
	const scale = scaleOf(service);
	const name = service.container_name ?? '';
	if (scale > 1 && name !== '')
		throw new Failure(
			`WARNING: The ${JSON.stringify(service.name)} service is using the custom container name ${JSON.stringify(name)}. Docker requires each container to have a unique name. Remove the custom name to scale the service`
		);
	return scale;
}

/**
 * The order in which containers are kept, the first ones longest: up-to-date ones by number, then outdated ones. Its comparison calls an
 * outdated container less than any other, also than another outdated one, so the outcome is what Go's insertion sort (which sort.Slice
 * uses up to twelve elements) makes of it, turned round: outdated ones stay in the order of the list.
 */
function inOrder(containers: readonly Container[], outdated: (container: Container) => boolean): Container[] {
	const old = new Set(containers.filter(outdated));
	const less = (a: Container, b: Container): boolean => {
		if (old.has(a)) return true;
		if (old.has(b)) return false;
		const [x, y] = [numberOf(a), numberOf(b)];
		return x !== undefined && y !== undefined ? x > y : a.Created < b.Created;
	};
	const sorted: Container[] = [];
	for (const container of containers) {
		let at = sorted.length;
		while (at > 0 && less(container, sorted[at - 1] as Container)) at--;
		sorted.splice(at, 0, container);
	}
	return sorted.reverse();
}

/** FIDELITY: no provider's program exists in the world, so none is ever found. */
const providerStumble = (type: string): string =>
	type === 'compose' ? `'compose' is not a valid provider type` : `exec: ${goQuote(type)}: executable file not found in $PATH`;
