// Validation of a pod's spec (pkg/apis/core/validation), used by pods and every template. Paths and texts are the real ones.
// Leaves out rarer volume sources and alpha fields.
import { compareQuantity, formatQuantity, parseQuantity } from '../../values/quantity.ts';
import { dns1123LabelErrors, dns1123SubdomainErrors, qualifiedNameErrors, labelValueErrors } from '../../values/validation.ts';
import type { Affinity, Container, EnvVar, NodeSelectorTerm, PodSpec, Probe, ResourceRequirements, Toleration, Volume } from '../generated/types.ts';
import type { FieldErrors } from '../field-errors.ts';
import { isPort, portNameErrors, portRange, validateLabelSelector, validateLabels } from './common.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];

/** Validates a spec at `path` ("spec" or "spec.template.spec"). */
export function validatePodSpec(spec: PodSpec, path: string, errors: FieldErrors): void {
	const volumes = new Set<string>();
	for (const [i, volume] of (spec.volumes ?? []).entries()) {
		const at = `${path}.volumes[${i}]`;
		if (!volume.name) errors.required(`${at}.name`);
		else {
			const problems = dns1123LabelErrors(volume.name);
			errors.rule(`${at}.name`, volume.name, problems);
			if (problems.length === 0 && volumes.has(volume.name)) errors.duplicate(`${at}.name`, volume.name);
		}
		volumes.add(volume.name);
		validateVolume(volume, at, errors);
	}
	const names = new Set<string>();
	if (!spec.containers || spec.containers.length === 0) errors.required(`${path}.containers`);
	for (const [i, container] of (spec.containers ?? []).entries()) validateContainer(container, `${path}.containers[${i}]`, volumes, names, spec, errors, false);
	for (const [i, container] of (spec.initContainers ?? []).entries()) {
		validateContainer(container, `${path}.initContainers[${i}]`, volumes, names, spec, errors, true);
	}
	if (spec.restartPolicy !== undefined) {
		if (spec.restartPolicy === '') errors.required(`${path}.restartPolicy`);
		else errors.oneOf(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']);
	}
	errors.oneOf(`${path}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']);
	if (spec.dnsPolicy === 'None' && !spec.dnsConfig?.nameservers?.length)
		errors.required(`${path}.dnsConfig.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None');
	validateLabels(spec.nodeSelector, `${path}.nodeSelector`, errors);
	if (spec.serviceAccountName) errors.rule(`${path}.serviceAccountName`, spec.serviceAccountName, dns1123SubdomainErrors(spec.serviceAccountName));
	if (spec.nodeName) errors.rule(`${path}.nodeName`, spec.nodeName, dns1123SubdomainErrors(spec.nodeName));
	if (spec.hostname) errors.rule(`${path}.hostname`, spec.hostname, dns1123LabelErrors(spec.hostname));
	if (spec.subdomain) errors.rule(`${path}.subdomain`, spec.subdomain, dns1123LabelErrors(spec.subdomain));
	if (spec.activeDeadlineSeconds !== undefined && (spec.activeDeadlineSeconds < 1 || spec.activeDeadlineSeconds > 2_147_483_647))
		errors.invalid(`${path}.activeDeadlineSeconds`, spec.activeDeadlineSeconds, 'must be between 1 and 2147483647, inclusive');
	if (spec.terminationGracePeriodSeconds !== undefined && spec.terminationGracePeriodSeconds < 0)
		errors.invalid(`${path}.terminationGracePeriodSeconds`, spec.terminationGracePeriodSeconds, 'must be greater than or equal to 0');
	if (spec.priorityClassName) errors.rule(`${path}.priorityClassName`, spec.priorityClassName, dns1123SubdomainErrors(spec.priorityClassName));
	validateTolerations(spec.tolerations ?? [], `${path}.tolerations`, errors);
	if (spec.affinity) validateAffinity(spec.affinity, `${path}.affinity`, errors);
	for (const [i, alias] of (spec.hostAliases ?? []).entries())
		if (!/^[0-9a-fA-F.:]+$/.test(alias.ip))
			errors.invalid(`${path}.hostAliases[${i}].ip`, alias.ip, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
	for (const [i, constraint] of (spec.topologySpreadConstraints ?? []).entries()) {
		const at = `${path}.topologySpreadConstraints[${i}]`;
		if (constraint.maxSkew <= 0) errors.invalid(`${at}.maxSkew`, constraint.maxSkew, 'must be greater than zero');
		if (!constraint.topologyKey) errors.required(`${at}.topologyKey`, 'can not be empty');
		if (constraint.whenUnsatisfiable !== 'DoNotSchedule' && constraint.whenUnsatisfiable !== 'ScheduleAnyway')
			errors.unsupported(`${at}.whenUnsatisfiable`, constraint.whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']);
		if (constraint.minDomains !== undefined && constraint.minDomains <= 0)
			errors.invalid(`${at}.minDomains`, constraint.minDomains, 'must be greater than zero');
		validateLabelSelector(constraint.labelSelector, `${at}.labelSelector`, errors);
	}
	for (const [i, gate] of (spec.schedulingGates ?? []).entries()) errors.rule(`${path}.schedulingGates[${i}]`, gate.name, qualifiedNameErrors(gate.name));
}

function validateVolume(volume: Volume, at: string, errors: FieldErrors): void {
	const sources = Object.keys(volume).filter((key) => key !== 'name');
	if (sources.length > 1) for (const source of sources.slice(1)) errors.forbidden(`${at}.${source}`, 'may not specify more than 1 volume type');
	if (volume.hostPath) {
		if (!volume.hostPath.path) errors.required(`${at}.hostPath.path`);
		else if (volume.hostPath.path.split('/').includes('..')) errors.invalid(`${at}.hostPath.path`, volume.hostPath.path, "must not contain '..'");
		const types = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
		if (volume.hostPath.type && !types.includes(volume.hostPath.type)) errors.unsupported(`${at}.hostPath.type`, volume.hostPath.type, types);
	}
	if (volume.secret) {
		if (!volume.secret.secretName) errors.required(`${at}.secret.secretName`);
		validateMode(volume.secret.defaultMode, `${at}.secret.defaultMode`, errors);
	}
	if (volume.configMap) {
		if (!volume.configMap.name) errors.required(`${at}.configMap.name`);
		validateMode(volume.configMap.defaultMode, `${at}.configMap.defaultMode`, errors);
	}
	if (volume.persistentVolumeClaim && !volume.persistentVolumeClaim.claimName) errors.required(`${at}.persistentVolumeClaim.claimName`);
	if (volume.nfs) {
		if (!volume.nfs.server) errors.required(`${at}.nfs.server`);
		if (!volume.nfs.path) errors.required(`${at}.nfs.path`);
	}
}
function validateMode(mode: number | undefined, at: string, errors: FieldErrors): void {
	if (mode !== undefined && (mode > 511 || mode < 0)) errors.invalid(at, mode, 'must be a number between 0 and 0777 (octal), both inclusive');
}

function validateContainer(
	container: Container,
	at: string,
	volumes: ReadonlySet<string>,
	names: Set<string>,
	spec: PodSpec,
	errors: FieldErrors,
	init: boolean
): void {
	if (!container.name) errors.required(`${at}.name`);
	else errors.rule(`${at}.name`, container.name, dns1123LabelErrors(container.name));
	if (!container.image) errors.required(`${at}.image`);
	else if (container.image !== container.image.trim()) errors.invalid(`${at}.image`, container.image, 'must not have leading or trailing whitespace');
	errors.oneOf(`${at}.terminationMessagePolicy`, container.terminationMessagePolicy, ['FallbackToLogsOnError', 'File']);
	validatePorts(container, at, errors);
	validateEnv(container.env ?? [], `${at}.env`, errors);
	for (const [i, from] of (container.envFrom ?? []).entries()) {
		const count = Number(from.configMapRef !== undefined) + Number(from.secretRef !== undefined);
		if (count === 0) errors.invalid(`${at}.envFrom[${i}]`, '', 'must specify one of: `configMapRef` or `secretRef`');
		if (count > 1) errors.invalid(`${at}.envFrom[${i}]`, '', 'may not have more than one field specified at a time');
		if (from.configMapRef && !from.configMapRef.name) errors.required(`${at}.envFrom[${i}].configMapRef.name`);
		if (from.secretRef && !from.secretRef.name) errors.required(`${at}.envFrom[${i}].secretRef.name`);
	}
	const paths = new Set<string>();
	for (const [i, mount] of (container.volumeMounts ?? []).entries()) {
		const where = `${at}.volumeMounts[${i}]`;
		if (!mount.name) errors.required(`${where}.name`);
		else if (!volumes.has(mount.name)) errors.notFound(`${where}.name`, mount.name);
		if (!mount.mountPath) errors.required(`${where}.mountPath`);
		if (paths.has(mount.mountPath)) errors.invalid(`${where}.mountPath`, mount.mountPath, 'must be unique');
		paths.add(mount.mountPath);
		if (mount.subPath?.startsWith('/')) errors.invalid(`${where}.subPath`, mount.subPath, 'must be a relative path');
		else if (mount.subPath?.split('/').includes('..')) errors.invalid(`${where}.subPath`, mount.subPath, "must not contain '..'");
	}
	errors.oneOf(`${at}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']);
	validateResources(container.resources, `${at}.resources`, errors);
	const sidecar = container.restartPolicy === 'Always';
	if (!init || sidecar) {
		const hooks = container.lifecycle;
		if (hooks?.postStart) validateHandler(hooks.postStart, `${at}.lifecycle.postStart`, errors);
		if (hooks?.preStop) validateHandler(hooks.preStop, `${at}.lifecycle.preStop`, errors);
		const grace = spec.terminationGracePeriodSeconds ?? 30;
		validateProbe(container.livenessProbe, `${at}.livenessProbe`, grace, errors);
		if (container.livenessProbe && container.livenessProbe.successThreshold !== undefined && container.livenessProbe.successThreshold !== 1)
			errors.invalid(`${at}.livenessProbe.successThreshold`, container.livenessProbe.successThreshold, 'must be 1');
		validateProbe(container.readinessProbe, `${at}.readinessProbe`, grace, errors);
		validateProbe(container.startupProbe, `${at}.startupProbe`, grace, errors);
		if (container.startupProbe && container.startupProbe.successThreshold !== undefined && container.startupProbe.successThreshold !== 1)
			errors.invalid(`${at}.startupProbe.successThreshold`, container.startupProbe.successThreshold, 'must be 1');
	} else {
		if (container.lifecycle) errors.forbidden(`${at}.lifecycle`, 'may not be set for init containers without restartPolicy=Always');
		for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const)
			if (container[probe]) errors.forbidden(`${at}.${probe}`, 'may not be set for init containers without restartPolicy=Always');
	}
	if (container.name && names.has(container.name)) errors.duplicate(`${at}.name`, container.name);
	names.add(container.name);
	const context = container.securityContext;
	if (context) {
		for (const field of ['runAsUser', 'runAsGroup'] as const)
			if (context[field] !== undefined && (context[field] < 0 || context[field] > 2_147_483_647))
				errors.invalid(`${at}.securityContext.${field}`, context[field], 'must be between 0 and 2147483647, inclusive');
		if (context.allowPrivilegeEscalation === false && context.privileged)
			errors.invalid(`${at}.securityContext`, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true');
	}
}

function validatePorts(container: Container, at: string, errors: FieldErrors): void {
	const names = new Set<string>();
	for (const [i, port] of (container.ports ?? []).entries()) {
		const where = `${at}.ports[${i}]`;
		if (port.name) {
			const problems = portNameErrors(port.name);
			if (problems.length > 0) errors.rule(`${where}.name`, port.name, problems);
			else if (names.has(port.name)) errors.duplicate(`${where}.name`, port.name);
			names.add(port.name);
		}
		if (!port.containerPort) errors.required(`${where}.containerPort`);
		else if (!isPort(port.containerPort)) errors.invalid(`${where}.containerPort`, port.containerPort, portRange);
		if (port.hostPort !== undefined && port.hostPort !== 0 && !isPort(port.hostPort)) errors.invalid(`${where}.hostPort`, port.hostPort, portRange);
		if (!port.protocol) errors.required(`${where}.protocol`);
		else if (!protocols.includes(port.protocol)) errors.unsupported(`${where}.protocol`, port.protocol, protocols);
	}
}
const fieldPaths = [
	'metadata.name',
	'metadata.namespace',
	'metadata.uid',
	'spec.nodeName',
	'spec.serviceAccountName',
	'status.hostIP',
	'status.hostIPs',
	'status.podIP',
	'status.podIPs'
];
function validateEnv(list: readonly EnvVar[], at: string, errors: FieldErrors): void {
	for (const [i, env] of list.entries()) {
		const where = `${at}[${i}]`;
		if (!env.name) errors.required(`${where}.name`);
		else if (/[=]/.test(env.name))
			errors.invalid(`${where}.name`, env.name, "a valid environment variable name must consist only of printable ASCII characters other than '='");
		if (!env.valueFrom) continue;
		const sources = Object.keys(env.valueFrom);
		if (sources.length === 0)
			errors.invalid(`${where}.valueFrom`, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`');
		if (sources.length > 1) errors.invalid(`${where}.valueFrom`, '', 'may not have more than one field specified at a time');
		if (env.value) errors.invalid(`${where}.valueFrom`, '', 'may not be specified when `value` is not empty');
		const { fieldRef, configMapKeyRef, secretKeyRef, resourceFieldRef } = env.valueFrom;
		if (fieldRef) {
			if (!fieldRef.fieldPath) errors.required(`${where}.valueFrom.fieldRef.fieldPath`);
			else if (!/^metadata\.(annotations|labels)\['.+'\]$/.test(fieldRef.fieldPath) && !fieldPaths.includes(fieldRef.fieldPath)) {
				if (/^(metadata|spec|status)\.[a-zA-Z]+$/.test(fieldRef.fieldPath) && ['metadata.labels', 'metadata.annotations'].includes(fieldRef.fieldPath))
					errors.unsupported(`${where}.valueFrom.fieldRef.fieldPath`, fieldRef.fieldPath, fieldPaths);
				else
					errors.invalid(
						`${where}.valueFrom.fieldRef.fieldPath`,
						fieldRef.fieldPath,
						`error converting fieldPath: field label not supported: ${fieldRef.fieldPath}`
					);
			}
		}
		if (configMapKeyRef) {
			if (!configMapKeyRef.name) errors.required(`${where}.valueFrom.configMapKeyRef.name`);
			if (!configMapKeyRef.key) errors.required(`${where}.valueFrom.configMapKeyRef.key`);
		}
		if (secretKeyRef) {
			if (!secretKeyRef.name) errors.required(`${where}.valueFrom.secretKeyRef.name`);
			if (!secretKeyRef.key) errors.required(`${where}.valueFrom.secretKeyRef.key`);
		}
		if (resourceFieldRef && !resourceFieldRef.resource) errors.required(`${where}.valueFrom.resourceFieldRef.resource`);
	}
}

const standard = new Set(['cpu', 'memory', 'ephemeral-storage', 'storage']);
/** Requests and limits. */
function validateResources(resources: ResourceRequirements | undefined, at: string, errors: FieldErrors): void {
	if (!resources) return;
	for (const side of ['limits', 'requests'] as const) {
		for (const name in resources[side]) {
			const where = `${at}.${side}`;
			const text = resources[side]?.[name] ?? '0';
			if (!name.includes('/') && !standard.has(name) && !name.startsWith('hugepages-'))
				errors.invalid(where, name, 'must be a standard resource for containers');
			else errors.rule(where, name, qualifiedNameErrors(name));
			if (text.startsWith('-')) errors.invalid(`${where}[${name}]`, text, 'must be greater than or equal to 0');
		}
	}
	for (const name in resources.requests) {
		const limit = resources.limits?.[name];
		if (limit === undefined) continue;
		const value = parseQuantity(resources.requests[name] ?? '0');
		if (compareQuantity(value, parseQuantity(limit)) > 0)
			errors.invalid(`${at}.requests`, formatQuantity(value), `must be less than or equal to ${name} limit of ${limit}`);
	}
}
interface Handler {
	readonly exec?: { readonly command?: readonly string[] };
	readonly httpGet?: { readonly port: number | string; readonly path?: string; readonly scheme?: string };
	readonly tcpSocket?: { readonly port: number | string };
	readonly grpc?: { readonly port: number };
	readonly sleep?: { readonly seconds: number };
}
function validateTarget(port: number | string | undefined, at: string, errors: FieldErrors): void {
	if (typeof port === 'string') errors.rule(at, port, portNameErrors(port));
	else if (port === undefined || !isPort(port)) errors.invalid(at, port ?? 0, portRange);
}
function validateHandler(handler: Handler, at: string, errors: FieldErrors): void {
	let handlers = 0;
	const first = (field: string): boolean => {
		if (handlers++ === 0) return true;
		errors.forbidden(`${at}.${field}`, 'may not specify more than 1 handler type');
		return false;
	};
	if (handler.exec && first('exec') && !handler.exec.command?.length) errors.required(`${at}.exec.command`);
	if (handler.httpGet && first('httpGet')) {
		if (!handler.httpGet.path) errors.required(`${at}.httpGet.path`);
		validateTarget(handler.httpGet.port, `${at}.httpGet.port`, errors);
		errors.oneOf(`${at}.httpGet.scheme`, handler.httpGet.scheme, ['HTTP', 'HTTPS']);
	}
	if (handler.tcpSocket && first('tcpSocket')) validateTarget(handler.tcpSocket.port, `${at}.tcpSocket.port`, errors);
	if (handler.grpc && first('grpc') && !isPort(handler.grpc.port)) errors.invalid(`${at}.grpc.port`, handler.grpc.port, portRange);
	if (handler.sleep) first('sleep');
	if (handlers === 0) errors.required(at, 'must specify a handler type');
}
function validateProbe(probe: Probe | undefined, at: string, _grace: number, errors: FieldErrors): void {
	if (!probe) return;
	validateHandler(probe as Handler, at, errors);
	for (const field of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const)
		errors.nonNegative(`${at}.${field}`, probe[field]);
	if (probe.terminationGracePeriodSeconds !== undefined && probe.terminationGracePeriodSeconds <= 0)
		errors.invalid(`${at}.terminationGracePeriodSeconds`, probe.terminationGracePeriodSeconds, 'must be greater than 0');
}

/** Tolerations, with the texts of validation.go. */
function validateTolerations(tolerations: readonly Toleration[], at: string, errors: FieldErrors): void {
	for (const [i, toleration] of tolerations.entries()) {
		const where = `${at}[${i}]`;
		if (toleration.key) errors.rule(`${where}.key`, toleration.key, qualifiedNameErrors(toleration.key));
		const operator = toleration.operator || 'Equal';
		if (!toleration.key && operator !== 'Exists')
			errors.invalid(
				`${where}.operator`,
				toleration.operator ?? '',
				'operator must be Exists when `key` is empty, which means "match all values and all keys"'
			);
		if (toleration.tolerationSeconds !== undefined && toleration.effect !== 'NoExecute')
			errors.invalid(`${where}.effect`, toleration.effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set");
		if (operator === 'Equal') errors.rule(`${where}.operator`, toleration.value ?? '', labelValueErrors(toleration.value ?? ''));
		else if (operator === 'Exists') {
			if (toleration.value) errors.invalid(`${where}.operator`, { ...toleration }, "value must be empty when `operator` is 'Exists'");
		} else errors.unsupported(`${where}.operator`, operator, ['Equal', 'Exists']);
		if (toleration.effect) errors.oneOf(`${where}.effect`, toleration.effect, ['NoExecute', 'NoSchedule', 'PreferNoSchedule']);
	}
}
function validateTerm(term: NodeSelectorTerm, at: string, errors: FieldErrors): void {
	for (const [i, { key, operator, values = [] }] of (term.matchExpressions ?? []).entries()) {
		const where = `${at}.matchExpressions[${i}]`;
		if (operator === 'In' || operator === 'NotIn') {
			if (values.length === 0) errors.required(`${where}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
		} else if (operator === 'Exists' || operator === 'DoesNotExist') {
			if (values.length > 0) errors.forbidden(`${where}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
		} else if (operator === 'Gt' || operator === 'Lt') {
			if (values.length !== 1) errors.required(`${where}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'");
		} else errors.invalid(`${where}.operator`, operator, 'not a valid selector operator');
		errors.rule(`${where}.key`, key, qualifiedNameErrors(key));
	}
}
function validateAffinity(affinity: Affinity, at: string, errors: FieldErrors): void {
	const node = affinity.nodeAffinity;
	const required = node?.requiredDuringSchedulingIgnoredDuringExecution;
	if (required) {
		const where = `${at}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
		if (!required.nodeSelectorTerms?.length) errors.required(where, 'must have at least one node selector term');
		for (const [i, term] of (required.nodeSelectorTerms ?? []).entries()) validateTerm(term, `${where}[${i}]`, errors);
	}
	for (const [i, term] of (node?.preferredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
		const where = `${at}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[${i}]`;
		if (term.weight < 1 || term.weight > 100) errors.invalid(`${where}.weight`, term.weight, 'must be in the range 1-100');
		validateTerm(term.preference, `${where}.preference`, errors);
	}
	for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
		const terms = [
			...(affinity[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(
				(term, i) => [term, `${at}.${kind}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`] as const
			),
			...(affinity[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
				(weighted, i) => [weighted.podAffinityTerm, `${at}.${kind}.preferredDuringSchedulingIgnoredDuringExecution[${i}].podAffinityTerm`] as const
			)
		];
		for (const [term, where] of terms) {
			validateLabelSelector(term.labelSelector, `${where}.labelSelector`, errors);
			if (!term.topologyKey) errors.required(`${where}.topologyKey`, 'can not be empty');
			else errors.rule(`${where}.topologyKey`, term.topologyKey, qualifiedNameErrors(term.topologyKey));
		}
		for (const [i, weighted] of (affinity[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? []).entries())
			if (weighted.weight < 1 || weighted.weight > 100)
				errors.invalid(`${at}.${kind}.preferredDuringSchedulingIgnoredDuringExecution[${i}].weight`, weighted.weight, 'must be in the range 1-100');
	}
}
