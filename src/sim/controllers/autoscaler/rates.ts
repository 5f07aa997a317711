// From the recommended number to the one asked for: stabilisation windows, rate policies, and the conditions they leave (podautoscaler/horizontal.go).
// Invariant: pure; recommendations and past scale events are given and returned.
import type { HorizontalPodAutoscaler, HPAScalingRules } from '../../kinds/index.ts';

/** What one autoscaler remembers; times in µs. */
export interface Remembered {
	readonly recommendations: readonly { readonly at: number; readonly replicas: number }[];
	readonly ups: readonly { readonly at: number; readonly change: number }[];
	readonly downs: readonly { readonly at: number; readonly change: number }[];
}
export const nothingRemembered: Remembered = { recommendations: [], ups: [], downs: [] };

export interface Finding {
	readonly type: 'AbleToScale' | 'ScalingLimited' | 'ScalingActive';
	readonly status: 'True' | 'False';
	readonly reason: string;
	readonly message: string;
}
export interface Normalised {
	readonly desired: number;
	readonly conditions: readonly Finding[];
	readonly recommendations: Remembered['recommendations'];
}

const downDefault = 300;
const second = 1_000_000;

/** The most (up) or least (down) replicas the policies allow now. */
function limit(rules: HPAScalingRules, current: number, remembered: Remembered, up: boolean, now: number): number {
	const select = rules.selectPolicy ?? 'Max';
	if (select === 'Disabled') return current;
	const changed = (events: Remembered['ups'], seconds: number) => events.filter((e) => e.at > now - seconds * second).reduce((sum, e) => sum + e.change, 0);
	const proposed = (rules.policies ?? []).map(({ type, value, periodSeconds }) => {
		const start = current - changed(remembered.ups, periodSeconds) + changed(remembered.downs, periodSeconds);
		if (up) return type === 'Pods' ? start + value : Math.ceil((start * (100 + value)) / 100);
		return type === 'Pods' ? start - value : Math.floor((start * (100 - value)) / 100);
	});
	if (proposed.length === 0) return current;
	// Max is the largest change: upwards the highest number, downwards the lowest.
	return (select === 'Max') === up ? Math.max(...proposed) : Math.min(...proposed);
}

const limited = (reason: string, message: string): Finding => ({ type: 'ScalingLimited', status: 'True', reason, message });

/** The number of replicas to ask for, from the recommendation `wanted`. */
export function normalise(hpa: HorizontalPodAutoscaler, remembered: Remembered, current: number, wanted: number, least: number, now: number): Normalised {
	const { behavior, maxReplicas } = hpa.spec ?? { maxReplicas: 1 };
	const downWindow = (behavior?.scaleDown?.stabilizationWindowSeconds ?? downDefault) * second;
	const upWindow = (behavior?.scaleUp?.stabilizationWindowSeconds ?? 0) * second;
	let lowest = wanted;
	let highest = wanted;
	for (const { at, replicas } of remembered.recommendations) {
		if (at > now - upWindow) lowest = Math.min(lowest, replicas);
		if (at > now - downWindow) highest = Math.max(highest, replicas);
	}
	let stable = behavior ? current : highest;
	if (behavior) {
		stable = Math.max(stable, lowest);
		stable = Math.min(stable, highest);
	}
	const able = (reason: string, message: string): Finding => ({ type: 'AbleToScale', status: 'True', reason, message });
	const stability =
		stable === wanted
			? able('ReadyForNewScale', 'recommended size matches current size')
			: stable > wanted
				? able('ScaleDownStabilized', 'recent recommendations were higher than current one, applying the highest recent recommendation')
				: able('ScaleUpStabilized', 'recent recommendations were lower than current one, applying the lowest recent recommendation');
	const longest = Math.max(downWindow, upWindow);
	const recommendations = [...remembered.recommendations.filter((r) => r.at > now - longest), { at: now, replicas: wanted }];
	const rate = bounded(hpa, remembered, current, stable, least, maxReplicas, now);
	return { desired: rate.desired, conditions: [stability, rate.condition], recommendations };
}

function bounded(
	hpa: HorizontalPodAutoscaler,
	remembered: Remembered,
	current: number,
	stable: number,
	least: number,
	most: number,
	now: number
): { desired: number; condition: Finding } {
	const { behavior } = hpa.spec ?? {};
	const inRange: Finding = {
		type: 'ScalingLimited',
		status: 'False',
		reason: 'DesiredWithinRange',
		message: 'the desired count is within the acceptable range'
	};
	const tooMany = limited('TooManyReplicas', 'the desired replica count is more than the maximum replica count');
	const tooFew = limited('TooFewReplicas', 'the desired replica count is less than the minimum replica count');
	if (!behavior) {
		const rate = Math.max(2 * current, 4);
		if (stable < least) return { desired: least, condition: tooFew };
		if (stable <= Math.min(rate, most)) return { desired: stable, condition: inRange };
		return rate < most
			? { desired: rate, condition: limited('ScaleUpLimit', 'the desired replica count is increasing faster than the maximum scale rate') }
			: { desired: most, condition: tooMany };
	}
	if (stable > current) {
		const rate = Math.max(limit(behavior.scaleUp ?? {}, current, remembered, true, now), current);
		if (stable <= Math.min(rate, most)) return { desired: stable, condition: inRange };
		return rate < most
			? { desired: rate, condition: limited('ScaleUpLimit', 'the desired replica count is increasing faster than the maximum scale rate') }
			: { desired: most, condition: tooMany };
	}
	if (stable < current) {
		const rate = Math.min(limit(behavior.scaleDown ?? {}, current, remembered, false, now), current);
		if (stable >= Math.max(rate, least)) return { desired: stable, condition: inRange };
		return rate > least
			? { desired: rate, condition: limited('ScaleDownLimit', 'the desired replica count is decreasing faster than the maximum scale rate') }
			: { desired: least, condition: tooFew };
	}
	return { desired: stable, condition: inRange };
}
