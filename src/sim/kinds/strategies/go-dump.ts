// The server's internal (Go) form of a pod spec as JSON, which some errors show whole or as a diff: field names and order are the internal type's.
// Types without a row here are shown with their API fields capitalised.
import { encodeJson } from '../../values/json.ts';
import { unifiedDiff } from '../../values/unified-diff.ts';
import type { PodSpec, PodTemplateSpec } from '../generated/types.ts';

type Plain = Readonly<Record<string, unknown>>;
/** "GoName:jsonName:zero[:Type]" – zero: n null, s "", f false, d 0. A Type of a list or map's items is written with []. */
const types: Readonly<Record<string, readonly string[]>> = {
	PodSpec: [
		'Volumes:volumes:n:Volume[]',
		'InitContainers:initContainers:n:Container[]',
		'Containers:containers:n:Container[]',
		'EphemeralContainers:ephemeralContainers:n:EphemeralContainer[]',
		'RestartPolicy:restartPolicy:s',
		'TerminationGracePeriodSeconds:terminationGracePeriodSeconds:n',
		'ActiveDeadlineSeconds:activeDeadlineSeconds:n',
		'DNSPolicy:dnsPolicy:s',
		'NodeSelector:nodeSelector:n',
		'ServiceAccountName:serviceAccountName:s',
		'AutomountServiceAccountToken:automountServiceAccountToken:n',
		'NodeName:nodeName:s',
		'SecurityContext:securityContext:n:PodSecurityContext',
		'ImagePullSecrets:imagePullSecrets:n:LocalObjectReference[]',
		'Hostname:hostname:s',
		'Subdomain:subdomain:s',
		'SetHostnameAsFQDN:setHostnameAsFQDN:n',
		'Affinity:affinity:n',
		'SchedulerName:schedulerName:s',
		'Tolerations:tolerations:n:Toleration[]',
		'HostAliases:hostAliases:n',
		'PriorityClassName:priorityClassName:s',
		'Priority:priority:n',
		'PreemptionPolicy:preemptionPolicy:n',
		'DNSConfig:dnsConfig:n',
		'ReadinessGates:readinessGates:n',
		'RuntimeClassName:runtimeClassName:n',
		'Overhead:overhead:n',
		'EnableServiceLinks:enableServiceLinks:n',
		'TopologySpreadConstraints:topologySpreadConstraints:n',
		'OS:os:n',
		'SchedulingGates:schedulingGates:n',
		'ResourceClaims:resourceClaims:n',
		'Resources:resources:n',
		'HostnameOverride:hostnameOverride:n',
		'SchedulingGroup:schedulingGroup:n'
	],
	PodSecurityContext: [
		'HostNetwork:hostNetwork:f',
		'HostPID:hostPID:f',
		'HostIPC:hostIPC:f',
		'ShareProcessNamespace:shareProcessNamespace:n',
		'HostUsers:hostUsers:n',
		'SELinuxOptions:seLinuxOptions:n',
		'WindowsOptions:windowsOptions:n',
		'RunAsUser:runAsUser:n',
		'RunAsGroup:runAsGroup:n',
		'RunAsNonRoot:runAsNonRoot:n',
		'SupplementalGroups:supplementalGroups:n',
		'SupplementalGroupsPolicy:supplementalGroupsPolicy:n',
		'FSGroup:fsGroup:n',
		'FSGroupChangePolicy:fsGroupChangePolicy:n',
		'Sysctls:sysctls:n',
		'SeccompProfile:seccompProfile:n',
		'AppArmorProfile:appArmorProfile:n',
		'SELinuxChangePolicy:seLinuxChangePolicy:n'
	],
	Container: [
		'Name:name:s',
		'Image:image:s',
		'Command:command:n',
		'Args:args:n',
		'WorkingDir:workingDir:s',
		'Ports:ports:n:ContainerPort[]',
		'EnvFrom:envFrom:n:EnvFrom[]',
		'Env:env:n:EnvVar[]',
		'Resources:resources:e:Resources',
		'ResizePolicy:resizePolicy:n',
		'RestartPolicy:restartPolicy:n',
		'RestartPolicyRules:restartPolicyRules:n',
		'VolumeMounts:volumeMounts:n:VolumeMount[]',
		'VolumeDevices:volumeDevices:n',
		'LivenessProbe:livenessProbe:n:Probe',
		'ReadinessProbe:readinessProbe:n:Probe',
		'StartupProbe:startupProbe:n:Probe',
		'Lifecycle:lifecycle:n:Lifecycle',
		'TerminationMessagePath:terminationMessagePath:s',
		'TerminationMessagePolicy:terminationMessagePolicy:s',
		'ImagePullPolicy:imagePullPolicy:s',
		'SecurityContext:securityContext:n:SecurityContext',
		'Stdin:stdin:f',
		'StdinOnce:stdinOnce:f',
		'TTY:tty:f'
	],
	Resources: ['Limits:limits:n', 'Requests:requests:n', 'Claims:claims:n'],
	ContainerPort: ['Name:name:s', 'HostPort:hostPort:d', 'ContainerPort:containerPort:d', 'Protocol:protocol:s', 'HostIP:hostIP:s'],
	EnvVar: ['Name:name:s', 'Value:value:s', 'ValueFrom:valueFrom:n:EnvVarSource'],
	EnvVarSource: [
		'FieldRef:fieldRef:n:FieldRef',
		'ResourceFieldRef:resourceFieldRef:n:ResourceFieldRef',
		'ConfigMapKeyRef:configMapKeyRef:n:KeySelector',
		'SecretKeyRef:secretKeyRef:n:KeySelector',
		'FileKeyRef:fileKeyRef:n'
	],
	Capabilities: ['Add:add:n', 'Drop:drop:n'],
	KeySelector: ['Name:name:s', 'Key:key:s', 'Optional:optional:n'],
	ResourceFieldRef: ['ContainerName:containerName:s', 'Resource:resource:s', 'Divisor:divisor:s'],
	FieldRef: ['APIVersion:apiVersion:s', 'FieldPath:fieldPath:s'],
	EnvFrom: ['Prefix:prefix:s', 'ConfigMapRef:configMapRef:n', 'SecretRef:secretRef:n'],
	VolumeMount: [
		'Name:name:s',
		'ReadOnly:readOnly:f',
		'RecursiveReadOnly:recursiveReadOnly:n',
		'MountPath:mountPath:s',
		'SubPath:subPath:s',
		'MountPropagation:mountPropagation:n',
		'SubPathExpr:subPathExpr:s'
	],
	Probe: [
		'Exec:exec:n',
		'HTTPGet:httpGet:n:HTTPGet',
		'TCPSocket:tcpSocket:n',
		'GRPC:grpc:n',
		'InitialDelaySeconds:initialDelaySeconds:d',
		'TimeoutSeconds:timeoutSeconds:d',
		'PeriodSeconds:periodSeconds:d',
		'SuccessThreshold:successThreshold:d',
		'FailureThreshold:failureThreshold:d',
		'TerminationGracePeriodSeconds:terminationGracePeriodSeconds:n'
	],
	HTTPGet: ['Path:path:s', 'Port:port:d', 'Host:host:s', 'Scheme:scheme:s', 'HTTPHeaders:httpHeaders:n'],
	SecurityContext: [
		'Capabilities:capabilities:n:Capabilities',
		'Privileged:privileged:n',
		'SELinuxOptions:seLinuxOptions:n',
		'WindowsOptions:windowsOptions:n',
		'RunAsUser:runAsUser:n',
		'RunAsGroup:runAsGroup:n',
		'RunAsNonRoot:runAsNonRoot:n',
		'ReadOnlyRootFilesystem:readOnlyRootFilesystem:n',
		'AllowPrivilegeEscalation:allowPrivilegeEscalation:n',
		'ProcMount:procMount:n',
		'SeccompProfile:seccompProfile:n',
		'AppArmorProfile:appArmorProfile:n'
	],
	Toleration: ['Key:key:s', 'Operator:operator:s', 'Value:value:s', 'Effect:effect:s', 'TolerationSeconds:tolerationSeconds:n'],
	LocalObjectReference: ['Name:name:s'],
	Lifecycle: ['PostStart:postStart:n', 'PreStop:preStop:n', 'StopSignal:stopSignal:n'],
	Volume: [
		'Name:name:s',
		'HostPath:hostPath:n',
		'EmptyDir:emptyDir:n:EmptyDir',
		'GCEPersistentDisk:gcePersistentDisk:n',
		'AWSElasticBlockStore:awsElasticBlockStore:n',
		'GitRepo:gitRepo:n',
		'Secret:secret:n:SecretVolume',
		'NFS:nfs:n',
		'ISCSI:iscsi:n',
		'Glusterfs:glusterfs:n',
		'PersistentVolumeClaim:persistentVolumeClaim:n:ClaimVolume',
		'RBD:rbd:n',
		'Quobyte:quobyte:n',
		'FlexVolume:flexVolume:n',
		'Cinder:cinder:n',
		'CephFS:cephfs:n',
		'Flocker:flocker:n',
		'DownwardAPI:downwardAPI:n',
		'FC:fc:n',
		'AzureFile:azureFile:n',
		'ConfigMap:configMap:n:ConfigMapVolume',
		'VsphereVolume:vsphereVolume:n',
		'AzureDisk:azureDisk:n',
		'PhotonPersistentDisk:photonPersistentDisk:n',
		'Projected:projected:n:Projected',
		'PortworxVolume:portworxVolume:n',
		'ScaleIO:scaleIO:n',
		'StorageOS:storageos:n',
		'CSI:csi:n',
		'Ephemeral:ephemeral:n',
		'Image:image:n'
	],
	EmptyDir: ['Medium:medium:s', 'SizeLimit:sizeLimit:n'],
	SecretVolume: ['SecretName:secretName:s', 'Items:items:n:KeyToPath[]', 'DefaultMode:defaultMode:n', 'Optional:optional:n'],
	ClaimVolume: ['ClaimName:claimName:s', 'ReadOnly:readOnly:f'],
	ConfigMapVolume: ['Name:name:s', 'Items:items:n:KeyToPath[]', 'DefaultMode:defaultMode:n', 'Optional:optional:n'],
	KeyToPath: ['Key:key:s', 'Path:path:s', 'Mode:mode:n'],
	Projected: ['Sources:sources:n:Projection[]', 'DefaultMode:defaultMode:n'],
	Projection: [
		'Secret:secret:n:ProjectedMap',
		'DownwardAPI:downwardAPI:n:DownwardProjection',
		'ConfigMap:configMap:n:ProjectedMap',
		'ServiceAccountToken:serviceAccountToken:n:TokenProjection',
		'ClusterTrustBundle:clusterTrustBundle:n',
		'PodCertificate:podCertificate:n'
	],
	ProjectedMap: ['Name:name:s', 'Items:items:n:KeyToPath[]', 'Optional:optional:n'],
	TokenProjection: ['Audience:audience:s', 'ExpirationSeconds:expirationSeconds:d', 'Path:path:s'],
	DownwardProjection: ['Items:items:n:DownwardFile[]'],
	DownwardFile: ['Path:path:s', 'FieldRef:fieldRef:n:FieldRef', 'ResourceFieldRef:resourceFieldRef:n:ResourceFieldRef', 'Mode:mode:n']
};
/** An ephemeral container has a container's fields and its target's name. */
const fieldsOf = (type: string): readonly string[] | undefined =>
	type === 'EphemeralContainer' ? [...(types['Container'] ?? []), 'TargetContainerName:targetContainerName:s'] : types[type];
