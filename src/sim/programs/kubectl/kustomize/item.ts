// One object on its way through a kustomization. Identity: it is changed in place by the transformers of every level it passes.
import { str, type Json } from '../dig.ts';
import { splitApiVersion } from '../print/names.ts';

export class Item {
	object: Json;
	/** Every name it had, the first first. */
	readonly names: string[];
	/** Namespaces it had. */
	readonly namespaces: string[];
	/** A hash is put behind its name in the end. */
	hashed: boolean;
	constructor(object: Json, hashed = false) {
		this.object = object;
		this.names = [str(object, 'metadata', 'name')];
		this.namespaces = [str(object, 'metadata', 'namespace')];
		this.hashed = hashed;
	}
	get kind(): string {
		return str(this.object, 'kind');
	}
	get name(): string {
		return str(this.object, 'metadata', 'name');
	}
	get namespace(): string {
		return str(this.object, 'metadata', 'namespace');
	}
	get group(): string {
		return splitApiVersion(str(this.object, 'apiVersion')).group;
	}
	rename(name: string): void {
		this.object = { ...this.object, metadata: { ...(this.object.metadata as Json | undefined), name } };
		this.names.push(name);
	}
}
/** "Deployment.v1.apps/web.[noNs]" */
export function idText(kind: string, apiVersion: string, name: string, namespace: string): string {
	const slash = apiVersion.indexOf('/');
	const [group, version] = slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
	return `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}/${name || '[noName]'}.${namespace || '[noNs]'}`;
}
const clusterKinds = new Set([
	'APIService',
	'CSIDriver',
	'CSINode',
	'CertificateSigningRequest',
	'ClusterRole',
	'ClusterRoleBinding',
	'ComponentStatus',
	'CustomResourceDefinition',
	'FlowSchema',
	'IngressClass',
	'MutatingWebhookConfiguration',
	'Namespace',
	'Node',
	'PersistentVolume',
	'PodSecurityPolicy',
	'PriorityClass',
	'PriorityLevelConfiguration',
	'RuntimeClass',
	'SelfSubjectAccessReview',
	'SelfSubjectRulesReview',
	'StorageClass',
	'SubjectAccessReview',
	'TokenReview',
	'ValidatingAdmissionPolicy',
	'ValidatingAdmissionPolicyBinding',
	'ValidatingWebhookConfiguration',
	'VolumeAttachment'
]);
export const clusterScoped = (kind: string): boolean => clusterKinds.has(kind);
