// Containers, volumes, tolerations: what describers of pods and of everything with a pod template share.
import {
	formatQuantity,
	formatSelector,
	goQuote,
	labelSelectorAsSelector,
	parseQuantity,
	compareQuantity,
	newQuantity,
	type LabelSelector
} from '../../../values/index.ts';
import { arr, at, bool, isObject, maybeNum, num, obj, pairs, str, strs, text, type Json } from '../dig.ts';
import { annotationLines, labelLines, orNone, when, type Page } from './page.ts';
import { containerResource } from './resource-value.ts';

/** metav1.FormatLabelSelector. */
export function selectorText(selector: unknown): string {
	if (selector === undefined || selector === null) return '<none>';
	return orNone(formatSelector(labelSelectorAsSelector(selector as LabelSelector)));
}
/** A field of the pod as an environment variable shows it. */
function podField(pod: Json | undefined, path: string): string {
	if (!pod) return '';
	const bracket = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
	if (bracket) return pairs(pod, 'metadata', bracket[1] ?? '')[bracket[2] ?? ''] ?? '';
	if (path === 'status.hostIP' || path === 'status.podIP' || path === 'spec.nodeName' || path === 'spec.serviceAccountName' || path.startsWith('metadata.')) {
		const found = at(pod, ...path.split('.'));
		if (isObject(found))
			return Object.keys(found)
				.sort()
				.map((key) => `${key}=${goQuote(String(found[key]))}`)
				.join('\n');
	}
	if (path === 'spec.host') return str(pod, 'spec', 'nodeName');
	if (path === 'status.podIPs')
		return arr(pod, 'status', 'podIPs')
			.map((one) => str(one, 'ip'))
			.join(',');
	return text(pod, ...path.split('.'));
}
const ports = (container: unknown, field: string): string =>
	arr(container, 'ports')
		.map((port) => `${num(port, field)}/${str(port, 'protocol') || 'TCP'}${str(port, 'name') === '' ? '' : ` (${str(port, 'name')})`}`)
		.join(', ');