const zeros: Readonly<Record<string, unknown>> = { n: null, s: '', f: false, d: 0, e: {} };

function dump(value: unknown, type: string | undefined): unknown {
	if (type?.endsWith('[]')) return Array.isArray(value) ? value.map((item: unknown) => dump(item, type.slice(0, -2))) : value;
	const fields = type ? fieldsOf(type) : undefined;
	if (!fields || typeof value !== 'object' || value === null) return capitalised(value);
	const source = value as Plain;
	const out: Record<string, unknown> = {};
	for (const field of fields) {
		const [name = '', key = '', zero = 'n', inner] = field.split(':');
		const given = source[key] ?? zeros[zero];
		out[name] = given === null ? null : inner || typeof given === 'object' ? dump(given, inner) : given;
	}
	return out;
}
const plainMaps = new Set(['limits', 'requests', 'nodeSelector', 'overhead', 'matchLabels']);
function capitalised(value: unknown, keep = false): unknown {
	if (Array.isArray(value)) return value.map((item: unknown) => capitalised(item));
	if (typeof value !== 'object' || value === null) return value;
	const out: Record<string, unknown> = {};
	for (const key in value)
		out[keep || /[^a-zA-Z]/.test(key) || key === 'cpu' || key === 'memory' || key === 'storage' ? key : key.charAt(0).toUpperCase() + key.slice(1)] =
			capitalised((value as Plain)[key], plainMaps.has(key));
	return out;
}
const internal = (spec: PodSpec): unknown => {
	const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec;
	return dump({ ...spec, securityContext: { ...spec.securityContext, hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } }, 'PodSpec');
};
/** An internal PodTemplateSpec, as immutable-template errors show it. */
export const goTemplate = (template: PodTemplateSpec | undefined): unknown => {
	const { name, namespace, labels, annotations } = template?.metadata ?? {};
	return {
		...(name ? { name } : {}),
		...(namespace ? { namespace } : {}),
		...(labels ? { labels } : {}),
		...(annotations ? { annotations } : {}),
		Spec: internal(template?.spec ?? { containers: [] })
	};
};

/** diff.Diff: a unified diff (three lines of context) of two specs' dumps: "-" is the stored one. */
export function goPodSpecDiff(now: PodSpec, old: PodSpec): string {
	const lines = (spec: PodSpec): string[] => encodeJson(internal(spec), { indent: ' ' }).split('\n');
	return unifiedDiff(lines(old), lines(now));
}
