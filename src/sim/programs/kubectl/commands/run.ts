// kubectl run: a pod, and a service with --expose; attached when asked.
import type { Sys } from '../../../engine/index.ts';
import { monotonic, write } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { watchObject } from '../await.ts';
import { namespaceOf } from '../client-config.ts';
import { arr, num, put, str, type Json } from '../dig.ts';
import { Exit, Failure, isKubectlError, messageOf } from '../failure.ts';
import { overridden } from '../generate/override.ts';
import { parseLabelPairs } from '../generate/label-pairs.ts';
import { runHelp } from '../help/run.ts';
import { annotated, createObject, dryRunOf, resultPrinter, said, typedMapping, type DryRun } from '../operations.ts';
import { defaultContainer, podRunningTimeout } from '../pods.ts';
import { call } from '../rest.ts';
import { err, out, type Session } from '../session.ts';
import { attachTo } from './exec.ts';
import { command } from '../tree.ts';
import { typed } from '../typed.ts';

const reference =
	/^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;
const pods = typedMapping('', 'v1', 'Pod', 'pods');
const services = typedMapping('', 'v1', 'Service', 'services');

function envOf(list: readonly string[]): Json[] {
	return list.map((one) => {
		const equals = one.indexOf('=');
		if (equals <= 0 || !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(one.slice(0, equals))) throw new Failure(`invalid env: ${one}`);
		const value = one.slice(equals + 1);
		return { name: one.slice(0, equals), ...(value === '' ? {} : { value }) };
	});
}
function annotationsOf(list: readonly string[]): Json {
	const found: Record<string, string> = {};
	const invalid: string[] = [];
	for (const one of list) {
		const equals = one.indexOf('=');
		if (equals > 0) found[one.slice(0, equals)] = one.slice(equals + 1);
		else invalid.push(one);
	}
	if (invalid.length > 0) throw new Failure(`invalid annotations format: ${invalid.join(', ')}`);
	return Object.keys(found).length > 0 ? { annotations: found } : {};
}
function podOf(s: Session, name: string, restart: string): Json {
	const words = s.args.slice(1);
	const env = envOf(s.list('env'));
	const port = s.str('port');
	if (port !== '' && !/^[0-9]+$/.test(port)) throw new Failure(`strconv.Atoi: parsing "${port}": invalid syntax`);
	const stdin = s.bool('stdin');
	const pull = s.str('image-pull-policy');
	const container = {
		name,
		image: s.str('image'),
		...(words.length === 0 ? {} : s.bool('command') ? { command: words } : { args: words }),
		...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }),
		...(env.length > 0 ? { env } : {}),
		resources: {},
		...(pull === '' ? {} : { imagePullPolicy: pull }),
		...(s.bool('privileged') ? { securityContext: { privileged: true } } : {}),
		...(stdin ? { stdin: true } : {}),
		...(stdin && !s.bool('leave-stdin-open') ? { stdinOnce: true } : {}),
		...(s.bool('tty') ? { tty: true } : {})
	};
	const labels = s.str('labels') === '' ? { run: name } : parseLabelPairs(s.str('labels'));
	return {
		kind: 'Pod',
		apiVersion: 'v1',
		metadata: { name, labels, ...annotationsOf(s.list('annotations')) },
		spec: { containers: [container], restartPolicy: restart || 'Always', dnsPolicy: 'ClusterFirst' },
		status: {}
	};
}
function serviceOf(s: Session, name: string): Json {
	const port = Number(s.str('port'));
	const labels = s.str('labels') === '' ? {} : { labels: parseLabelPairs(s.str('labels')) };
	const selector = s.str('labels') === '' ? { run: name } : parseLabelPairs(s.str('labels'));
	return {
		kind: 'Service',
		apiVersion: 'v1',
		metadata: { name, ...labels },
		spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector },
		status: { loadBalancer: {} }
	};
}
function* made(s: Session, object: Json, resource: typeof pods, dry: DryRun): Sys<Json> {
	const { namespace, explicit } = yield* namespaceOf(s);
	if (dry === 'client') return explicit ? withNamespace(object, namespace) : object;
	return yield* createObject(s, resource, namespace, annotated(object, s.bool('save-config'), true), { dry, manager: s.str('field-manager') });
}
const withNamespace = (object: Json, namespace: string): Json => {
	const { name, ...rest } = object.metadata as Json;
	return put(object, ['metadata'], { name, namespace, ...rest });
};

