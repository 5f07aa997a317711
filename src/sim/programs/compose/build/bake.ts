// What compose hands to `buildx bake` on stdin: one target a service that is built (pkg/compose/build_bake.go).
import type { BuildConfig, Project, ServiceConfig } from '../../../values/compose/index.ts';
import { encodeJson } from '../../../values/index.ts';
import { cleanPath } from '../../docker/files.ts';
import type { App } from '../app.ts';
import { imageName } from '../names.ts';
import type { BuildOptions } from '../converge/state.ts';

export interface Target {
	readonly service: string;
	/** The service's name as a target's: without dots. */
	readonly name: string;
	readonly context: string;
	readonly contexts: Readonly<Record<string, string>>;
	readonly dockerfile: string;
	readonly inline: string;
	readonly args: Readonly<Record<string, string>>;
	readonly labels: Readonly<Record<string, string>>;
	readonly tags: readonly string[];
	readonly stage: string;
	readonly platforms: readonly string[];
	readonly noCache: boolean;
	readonly pull: boolean;
	readonly network: string;
	readonly hosts: Readonly<Record<string, readonly string[]>>;
	readonly secrets: readonly { readonly id: string; readonly file?: string; readonly env?: string }[];
	readonly cacheFrom: readonly string[];
	readonly cacheTo: readonly string[];
	readonly push: boolean;
}

function argsOf(project: Project, build: BuildConfig, given: readonly string[]): Record<string, string> {
	const merged: Record<string, string | null> = { ...build.args };
	for (const arg of given) {
		const at = arg.indexOf('=');
		merged[at < 0 ? arg : arg.slice(0, at)] = at < 0 ? null : arg.slice(at + 1);
	}
	const out: Record<string, string> = {};
	for (const [key, value] of Object.entries(merged)) {
		const known = value ?? project.environment[key];
		if (known !== undefined) out[key] = known;
	}
	return out;
}

const pathIn = (context: string, dockerfile: string): string =>
	dockerfile === '' || dockerfile.startsWith('/') ? dockerfile : cleanPath(`${context}/${dockerfile}`);

/** The targets of all services that have a build, by service name. */
export function targetsOf(app: Pick<App, 'separator'>, project: Project, options: BuildOptions): Map<string, Target> {
	const names = new Map<string, string>();
	for (const service of Object.keys(project.services)) names.set(service, service.replaceAll('.', '_'));
	const out = new Map<string, Target>();
	for (const service of Object.values(project.services)) {
		const { build } = service;
		if (!build) continue;
		const context = build.context ?? '';
		const contexts = Object.entries(build.additional_contexts ?? {}).map(([key, value]) => [
			key,
			value.startsWith('service:') ? `target:${names.get(value.slice('service:'.length)) ?? ''}` : value
		]);
		out.set(service.name, {
			service: service.name,
			name: names.get(service.name) ?? service.name,
			context,
			contexts: Object.fromEntries(contexts),
			dockerfile: pathIn(context, build.dockerfile ?? ''),
			inline: build.dockerfile_inline ?? '',
			args: argsOf(project, build, options.args),
			labels: build.labels ?? {},
			tags: [...(build.tags ?? []), imageName(app, service, project.name)],
			stage: build.target ?? '',
			platforms: build.platforms ?? [],
			noCache: options.noCache,
			pull: options.pull,
			network: build.network ?? '',
			hosts: build.extra_hosts ?? {},
			secrets: secretsOf(project, build),
			cacheFrom: build.cache_from ?? [],
			cacheTo: build.cache_to ?? [],
			push: options.push && hasImage(service)
		});
	}
	return out;
}
const hasImage = (service: ServiceConfig): boolean => (service.image ?? '') !== '';
const secretsOf = (project: Project, build: BuildConfig): Target['secrets'] =>
	(build.secrets ?? []).flatMap(({ source = '', target = '' }): Target['secrets'][number][] => {
		const { environment = '', file = '' } = project.secrets[source] ?? {};
		const id = target === '' ? source : target;
		return environment !== '' ? [{ id, env: environment }] : file !== '' ? [{ id, file }] : [];
	});

const secretText = ({ id, file, env }: Target['secrets'][number]): string => (env === undefined ? `id=${id},type=file,src=${file}` : `id=${id},type=env,env=${env}`);
/** Go's omitempty. */
const some = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
	Object.fromEntries(
		Object.entries(fields).filter(([, value]) =>
			Array.isArray(value) ? value.length > 0 : typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== '' && value !== false
		)
	);

/** The bake file, as --print shows it; only `chosen` are in the default group. */
export function bakeFile(targets: ReadonlyMap<string, Target>, chosen: readonly string[], check: boolean): string {
	const shown = [...targets.values()].map((target) => [
		target.name,
		some({
			context: target.context,
			contexts: target.contexts,
			dockerfile: target.dockerfile,
			'dockerfile-inline': target.inline.replaceAll('${', '$${'),
			args: target.args,
			labels: target.labels,
			tags: target.tags,
			'cache-from': target.cacheFrom,
			'cache-to': target.cacheTo,
			target: target.stage,
			secret: target.secrets.map(secretText),
			platforms: target.platforms,
			pull: target.pull,
			'no-cache': target.noCache,
			'network-mode': target.network,
			call: check ? 'lint' : '',
			'extra-hosts': Object.fromEntries(Object.entries(target.hosts).map(([host, addresses]) => [host, addresses.join(',')])),
			output: check ? [] : [target.platforms.length > 1 ? `type=image,push=${target.push}` : `type=docker,load=true,push=${target.push}`]
		})
	]);
	const group = { default: { targets: chosen.map((service) => targets.get(service)?.name ?? service) } };
	return encodeJson({ group, target: Object.fromEntries(shown) }, { indent: '  ' });
}
