// Rules for metadata that hold for every kind: names, labels, annotations, owners, and what an update may not change.
import { FieldErrors, type Kind, type KubeObject, type Plain } from '../kinds/index.ts';
import { utf8Length } from '../values/bytes.ts';
import { dns1123LabelErrors, dns1123SubdomainErrors, labelValueErrors, qualifiedNameErrors } from '../values/validation.ts';

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
/** generateName's result: five characters of the safe alphabet after at most 58 of the base. */
export function generatedName(base: string, random: string): string {
	let suffix = '';
	for (let i = 0; i < 5; i++) suffix += alphabet.charAt(Number.parseInt(random.slice(2 * i, 2 * i + 2), 16) % alphabet.length);
	return base.slice(0, 58) + suffix;
}
/** A version 4 uuid of 16 random bytes in hex. */
export function uuid(random: string): string {
	const variant = ((Number.parseInt(random.charAt(16), 16) & 3) | 8).toString(16);
	return `${random.slice(0, 8)}-${random.slice(8, 12)}-4${random.slice(13, 16)}-${variant}${random.slice(17, 20)}-${random.slice(20, 32)}`;
}

/** metadata.labels' errors: also used for selectors and templates. */
export function validateLabels(labels: Readonly<Record<string, string>> | undefined, field: string, errors: FieldErrors): void {
	for (const key of Object.keys(labels ?? {}).sort()) {
		errors.rule(field, key, qualifiedNameErrors(key));
		errors.rule(field, labels?.[key] ?? '', labelValueErrors(labels?.[key] ?? ''));
	}
}
function validateAnnotations(annotations: Readonly<Record<string, string>> | undefined, field: string, errors: FieldErrors): void {
	let size = 0;
	for (const key in annotations) {
		errors.rule(field, key, qualifiedNameErrors(key.toLowerCase()));
		size += utf8Length(key) + utf8Length(annotations[key] ?? '');
	}
	if (size > 262_144) errors.tooLong(field, 262_144);
}

/** `old`: what an update leaves as it is was looked at when it was made. */
export function validateMetadata(kind: Kind, metadata: KubeObject['metadata'], errors: FieldErrors, old?: KubeObject['metadata']): void {
	if (old && sameMetadata(metadata, old)) return;
	const rule = kind.strategy.name ?? dns1123SubdomainErrors;
	if (metadata.generateName) errors.rule('metadata.generateName', metadata.generateName, rule(maskTrailingDash(metadata.generateName)).map(String));
	if (!metadata.name) errors.required('metadata.name', 'name or generateName is required');
	else errors.rule('metadata.name', metadata.name, rule(metadata.name));
	if (kind.row.namespaced) {
		if (!metadata.namespace) errors.required('metadata.namespace');
		else errors.rule('metadata.namespace', metadata.namespace, dns1123LabelErrors(metadata.namespace));
	} else if (metadata.namespace) errors.forbidden('metadata.namespace', 'not allowed on this type');
	validateLabels(metadata.labels, 'metadata.labels', errors);
	validateAnnotations(metadata.annotations, 'metadata.annotations', errors);
	let controller = '';
	for (const [i, owner] of (metadata.ownerReferences ?? []).entries()) {
		const field = `metadata.ownerReferences[${i}]`;
		if (!owner.apiVersion) errors.invalid(`${field}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty');
		if (!owner.kind) errors.invalid(`${field}.kind`, '', 'must not be empty');
		if (!owner.name) errors.invalid(`${field}.name`, '', 'must not be empty');
		if (!owner.uid) errors.invalid(`${field}.uid`, '', 'must not be empty');
		if (owner.controller !== true) continue;
		if (controller)
			errors.invalid(
				'metadata.ownerReferences',
				metadata.ownerReferences,
				`Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${owner.name}`
			);
		controller ||= owner.name;
	}
	for (const [i, finalizer] of (metadata.finalizers ?? []).entries()) {
		errors.rule('metadata.finalizers', finalizer, qualifiedNameErrors(finalizer));
		if (!finalizer.includes('/') && !['orphan', 'foregroundDeletion', 'kubernetes'].includes(finalizer))
			errors.invalid(`metadata.finalizers[${i}]`, finalizer, 'name is neither a standard finalizer name nor is it fully qualified');
	}
}
const looked = ['name', 'generateName', 'namespace', 'labels', 'annotations', 'ownerReferences', 'finalizers'] as const;
const sameMetadata = (metadata: KubeObject['metadata'], old: KubeObject['metadata']): boolean => looked.every((field) => metadata[field] === old[field]);
const maskTrailingDash = (name: string): string => (name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name);

export function validateMetadataUpdate(metadata: KubeObject['metadata'], old: KubeObject['metadata'], errors: FieldErrors): void {
	const fixed = (field: 'name' | 'namespace' | 'uid' | 'creationTimestamp' | 'deletionTimestamp' | 'deletionGracePeriodSeconds'): void => {
		if ((metadata[field] ?? null) !== (old[field] ?? null)) errors.invalid(`metadata.${field}`, metadata[field] ?? null, 'field is immutable');
	};
	fixed('name');
	fixed('namespace');
	fixed('uid');
	fixed('creationTimestamp');
	fixed('deletionTimestamp');
	fixed('deletionGracePeriodSeconds');
	if (old.deletionTimestamp) {
		const added = (metadata.finalizers ?? []).filter((finalizer) => !(old.finalizers ?? []).includes(finalizer));
		if (added.length > 0)
			errors.forbidden(
				'metadata.finalizers',
				`no new finalizers can be added if the object is being deleted, found new finalizers [${added.map((f) => `"${f}"`).join(', ')}]`
			);
	}
}

/** Metadata in the order the API writes it, unset fields left out; the version is etcd's to give. */
export function tidyMetadata(metadata: Plain): Plain {
	const out: Plain = {};
	for (const key of [
		'name',
		'generateName',
		'namespace',
		'uid',
		'generation',
		'creationTimestamp',
		'deletionTimestamp',
		'deletionGracePeriodSeconds',
		'labels',
		'annotations',
		'ownerReferences',
		'finalizers',
		'managedFields'
	]) {
		const value = metadata[key];
		if (
			value === undefined ||
			value === '' ||
			(Array.isArray(value) && value.length === 0) ||
			(typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0)
		)
			continue;
		out[key] = value;
	}
	return out;
}
