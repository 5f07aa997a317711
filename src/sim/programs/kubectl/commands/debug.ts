// kubectl debug: an ephemeral container in a pod, a copy of a pod with one more container, or a pod on a node's namespaces.
import { Errno, type Sys } from '../../../engine/index.ts';
import { bodyText, random, readText } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { goQuote, parseYaml, YamlError } from '../../../values/index.ts';
import { watchObject } from '../await.ts';
import { build, strict, type Info } from '../builder.ts';
import { namespaceOf } from '../client-config.ts';
import { podArguments } from '../complete-resources.ts';
import { arr, at, given, isObject, num, put, str, type Json } from '../dig.ts';
import { mappingFor, pathOf } from '../discovery.ts';
import { Failure, isKubectlError, messageOf } from '../failure.ts';
import { applyProfile, changeContainer, checkProfile, type DebugStyle } from '../generate/debug-profile.ts';
import { debugHelp } from '../help/debug.ts';
import { strategicMerge } from '../patch/strategic.ts';
import { randomSuffix } from '../random-suffix.ts';
import { call, request } from '../rest.ts';
import { err, out, type Session } from '../session.ts';
import { attachStreams, usableTty } from '../streams.ts';
import { command } from '../tree.ts';

const imagePattern = /^[\w.\-:/@]+$/;

function check(s: Session, targets: readonly string[], args: readonly string[]): void {
	const [image, container, copyTo] = [s.str('image'), s.str('container'), s.str('copy-to')];
	const setImages = Object.entries(s.map('set-image'));
	if (s.bool('attach') && s.changed('attach') && image === '' && container === '')
		throw new Failure('you must specify --container or create a new container using --image in order to attach.');
	if (copyTo !== '') {
		if (image === '' && setImages.length === 0 && args.length === 0) throw new Failure('you must specify --image, --set-image or command arguments.');
		if (args.length > 0 && container === '' && image === '') throw new Failure('you must specify an existing container or a new image when specifying args.');
	} else {
		if (s.bool('replace')) throw new Failure('--replace may only be used with --copy-to.');
		if (s.bool('same-node')) throw new Failure('--same-node may only be used with --copy-to.');
		if (setImages.length > 0) throw new Failure('--set-image may only be used with --copy-to.');
		if (image === '') throw new Failure('you must specify --image when not using --copy-to.');
	}
	if (image !== '' && !imagePattern.test(image)) throw new Failure(`invalid image name ${goQuote(image)}: invalid reference format`);
	if (targets.length === 0 && s.list('filename').length === 0) throw new Failure('NAME or filename is required for debug');
	const policy = s.str('image-pull-policy');
	if (!['Always', 'IfNotPresent', 'Never', ''].includes(policy)) throw new Failure(`invalid image pull policy: ${policy}`);
	for (const [name, one] of setImages)
		if (!imagePattern.test(one)) throw new Failure(`invalid image name ${goQuote(one)} for container ${goQuote(name)}: invalid reference format`);
	if (s.str('target') !== '' && copyTo !== '') throw new Failure('--target is incompatible with --copy-to. Use --share-processes instead.');
}
function* customProfile(s: Session): Sys<Json | undefined> {
	const path = s.str('custom');
	if (path === '') return undefined;
	let text: string;
	try {
		text = yield* readText(path);
	} catch (error) {
		if (error instanceof Errno) throw new Failure(`must pass a container spec json file for custom profile: open ${path}: no such file or directory`);
		throw error;
	}
	try {
		const value = parseYaml(text);
		return isObject(value) ? value : {};
	} catch (error) {
		if (error instanceof YamlError) throw new Failure(`${path} does not contain a valid container spec: ${error.message}`);
		throw error;
	}
}

