// The store as each of its versions wrote it: what a learner who was here long ago still has. Never edited once released; a new version adds one.
export interface StoredSave {
	readonly version: number;
	/** Stores with their key paths (null: keys are given). */
	readonly stores: Readonly<Record<string, string | readonly string[] | null>>;
	/** Records by store; with its key where the store has no key path. */
	readonly records: Readonly<Record<string, readonly { readonly value: unknown; readonly key?: readonly (string | number)[] }[]>>;
}

const header = {
	machine: 'sandbox/docker',
	format: 1,
	build: '00000000deadbeef',
	seed: 1,
	preset: 'docker',
	created: 1_780_000_000_000,
	used: 1_780_000_600_000,
	watermark: 8_000_000
};
const bytes = (text: string): number[] => [...new TextEncoder().encode(text)];
const log = [
	{ key: ['sandbox/docker', 0], value: { at: 0, events: 0, input: { kind: 'terminal.open', host: 'docker', terminal: 1, size: { rows: 24, columns: 84 } } } },
	{
		key: ['sandbox/docker', 1],
		value: { at: 3_000_000, events: 800, input: { kind: 'file.write', host: 'docker', path: '/root/compose.yaml', data: { bytes: bytes('services: {}\n') } } }
	},
	{
		key: ['sandbox/docker', 2],
		value: { at: 3_100_000, events: 810, input: { kind: 'file.write', host: 'docker', path: '/root/gone', data: { bytes: bytes('x') } } }
	},
	{ key: ['sandbox/docker', 3], value: { at: 3_200_000, events: 820, input: { kind: 'file.remove', host: 'docker', path: '/root/gone' } } }
];

/** `{bytes: […]}` stands for a Uint8Array. */
export const stores: readonly StoredSave[] = [
	{
		version: 1,
		stores: { machines: 'machine', log: null, checkpoints: ['machine', 'entries'], progress: ['lesson', 'task'] },
		records: {
			machines: [{ value: header }],
			log,
			progress: [
				{ value: { lesson: 'docker/your-first-container', task: 'run', version: 'aaaa', passed: 1_780_000_100_000, hints: 2, solution: false } },
				{ value: { lesson: 'docker/your-first-container', task: 'see', version: 'bbbb', hints: 1, solution: true } }
			]
		}
	},
	{
		version: 2,
		stores: {
			machines: 'machine',
			log: null,
			checkpoints: ['machine', 'entries'],
			progress: ['lesson', 'task'],
			answers: ['lesson', 'item'],
			lessons: 'lesson'
		},
		records: {
			machines: [{ value: header }],
			log,
			progress: [
				{
					value: {
						lesson: 'docker/your-first-container',
						task: 'run',
						version: 'aaaa',
						passed: 1_780_000_100_000,
						passedVersion: 'aaaa',
						held: [0, 1],
						hints: 2,
						solution: false,
						attempts: 5,
						seconds: 90
					}
				},
				{ value: { lesson: 'docker/your-first-container', task: 'see', version: 'bbbb', held: [], hints: 1, solution: true, attempts: 0, seconds: 0 } }
			],
			answers: [
				{
					value: {
						lesson: 'docker/your-first-container',
						item: 'q',
						kind: 'quiz',
						version: 'cccc',
						tries: [{ at: 1, answer: [1], right: true }],
						right: 1,
						hints: 0,
						shown: false
					}
				}
			],
			lessons: [{ value: { lesson: 'docker/your-first-container', opened: 1_780_000_000_000, used: 1_780_000_600_000, seconds: 300 } }]
		}
	}
];
