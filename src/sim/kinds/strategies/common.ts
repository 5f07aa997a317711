// What printers and validators of many kinds share.
import { shortHumanDuration } from '../../values/duration.ts';
import { parseTime } from '../../values/time.ts';
import type { Container, LabelSelector, PodTemplateSpec } from '../generated/types.ts';
import type { FieldErrors } from '../field-errors.ts';
import type { TableContext } from '../kind.ts';
import { labelSelectorAsSelector, matchesSelector, SelectorError } from '../../values/selector.ts';
import { labelValueErrors, qualifiedNameErrors } from '../../values/validation.ts';

/** translateTimestampSince: "5m3s", <unknown> when unset. */
export function since(timestamp: string | null | undefined, { now }: TableContext): string {
	const at = timestamp ? parseTime(timestamp) : undefined;
	return at === undefined ? '<unknown>' : shortHumanDuration(now - at);
}
/** Names and images, comma-joined. */
export const containerNames = (containers: readonly Container[] | undefined): string => (containers ?? []).map((c) => c.name).join(',');
export const containerImages = (containers: readonly Container[] | undefined): string => (containers ?? []).map((c) => c.image ?? '').join(',');
export const templateCells = (template: PodTemplateSpec | undefined): [string, string] => [
	containerNames(template?.spec?.containers),
	containerImages(template?.spec?.containers)
];

/** metav1.FormatLabelSelector: "a=b,c in (d,e)", <none>. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
	if (!selector) return '<none>';
	const parts: [string, string][] = Object.keys(selector.matchLabels ?? {}).map((key) => [key, `${key}=${selector.matchLabels?.[key] ?? ''}`]);
	for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
		const sorted = [...values].sort().join(',');
		parts.push([key, operator === 'Exists' ? key : operator === 'DoesNotExist' ? `!${key}` : `${key} ${operator === 'In' ? 'in' : 'notin'} (${sorted})`]);
	}
	if (parts.length === 0) return '<none>';
	return parts
		.sort((a, b) => (a[0] < b[0] ? -1 : 1))
		.map(([, text]) => text)
		.join(',');
}
/** labels.FormatLabels: "a=b,c=d", <none>. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
	const keys = Object.keys(labels ?? {}).sort();
	return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key] ?? ''}`).join(',');
}

export function validateLabels(labels: Readonly<Record<string, string>> | undefined, field: string, errors: FieldErrors): void {
	for (const key of Object.keys(labels ?? {}).sort()) {
		errors.rule(field, key, qualifiedNameErrors(key));
		errors.rule(field, labels?.[key] ?? '', labelValueErrors(labels?.[key] ?? ''));
	}
}
/** unversioned validation of a LabelSelector. */
export function validateLabelSelector(selector: LabelSelector | undefined, field: string, errors: FieldErrors): void {
	if (!selector) return;
	validateLabels(selector.matchLabels, `${field}.matchLabels`, errors);
	for (const [i, { key, operator, values = [] }] of (selector.matchExpressions ?? []).entries()) {
		const at = `${field}.matchExpressions[${i}]`;
		if (operator === 'In' || operator === 'NotIn') {
			if (values.length === 0) errors.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
		} else if (operator === 'Exists' || operator === 'DoesNotExist') {
			if (values.length > 0) errors.forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
		} else errors.invalid(`${at}.operator`, operator, 'not a valid selector operator');
		errors.rule(`${at}.key`, key, qualifiedNameErrors(key));
		for (const [n, value] of values.entries()) errors.rule(`${at}.values[${n}]`, value, labelValueErrors(value));
	}
}
/** Whether a selector takes in these labels; false for selectors that are wrong. */
export function selectsLabels(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> | undefined): boolean {
	if (!selector) return false;
	try {
		return matchesSelector(labelSelectorAsSelector(selector), labels ?? {});
	} catch (error) {
		if (error instanceof SelectorError) return false;
		throw error;
	}
}
export const isEmptySelector = (selector: LabelSelector): boolean =>
	Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;

/** Deep equality of JSON values. */
export function same(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
	const left = a as Readonly<Record<string, unknown>>;
	const right = b as Readonly<Record<string, unknown>>;
	const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
	for (const key of keys) if (!same(left[key], right[key])) return false;
	return true;
}
export const immutable = 'field is immutable';
/** Invalid value … field is immutable, unless equal. */
export function validateImmutable(now: unknown, old: unknown, field: string, errors: FieldErrors): void {
	if (!same(now ?? null, old ?? null)) errors.invalid(field, now ?? null, immutable);
}
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;
export const portRange = 'must be between 1 and 65535, inclusive';
/** A DNS label that may serve as an IANA service name. */
export function portNameErrors(name: string): readonly string[] {
	const errors: string[] = [];
	if (name.length > 15) errors.push('must be no more than 15 characters');
	if (!/^[-a-z0-9]+$/.test(name)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
	if (!/[a-z]/.test(name)) errors.push('must contain at least one letter (a-z)');
	if (name.includes('--')) errors.push('must not contain consecutive hyphens');
	if (name.startsWith('-') || name.endsWith('-')) errors.push('must not begin or end with a hyphen');
	return errors;
}
export const isIpv4 = (text: string): boolean => /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(text);
export const isIp = (text: string): boolean => isIpv4(text) || (text.includes(':') && /^[0-9a-fA-F:.]+$/.test(text));
export const isCidr = (text: string): boolean => {
	const [ip = '', bits, more] = text.split('/');
	return more === undefined && bits !== undefined && /^\d+$/.test(bits) && isIp(ip) && Number(bits) <= (ip.includes(':') ? 128 : 32);
};
export const cidrError = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
export const ipError = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