interface Plan {
	readonly s: Session;
	readonly args: readonly string[];
	readonly custom: Json | undefined;
}
const keepOf = (s: Session) => ({
	labels: s.bool('keep-labels'),
	annotations: s.bool('keep-annotations'),
	liveness: s.bool('keep-liveness'),
	readiness: s.bool('keep-readiness'),
	startup: s.bool('keep-startup'),
	initContainers: s.bool('keep-init-containers')
});
function containerOf({ s, args }: Plan, name: string): Json {
	const env = Object.entries(s.map('env')).map(([key, value]) => ({ name: key, value }));
	return given({
		name,
		image: s.str('image'),
		args: s.bool('arguments-only') && args.length > 0 ? args : undefined,
		command: !s.bool('arguments-only') && args.length > 0 ? args : undefined,
		env: env.length > 0 ? env : undefined,
		resources: {},
		imagePullPolicy: s.str('image-pull-policy') || undefined,
		stdin: s.bool('stdin') || undefined,
		terminationMessagePolicy: 'File',
		tty: s.bool('tty') || undefined
	});
}
function profiled({ s, custom }: Plan, pod: Json, name: string, style: DebugStyle): Json {
	const applied = applyProfile(s.str('profile'), pod, name, style, keepOf(s));
	if (!custom) return applied;
	return changeContainer(applied, name, (container) => {
		const merged = strategicMerge(container, { ...custom, name }, { r: 'io.k8s.api.core.v1.Container' });
		return isObject(merged) ? merged : container;
	});
}
function* nameIn(s: Session, pod: Json): Sys<string> {
	if (s.str('container') !== '') return s.str('container');
	const taken = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => arr(pod, 'spec', list).map((one) => str(one, 'name')));
	let name = '';
	while (name === '' || taken.includes(name)) name = `debugger-${randomSuffix(yield* random(5))}`;
	if (!s.bool('quiet')) yield* out(`Defaulting debug container name to ${name}.\n`);
	return name;
}
function* warnNonRoot(pod: Json, container: unknown): Sys<void> {
	if (
		num(pod, 'spec', 'securityContext', 'runAsUser') === 0 ||
		at(container, 'securityContext') === undefined ||
		at(container, 'securityContext', 'runAsUser') === 0
	)
		return;
	if (at(container, 'securityContext', 'privileged') !== true && arr(container, 'securityContext', 'capabilities', 'add').length === 0) return;
	yield* err(
		'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n'
	);
}

interface Debugging {
	readonly namespace: string;
	readonly pod: string;
	readonly container: string;
}
function* ephemeral(plan: Plan, info: Info): Sys<Debugging> {
	const { s } = plan;
	const pod = info.object ?? {};
	const name = yield* nameIn(s, pod);
	const target = s.str('target');
	const added = put(
		pod,
		['spec', 'ephemeralContainers'],
		[...arr(pod, 'spec', 'ephemeralContainers'), { ...containerOf(plan, name), ...(target === '' ? {} : { targetContainerName: target }) }]
	);
	const changed = profiled(plan, added, name, 'ephemeral');
	const list = arr(changed, 'spec', 'ephemeralContainers');
	const container = list[list.length - 1];
	yield* warnNonRoot(pod, container);
	const patch = { spec: { '$setElementOrder/ephemeralContainers': list.map((one) => ({ name: str(one, 'name') })), ephemeralContainers: [container] } };
	try {
		yield* call(s, 'PATCH', pathOf(info.mapping, info.namespace, info.name, 'ephemeralcontainers'), {
			body: patch,
			contentType: 'application/strategic-merge-patch+json'
		});
	} catch (error) {
		if (error instanceof ApiError && error.reason === 'NotFound' && str(error.status, 'details', 'name') === '')
			throw new Failure(`ephemeral containers are disabled for this cluster (error from server: ${goQuote(error.message)})`);
		throw error;
	}
	return { namespace: info.namespace, pod: info.name, container: name };
}
function* copy(plan: Plan, info: Info): Sys<Debugging> {
	const { s } = plan;
	const pod = info.object ?? {};
	const images = s.map('set-image');
	let copied: Json = {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: given({
			name: s.str('copy-to'),
			namespace: info.namespace,
			labels: at(pod, 'metadata', 'labels'),
			annotations: at(pod, 'metadata', 'annotations')
		}),
		spec: put(pod.spec, ['ephemeralContainers'], undefined)
	};
	if (s.changed('share-processes')) copied = put(copied, ['spec', 'shareProcessNamespace'], s.bool('share-processes'));
	if (!s.bool('same-node')) copied = put(copied, ['spec', 'nodeName'], undefined);
	copied = put(
		copied,
		['spec', 'containers'],
		arr(copied, 'spec', 'containers').map((one) => {
			const image = images[str(one, 'name')] ?? images['*'];
			return image === undefined ? one : put(one, ['image'], image);
		})
	);
	let name = s.str('container');
	const existing = arr(copied, 'spec', 'containers').find((one) => name !== '' && str(one, 'name') === name);
	const imagesOnly = existing === undefined && s.str('image') === '';
	if (imagesOnly && Object.keys(images).length === 0) throw new Failure('you must specify image when creating new container');
	if (!imagesOnly) {
		if (!existing) {
			name = yield* nameIn(s, copied);
			copied = put(copied, ['spec', 'containers'], [...arr(copied, 'spec', 'containers'), { name, terminationMessagePolicy: 'File', resources: {} }]);
		}
		const { name: _name, image, ...wanted } = containerOf(plan, name);
		copied = changeContainer(copied, name, (container) => ({
			...put(container, ['args'], plan.args.length > 0 ? undefined : container.args),
			...wanted,
			...(image === '' ? {} : { image }),
			stdin: s.bool('stdin'),
			tty: s.bool('tty')
		}));
		copied = profiled(plan, copied, name, 'copy');
		yield* warnNonRoot(
			copied,
			arr(copied, 'spec', 'containers').find((one) => str(one, 'name') === name)
		);
	}
	yield* call(s, 'POST', pathOf(info.mapping, info.namespace), { body: copied });
	if (s.bool('replace'))
		yield* call(s, 'DELETE', pathOf(info.mapping, info.namespace, info.name), { body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 } });
	return { namespace: info.namespace, pod: s.str('copy-to'), container: imagesOnly ? '' : name };
}
function* onNode(plan: Plan, node: Info): Sys<Debugging> {
	const { s } = plan;
	const container = s.str('container') || 'debugger';
	const { namespace } = yield* namespaceOf(s);
	const name = `node-debugger-${node.name}-${randomSuffix(yield* random(5))}`;
	if (!s.bool('quiet')) yield* out(`Creating debugging pod ${name} with container ${container} on node ${node.name}.\n`);
	const pod: Json = {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
		spec: { containers: [containerOf(plan, container)], nodeName: node.name, restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }] },
		status: {}
	};
	yield* call(s, 'POST', `/api/v1/namespaces/${namespace}/pods`, { body: profiled(plan, pod, container, 'node') });
	return { namespace, pod: name, container };
}

