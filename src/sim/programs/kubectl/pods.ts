// From an object to a pod and its container: selectors, the pod that is picked first, default containers (polymorphichelpers, podcmd).
import type { Sys } from '../../engine/index.ts';
import { close, monotonic } from '../../kernel/index.ts';
import { labelSelectorAsSelector, formatSelector, selectorFromSet, type LabelSelector } from '../../values/index.ts';
import { nextEvents } from './await.ts';
import { arr, at, isObject, num, obj, pairs, str, type Json } from './dig.ts';
import { Failure } from './failure.ts';
import { call, stream } from './rest.ts';
import { err, type Session } from './session.ts';

/** Go's name of a typed object: "*v1.Service". */
export const goType = (object: Json): string => `*${str(object, 'apiVersion').split('/').pop() ?? 'v1'}.${str(object, 'kind')}`;

/** The selector of an object's pods, as text. Throws Failure for kinds that select none. */
export function selectorOf(object: Json): string {
	const kind = str(object, 'kind');
	const matching = at(object, 'spec', 'selector');
	switch (kind) {
		case 'ReplicaSet':
		case 'Deployment':
		case 'StatefulSet':
		case 'DaemonSet':
		case 'Job':
			return formatSelector(labelSelectorAsSelector(matching as LabelSelector | undefined));
		case 'ReplicationController':
			return formatSelector(selectorFromSet(pairs(object, 'spec', 'selector')));
		case 'Service':
			if (Object.keys(obj(object, 'spec', 'selector')).length === 0)
				throw new Failure("invalid service '" + str(object, 'metadata', 'name') + "': Service is defined without a selector");
			return formatSelector(selectorFromSet(pairs(object, 'spec', 'selector')));
		default:
			throw new Failure(`selector for ${goType(object)} not implemented`);
	}
}

const ready = (pod: unknown): boolean => arr(pod, 'status', 'conditions').some((one) => str(one, 'type') === 'Ready' && str(one, 'status') === 'True');
const readySince = (pod: unknown): string =>
	str(
		arr(pod, 'status', 'conditions').find((one) => str(one, 'type') === 'Ready' && str(one, 'status') === 'True'),
		'lastTransitionTime'
	);
const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const restarts = (pod: unknown): number => Math.max(0, ...arr(pod, 'status', 'containerStatuses').map((one) => num(one, 'restartCount')));
type Compare = (a: unknown, b: unknown) => number;
const by =
	(...rules: readonly Compare[]): Compare =>
	(a, b) => {
		for (const rule of rules) {
			const order = rule(a, b);
			if (order !== 0) return order;
		}
		return 0;
	};
const first =
	(test: (pod: unknown) => boolean): Compare =>
	(a, b) =>
		Number(test(b)) - Number(test(a));
const times = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
const created: Compare = (a, b) => times(str(a, 'metadata', 'creationTimestamp'), str(b, 'metadata', 'creationTimestamp'));
/** podutils.ByLogging: assigned, running, ready, longest ready, most restarts, oldest first. */
const byLogging: Compare = by(
	first((pod) => str(pod, 'spec', 'nodeName') !== ''),
	(a, b) => (phases[str(b, 'status', 'phase')] ?? 0) - (phases[str(a, 'status', 'phase')] ?? 0),
	first(ready),
	(a, b) => (ready(a) && ready(b) ? times(readySince(a), readySince(b)) : 0),
	(a, b) => restarts(b) - restarts(a),
	created
);
/** The reverse of podutils.ActivePods: the most active first. */
const byActivity: Compare = by(
	first((pod) => str(pod, 'spec', 'nodeName') !== ''),
	(a, b) => (phases[str(b, 'status', 'phase')] ?? 0) - (phases[str(a, 'status', 'phase')] ?? 0),
	first(ready),
	first((pod) => str(pod, 'metadata', 'deletionTimestamp') === ''),
	(a, b) => (ready(a) && ready(b) ? times(readySince(a), readySince(b)) : 0),
	(a, b) => restarts(a) - restarts(b),
	created
);