function* run(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	const attach = s.changed('attach') ? s.bool('attach') : s.bool('stdin');
	const print = yield* resultPrinter(s, { typed: true });
	if (s.args.length === 0 || s.flags.argsLenAtDash === 0) throw s.usage('NAME is required for run');
	const timeout = podRunningTimeout(s);
	const image = s.str('image');
	if (image === '') throw new Failure('--image is required');
	if (!reference.test(image)) throw new Failure(`Invalid image name "${image}": invalid reference format`);
	if (s.bool('tty') && !s.bool('stdin')) throw s.usage('-i/--stdin is required for containers with -t/--tty=true');
	if (s.bool('expose') && s.str('port') === '') throw s.usage('--port must be set when exposing a service');
	const restart = s.str('restart');
	if (!['', 'Always', 'OnFailure', 'Never'].includes(restart)) throw s.usage(`invalid restart policy: ${restart}`);
	if (!attach && s.bool('rm')) throw s.usage('--rm should only be used for attached containers');
	if (attach && dry !== 'none') throw s.usage("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
	if (!['', 'Always', 'IfNotPresent', 'Never'].includes(s.str('image-pull-policy'))) throw s.usage(`invalid image pull policy: ${s.str('image-pull-policy')}`);
	const name = s.args[0] ?? '';
	const pod = yield* made(s, overridden(s, podOf(s, name, restart), typed), pods, dry);
	if (s.bool('expose')) {
		yield* print(yield* made(s, serviceOf(s, name), services, dry), said('created', dry));
		if (s.str('output') === 'yaml') yield* out('---\n');
	}
	if (!attach) {
		yield* print(pod, said('created', dry));
		return 0;
	}
	let code = 0;
	try {
		code = yield* attached(s, pod, restart === '' ? (s.bool('stdin') ? 'OnFailure' : 'Always') : restart, timeout);
	} catch (error) {
		if (s.bool('rm')) yield* removeCreated(s, pod);
		throw error;
	}
	if (s.bool('rm')) yield* removeCreated(s, pod);
	return code;
}
function* removeCreated(s: Session, pod: Json): Sys<void> {
	const [namespace, name] = [str(pod, 'metadata', 'namespace'), str(pod, 'metadata', 'name')];
	const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' };
	const places = [['pods', 'pod'], ...(s.bool('expose') ? [['services', 'service']] : [])] as const;
	for (const [plural, kind] of places) {
		try {
			yield* call(s, 'DELETE', `/api/v1/namespaces/${namespace}/${plural}/${name}`, { body });
			if (!s.bool('quiet')) yield* out(`${kind} "${name}" deleted from ${namespace} namespace\n`);
		} catch (error) {
			if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
		}
	}
}
const phaseOf = (pod: unknown): string => str(pod, 'status', 'phase');
const ready = (pod: unknown): boolean => arr(pod, 'status', 'conditions').some((one) => str(one, 'type') === 'Ready' && str(one, 'status') === 'True');

/** Waits for the pod to run, attaches, and answers its exit code. */
function* attached(s: Session, pod: Json, restart: string, timeout: number): Sys<number> {
	const [namespace, name] = [str(pod, 'metadata', 'namespace'), str(pod, 'metadata', 'name')];
	const until = (yield* monotonic()) + timeout;
	const running = yield* watchObject(s, pods, namespace, name, until, (object) =>
		object && (['Failed', 'Succeeded'].includes(phaseOf(object)) || (phaseOf(object) === 'Running' && ready(object))) ? object : undefined
	);
	if (!running) throw new Failure('timed out waiting for the condition');
	const container = yield* defaultContainer({ ...running, kind: 'Pod' }, '', s.bool('quiet'));
	if (phaseOf(running) !== 'Running') yield* logsOf(s, namespace, name, container);
	else {
		try {
			yield* logsOf(s, namespace, name, container);
			yield* attachTo(s, running, container, `kubectl attach ${name}`);
		} catch (error) {
			if (!isKubectlError(error) || error instanceof Exit) throw error;
			yield* err(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${messageOf(error)}\n`);
			yield* logsOf(s, namespace, name, container);
		}
	}
	if (s.bool('leave-stdin-open') || restart === 'Always') return 0;
	const ended = yield* watchObject(s, pods, namespace, name, until, (object) =>
		object && (phaseOf(object) === 'Succeeded' || (phaseOf(object) === 'Failed' && restart === 'Never')) ? object : undefined
	);
	if (!ended) throw new Failure('timed out waiting for the condition');
	if (phaseOf(ended) === 'Succeeded') return 0;
	const terminated = arr(ended, 'status', 'containerStatuses')[0];
	const code = num(terminated, 'state', 'terminated', 'exitCode');
	if (code === 0) throw new Failure(`pod ${namespace}/${name} failed with unknown exit code`);
	yield* err(
		`pod ${namespace}/${name} terminated (${str(terminated, 'state', 'terminated', 'reason')})\n${str(terminated, 'state', 'terminated', 'message')}\n`
	);
	throw new Exit(code);
}
function* logsOf(s: Session, namespace: string, name: string, container: string): Sys<void> {
	const text = yield* call(s, 'GET', `/api/v1/namespaces/${namespace}/pods/${name}/log`, { query: { container } });
	if (typeof text === 'string' && text !== '') yield* write(1, text);
}
export const runCommand = command(runHelp, { run, required: ['image'] });
