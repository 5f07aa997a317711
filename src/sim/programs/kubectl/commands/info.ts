// kubectl version, cluster-info, api-versions, api-resources, options, plugin, completion.
import { Errno, type Sys } from '../../../engine/index.ts';
import { isatty, readdir, stat } from '../../../kernel/index.ts';
import { compareBytes, encodeJson, encodeYaml, goQuote, kubectlTable, tabulate } from '../../../values/index.ts';
import { clientConfig, namespaceOf } from '../client-config.ts';
import { bashCompletion } from '../completion-script.ts';
import { arr, isObject, num, pairs, str, type Json } from '../dig.ts';
import { discover, groupVersion, type Mapping } from '../discovery.ts';
import { Failure } from '../failure.ts';
import { reasonOf } from '../generate/data.ts';
import { apiResourcesHelp } from '../help/api-resources.ts';
import { apiVersionsHelp } from '../help/api-versions.ts';
import { clusterInfoHelp } from '../help/cluster-info.ts';
import { completionHelp } from '../help/completion.ts';
import { optionsHelp } from '../help/options.ts';
import { pluginHelp } from '../help/plugin.ts';
import { versionHelp } from '../help/version.ts';
import { optionsText } from '../help.ts';
import { outputPrinter } from '../print/output.ts';
import { call } from '../rest.ts';
import { err, out, type Session } from '../session.ts';
import { command } from '../tree.ts';

const goList = (words: readonly string[]): string => `[${words.join(' ')}]`;
const clientVersion = {
	major: '1',
	minor: '36',
	gitVersion: 'v1.36.3',
	gitCommit: '5f9e4b2c1d8a7063e5b4f2a19c8d7e6f50413b2a',
	gitTreeState: 'clean',
	buildDate: '2026-11-10T12:21:44Z',
	goVersion: 'go1.26.4',
	compiler: 'gc',
	platform: 'linux/amd64'
};

function* version(s: Session): Sys<number> {
	const client = s.bool('client');
	if (!client && s.args.length > 0) throw new Failure(`extra arguments: ${goList(s.args)}`);
	const output = s.str('output');
	if (output !== '' && output !== 'yaml' && output !== 'json') throw new Failure("--output must be 'yaml' or 'json'");
	let server: unknown;
	let problem: unknown;
	if (!client) {
		try {
			server = yield* call(s, 'GET', '/version', { query: { timeout: '32s' } });
		} catch (error) {
			problem = error;
		}
	}
	const all: Json = { clientVersion, kustomizeVersion: 'v5.8.1', ...(isObject(server) ? { serverVersion: server } : {}) };
	if (output === '')
		yield* out(
			`Client Version: ${clientVersion.gitVersion}\nKustomize Version: v5.8.1\n${isObject(server) ? `Server Version: ${str(server, 'gitVersion')}\n` : ''}`
		);
	else yield* out(output === 'yaml' ? `${encodeYaml(all)}\n` : `${encodeJson(all, { indent: '  ' })}\n`);
	if (isObject(server)) {
		const minor = Number.parseInt(str(server, 'minor'), 10);
		if (str(server, 'major') !== '1' || Math.abs(minor - 36) > 1)
			yield* err(
				`Warning: version difference between client (1.36) and server (${str(server, 'major')}.${minor}) exceeds the supported minor version skew of +/-1\n`
			);
	}
	if (problem !== undefined) throw problem;
	return 0;
}
export const versionCommand = command(versionHelp, { run: version });