const asPod = (pod: Json): Json => ({ apiVersion: 'v1', kind: 'Pod', ...pod });
/** The first pod of a selector (waiting for one to appear) and all of them. */
export function* firstPod(
	s: Session,
	namespace: string,
	selector: string,
	timeoutUs: number,
	order: 'logging' | 'activity'
): Sys<{ pod: Json; pods: readonly Json[] }> {
	const path = `/api/v1/namespaces/${namespace}/pods`;
	const list = yield* call(s, 'GET', path, { query: { labelSelector: selector } });
	const pods = arr(list, 'items')
		.filter(isObject)
		.map(asPod)
		.sort(order === 'logging' ? byLogging : byActivity);
	const [pod] = pods;
	if (pod) return { pod, pods };
	const until = (yield* monotonic()) + timeoutUs;
	const { fd } = yield* stream(s, 'GET', path, {
		query: { labelSelector: selector, resourceVersion: str(list, 'metadata', 'resourceVersion'), watch: 'true' }
	});
	const rest = { text: '' };
	for (;;) {
		const events = yield* nextEvents(fd, until, rest);
		if (events === 'timeout' || events === null) {
			yield* close(fd);
			throw new Failure('timed out waiting for the condition');
		}
		for (const event of events) {
			const seen = at(event, 'object');
			if ((str(event, 'type') === 'ADDED' || str(event, 'type') === 'MODIFIED') && isObject(seen)) {
				yield* close(fd);
				return { pod: asPod(seen), pods: [asPod(seen)] };
			}
		}
	}
}
/** polymorphichelpers.AttachablePodForObject. */
export function* attachablePod(s: Session, object: Json, timeoutUs: number): Sys<Json> {
	if (str(object, 'kind') === 'Pod') return object;
	let selector: string;
	try {
		selector = selectorOf(object);
	} catch (error) {
		if (error instanceof Failure) throw new Failure(`cannot attach to ${goType(object)}: ${error.message}`);
		throw error;
	}
	return (yield* firstPod(s, str(object, 'metadata', 'namespace'), selector, timeoutUs, 'activity')).pod;
}

/** Containers, init containers and ephemeral ones, as error texts list them. */
export function allContainerNames(pod: Json): string {
	const names = (list: string, mark: string): string[] => arr(pod, 'spec', list).map((one) => str(one, 'name') + mark);
	return [...names('containers', ''), ...names('initContainers', ' (init)'), ...names('ephemeralContainers', ' (ephem)')].join(', ');
}
/** A container and the path of its field. */
export function findContainer(pod: Json, name: string): { container: unknown; fieldPath: string } | undefined {
	for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
		const container = arr(pod, 'spec', list).find((one) => str(one, 'name') === name);
		if (container) return { container, fieldPath: `spec.${list}{${name}}` };
	}
	return undefined;
}
/** The container to use: named, by annotation, or the first, telling so on stderr (or where `tell` writes) unless `quiet`. */
export function* defaultContainer(pod: Json, name: string, quiet: boolean, tell: (text: string) => Sys<unknown> = err): Sys<string> {
	const podName = str(pod, 'metadata', 'name');
	if (name !== '') {
		if (!findContainer(pod, name)) throw new Failure(`container ${name} not found in pod ${podName}`);
		return name;
	}
	if (arr(pod, 'spec', 'containers').length === 0) throw new Failure(`pod ${podName} does not have any containers`);
	const annotated = pairs(pod, 'metadata', 'annotations')['kubectl.kubernetes.io/default-container'] ?? '';
	if (annotated !== '') {
		if (findContainer(pod, annotated)) return annotated;
		if (!quiet) yield* tell(`Default container name "${annotated}" not found in pod ${podName}\n`);
	}
	const container = str(pod, 'spec', 'containers', 0, 'name');
	const several = arr(pod, 'spec', 'containers').length + arr(pod, 'spec', 'initContainers').length + arr(pod, 'spec', 'ephemeralContainers').length > 1;
	if (several && !quiet) yield* tell(`Defaulted container "${container}" out of: ${allContainerNames(pod)}\n`);
	return container;
}
/** --pod-running-timeout. */
export function podRunningTimeout(s: Session): number {
	const timeout = s.num('pod-running-timeout');
	if (timeout <= 0) throw new Failure('--pod-running-timeout must be higher than zero');
	return timeout;
}
