// kubectl debug's profiles: what a profile changes in the debugging container and around it.
import { arr, at, obj, put, str, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';

export type DebugStyle = 'node' | 'copy' | 'ephemeral';
export interface Keep {
	readonly labels: boolean;
	readonly annotations: boolean;
	readonly liveness: boolean;
	readonly readiness: boolean;
	readonly startup: boolean;
	readonly initContainers: boolean;
}
const profiles = ['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin'];
export function checkProfile(profile: string): void {
	if (!profiles.includes(profile)) throw new Failure(`unknown profile: ${profile}`);
}

/** The container of that name changed, wherever it is in the pod. */
export function changeContainer(pod: Json, name: string, change: (container: Json) => Json): Json {
	let next = pod;
	for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
		const containers = arr(next, 'spec', list);
		if (!containers.some((one) => str(one, 'name') === name)) continue;
		next = put(
			next,
			['spec', list],
			containers.map((one) => (str(one, 'name') === name ? change(one as Json) : one))
		);
	}
	return next;
}
const security = (container: Json, field: string, value: unknown): Json => put(container, ['securityContext', field], value);
const capability = (container: Json, ...names: readonly string[]): Json =>
	put(container, ['securityContext', 'capabilities', 'add'], [...arr(container, 'securityContext', 'capabilities', 'add'), ...names]);
const hostNamespaces = (pod: Json): Json => put(put(put(pod, ['spec', 'hostNetwork'], true), ['spec', 'hostPID'], true), ['spec', 'hostIPC'], true);
function mountRoot(pod: Json, name: string): Json {
	const withVolume = put(pod, ['spec', 'volumes'], [...arr(pod, 'spec', 'volumes'), { name: 'host-root', hostPath: { path: '/' } }]);
	return changeContainer(withVolume, name, (container) =>
		put(container, ['volumeMounts'], [...arr(container, 'volumeMounts'), { name: 'host-root', mountPath: '/host' }])
	);
}
const shareProcesses = (pod: Json): Json => (at(pod, 'spec', 'shareProcessNamespace') === undefined ? put(pod, ['spec', 'shareProcessNamespace'], true) : pod);
/** What a copy does not keep. */
function trimmed(pod: Json, keep: Keep): Json {
	let next = pod;
	if (!keep.labels) next = put(next, ['metadata', 'labels'], undefined);
	if (!keep.annotations) next = put(next, ['metadata', 'annotations'], undefined);
	if (!keep.initContainers) next = put(next, ['spec', 'initContainers'], undefined);
	const probes = [...(keep.liveness ? [] : ['livenessProbe']), ...(keep.readiness ? [] : ['readinessProbe']), ...(keep.startup ? [] : ['startupProbe'])];
	return put(
		next,
		['spec', 'containers'],
		arr(next, 'spec', 'containers').map((container) => probes.reduce((one, probe) => put(one, [probe], undefined), obj(container)))
	);
}

/** The pod with the profile applied to its debugging container. */
export function applyProfile(profile: string, pod: Json, name: string, style: DebugStyle, keep: Keep): Json {
	const copied = (value: Json): Json => (style === 'copy' ? shareProcesses(trimmed(value, keep)) : value);
	const cleared = (value: Json): Json => changeContainer(value, name, (container) => put(container, ['securityContext'], undefined));
	switch (profile) {
		case 'legacy':
			if (style === 'node') return hostNamespaces(mountRoot(pod, name));
			return style === 'copy' ? put(pod, ['metadata', 'labels'], undefined) : pod;
		case 'general':
			if (style === 'node') return hostNamespaces(cleared(mountRoot(pod, name)));
			return changeContainer(copied(pod), name, (container) => capability(container, 'SYS_PTRACE'));
		case 'baseline':
			return copied(cleared(pod));
		case 'restricted':
			return copied(
				changeContainer(cleared(pod), name, (container) =>
					security(
						security(put(security(container, 'runAsNonRoot', true), ['securityContext', 'capabilities', 'drop'], ['ALL']), 'allowPrivilegeEscalation', false),
						'seccompProfile',
						{ type: 'RuntimeDefault' }
					)
				)
			);
		case 'netadmin': {
			const able = changeContainer(pod, name, (container) => capability(container, 'NET_ADMIN', 'NET_RAW'));
			return style === 'node' ? hostNamespaces(able) : copied(able);
		}
		default: {
			const able = changeContainer(pod, name, (container) => security(container, 'privileged', true));
			return style === 'node' ? mountRoot(hostNamespaces(able), name) : copied(able);
		}
	}
}
