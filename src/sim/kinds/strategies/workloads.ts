// Deployments, replica sets, stateful sets, daemon sets, replication controllers, controller revisions, pod templates.
import { strategy, type Cell, type Mutable } from '../kind.ts';
import type { FieldErrors } from '../field-errors.ts';
import type { LabelSelector, PodTemplateSpec } from '../generated/types.ts';
import { dns1123LabelErrors } from '../../values/validation.ts';
import {
	containerImages,
	containerNames,
	formatLabels,
	formatLabelSelector,
	isEmptySelector,
	same,
	selectsLabels,
	since,
	templateCells,
	validateImmutable,
	validateLabels,
	validateLabelSelector
} from './common.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import { validatePodSpec } from './pod-validation.ts';

export function defaultTemplate(template: Mutable<PodTemplateSpec> | undefined): void {
	if (template?.spec) defaultPodSpec(template.spec);
}
/** A controller's selector and template. */
function validateTemplate(
	template: PodTemplateSpec | undefined,
	selector: LabelSelector | undefined,
	errors: FieldErrors,
	options: { restart?: readonly string[] } = {}
): void {
	const labels = template?.metadata?.labels;
	if (!selectsLabels(selector, labels)) errors.invalid('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`');
	validateLabels(labels, 'spec.template.labels', errors);
	if (template?.spec) validatePodSpec(template.spec, 'spec.template.spec', errors);
	else errors.required('spec.template.spec.containers');
	const policy = template?.spec?.restartPolicy;
	const allowed = options.restart ?? ['Always'];
	if (policy !== undefined && !allowed.includes(policy) && ['Always', 'OnFailure', 'Never'].includes(policy))
		errors.unsupported('spec.template.spec.restartPolicy', policy, allowed);
	if (template?.spec?.activeDeadlineSeconds !== undefined)
		errors.forbidden('spec.template.spec.activeDeadlineSeconds', 'activeDeadlineSeconds in ReplicaSet is not Supported');
}
function validateSelector(selector: LabelSelector | undefined, errors: FieldErrors, emptyText: string): void {
	if (!selector) errors.required('spec.selector');
	else {
		validateLabelSelector(selector, 'spec.selector', errors);
		if (isEmptySelector(selector)) errors.invalid('spec.selector', selector, emptyText);
	}
}
const percent = (value: number | string | undefined, total: number): number =>
	typeof value === 'string' ? Math.ceil((Number.parseInt(value, 10) * total) / 100) : (value ?? 0);
const isZero = (value: number | string | undefined): boolean => percent(value, 100) === 0;
/** "25%" or a whole number ≥ 0. */
export function validateIntOrPercent(value: number | string | undefined, field: string, errors: FieldErrors): void {
	if (typeof value === 'string') {
		if (!/^[0-9]+%$/.test(value))
			errors.invalid(
				field,
				value,
				"a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"
			);
		else if (Number.parseInt(value, 10) > 100) errors.invalid(field, value, 'must not be greater than 100%');
	} else errors.nonNegative(field, value);
}

