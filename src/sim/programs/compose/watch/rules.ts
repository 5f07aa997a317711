// What `develop.watch` asks for, as plain rules: which paths, what is ignored, what to do (pkg/compose/watch.go's getWatchRules).
// Leaves out the deprecated x-develop and the initial sync.
import { Errno, type Sys } from '../../../engine/index.ts';
import type { Project, ServiceConfig, WatchTrigger } from '../../../values/compose/index.ts';
import { goQuote, text as decode } from '../../../values/index.ts';
import { parseIgnore } from '../../buildx/ignore.ts';
import { Failure } from '../../docker/failure.ts';
import { readFile } from '../../docker/files.ts';
import type { App } from '../app.ts';
import { withService } from '../converge/state.ts';
import { warn } from '../log.ts';

export interface Rule {
	readonly service: string;
	readonly trigger: WatchTrigger;
	/** Lines of absolute patterns. */
	readonly ignore: string;
	/** The same; empty: everything. */
	readonly include: string;
}

/** What editors and tools leave behind for a moment (watch/ephemeral.go), and .git. */
const ephemeral = [
	'**/*___jb_old___',
	'**/*___jb_tmp___',
	'**/.idea/**',
	'**/.#*',
	'**/#*#',
	'**/4913',
	'**/*~',
	'**/.*.swp',
	'**/.*.swx',
	'**/.*.swo',
	'**/.*.swn',
	'**/.*.kate-swp',
	'**/*-go-tmp-umask',
	'.git/'
];
/** Patterns below a directory, from the root; "*" alone counts for nothing, as in the real matcher. */
function below(root: string, patterns: readonly string[]): string[] {
	const kept = patterns.includes('*') ? patterns.filter((pattern) => pattern.startsWith('!')) : patterns;
	return kept
		.map((pattern) => pattern.trim())
		.filter((pattern) => pattern !== '')
		.map((pattern) => {
			const back = pattern.startsWith('!');
			const path = back ? pattern.slice(1) : pattern;
			return `${back ? '!' : ''}${path.startsWith('/') || path.startsWith('**') ? path : `${root}/${path}`}`;
		});
}

function* dockerignore(service: ServiceConfig): Sys<string[]> {
	const { build } = service;
	if (!build) return [];
	const context = build.context ?? '';
	for (const file of [`${context}/${build.dockerfile ?? ''}.dockerignore`, `${context}/.dockerignore`]) {
		try {
			const lines = decode(yield* readFile(file)).split('\n');
			return below(
				context,
				lines.filter((line) => !line.startsWith('#'))
			);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
	}
	return [];
}

const isSync = (trigger: WatchTrigger): boolean => trigger.action === 'sync' || trigger.action === 'sync+restart';
const isBelow = (path: string, dir: string): boolean => path === dir || path.startsWith(dir === '/' ? '/' : `${dir}/`);

/** The rules of all services, and the project with those that are rebuilt always building. Throws Failure when nothing is to be watched. */
export function* watchRules(app: Pick<App, 'mode'>, given: Project, builds: boolean): Sys<{ project: Project; rules: readonly Rule[] }> {
	let project = given;
	const rules: Rule[] = [];
	for (const service of Object.values(given.services)) {
		const ignored = yield* dockerignore(service);
		for (const trigger of service.develop?.watch ?? []) {
			if (trigger.action === 'rebuild') {
				if (!service.build) throw new Failure(`can't watch service ${goQuote(service.name)} with action rebuild without a build context`);
				if (!builds) throw new Failure(`--no-build is incompatible with watch action rebuild in service ${service.name}`);
				project = withService(project, { ...service, pull_policy: 'build' });
			}
			const mounted = (service.volumes ?? []).some((volume) => volume.bind !== undefined && isBelow(trigger.path, volume.source ?? ''));
			if (isSync(trigger) && mounted) {
				yield* warn(app, `path '${trigger.path}' also declared by a bind mount volume, this path won't be monitored!\n`);
				continue;
			}
			const ignore = [...ignored, ...ephemeral, ...below(trigger.path, trigger.ignore ?? [])];
			rules.push({ service: service.name, trigger, ignore: ignore.join('\n'), include: below(trigger.path, trigger.include ?? []).join('\n') });
		}
	}
	if (rules.length === 0) throw new Failure("none of the selected services is configured for watch, consider setting a 'develop' section");
	return { project, rules };
}

/** Where a changed file belongs in the container; undefined: the rule does not mind it. */
export function matchRule(rule: Rule, path: string): { readonly host: string; readonly container: string } | undefined {
	const { path: root, target = '' } = rule.trigger;
	if (!isBelow(path, root) || parseIgnore(rule.ignore).excludes(path.slice(1))) return undefined;
	if (rule.include !== '' && !parseIgnore(rule.include).excludes(path.slice(1))) return undefined;
	const relative = path.slice(root.length).replace(/^\/+/, '');
	return { host: path, container: target === '' ? '' : relative === '' ? target : `${target.replace(/\/+$/, '')}/${relative}` };
}
