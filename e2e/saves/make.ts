// Makes the stored saves of this folder that are bytes: run once per format (`node e2e/saves/make.ts`), never again for an old one.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeArchive, type Archive } from '#src/app/state/archive.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const archive: Archive = {
	store: 2,
	build: '0123456789abcdef',
	made: 1_790_000_000_000,
	machines: [
		{
			header: {
				machine: 'sandbox/docker',
				format: 1,
				build: '0123456789abcdef',
				seed: 1,
				preset: 'docker',
				created: 1_789_000_000_000,
				used: 1_789_000_900_000,
				watermark: 9_000_000
			},
			checkpoint: null,
			first: 0,
			log: [
				{ at: 0, events: 0, input: { kind: 'terminal.open', host: 'docker', terminal: 1, size: { rows: 24, columns: 84 } } },
				{ at: 3_000_000, events: 900, input: { kind: 'file.write', host: 'docker', path: '/root/from-the-save', data: text('kept in a file\n') } }
			]
		}
	],
	progress: [
		{
			lesson: 'docker/your-first-container',
			task: 'run',
			version: 'of-the-save',
			passed: 1_789_000_100_000,
			passedVersion: 'of-the-save',
			held: [0, 1, 2],
			hints: 1,
			solution: false,
			attempts: 4,
			seconds: 130
		}
	],
	answers: [],
	lessons: [{ lesson: 'docker/your-first-container', opened: 1_789_000_000_000, used: 1_789_000_900_000, seconds: 400 }],
	settings: {}
};
writeFileSync(join(import.meta.dirname, 'archive-1.drydock'), writeArchive(archive));
