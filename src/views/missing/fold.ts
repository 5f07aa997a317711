// What the learner asked for and this page does not have: an image, a package, a program. Said beside the terminal's own error, with what is
// nearest, until the next command.
// Invariant: it says only what a registry or a kernel wrote to the trace; it never guesses from what was typed.
import type { Json } from '#src/worker/json.ts';
import { internetHosts, type ViewFact, type ViewFold } from '../view.ts';

export interface Missing {
	/** What to say; text in backquotes is set as code. */
	readonly text: string;
	/** References or commands that would work instead. */
	readonly near: readonly string[];
}

const installers: Readonly<Record<string, string>> = { 'apt-get': 'apt', apt: 'apt', apk: 'apk', dnf: 'dnf', yum: 'yum' };

export function missingOf({ kind, data }: ViewFact): Missing | undefined {
	const name = String(data['name'] ?? '');
	switch (kind) {
		case 'registry.missing': {
			const near = String(data['near'] ?? '')
				.split(' ')
				.filter((one) => one !== '');
			const nothing = near.length === 0 ? ' and nothing with a name like it' : '';
			return {
				text: data['tag']
					? `The registries of this page have no \`${data['image']}\`: the repository is there, the tag is not.`
					: `The registries of this page have no image \`${data['image']}\`${nothing}. A wrong name and a missing one look the same to docker.`,
				near
			};
		}
		case 'mirror.missing':
			return {
				text: `The network of this page has no ${name === '' ? 'package' : `\`${name}\``} for ${data['by']}: packages come with images only.`,
				near: []
			};
		case 'kernel.exec.unknown': {
			const program = String(data['path']).replace(/^.*\//, '');
			const installer = installers[program];
			return {
				text: installer
					? `\`${program}\` is in the image as a file, but its mirrors are not in this page: nothing can be installed with it. Take an image that brings what you need.`
					: `\`${program}\` is in the image as a file, but this page does not model what it does.`,
				near: []
			};
		}
		default:
			return undefined;
	}
}

export function missing(): ViewFold {
	let now: Missing | undefined;
	return {
		fold(fact) {
			if (fact.kind === 'kernel.exec.unknown' && internetHosts.has(String(fact.data['host']))) return;
			now = missingOf(fact) ?? now;
		},
		command() {
			now = undefined;
		},
		project: () => Object.fromEntries<Json>(now ? [['now', { text: now.text, near: now.near }]] : [])
	};
}
