// Pods: defaults, what an update may change, graceful deletion, the STATUS column (printers.go's printPod).
import { strategy, type Cell, type Mutable, type TableContext } from '../kind.ts';
import type { FieldErrors } from '../field-errors.ts';
import type { Container, ContainerStatus, Pod, PodSpec } from '../generated/types.ts';
import { qosClass } from '../pod-resources.ts';
import { parseTime } from '../../values/time.ts';
import { shortHumanDuration } from '../../values/duration.ts';
import { same } from './common.ts';
import { defaultPodSpec, requestLimits } from './pod-defaults.ts';
import { validatePodSpec } from './pod-validation.ts';
import { goPodSpecDiff } from './go-dump.ts';

const updateRule =
	'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function withoutImages(containers: readonly Container[] | undefined, old: readonly Container[] | undefined): readonly Container[] | undefined {
	return containers?.map((container, i) => ({ ...container, image: old?.[i]?.image ?? '' }));
}
/** The update with everything that may change taken from the old pod. */
function munged(spec: PodSpec, old: PodSpec): PodSpec {
	const next: Mutable<PodSpec> = { ...(spec as Mutable<PodSpec>) };
	const set = <K extends keyof PodSpec>(key: K, value: PodSpec[K]): void => {
		if (value === undefined) delete next[key];
		else (next as Record<string, unknown>)[key] = value;
	};
	if (spec.containers.length === old.containers.length) set('containers', withoutImages(spec.containers, old.containers) ?? []);
	if (spec.initContainers?.length === old.initContainers?.length) set('initContainers', withoutImages(spec.initContainers, old.initContainers));
	set('activeDeadlineSeconds', old.activeDeadlineSeconds);
	set('tolerations', old.tolerations);
	if (old.schedulingGates?.length) {
		set('schedulingGates', old.schedulingGates);
		set('nodeSelector', old.nodeSelector);
		set('affinity', old.affinity);
	}
	return next as PodSpec;
}
function validateUpdate(pod: Pod, old: Pod, errors: FieldErrors): void {
	const { spec } = pod;
	const before = old.spec;
	if (!spec || !before) return;
	for (const side of ['containers', 'initContainers'] as const)
		for (const [i, container] of (spec[side] ?? []).entries()) if (!container.image) errors.required(`spec.${side}[${i}].image`);
	if (spec.activeDeadlineSeconds !== undefined && before.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds > before.activeDeadlineSeconds)
		errors.invalid('spec.activeDeadlineSeconds', spec.activeDeadlineSeconds, `must be less than or equal to previous value`);
	if (spec.activeDeadlineSeconds === undefined && before.activeDeadlineSeconds !== undefined)
		errors.invalid('spec.activeDeadlineSeconds', null, 'must not update from a positive integer to nil value');
	const removed = (before.tolerations ?? []).some(
		(toleration) => !(spec.tolerations ?? []).some((t) => same({ ...t, tolerationSeconds: 0 }, { ...toleration, tolerationSeconds: 0 }))
	);
	if (removed) errors.forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds');
	if (before.schedulingGates?.length || spec.schedulingGates?.length) {
		const added = (spec.schedulingGates ?? []).filter((gate) => !(before.schedulingGates ?? []).some((g) => g.name === gate.name));
		if (added.length > 0)
			errors.forbidden('spec.schedulingGates', 'only deletion is allowed, but found new scheduling gate ' + added.map((g) => `'${g.name}'`).join(', '));
	}
	const copy = munged(spec, before);
	if (!same(copy, before)) errors.forbidden('spec', `${updateRule}\n${goPodSpecDiff(copy, before)}`);
}

