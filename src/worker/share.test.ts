import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Input, LoggedInput } from '#src/sim/world/index.ts';
import { readInput, writeInput } from './input-text.ts';
import { decodeShare, encodeShare, shareLimits, type SharedWorld } from './share.ts';
import { bytesOf } from './text.ts';

const presets = ['docker', 'k8s-1'];
const inputs: Input[] = [
	{ kind: 'terminal.open', host: 'docker', terminal: 1, size: { rows: 24, columns: 84 } },
	{ kind: 'terminal.input', terminal: 1, data: bytesOf('docker ps\r') },
	{ kind: 'terminal.input', terminal: 1, data: Uint8Array.of(0xff, 0x00, 0x1b) },
	{ kind: 'file.write', host: 'docker', path: '/root/a b', data: bytesOf('\ufeffhé'), mode: 0o755 },
	{ kind: 'process.start', host: 'docker', process: 1_000_001, options: { program: 'page-browser', argv: ['browser', 'http://localhost/', '/run/x'] } },
	{ kind: 'power', host: 'docker', on: false }
];
const log: LoggedInput[] = inputs.map((input, i) => ({ at: i * 1000, events: i * 3, input }));
const world: SharedWorld = { build: 'abc123', seed: 1, preset: 'docker', watermark: 9000, log };
const packed = (value: unknown): string => `1.${Buffer.from(deflateSync(bytesOf(JSON.stringify(value)))).toString('base64url')}`;
const reason = async (text: string): Promise<string> =>
	decodeShare(text, presets).then(
		() => 'read',
		(error: Error) => error.message
	);

describe('a world in a link', () => {
	test('what was put in comes out, so the receiver has the same world: it does', async () => {
		expect(await decodeShare(await encodeShare(world), presets)).toEqual(world);
	});

	test('an hour of typing fits, so links are of use: it does', async () => {
		const typed: LoggedInput[] = Array.from({ length: 4000 }, (_, i) => ({
			at: i * 900_000 + ((i * 7919) % 1000) * 97,
			events: i * 37 + (i % 11),
			input: { kind: 'terminal.input', terminal: 1, data: bytesOf('docker run -d --name web nginx\r'[i % 31] ?? 'x') }
		}));
		const text = await encodeShare({ ...world, watermark: 3_600_000_000 * 2, log: typed });
		expect(text.length).toBeLessThan(shareLimits.characters);
	});

	test('what does not fit is refused before it is sent, so nobody gets half a world: it is', async () => {
		let state = 1;
		const noise = Uint8Array.from({ length: 200_000 }, () => {
			state ^= state << 13;
			state ^= state >>> 17;
			state ^= state << 5;
			return state;
		});
		const entry: LoggedInput = { at: 0, events: 0, input: { kind: 'file.write', host: 'docker', path: '/root/a', data: noise } };
		await expect(encodeShare({ ...world, log: [entry] })).rejects.toThrow('holds too much for a link');
		await expect(encodeShare({ ...world, watermark: 1e15 })).rejects.toThrow('has run for too long');
	});

	test('a hostile or broken link says what is wrong and gives nothing, so it does nothing: it does', async () => {
		const good = await encodeShare(world);
		const bomb = `1.${Buffer.from(deflateSync(new Uint8Array(30 << 20))).toString('base64url')}`;
		const entry = (input: unknown, dt: unknown = 1) => packed({ ...world, log: [[dt, 0, input]] });
		expect(await reason(bomb)).toBe('it unpacks to more than 4 MiB');
		expect(await reason('x'.repeat(70_000))).toBe('it is longer than 64000 characters');
		expect(await reason('2.abc')).toBe('it has format 2, and this Drydock reads format 1');
		expect(await reason('javascript:alert(1)')).toBe('it is no link that Drydock made');
		expect(await reason('1.<script>')).toBe('it holds characters that no such link has');
		expect(await reason('1.')).toBe('a part of it is missing');
		expect(await reason(good.slice(0, -20))).toBe('it is damaged: a part was cut off or changed');
		expect(await reason(packed([1]))).toBe('it does not say which version made it');
		expect(await reason(packed({ ...world, preset: '../../x', log: [] }))).toBe('it asks for a world named "../../x", and there are docker, k8s-1');
		expect(await reason(packed({ ...world, watermark: 1e18, log: [] }))).toBe('its times are out of bounds');
		expect(await reason(packed({ ...world, log: Array.from({ length: 20_001 }, () => 0) }))).toBe('it holds more than 20000 inputs, or none');
		for (const bad of [
			{ kind: 'file.write', host: 'docker', path: '/root/../../etc/shadow', data: 'x' },
			{ kind: 'file.write', host: 'docker', path: 'relative', data: 'x' },
			{ kind: 'file.write', host: '__proto__ ', path: '/a', data: 'x' },
			{ kind: 'constructor' },
			{ kind: 'terminal.input', terminal: 1, data: { base64: '%%%%' } },
			{ kind: 'terminal.input', terminal: -1, data: 'x' },
			{ kind: 'power', host: 'docker', on: 'yes' },
			{ kind: 'power', host: 'docker', on: true, extra: 1 },
			{ kind: 'process.start', host: 'docker', process: 1, options: { argv: ['x'], fds: { 0: 1 } } },
			null,
			'text'
		])
			expect(await reason(entry(bad))).toBe('input 1 of it is malformed');
		expect(await reason(entry(writeInput(inputs[5] as Input), -5))).toBe('input 1 of it is malformed');
		expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
	});
});

test('every input that a page makes reads back as it was written: it does', () => {
	for (const input of inputs) expect(readInput(JSON.parse(JSON.stringify(writeInput(input))))).toEqual(input);
});
