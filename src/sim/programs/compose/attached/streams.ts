// The output of containers as lines: bytes from an attached connection or a followed log, cut at newlines (attach.go, logs.go).
// Plain data, so that a long-lived command can settle it.
import { Errno, type Sys } from '../../../engine/index.ts';
import { read, recv } from '../../../kernel/index.ts';
import { concat, text as decode } from '../../../values/index.ts';
import { begin, closeQuietly, headOf, hijack } from '../../docker/client/api.ts';
import { toBytes } from '../../docker/client/http.ts';
import { demultiplex } from '../../docker/multiplex.ts';
import type { Container, Engine } from '../engine.ts';
import { inspect } from '../engine.ts';
import { nameWithoutProject } from '../names.ts';

export interface Output {
	readonly fd: number;
	readonly id: string;
	/** As the prefix shows it. */
	readonly name: string;
	readonly tty: boolean;
	/** A response in chunks, or the raw bytes of a taken-over connection. */
	readonly chunked: boolean;
	/** Bytes of an unfinished frame; unfinished lines of stdout and stderr. */
	rest: Uint8Array;
	line: readonly [stdout: Uint8Array, stderr: Uint8Array];
}
export interface Line {
	readonly text: string;
	readonly stderr: boolean;
}
const none = new Uint8Array(0);

/** Attaches to a container's output from now on. */
export function* attachTo(engine: Engine, container: Pick<Container, 'Id' | 'Names' | 'Labels'>): Sys<Output> {
	const { Config } = yield* inspect(engine, container.Id);
	const fd = yield* hijack(engine.cli, `/containers/${container.Id}/attach`, { query: { stream: true, stdin: true, stdout: true, stderr: true } });
	return {
		fd,
		id: container.Id,
		name: nameWithoutProject(engine, container),
		tty: Config.Tty === true,
		chunked: false,
		rest: none,
		line: [none, none]
	};
}

export interface LogQuery {
	readonly follow: boolean;
	readonly since: string;
	readonly until: string;
	readonly tail: string;
	readonly timestamps: boolean;
}
/** Opens a container's log. */
export function* openLog(
	engine: Engine,
	container: Pick<Container, 'Id' | 'Names' | 'Labels'>,
	query: LogQuery
): Sys<{ output: Output; whole: readonly Line[] | undefined }> {
	const { Config } = yield* inspect(engine, container.Id);
	const pending = yield* begin(engine.cli, 'GET', `/containers/${container.Id}/logs`, { query: { stdout: true, stderr: true, ...query } });
	const response = yield* headOf(pending);
	const output: Output = {
		fd: pending.fd,
		id: container.Id,
		name: nameWithoutProject(engine, container),
		tty: Config.Tty === true,
		chunked: true,
		rest: none,
		line: [none, none]
	};
	if (response.stream === true) return { output, whole: undefined };
	const lines = [...linesOf(output, toBytes(response.body)), ...lastLines(output)];
	yield* closeQuietly(pending.fd);
	return { output, whole: lines };
}

/** What can be read now, as whole lines; undefined at the end of the output, after its last line was given. */
export function* readLines(output: Output): Sys<{ readonly lines: readonly Line[]; readonly ended: boolean }> {
	let chunk: Uint8Array | undefined;
	try {
		if (output.chunked) {
			const message = yield* recv(output.fd, { http: 'response' });
			chunk =
				message === null || message.kind === 'end'
					? undefined
					: message.kind === 'chunk'
						? toBytes(message.body)
						: message.kind === 'bytes'
							? message.data
							: none;
		} else {
			chunk = yield* read(output.fd);
			if (chunk.length === 0) chunk = undefined;
		}
	} catch (e) {
		if (!(e instanceof Errno) || e.code === 'EINTR') throw e;
	}
	if (chunk) return { lines: linesOf(output, chunk), ended: false };
	yield* closeQuietly(output.fd);
	return { lines: lastLines(output), ended: true };
}

function linesOf(output: Output, chunk: Uint8Array): Line[] {
	if (output.tty) return cut(output, 0, chunk);
	const { frames, rest } = demultiplex(output.rest, chunk);
	output.rest = rest;
	return frames.flatMap(({ channel, data }) => cut(output, channel === 2 ? 1 : 0, data));
}
function cut(output: Output, at: 0 | 1, data: Uint8Array): Line[] {
	const bytes = concat([output.line[at], data]);
	const end = bytes.lastIndexOf(10);
	const left = bytes.slice(end + 1);
	output.line = at === 0 ? [left, output.line[1]] : [output.line[0], left];
	if (end < 0) return [];
	return decode(bytes.subarray(0, end))
		.split('\n')
		.map((text) => ({ text, stderr: at === 1 }));
}
function lastLines(output: Output): Line[] {
	return output.line.flatMap((bytes, at) => (bytes.length === 0 ? [] : [{ text: decode(bytes), stderr: at === 1 }]));
}