// the table ----------------------------------------------------------------------------------------
const later = (a: string, b: string | undefined): string => (b !== undefined && b > a ? b : a);
/** STATUS, READY and RESTARTS of a pod. */
export function podColumns(pod: Pod, { now }: TableContext): { ready: string; status: string; restarts: string | number } {
	const { spec, status } = pod;
	let reason = status?.reason || (status?.phase ?? '');
	for (const condition of status?.conditions ?? []) if (condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated') reason = 'SchedulingGated';
	const inits = new Map((spec?.initContainers ?? []).map((container) => [container.name, container]));
	const sidecar = (name: string): boolean => inits.get(name)?.restartPolicy === 'Always';
	let total = spec?.containers.length ?? 0;
	for (const name of inits.keys()) if (sidecar(name)) total++;
	let ready = 0;
	let restarts = 0;
	let sidecarRestarts = 0;
	let last = '';
	let lastSidecar = '';
	let initializing = false;
	for (const [i, container] of (status?.initContainerStatuses ?? []).entries()) {
		restarts += container.restartCount;
		last = later(last, container.lastState?.terminated?.finishedAt);
		if (sidecar(container.name)) {
			sidecarRestarts += container.restartCount;
			lastSidecar = later(lastSidecar, container.lastState?.terminated?.finishedAt);
		}
		const { terminated, waiting } = container.state ?? {};
		if (terminated?.exitCode === 0) continue;
		if (sidecar(container.name) && container.started) {
			if (container.ready) ready++;
			continue;
		}
		if (terminated)
			reason = terminated.reason
				? `Init:${terminated.reason}`
				: terminated.signal
					? `Init:Signal:${terminated.signal}`
					: `Init:ExitCode:${terminated.exitCode}`;
		else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`;
		else reason = `Init:${i}/${inits.size}`;
		initializing = true;
		break;
	}
	const initialized = status?.conditions?.some((c) => c.type === 'Initialized' && c.status === 'True') ?? false;
	if (!initializing || initialized) {
		restarts = sidecarRestarts;
		last = lastSidecar;
		let running = false;
		for (const container of [...(status?.containerStatuses ?? [])].reverse()) {
			restarts += container.restartCount;
			last = later(last, container.lastState?.terminated?.finishedAt);
			const why = containerReason(container);
			if (why !== undefined) reason = why;
			else if (container.ready && container.state?.running) {
				running = true;
				ready++;
			}
		}
		if (reason === 'Completed' && running) reason = status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ? 'Running' : 'NotReady';
	}
	const terminal = status?.phase === 'Succeeded' || status?.phase === 'Failed';
	if (pod.metadata.deletionTimestamp && status?.reason === 'NodeLost') reason = 'Unknown';
	else if (pod.metadata.deletionTimestamp && !terminal) reason = 'Terminating';
	const at = last === '' ? undefined : parseTime(last);
	return {
		ready: `${ready}/${total}`,
		status: reason,
		restarts: restarts !== 0 && at !== undefined ? `${restarts} (${shortHumanDuration(now - at)} ago)` : String(restarts)
	};
}
function containerReason(container: ContainerStatus): string | undefined {
	const { waiting, terminated } = container.state ?? {};
	if (waiting?.reason) return waiting.reason;
	if (!terminated) return undefined;
	return terminated.reason || (terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`);
}
function row(pod: Pod, context: TableContext): readonly Cell[] {
	const { ready, status, restarts } = podColumns(pod, context);
	const at = parseTime(pod.metadata.creationTimestamp);
	const gates = pod.spec?.readinessGates ?? [];
	const met = gates.filter((gate) => pod.status?.conditions?.some((c) => c.type === gate.conditionType && c.status === 'True')).length;
	return [
		pod.metadata.name,
		ready,
		status,
		restarts,
		at === undefined ? '<unknown>' : shortHumanDuration(context.now - at),
		pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? '<none>',
		pod.spec?.nodeName || '<none>',
		pod.status?.nominatedNodeName || '<none>',
		gates.length > 0 ? `${met}/${gates.length}` : '<none>'
	];
}

export const pods = strategy('v1/pods', {
	generation: true,
	keepsStatus: false,
	createOnUpdate: false,
	defaults(pod) {
		if (!pod.spec) return;
		defaultPodSpec(pod.spec);
		requestLimits(pod.spec);
		pod.spec.enableServiceLinks ??= true;
	},
	prepareForCreate(pod) {
		pod.status = { phase: 'Pending', qosClass: qosClass((pod.spec ?? { containers: [] }) as PodSpec) };
		if (pod.spec?.schedulingGates?.length)
			pod.status.conditions = [
				{
					type: 'PodScheduled',
					status: 'False',
					observedGeneration: 1,
					lastProbeTime: null as unknown as string,
					lastTransitionTime: null as unknown as string,
					reason: 'SchedulingGated',
					message: 'Scheduling is blocked due to non-empty scheduling gates'
				}
			];
	},
	prepareForStatusUpdate(pod, old) {
		if (pod.status) pod.status.qosClass = old.status?.qosClass ?? qosClass(old.spec ?? { containers: [] });
	},
	validate(pod, errors) {
		if (pod.spec) validatePodSpec(pod.spec, 'spec', errors);
		if (pod.spec?.schedulingGates?.length && pod.spec.nodeName) errors.forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared');
	},
	validateUpdate,
	fields: (pod) => ({
		'spec.nodeName': pod.spec?.nodeName ?? '',
		'spec.restartPolicy': pod.spec?.restartPolicy ?? '',
		'spec.schedulerName': pod.spec?.schedulerName ?? '',
		'spec.serviceAccountName': pod.spec?.serviceAccountName ?? '',
		'spec.hostNetwork': String(pod.spec?.hostNetwork ?? false),
		'status.phase': pod.status?.phase ?? '',
		'status.podIP': pod.status?.podIP ?? '',
		'status.nominatedNodeName': pod.status?.nominatedNodeName ?? ''
	}),
	graceSeconds(pod, asked) {
		let seconds = asked ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
		if (!pod.spec?.nodeName) seconds = 0;
		if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') seconds = 0;
		return seconds < 0 ? 1 : seconds;
	},
	warnings(pod) {
		const found: string[] = [];
		for (const [i, container] of (pod.spec?.containers ?? []).entries()) {
			const seen = new Set<string>();
			for (const [n, env] of (container.env ?? []).entries()) {
				if (seen.has(env.name))
					found.push(`spec.containers[${i}].env[${n}]: hides previous definition of "${env.name}", which may be an error when using apply`);
				seen.add(env.name);
			}
		}
		return found;
	},
	row
});
