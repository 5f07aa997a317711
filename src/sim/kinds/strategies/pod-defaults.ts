// Defaults of a pod's spec, in pods and in every template (pkg/apis/core/v1/defaults.go).
import type { Container, PodSpec, Probe, Volume } from '../generated/types.ts';
import type { Mutable } from '../kind.ts';

/** Always for :latest and for no tag at all. */
const pullPolicy = (image: string): string => {
	const name = image.slice(image.lastIndexOf('/') + 1);
	if (name.includes('@')) return 'IfNotPresent';
	const colon = name.indexOf(':');
	return colon < 0 || name.slice(colon + 1) === 'latest' ? 'Always' : 'IfNotPresent';
};
function handler(h: Mutable<{ httpGet?: { path?: string; scheme?: string }; grpc?: { service?: string } }>): void {
	if (h.httpGet) {
		h.httpGet.path ||= '/';
		h.httpGet.scheme ||= 'HTTP';
	}
	if (h.grpc) h.grpc.service ??= '';
}
function probe(p: Mutable<Probe> | undefined): void {
	if (!p) return;
	handler(p as Parameters<typeof handler>[0]);
	p.timeoutSeconds ||= 1;
	p.periodSeconds ||= 10;
	p.successThreshold ||= 1;
	p.failureThreshold ||= 3;
}
function container(c: Mutable<Container>): void {
	c.resources ??= {};
	c.terminationMessagePath ||= '/dev/termination-log';
	c.terminationMessagePolicy ||= 'File';
	c.imagePullPolicy ||= pullPolicy(c.image ?? '');
	for (const port of c.ports ?? []) port.protocol ||= 'TCP';
	for (const env of c.env ?? []) if (env.valueFrom?.fieldRef) env.valueFrom.fieldRef.apiVersion ||= 'v1';
	probe(c.livenessProbe);
	probe(c.readinessProbe);
	probe(c.startupProbe);
	if (c.lifecycle?.postStart) handler(c.lifecycle.postStart as Parameters<typeof handler>[0]);
	if (c.lifecycle?.preStop) handler(c.lifecycle.preStop as Parameters<typeof handler>[0]);
	const caps = c.securityContext;
	if (caps?.procMount === '') delete caps.procMount;
}
function volume(v: Mutable<Volume>): void {
	if (Object.keys(v).length === 1) v.emptyDir = {};
	if (v.secret) v.secret.defaultMode ??= 420;
	if (v.configMap) v.configMap.defaultMode ??= 420;
	if (v.downwardAPI) {
		v.downwardAPI.defaultMode ??= 420;
		for (const item of v.downwardAPI.items ?? []) if (item.fieldRef) item.fieldRef.apiVersion ||= 'v1';
	}
	if (v.projected) {
		v.projected.defaultMode ??= 420;
		for (const source of v.projected.sources ?? []) {
			if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600;
			for (const item of source.downwardAPI?.items ?? []) if (item.fieldRef) item.fieldRef.apiVersion ||= 'v1';
		}
	}
	if (v.hostPath) v.hostPath.type ??= '';
	if (v.ephemeral?.volumeClaimTemplate?.spec) v.ephemeral.volumeClaimTemplate.spec.volumeMode ??= 'Filesystem';
	if (v.iscsi) v.iscsi.iscsiInterface ||= 'default';
	if (v.rbd) {
		v.rbd.pool ||= 'rbd';
		v.rbd.user ||= 'admin';
		v.rbd.keyring ||= '/etc/ceph/keyring';
	}
}

/** A pod asks for what it may have at most; a template is left as written (SetDefaults_Pod). */
export function requestLimits(spec: Mutable<PodSpec>): void {
	for (const c of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
		const { limits, requests } = c.resources ?? {};
		const missing = Object.keys(limits ?? {}).filter((name) => requests?.[name] === undefined);
		if (missing.length > 0)
			c.resources = { ...c.resources, requests: { ...requests, ...Object.fromEntries(missing.map((name) => [name, limits?.[name] ?? '0'])) } };
	}
}

/** Fills a pod spec. Sub-trees taken over from a stored object are complete, so nothing in them is changed. */
export function defaultPodSpec(spec: Mutable<PodSpec>): void {
	spec.dnsPolicy ||= 'ClusterFirst';
	spec.restartPolicy ||= 'Always';
	spec.securityContext ??= {};
	spec.terminationGracePeriodSeconds ??= 30;
	spec.schedulerName ||= 'default-scheduler';
	for (const v of spec.volumes ?? []) volume(v);
	for (const c of spec.initContainers ?? []) container(c);
	for (const c of spec.containers ?? []) container(c);
	for (const c of spec.ephemeralContainers ?? []) container(c as unknown as Mutable<Container>);
	if (spec.hostNetwork)
		for (const c of [...(spec.containers ?? []), ...(spec.initContainers ?? [])])
			for (const port of c.ports ?? []) if (!port.hostPort) port.hostPort = port.containerPort;
}
