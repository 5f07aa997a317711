// Scenes on a terminal with programs that own it: pagers, top, vi, shells in shells, stopped jobs, Tab, pastes, a window that changes.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Program } from '../../../kernel/index.ts';
import { utilityPrograms } from '../../utilities/index.ts';
import { wholeShells } from '../testdata/whole.ts';
import { Scene, shellWorld } from '../testdata/scene.ts';

const names = ['cat', 'less', 'seq', 'top', 'vi', 'stty', 'sort', 'wc', 'tput', 'ps', 'watch', 'head'];
let s: Scene;
beforeEach(async () => {
	const rows = await Promise.all(
		utilityPrograms
			.filter((row) => names.includes(row.name))
			.map(async (row) => ({ ...row, code: typeof row.code === 'function' ? ((await row.code()) as Program) : row.code }))
	);
	s = new Scene(shellWorld([...wholeShells, ...rows]));
	s.shown();
});
const off = '\x1b[?2004l\r';
const on = '\x1b[?2004h';
/** What a screenful says, without the control sequences. */
// eslint-disable-next-line no-control-regex -- a terminal's
const plain = (text: string): string => text.replace(/\x1b(?:\[[0-9;?]*[A-Za-z]|[=>()][A-Z]?|\][^\x07]*\x07)/g, '').replaceAll('\r', '');

describe('less', () => {
	it('pages forward and back, searches, and leaves the screen as it was', () => {
		const first = s.type('seq 100 | less\r');
		expect(plain(first)).toContain('1\n2\n3\n');
		expect(plain(first)).not.toContain('\n24\n');
		expect(plain(s.type(' '))).toContain('24\n25\n');
		expect(plain(s.type('b'))).toContain('1\n2\n');
		expect(plain(s.type('/77\r'))).toMatch(/77\n78\n/);
		expect(plain(s.type('G'))).toContain('100\n(END)');
		expect(s.type('q')).toContain(`\x1b[?1049l${on}$ `);
		expect(s.type('echo back\r')).toBe(`echo back\r\n${off}back\r\n${on}$ `);
	});
});

describe('top', () => {
	it('redraws every three seconds, sorts by a key, and ends at q', () => {
		const first = plain(s.type('top\r', 500_000));
		expect(first).toMatch(/top - \d\d:\d\d:\d\d up +\d+ min, /);
		expect(first).toMatch(/PID USER +PR +NI +VIRT +RES +SHR S +%CPU +%MEM +TIME\+ COMMAND/);
		expect(first).toMatch(/\b1 root +20 +0 .* init/);
		expect(plain(s.type('', 4_000_000))).toContain('top - ');
		expect(plain(s.type('M', 500_000))).toContain('top - ');
		expect(s.type('q', 500_000)).toContain(`${on}$ `);
	});
});

describe('a shell in a shell', () => {
	it('has its own prompt, variables and level, and ends at ^D', () => {
		s.type('x=outer\r');
		expect(s.type('sh\r')).toBe(`sh\r\n${off}$ `);
		expect(s.type('x=inner; echo $x $0\r')).toBe('x=inner; echo $x $0\r\ninner sh\r\n$ ');
		expect(s.type('\x04')).toBe(`\r\n${on}$ `);
		expect(s.type('echo $x $SHLVL\r')).toMatch(/\router \d\r\n/);
		s.type('bash --norc\r');
		expect(s.type('exit 3\r')).toContain('exit\r\n');
		expect(s.type('echo $?\r')).toContain('\r3\r\n');
	});
});

describe('job control with a program that owns the terminal', () => {
	it('stops a pager with ^Z and brings it back with fg', () => {
		s.type('seq 100 > f; cat\r');
		s.type('typed\r');
		expect(s.type('\x1a')).toBe(`^Z\r\n[1]+  Stopped                 cat\r\n${on}$ `);
		expect(s.type('fg\r')).toBe(`fg\r\n${off}cat\r\n`);
		expect(s.type('again\r')).toBe('again\r\nagain\r\n');
		expect(s.type('\x04')).toBe(`${on}$ `);
	});
});

describe('a paste', () => {
	it('of a script of 40 lines is one piece, and runs at Enter', () => {
		const lines = Array.from({ length: 38 }, (_, i) => `  total=$((total + ${i + 1}))`);
		const script = ['sum() {', ...lines, '}'].join('\n');
		s.type(`\x1b[200~${script}\x1b[201~`);
		s.type('\r');
		expect(s.type('total=0; sum; echo $total\r')).toContain(`\r${(38 * 39) / 2}\r\n`);
	});
	it('without brackets runs line by line', () => {
		expect(s.type('echo one\recho two\r')).toMatch(/\rone\r\n[^]*\rtwo\r\n/);
	});
});

describe('Tab', () => {
	it('offers what complete was told, and what a function puts into COMPREPLY', () => {
		s.type("deploy() { echo to $1; }; complete -W 'staging production' deploy\r");
		expect(s.type('deploy st\t\r')).toContain('to staging\r\n');
		s.type('_go() { COMPREPLY=($(compgen -W "north south" -- "$2")); }; go() { echo $1; }; complete -F _go go\r');
		expect(s.type('go n\t\r')).toContain('\rnorth\r\n');
	});
});

describe('the history', () => {
	it('is searched with ^R again and again', () => {
		s.type('echo alpha one\r');
		s.type('echo alpha two\r');
		expect(plain(s.type('\x12alpha'))).toContain("`alpha': echo alpha two");
		expect(plain(s.type('\x12'))).toContain("`alpha': echo alpha one");
		expect(s.type('\r')).toContain('alpha one\r\n');
	});
});

describe('the window', () => {
	it('changes under a program that asks for it', () => {
		expect(s.type('stty size; tput cols\r')).toContain('24 80\r\n80\r\n');
		s.resize(132);
		expect(s.type('stty size; tput cols; echo $COLUMNS\r')).toContain('24 132\r\n132\r\n132\r\n');
	});
});

describe('vi', () => {
	const text = (): string => new TextDecoder().decode(s.world.readFile('host', '/root/note'));
	it('inserts, writes and quits', () => {
		expect(plain(s.type('vi note\r'))).toContain('"note" [New]');
		expect(plain(s.type('ihello\rworld'))).toContain('-- INSERT --');
		s.type('\x1b');
		expect(plain(s.type(':w\r'))).toContain('"note" [New] 2L, 12B written');
		expect(s.type(':q\r')).toContain(`${on}$ `);
		expect(text()).toBe('hello\nworld\n');
	});
	it('moves, deletes, changes, yanks, puts, undoes and repeats', () => {
		s.type("printf 'one two three\\nalpha\\nbeta\\ngamma\\n' > note; vi note\r");
		s.type('wcwTWO\x1b');
		s.type('jdd');
		s.type('p');
		s.type('ggyyGp');
		s.type('x.');
		s.type('u');
		s.type(':wq\r');
		expect(text()).toBe('one TWO three\nbeta\nalpha\ngamma\nne TWO three\n');
	});
	it('substitutes, searches and refuses to lose changes', () => {
		s.type("printf 'image: nginx:1.25\\nport: 80\\nimage: redis\\n' > note; vi note\r");
		s.type(':%s/image/picture/\r');
		s.type('/port\r');
		s.type('A81\x1b');
		expect(plain(s.type(':q\r'))).toContain('E37: No write since last change (add ! to override)');
		expect(plain(s.type(':foo\r'))).toContain('E492: Not an editor command: foo');
		s.type(':x\r');
		expect(text()).toBe('picture: nginx:1.25\nport: 8081\npicture: redis\n');
	});
});
