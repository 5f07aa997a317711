// What converging knows besides the project: the engine, where progress goes, the containers found so far, networks and volumes by key.
import type { Project, ServiceConfig } from '../../../values/compose/index.ts';
import { numberOf } from '../names.ts';
import type { Container, Engine } from '../engine.ts';
import type { Writer } from '../progress/writer.ts';

export interface Work {
	readonly engine: Engine;
	readonly writer: Writer;
	/** Replaced, never changed. */
	project: Project;
}

/** api.CreateOptions. */
export interface CreateOptions {
	/** Services asked for; empty: all. */
	readonly services: readonly string[];
	readonly build: BuildOptions | undefined;
	readonly removeOrphans: boolean;
	readonly ignoreOrphans: boolean;
	readonly recreate: Recreate;
	readonly recreateDependencies: Recreate;
	/** Anonymous volumes go over to the new container. */
	readonly inherit: boolean;
	/** Seconds. */
	readonly timeout: number | undefined;
	readonly quietPull: boolean;
	readonly assumeYes: boolean;
}
export type Recreate = 'diverged' | 'force' | 'never';

/** api.BuildOptions. */
export interface BuildOptions {
	readonly services: readonly string[];
	readonly deps: boolean;
	readonly pull: boolean;
	readonly push: boolean;
	readonly noCache: boolean;
	readonly quiet: boolean;
	readonly print: boolean;
	readonly check: boolean;
	readonly args: readonly string[];
	readonly progress: string;
}
export const buildAll: BuildOptions = {
	services: [],
	deps: false,
	pull: false,
	push: false,
	noCache: false,
	quiet: false,
	print: false,
	check: false,
	args: [],
	progress: ''
};

export function withService(project: Project, service: ServiceConfig): Project {
	return { ...project, services: { ...project.services, [service.name]: service } };
}

/** How many containers a service is to have. */
export const scaleOf = (service: ServiceConfig): number => service.scale ?? service.deploy?.replicas ?? 1;
/** ServiceConfig.SetScale. */
export const withScale = (service: ServiceConfig, scale: number): ServiceConfig => ({
	...service,
	scale,
	...(service.deploy ? { deploy: { ...service.deploy, replicas: scale } } : {})
});

/** The number a new container of a service gets. */
export const nextNumber = (containers: readonly Container[]): number => Math.max(0, ...containers.map((container) => numberOf(container) ?? 0)) + 1;