const deployments = strategy('apps/v1/deployments', {
	scale: { replicas: 'spec.replicas', status: 'status.replicas', selector: 'spec.selector' },
	defaults(deployment) {
		const { spec } = deployment;
		if (!spec) return;
		spec.replicas ??= 1;
		spec.strategy ??= {};
		spec.strategy.type ||= 'RollingUpdate';
		if (spec.strategy.type === 'RollingUpdate') {
			const rolling = (spec.strategy.rollingUpdate ??= {});
			rolling.maxUnavailable ??= '25%';
			rolling.maxSurge ??= '25%';
		}
		spec.revisionHistoryLimit ??= 10;
		spec.progressDeadlineSeconds ??= 600;
		defaultTemplate(spec.template);
	},
	validate(deployment, errors) {
		const { spec } = deployment;
		if (!spec) return;
		errors.nonNegative('spec.replicas', spec.replicas);
		validateSelector(spec.selector, errors, 'empty selector is invalid for deployment');
		validateTemplate(spec.template, spec.selector, errors);
		validateStrategy(spec.strategy, errors);
		errors.nonNegative('spec.minReadySeconds', spec.minReadySeconds);
		errors.nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit);
		errors.nonNegative('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds);
		if (spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0))
			errors.invalid('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds, 'must be greater than minReadySeconds');
	},
	validateUpdate(deployment, old, errors) {
		deployments.strategy.validate?.(deployment, errors);
		validateImmutable(deployment.spec?.selector, old.spec?.selector, 'spec.selector', errors);
	},
	row: (deployment, context): readonly Cell[] => {
		const { spec, status = {} } = deployment;
		return [
			deployment.metadata.name,
			`${status.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
			status.updatedReplicas ?? 0,
			status.availableReplicas ?? 0,
			since(deployment.metadata.creationTimestamp, context),
			...templateCells(spec?.template),
			formatLabelSelector(spec?.selector)
		];
	}
});
function validateStrategy(
	rules: { type?: string; rollingUpdate?: { maxUnavailable?: number | string; maxSurge?: number | string } } | undefined,
	errors: FieldErrors
): void {
	if (rules?.type === 'Recreate') {
		if (rules.rollingUpdate) errors.forbidden('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'");
	} else if (rules?.type === 'RollingUpdate') {
		const rolling = rules.rollingUpdate;
		if (!rolling) return errors.required('spec.strategy.rollingUpdate', 'this should be defaulted and never be nil');
		validateIntOrPercent(rolling.maxUnavailable, 'spec.strategy.rollingUpdate.maxUnavailable', errors);
		validateIntOrPercent(rolling.maxSurge, 'spec.strategy.rollingUpdate.maxSurge', errors);
		if (isZero(rolling.maxUnavailable) && isZero(rolling.maxSurge))
			errors.invalid('spec.strategy.rollingUpdate.maxUnavailable', rolling.maxUnavailable, 'may not be 0 when `maxSurge` is 0');
	} else errors.unsupported('spec.strategy.type', rules?.type ?? '', ['Recreate', 'RollingUpdate']);
}

const replicaSets = strategy('apps/v1/replicasets', {
	scale: { replicas: 'spec.replicas', status: 'status.replicas', selector: 'spec.selector' },
	defaults(set) {
		if (!set.spec) return;
		set.spec.replicas ??= 1;
		defaultTemplate(set.spec.template);
	},
	validate(set, errors) {
		const { spec } = set;
		errors.nonNegative('spec.replicas', spec?.replicas);
		errors.nonNegative('spec.minReadySeconds', spec?.minReadySeconds);
		validateSelector(spec?.selector, errors, 'empty selector is invalid for deployment');
		validateTemplate(spec?.template, spec?.selector, errors);
	},
	validateUpdate(set, old, errors) {
		replicaSets.strategy.validate?.(set, errors);
		validateImmutable(set.spec?.selector, old.spec?.selector, 'spec.selector', errors);
	},
	fields: (set) => ({ 'status.replicas': String(set.status?.replicas ?? 0) }),
	row: (set, context) => [
		set.metadata.name,
		set.spec?.replicas ?? 0,
		set.status?.replicas ?? 0,
		set.status?.readyReplicas ?? 0,
		since(set.metadata.creationTimestamp, context),
		...templateCells(set.spec?.template),
		formatLabelSelector(set.spec?.selector)
	]
});

const statefulUpdate =
	"updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
const statefulSets = strategy('apps/v1/statefulsets', {
	scale: { replicas: 'spec.replicas', status: 'status.replicas', selector: 'spec.selector' },
	name: dns1123LabelErrors,
	defaults(set) {
		const { spec } = set;
		if (!spec) return;
		spec.podManagementPolicy ||= 'OrderedReady';
		spec.updateStrategy ??= {};
		spec.updateStrategy.type ||= 'RollingUpdate';
		if (spec.updateStrategy.type === 'RollingUpdate') {
			const rolling = (spec.updateStrategy.rollingUpdate ??= {});
			rolling.partition ??= 0;
		}
		const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {});
		retention.whenDeleted ||= 'Retain';
		retention.whenScaled ||= 'Retain';
		spec.replicas ??= 1;
		spec.revisionHistoryLimit ??= 10;
		defaultTemplate(spec.template);
		for (const claim of spec.volumeClaimTemplates ?? []) {
			claim.apiVersion ||= 'v1';
			claim.kind ||= 'PersistentVolumeClaim';
			if (claim.spec) claim.spec.volumeMode ??= 'Filesystem';
			claim.status ??= {};
			claim.status.phase ||= 'Pending';
		}
	},
	validate(set, errors) {
		const { spec } = set;
		if (!spec) return;
		errors.oneOf('spec.podManagementPolicy', spec.podManagementPolicy, ['OrderedReady', 'Parallel']);
		const type = spec.updateStrategy?.type;
		if (type === 'OnDelete') {
			if (spec.updateStrategy?.rollingUpdate)
				errors.invalid('spec.updateStrategy.rollingUpdate', spec.updateStrategy.rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'");
		} else if (type === 'RollingUpdate') errors.nonNegative('spec.updateStrategy.rollingUpdate.partition', spec.updateStrategy?.rollingUpdate?.partition);
		else errors.invalid('spec.updateStrategy', spec.updateStrategy ?? {}, "must be 'RollingUpdate' or 'OnDelete'");
		errors.nonNegative('spec.replicas', spec.replicas);
		errors.nonNegative('spec.minReadySeconds', spec.minReadySeconds);
		validateSelector(spec.selector, errors, 'empty selector is invalid for statefulset');
		withClaims(spec.template, spec.volumeClaimTemplates?.map((claim) => claim.metadata.name) ?? [], spec.selector, errors);
	},
	validateUpdate(set, old, errors) {
		statefulSets.strategy.validate?.(set, errors);
		const strip = (spec: typeof set.spec): unknown => ({
			...spec,
			replicas: 0,
			ordinals: null,
			template: null,
			updateStrategy: null,
			revisionHistoryLimit: null,
			persistentVolumeClaimRetentionPolicy: null,
			minReadySeconds: null
		});
		if (!same(strip(set.spec), strip(old.spec))) errors.forbidden('spec', statefulUpdate);
	},
	row: (set, context) => [
		set.metadata.name,
		`${set.status?.readyReplicas ?? 0}/${set.spec?.replicas ?? 0}`,
		since(set.metadata.creationTimestamp, context),
		...templateCells(set.spec?.template)
	]
});
/** Claim templates are volumes of the pods. */
function withClaims(template: PodTemplateSpec | undefined, claims: readonly string[], selector: LabelSelector | undefined, errors: FieldErrors): void {
	const spec = template?.spec;
	const volumes = [
		...(spec?.volumes ?? []).filter((volume) => !claims.includes(volume.name)),
		...claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))
	];
	validateTemplate(spec ? { ...template, spec: { ...spec, volumes } } : template, selector, errors);
}

const daemonSets = strategy('apps/v1/daemonsets', {
	defaults(set) {
		const { spec } = set;
		if (!spec) return;
		spec.updateStrategy ??= {};
		spec.updateStrategy.type ||= 'RollingUpdate';
		if (spec.updateStrategy.type === 'RollingUpdate') {
			const rolling = (spec.updateStrategy.rollingUpdate ??= {});
			rolling.maxUnavailable ??= 1;
			rolling.maxSurge ??= 0;
		}
		spec.revisionHistoryLimit ??= 10;
		defaultTemplate(spec.template);
	},
	prepareForCreate(set) {
		set.metadata.annotations = { ...set.metadata.annotations, 'deprecated.daemonset.template.generation': '1' };
	},
	prepareForUpdate(set, old) {
		const before = Number(old.metadata.annotations?.['deprecated.daemonset.template.generation'] ?? '1');
		const changed = !same(set.spec?.template, old.spec?.template);
		set.metadata.annotations = { ...set.metadata.annotations, 'deprecated.daemonset.template.generation': String(changed ? before + 1 : before) };
	},
	validate(set, errors) {
		const { spec } = set;
		if (!spec) return;
		validateSelector(spec.selector, errors, 'empty selector is invalid for daemonset');
		validateTemplate(spec.template, spec.selector, errors);
		errors.nonNegative('spec.minReadySeconds', spec.minReadySeconds);
		const type = spec.updateStrategy?.type;
		if (type !== 'OnDelete' && type !== 'RollingUpdate') errors.unsupported('spec.updateStrategy.type', type ?? '', ['OnDelete', 'RollingUpdate']);
		const rolling = spec.updateStrategy?.rollingUpdate;
		if (type === 'RollingUpdate' && rolling) {
			validateIntOrPercent(rolling.maxUnavailable, 'spec.updateStrategy.rollingUpdate.maxUnavailable', errors);
			validateIntOrPercent(rolling.maxSurge, 'spec.updateStrategy.rollingUpdate.maxSurge', errors);
			if (isZero(rolling.maxUnavailable) && isZero(rolling.maxSurge))
				errors.required('spec.updateStrategy.rollingUpdate.maxUnavailable', 'cannot be 0 when maxSurge is 0');
		}
	},
	validateUpdate(set, old, errors) {
		daemonSets.strategy.validate?.(set, errors);
		validateImmutable(set.spec?.selector, old.spec?.selector, 'spec.selector', errors);
	},
	row: (set, context) => {
		const { status } = set;
		return [
			set.metadata.name,
			status?.desiredNumberScheduled ?? 0,
			status?.currentNumberScheduled ?? 0,
			status?.numberReady ?? 0,
			status?.updatedNumberScheduled ?? 0,
			status?.numberAvailable ?? 0,
			formatLabels(set.spec?.template?.spec?.nodeSelector),
			since(set.metadata.creationTimestamp, context),
			...templateCells(set.spec?.template),
			formatLabelSelector(set.spec?.selector)
		];
	}
});

const replicationControllers = strategy('v1/replicationcontrollers', {
	scale: { replicas: 'spec.replicas', status: 'status.replicas', selector: 'spec.selector' },
	orphans: false,
	defaults(rc) {
		const { spec } = rc;
		if (!spec) return;
		const labels = spec.template?.metadata?.labels;
		if (labels) {
			spec.selector = spec.selector && Object.keys(spec.selector).length > 0 ? spec.selector : { ...labels };
			if (!rc.metadata.labels || Object.keys(rc.metadata.labels).length === 0) rc.metadata.labels = { ...labels };
		}
		spec.replicas ??= 1;
		defaultTemplate(spec.template);
	},
	validate(rc, errors) {
		const { spec } = rc;
		if (!spec) return;
		errors.nonNegative('spec.minReadySeconds', spec.minReadySeconds);
		if (!spec.selector || Object.keys(spec.selector).length === 0) errors.required('spec.selector');
		errors.nonNegative('spec.replicas', spec.replicas);
		if (!spec.template) errors.required('spec.template');
		else validateTemplate(spec.template, { matchLabels: spec.selector ?? {} }, errors);
	},
	fields: (rc) => ({ 'status.replicas': String(rc.status?.replicas ?? 0) }),
	row: (rc, context) => [
		rc.metadata.name,
		rc.spec?.replicas ?? 0,
		rc.status?.replicas ?? 0,
		rc.status?.readyReplicas ?? 0,
		since(rc.metadata.creationTimestamp, context),
		...templateCells(rc.spec?.template),
		formatLabels(rc.spec?.selector)
	]
});

const controllerRevisions = strategy('apps/v1/controllerrevisions', {
	row: (revision, context) => {
		const owner = revision.metadata.ownerReferences?.find((o) => o.controller);
		const group = owner?.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0] ?? ''}` : '';
		return [
			revision.metadata.name,
			owner ? `${owner.kind.toLowerCase()}${group}/${owner.name}` : '<none>',
			revision.revision,
			since(revision.metadata.creationTimestamp, context)
		];
	}
});
const podTemplates = strategy('v1/podtemplates', {
	defaults: (object) => defaultTemplate(object.template),
	row: (object) => [
		object.metadata.name,
		containerNames(object.template?.spec?.containers),
		containerImages(object.template?.spec?.containers),
		formatLabels(object.template?.metadata?.labels)
	]
});

export const workloads = [deployments, replicaSets, statefulSets, daemonSets, replicationControllers, controllerRevisions, podTemplates];
