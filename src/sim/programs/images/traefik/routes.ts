// What the labels of containers ask Traefik to do: routers with rules, services with servers, middlewares. Pure: containers in, routes out.
import type { Static } from './main.ts';

/** A container as the engine lists it. */
export interface Listed {
	readonly Names: readonly string[];
	readonly Labels: Readonly<Record<string, string>>;
	readonly Ports: readonly { readonly PrivatePort: number; readonly Type: string }[];
	readonly State: string;
	readonly Status: string;
	readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
}
export interface Router {
	readonly name: string;
	readonly rule: string;
	readonly priority: number;
	readonly entryPoints: readonly string[];
	readonly service: string;
	readonly middlewares: readonly string[];
}
export interface Routes {
	readonly routers: readonly Router[];
	readonly services: Readonly<Record<string, readonly { readonly host: string; readonly port: number }[]>>;
	readonly middlewares: Readonly<Record<string, Readonly<Record<string, string>>>>;
	/** What the labels say against each other, for the log. */
	readonly problems: readonly string[];
}

const normalize = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
/** The name of a container's service when no label names one. */
function defaultName({ Labels, Names }: Listed): string {
	const [service, project] = [Labels['com.docker.compose.service'], Labels['com.docker.compose.project']];
	return normalize(service !== undefined && project !== undefined ? `${service}-${project}` : (Names[0] ?? '').slice(1));
}

export function routesOf(containers: readonly Listed[], settings: Static): Routes {
	const routers = new Map<string, Router>();
	/** Routers that containers define differently: none of them counts. */
	const disputed = new Set<string>();
	const services: Record<string, { host: string; port: number }[]> = {};
	const middlewares: Record<string, Record<string, string>> = {};
	for (const container of containers) {
		const labels = new Map(Object.entries(container.Labels).map(([name, value]) => [name.toLowerCase(), value]));
		if (container.State !== 'running' || container.Status.includes('unhealthy') || container.Status.includes('starting')) continue;
		if ((labels.get('traefik.enable') ?? String(settings.exposedByDefault)) !== 'true') continue;
		const named = (kind: string): string[] => [
			...new Set([...labels.keys()].flatMap((label) => (label.startsWith(`traefik.http.${kind}.`) ? [label.split('.')[3] as string] : [])))
		];
		const own = defaultName(container);
		const network = labels.get('traefik.docker.network') ?? settings.network;
		const networks = container.NetworkSettings.Networks;
		const host = (networks[network] ?? Object.values(networks)[0])?.IPAddress ?? '';
		const ports = container.Ports.filter((port) => port.Type === 'tcp').map((port) => port.PrivatePort);
		const serviceNames = named('services');
		for (const name of serviceNames.length > 0 ? serviceNames : [own]) {
			const port = Number(labels.get(`traefik.http.services.${name}.loadbalancer.server.port`) ?? Math.min(...ports));
			// Without an address or a port it cannot be reached: Traefik skips it.
			if (host !== '' && Number.isFinite(port)) (services[name] ??= []).push({ host, port });
		}
		for (const name of named('middlewares'))
			for (const [label, value] of labels)
				if (label.startsWith(`traefik.http.middlewares.${name}.`)) (middlewares[name] ??= {})[label.split('.').slice(4).join('.')] = value;
		const routerNames = named('routers');
		for (const name of routerNames.length > 0 ? routerNames : [own]) {
			const label = (what: string) => labels.get(`traefik.http.routers.${name}.${what}`);
			const list = (what: string) => (label(what) ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim().replace(/@docker$/, '')]));
			const rule = label('rule') ?? settings.defaultRule.replace(/\{\{[^}]*\}\}/g, own);
			const entryPoints = list('entrypoints');
			const router: Router = {
				name,
				rule,
				priority: Number(label('priority') ?? rule.length),
				entryPoints: entryPoints.length > 0 ? entryPoints : settings.entryPoints.filter((one) => one.name !== 'traefik').map((one) => one.name),
				service: (label('service') ?? serviceNames[0] ?? own).replace(/@docker$/, ''),
				middlewares: list('middlewares')
			};
			const other = routers.get(name);
			if (other && JSON.stringify(other) !== JSON.stringify(router)) disputed.add(name);
			routers.set(name, router);
		}
	}
	return {
		routers: [...routers.values()].filter((router) => !disputed.has(router.name)).sort((a, b) => b.priority - a.priority),
		services,
		middlewares,
		problems: [...disputed].map((name) => `Router defined multiple times with different configurations providerName=docker routerName=${name}`)
	};
}
