// testdata/compose: fifty projects as people write them. All load, name only images that the simulated registries have, and what `config` prints
// of them loads again to the same text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../oci/index.ts';
import { loadProject, projectYaml, withEnvironmentResolved, type Loading, type Project } from '../../../values/compose/index.ts';
import { allServices } from '../../../values/compose/select.ts';
import { optionsAt, run, type Files } from '../../../values/compose/testdata/files-at-hand.ts';
import { fullString, parseReference, withLatest } from '../../docker/reference.ts';

const root = join(import.meta.dirname, '../../../../../testdata/compose');
const projects = readdirSync(root).sort();
const filesOf = (project: string): Files =>
	Object.fromEntries(
		readdirSync(join(root, project), { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => [join(entry.parentPath, entry.name).replace(root, '/root'), readFileSync(join(entry.parentPath, entry.name), 'utf8')])
	);

/** With all profiles on: what is off is not printed, though others may name it. */
function* whole(directory: string): Loading<Project> {
	return yield* withEnvironmentResolved(yield* loadProject(optionsAt(directory, { profiles: ['*'] })), true);
}

const images = new Set(catalogue.flatMap(({ name, tags }) => Object.keys(tags).map((tag) => `${name}:${tag}`)));

test('there are fifty of them: it is what the issue asks for', () => {
	expect(projects.length).toBe(50);
});

describe.each(projects)('%s', (name) => {
	const files = filesOf(name);
	const { value: project, told } = run(whole(`/root/${name}`), files);

	test('it loads, and says no more than that version is obsolete', () => {
		expect(told.filter((line) => !line.includes('the attribute `version` is obsolete'))).toEqual([]);
		expect(Object.keys(project?.services ?? {})).not.toEqual([]);
	});

	test('its images are in the catalogue: it can be pulled', () => {
		const named = Object.values(project ? allServices(project) : {}).flatMap((service) =>
			service.build || service.image === undefined ? [] : [service.image]
		);
		expect(named.map((image) => fullString(withLatest(parseReference(image)))).filter((image) => !images.has(image))).toEqual([]);
	});

	test('what config prints loads again: it prints the same', () => {
		const yaml = project ? projectYaml(project) : '';
		const others = Object.fromEntries(Object.entries(files).filter(([path]) => !/\/(docker-)?compose[^/]*$|\/\.env$/.test(path)));
		const again = run(whole(`/root/${name}`), { ...others, [`/root/${name}/compose.yaml`]: yaml.replaceAll('$', '$$$$') });
		expect(again.told).toEqual([]);
		expect(again.value && projectYaml(again.value)).toBe(yaml);
	});
});
