// The admission chain, in the real server's order. A row is a plug-in; delete it and its effect is gone.
import type { Admission, AdmissionAttributes } from './attributes.ts';
import { claimResize, defaultStorageClass, pvcProtection } from './storage.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { nodeRestriction } from './node-restriction.ts';
import { podSecurity } from './pod-security.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota.ts';
import { roleEscalation } from './role-escalation.ts';
import { serviceAccount } from './service-account.ts';
import { serviceAddresses } from './service-addresses.ts';
import { certificateSigning } from './certificate-signing.ts';
import { defaultIngressClass } from './ingress-class.ts';

export const chain: readonly Admission[] = [
	namespaceLifecycle,
	serviceAccount,
	nodeRestriction,
	defaultTolerationSeconds,
	limitRanger,
	podSecurity,
	priority,
	pvcProtection,
	defaultStorageClass,
	claimResize,
	defaultIngressClass,
	certificateSigning,
	roleEscalation,
	serviceAddresses,
	resourceQuota
];

const phases = { mutate: chain.filter((plugin) => plugin.mutate), validate: chain.filter((plugin) => plugin.validate) } as const;

/** Runs one phase of the chain. */
export function admit(a: AdmissionAttributes, phase: 'mutate' | 'validate'): void {
	const { admission, disabledAdmission } = a.m.options;
	for (const plugin of phases[phase]) {
		if (disabledAdmission.includes(plugin.name) || (plugin.off && !admission.includes(plugin.name))) continue;
		plugin[phase]?.(a);
	}
}
export type { Admission, AdmissionAttributes };
