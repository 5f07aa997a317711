// PodSecurity: the Pod Security Standards by namespace labels – enforce refuses pods, warn warns (also for templates).
// Leaves out versions (every level means :latest) and exemptions. Checks are rows in the real evaluator's order.
import { isPlain, type Container, type Namespace, type Plain, type Pod, type PodSpec } from '../../kinds/index.ts';
import { listAll, lookup } from '../cluster.ts';
import { StatusError } from '../status.ts';
import type { Admission, AdmissionAttributes } from './attributes.ts';

interface Violation {
	readonly reason: string;
	readonly detail: string;
}
interface Check {
	readonly level: 'baseline' | 'restricted';
	/** A restricted check that replaces this baseline one. */
	readonly overriddenBy?: string;
	readonly id: string;
	run(spec: PodSpec): Violation | null;
}
const allContainers = (spec: PodSpec): readonly Container[] => [
	...(spec.initContainers ?? []),
	...(spec.containers ?? []),
	...((spec.ephemeralContainers ?? []) as readonly Container[])
];
const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
const plural = (word: string, names: readonly string[]): string => `${word}${names.length === 1 ? '' : 's'} ${quoted(names)}`;
const badContainers = (spec: PodSpec, bad: (container: Container) => boolean): readonly string[] =>
	allContainers(spec)
		.filter(bad)
		.map((container) => container.name);
const named = (reason: string, spec: PodSpec, bad: (container: Container) => boolean, rule: string): Violation | null => {
	const names = badContainers(spec, bad);
	return names.length > 0 ? { reason, detail: `${plural('container', names)} ${rule}` } : null;
};
const usual = new Set([
	'AUDIT_WRITE',
	'CHOWN',
	'DAC_OVERRIDE',
	'FOWNER',
	'FSETID',
	'KILL',
	'MKNOD',
	'NET_BIND_SERVICE',
	'SETFCAP',
	'SETGID',
	'SETPCAP',
	'SETUID',
	'SYS_CHROOT'
]);
const safeSysctls = new Set([
	'kernel.shm_rmid_forced',
	'net.ipv4.ip_local_port_range',
	'net.ipv4.ip_unprivileged_port_start',
	'net.ipv4.tcp_syncookies',
	'net.ipv4.ping_group_range',
	'net.ipv4.ip_local_reserved_ports',
	'net.ipv4.tcp_keepalive_time',
	'net.ipv4.tcp_fin_timeout',
	'net.ipv4.tcp_keepalive_intvl',
	'net.ipv4.tcp_keepalive_probes',
	'net.ipv4.tcp_rmem',
	'net.ipv4.tcp_wmem'
]);
const allowedVolumes = new Set(['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret', 'image']);

