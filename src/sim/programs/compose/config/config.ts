// `docker compose config`: the model in canonical form, or lists of what is in it (cmd/compose/config.go).
// Invariant: what is written could be loaded again: every $ is doubled, but where variables were left alone.
import type { Sys } from '../../../engine/index.ts';
import { getcwd } from '../../../kernel/index.ts';
import {
	checkContainerNames,
	ComposeError,
	getService,
	loadModel,
	orderedServices,
	projectJson,
	projectYaml,
	serviceHash,
	serviceNames,
	treeJson,
	treeYaml,
	variablesOf,
	withEnvironmentResolved,
	allServices,
	type Model,
	type Project,
	type ServiceConfig
} from '../../../values/compose/index.ts';
import { compareBytes, encodeJson, encodeYaml, goQuote, tabulate } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import { writeFile } from '../../docker/files.ts';
import type { Flags } from '../../docker/flags/flag.ts';
import type { App } from '../app.ts';
import type { Run } from '../command.ts';
import { imageName } from '../names.ts';
import { loadOptions, orFailure, toProject, type Loaded } from '../project.ts';
import { resolveDigests } from './digests.ts';
import { answerQuestions } from './machine.ts';

const loaded = (app: App, flags: Flags): Loaded => ({
	discardEnvFiles: true,
	skipInterpolation: flags.bool('no-interpolate'),
	skipResolvePaths: flags.bool('no-path-resolution'),
	skipNormalization: flags.bool('no-normalize') || app.options.compatibility,
	skipConsistency: flags.bool('no-consistency')
});

const named = (app: App, flags: Flags, services: readonly string[] = []): Sys<Project> =>
	toProject(app, services, { ...loaded(app, flags), skipEnvironment: true });

function* model(app: App, how: Loaded): Sys<Model> {
	return yield* orFailure(answerQuestions(app, loadModel(loadOptions(app, yield* getcwd(), how))));
}

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

function* services(app: App, flags: Flags): Sys<number> {
	if (flags.bool('no-interpolate')) {
		const { tree } = yield* model(app, { ...loaded(app, flags), skipEnvironment: true });
		const all = tree['services'];
		yield* out(lines(typeof all === 'object' && all !== null ? Object.keys(all).sort(compareBytes) : []));
		return 0;
	}
	const project = yield* named(app, flags);
	yield* out(lines(orderedServices(project, serviceNames(project))));
	return 0;
}

function* hashes(app: App, flags: Flags): Sys<number> {
	const wanted = flags.text('hash') === '*' ? [] : flags.text('hash').split(',');
	const project = yield* named(app, flags);
	const platform = project.environment['DOCKER_DEFAULT_PLATFORM'] ?? '';
	const found: string[] = [];
	for (const name of [...(wanted.length === 0 ? serviceNames(project) : wanted)].sort(compareBytes)) {
		const service = getService(project, name);
		const onPlatform: ServiceConfig = service.build && platform !== '' && service.platform === undefined ? { ...service, platform } : service;
		found.push(`${name} ${serviceHash(onPlatform)}`);
	}
	yield* out(lines(found));
	return 0;
}

function* profiles(app: App, flags: Flags, args: readonly string[]): Sys<number> {
	const project = yield* named(app, flags, args);
	yield* out(lines([...new Set(Object.values(allServices(project)).flatMap((service) => service.profiles ?? []))].sort(compareBytes)));
	return 0;
}

function* images(app: App, flags: Flags, args: readonly string[]): Sys<number> {
	const project = yield* named(app, flags, args);
	yield* out(lines(Object.values(project.services).map((service) => imageName(app, service, project.name))));
	return 0;
}

