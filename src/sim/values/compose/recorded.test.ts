// testdata/*.txt: compose files of our own and what compose-go 2.6.5 (the loader in Compose 2.37.3) made of them: its warnings, its error, or the
// canonical YAML and each service's configuration hash. XVAR=xval and HOME=/root are set; a case's files are in /srv/lab/NAME.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withEnvironmentResolved } from './environment.ts';
import { loadProject } from './load.ts';
import type { Loading, Project } from './project.ts';
import { projectYaml, serviceHash } from './render.ts';
import { keysOf } from './tree.ts';
import { optionsAt, run, type Files } from './testdata/files-at-hand.ts';

interface Case {
	readonly name: string;
	readonly files: Files;
	readonly expected: string;
}

/** A file's text: "\" and a line feed at its end stand for none there; \r and \ufeff are written out. */
const fileText = (text: string): string => text.replace(/\\\n$/, '').replaceAll('\\r', '\r').replaceAll('\\ufeff', '\ufeff');

function cases(file: string): Case[] {
	const source = readFileSync(join(import.meta.dirname, 'testdata', file), 'utf8');
	return source
		.split(/^#### /m)
		.slice(1)
		.map((part) => {
			const [head = '', expected = ''] = part.split('<<<<\n');
			const [name = '', ...files] = head.split(/\n?^>>>> /m);
			const entries = files.map((one, i) => {
				const at = one.indexOf('\n');
				return [`/srv/lab/${name.trim()}/${one.slice(0, at)}`, fileText(one.slice(at + 1) + (i < files.length - 1 ? '\n' : ''))] as const;
			});
			return { name: name.trim(), files: Object.fromEntries(entries), expected };
		});
}

function* whole(directory: string): Loading<Project> {
	return yield* withEnvironmentResolved(yield* loadProject(optionsAt(directory)), true);
}

function printed({ name, files }: Case): string {
	const { value, told } = run(whole(`/srv/lab/${name}${name === 'parent' ? '/sub/dir' : ''}`), files);
	const lines = told.map((line) => `${line}\n`).join('');
	if (!value) return lines;
	const hashes = keysOf(value.services).map((name) => `${name} ${serviceHash(value.services[name] ?? { name })}\n`);
	return `${lines}${projectYaml(value)}${hashes.join('')}`;
}

describe.each(['mistakes.txt', 'models.txt', 'files.txt'])('what compose-go makes of compose files, %s', (file) => {
	test.each(cases(file).map((one) => [one.name, one] as const))('%s: it is the same here', (_name, one) => {
		expect(printed(one)).toBe(one.expected);
	});
});
