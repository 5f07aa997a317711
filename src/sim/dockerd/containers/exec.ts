// /containers/{id}/exec and /exec/{id}/…: further processes in a running container.
import { take } from '../pace.ts';
import { call, type Sys } from '../../engine/index.ts';
import { RpcError } from '../../containerd/api.ts';
import { bool, list, str, strings } from '../decode.ts';
import { asDockerError, badParameter, conflict, DockerError, notFound, notRunning } from '../errors.ts';
import { logContainerEvent } from '../events.ts';
import { done, frame, hijack, ok, param, readJson, writeRaw, type Reply, type Request } from '../http.ts';
import { getContainer, newId, remember, updateContainer, updateExec } from '../memory.ts';
import type { Container, Exec } from '../state.ts';
import { execTask, resizeTask } from '../tasks.ts';
import { utf8 } from '../../values/index.ts';
import { abandonCopiers, attach, closeAttached, makeFifos, openStdin, startCopiers } from './io.ts';
import { mergedDir } from './layer.ts';
import { environment, mergeEnv, specProcess } from './spec.ts';
import { runtimeFailure } from './start.ts';
import { lookupUser } from './users.ts';

/** The container, when a process can be run in it. Throws 404, 409. */
function* activeContainer(name: string): Sys<Container> {
	const container = yield* getContainer(name);
	if (!container.state.running) throw notRunning(container.id);
	if (container.state.paused) throw conflict(`Container ${name} is paused, unpause the container before exec`);
	if (container.state.restarting) throw conflict(`Container ${container.id} is restarting, wait until the container is running`);
	return container;
}
function* getExec(id: string): Sys<{ exec: Exec; container: Container }> {
	const found = yield* remember((m) => {
		const exec = m.execs.get(id);
		const container = exec && m.containers.get(exec.containerId);
		return exec && container ? { exec, container } : undefined;
	});
	if (!found) throw notFound('No such exec instance: ' + id);
	return found;
}

export interface ExecOptions {
	readonly args: readonly string[];
	readonly env: readonly string[];
	readonly user: string;
	readonly workingDir: string;
	readonly tty: boolean;
	readonly privileged: boolean;
	readonly openStdin: boolean;
	readonly openStdout: boolean;
	readonly openStderr: boolean;
	readonly detachKeys: string;
	readonly consoleSize: readonly [number, number] | null;
}
/** Makes an exec's record; answers its id. */
export function* registerExec(container: Container, options: ExecOptions): Sys<string> {
	const id = yield* newId();
	const env = mergeEnv(yield* environment(container, options.tty), options.env);
	const exec: Exec = {
		...options,
		env,
		id,
		containerId: container.id,
		running: false,
		started: false,
		exitCode: null,
		pid: 0,
		stdin: -1,
		copiers: 0,
		attached: [],
		output: null,
		canRemove: false
	};
	yield* remember((m) => {
		// The real daemon forgets finished execs after some minutes; here the oldest finished ones beyond a hundred.
		const finished = [...m.execs.values()].filter((other) => other.exitCode !== null);
		for (const old of finished.slice(0, Math.max(0, finished.length - 100))) m.execs.delete(old.id);
		m.execs.set(id, exec);
	});
	yield* updateContainer(container.id, (old) => ({ execIds: [...old.execIds, id] }));
	yield* logContainerEvent(container, `exec_create: ${options.args[0] ?? ''} ${options.args.slice(1).join(' ')}`, { execID: id });
	return id;
}

export function* createExec(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	const args = strings(body, 'Cmd') ?? [];
	if (args.length === 0) throw badParameter('No exec command specified');
	const container = yield* activeContainer(request.vars[0] ?? '');
	const user = str(body, 'User');
	if (user !== '') {
		try {
			yield* lookupUser(mergedDir(container), user, []);
		} catch (error) {
			if (error instanceof DockerError) throw badParameter(error.message);
			throw error;
		}
	}
	const size = list(body, 'ConsoleSize');
	const id = yield* registerExec(container, {
		args,
		env: strings(body, 'Env') ?? [],
		user: user || container.config.User,
		workingDir: str(body, 'WorkingDir') || container.config.WorkingDir,
		tty: bool(body, 'Tty'),
		privileged: bool(body, 'Privileged'),
		openStdin: bool(body, 'AttachStdin'),
		openStdout: bool(body, 'AttachStdout'),
		openStderr: bool(body, 'AttachStderr'),
		detachKeys: str(body, 'DetachKeys'),
		consoleSize: size ? [Number(size[0] ?? 0), Number(size[1] ?? 0)] : null
	});
	return { status: 201, json: { Id: id } };
}

