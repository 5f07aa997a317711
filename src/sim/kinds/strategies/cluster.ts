// Certificate requests, custom resource definitions, API services, admission registrations, flow control, device resources, metrics.
import { strategy, type Cell } from '../kind.ts';
import { shortHumanDuration } from '../../values/duration.ts';
import { text, unbase64 } from '../../values/bytes.ts';
import { rfc3339 } from '../../values/time.ts';
import { dns1035LabelErrors, dns1123SubdomainErrors } from '../../values/validation.ts';
import { decodePem } from '../../values/x509.ts';
import { since } from './common.ts';

const requests = strategy('certificates.k8s.io/v1/certificatesigningrequests', {
	generation: false,
	prepareForCreate(csr, { user }) {
		csr.spec.username = user.name;
		csr.spec.groups = [...user.groups];
		if (user.uid) csr.spec.uid = user.uid;
		if (user.extra) csr.spec.extra = Object.fromEntries(Object.entries(user.extra).map(([key, values]) => [key, [...values]]));
	},
	prepareForUpdate: (csr, old) => void (csr.spec = old.spec as typeof csr.spec),
	validate(csr, errors) {
		const { spec } = csr;
		if (!spec.request) errors.required('spec.request');
		else if (!decodePem(text(unbase64(spec.request)), 'CERTIFICATE REQUEST'))
			errors.invalid('spec.request', spec.request, 'PEM block type must be CERTIFICATE REQUEST');
		if (!spec.signerName) errors.required('spec.signerName');
		else if (!spec.signerName.includes('/'))
			errors.invalid('spec.signerName', spec.signerName, 'must be a fully qualified domain and path of the form "example.com/signer-name"');
		if (!spec.usages?.length) errors.required('spec.usages');
		if (spec.expirationSeconds !== undefined && spec.expirationSeconds < 600)
			errors.invalid('spec.expirationSeconds', spec.expirationSeconds, 'may not specify a duration less than 600 seconds (10 minutes)');
	},
	validateUpdate() {
		// only metadata changes here
	},
	fields: (csr) => ({ 'spec.signerName': csr.spec?.signerName ?? '' }),
	row: (csr, context): readonly Cell[] => {
		const seconds = csr.spec.expirationSeconds;
		const found = (csr.status?.conditions ?? []).map((c) => c.type);
		const issued = csr.status?.certificate ? ['Issued'] : [];
		const status =
			found.length === 0
				? ['Pending', ...issued]
				: [...found.filter((type) => type === 'Approved' || type === 'Denied'), ...found.filter((type) => type === 'Failed'), ...issued];
		return [
			csr.metadata.name,
			since(csr.metadata.creationTimestamp, context),
			csr.spec.signerName || '<none>',
			csr.spec.username ?? '',
			seconds === undefined ? '<none>' : shortHumanDuration(seconds * 1_000_000),
			status.join(',')
		];
	}
});

