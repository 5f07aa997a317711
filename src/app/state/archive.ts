// Everything a learner has, as one file: a line that names the format, a line of JSON (sizes and checksum), and the packed data, deflated.
// Reading one changes nothing: it answers what is in it, or says what was expected and what was found.
// Invariant: what `readArchive` answers has the shapes of the store (src/worker/store.ts), whoever wrote the file.
import { deflateSync, Inflate } from 'fflate';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { LoggedInput } from '#src/sim/world/index.ts';
import { readInput, writeInput } from '#src/worker/input-text.ts';
import type { Answer, LessonRecord, TaskProgress } from '#src/worker/learner.ts';
import type { MachineHeader, SavedCheckpoint } from '#src/worker/store.ts';
import { pack, unpack } from './pack.ts';
import { bytes, flag, list, maybe, one, pair, record, such, text, whole, type Shape } from './shape.ts';

export interface ArchivedMachine {
	readonly header: MachineHeader;
	readonly checkpoint: SavedCheckpoint | null;
	/** The whole log, from the first entry. */
	readonly log: readonly LoggedInput[];
	/** Number of the first entry in `log`. */
	readonly first: number;
}

export interface Archive {
	/** Version of the store the shapes are of. */
	readonly store: number;
	readonly build: string;
	/** Unix ms. */
	readonly made: number;
	readonly machines: readonly ArchivedMachine[];
	readonly progress: readonly TaskProgress[];
	readonly answers: readonly Answer[];
	readonly lessons: readonly LessonRecord[];
	/** The page's settings (localStorage keys without their prefix). */
	readonly settings: Readonly<Record<string, string>>;
}

/** Bounds of a file, before and after it is unpacked. */
export const archiveLimits = { bytes: 256 << 20, unpacked: 1 << 30 } as const;

const magic = 'DRYDOCK SAVE 1\n';
const headShape = record({ sha256: text(64), bytes: whole(0, archiveLimits.bytes), unpacked: whole(0, archiveLimits.unpacked) });

const logged: Shape = record({
	at: whole(),
	events: whole(),
	input: such('an input', (value) => {
		try {
			return readInput(writeInput(value as never)) !== undefined;
		} catch {
			return false;
		}
	})
});
const command = record({ entry: whole(), at: whole(), text: text() });
const header = record({
	machine: text(200),
	format: one(1),
	build: text(64),
	seed: whole(0, 2 ** 32),
	preset: text(64),
	created: whole(),
	used: whole(),
	watermark: whole(),
	shared: maybe(flag),
	updated: maybe(flag)
});
const checkpoint = record({
	machine: text(200),
	entries: whole(),
	at: whole(),
	checkpoint: such(
		'a checkpoint of a world (format 1)',
		(value) => typeof value === 'object' && value !== null && (value as { format?: unknown }).format === 1
	),
	transcripts: list(pair(whole(), bytes), 100),
	nextTerminal: whole(),
	hosts: list(pair(whole(), text(100)), 100),
	commands: list(command, 10_000)
});
const task = record({
	lesson: text(200),
	task: text(200),
	version: text(100),
	passed: maybe(whole()),
	passedVersion: maybe(text(100)),
	held: list(whole(0, 10_000), 10_000),
	hints: whole(),
	solution: flag,
	attempts: whole(),
	seconds: whole()
});
/** JSON of any shape, of a bounded size. */
const json: Shape = such('a small JSON value', (value) => {
	try {
		return (JSON.stringify(value) ?? '').length <= 10_000;
	} catch {
		return false;
	}
});
const answer = record({
	lesson: text(200),
	item: text(200),
	kind: one('quiz', 'predict'),
	version: text(100),
	tries: list(record({ at: whole(), answer: json, right: such('true, false or null', (value) => value === null || typeof value === 'boolean') }), 1000),
	right: maybe(whole()),
	hints: whole(),
	shown: flag
});
const archiveShape = record({
	store: one(2),
	build: text(64),
	made: whole(),
	machines: list(
		record({ header, checkpoint: (value, where) => (value === null ? undefined : checkpoint(value, where)), log: list(logged), first: whole() }),
		10_000
	),
	progress: list(task, 100_000),
	answers: list(answer, 100_000),
	lessons: list(record({ lesson: text(200), opened: whole(), used: whole(), seconds: whole(), finished: maybe(whole()) }), 10_000),
	settings: such(
		'texts by name',
		(value) => typeof value === 'object' && value !== null && Object.values(value).every((item) => typeof item === 'string' && item.length <= 100_000)
	)
});