/** Runs a registered exec. Throws DockerError with the runtime's text; `tell` says it to the client before its connection ends. */
export function* launchExec(id: string, tell?: (failure: DockerError) => Sys<void>): Sys<void> {
	const { exec, container } = yield* getExec(id);
	const owner = { containerId: container.id, execId: id };
	yield* logContainerEvent(container, `exec_start: ${exec.args[0] ?? ''} ${exec.args.slice(1).join(' ')}`, { execID: id });
	const io = yield* makeFifos(owner, exec.openStdin, exec.tty);
	yield* startCopiers(owner, io, false);
	yield* take('exec');
	try {
		const process = yield* call(
			specProcess(container, mergedDir(container), {
				args: exec.args,
				env: exec.env,
				cwd: exec.workingDir,
				user: exec.user,
				tty: exec.tty,
				privileged: exec.privileged,
				size: exec.consoleSize
			})
		);
		const pid = yield* execTask(container.id, id, process, io);
		yield* updateExec(id, (old) => ({ started: true, pid, running: old.exitCode === null }));
		if (yield* remember((m) => m.execs.get(id)?.exitCode === null)) yield* openStdin(owner, io);
	} catch (error) {
		const failure = error instanceof RpcError ? runtimeFailure(error.message) : { code: 126, error: asDockerError(error) };
		yield* updateExec(id, (old) => ({ running: false, exitCode: old.exitCode ?? failure.code }));
		if (tell) yield* tell(failure.error);
		yield* abandonCopiers(io);
		yield* updateContainer(container.id, (old) => ({ execIds: old.execIds.filter((other) => other !== id) }));
		throw failure.error;
	}
}

export function* startExec(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	const detached = bool(body, 'Detach');
	const id = request.vars[0] ?? '';
	const { exec, container } = yield* getExec(id);
	if (!container.state.running) throw notRunning(container.id);
	if (container.state.paused) throw conflict(`Container ${container.id} is paused, unpause the container before exec`);
	if (exec.exitCode !== null) throw conflict(`exec command ${id} has already run`);
	if (exec.running) throw conflict(`exec command ${id} is already running`);
	const size = list(body, 'ConsoleSize');
	yield* updateExec(id, { running: true, ...(size && exec.tty ? { consoleSize: [Number(size[0] ?? 0), Number(size[1] ?? 0)] as const } : {}) });
	if (detached) {
		yield* launchExec(id);
		return { status: 200 };
	}
	yield* hijack(request, exec.tty);
	const owner = { containerId: container.id, execId: id };
	yield* attach(owner, { fd: request.fd, stdin: exec.openStdin, stdout: exec.openStdout, stderr: exec.openStderr, multiplexed: !exec.tty });
	try {
		yield* launchExec(id, function* (failure) {
			const text = utf8(failure.message + '\r\n');
			yield* writeRaw(request.fd, exec.tty ? text : frame(1, text));
		});
	} catch (error) {
		if (!(error instanceof DockerError)) throw error;
		yield* closeAttached(owner);
		return done;
	}
	return { stream: { kind: 'attach', ...owner, stdin: exec.openStdin, once: !exec.tty, keys: exec.detachKeys, matched: 0, closed: false } };
}

export function* inspectExec(request: Request): Sys<Reply> {
	const { exec } = yield* getExec(request.vars[0] ?? '');
	return ok({
		ID: exec.id,
		Running: exec.running,
		ExitCode: exec.exitCode,
		ProcessConfig: {
			tty: exec.tty,
			entrypoint: exec.args[0] ?? '',
			arguments: exec.args.slice(1),
			privileged: exec.privileged,
			...(exec.user === '' ? {} : { user: exec.user })
		},
		OpenStdin: exec.openStdin,
		OpenStderr: exec.openStderr,
		OpenStdout: exec.openStdout,
		CanRemove: exec.canRemove,
		ContainerID: exec.containerId,
		DetachKeys: exec.detachKeys,
		Pid: exec.pid
	});
}
const sizeParam = (request: Request, name: 'h' | 'w'): number => {
	const text = param(request, name);
	if (!/^\d+$/.test(text))
		throw badParameter(`invalid resize ${name === 'h' ? 'height' : 'width'} "${text}": ${text === '' ? 'value is empty' : 'invalid syntax'}`);
	return Number(text);
};
export function* resizeExec(request: Request): Sys<Reply> {
	const [h, w] = [sizeParam(request, 'h'), sizeParam(request, 'w')];
	const { exec } = yield* getExec(request.vars[0] ?? '');
	if (exec.started && exec.exitCode === null) yield* resizeQuietly(exec.containerId, w, h, exec.id);
	return { status: 200 };
}
export function* resizeContainer(request: Request): Sys<Reply> {
	const [h, w] = [sizeParam(request, 'h'), sizeParam(request, 'w')];
	const container = yield* getContainer(request.vars[0] ?? '');
	if (!container.state.running) throw notRunning(container.id);
	yield* resizeQuietly(container.id, w, h);
	return { status: 200 };
}
function* resizeQuietly(id: string, w: number, h: number, execId?: string): Sys<void> {
	try {
		yield* resizeTask(id, w, h, execId);
	} catch (error) {
		if (!(error instanceof RpcError)) throw error;
	}
}