function* clusterInfo(s: Session): Sys<number> {
	yield* clientConfig(s);
	const tty = yield* isatty(1);
	const line = (name: string, link: string): string =>
		tty ? `\x1b[0;32m${name}\x1b[0m is running at \x1b[0;33m${link}\x1b[0m\n` : `${name} is running at ${link}\n`;
	const namespace = s.str('namespace') || 'kube-system';
	let list: unknown;
	try {
		yield* discover(s);
		list = yield* call(s, 'GET', `/api/v1/namespaces/${namespace}/services`, { query: { labelSelector: 'kubernetes.io/cluster-service=true' } });
	} catch (error) {
		yield* out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
		throw error;
	}
	yield* out(line('Kubernetes control plane', s.server));
	for (const service of arr(list, 'items')) {
		const port = arr(service, 'spec', 'ports')[0];
		const ingress = arr(service, 'status', 'loadBalancer', 'ingress')[0];
		const labels = pairs(service, 'metadata', 'labels');
		const name = labels['kubernetes.io/name'] || str(service, 'metadata', 'name');
		let link = '';
		if (ingress)
			link = arr(service, 'spec', 'ports')
				.map((one) => `http://${str(ingress, 'ip') || str(ingress, 'hostname')}:${num(one, 'port')} `)
				.join('');
		else {
			const scheme = num(port, 'port') === 443 || str(port, 'name') === 'https' ? 'https:' : '';
			link = `${s.server}/api/v1/namespaces/${str(service, 'metadata', 'namespace')}/services/${scheme}${str(service, 'metadata', 'name')}:${str(port, 'name')}/proxy`;
			if (str(port, 'name') === '')
				link = `${s.server}/api/v1/namespaces/${str(service, 'metadata', 'namespace')}/services/${scheme}${str(service, 'metadata', 'name')}/proxy`;
		}
		yield* out(line(name, link));
	}
	yield* out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
	return 0;
}
/** cluster-info dump: the objects of namespaces as JSON on stdout. Leaves out pod logs in files. */
function* dump(s: Session): Sys<number> {
	const { namespace } = yield* namespaceOf(s);
	const namespaces = s.bool('all-namespaces')
		? arr(yield* call(s, 'GET', '/api/v1/namespaces'), 'items').map((item) => str(item, 'metadata', 'name'))
		: s.list('namespaces').length > 0
			? s.list('namespaces')
			: ['kube-system', namespace];
	const show = function* (value: unknown): Sys<void> {
		yield* out(s.str('output') === 'yaml' ? `---\n${encodeYaml(value)}` : `${encodeJson(value, { indent: '    ' })}\n`);
	};
	yield* show(yield* call(s, 'GET', '/api/v1/nodes'));
	for (const name of namespaces) {
		for (const path of [
			'api/v1/%/events',
			'api/v1/%/replicationcontrollers',
			'api/v1/%/services',
			'apis/apps/v1/%/daemonsets',
			'apis/apps/v1/%/deployments',
			'apis/apps/v1/%/replicasets',
			'api/v1/%/pods'
		])
			yield* show(yield* call(s, 'GET', `/${path.replace('%', `namespaces/${name}`)}`));
		const pods = yield* call(s, 'GET', `/api/v1/namespaces/${name}/pods`);
		for (const pod of arr(pods, 'items')) {
			for (const container of arr(pod, 'spec', 'containers')) {
				const [podName, containerName] = [str(pod, 'metadata', 'name'), str(container, 'name')];
				yield* out(`==== START logs for container ${containerName} of pod ${name}/${podName} ====\n`);
				const text = yield* call(s, 'GET', `/api/v1/namespaces/${name}/pods/${podName}/log`, { query: { container: containerName } });
				yield* out(typeof text === 'string' ? text : '');
				yield* out(`==== END logs for container ${containerName} of pod ${name}/${podName} ====\n`);
			}
		}
	}
	return 0;
}
export const clusterInfoCommand = command(clusterInfoHelp, { run: clusterInfo, subs: { dump: { run: dump } } });

function* apiVersions(s: Session): Sys<number> {
	if (s.args.length > 0) throw s.usage(`unexpected arguments: ${goList(s.args)}`);
	const { groups } = yield* discover(s, 1);
	const names = groups.flatMap((group) => group.versions.map((one) => groupVersion({ group: group.name, version: one }))).sort();
	yield* out(names.map((name) => `${name}\n`).join(''));
	return 0;
}
export const apiVersionsCommand = command(apiVersionsHelp, { run: apiVersions });

