// ServiceAccount: pods run as their namespace's "default" unless they say otherwise, with the account's token mounted.
import type { Mutable, Pod } from '../../kinds/index.ts';
import { generatedName } from '../metadata.ts';
import { lookup } from '../cluster.ts';
import { forbidden } from '../status.ts';
import type { Admission } from './attributes.ts';

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const mirror = 'kubernetes.io/config.mirror';

export const serviceAccount: Admission = {
	name: 'ServiceAccount',
	mutate({ m, kind, operation, object, namespace, name, subresource, request }) {
		if (kind.ref !== 'v1/pods' || operation !== 'CREATE' || subresource !== '') return;
		const pod = object as unknown as Mutable<Pod>;
		const { spec } = pod;
		if (!spec || pod.metadata.annotations?.[mirror] !== undefined) return;
		spec.serviceAccountName ||= spec.serviceAccount || 'default';
		spec.serviceAccount = spec.serviceAccountName;
		const account = lookup(m, 'v1/serviceaccounts', namespace, spec.serviceAccountName);
		if (!account)
			throw forbidden(
				kind,
				name,
				`error looking up service account ${namespace}/${spec.serviceAccountName}: serviceaccount "${spec.serviceAccountName}" not found`
			);
		if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) spec.imagePullSecrets = account.imagePullSecrets.map((secret) => ({ ...secret }));
		if ((spec.automountServiceAccountToken ?? account.automountServiceAccountToken) === false) return;
		const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
		const without = containers.filter((container) => !container.volumeMounts?.some((mount) => mount.mountPath === mountPath));
		if (without.length === 0) return;
		const existing = spec.volumes?.find((volume) => volume.name.startsWith('kube-api-access-') && volume.projected);
		const volumeName = existing?.name ?? generatedName('kube-api-access-', request.random.slice(20) + request.random);
		for (const container of without) container.volumeMounts = [...(container.volumeMounts ?? []), { name: volumeName, readOnly: true, mountPath }];
		if (existing) return;
		spec.volumes = [
			...(spec.volumes ?? []),
			{
				name: volumeName,
				projected: {
					sources: [
						{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
						{ configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
						{ downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } }
					],
					defaultMode: 420
				}
			}
		];
	}
};
