import { describe, expect, test } from 'vitest';
import { lastLineOf, promptStands, Transcript } from './transcript.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the last line', () => {
	test('a prompt is found behind what a line editor sends, so commands have names: it is', () => {
		expect(lastLineOf('out\r\n\x1b[?2004h\r\x1b[Jroot@docker:~# \r\x1b[16C')).toBe('root@docker:~# ');
		expect(promptStands(lastLineOf('\x1b[?2004hroot@docker:~# '))).toBe(true);
		expect(promptStands(lastLineOf('root@docker:~# ls'))).toBe(false);
	});

	test('it is found however the output was cut, so single keys do not hide it: it is', () => {
		const transcript = new Transcript();
		for (const key of 'root@docker:~# docker ps -a') transcript.add(bytes(key));
		expect(transcript.lastLine()).toBe('root@docker:~# docker ps -a');
	});
});

describe('a transcript', () => {
	test('a flood keeps only its end, so memory is bounded: it does', () => {
		const transcript = new Transcript();
		for (let i = 0; i < 400; i++) transcript.add(bytes(`${i} `.padEnd(4096, 'y')));
		expect(transcript.bytes().length).toBeLessThanOrEqual(192 << 10);
		expect(new TextDecoder().decode(transcript.bytes())).toContain('399 ');
	});

	test('a page gets no more than it has drawn, so a flood does not queue up in it: it does not', () => {
		const transcript = new Transcript();
		const sent: number[] = [];
		transcript.attach({ postMessage: ({ bytes: part }: { bytes: Uint8Array }) => sent.push(part.length) } as unknown as MessagePort);
		for (let i = 0; i < 100; i++) transcript.add(new Uint8Array(8192));
		const first = sent.reduce((a, b) => a + b, 0);
		expect(first).toBeLessThanOrEqual((128 << 10) + 8192);
		transcript.drawn(first);
		expect(sent.reduce((a, b) => a + b, 0)).toBeGreaterThan(first);
	});
});