/** Each resource in its group's preferred version. */
function preferred(groups: readonly { readonly name: string; readonly versions: readonly string[] }[], mappings: readonly Mapping[]): Mapping[] {
	return groups.flatMap((group) => {
		const seen = new Set<string>();
		return group.versions.flatMap((one) =>
			mappings
				.filter((mapping) => mapping.group === group.name && mapping.version === one && !seen.has(mapping.resource))
				.map((mapping) => {
					seen.add(mapping.resource);
					return mapping;
				})
		);
	});
}
function* apiResources(s: Session): Sys<number> {
	if (s.args.length > 0) throw s.usage(`unexpected arguments: ${goList(s.args)}`);
	const output = s.str('output');
	const formats = ['wide', 'name', 'json', 'yaml', 'kyaml'];
	if (output !== '' && !formats.includes(output))
		throw new Failure(`unable to match a printer suitable for the output format ${goQuote(output)}, allowed formats are: json,kyaml,name,wide,yaml`);
	const sortBy = s.str('sort-by');
	if (!['', 'name', 'kind'].includes(sortBy)) throw new Failure('--sort-by accepts only name or kind');
	const { groups, mappings } = yield* discover(s, 1);
	const list = preferred(groups, mappings).filter(
		(one) =>
			one.verbs.length > 0 &&
			(!s.changed('api-group') || s.str('api-group') === one.group) &&
			(!s.changed('namespaced') || s.bool('namespaced') === one.namespaced) &&
			s.list('verbs').every((verb) => one.verbs.includes(verb)) &&
			s.list('categories').every((category) => one.categories.includes(category))
	);
	const key = (one: Mapping): string => (sortBy === 'name' ? one.resource : sortBy === 'kind' ? one.kind : one.group);
	list.sort((a, b) => compareBytes(key(a), key(b)) || compareBytes(a.resource, b.resource));
	if (output === 'name') {
		yield* out(list.map((one) => `${one.resource}${one.group === '' ? '' : `.${one.group}`}\n`).join(''));
		return 0;
	}
	if (output === 'json' || output === 'yaml' || output === 'kyaml') {
		const print = yield* outputPrinter(s, { typed: true });
		if (print)
			yield* print({
				kind: 'APIResourceList',
				apiVersion: 'v1',
				groupVersion: '',
				resources: list.map((one) => ({
					name: one.resource,
					singularName: one.singular,
					namespaced: one.namespaced,
					...(one.group === '' ? {} : { group: one.group }),
					version: one.version,
					kind: one.kind,
					verbs: one.verbs,
					...(one.shortNames.length > 0 ? { shortNames: one.shortNames } : {}),
					...(one.categories.length > 0 ? { categories: one.categories } : {})
				}))
			});
		return 0;
	}
	const wide = output === 'wide';
	let lines = s.bool('no-headers') ? '' : `NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${wide ? '\tVERBS\tCATEGORIES' : ''}\n`;
	for (const one of list)
		lines += `${one.resource}\t${one.shortNames.join(',')}\t${groupVersion(one)}\t${one.namespaced}\t${one.kind}${wide ? `\t${one.verbs.join(',')}\t${one.categories.join(',')}` : ''}\n`;
	yield* out(tabulate(lines, kubectlTable));
	return 0;
}
export const apiResourcesCommand = command(apiResourcesHelp, { run: apiResources });

export const options = command(optionsHelp, {
	helpIsRun: true,
	flagErrors: { text: "Run 'kubectl options' without flags.", code: 1 },
	run: function* (s) {
		yield* out(optionsText(s.env['HOME'] ?? ''));
		return 0;
	}
});

function* pluginList(s: Session): Sys<number> {
	const found: string[] = [];
	for (const directory of [...new Set((s.env['PATH'] ?? '').split(':').filter((one) => one !== ''))]) {
		try {
			for (const entry of yield* readdir(directory)) if (entry.type !== 'dir' && entry.name.startsWith('kubectl-')) found.push(`${directory}/${entry.name}`);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* err(`Unable to read directory ${goQuote(directory)} from your PATH: open ${directory}: ${reasonOf(error)}. Skipping...\n`);
		}
	}
	if (found.length === 0) throw new Failure('unable to find any kubectl plugins in your PATH');
	yield* out('The following compatible plugins are available:\n\n');
	let warnings = 0;
	for (const path of found) {
		yield* out(`${s.bool('name-only') ? path.slice(path.lastIndexOf('/') + 1) : path}\n`);
		if (((yield* stat(path)).mode & 0o111) === 0) {
			warnings += 1;
			yield* err(`  - warning: ${path} identified as a kubectl plugin, but it is not executable\n`);
		}
	}
	if (warnings > 0) throw new Failure(`${warnings === 1 ? 'one plugin warning was' : `${warnings} plugin warnings were`} found`);
	return 0;
}
export const plugin = command(pluginHelp, { subs: { list: { run: pluginList } } });

function* completion(s: Session): Sys<number> {
	const [shell] = s.args;
	if (shell === undefined) throw s.usage('Shell not specified.');
	if (s.args.length > 1) throw s.usage('Too many arguments. Expected only the shell type.');
	if (!['bash', 'zsh', 'fish', 'powershell'].includes(shell)) throw s.usage(`Unsupported shell type ${goQuote(shell)}.`);
	yield* out(bashCompletion(shell));
	return 0;
}
export const completionCommand = command(completionHelp, {
	run: completion,
	complete: function* () {
		return ['bash', 'zsh', 'fish', 'powershell'];
	}
});
