// A project read from what is running: for commands without files, from the labels of containers, networks and volumes
// (getProjectWithResources of pkg/compose/down.go, projectFromName of compose.go).
import type { Sys } from '../../../engine/index.ts';
import type { Project, ServiceConfig, ServiceDependency } from '../../../values/compose/index.ts';
import { filtersJson } from '../../docker/client/api.ts';
import { askJson, labelFilter, type Container, type Engine } from '../engine.ts';
import { labels } from '../labels.ts';
import { canonicalName, isOneOff } from '../names.ts';

const empty = (name: string): Project => ({
	name,
	workingDir: '',
	composeFiles: [],
	environment: {},
	profiles: [],
	services: {},
	disabledServices: {},
	networks: {},
	volumes: {},
	secrets: {},
	configs: {}
});

/** The services that containers are of, with their dependencies as the label has them. */
export function adoptServices(name: string, containers: readonly Container[], required = true): Project {
	const services: Record<string, ServiceConfig> = {};
	for (const container of containers) {
		const key = container.Labels[labels.service] ?? canonicalName(container);
		const known = services[key];
		services[key] = known
			? { ...known, scale: (known.scale ?? 0) + 1 }
			: { name: key, image: container.Image, scale: 1, ...dependsOn(container.Labels[labels.dependsOn] ?? '', required) };
	}
	return { ...empty(name), services };
}
function dependsOn(label: string, required: boolean): Pick<ServiceConfig, 'depends_on'> {
	if (label === '') return {};
	const entries = label.split(',').map((text): [string, ServiceDependency] => {
		const [name = '', condition = '', restart] = text.split(':');
		return [name, { condition: conditionOf(condition), restart: restart === undefined || restart === 'true', required }];
	});
	return { depends_on: Object.fromEntries(entries) };
}
const conditionOf = (text: string): NonNullable<ServiceDependency['condition']> =>
	text === 'service_healthy' || text === 'service_completed_successfully' ? text : 'service_started';

interface Resource {
	readonly Name: string;
	readonly Labels: Readonly<Record<string, string>> | null;
}
/** The same with the networks and volumes of the project. */
export function* adoptProject(engine: Engine, name: string, containers: readonly Container[]): Sys<Project> {
	const project = adoptServices(
		name,
		containers.filter((container) => !isOneOff(container)),
		false
	);
	const query = { query: { filters: filtersJson(labelFilter([[labels.project, name]])) } };
	const { Volumes } = yield* askJson<{ Volumes: readonly Resource[] | null }>(engine, 'GET', '/volumes', query);
	const networks = yield* askJson<readonly Resource[]>(engine, 'GET', '/networks', query);
	const byLabel = (list: readonly Resource[], label: string): Readonly<Record<string, { readonly name: string }>> =>
		Object.fromEntries(list.map((one) => [one.Labels?.[label] ?? '', { name: one.Name }]));
	return { ...project, volumes: byLabel(Volumes ?? [], labels.volume), networks: byLabel(networks, labels.network) };
}
