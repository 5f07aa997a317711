// What never ends, or grows without end: each has a limit and the real error, the world goes on, and ^C answers within a frame.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Program, ProgramRow } from '../../kernel/index.ts';
import { utilityPrograms } from '../utilities/index.ts';
import { wholeShells } from './testdata/whole.ts';
import { Scene, shellWorld } from './testdata/scene.ts';
import type { World } from '../../world/world.ts';

const names = ['dmesg', 'mkdir', 'cat', 'head', 'tail', 'yes', 'tr', 'wc', 'grep', 'sort', 'seq', 'ps', 'md5sum'];
const on = '\x1b[?2004h';
let rows: ProgramRow[];
let world: World;
let scene: Scene;
beforeEach(async () => {
	const utilities = await Promise.all(
		utilityPrograms
			.filter((row) => names.includes(row.name))
			.map(async (row) => ({ ...row, code: typeof row.code === 'function' ? ((await row.code()) as Program) : row.code }))
	);
	rows = [...wholeShells, ...utilities];
	world = shellWorld(rows);
	scene = new Scene(world);
	scene.shown();
});
/** Virtual µs from ^C to the next prompt. */
function interrupt(): number {
	const from = world.now;
	world.input({ kind: 'terminal.input', terminal: 1, data: new TextEncoder().encode('\x03') });
	let shown = '';
	while (world.now < from + 1_000_000) {
		world.advance(1000, 10_000);
		shown += scene.shown();
		if (shown.endsWith(`${on}$ `)) return world.now - from;
	}
	throw new Error(`no prompt: ${shown.slice(-200)}`);
}
const frame = 16_667;

describe('what never ends', () => {
	it('gives way to ^C within a frame: a busy loop', { timeout: 30_000 }, () => {
		scene.type('while :; do :; done\r', 300_000);
		expect(interrupt()).toBeLessThan(frame);
		expect(scene.type('echo $?\r')).toContain('\r130\r\n');
	});
	it('gives way to ^C within a frame: endless output', () => {
		expect(scene.type('yes\r', 50_000).length).toBeGreaterThan(1000);
		expect(interrupt()).toBeLessThan(frame);
	});
	it('gives way to ^C within a frame: an endless pipeline', { timeout: 30_000 }, () => {
		scene.type('yes | tr y n | cat > /dev/null\r', 10_000);
		expect(interrupt()).toBeLessThan(frame);
	});
	it('ends at SIGPIPE when nobody reads: endless output into head', { timeout: 30_000 }, () => {
		expect(scene.type('yes | head -n 100000 | tail -n 1; echo ${PIPESTATUS[@]}\r', 5_000_000)).toContain('y\r\n141 0 0\r\n');
	});
});

describe('what grows without end', () => {
	it('is killed as the real shell is: recursion without a floor', { timeout: 60_000 }, () => {
		expect(scene.type('bash -c "f() { f; }; f"; echo $?\r', 20_000_000)).toContain('139\r\n');
	});
	it('obeys FUNCNEST', () => {
		expect(scene.type('FUNCNEST=50; f() { f; }; f; echo not here\r', 2_000_000)).toMatch(/bash: f: maximum function nesting level exceeded \(50\)\r\n\S*\$ $/);
		expect(scene.type('echo $?\r')).toContain('\r1\r\n');
	});
	it('goes a thousand calls deep without harm', { timeout: 30_000 }, () => {
		expect(scene.type('f() { local n=$1; ((n == 0)) || f $((n - 1)); }; f 1000; echo $?\r', 20_000_000)).toContain('\r0\r\n');
	});
	it('stops arithmetic that names itself', () => {
		expect(scene.type('a=a; echo $((a))\r', 1_000_000)).toContain('bash: a: expression recursion level exceeded (error token is "a")');
	});
	it('streams files of 10 MB', { timeout: 60_000 }, () => {
		const shown = scene.type("head -c 10485760 /dev/zero | tr '\\0' a > big; wc -c big; grep -c a big; tail -c 3 big; echo; md5sum big\r", 60_000_000);
		expect(shown).toContain('10485760 big\r\n1\r\naaa\r\ne56e1047');
	});
	it('holds 10,000 processes where there is memory for them', { timeout: 120_000 }, () => {
		world = shellWorld(rows, 1, 64 * 1024 ** 3);
		scene = new Scene(world);
		const shown = scene.type('set +m; for i in {1..10000}; do sleep 100000 & done 2>/dev/null; ps -e | grep -c sleep\r', 60_000_000);
		expect(shown).toMatch(/\r10000\r\n/);
		expect(scene.type('echo alive\r')).toContain('\ralive\r\n');
	});
	it('kills for want of memory, says so in dmesg, and goes on', { timeout: 120_000 }, () => {
		const other = new Scene(world, { terminal: 2 });
		scene.type("bash -c 'for i in {1..3000}; do sleep 100000 & done'\r", 60_000_000);
		expect(other.type('dmesg | grep -c "Out of memory: Killed process" | grep -c "[1-9]"; echo alive\r', 2_000_000)).toContain('\r1\r\nalive\r\n');
	});
	it('refuses processes beyond a limit with the real error', { timeout: 60_000 }, () => {
		world.input({
			kind: 'terminal.input',
			terminal: 1,
			data: new TextEncoder().encode('mkdir -p /sys/fs/cgroup/few && echo 20 > /sys/fs/cgroup/few/pids.max && echo $$ > /sys/fs/cgroup/few/cgroup.procs\r')
		});
		scene.settle();
		scene.shown();
		const shown = scene.type('for i in {1..30}; do sleep 1000 & done; echo end\r', 40_000_000);
		expect(shown).toContain('bash: fork: retry: Resource temporarily unavailable\r\n');
	});
});

describe('a hostile expression', () => {
	const hostile = "printf 'a%.0s' {1..40} > h; echo '!' >> h; ";
	it('costs nothing where expressions are linear', () => {
		expect(scene.type(`${hostile}grep -cE '(a+)+$' h; [[ $(cat h) =~ ^(a+)+$ ]]; echo $?\r`, 2_000_000)).toContain('\r0\r\n1\r\n');
	});
	it('stops where they are not, with the real error', () => {
		expect(scene.type(`${hostile}grep -P '(a+)+$' h; echo $?\r`, 5_000_000)).toContain("grep: h: exceeded PCRE's backtracking limit\r\n2\r\n");
	});
});
