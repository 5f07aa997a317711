import { expect, test } from 'vitest';
import { loadModel, loadProject, processEnvironment } from './load.ts';
import type { LoadOptions } from './project.ts';
import { projectJson, projectYaml, treeYaml } from './render.ts';
import { getService, networksByPriority, orderedServices, withProfiles } from './select.ts';
import { substitute } from './template.ts';
import { optionsAt, run, type Files } from './testdata/files-at-hand.ts';
import { variablesOf } from './variables.ts';

const web = 'services: {web: {image: nginx}}\n';
const load = (files: Files, more: Partial<LoadOptions> = {}) => run(loadProject(optionsAt('/root/lab', more)), files);
const nameOf = (files: Files, more: Partial<LoadOptions> = {}) => load(files, more).value?.name ?? load(files, more).told.join('\n');

test('a variable takes its value, its default or its alternative: it follows each form', () => {
	const values: Readonly<Record<string, string>> = { SET: 'v', EMPTY: '' };
	const told: string[] = [];
	const rows = [
		'$SET',
		'${SET}',
		'${SET:-d}',
		'${EMPTY:-d}',
		'${EMPTY-d}',
		'${NO-d}',
		'${SET:+a}',
		'${EMPTY:+a}',
		'${EMPTY+a}',
		'${NO+a}',
		'${NO:-${SET}x}',
		'$$SET',
		'$1',
		'a$NO$'
	];
	expect(
		rows.map((row) =>
			substitute(
				row,
				(name) => values[name],
				(text) => told.push(text)
			)
		)
	).toEqual(['v', 'v', 'v', 'd', '', 'd', 'a', '', 'a', '', 'vx', '$SET', '$1', 'a$']);
	expect(told).toEqual(['The "NO" variable is not set. Defaulting to a blank string.']);
});

test('the project has the name of -p, COMPOSE_PROJECT_NAME, the file, the directory: it takes the first there is', () => {
	const files = { '/root/lab/compose.yaml': `name: Shop_1\n${web}` };
	expect(nameOf(files, { projectName: 'mine', env: { COMPOSE_PROJECT_NAME: 'theirs' } })).toBe('mine');
	expect(nameOf(files, { env: { COMPOSE_PROJECT_NAME: 'theirs' } })).toBe('theirs');
	expect(nameOf(files)).toBe('shop_1');
	expect(nameOf({ '/root/lab/compose.yaml': web })).toBe('lab');
	expect(nameOf(files, { projectName: 'Mine' })).toBe(
		'ERROR invalid project name "Mine": must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number'
	);
});

test('files are found by -f, COMPOSE_FILE, or their usual names here and above: it says when there are none', () => {
	const files = { '/root/compose.yaml': web, '/root/lab/a.yml': web, '/root/lab/sub/b.yml': 'services: {api: {image: x, build: .}}\n' };
	const found = (more: Partial<LoadOptions>) => {
		const { value, told } = load(files, more);
		return value ? [...value.composeFiles, value.workingDir] : told;
	};
	expect(found({})).toEqual(['/root/compose.yaml', '/root']);
	expect(found({ files: ['sub/b.yml', 'a.yml'] })).toEqual(['/root/lab/sub/b.yml', '/root/lab/a.yml', '/root/lab/sub']);
	expect(found({ files: ['sub/b.yml'], projectDirectory: '/x' })).toEqual(['/root/lab/sub/b.yml', '/x']);
	expect(found({ env: { COMPOSE_FILE: 'a.yml:sub/b.yml' } })).toEqual(['/root/lab/a.yml', '/root/lab/sub/b.yml', '/root/lab']);
	expect(found({ files: ['-'] })).toEqual(['ERROR empty compose file']);
	expect(found({ files: ['no.yml'] })).toEqual(['ERROR open /root/lab/no.yml: no such file or directory']);
	expect(run(loadProject(optionsAt('/srv')), files).told).toEqual(['ERROR no configuration file provided: not found']);
});

test('several usual names at once are told: it takes the first', () => {
	const { told } = load({ '/root/lab/compose.yaml': web, '/root/lab/docker-compose.yml': web });
	expect(told).toEqual([
		'WARN Found multiple config files with supported names: /root/lab/compose.yaml, /root/lab/docker-compose.yml',
		'WARN Using /root/lab/compose.yaml'
	]);
});

