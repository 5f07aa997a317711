// A Job's podFailurePolicy: which rule a failed pod falls under, and what it means for the job (pkg/controller/job/pod_failure_policy.go).
// FailIndex counts like Count here, since back-off per index is left out. Invariant: the first rule that matches decides.
import type { Job, Pod } from '../kinds/index.ts';

interface Match {
	readonly action: string;
	readonly message: string;
}

function matchOf(job: Job, pod: Pod): Match | null {
	if (pod.status?.phase !== 'Failed') return null;
	for (const [index, rule] of (job.spec?.podFailurePolicy?.rules ?? []).entries()) {
		const { action, onExitCodes, onPodConditions } = rule;
		const key = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
		if (onExitCodes)
			for (const status of [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])]) {
				const code = status.state?.terminated?.exitCode ?? 0;
				if (code === 0 || (onExitCodes.containerName !== undefined && onExitCodes.containerName !== status.name)) continue;
				if (onExitCodes.values.includes(code) !== (onExitCodes.operator === 'In')) continue;
				return { action, message: `Container ${status.name} for pod ${key} failed with exit code ${code} matching ${action} rule at index ${index}` };
			}
		for (const wanted of onPodConditions ?? []) {
			const found = pod.status.conditions?.find((c) => c.type === wanted.type && c.status === (wanted.status ?? 'True'));
			if (found) return { action, message: `Pod ${key} has condition ${found.type} matching ${action} rule at index ${index}` };
		}
	}
	return null;
}

/** Why a pod's failure ends the whole job; undefined when none does. */
export function failsJob(job: Job, pods: readonly Pod[]): string | undefined {
	if (!job.spec?.podFailurePolicy) return undefined;
	for (const pod of pods) {
		const match = matchOf(job, pod);
		if (match?.action === 'FailJob') return match.message;
	}
	return undefined;
}

/** Whether a failed pod does not count against the back-off limit. */
export const ignored = (job: Job, pod: Pod): boolean => job.spec?.podFailurePolicy !== undefined && matchOf(job, pod)?.action === 'Ignore';