/** The file's bytes. */
export function writeArchive(archive: Archive): Uint8Array<ArrayBuffer> {
	const packed = pack(archive);
	const body = deflateSync(packed, { level: 6 });
	const head = new TextEncoder().encode(`${magic}${JSON.stringify({ sha256: bytesToHex(sha256(body)), bytes: body.length, unpacked: packed.length })}\n`);
	const file = new Uint8Array(head.length + body.length);
	file.set(head);
	file.set(body, head.length);
	return file;
}

/** What a file holds. Throws with what was expected and what was found. */
export function readArchive(file: Uint8Array): Archive {
	if (file.length > archiveLimits.bytes)
		throw new Error(`Expected a file of at most ${archiveLimits.bytes >> 20} MiB, found ${Math.ceil(file.length / (1 << 20))} MiB.`);
	const start = new TextDecoder().decode(file.subarray(0, 400));
	const [first = '', second = ''] = start.split('\n');
	const version = /^DRYDOCK SAVE (\d+)$/.exec(first)?.[1];
	if (version === undefined) throw new Error('Expected a file that Drydock saved (it begins with “DRYDOCK SAVE 1”), found something else.');
	if (version !== '1')
		throw new Error(`Expected a save of format 1, found format ${version}: it was made by a newer Drydock. Reload to get the newest, and try again.`);
	const head = parseHead(second);
	const body = file.subarray(magic.length + new TextEncoder().encode(second).length + 1);
	if (body.length !== head.bytes) throw new Error(`Expected ${head.bytes} bytes of data, found ${body.length}: the file was cut off or added to.`);
	const sum = bytesToHex(sha256(body));
	if (sum !== head.sha256)
		throw new Error(`Expected data with the checksum ${head.sha256.slice(0, 12)}…, found ${sum.slice(0, 12)}…: the file was changed or damaged.`);
	// Deflate grows at most 1032-fold: a file that says more is no save, and gets no memory.
	if (head.unpacked > body.length * 1100 + 1024)
		throw new Error(`Expected at most ${body.length * 1100 + 1024} bytes of unpacked data, found ${head.unpacked}.`);
	let value: unknown;
	try {
		value = unpack(inflate(body, head.unpacked));
	} catch (error) {
		throw new Error(`Expected packed data, found what cannot be unpacked (${error instanceof Error ? error.message : String(error)}).`, { cause: error });
	}
	const wrong = archiveShape(value, 'save');
	if (wrong) throw new Error(`The save does not have the right shape. ${wrong}.`);
	const archive = value as Archive;
	for (const { header: of, checkpoint: saved, log, first: from } of archive.machines) {
		if (saved && (saved.machine !== of.machine || saved.entries > from + log.length))
			throw new Error(`Expected the machine ${of.machine} with the log that its checkpoint needs, found ${log.length} entries.`);
	}
	return archive;
}

function parseHead(line: string): { sha256: string; bytes: number; unpacked: number } {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		throw new Error('Expected a second line with sizes and checksum, found something else.');
	}
	const wrong = headShape(value, 'second line');
	if (wrong) throw new Error(`The second line is wrong. ${wrong}.`);
	return value as { sha256: string; bytes: number; unpacked: number };
}

/** Inflates to exactly `size` bytes. */
function inflate(body: Uint8Array, size: number): Uint8Array {
	const out = new Uint8Array(size);
	let at = 0;
	const stream = new Inflate((part) => {
		if (at + part.length > size) throw new Error('it is larger than it says');
		out.set(part, at);
		at += part.length;
	});
	for (let i = 0; i < body.length; i += 1 << 14) stream.push(body.subarray(i, i + (1 << 14)), i + (1 << 14) >= body.length);
	if (at !== size) throw new Error('it is smaller than it says');
	return out;
}