function state(page: Page, title: string, value: Json): void {
	const { running, waiting, terminated } = value;
	if (isObject(running)) {
		page.line(2, `${title}:\tRunning`);
		page.line(3, `Started:\t${when(str(running, 'startedAt'))}`);
	} else if (isObject(terminated)) {
		page.line(2, `${title}:\tTerminated`);
		if (str(terminated, 'reason') !== '') page.line(3, `Reason:\t${str(terminated, 'reason')}`);
		if (str(terminated, 'message') !== '') page.line(3, `Message:\t${str(terminated, 'message')}`);
		page.line(3, `Exit Code:\t${num(terminated, 'exitCode')}`);
		if (num(terminated, 'signal') > 0) page.line(3, `Signal:\t${num(terminated, 'signal')}`);
		page.line(3, `Started:\t${when(str(terminated, 'startedAt'))}`);
		page.line(3, `Finished:\t${when(str(terminated, 'finishedAt'))}`);
	} else {
		page.line(2, `${title}:\tWaiting`);
		if (str(waiting, 'reason') !== '') page.line(3, `Reason:\t${str(waiting, 'reason')}`);
	}
}
export function resourceLines(page: Page, resources: unknown, level: number): void {
	for (const [field, title] of [
		['limits', 'Limits'],
		['requests', 'Requests']
	] as const) {
		const amounts = pairs(resources, field);
		const names = Object.keys(amounts).sort();
		if (names.length > 0) page.line(level, `${title}:`);
		for (const name of names) page.line(level + 1, `${name}:\t${amounts[name] ?? ''}`);
	}
}
/** "http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3" */
function probeText(probe: unknown): string {
	const attributes = `delay=${num(probe, 'initialDelaySeconds')}s timeout=${num(probe, 'timeoutSeconds')}s period=${num(probe, 'periodSeconds')}s #success=${num(probe, 'successThreshold')} #failure=${num(probe, 'failureThreshold')}`;
	if (at(probe, 'exec')) return `exec [${strs(probe, 'exec', 'command').join(' ')}] ${attributes}`;
	if (at(probe, 'httpGet')) {
		const path = str(probe, 'httpGet', 'path');
		return `http-get ${(str(probe, 'httpGet', 'scheme') || 'HTTP').toLowerCase()}://${str(probe, 'httpGet', 'host')}:${text(probe, 'httpGet', 'port')}${path === '' || path.startsWith('/') ? path : `/${path}`} ${attributes}`;
	}
	if (at(probe, 'tcpSocket')) return `tcp-socket ${str(probe, 'tcpSocket', 'host')}:${text(probe, 'tcpSocket', 'port')} ${attributes}`;
	if (at(probe, 'grpc')) return `grpc <pod>:${num(probe, 'grpc', 'port')} ${str(probe, 'grpc', 'service')} ${attributes}`;
	return `unknown ${attributes}`;
}
function envFrom(page: Page, container: unknown): void {
	const sources = arr(container, 'envFrom');
	if (sources.length === 0) return;
	page.line(2, 'Environment Variables from:');
	for (const source of sources) {
		const [from, ref] = at(source, 'configMapRef') ? (['ConfigMap', 'configMapRef'] as const) : (['Secret', 'secretRef'] as const);
		const prefix = str(source, 'prefix');
		page.line(3, `${str(source, ref, 'name')}\t${from}${prefix === '' ? '' : ` with prefix '${prefix}'`}\tOptional: ${bool(source, ref, 'optional')}`);
	}
}
function env(page: Page, container: Json, pod: Json | undefined): void {
	const variables = arr(container, 'env');
	page.line(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}`);
	for (const variable of variables) {
		const name = str(variable, 'name');
		const source = obj(variable, 'valueFrom');
		if (at(variable, 'valueFrom') === undefined)
			str(variable, 'value')
				.split('\n')
				.forEach((line, i) => page.line(3, i === 0 ? `${name}:\t${line}` : `\t${line}`));
		else if (source.fieldRef)
			page.line(
				3,
				`${name}:\t${podField(pod, str(source, 'fieldRef', 'fieldPath'))} (${str(source, 'fieldRef', 'apiVersion') || 'v1'}:${str(source, 'fieldRef', 'fieldPath')})`
			);
		else if (source.resourceFieldRef) {
			const resource = str(source, 'resourceFieldRef', 'resource');
			const value = containerResource(container, source.resourceFieldRef);
			page.line(3, `${name}:\t${value === '0' && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : value} (${resource})`);
		} else if (source.secretKeyRef)
			page.line(
				3,
				`${name}:\t<set to the key '${str(source, 'secretKeyRef', 'key')}' in secret '${str(source, 'secretKeyRef', 'name')}'>\tOptional: ${bool(source, 'secretKeyRef', 'optional')}`
			);
		else if (source.configMapKeyRef)
			page.line(
				3,
				`${name}:\t<set to the key '${str(source, 'configMapKeyRef', 'key')}' of config map '${str(source, 'configMapKeyRef', 'name')}'>\tOptional: ${bool(source, 'configMapKeyRef', 'optional')}`
			);
	}
}
function mounts(page: Page, container: Json): void {
	const list = [...arr(container, 'volumeMounts')].sort((a, b) => (str(a, 'mountPath') < str(b, 'mountPath') ? -1 : 1));
	page.line(2, `Mounts:${list.length === 0 ? '\t<none>' : ''}`);
	for (const mount of list) {
		const flags = [bool(mount, 'readOnly') ? 'ro' : 'rw', ...(str(mount, 'subPath') === '' ? [] : [`path=${goQuote(str(mount, 'subPath'))}`])];
		page.line(3, `${str(mount, 'mountPath')} from ${str(mount, 'name')} (${flags.join(',')})`);
	}
	const devices = [...arr(container, 'volumeDevices')].sort((a, b) => (str(a, 'devicePath') < str(b, 'devicePath') ? -1 : 1));
	if (devices.length > 0) page.line(2, `Devices:${list.length === 0 ? '\t<none>' : ''}`);
	for (const device of devices) page.line(3, `${str(device, 'devicePath')} from ${str(device, 'name')}`);
}
function command(page: Page, container: Json): void {
	for (const [field, title] of [
		['command', 'Command'],
		['args', 'Args']
	] as const) {
		const words = strs(container, field);
		if (words.length > 0) page.line(2, `${title}:`);
		for (const word of words) for (const line of word.split('\n')) page.line(3, line);
	}
}
/** A list of containers; `space` indents its title inside a pod template. */
export function containerLines(
	page: Page,
	title: string,
	containers: readonly unknown[],
	statuses: readonly unknown[],
	pod: Json | undefined,
	space = ''
): void {
	page.line(0, `${space}${title}:${containers.length === 0 ? ' <none>' : ''}`);
	for (const container of containers) {
		if (!isObject(container)) continue;
		const status = statuses.find((one) => str(one, 'name') === str(container, 'name'));
		page.line(1, `${space === '' ? '' : ' '}${str(container, 'name')}:`);
		if (status) page.line(2, `Container ID:\t${str(status, 'containerID')}`);
		page.line(2, `Image:\t${str(container, 'image')}`);
		if (status) page.line(2, `Image ID:\t${str(status, 'imageID')}`);
		const own = ports(container, 'containerPort');
		page.line(2, own.includes(',') ? `Ports:\t${own}` : `Port:\t${orNone(own)}`);
		const host = ports(container, 'hostPort');
		page.line(2, host.includes(',') ? `Host Ports:\t${host}` : `Host Port:\t${orNone(host)}`);
		const seccomp = str(container, 'securityContext', 'seccompProfile', 'type');
		if (seccomp !== '') page.line(2, `SeccompProfile:\t${seccomp}`);
		if (seccomp === 'Localhost') page.line(3, `LocalhostProfile:\t${str(container, 'securityContext', 'seccompProfile', 'localhostProfile')}`);
		command(page, container);
		if (status) {
			state(page, 'State', obj(status, 'state'));
			if (at(status, 'lastState', 'terminated')) state(page, 'Last State', obj(status, 'lastState'));
			page.line(2, `Ready:\t${bool(status, 'ready') ? 'True' : 'False'}`);
			page.line(2, `Restart Count:\t${num(status, 'restartCount')}`);
		}
		resourceLines(page, container.resources, 2);
		for (const [field, name] of [
			['livenessProbe', 'Liveness'],
			['readinessProbe', 'Readiness'],
			['startupProbe', 'Startup']
		] as const)
			if (at(container, field)) page.line(2, `${name}:\t${probeText(container[field])}`);
		envFrom(page, container);
		env(page, container, pod);
		mounts(page, container);
	}
}
/** The source of a volume, at level 2. */
export function volumeSource(page: Page, volume: unknown): void {
	const has = (field: string): boolean => at(volume, field) !== undefined;
	const lines = (type: string, ...more: readonly (readonly [string, string])[]): void => {
		page.line(2, `Type:\t${type}`);
		for (const [title, value] of more) page.line(2, `${title}:\t${value}`);
	};
	if (has('hostPath'))
		lines(
			'HostPath (bare host directory volume)',
			['Path', str(volume, 'hostPath', 'path')],
			['HostPathType', typeof at(volume, 'hostPath', 'type') === 'string' ? str(volume, 'hostPath', 'type') : '<none>']
		);
	else if (has('emptyDir')) {
		const limit = text(volume, 'emptyDir', 'sizeLimit');
		lines(
			"EmptyDir (a temporary directory that shares a pod's lifetime)",
			['Medium', str(volume, 'emptyDir', 'medium')],
			['SizeLimit', limit !== '' && compareQuantity(parseQuantity(limit), newQuantity(0)) > 0 ? formatQuantity(parseQuantity(limit)) : '<unset>']
		);
	} else if (has('secret'))
		lines(
			'Secret (a volume populated by a Secret)',
			['SecretName', str(volume, 'secret', 'secretName')],
			['Optional', String(bool(volume, 'secret', 'optional'))]
		);
	else if (has('configMap'))
		lines(
			'ConfigMap (a volume populated by a ConfigMap)',
			['Name', str(volume, 'configMap', 'name')],
			['Optional', String(bool(volume, 'configMap', 'optional'))]
		);
	else if (has('nfs'))
		lines(
			'NFS (an NFS mount that lasts the lifetime of a pod)',
			['Server', str(volume, 'nfs', 'server')],
			['Path', str(volume, 'nfs', 'path')],
			['ReadOnly', String(bool(volume, 'nfs', 'readOnly'))]
		);
	else if (has('persistentVolumeClaim'))
		lines(
			'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
			['ClaimName', str(volume, 'persistentVolumeClaim', 'claimName')],
			['ReadOnly', String(bool(volume, 'persistentVolumeClaim', 'readOnly'))]
		);
	else if (has('local')) lines('LocalVolume (a persistent volume backed by local storage on a node)', ['Path', str(volume, 'local', 'path')]);
	else if (has('downwardAPI')) {
		page.put(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)\n    Items:\n');
		for (const item of arr(volume, 'downwardAPI', 'items')) {
			if (at(item, 'fieldRef')) page.line(3, `${str(item, 'fieldRef', 'fieldPath')} -> ${str(item, 'path')}`);
			if (at(item, 'resourceFieldRef')) page.line(3, `${str(item, 'resourceFieldRef', 'resource')} -> ${str(item, 'path')}`);
		}
	} else if (has('projected')) {
		lines('Projected (a volume that contains injected data from multiple sources)');
		for (const source of arr(volume, 'projected', 'sources')) {
			if (at(source, 'secret')) page.put(2, `SecretName:\t${str(source, 'secret', 'name')}\n    Optional:\t${bool(source, 'secret', 'optional')}\n`);
			else if (at(source, 'downwardAPI')) page.line(2, 'DownwardAPI:\ttrue');
			else if (at(source, 'configMap'))
				page.put(2, `ConfigMapName:\t${str(source, 'configMap', 'name')}\n    Optional:\t${bool(source, 'configMap', 'optional')}\n`);
			else if (at(source, 'serviceAccountToken')) page.line(2, `TokenExpirationSeconds:\t${num(source, 'serviceAccountToken', 'expirationSeconds')}`);
		}
	} else if (has('csi'))
		lines(
			'CSI (a Container Storage Interface (CSI) volume source)',
			['Driver', str(volume, 'csi', 'driver')],
			['FSType', str(volume, 'csi', 'fsType')],
			['ReadOnly', String(bool(volume, 'csi', 'readOnly'))]
		);
	else if (has('ephemeral')) lines('EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)');
	else if (has('image'))
		lines('Image (a container image or OCI artifact)', ['Reference', str(volume, 'image', 'reference')], ['PullPolicy', str(volume, 'image', 'pullPolicy')]);
	else page.line(1, '<unknown>');
}
export function volumeLines(page: Page, volumes: readonly unknown[], space = ''): void {
	if (volumes.length === 0) return page.line(0, `${space}Volumes:\t<none>`);
	page.line(0, `${space}Volumes:`);
	for (const volume of volumes) {
		page.line(1, `${space === '' ? '' : ' '}${str(volume, 'name')}:`);
		volumeSource(page, volume);
	}
}
export function tolerationLines(page: Page, title: string, tolerations: readonly unknown[]): void {
	page.put(0, `${title}:\t`);
	if (tolerations.length === 0) return page.line(0, '<none>');
	[...tolerations]
		.sort((a, b) => (str(a, 'key') < str(b, 'key') ? -1 : str(a, 'key') > str(b, 'key') ? 1 : 0))
		.forEach((one, i) => {
			const [key, value, effect] = [str(one, 'key'), str(one, 'value'), str(one, 'effect')];
			let line = `${i === 0 ? '' : '\t'}${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`;
			if (str(one, 'operator') === 'Exists' && value === '') line += key !== '' || effect !== '' ? ' op=Exists' : 'op=Exists';
			const seconds = maybeNum(one, 'tolerationSeconds');
			page.line(0, seconds === undefined ? line : `${line} for ${seconds}s`);
		});
}
export function spreadLines(page: Page, constraints: readonly unknown[], space = ''): void {
	if (constraints.length === 0) return;
	page.put(0, `${space}Topology Spread Constraints:\t`);
	[...constraints]
		.sort((a, b) => (str(a, 'topologyKey') < str(b, 'topologyKey') ? -1 : 1))
		.forEach((one, i) => {
			const selector = at(one, 'labelSelector') === undefined ? '' : ` for selector ${selectorText(at(one, 'labelSelector'))}`;
			page.line(
				0,
				`${i === 0 ? '' : `${space}\t`}${str(one, 'topologyKey')}:${str(one, 'whenUnsatisfiable')} when max skew ${num(one, 'maxSkew')} is exceeded${selector}`
			);
		});
}
/** A pod template, indented under its title. */
export function templateLines(page: Page, template: Json): void {
	page.line(0, 'Pod Template:');
	labelLines(page, '  Labels', pairs(template, 'metadata', 'labels'));
	if (Object.keys(pairs(template, 'metadata', 'annotations')).length > 0) annotationLines(page, pairs(template, 'metadata', 'annotations'), '  Annotations');
	const spec = obj(template, 'spec');
	if (str(spec, 'serviceAccountName') !== '') page.line(1, `Service Account:\t${str(spec, 'serviceAccountName')}`);
	if (arr(spec, 'initContainers').length > 0) containerLines(page, 'Init Containers', arr(spec, 'initContainers'), [], undefined, '  ');
	containerLines(page, 'Containers', arr(spec, 'containers'), [], undefined, '  ');
	volumeLines(page, arr(spec, 'volumes'), '  ');
	spreadLines(page, arr(spec, 'topologySpreadConstraints'), '  ');
	if (str(spec, 'priorityClassName') !== '') page.line(1, `Priority Class Name:\t${str(spec, 'priorityClassName')}`);
	labelLines(page, '  Node-Selectors', pairs(spec, 'nodeSelector'));
	tolerationLines(page, '  Tolerations', arr(spec, 'tolerations'));
}
