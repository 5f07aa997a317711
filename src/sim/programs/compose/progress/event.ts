// What happens to a resource, as progress shows it: an id, a text, a status (pkg/progress/event.go).
export type Status = 'working' | 'done' | 'warning' | 'error';

export interface ProgressEvent {
	readonly id: string;
	readonly parent?: string;
	readonly text?: string;
	readonly status: Status;
	readonly statusText?: string;
	readonly current?: number;
	readonly total?: number;
	readonly percent?: number;
}
const event =
	(status: Status, statusText: string) =>
	(id: string): ProgressEvent => ({ id, status, statusText });

export const creating = event('working', 'Creating');
export const created = event('done', 'Created');
export const starting = event('working', 'Starting');
export const started = event('done', 'Started');
export const waiting = event('working', 'Waiting');
export const healthy = event('done', 'Healthy');
export const exited = event('done', 'Exited');
export const restarting = event('working', 'Restarting');
export const running = event('done', 'Running');
export const stopping = event('working', 'Stopping');
export const stopped = event('done', 'Stopped');
export const killing = event('working', 'Killing');
export const killed = event('done', 'Killed');
export const removing = event('working', 'Removing');
export const removed = event('done', 'Removed');
export const built = event('done', 'Built');
export const errorEvent = event('error', 'Error');
export const errorMessage = (id: string, text: string): ProgressEvent => ({ id, status: 'error', statusText: text });
export const skipped = (id: string, reason: string): ProgressEvent => ({ id, status: 'warning', statusText: `Skipped: ${reason}` });
export const said = (id: string, status: Status, statusText: string): ProgressEvent => ({ id, status, statusText });
