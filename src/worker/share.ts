// A world as text for a link: what is needed to play it again, compressed. Reading one runs nothing and changes nothing: it answers what
// is in it, or why it is none. Format: version "1", a dot, base64url of deflated JSON {build, seed, preset, watermark, log}; each log entry
// is [µs since the one before, events since, input], bytes as text where they are UTF-8.
// Invariant: the bounds hold before and after inflation; what does not fit is refused whole.
import type { LoggedInput } from '#src/sim/world/index.ts';
import { readInput, writeInput } from './input-text.ts';
import type { Machine } from './machine.ts';
import { bytesOf, textOf } from './text.ts';

/** Bounds of a link. */
export const shareLimits = { characters: 64_000, bytes: 4 << 20, entries: 20_000, seconds: 6 * 3600 } as const;

export interface SharedWorld {
	readonly build: string;
	readonly seed: number;
	readonly preset: string;
	/** Virtual µs it had come to. */
	readonly watermark: number;
	readonly log: readonly LoggedInput[];
}

const version = '1';

function base64url(bytes: Uint8Array): string {
	let binary = '';
	for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
	return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function unbase64url(text: string): Uint8Array {
	if (!/^[\w-]*$/.test(text)) throw new Error('it holds characters that no such link has');
	const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}

/** A world as text. Rejects when it is too big for a link. */
export async function encodeShare(world: SharedWorld): Promise<string> {
	const { deflateSync } = await import('fflate');
	let [at, events] = [0, 0];
	const log = world.log.map((entry) => {
		const row = [entry.at - at, entry.events - events, writeInput(entry.input)];
		({ at, events } = entry);
		return row;
	});
	const bytes = bytesOf(JSON.stringify({ ...world, log }));
	const tooBig = 'This machine holds too much for a link: save everything to a file instead, and send that.';
	if (bytes.length > shareLimits.bytes || world.log.length > shareLimits.entries) throw new Error(tooBig);
	if (world.watermark > shareLimits.seconds * 1e6)
		throw new Error('This machine has run for too long to be played again from a link: save everything to a file instead, and send that.');
	const text = `${version}.${base64url(deflateSync(bytes, { level: 9 }))}`;
	if (text.length > shareLimits.characters) throw new Error(tooBig);
	return text;
}

/** Inflates at most `limit` bytes. */
async function inflate(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
	const { Inflate } = await import('fflate');
	const parts: Uint8Array[] = [];
	let [size, ended] = [0, false];
	const stream = new Inflate((part, final) => {
		parts.push(part);
		size += part.length;
		ended ||= final;
	});
	// Deflate grows at most a thousandfold: small pieces keep what one step can make small.
	for (let i = 0; i < bytes.length && !ended; i += 1024) {
		stream.push(bytes.subarray(i, i + 1024), i + 1024 >= bytes.length);
		if (size > limit) throw new Error(`it unpacks to more than ${limit >> 20} MiB`);
	}
	const all = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

const whole = (value: unknown, least: number, most: number): value is number =>
	typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;

/** What a link holds. Rejects with why it cannot be opened; `presets` are the worlds this Drydock has. */
export async function decodeShare(text: string, presets: readonly string[]): Promise<SharedWorld> {
	if (text.length > shareLimits.characters) throw new Error(`it is longer than ${shareLimits.characters} characters`);
	const [of, body, ...more] = text.split('.');
	if (of !== version)
		throw new Error(/^\d+$/.test(of ?? '') ? `it has format ${of}, and this Drydock reads format ${version}` : 'it is no link that Drydock made');
	if (!body || more.length > 0) throw new Error('a part of it is missing');
	let value: unknown;
	try {
		value = JSON.parse(textOf(await inflate(unbase64url(body), shareLimits.bytes)));
	} catch (error) {
		throw new Error(error instanceof Error && error.message.startsWith('it ') ? error.message : 'it is damaged: a part was cut off or changed', {
			cause: error
		});
	}
	const { build, seed, preset, watermark, log } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
	if (typeof build !== 'string' || !/^[0-9a-f]{1,64}$/.test(build)) throw new Error('it does not say which version made it');
	if (typeof preset !== 'string' || !presets.includes(preset))
		throw new Error(`it asks for a world named ${JSON.stringify(preset)?.slice(0, 40)}, and there are ${presets.join(', ')}`);
	if (!whole(seed, 0, 2 ** 32) || !whole(watermark, 0, shareLimits.seconds * 1e6)) throw new Error('its times are out of bounds');
	if (!Array.isArray(log) || log.length > shareLimits.entries) throw new Error(`it holds more than ${shareLimits.entries} inputs, or none`);
	let [at, events] = [0, 0];
	const entries = log.map((row: unknown, i): LoggedInput => {
		if (!Array.isArray(row) || row.length !== 3 || !whole(row[0], 0, watermark) || !whole(row[1], 0, 2 ** 40))
			throw new Error(`input ${i + 1} of it is malformed`);
		at += row[0];
		events += row[1];
		const input = readInput(row[2]);
		if (!input || at > watermark) throw new Error(`input ${i + 1} of it is malformed`);
		return { at, events, input };
	});
	return { build, seed, preset, watermark, log: entries };
}

/** This machine as text for a link. Rejects with what to tell. */
export async function shareMachine(machine: Machine): Promise<string> {
	const { build, seed, preset, updated } = machine.header;
	if (updated) throw new Error('This machine came through an update of Drydock, so a link cannot carry it: save everything to a file instead, and send that.');
	const log = await machine.around.keeper.wholeLog();
	if (log.length !== machine.recorder.entries) throw new Error('Not all of this machine could be saved, so a link cannot carry it.');
	return encodeShare({ build, seed, preset, watermark: machine.world.now, log });
}
