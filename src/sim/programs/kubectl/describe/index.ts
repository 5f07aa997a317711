// The describers, one row per kind; every other kind is described by its fields.
import type { Sys } from '../../../engine/index.ts';
import type { Mapping } from '../discovery.ts';
import type { Session } from '../session.ts';
import { describeBinding, describeConfigMap, describeRole, describeSecret, describeServiceAccount } from './config.ts';
import { describeGeneric } from './generic.ts';
import { describeEndpoints, describeEndpointSlice, describeIngress, describeIngressClass, describeNetworkPolicy, describeService } from './network.ts';
import { describeNode } from './node.ts';
import type { Describing } from './page.ts';
import { describePod } from './pod.ts';
import {
	describeAutoscaler,
	describeDisruptionBudget,
	describeLimitRange,
	describeNamespace,
	describePriorityClass,
	describeQuota,
	describeSigningRequest
} from './policy.ts';
import { describeClaim, describeCsiNode, describeStorageClass, describeVolume } from './storage.ts';
import {
	describeCronJob,
	describeDaemonSet,
	describeDeployment,
	describeJob,
	describeReplicaSet,
	describeReplicationController,
	describeStatefulSet
} from './workloads.ts';

export type Describe = (s: Session, describing: Describing) => Sys<void>;
const describers: Readonly<Record<string, Describe>> = {
	'/Pod': describePod,
	'/ReplicationController': describeReplicationController,
	'/Secret': describeSecret,
	'/Service': describeService,
	'/ServiceAccount': describeServiceAccount,
	'/Node': describeNode,
	'/LimitRange': describeLimitRange,
	'/ResourceQuota': describeQuota,
	'/PersistentVolume': describeVolume,
	'/PersistentVolumeClaim': describeClaim,
	'/Namespace': describeNamespace,
	'/Endpoints': describeEndpoints,
	'/ConfigMap': describeConfigMap,
	'scheduling.k8s.io/PriorityClass': describePriorityClass,
	'discovery.k8s.io/EndpointSlice': describeEndpointSlice,
	'autoscaling/HorizontalPodAutoscaler': describeAutoscaler,
	'networking.k8s.io/Ingress': describeIngress,
	'networking.k8s.io/IngressClass': describeIngressClass,
	'networking.k8s.io/NetworkPolicy': describeNetworkPolicy,
	'batch/Job': describeJob,
	'batch/CronJob': describeCronJob,
	'apps/StatefulSet': describeStatefulSet,
	'apps/Deployment': describeDeployment,
	'apps/DaemonSet': describeDaemonSet,
	'apps/ReplicaSet': describeReplicaSet,
	'certificates.k8s.io/CertificateSigningRequest': describeSigningRequest,
	'storage.k8s.io/StorageClass': describeStorageClass,
	'storage.k8s.io/CSINode': describeCsiNode,
	'policy/PodDisruptionBudget': describeDisruptionBudget,
	'rbac.authorization.k8s.io/Role': describeRole,
	'rbac.authorization.k8s.io/ClusterRole': describeRole,
	'rbac.authorization.k8s.io/RoleBinding': describeBinding,
	'rbac.authorization.k8s.io/ClusterRoleBinding': describeBinding
};
export const describerOf = (mapping: Mapping): Describe => describers[`${mapping.group}/${mapping.kind}`] ?? describeGeneric;
