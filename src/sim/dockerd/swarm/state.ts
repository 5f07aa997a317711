// A swarm as a manager keeps it: the cluster, its nodes, services, tasks, secrets and configs. Plain data; records are replaced.
// FIDELITY: the raft log is one JSON file, and this node is the only manager: there is no quorum to lose.
import type { JsonObject } from '../decode.ts';

export interface Kept {
	readonly id: string;
	/** Raft index of the last change. */
	readonly version: number;
	/** µs since the Unix epoch. */
	readonly created: number;
	readonly updated: number;
}
export interface Node extends Kept {
	readonly hostname: string;
	readonly address: string;
	/** Labels, Role, Availability, Name. */
	readonly spec: JsonObject;
	readonly state: 'ready' | 'down';
}
export interface PublishedPort {
	readonly Protocol: string;
	readonly TargetPort: number;
	readonly PublishedPort: number;
	readonly PublishMode: string;
}
export interface UpdateStatus {
	readonly State: 'updating' | 'paused' | 'completed' | 'rollback_started' | 'rollback_paused' | 'rollback_completed';
	readonly startedAt: number;
	readonly completedAt?: number;
	readonly Message: string;
	/** When the last task of the update came up. */
	readonly lastAt: number;
}
export interface Service extends Kept {
	readonly spec: JsonObject;
	readonly previous?: JsonObject;
	readonly ports: readonly PublishedPort[];
	readonly vips: readonly { readonly NetworkID: string; readonly Addr: string }[];
	readonly update?: UpdateStatus;
}
/** swarmkit's states of a task, in their order. */
export const taskStates = [
	'new',
	'pending',
	'assigned',
	'accepted',
	'preparing',
	'ready',
	'starting',
	'running',
	'complete',
	'shutdown',
	'failed',
	'rejected',
	'remove',
	'orphaned'
] as const;
export type TaskState = (typeof taskStates)[number];
export interface Task extends Kept {
	readonly serviceId: string;
	/** Replicated: 1…; global: 0. */
	readonly slot: number;
	readonly nodeId: string;
	/** The service's TaskTemplate it was made from. */
	readonly spec: JsonObject;
	readonly desired: 'ready' | 'running' | 'shutdown' | 'remove';
	readonly state: TaskState;
	/** When the state was entered. */
	readonly at: number;
	readonly message: string;
	readonly error: string;
	readonly containerId: string;
	readonly pid: number;
	readonly exitCode: number;
	/** Not to be started before. */
	readonly notBefore: number;
}
/** A secret or a config. */
export interface Item extends Kept {
	readonly name: string;
	readonly labels: Readonly<Record<string, string>>;
	/** Base64. */
	readonly data: string;
}
export interface Swarm extends Kept {
	readonly workerToken: string;
	readonly managerToken: string;
	readonly spec: JsonObject;
	/** This node. */
	readonly nodeId: string;
	readonly address: string;
	/** The last raft index. */
	readonly index: number;
	readonly nodes: Readonly<Record<string, Node>>;
	readonly services: Readonly<Record<string, Service>>;
	readonly tasks: Readonly<Record<string, Task>>;
	readonly secrets: Readonly<Record<string, Item>>;
	readonly configs: Readonly<Record<string, Item>>;
}
/** Whether nothing will happen to a task any more. */
export const isOver = (task: Task): boolean => taskStates.indexOf(task.state) > taskStates.indexOf('running');
