// Namespaces, nodes, config maps, secrets, service accounts, events, quotas, limit ranges, component statuses.
import { strategy, type Cell, type TableContext } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { Plain } from '../decode.ts';
import type { FieldErrors } from '../field-errors.ts';
import type { Event, Node } from '../generated/types.ts';
import { dns1123LabelErrors, qualifiedNameErrors, labelValueErrors } from '../../values/validation.ts';
import { base64, utf8Length } from '../../values/bytes.ts';
import { parseTime } from '../../values/time.ts';
import { shortHumanDuration } from '../../values/duration.ts';
import { same, since } from './common.ts';

const levels = ['privileged', 'baseline', 'restricted'];
const namespaces = strategy('v1/namespaces', {
	name: dns1123LabelErrors,
	generation: false,
	prepareForCreate(namespace) {
		namespace.status = { phase: 'Active' };
		namespace.spec = { finalizers: ['kubernetes'] };
		namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name };
	},
	prepareForUpdate(namespace, old) {
		namespace.spec = { ...old.spec } as never;
		namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name };
	},
	held: (namespace) => (namespace.spec?.finalizers?.length ?? 0) > 0,
	markDeleted: (namespace) => void (namespace.status = { ...namespace.status, phase: 'Terminating' }),
	validate(namespace, errors) {
		for (const mode of ['enforce', 'audit', 'warn']) {
			const key = `pod-security.kubernetes.io/${mode}`;
			const value = namespace.metadata.labels?.[key];
			if (value !== undefined && !levels.includes(value)) errors.invalid(`metadata.labels[${key}]`, value, `must be one of ${levels.join(', ')}`);
		}
	},
	fields: (namespace) => ({ 'status.phase': namespace.status?.phase ?? '', name: namespace.metadata.name }),
	row: (namespace, context) => [namespace.metadata.name, namespace.status?.phase ?? '', since(namespace.metadata.creationTimestamp, context)]
});

