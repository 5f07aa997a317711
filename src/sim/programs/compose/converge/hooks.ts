// post_start and pre_stop: commands run inside a container; a failed one stops what compose is doing (pkg/compose/hook.go).
import { Errno, type Sys } from '../../../engine/index.ts';
import { read } from '../../../kernel/index.ts';
import type { ServiceConfig, ServiceHook } from '../../../values/compose/index.ts';
import { text as decode } from '../../../values/index.ts';
import { closeQuietly, hijack } from '../../docker/client/api.ts';
import { Failure } from '../../docker/failure.ts';
import { demultiplex } from '../../docker/multiplex.ts';
import { ask, askJson, type Container } from '../engine.ts';
import { readable, rest } from '../fibers.ts';
import { envList } from './spec.ts';
import type { Work } from './state.ts';

/** A line that a hook printed. */
export type HookListener = (line: string) => Sys<void>;

/** Runs a hook to its end. Without a listener its output goes nowhere. */
export function* runHook(
	work: Pick<Work, 'engine'>,
	container: Container,
	service: ServiceConfig,
	hook: ServiceHook,
	listener: HookListener | undefined
): Sys<void> {
	const { engine } = work;
	if (engine.dryRun) return;
	const shown = listener !== undefined;
	const exec = yield* askJson<{ Id: string }>(engine, 'POST', `/containers/${container.Id}/exec`, {
		body: {
			json: {
				User: hook.user ?? '',
				Privileged: hook.privileged === true,
				Tty: false,
				AttachStdin: false,
				AttachStdout: shown,
				AttachStderr: shown,
				Env: envList(hook.environment),
				WorkingDir: hook.working_dir ?? '',
				Cmd: hook.command ?? null
			}
		}
	});
	const failed = (code: number): void => {
		if (code !== 0) throw new Failure(`${service.name} hook exited with status ${code}`);
	};
	const tty = service.tty === true;
	if (listener) {
		const fd = yield* hijack(engine.cli, `/exec/${exec.Id}/start`, { body: { json: { Detach: false, Tty: tty } } });
		yield* copyLines(fd, tty, listener);
		const end = yield* askJson<{ ExitCode?: number | null }>(engine, 'GET', `/exec/${exec.Id}/json`);
		return failed(end.ExitCode ?? 0);
	}
	yield* ask(engine, 'POST', `/exec/${exec.Id}/start`, { body: { json: { Detach: true, Tty: tty } } });
	for (;;) {
		yield* rest(100_000);
		const state = yield* askJson<{ Running: boolean; ExitCode?: number | null }>(engine, 'GET', `/exec/${exec.Id}/json`);
		if (!state.Running) return failed(state.ExitCode ?? 0);
	}
}

function* copyLines(fd: number, tty: boolean, listener: HookListener): Sys<void> {
	let frames: Uint8Array = new Uint8Array(0);
	let text = '';
	for (;;) {
		yield* readable(fd);
		let chunk: Uint8Array;
		try {
			chunk = yield* read(fd);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			chunk = new Uint8Array(0);
		}
		if (chunk.length === 0) break;
		if (tty) text += decode(chunk);
		else {
			const split = demultiplex(frames, chunk);
			frames = split.rest;
			text += split.frames.map((frame) => decode(frame.data)).join('');
		}
		const lines = text.split('\n');
		text = lines.pop() ?? '';
		for (const line of lines) yield* listener(line);
	}
	if (text !== '') yield* listener(text);
	yield* closeQuietly(fd);
}