const statusOf = (pod: Json, container: string): Json | undefined =>
	['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses']
		.flatMap((list) => arr(pod, 'status', list))
		.filter(isObject)
		.find((one) => one.name === container);
function* showLogs(s: Session, { namespace, pod, container }: Debugging): Sys<void> {
	const response = yield* request(s, 'GET', `/api/v1/namespaces/${namespace}/pods/${pod}/log`, { query: { container, follow: 'true' } });
	yield* out(bodyText(response.body));
}
function* attach(s: Session, debugging: Debugging): Sys<void> {
	const { namespace, pod, container } = debugging;
	const mapping = yield* mappingFor(s, 'pods');
	const warnings: string[] = [];
	const found = yield* watchObject(s, mapping, namespace, pod, Infinity, (object) => {
		if (!object) return undefined;
		const status = statusOf(object, container);
		if (isObject(at(status, 'state', 'running')) || isObject(at(status, 'state', 'terminated'))) return object;
		const message = str(status, 'state', 'waiting', 'message');
		if (message !== '') warnings.push(`container ${container}: ${message}`);
		return undefined;
	});
	if (!s.bool('quiet')) for (const warning of warnings) yield* err(`Warning: ${warning}\n`);
	if (isObject(at(statusOf(found ?? {}, container), 'state', 'terminated'))) return yield* showLogs(s, debugging);
	const tty = yield* usableTty(s.bool('tty'), s.bool('stdin'), s.bool('quiet'));
	if (!s.bool('quiet')) {
		yield* err(
			'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n'
		);
		yield* err("If you don't see a command prompt, try pressing enter.\n");
	}
	try {
		yield* attachStreams(s, { namespace, pod, container, stdin: s.bool('stdin'), tty, quiet: s.bool('quiet') });
	} catch (error) {
		if (!isKubectlError(error)) throw error;
		yield* err(`warning: couldn't attach to pod/${pod}, falling back to streaming logs: ${messageOf(error)}\n`);
		yield* showLogs(s, debugging);
	}
}

function* run(s: Session): Sys<number> {
	const dash = s.flags.argsLenAtDash;
	const cut = dash >= 0 && s.args.length > dash;
	const targets = cut ? s.args.slice(0, dash) : s.args;
	const args = cut ? s.args.slice(dash) : [];
	checkProfile(s.str('profile'));
	const custom = yield* customProfile(s);
	check(s, targets, args);
	if (s.str('target') !== '' && !s.bool('quiet'))
		yield* out(
			`Targeting container ${goQuote(s.str('target'))}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`
		);
	if (s.bool('tty') && !s.bool('stdin')) throw new Failure('-i/--stdin is required for containers with -t/--tty=true');
	if (custom && ['name', 'command', 'image', 'lifecycle', 'volumeDevices'].some((field) => custom[field] !== undefined))
		throw new Failure('name, command, image, lifecycle and volume devices are not modifiable via custom profile');
	if (s.str('profile') === 'legacy')
		yield* err(
			'--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n'
		);
	const plan: Plan = { s, args, custom };
	const words = targets.flatMap((word) => (word.includes('/') ? [word] : [`pods/${word}`]));
	for (const info of strict(yield* build(s, { args: words, fetch: true }))) {
		let debugging: Debugging;
		if (info.mapping.kind === 'Node' && info.mapping.group === '') debugging = yield* onNode(plan, info);
		else if (info.mapping.kind === 'Pod' && info.mapping.group === '') debugging = yield* s.str('copy-to') === '' ? ephemeral(plan, info) : copy(plan, info);
		else throw new Failure(`${goQuote(`${info.mapping.group}/${info.mapping.version}, Kind=${info.mapping.kind}`)} not supported by debug`);
		if ((s.changed('attach') ? s.bool('attach') : s.bool('stdin')) && debugging.container !== '') yield* attach(s, debugging);
	}
	return 0;
}
export const debug = command(debugHelp, { run, complete: podArguments });
