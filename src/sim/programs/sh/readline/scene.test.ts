// Scenes at a terminal: what a learner types, and what the screen gets.
import { describe, expect, it } from 'vitest';
import { World } from '../../../world/world.ts';
import { cat } from '../../utilities/cat.ts';
import { wholeShells } from '../testdata/whole.ts';
import { Scene, shellWorld } from '../testdata/scene.ts';

const rows = [...wholeShells, { name: 'cat', code: cat }];
const scene = (options?: ConstructorParameters<typeof Scene>[1]): Scene => {
	const s = new Scene(shellWorld(rows), options);
	s.shown();
	return s;
};
const on = '\x1b[?2004h';
const off = '\x1b[?2004l\r';

describe('the prompt', () => {
	it('runs a command and comes back', () => {
		expect(scene().type('echo hi\r')).toBe(`echo hi\r\n${off}hi\r\n${on}$ `);
	});
	it('gives up a line at ^C', () => {
		const s = scene();
		s.type('abc');
		expect(s.type('\x03')).toBe(`^C\r\n${off}${on}$ `);
		expect(s.type('echo $?\r')).toBe(`echo $?\r\n${off}130\r\n${on}$ `);
	});
	it('stops a command, and what follows it, at ^C', () => {
		const s = scene();
		s.type('sleep 100; echo no\r');
		expect(s.type('\x03')).toBe(`^C\r\n${on}$ `);
	});
	it('stops a busy loop at ^C', () => {
		const s = scene();
		s.type('while :; do :; done\r');
		expect(s.type('\x03')).toBe(`^C\r\n${on}$ `);
	});
	it('reads an unfinished command on at PS2, and remembers it as one line', () => {
		const s = scene();
		expect(s.type('for i in 1 2; do\r')).toBe(`for i in 1 2; do\r\n${off}${on}> `);
		s.type('echo $i\r');
		expect(s.type('done\r')).toBe(`done\r\n${off}1\r\n2\r\n${on}$ `);
		expect(s.type('\x1b[A')).toBe('\r\x1b[J$ for i in 1 2; do echo $i; done');
	});
	it('ends at ^D', () => {
		expect(scene().type('\x04')).toBe(`${off}exit\r\n`);
	});
	it('names a login shell in its errors', () => {
		const s = scene({ argv: ['/usr/bin/bash', '--norc', '--login', '--noprofile'] });
		expect(s.type('nosuch\r')).toContain('bash: nosuch: command not found\r\n');
	});
});

describe('job control', () => {
	it('stops with ^Z, lists, continues and brings back', () => {
		const s = scene();
		s.type('sleep 100\r');
		expect(s.type('\x1a')).toBe(`^Z\r\n[1]+  Stopped                 sleep 100\r\n${on}$ `);
		expect(s.type('bg\r')).toBe(`bg\r\n${off}[1]+ sleep 100 &\r\n${on}$ `);
		expect(s.type('jobs\r')).toBe(`jobs\r\n${off}[1]+  Running                 sleep 100 &\r\n${on}$ `);
		expect(s.type('fg\r')).toBe(`fg\r\n${off}sleep 100\r\n`);
		expect(s.type('\x03')).toBe(`^C\r\n${on}$ `);
	});
	it('tells of a finished background job before the next prompt', () => {
		const s = scene();
		expect(s.type('sleep 1 &\r')).toMatch(/\[1\] \d+\r\n/);
		expect(s.type('sleep 2\r', 3_000_000)).toContain('[1]+  Done                    sleep 1\r\n');
	});
	it('warns of stopped jobs once', () => {
		const s = scene();
		s.type('sleep 50\r');
		s.type('\x1a');
		expect(s.type('\x04')).toContain('exit\r\nThere are stopped jobs.\r\n');
		expect(s.type('\x04')).toBe(`${off}exit\r\n`);
	});
});

describe('editing', () => {
	it('kills, yanks and moves by words', () => {
		expect(scene().type('echo one two\x17three\x01\x1bf\x0b\x19\r')).toContain(`${off}one three\r\n`);
	});
	it('searches backwards with ^R', () => {
		const s = scene();
		s.type('echo first\r');
		s.type('true\r');
		expect(s.type('\x12fir')).toContain("(reverse-i-search)`fir': echo first");
		expect(s.type('\r')).toContain(`${off}first\r\n`);
	});
	it('completes commands and files, and lists at the second Tab', () => {
		const s = scene();
		expect(s.type('cat /etc/hostn\t')).toContain('cat /etc/hostname ');
		s.type('\x15');
		s.type('cat /etc/ho\t');
		expect(s.type('\t\t')).toContain('host.conf  hostname   hosts\r\n');
	});
	it('takes a paste of several lines as one piece', () => {
		const s = scene();
		s.type('\x1b[200~echo a\necho b\x1b[201~');
		expect(s.type('\r')).toContain(`${off}a\r\nb\r\n`);
	});
	it('draws a long line again when the window narrows', () => {
		const s = scene();
		s.type('echo ' + 'x'.repeat(60));
		expect(s.resize(40)).toContain('x'.repeat(60));
	});
	it('expands !! and shows what it became', () => {
		const s = scene();
		s.type('echo once\r');
		expect(s.type('!!\r')).toBe(`!!\r\n${off}echo once\r\nonce\r\n${on}$ `);
		expect(s.type('!nosuch\r')).toContain('bash: !nosuch: event not found\r\n');
	});
	it('keeps the history in its file', () => {
		const s = scene();
		s.type('echo kept\r');
		s.type('exit\r');
		expect(new TextDecoder().decode(s.world.readFile('host', '/root/.bash_history'))).toBe('echo kept\nexit\n');
	});
});

describe('a checkpoint', () => {
	it('restores a shell in the middle of anything', () => {
		const world = shellWorld(rows);
		const first = new Scene(world);
		first.shown();
		const keys = [
			'x=5; f() { echo "f $x $1"; }; declare -A m=([a]=1)\r',
			'for i in 1 2; do echo $i; sleep 1; done\r',
			'sleep 100 &\r',
			'x=$(sleep 0.5; echo sub); echo $x\r',
			'f ${m[a]}\r',
			'read y\r',
			'val\r',
			'\x12f',
			'\x07\x15'
		];
		const send = (w: World, text: string): void => w.input({ kind: 'terminal.input', terminal: 1, data: new TextEncoder().encode(text) });
		const after = (w: World, us: number): string => {
			w.advance(us, 1e6);
			return new TextDecoder().decode(w.output(1));
		};
		for (const key of keys) {
			const copy = new World({ preset: world.preset, programs: world.programs, layer: () => undefined }, world.checkpoint());
			for (const w of [world, copy]) send(w, key);
			for (const us of [700, 30_000, 900_000]) {
				const shown = after(world, us);
				expect(after(copy, us)).toBe(shown);
			}
			expect([...world.bugs, ...copy.bugs]).toEqual([]);
		}
	});
});

describe('dash', () => {
	it('counts the lines typed in its errors', () => {
		const s = scene({ argv: ['/usr/bin/sh'], env: { PS1: '# ' } });
		s.type('true\r');
		expect(s.type('nosuch\r')).toBe('nosuch\r\n/usr/bin/sh: 2: nosuch: not found\r\n# ');
	});
});
