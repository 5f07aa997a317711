import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inLanguage, readContent, type Content } from './content.ts';
import { readFolder } from './content-folder.ts';
import { setupSteps } from './parse.ts';

const head = (title: string, more = ''): string =>
	`---\ntitle: ${title}\nsummary: S\nlevel: beginner\nminutes: 1\nworld: docker\nobjectives: [o]\n${more}---\n\n`;
const task = (title: string): string =>
	`\`\`\`task\nid: a\ntitle: ${title}\nchecks:\n  - container: web\nsolution:\n  - docker run -d --name web nginx\n\`\`\`\n`;
const pull = (image: string): string => `if command -v docker >/dev/null; then docker pull -q '${image}'; else crictl pull '${image}'; fi`;
function read(files: Readonly<Record<string, string>>): Content {
	return readContent({ names: Object.keys(files).sort(), read: (name) => files[name] });
}

describe('a glossary', () => {
	const lessons = {
		'01-one/course.yaml': 'title: One\nsummary: S\n',
		'01-one/01-first/index.md': `${head('First')}An [image](term:image).\n`,
		'01-one/02-second/index.md': `${head('Second')}A [layer](term:layer) of an [image](term:image).\n`
	};
	const said = (glossary: string): string[] =>
		read({ ...lessons, 'glossary.yaml': glossary }).problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);

	test('that YAML cannot read is the only mistake told, so its words are not missed in every lesson: it is', () => {
		expect(said('image: "A" package\nlayer: L\n')).toEqual([
			'glossary.yaml:1:12: YAML: Unexpected scalar at node end: expected one `name: text` per line, or quotes around a whole text'
		]);
	});

	test('with a dead link is told once and at its place, however many lessons use the word: it is', () => {
		expect(said('image:\n  title: Image\n  text: |\n    Made of\n    [layers](term:layr).\nlayer: L\n')).toEqual([
			'glossary.yaml:5:5: the glossary has no "layr": did you mean layer?'
		]);
	});
});

describe('a content folder', () => {
	const content = read({
		'01-one/course.yaml': 'title: One\nsummary: S\n',
		'01-one/01-first/index.md': `${head('First')}See [next](../02-second/index.md#there), an [image](term:image).\n\n[!INCLUDE [x](../../_shared/x.md)]\n\n${task('Do')}`,
		'01-one/01-first/index.de.md': head('Erste') + task('Mach'),
		'01-one/02-second/index.md': `${head('Second', 'continues: one/first\nsetup:\n  images: [redis]\n')}## There\n\nText.\n`,
		'paths/way.yaml': 'title: W\nsummary: S\nlessons: [one/second, one/first]\n',
		'glossary.yaml': 'image: A package with [layers](term:layer).\nlayer: A part of an [image](term:image).\n',
		'_shared/x.md': 'From elsewhere.\n'
	});
	const [first, second] = content.lessons;

	test('without a mistake has its lessons, courses and paths in order: it has', () => {
		expect(content.problems).toEqual([]);
		expect(content.courses).toEqual([{ course: 'one', title: 'One', summary: 'S', lessons: ['first', 'second'] }]);
		expect(content.paths).toEqual([{ path: 'way', title: 'W', summary: 'S', lessons: ['one/second', 'one/first'] }]);
	});

	test('gives links to lessons their page’s address, includes and glossary words their text: it does', () => {
		expect(JSON.stringify(first?.lesson.blocks[0])).toContain('"href":"/learn/one/second/#there"');
		expect(first?.lesson.blocks[1]).toEqual({ type: 'paragraph', inline: [{ t: 'text', v: 'From elsewhere.' }] });
		expect(Object.keys(first?.lesson.glossary ?? {})).toEqual(['image', 'layer']);
	});

	test('falls back to the original where there is no translation: it does', () => {
		expect(first && inLanguage(first, 'de').meta.title).toBe('Erste');
		expect(first && inLanguage(first, 'de').languages).toEqual(['de', 'en']);
		expect(first && inLanguage(first, 'fr').meta.title).toBe('First');
		expect(second && inLanguage(second, 'de').meta.title).toBe('Second');
	});

	test('starts a lesson that continues another from its solution, then its own setup: it does', () => {
		expect(second?.lesson.start).toEqual([
			{ type: 'run', command: 'docker run -d --name web nginx' },
			{ type: 'run', command: pull('redis') }
		]);
	});

	test('of this project has no mistake: it has none', () => {
		expect(readFolder(join(import.meta.dirname, '../../content')).problems).toEqual([]);
	});
});

describe('a setup', () => {
	test('is files, images, commands, then power and wires, so each finds what it needs: it is', () => {
		const setup = {
			images: [{ image: 'nginx' }, { image: 'redis', host: 'worker' }],
			files: [{ path: '/root/a', text: 'x' }],
			run: [{ command: 'ls' }],
			hosts: [{ host: 'worker', on: false, up: false }]
		};
		expect(setupSteps(setup)).toEqual([
			{ type: 'write', path: '/root/a', text: 'x' },
			{ type: 'run', command: pull('nginx') },
			{ type: 'run', command: pull('redis'), host: 'worker' },
			{ type: 'run', command: 'ls' },
			{ type: 'link', host: 'worker', up: false },
			{ type: 'power', host: 'worker', on: false }
		]);
	});
});
