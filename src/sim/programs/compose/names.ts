// Names of containers and images, as compose makes and shows them.
import type { ServiceConfig } from '../../values/compose/index.ts';
import { compareBytes } from '../../values/index.ts';
import type { App } from './app.ts';
import type { Container } from './engine.ts';
import { labels } from './labels.ts';

/** "project-service-1", unless the service names its container. */
export const containerName = (app: Pick<App, 'separator'>, project: string, service: ServiceConfig, number: number): string =>
	(service.container_name ?? '') !== '' ? (service.container_name ?? '') : [project, service.name, String(number)].join(app.separator);

/** The name without its slash; a link's alias has a second one. */
export function canonicalName(container: Pick<Container, 'Id' | 'Names'>): string {
	const [first] = container.Names;
	if (first === undefined) return container.Id.slice(0, 12);
	const own = container.Names.find((name) => name.lastIndexOf('/') === 0);
	return own === undefined ? first.replace(/^\//, '') : own.slice(1);
}
/** "service-1": the name without the project, unless the service has a name of its own. */
export function nameWithoutProject(app: Pick<App, 'separator'>, container: Pick<Container, 'Id' | 'Names' | 'Labels'>): string {
	const project = container.Labels[labels.project] ?? '';
	const usual = [project, container.Labels[labels.service] ?? '', container.Labels[labels.number] ?? ''].join(app.separator);
	const name = canonicalName(container);
	return name === usual ? name.slice(project.length + 1) : name;
}
/** The id of a line of progress. */
export const progressName = (container: Pick<Container, 'Id' | 'Names'>): string => `Container ${canonicalName(container)}`;

export const byName = (containers: readonly Container[]): Container[] => [...containers].sort((a, b) => compareBytes(canonicalName(a), canonicalName(b)));

/** The image a service runs: its own, or the one that is built for it. */
export const imageName = (app: Pick<App, 'separator'>, service: ServiceConfig, project: string): string =>
	(service.image ?? '') !== '' ? (service.image ?? '') : `${project}${app.separator}${service.name}`;

export const serviceOf = (container: Pick<Container, 'Labels'>): string => container.Labels[labels.service] ?? '';
export const isOneOff = (container: Pick<Container, 'Labels'>): boolean => ![undefined, 'False'].includes(container.Labels[labels.oneOff]);
export const numberOf = (container: Pick<Container, 'Labels'>): number | undefined => {
	const text = container.Labels[labels.number] ?? '';
	return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
};
