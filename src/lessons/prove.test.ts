// The checker of lessons on lessons that are wrong in one way each.
import { describe, expect, test } from 'vitest';
import { parseLesson } from './parse.ts';
import { proveLesson } from './prove.ts';
import { Worlds } from './worlds.ts';

const worlds = new Worlds();
const head = '---\ntitle: T\nsummary: S\nlevel: beginner\nminutes: 2\nworld: docker\nobjectives: [o]\n---\n\n';
async function findings(text: string, mutate = false): Promise<string[]> {
	const { lesson, problems } = parseLesson('01-c/01-l/index.md', head + text);
	expect(problems).toEqual([]);
	const proven = await proveLesson(lesson, worlds, { mutate });
	return proven.findings.map(({ line, message }) => `${line}: ${message}`);
}
const task = (rest: string, id = 'a'): string => `\`\`\`task\nid: ${id}\ntitle: t\n${rest}\n\`\`\`\n`;
const run = 'docker run -d --name web nginx:latest';
const right = task(`checks:\n  - container: web\n    state: running\n    image: nginx:latest\nsolution:\n  - ${run}`);

describe('a lesson', () => {
	test('that is right has no finding, with mutation too: it has none', async () => {
		expect(await findings(`\`\`\`sh run\n${run}\n\`\`\`\n\n${right}`, true)).toEqual([]);
	}, 60_000);

	test('whose check holds at the start is found: it is', async () => {
		expect(await findings(task('checks:\n  - port: 8080\n    free: true\nsolution: [ls]'))).toEqual([
			'10: task "a" is done before its solution, and was expected not to be',
			'14: check "port 8080 is free" holds at the start (nobody listens on 8080), and was expected to fail'
		]);
	}, 60_000);

	test('whose solution, or one way of it, does not lead there is found: it is', async () => {
		const text = task(
			`checks:\n  - container: web\n    title: It runs\nsolutions:\n  Good:\n    - ${run}\n  Bad:\n    - docker run -d --name wbe nginx:latest`
		);
		expect(await findings(text)).toEqual(['14: check "It runs" fails after the solution "Bad": there is no container web; expected: container web is there']);
	}, 60_000);

	test('whose solution has a step that fails is told which, in the author’s words, and what follows is left out: it is', async () => {
		const first = task(
			'checks:\n  - container: web\n    image: nginx\n    title: "`web` runs"\nsolution:\n  - docker run -d --name web ngnix\n  - dcoker ps\n  - ls'
		);
		expect(await findings(`${first}\n${task(`checks:\n  - container: other\nsolution:\n  - docker ps`, 'b')}`)).toEqual([
			'14: check "`web` runs" fails after the solution: there is no container web; expected: container web is there (image: "nginx")',
			"18: the solution fails at step 1: `docker run -d --name web ngnix` ended with 125: docker: Error response from daemon: pull access denied for ngnix, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
			'19: the solution fails at step 2: `dcoker ps` ended with 127: dcoker: command not found',
			'23: task "b" and what follows it were not tried: task "a" before it has failed'
		]);
	}, 60_000);

	test('whose page or whose group of checks is another is told what was wanted: it is', async () => {
		const text = task(
			`checks:\n  - all-of:\n      - http: http://localhost:8080/\n        body: Hello\n      - container: web\n        state: running\nsolution:\n  - ${run} \n`
		);
		expect((await findings(text))[0]).toBe(
			'14: check "http://localhost:8080/ answers 200, and container web is running" fails after the solution: the connection is refused: nobody listens there; expected: http://localhost:8080/ answers 200 (body: "Hello"), and container web is running'
		);
	}, 60_000);

	test('whose setup fails is found, with the line of each command and image: it is', async () => {
		const setup = head.replace(
			'objectives: [o]\n',
			'objectives: [o]\nsetup:\n  images:\n    - nginx\n    - alpine:9.99\n  run:\n    - "true"\n    - nosuch\n    - "false"\n'
		);
		const { lesson, problems } = parseLesson('01-c/01-l/index.md', setup);
		expect(problems).toEqual([]);
		expect((await proveLesson(lesson, worlds)).findings.map(({ line, message }) => `${line}: ${message}`)).toEqual([
			'11: setup: the image alpine:9.99 is not there: the pull ended with 1: Error response from daemon: manifest for alpine:9.99 not found: manifest unknown: manifest unknown; expected an image that can be pulled',
			'14: setup: `nosuch` ended with 127: nosuch: command not found; expected status 0',
			'15: setup: `false` ended with 1 and printed nothing; expected status 0'
		]);
	}, 60_000);

	test('whose prose does the task otherwise than its solution is found: it is', async () => {
		expect(await findings(`\`\`\`sh run\ndocker run --detach --name web nginx:latest\n\`\`\`\n\n${right}`)).toEqual([
			'14: task "a" is done before its solution, and was expected not to be'
		]);
	}, 60_000);

	test('whose output or prediction is not what is printed is found, with the line: it is', async () => {
		const text =
			'```sh run\necho one; echo two\n```\n\n```output\none\nthree\n```\n\n```predict\nid: p\nquestion: Q?\nrun: echo four\nprints: five\nexplain: E\n```\n';
		expect(await findings(text)).toEqual([
			'16: the output of `echo one; echo two` is another: "three" is written, and "two" is printed',
			'23: the prediction’s command does not print "five": "four"'
		]);
	}, 60_000);

	test('that names a machine that is not there, or takes another time than it says, is found: it is', async () => {
		expect(await findings(task('checks:\n  - container: web\n    host: dokcer\nsolution: [ls]'))).toEqual([
			'14: there is no machine dokcer in the world docker: expected docker'
		]);
		const { lesson } = parseLesson('01-c/01-l/index.md', head.replace('minutes: 2', 'minutes: 60') + right);
		expect((await proveLesson(lesson, worlds)).findings.map(({ message }) => message)).toEqual(['minutes is 60: by its words and tasks expected 1 to 5']);
	}, 60_000);

	test('whose checks do not notice a mistake is found by mutation, unless it is free: it is', async () => {
		const loose = `checks:\n  - command: docker ps -q\n    stdout: { matches: "[0-9a-f]" }\nsolution:\n  - ${run}`;
		expect(await findings(task(loose), true)).toEqual([
			'10: task "a" counts as done when the image is httpd:2.4 instead of nginx:latest: expected a check that notices'
		]);
		expect(await findings(task(`${loose}\nfree: [image]`), true)).toEqual([]);
		const steps = `checks:\n  - container: web\nsolution:\n  - docker network create net\n  - ${run}`;
		expect(await findings(task(`${steps}\nfree: [image]`), true)).toEqual([
			'10: task "a" counts as done when the step `docker network create net` is left out: expected a check that notices'
		]);
	}, 60_000);

	test('shows tabs of which the second is walked in a copy: it is', async () => {
		const tabs =
			"<!-- tabs -->\n\n#### A\n\n```sh run\ntouch /root/one\n```\n\n#### B\n\n```sh run\nls /root/one\n```\n\n```output\nls: cannot access '/root/one': No such file or directory\n```\n\n<!-- /tabs -->\n\n```sh run\nls /root | grep one\n```\n\n```output\none\n```\n";
		expect(await findings(tabs)).toEqual([]);
	}, 60_000);
});