function* variables(app: App, flags: Flags): Sys<number> {
	const { tree } = yield* model(app, { ...loaded(app, flags), skipInterpolation: true });
	const found = [...variablesOf(tree).values()].sort((a, b) => compareBytes(a.name, b.name));
	const format = flags.text('format');
	if (format === 'yaml') {
		const rows = found.map(
			(one) => [one.name, { name: one.name, defaultvalue: one.defaultValue, presencevalue: one.presenceValue, required: one.required }] as const
		);
		yield* out(encodeYaml(Object.fromEntries(rows), { dialect: 'v3', keepOrder: true, indent: 4 }));
	} else if (format.toLowerCase() === 'json') {
		const rows = found.map(
			(one) => [one.name, { Name: one.name, DefaultValue: one.defaultValue, PresenceValue: one.presenceValue, Required: one.required }] as const
		);
		yield* out(`${encodeJson(Object.fromEntries(rows), { indent: '    ', escapeHtml: false })}\n\n`);
	} else if (['', 'table', 'pretty'].includes(format.toLowerCase())) {
		const rows = found.map((one) => `${one.name}\t${one.required}\t${one.defaultValue}\t${one.presenceValue}`);
		yield* out(tabulate(lines(['NAME\tREQUIRED\tDEFAULT VALUE\tALTERNATE VALUE', ...rows]), { minwidth: 20, tabwidth: 1, padding: 3, padchar: ' ' }));
	} else throw new Failure(`format value ${goQuote(format)} could not be parsed: parsing failed`);
	return 0;
}

const imagesOnly = (project: Project): Project => ({
	...project,
	name: '',
	services: Object.fromEntries(
		Object.entries(project.services).map(([name, service]) => [name, { name, ...(service.image === undefined ? {} : { image: service.image }) }])
	),
	networks: {},
	volumes: {},
	secrets: {},
	configs: {},
	'#extensions': {}
});

/** The canonical text, variables replaced. */
function* canonical(app: App, flags: Flags, args: readonly string[], format: string): Sys<string> {
	let project = yield* toProject(app, args, loaded(app, flags));
	const lock = flags.bool('lock-image-digests');
	if (lock || flags.bool('resolve-image-digests')) project = yield* resolveDigests(app, project);
	if (!flags.bool('no-env-resolution')) project = yield* orFailure(answerQuestions(app, withEnvironmentResolved(project, true)));
	if (!flags.bool('no-consistency')) checkContainerNames(project);
	if (lock) project = imagesOnly(project);
	if (format !== 'yaml' && format !== 'json') throw new Failure(`unsupported format ${goQuote(format)}`);
	return (format === 'json' ? projectJson(project) : projectYaml(project)).replaceAll('$', '$$$$');
}

/** The merged tree, its variables left alone. */
function* asWritten(app: App, flags: Flags, format: string): Sys<string> {
	const { tree } = yield* model(app, loaded(app, flags));
	if (format !== 'yaml' && format !== 'json') throw new Failure(`unsupported format ${goQuote(format)}`);
	return format === 'json' ? treeJson(tree) : treeYaml(tree);
}

function* whole(app: App, flags: Flags, args: readonly string[]): Sys<number> {
	const format = flags.text('format') || 'yaml';
	const content = flags.bool('no-interpolate') ? yield* asWritten(app, flags, format) : yield* canonical(app, flags, args, format);
	if (flags.bool('quiet')) return 0;
	const file = flags.text('output');
	if (file !== '' && content !== '') yield* writeFile(file, content, 0o666);
	else yield* out(content);
	return 0;
}

export const config: Run = function* (app, flags, args) {
	try {
		if (flags.bool('services')) return yield* services(app, flags);
		if (flags.bool('volumes')) {
			yield* out(lines(Object.keys((yield* named(app, flags)).volumes).sort(compareBytes)));
			return 0;
		}
		if (flags.text('hash') !== '') return yield* hashes(app, flags);
		if (flags.bool('profiles')) return yield* profiles(app, flags, args);
		if (flags.bool('images')) return yield* images(app, flags, args);
		if (flags.bool('variables')) return yield* variables(app, flags);
		if (flags.bool('environment')) {
			const { environment } = yield* toProject(app, args, loaded(app, flags));
			const values = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
			if (!flags.bool('quiet')) yield* out(lines(values.sort(compareBytes)));
			return 0;
		}
		return yield* whole(app, flags, args);
	} catch (e) {
		if (e instanceof ComposeError) throw new Failure(e.text);
		throw e;
	}
};
