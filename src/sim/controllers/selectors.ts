// metav1.LabelSelector against labels, and which controllers' selectors a pod falls under.
import type { LabelSelector } from '../kinds/index.ts';

/** Whether labels match; an absent selector matches nothing, an empty one everything. */
export function selects(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> | undefined): boolean {
	if (!selector) return false;
	for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels?.[key] !== value) return false;
	for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
		const value = labels?.[key];
		if (operator === 'In' && (value === undefined || !values.includes(value))) return false;
		if (operator === 'NotIn' && value !== undefined && values.includes(value)) return false;
		if (operator === 'Exists' && value === undefined) return false;
		if (operator === 'DoesNotExist' && value !== undefined) return false;
	}
	return true;
}
