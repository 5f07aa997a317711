// metav1.LabelSelector against labels, and which controllers' selectors a pod falls under.
import type { LabelSelector } from '../kinds/index.ts';

type Labels = Readonly<Record<string, string>> | undefined;

/** Whether labels match; an absent selector matches nothing, an empty one everything. */
export const selects = (selector: LabelSelector | undefined, labels: Labels): boolean => selecting(selector)(labels);

/** The same for one selector and many labels. */
export function selecting(selector: LabelSelector | undefined): (labels: Labels) => boolean {
	if (!selector) return () => false;
	const wanted = Object.entries(selector.matchLabels ?? {});
	const { matchExpressions = [] } = selector;
	return (labels) => {
		for (const [key, value] of wanted) if (labels?.[key] !== value) return false;
		for (const { key, operator, values = [] } of matchExpressions) {
			const value = labels?.[key];
			if (operator === 'In' && (value === undefined || !values.includes(value))) return false;
			if (operator === 'NotIn' && value !== undefined && values.includes(value)) return false;
			if (operator === 'Exists' && value === undefined) return false;
			if (operator === 'DoesNotExist' && value !== undefined) return false;
		}
		return true;
	};
}