test('.env fills the environment of the process but never replaces it: it looks beside the files', () => {
	const files = { '/root/lab/.env': 'A=file\nXVAR=file\n', '/root/lab/compose.yaml': web };
	expect(run(processEnvironment(optionsAt('/root/lab')), files).value).toEqual({ HOME: '/root', XVAR: 'xval', PATH: '/usr/bin:/bin', A: 'file' });
	expect(load(files).value?.environment).toMatchObject({ A: 'file', XVAR: 'xval', PWD: '/root/lab', COMPOSE_PROJECT_NAME: 'lab' });
	expect(load(files, { envFiles: ['no.env'] }).told).toEqual(["ERROR couldn't find env file: /root/lab/no.env"]);
});

const shop = `services:
  web: {image: nginx, depends_on: [api], networks: {a: {priority: 5}, b: {}, c: {priority: 9}}}
  api: {image: x, depends_on: [db]}
  db: {image: redis}
  debug: {image: busybox, profiles: [debug]}
networks: {a: , b: , c: }
`;

test('profiles turn services on, and services are walked after those they need: it leaves the others off', () => {
	const project = load({ '/root/lab/compose.yaml': shop }).value;
	if (!project) throw new Error('it loads');
	expect(Object.keys(project.services)).toEqual(['api', 'db', 'web']);
	expect(Object.keys(withProfiles(project, ['*']).services)).toEqual(['api', 'db', 'debug', 'web']);
	expect(orderedServices(project, [])).toEqual(['db', 'api', 'web']);
	expect(orderedServices(project, ['a*'], 'none')).toEqual(['api']);
	expect(() => orderedServices(project, ['nope'])).toThrow(expect.objectContaining({ text: 'no such service: nope' }));
	expect(() => getService(project, 'debug')).toThrow(expect.objectContaining({ text: 'no such service: debug: disabled' }));
	expect(networksByPriority(project.services['web'] ?? { name: '' })).toEqual(['c', 'a', 'b']);
});

test('a project is JSON with the structures of Go that are never left out: it ends without a line feed', () => {
	const project = load({ '/root/lab/compose.yaml': 'x-y: {b: "1 < 2"}\nservices: {web: {image: nginx, deploy: {replicas: 2}}}\n' }).value;
	expect(project && projectJson(project)).toBe(`{
  "name": "lab",
  "networks": {
    "default": {
      "name": "lab_default",
      "ipam": {}
    }
  },
  "services": {
    "web": {
      "command": null,
      "deploy": {
        "replicas": 2,
        "resources": {},
        "placement": {}
      },
      "entrypoint": null,
      "image": "nginx",
      "networks": {
        "default": null
      }
    }
  },
  "x-y": {
    "b": "1 \\u003c 2"
  }
}`);
});

test('without interpolation and normalisation the tree is what was written, in long forms: it keeps its variables', () => {
	const files = { '/root/lab/compose.yaml': 'services: {web: {image: "nginx:${TAG:-1}", ports: ["${P}:80", "81:81"], build: .}}\n' };
	const { value } = run(loadModel(optionsAt('/root/lab', { skipInterpolation: true, skipNormalization: true, skipResolvePaths: true })), files);
	expect(treeYaml(value?.tree)).toBe(`services:
  web:
    build:
      context: .
    image: nginx:\${TAG:-1}
    ports:
      - \${P}:80
      - 81:81
`);
	expect([...variablesOf(value?.tree).values()]).toEqual([
		{ name: 'TAG', defaultValue: '1', presenceValue: '', required: false },
		{ name: 'P', defaultValue: '', presenceValue: '', required: false }
	]);
});

test('without interpolation nothing is taken from the environment: it leaves names without a value', () => {
	const files = { '/root/lab/compose.yaml': 'services: {web: {image: nginx, environment: [HOME, XVAR]}}\n' };
	const { value } = run(loadModel(optionsAt('/root/lab', { skipInterpolation: true })), files);
	expect(treeYaml(value?.tree)).toContain('    environment:\n      - HOME\n      - XVAR\n');
});

test('what a project prints loads again: it prints the same', () => {
	const first = load({
		'/root/lab/compose.yaml': shop.replace('image: redis', 'image: redis, mem_limit: 64m, ulimits: {core: 0}, command: redis-server --save ""')
	}).value;
	const yaml = first ? projectYaml(first) : '';
	const again = load({ '/root/lab/compose.yaml': yaml.replaceAll('$', '$$$$') }).value;
	expect(again && projectYaml(again)).toBe(yaml);
});
