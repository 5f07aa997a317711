// Programs in testdata/ and what the real toolchain (go1.26.8) made of them: their output, or the compiler's complaints.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SysCall } from '../../engine/index.ts';
import { encodeBinary, loadProgram } from './link.ts';
import { goBinary } from './run.ts';
import { columnOf, lineOf, SyntaxFault } from './syntax.ts';
import { toBytes } from './scan.ts';

const data = join(import.meta.dirname, 'testdata');
const packagesOf = (source: string) => ({ main: { dir: '/src', files: { './main.go': toBytes(source) }, embeds: {} } });

/** What the compiler says of a program, as the go command prints it. */
function complaints(source: string): string {
	try {
		const { errors } = loadProgram(packagesOf(source), 'main');
		const lines: string[] = [];
		let last = '';
		for (const e of errors.toSorted((a, b) => a.pos - b.pos)) {
			if (lines.length === 10) {
				lines.push(`${last}too many errors`);
				break;
			}
			last = `${e.path}:${lineOf(e.pos)}:${columnOf(e.pos)}: `;
			lines.push(last + e.message);
		}
		return lines.map((l) => `${l}\n`).join('');
	} catch (e) {
		if (!(e instanceof SyntaxFault)) throw e;
		return `${e.path}:${lineOf(e.pos)}:${columnOf(e.pos)}: ${e.message}\n`;
	}
}
/** Runs a program over just enough of a kernel: a clock, its own file, and two streams. */
function run(source: string): { out: string; err: string; code: number } {
	const file = new TextEncoder().encode(
		`\x7fELF${encodeBinary({ id: '', stripped: false, version: 'go1.24.4', main: 'main', packages: packagesOf(source), set: {} })}`
	);
	const streams: Record<number, string> = { 1: '', 2: '' };
	const memory = { events: [] };
	let [at, now] = [0, 1_750_000_000_000_000];
	const answer = (call: SysCall & Record<string, unknown>): unknown => {
		switch (call.op) {
			case 'open':
				if (call['path'] !== '/proc/self/exe') return 9;
				at = 0;
				return 3;
			case 'read':
				return file.subarray(at, (at += Number(call['max'])));
			case 'write':
				streams[Number(call['fd'])] += typeof call['data'] === 'string' ? call['data'] : new TextDecoder().decode(call['data'] as Uint8Array);
				return 1;
			case 'random':
				return new Uint8Array([1, 2, 3, 4]);
			case 'ids':
				return { pid: 7, hostname: 'h', cred: { uid: 0, gid: 0 } };
			case 'sysinfo':
				return { cores: 2 };
			case 'clock':
				return now;
			case 'compute':
				now += Number(call['us']);
				return undefined;
			case 'awaitKey':
				now += Number(call['timeout']);
				return false;
			case 'act':
				return (call['run'] as (m: unknown) => unknown)(memory);
			case 'signals':
				return [];
			default:
				return undefined;
		}
	};
	const main = goBinary.main({ argv: ['/app'], env: {} });
	let step = main.next();
	while (!step.done) step = main.next(answer(step.value as SysCall & Record<string, unknown>));
	return { out: streams[1] ?? '', err: streams[2] ?? '', code: step.value };
}
const names = (folder: string): string[] =>
	readdirSync(join(data, folder))
		.filter((n) => n.endsWith('.go'))
		.map((n) => n.slice(0, -3));
const text = (path: string): string => readFileSync(join(data, path), 'utf8');

describe('what the real compiler says', () => {
	test.each(names('errors'))('of %s, it says', (name) => {
		expect(complaints(text(`errors/${name}.go`))).toBe(text(`errors/${name}.txt`));
	});
});
describe('what the real program prints', () => {
	test.each(names('run'))('of %s, it prints', (name) => {
		expect(run(text(`run/${name}.go`)).out).toBe(text(`run/${name}.txt`));
	});
});
test('an unrecovered panic shows its text, the goroutine and its frames, and exits with 2: it does', () => {
	expect(run(text('run/panic.go'))).toMatchObject({
		code: 2,
		err: 'panic: runtime error: index out of range [7] with length 3\n\ngoroutine 1 [running]:\nmain.(*shape).side(...)\n\t/src/main.go:7 +0x19\nmain.main()\n\t/src/main.go:13 +0x2d\n'
	});
});
test('goroutines that all wait are a deadlock: it is', () => {
	expect(run('package main\n\nfunc main() {\n\tch := make(chan int)\n\tch <- 1\n}\n')).toMatchObject({
		code: 2,
		err: 'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan send]:\nmain.main()\n\t/src/main.go:5 +0x21\n'
	});
});