const checks: readonly Check[] = [
	{
		level: 'baseline',
		id: 'capabilities_baseline',
		overriddenBy: 'capabilities_restricted',
		run(spec) {
			const bad = new Set<string>();
			const names = badContainers(spec, (c) => {
				const extra = (c.securityContext?.capabilities?.add ?? []).filter((cap) => !usual.has(cap));
				for (const cap of extra) bad.add(cap);
				return extra.length > 0;
			});
			return names.length > 0
				? {
						reason: 'non-default capabilities',
						detail: `${plural('container', names)} must not include ${quoted([...bad].sort())} in securityContext.capabilities.add`
					}
				: null;
		}
	},
	{
		level: 'baseline',
		id: 'hostNamespaces',
		run(spec) {
			const set = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field]);
			return set.length > 0 ? { reason: 'host namespaces', detail: set.map((field) => `${field}=true`).join(', ') } : null;
		}
	},
	{
		level: 'baseline',
		id: 'hostPathVolumes',
		overriddenBy: 'restrictedVolumes',
		run(spec) {
			const names = (spec.volumes ?? []).filter((volume) => volume.hostPath).map((volume) => volume.name);
			return names.length > 0 ? { reason: 'hostPath volumes', detail: plural('volume', names) } : null;
		}
	},
	{
		level: 'baseline',
		id: 'hostPorts',
		run(spec) {
			const ports: number[] = [];
			const names = badContainers(spec, (c) => {
				const own = (c.ports ?? []).map((port) => port.hostPort ?? 0).filter((port) => port > 0);
				ports.push(...own);
				return own.length > 0;
			});
			return names.length > 0
				? {
						reason: 'hostPort',
						detail: `${plural('container', names)} ${names.length === 1 ? 'uses' : 'use'} ${ports.length === 1 ? 'hostPort' : 'hostPorts'} ${[...new Set(ports)].join(', ')}`
					}
				: null;
		}
	},
	{
		level: 'baseline',
		id: 'privileged',
		run: (spec) => named('privileged', spec, (c) => c.securityContext?.privileged === true, 'must not set securityContext.privileged=true')
	},
	{
		level: 'baseline',
		id: 'procMount',
		run: (spec) =>
			named('procMount', spec, (c) => (c.securityContext?.procMount ?? 'Default') !== 'Default', 'must not set securityContext.procMount to "Unmasked"')
	},
	{
		level: 'baseline',
		id: 'seccompProfile_baseline',
		overriddenBy: 'seccompProfile_restricted',
		run(spec) {
			const bad = badContainers(spec, (c) => c.securityContext?.seccompProfile?.type === 'Unconfined');
			const pod = spec.securityContext?.seccompProfile?.type === 'Unconfined';
			if (!pod && bad.length === 0) return null;
			const who = [pod ? 'pod' : '', bad.length > 0 ? plural('container', bad) : ''].filter(Boolean).join(' and ');
			return { reason: 'seccompProfile', detail: `${who} must not set securityContext.seccompProfile.type to "Unconfined"` };
		}
	},
	{
		level: 'baseline',
		id: 'sysctls',
		run(spec) {
			const bad = (spec.securityContext?.sysctls ?? []).map((sysctl) => sysctl.name).filter((name) => !safeSysctls.has(name));
			return bad.length > 0 ? { reason: 'forbidden sysctls', detail: bad.join(', ') } : null;
		}
	},
	{
		level: 'restricted',
		id: 'allowPrivilegeEscalation',
		run: (spec) =>
			named(
				'allowPrivilegeEscalation != false',
				spec,
				(c) => c.securityContext?.allowPrivilegeEscalation !== false,
				'must set securityContext.allowPrivilegeEscalation=false'
			)
	},
	{
		level: 'restricted',
		id: 'capabilities_restricted',
		run(spec) {
			const undropped = badContainers(spec, (c) => !c.securityContext?.capabilities?.drop?.includes('ALL'));
			const bad = new Set<string>();
			const adding = badContainers(spec, (c) => {
				const extra = (c.securityContext?.capabilities?.add ?? []).filter((cap) => cap !== 'NET_BIND_SERVICE');
				for (const cap of extra) bad.add(cap);
				return extra.length > 0;
			});
			const parts: string[] = [];
			if (undropped.length > 0) parts.push(`${plural('container', undropped)} must set securityContext.capabilities.drop=["ALL"]`);
			if (adding.length > 0) parts.push(`${plural('container', adding)} must not include ${quoted([...bad].sort())} in securityContext.capabilities.add`);
			return parts.length > 0 ? { reason: 'unrestricted capabilities', detail: parts.join('; ') } : null;
		}
	},
	{
		level: 'restricted',
		id: 'restrictedVolumes',
		run(spec) {
			const types = new Set<string>();
			const names: string[] = [];
			for (const volume of spec.volumes ?? []) {
				const type = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
				if (allowedVolumes.has(type)) continue;
				names.push(volume.name);
				types.add(type);
			}
			return names.length > 0
				? {
						reason: 'restricted volume types',
						detail: `${plural('volume', names)} ${names.length === 1 ? 'uses' : 'use'} restricted volume ${types.size === 1 ? 'type' : 'types'} ${quoted([...types])}`
					}
				: null;
		}
	},
	{
		level: 'restricted',
		id: 'runAsNonRoot',
		run(spec) {
			const explicit = badContainers(spec, (c) => c.securityContext?.runAsNonRoot === false);
			const pod = spec.securityContext?.runAsNonRoot;
			if (explicit.length > 0 || pod === false) {
				const who = [pod === false ? 'pod' : '', explicit.length > 0 ? plural('container', explicit) : ''].filter(Boolean).join(' and ');
				return { reason: 'runAsNonRoot != true', detail: `${who} must not set securityContext.runAsNonRoot=false` };
			}
			if (pod === true) return null;
			const names = badContainers(spec, (c) => c.securityContext?.runAsNonRoot === undefined);
			return names.length > 0
				? { reason: 'runAsNonRoot != true', detail: `pod or ${plural('container', names)} must set securityContext.runAsNonRoot=true` }
				: null;
		}
	},
	{
		level: 'restricted',
		id: 'runAsUser',
		run(spec) {
			const names = badContainers(spec, (c) => c.securityContext?.runAsUser === 0);
			const pod = spec.securityContext?.runAsUser === 0;
			const who = [pod ? 'pod' : '', names.length > 0 ? plural('container', names) : ''].filter(Boolean).join(' and ');
			return who ? { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` } : null;
		}
	},
	{
		level: 'restricted',
		id: 'seccompProfile_restricted',
		run(spec) {
			const fine = (type: string | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost';
			const pod = spec.securityContext?.seccompProfile?.type;
			const wrong = badContainers(spec, (c) => c.securityContext?.seccompProfile !== undefined && !fine(c.securityContext.seccompProfile.type));
			if (wrong.length > 0 || (pod !== undefined && !fine(pod))) {
				const who = [pod !== undefined && !fine(pod) ? 'pod' : '', wrong.length > 0 ? plural('container', wrong) : ''].filter(Boolean).join(' and ');
				return { reason: 'seccompProfile', detail: `${who} must not set securityContext.seccompProfile.type to "Unconfined"` };
			}
			if (fine(pod)) return null;
			const names = badContainers(spec, (c) => c.securityContext?.seccompProfile === undefined);
			return names.length > 0
				? {
						reason: 'seccompProfile',
						detail: `pod or ${plural('container', names)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`
					}
				: null;
		}
	}
];

/** What a pod's spec violates at a level. */
export function violations(level: string, spec: PodSpec): readonly Violation[] {
	if (level === 'privileged') return [];
	const restricted = level === 'restricted';
	const rows = checks.filter((check) => (check.level === 'baseline' ? !(restricted && check.overriddenBy) : restricted));
	return rows.map((check) => check.run(spec)).filter((violation) => violation !== null);
}
const forbiddenText = (found: readonly Violation[]): string => found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');

const label = 'pod-security.kubernetes.io/';
const levelOf = (namespace: Namespace | undefined, mode: string): string => namespace?.metadata.labels?.[label + mode] ?? 'privileged';
const versionOf = (namespace: Namespace | undefined, mode: string): string => namespace?.metadata.labels?.[`${label}${mode}-version`] ?? 'latest';

const templates: ReadonlySet<string> = new Set([
	'apps/v1/deployments',
	'apps/v1/replicasets',
	'apps/v1/statefulsets',
	'apps/v1/daemonsets',
	'batch/v1/jobs',
	'batch/v1/cronjobs',
	'v1/replicationcontrollers',
	'v1/podtemplates'
]);
function specOf(a: AdmissionAttributes): PodSpec | undefined {
	let { spec } = a.object as { spec?: unknown };
	if (a.kind.ref === 'v1/pods') return spec as PodSpec | undefined;
	if (a.kind.ref === 'v1/podtemplates') spec = a.object;
	if (isPlain(spec) && isPlain(spec.jobTemplate)) spec = (spec.jobTemplate as { spec?: unknown }).spec;
	const template = isPlain(spec) ? spec.template : undefined;
	return isPlain(template) ? (template.spec as PodSpec | undefined) : undefined;
}

function warnNamespace(a: AdmissionAttributes): void {
	const { object, old, m, name, request } = a;
	const now = object as unknown as Namespace;
	const level = levelOf(now, 'enforce');
	const rank = ['privileged', 'baseline', 'restricted'];
	if (a.operation !== 'UPDATE' || rank.indexOf(level) <= rank.indexOf(levelOf(old as Namespace | undefined, 'enforce'))) return;
	const groups = new Map<string, string[]>();
	for (const pod of listAll(m, 'v1/pods', name)) {
		const found = pod.spec ? violations(level, pod.spec) : [];
		if (found.length === 0) continue;
		const text = found.map((violation) => violation.reason).join(', ');
		groups.set(text, [...(groups.get(text) ?? []), pod.metadata.name]);
	}
	if (groups.size === 0) return;
	request.warnings.push(`existing pods in namespace "${name}" violate the new PodSecurity enforce level "${level}:${versionOf(now, 'enforce')}"`);
	const lines = [...groups].map(([text, pods]) => {
		const first = [...pods].sort()[0] ?? '';
		const others = pods.length - 1;
		return `${first}${others > 0 ? ` (and ${others} other pod${others > 1 ? 's' : ''})` : ''}: ${text}`;
	});
	request.warnings.push(...lines.sort());
}

export const podSecurity: Admission = {
	name: 'PodSecurity',
	validate(a) {
		if (a.operation === 'DELETE' || (a.subresource !== '' && a.subresource !== 'ephemeralcontainers')) return;
		if (a.kind.ref === 'v1/namespaces') return warnNamespace(a);
		const isPod = a.kind.ref === 'v1/pods';
		if (!isPod && !templates.has(a.kind.ref)) return;
		const namespace = lookup(a.m, 'v1/namespaces', '', a.namespace);
		const spec = specOf(a);
		if (!spec) return;
		if (isPod && a.operation === 'UPDATE' && sameForSecurity(a.old as Pod | undefined, spec)) return;
		const enforce = levelOf(namespace, 'enforce');
		if (isPod && enforce !== 'privileged') {
			const found = violations(enforce, spec);
			if (found.length > 0)
				throw new StatusError(
					403,
					'Forbidden',
					`${a.kind.resource} "${a.name}" is forbidden: violates PodSecurity "${enforce}:${versionOf(namespace, 'enforce')}": ${forbiddenText(found)}`,
					{ name: a.name, kind: a.kind.row.plural }
				);
		}
		// What would be refused as a pod is warned of where nothing else is said.
		const mode = namespace?.metadata.labels?.[`${label}warn`] === undefined ? 'enforce' : 'warn';
		const warn = levelOf(namespace, mode);
		const found = warn === 'privileged' ? [] : violations(warn, spec);
		if (found.length > 0) a.request.warnings.push(`would violate PodSecurity "${warn}:${versionOf(namespace, mode)}": ${forbiddenText(found)}`);
	}
};
/** Updates that touch nothing a check reads are let through. */
function sameForSecurity(old: Pod | undefined, spec: PodSpec): boolean {
	const relevant = (s: PodSpec): Plain => ({
		c: allContainers(s).map((c) => [c.name, c.securityContext, c.ports]),
		v: s.volumes,
		s: s.securityContext,
		h: [s.hostNetwork, s.hostPID, s.hostIPC]
	});
	return old?.spec !== undefined && JSON.stringify(relevant(old.spec)) === JSON.stringify(relevant(spec));
}