const roleLabel = 'node-role.kubernetes.io/';
function nodeRow(node: Node, context: TableContext): readonly Cell[] {
	const ready = node.status?.conditions?.find((c) => c.type === 'Ready');
	const status = [ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'];
	if (node.spec?.unschedulable) status.push('SchedulingDisabled');
	const roles = Object.entries(node.metadata.labels ?? {})
		.map(([key, value]) => (key.startsWith(roleLabel) ? key.slice(roleLabel.length) : key === 'kubernetes.io/role' ? value : ''))
		.filter(Boolean)
		.sort();
	const address = (type: string): string => node.status?.addresses?.find((a) => a.type === type)?.address ?? '<none>';
	const info = node.status?.nodeInfo;
	return [
		node.metadata.name,
		status.join(','),
		roles.length > 0 ? roles.join(',') : '<none>',
		since(node.metadata.creationTimestamp, context),
		info?.kubeletVersion ?? '',
		address('InternalIP'),
		address('ExternalIP'),
		info?.osImage || '<unknown>',
		`${info?.kernelVersion || '<unknown>'}${info?.architecture ? ` (${info.architecture})` : ''}`,
		info?.containerRuntimeVersion || '<unknown>'
	];
}
const nodes = strategy('v1/nodes', {
	generation: false,
	keepsStatus: false,
	validate(node, errors) {
		const seen = new Set<string>();
		for (const [i, taint] of (node.spec?.taints ?? []).entries()) {
			const at = `spec.taints[${i}]`;
			errors.rule(`${at}.key`, taint.key, qualifiedNameErrors(taint.key));
			errors.rule(`${at}.value`, taint.value ?? '', labelValueErrors(taint.value ?? ''));
			if (!taint.effect) errors.required(`${at}.effect`);
			else errors.oneOf(`${at}.effect`, taint.effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute']);
			const id = `${taint.key}:${taint.effect}`;
			if (seen.has(id)) errors.duplicate(at, { key: taint.key, ...(taint.value ? { value: taint.value } : {}), effect: taint.effect });
			seen.add(id);
		}
	},
	validateUpdate(node, old, errors) {
		nodes.strategy.validate?.(node, errors);
		if (old.spec?.podCIDR && node.spec?.podCIDR !== old.spec.podCIDR)
			errors.forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid');
		if (old.spec?.providerID && node.spec?.providerID !== old.spec.providerID)
			errors.forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid');
	},
	fields: (node) => ({ 'spec.unschedulable': String(node.spec?.unschedulable ?? false) }),
	row: nodeRow
});

const keyPattern = /^[-._a-zA-Z0-9]+$/;
const keyError =
	"a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
function validateKeys(data: Readonly<Record<string, string>> | undefined, field: string, errors: FieldErrors): number {
	let size = 0;
	for (const key in data) {
		if (!keyPattern.test(key) || key === '.' || key === '..' || key.startsWith('..'))
			errors.invalid(
				`${field}[${key}]`,
				key,
				keyPattern.test(key) ? (key === '.' ? "must not be '.'" : key === '..' ? "must not be '..'" : "must not start with '..'") : keyError
			);
		if (key.length > 253) errors.invalid(`${field}[${key}]`, key, 'must be no more than 253 characters');
		size += utf8Length(data[key] ?? '');
	}
	return size;
}
const frozen = 'field is immutable when `immutable` is set';
const configMaps = strategy('v1/configmaps', {
	createOnUpdate: false,
	validate(map, errors) {
		for (const key in map.data) if (map.binaryData?.[key] !== undefined) errors.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData');
		const size = validateKeys(map.data, 'data', errors) + validateKeys(map.binaryData, 'binaryData', errors);
		if (size > 1_048_576) errors.tooLong('', 1_048_576);
	},
	validateUpdate(map, old, errors) {
		if (old.immutable) {
			if (!map.immutable) errors.forbidden('immutable', frozen);
			if (!same(map.data ?? {}, old.data ?? {})) errors.forbidden('data', frozen);
			if (!same(map.binaryData ?? {}, old.binaryData ?? {})) errors.forbidden('binaryData', frozen);
		}
		configMaps.strategy.validate?.(map, errors);
	},
	row: (map, context) => [
		map.metadata.name,
		Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
		since(map.metadata.creationTimestamp, context)
	]
});

const secrets = strategy('v1/secrets', {
	defaults(secret) {
		secret.type ||= 'Opaque';
		if (secret.stringData) {
			const extra: Record<string, string> = {};
			for (const key in secret.stringData) extra[key] = base64(secret.stringData[key] ?? '');
			secret.data = { ...secret.data, ...extra };
			delete secret.stringData;
		}
	},
	validate(secret, errors) {
		const size = validateKeys(secret.data, 'data', errors);
		if (size > 1_398_101) errors.tooLong('data', 1_048_576);
		const needs: Readonly<Record<string, readonly string[]>> = {
			'kubernetes.io/dockercfg': ['.dockercfg'],
			'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
			'kubernetes.io/tls': ['tls.crt', 'tls.key'],
			'kubernetes.io/ssh-auth': ['ssh-privatekey']
		};
		for (const key of needs[secret.type ?? ''] ?? []) if (secret.data?.[key] === undefined) errors.required(`data[${key}]`);
		if (secret.type === 'kubernetes.io/basic-auth' && secret.data?.username === undefined && secret.data?.password === undefined) {
			errors.required('data[username]');
			errors.required('data[password]');
		}
		if (secret.type === 'kubernetes.io/service-account-token' && !secret.metadata.annotations?.['kubernetes.io/service-account.name'])
			errors.required('metadata.annotations[kubernetes.io/service-account.name]');
	},
	validateUpdate(secret, old, errors) {
		if (secret.type !== old.type) errors.invalid('type', secret.type ?? '', 'field is immutable');
		if (old.immutable) {
			if (!secret.immutable) errors.forbidden('immutable', frozen);
			if (!same(secret.data ?? {}, old.data ?? {})) errors.forbidden('data', frozen);
		}
		secrets.strategy.validate?.(secret, errors);
	},
	fields: (secret) => ({ type: secret.type ?? '' }),
	row: (secret, context) => [secret.metadata.name, secret.type ?? '', Object.keys(secret.data ?? {}).length, since(secret.metadata.creationTimestamp, context)]
});

const serviceAccounts = strategy('v1/serviceaccounts', {
	row: (account, context) => [account.metadata.name, since(account.metadata.creationTimestamp, context)]
});

// events: stored in the core form ---------------------------------------------------------------------
function eventRow(event: Event, context: TableContext): readonly Cell[] {
	const source = event.source?.component || event.reportingComponent || '';
	const where = event.source?.host ? `${source}, ${event.source.host}` : source;
	const firstTime = event.firstTimestamp ?? event.eventTime ?? undefined;
	const first = firstTime ? since(firstTime, context) : '<unknown>';
	let last = event.lastTimestamp ? since(event.lastTimestamp, context) : first;
	let count = event.count ?? 0;
	const lastAt = parseTime(event.series?.lastObservedTime ?? '');
	if (event.series) {
		last = lastAt === undefined ? last : shortHumanDuration(context.now - lastAt);
		count = event.series.count ?? count;
	} else if (count === 0) count = 1;
	const target = event.involvedObject.name
		? `${(event.involvedObject.kind ?? '').toLowerCase()}/${event.involvedObject.name}`
		: (event.involvedObject.kind ?? '').toLowerCase();
	const tidy = event.message?.trim() ?? '';
	return [last, event.type ?? '', event.reason ?? '', target, event.involvedObject.fieldPath ?? '', where, tidy, first, count, event.metadata.name];
}
const eventFields = (event: Event): Readonly<Record<string, string>> => ({
	'involvedObject.kind': event.involvedObject?.kind ?? '',
	'involvedObject.namespace': event.involvedObject?.namespace ?? '',
	'involvedObject.name': event.involvedObject?.name ?? '',
	'involvedObject.uid': event.involvedObject?.uid ?? '',
	'involvedObject.apiVersion': event.involvedObject?.apiVersion ?? '',
	'involvedObject.resourceVersion': event.involvedObject?.resourceVersion ?? '',
	'involvedObject.fieldPath': event.involvedObject?.fieldPath ?? '',
	reason: event.reason ?? '',
	reportingComponent: event.reportingComponent ?? event.source?.component ?? '',
	source: event.source?.component || event.reportingComponent || '',
	type: event.type ?? ''
});
const coreEvents = strategy('v1/events', {
	ttl: true,
	validate(event, errors) {
		const namespace = event.involvedObject.namespace || 'default';
		if (namespace !== event.metadata.namespace)
			errors.invalid('involvedObject.namespace', event.involvedObject.namespace ?? '', 'does not match event.namespace');
	},
	fields: eventFields,
	row: eventRow
});
const renamed: readonly (readonly [string, string])[] = [
	['note', 'message'],
	['regarding', 'involvedObject'],
	['reportingController', 'reportingComponent'],
	['deprecatedSource', 'source'],
	['deprecatedFirstTimestamp', 'firstTimestamp'],
	['deprecatedLastTimestamp', 'lastTimestamp'],
	['deprecatedCount', 'count']
];
const newEvents = strategy('events.k8s.io/v1/events', {
	ttl: true,
	toStored(event) {
		const out: Plain = { ...event, apiVersion: 'v1' };
		for (const [theirs, ours] of renamed) {
			if (out[theirs] !== undefined) out[ours] = out[theirs];
			delete out[theirs];
		}
		out.source ??= {};
		out.firstTimestamp ??= null;
		out.lastTimestamp ??= null;
		return out;
	},
	fromStored(event) {
		const out: Plain = { ...(event as unknown as Plain), apiVersion: 'events.k8s.io/v1' };
		for (const [theirs, ours] of renamed) {
			if (out[ours] !== undefined) out[theirs] = out[ours];
			delete out[ours];
		}
		return out as unknown as KubeObject;
	},
	fields: (event) => eventFields(event as unknown as Event),
	row: (event, context) => {
		const back: Plain = { ...(event as unknown as Plain) };
		for (const [theirs, ours] of renamed) back[ours] = back[theirs];
		return eventRow(back as unknown as Event, context);
	}
});

const resourceQuotas = strategy('v1/resourcequotas', {
	generation: false,
	validate(quota, errors) {
		for (const name in quota.spec?.hard) {
			const value = quota.spec.hard[name] ?? '0';
			errors.rule(`spec.hard[${name}]`, name, qualifiedNameErrors(name));
			if (value.startsWith('-')) errors.invalid(`spec.hard[${name}]`, value, 'must be greater than or equal to 0');
			else if (/^(pods|services|replicationcontrollers|secrets|configmaps|persistentvolumeclaims|resourcequotas|count\/.*)$/.test(name) && value.endsWith('m'))
				errors.invalid(`spec.hard[${name}]`, value, 'must be an integer');
		}
		for (const scope of quota.spec?.scopes ?? [])
			if (
				!['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity', 'VolumeAttributesClass'].includes(scope)
			)
				errors.invalid('spec.scopes', quota.spec?.scopes ?? [], 'unsupported scope');
	},
	row: (quota, context) => {
		const list = (limits: boolean): string =>
			Object.keys(quota.status?.hard ?? {})
				.sort()
				.filter((name) => name.startsWith('limits') === limits)
				.map((name) => `${name}: ${quota.status?.used?.[name] ?? '0'}/${quota.status?.hard?.[name] ?? '0'}`)
				.join(', ');
		return [quota.metadata.name, list(false), list(true), since(quota.metadata.creationTimestamp, context)];
	}
});
const limitRanges = strategy('v1/limitranges', {
	defaults(range) {
		for (const item of range.spec?.limits ?? []) {
			if (item.type !== 'Container') continue;
			const fill = (into: 'default' | 'defaultRequest', from: 'max' | 'default' | 'min'): void => {
				for (const name in item[from]) if (item[into]?.[name] === undefined) item[into] = { ...item[into], [name]: item[from]?.[name] ?? '0' };
			};
			fill('default', 'max');
			fill('defaultRequest', 'default');
			fill('defaultRequest', 'min');
		}
	},
	validate(range, errors) {
		for (const [i, item] of (range.spec?.limits ?? []).entries()) {
			if (!['Container', 'Pod', 'PersistentVolumeClaim'].includes(item.type) && !item.type.includes('/'))
				errors.invalid(`spec.limits[${i}].type`, item.type, 'must be a standard limit type or fully qualified');
			if (item.type === 'Pod')
				for (const field of ['default', 'defaultRequest'] as const)
					if (item[field] && Object.keys(item[field]).length > 0) errors.forbidden(`spec.limits[${i}].${field}`, "may not be specified when `type` is 'Pod'");
		}
	},
	row: (range) => [range.metadata.name, range.metadata.creationTimestamp]
});
const componentStatuses = strategy('v1/componentstatuses', {
	deprecated: 'v1 ComponentStatus is deprecated in v1.19+',
	row: (status) => [
		status.metadata.name,
		status.conditions?.[0]?.status === 'True' ? 'Healthy' : 'Unhealthy',
		status.conditions?.[0]?.message ?? '',
		status.conditions?.[0]?.error ?? ''
	]
});
export const core = [namespaces, nodes, configMaps, secrets, serviceAccounts, coreEvents, newEvents, resourceQuotas, limitRanges, componentStatuses];
