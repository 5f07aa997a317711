// The order of services: each after those it depends on, or before them when going down; what does not depend on each other at once.
// Follows pkg/compose/dependencies.go. Invariant: a service is visited at most once, and never after one before it failed.
import type { Sys } from '../../engine/index.ts';
import type { Project, ServiceConfig } from '../../values/compose/index.ts';
import { Failure } from '../docker/failure.ts';
import { group, when } from './fibers.ts';
import { dependenciesOf } from './project.ts';

interface Vertex {
	readonly service: string;
	/** What it depends on, and what depends on it. */
	readonly children: Set<string>;
	readonly parents: Set<string>;
	state: 'new' | 'done' | 'failed';
}

/** NewGraph: throws for a required dependency that is not there, and for a cycle. Optional ones that are missing are left out. */
function serviceGraph(project: Project): ReadonlyMap<string, Vertex> {
	const vertices = new Map<string, Vertex>();
	for (const service of Object.keys(project.services)) vertices.set(service, { service, children: new Set(), parents: new Set(), state: 'new' });
	for (const service of Object.values(project.services))
		for (const name of dependenciesOf(service)) {
			const from = vertices.get(service.name);
			const to = vertices.get(name);
			if (from && to) {
				from.children.add(name);
				to.parents.add(service.name);
			} else if (service.depends_on?.[name]?.required !== false) missing(project, service, name);
		}
	for (const vertex of vertices.values()) checkCycle(vertices, vertex.service, [vertex.service]);
	return vertices;
}
function missing(project: Project, service: ServiceConfig, name: string): never {
	const disabled = project.disabledServices[name];
	if (disabled)
		throw new Failure(`service ${name} is required by ${service.name} but is disabled. Can be enabled by profiles [${(disabled.profiles ?? []).join(' ')}]`);
	throw new Failure(`could not find ${name}: not found`);
}
function checkCycle(vertices: ReadonlyMap<string, Vertex>, at: string, path: readonly string[]): void {
	for (const child of vertices.get(at)?.children ?? []) {
		if (path.includes(child)) throw new Failure(`cycle found: ${[...path, child].join(' -> ')}`);
		checkCycle(vertices, child, [...path, child]);
	}
}

type Visit = (service: string) => Sys<void>;

function* traverse(vertices: ReadonlyMap<string, Vertex>, before: (vertex: Vertex) => ReadonlySet<string>, visit: Visit, limit: number): Sys<void> {
	let running = 0;
	const stateOf = (name: string): Vertex['state'] => vertices.get(name)?.state ?? 'done';
	function* one(vertex: Vertex): Sys<void> {
		const first = [...before(vertex)];
		yield* when(() => first.every((name) => stateOf(name) === 'done') || first.some((name) => stateOf(name) === 'failed'));
		if (first.some((name) => stateOf(name) === 'failed')) {
			vertex.state = 'failed';
			return;
		}
		if (limit > 0) yield* when(() => running < limit);
		running++;
		try {
			yield* visit(vertex.service);
			vertex.state = 'done';
		} catch (e) {
			vertex.state = 'failed';
			throw e;
		} finally {
			running--;
		}
	}
	yield* group(
		[...vertices.values()].map((vertex) => one(vertex)),
		{ cancels: true }
	);
}

/** Each service after those it depends on. */
export const inDependencyOrder = (project: Project, visit: Visit, limit = 0): Sys<void> =>
	traverse(serviceGraph(project), (vertex) => vertex.children, visit, limit);

/** Each service before those it depends on. With `roots`: only these and what depends on them. */
export function* inReverseOrder(project: Project, visit: Visit, roots: readonly string[] = []): Sys<void> {
	const vertices = serviceGraph(project);
	const wanted = new Set<string>();
	const add = (name: string): void => {
		if (wanted.has(name)) return;
		wanted.add(name);
		for (const parent of vertices.get(name)?.parents ?? []) add(parent);
	};
	for (const root of roots) add(root);
	yield* traverse(
		vertices,
		(vertex) => vertex.parents,
		function* (service) {
			if (roots.length === 0 || wanted.has(service)) yield* visit(service);
		},
		0
	);
}
