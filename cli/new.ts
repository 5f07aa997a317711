// `drydock new`: a course, or a lesson in a course, numbered behind those that are there. What it writes passes `drydock lessons`.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { presets } from '#src/sim/world/presets/index.ts';
import { suggest } from '#src/lessons/fields.ts';
import { newCourse, newLesson } from '#src/lessons/templates.ts';

const usage = `Usage: drydock new course NAME [OPTIONS]
       drydock new lesson COURSE/NAME [OPTIONS]

Makes a course (NN-name/course.yaml) or a lesson (NN-course/NN-name/index.md), numbered behind those that are there.

  --title TEXT    its title; the name in words when absent
  --world NAME    of a lesson: ${presets.map(({ name }) => name).join(', ')}; docker when absent
  --content DIR   the content, from where you stand, made when it is not there; the project's own when absent
`;
const named = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

class Wrong extends Error {}

/** Numbered folders of a folder, by name without the number. */
function numbered(folder: string): Map<string, string> {
	const names = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && /^\d+-/.test(entry.name)) : [];
	return new Map(names.map(({ name }) => [name.replace(/^\d+-/, ''), name]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)) as [string, string][]);
}

/** "03-name" behind what is there. */
function next(folder: string, name: string): string {
	const last = Math.max(0, ...[...numbered(folder).values()].map((one) => Number.parseInt(one, 10)));
	return `${String(last + 1).padStart(2, '0')}-${name}`;
}

function check(name: string, what: string): void {
	if (!named.test(name)) throw new Wrong(`"${name}" is no name for a ${what}: expected small letters, digits and hyphens, as first-steps`);
}

function write(file: string, text: string): void {
	mkdirSync(join(file, '..'), { recursive: true });
	writeFileSync(file, text, { flag: 'wx' });
	process.stdout.write(`${relative(process.cwd(), file)}\n`);
}

function course(root: string, name: string, title: string | undefined): void {
	check(name, 'course');
	const known = numbered(root).get(name);
	if (known !== undefined) throw new Wrong(`there is a course ${name} already, in ${known}`);
	write(join(root, next(root, name), 'course.yaml'), newCourse(name, title));
}

function lesson(root: string, path: string, title: string | undefined, world: string): void {
	const [courseName = '', name = '', ...rest] = path.split('/');
	if (rest.length > 0 || name === '') throw new Wrong(`"${path}" is no name for a lesson: expected COURSE/NAME, as docker/first-steps`);
	check(courseName, 'course');
	check(name, 'lesson');
	const courses = numbered(root);
	const folder = courses.get(courseName);
	if (folder === undefined)
		throw new Wrong(
			`there is no course ${courseName}: ${courses.size === 0 ? `make it with drydock new course ${courseName}` : suggest(courseName, [...courses.keys()])}`
		);
	const names = presets.map((preset) => preset.name);
	if (!names.includes(world)) throw new Wrong(`there is no world ${world}: ${suggest(world, names)}`);
	const known = numbered(join(root, folder)).get(name);
	if (known !== undefined) throw new Wrong(`there is a lesson ${path} already, in ${folder}/${known}`);
	write(join(root, folder, next(join(root, folder), name), 'index.md'), newLesson(name, world, title));
}

export async function newContent(args: readonly string[]): Promise<number> {
	try {
		const options = { title: { type: 'string' }, world: { type: 'string' }, content: { type: 'string' }, help: { type: 'boolean' } } as const;
		const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
		const [what, name] = positionals;
		const root = values.content ?? join(import.meta.dirname, '../content');
		const fresh = !existsSync(root);
		if (values.help) process.stdout.write(usage);
		else if (what === 'course' && name !== undefined) course(root, name, values.title);
		else if (what === 'lesson' && name !== undefined) lesson(root, name, values.title, values.world ?? 'docker');
		else {
			process.stderr.write(usage);
			return 2;
		}
		// It may be a slip of the pen, which the path of the new file alone does not show.
		if (fresh && existsSync(root)) process.stderr.write(`drydock: there was no folder ${resolve(root)}: it is made\n`);
		return 0;
	} catch (error) {
		if (!(error instanceof Wrong) && !(error instanceof TypeError) && !(error instanceof Error && 'code' in error)) throw error;
		process.stderr.write(`drydock: ${error.message.split('. ')[0]}\n`);
		return 1;
	}
}
