// The service accounts of the controllers: with --use-service-account-credentials each has one of its own in kube-system, made when it starts.
// FIDELITY: the controllers of this process still speak with the process's own certificate; the audit log shows system:kube-controller-manager.
import { ApiError, create } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';

const names =
	'attachdetach-controller bootstrap-signer certificate-controller clusterrole-aggregation-controller cronjob-controller daemon-set-controller deployment-controller device-taint-eviction-controller disruption-controller endpoint-controller endpointslice-controller endpointslicemirroring-controller ephemeral-volume-controller expand-controller generic-garbage-collector horizontal-pod-autoscaler job-controller legacy-service-account-token-cleaner namespace-controller node-controller persistent-volume-binder pod-garbage-collector pv-protection-controller pvc-protection-controller replicaset-controller replication-controller resource-claim-controller resourcequota-controller root-ca-cert-publisher service-account-controller service-cidrs-controller statefulset-controller token-cleaner ttl-after-finished-controller ttl-controller validatingadmissionpolicy-status-controller volumeattributesclass-protection-controller'.split(
		' '
	);

/** Makes those that are missing. */
export function* createAccounts(): Sys<void> {
	for (const name of names) {
		try {
			yield* create('v1/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'kube-system' } });
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
		}
	}
}