const definitions = strategy('apiextensions.k8s.io/v1/customresourcedefinitions', {
	keepsStatus: true,
	defaults(definition) {
		const { spec } = definition;
		const { names } = spec;
		names.singular ||= (names.kind ?? '').toLowerCase();
		names.listKind ||= names.kind ? `${names.kind}List` : '';
		spec.conversion ??= { strategy: 'None' };
	},
	prepareForCreate(definition, { now }) {
		const { spec } = definition;
		const time = rfc3339(now);
		definition.status = {
			conditions: [
				{ type: 'NamesAccepted', status: 'True', lastTransitionTime: time, reason: 'NoConflicts', message: 'no conflicts found' },
				{ type: 'Established', status: 'True', lastTransitionTime: time, reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' }
			],
			acceptedNames: { ...spec.names },
			storedVersions: (spec.versions ?? []).filter((v) => v.storage).map((v) => v.name)
		};
	},
	prepareForUpdate(definition, old) {
		definition.status = { ...old.status, acceptedNames: { ...definition.spec.names } } as typeof definition.status;
	},
	validate(definition, errors) {
		const { spec, metadata } = definition;
		const wanted = `${spec.names.plural}.${spec.group}`;
		if (metadata.name !== wanted) errors.invalid('metadata.name', metadata.name, `must be spec.names.plural+"."+spec.group`);
		if (!spec.group) errors.required('spec.group');
		else {
			errors.rule('spec.group', spec.group, dns1123SubdomainErrors(spec.group));
			if (!spec.group.includes('.')) errors.invalid('spec.group', spec.group, 'should be a domain with at least one dot');
		}
		errors.oneOf('spec.scope', spec.scope || undefined, ['Cluster', 'Namespaced']);
		if (!spec.scope) errors.required('spec.scope');
		if (!spec.versions?.length) errors.invalid('spec.versions', spec.versions ?? [], 'must have exactly one version marked as storage version');
		else if (spec.versions.filter((v) => v.storage).length !== 1)
			errors.invalid(
				'spec.versions',
				spec.versions.map((v) => v.name),
				'must have exactly one version marked as storage version'
			);
		for (const [i, version] of (spec.versions ?? []).entries()) {
			errors.rule(`spec.versions[${i}].name`, version.name, dns1035LabelErrors(version.name));
			if (!version.schema?.openAPIV3Schema) errors.required(`spec.versions[${i}].schema.openAPIV3Schema`, 'schemas are required');
		}
		if (!spec.names.plural) errors.required('spec.names.plural');
		if (!spec.names.kind) errors.required('spec.names.kind');
	},
	row: (definition) => [definition.metadata.name, definition.metadata.creationTimestamp]
});

const apiServices = strategy('apiregistration.k8s.io/v1/apiservices', {
	name: () => [],
	validate(service, errors) {
		const wanted = `${service.spec?.version ?? ''}.${service.spec?.group ?? ''}`;
		if (service.metadata.name !== wanted)
			errors.invalid('metadata.name', service.metadata.name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`);
	},
	generation: false,
	keepsStatus: true,
	row: (service, context) => {
		const available = service.status?.conditions?.find((c) => c.type === 'Available');
		const reference = service.spec?.service;
		const state = available ? (available.status === 'True' ? 'True' : `${available.status} (${available.reason ?? ''})`) : 'Unknown';
		return [
			service.metadata.name,
			reference ? `${reference.namespace ?? ''}/${reference.name ?? ''}` : 'Local',
			state,
			since(service.metadata.creationTimestamp, context)
		];
	}
});
const validating = strategy('admissionregistration.k8s.io/v1/validatingwebhookconfigurations', {
	generation: true,
	row: (c, context) => [c.metadata.name, c.webhooks?.length ?? 0, since(c.metadata.creationTimestamp, context)]
});
const mutating = strategy('admissionregistration.k8s.io/v1/mutatingwebhookconfigurations', {
	generation: true,
	row: (c, context) => [c.metadata.name, c.webhooks?.length ?? 0, since(c.metadata.creationTimestamp, context)]
});
const paramKind = (spec: { paramKind?: { apiVersion?: string; kind?: string } } | undefined): string =>
	spec?.paramKind ? `${spec.paramKind.apiVersion ?? ''}/${spec.paramKind.kind ?? ''}` : '<unset>';
const policies = strategy('admissionregistration.k8s.io/v1/validatingadmissionpolicies', {
	row: (p, context) => [p.metadata.name, p.spec?.validations?.length ?? 0, paramKind(p.spec), since(p.metadata.creationTimestamp, context)]
});
const policyBindings = strategy('admissionregistration.k8s.io/v1/validatingadmissionpolicybindings', {
	generation: true,
	row: (b, context) => [b.metadata.name, b.spec?.policyName ?? '', b.spec?.paramRef?.name ?? '<unset>', since(b.metadata.creationTimestamp, context)]
});

const flowSchemas = strategy('flowcontrol.apiserver.k8s.io/v1/flowschemas', {
	generation: true,
	keepsStatus: true,
	order: (a, b) => (a.spec?.matchingPrecedence ?? 0) - (b.spec?.matchingPrecedence ?? 0) || (a.metadata.name < b.metadata.name ? -1 : 1),
	row: (schema, context) => {
		const dangling = schema.status?.conditions?.find((c) => c.type === 'Dangling')?.status ?? '?';
		return [
			schema.metadata.name,
			schema.spec?.priorityLevelConfiguration.name ?? '',
			schema.spec?.matchingPrecedence ?? 0,
			schema.spec?.distinguisherMethod?.type ?? '<none>',
			since(schema.metadata.creationTimestamp, context),
			dangling
		];
	}
});
const priorityLevels = strategy('flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations', {
	generation: true,
	row: (level, context) => {
		const limited = level.spec?.limited;
		const queuing = limited?.limitResponse?.queuing;
		const none = '<none>';
		return [
			level.metadata.name,
			level.spec?.type ?? '',
			limited?.nominalConcurrencyShares ?? none,
			queuing?.queues ?? none,
			queuing?.handSize ?? none,
			queuing?.queueLengthLimit ?? none,
			since(level.metadata.creationTimestamp, context)
		];
	}
});
const claims = strategy('resource.k8s.io/v1/resourceclaims', {
	row: (claim, context) => {
		const states = [
			claim.metadata.deletionTimestamp ? 'deleted' : '',
			claim.status?.allocation ? 'allocated' : 'pending',
			claim.status?.reservedFor?.length ? 'reserved' : ''
		].filter(Boolean);
		return [claim.metadata.name, states.join(','), since(claim.metadata.creationTimestamp, context)];
	}
});
const slices = strategy('resource.k8s.io/v1/resourceslices', {
	generation: true,
	row: (slice, context) => [
		slice.metadata.name,
		slice.spec?.nodeName ?? '<unset>',
		slice.spec?.driver ?? '',
		slice.spec?.pool.name ?? '',
		since(slice.metadata.creationTimestamp, context)
	]
});

const nodeMetrics = strategy('metrics.k8s.io/v1beta1/nodes', { row: (m) => [m.metadata.name, m.usage.cpu ?? '', m.usage.memory ?? '', m.window] });
const podMetrics = strategy('metrics.k8s.io/v1beta1/pods', {
	row: (m) => [m.metadata.name, m.containers.map((c) => c.usage.cpu ?? '').join(','), m.containers.map((c) => c.usage.memory ?? '').join(','), m.window]
});
export const cluster = [
	requests,
	definitions,
	apiServices,
	validating,
	mutating,
	policies,
	policyBindings,
	flowSchemas,
	priorityLevels,
	claims,
	slices,
	nodeMetrics,
	podMetrics
];
