// GET /services/{id}/logs and /tasks/{id}/logs: what the containers of tasks wrote, in order of time; each line says in its details
// (asked for or not by the client, which needs them) whose it is. Followed by looking again.
import type { Sys } from '../../engine/index.ts';
import { awaitKey } from '../../kernel/index.ts';
import { concat, utf8 } from '../../values/index.ts';
import { badParameter } from '../errors.ts';
import { beginStream, chunk, done, endStream, flag, frame, MULTIPLEXED_STREAM, param, type Reply, type Request } from '../http.ts';
import { remember } from '../memory.ts';
import { readLog, type StoredLine } from '../containers/log-file.ts';
import { shownTime } from '../containers/save.ts';
import { findService } from './services.ts';
import type { Task } from './state.ts';
import { pick, theSwarm } from './store.ts';

/** A connection that follows tasks' logs. */
export interface TaskLogStream {
	readonly kind: 'task-logs';
	readonly serviceId: string;
	/** '' : all tasks of the service. */
	readonly taskId: string;
	readonly stdout: boolean;
	readonly stderr: boolean;
	readonly timestamps: boolean;
	readonly details: boolean;
	/** Lines shown already, by container. */
	readonly shown: Readonly<Record<string, number>>;
}
interface Line extends StoredLine {
	readonly task: Task;
}

function* fresh(state: TaskLogStream): Sys<{ lines: Line[]; shown: Record<string, number> }> {
	const tasks = yield* remember((m) =>
		Object.values(m.swarm?.tasks ?? {}).filter(
			(task) => task.containerId !== '' && (state.taskId === '' ? task.serviceId === state.serviceId : task.id === state.taskId)
		)
	);
	const lines: Line[] = [];
	const shown: Record<string, number> = { ...state.shown };
	for (const task of tasks) {
		const container = yield* remember((m) => m.containers.get(task.containerId));
		if (!container) continue;
		const all = (yield* readLog(container)).lines;
		for (const line of all.slice(shown[task.containerId] ?? 0)) lines.push({ ...line, task });
		shown[task.containerId] = all.length;
	}
	return { lines: lines.sort((a, b) => a.at - b.at), shown };
}
function* show(fd: number, state: TaskLogStream, lines: readonly Line[]): Sys<void> {
	const parts = lines
		.filter((line) => (line.stream === 1 ? state.stdout : state.stderr))
		.map((line) => {
			const { nodeId, serviceId, id } = line.task;
			const details = `com.docker.swarm.node.id=${nodeId},com.docker.swarm.service.id=${serviceId},com.docker.swarm.task.id=${id} `;
			return frame(line.stream, utf8((state.timestamps ? `${shownTime(line.at)} ` : '') + (state.details ? details : '') + line.text));
		});
	if (parts.length > 0) yield* chunk(fd, concat(parts));
}

function* logs(request: Request, serviceId: string, taskId: string): Sys<Reply> {
	const [stdout, stderr] = [flag(request, 'stdout'), flag(request, 'stderr')];
	if (!stdout && !stderr) throw badParameter('Bad parameters: you must choose at least one stream');
	const start: TaskLogStream = {
		kind: 'task-logs',
		serviceId,
		taskId,
		stdout,
		stderr,
		timestamps: flag(request, 'timestamps'),
		details: flag(request, 'details'),
		shown: {}
	};
	yield* beginStream(request.fd, MULTIPLEXED_STREAM);
	const { lines, shown } = yield* fresh(start);
	const tail = /^\d+$/.test(param(request, 'tail')) ? Number(param(request, 'tail')) : lines.length;
	yield* show(request.fd, start, tail === 0 ? [] : lines.slice(-tail));
	if (flag(request, 'follow')) return { stream: { ...start, shown } };
	yield* endStream(request.fd);
	return done;
}
export function* serviceLogs(request: Request): Sys<Reply> {
	return yield* logs(request, findService(yield* theSwarm(), request.vars[0] ?? '').id, '');
}
export function* taskLogs(request: Request): Sys<Reply> {
	const task = pick((yield* theSwarm()).tasks, request.vars[0] ?? '', 'task', () => '');
	return yield* logs(request, task.serviceId, task.id);
}
/** One turn of following. */
export function* taskLogTurn(fd: number, state: TaskLogStream): Sys<TaskLogStream | null> {
	if (!(yield* remember((m) => m.swarm?.services[state.serviceId] !== undefined))) {
		yield* endStream(fd);
		return null;
	}
	const { lines, shown } = yield* fresh(state);
	yield* show(fd, state, lines);
	yield* awaitKey('swarm', 500_000);
	return { ...state, shown };
}
