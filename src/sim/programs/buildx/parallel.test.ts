import { expect, test } from 'vitest';
import { readyWorld as ready, script } from './testdata/world.ts';

const build = (dockerfile: string, filter: string): string =>
	`mkdir -p c; cd c; cat > Dockerfile <<'E'\n${dockerfile}E\ndate +%s > /root/began; docker build --progress=plain -t t . > log 2>&1; echo exit $?; echo took $(($(date +%s) - $(cat /root/began))); ${filter}`;
const times = (text: string): string => text.replaceAll(/\b\d+\.\d{3} /g, '').replaceAll(/DONE \d+\.\ds/g, 'DONE');

test('independent stages are worked at together: the build takes as long as its longest path, it', async () => {
	const world = await ready();
	const dockerfile = [
		'FROM busybox:1.36 AS a',
		'RUN sleep 6; echo a > /a',
		'FROM busybox:1.36 AS b',
		'RUN sleep 8; echo b > /b',
		'FROM busybox:1.36',
		'RUN sleep 7; echo c > /c',
		'COPY --from=a /a /',
		'COPY --from=b /b /',
		'RUN cat /a /b /c',
		''
	].join('\n');
	const out = await script(world, build(dockerfile, "sed -n '/^#[5-9]/p;/^#1[0-9]/p' log | grep -v -e naming -e writing -e exporting"));
	expect(out.split('\n')[0]).toBe('exit 0');
	const took = Number(/took (\d+)/.exec(out)?.[1]);
	expect(took).toBeGreaterThanOrEqual(8);
	// One after the other it would be 21 s.
	expect(took).toBeLessThanOrEqual(11);
	expect(times(out.replace(/^exit.*\ntook.*\n/, ''))).toMatchInlineSnapshot(`
		"#5 [b 2/2] RUN sleep 8; echo b > /b
		#5 ...
		#6 [a 2/2] RUN sleep 6; echo a > /a
		#6 DONE
		#7 [stage-2 2/5] RUN sleep 7; echo c > /c
		#7 DONE
		#5 [b 2/2] RUN sleep 8; echo b > /b
		#5 ...
		#8 [stage-2 3/5] COPY --from=a /a /
		#8 DONE
		#5 [b 2/2] RUN sleep 8; echo b > /b
		#5 DONE
		#9 [stage-2 4/5] COPY --from=b /b /
		#9 DONE
		#10 [stage-2 5/5] RUN cat /a /b /c
		#10 a
		#10 b
		#10 c
		#10 DONE
		#11 DONE
		"
	`);
	const again = await script(world, 'cd c; docker build --progress=plain -t t . 2>&1 | grep -c CACHED; docker run --rm t cat /a /b /c');
	expect(again).toBe('6\na\nb\nc\n');
}, 60_000);

test('equal steps of two stages are one, it', async () => {
	const world = await ready();
	const dockerfile =
		'FROM busybox:1.36 AS a\nRUN sleep 1; date > /when\nFROM busybox:1.36 AS b\nRUN sleep 1; date > /when\nRUN touch /b\nFROM scratch\nCOPY --from=a /when /1\nCOPY --from=b /when /2\n';
	const out = await script(world, build(dockerfile, "grep -c 'date > /when' log; grep -c CACHED log"));
	expect(out.split('\n').slice(2)).toEqual(['1', '0', '']);
}, 60_000);

test('a stage that fails cancels the others, and its error is the build’s, it', async () => {
	const world = await ready();
	const dockerfile =
		'FROM busybox:1.36 AS a\nRUN sleep 30\nFROM busybox:1.36 AS b\nRUN sleep 2; exit 3\nFROM busybox:1.36\nCOPY --from=a /etc /a\nCOPY --from=b /etc /b\n';
	const out = await script(world, build(dockerfile, "sed -n '/RUN sleep 30/,$p' log"));
	const took = Number(/took (\d+)/.exec(out)?.[1]);
	expect(took).toBeLessThanOrEqual(4);
	expect(times(out.replace(/took.*\n/, ''))).toMatchInlineSnapshot(`
		"exit 1
		#6 [a 2/2] RUN sleep 30
		#6 CANCELED
		------
		 > [b 2/2] RUN sleep 2; exit 3:
		------
		Dockerfile:4
		--------------------
		   2 |     RUN sleep 30
		   3 |     FROM busybox:1.36 AS b
		   4 | >>> RUN sleep 2; exit 3
		   5 |     FROM busybox:1.36
		   6 |     COPY --from=a /etc /a
		--------------------
		ERROR: failed to solve: process "/bin/sh -c sleep 2; exit 3" did not complete successfully: exit code: 3
		"
	`);
	expect(await script(world, 'ls /var/lib/docker/overlay2 | grep -c -v "^l$"; mount | grep -c overlay2; docker images -q t')).toMatchInlineSnapshot(`
		"1
		0
		"
	`);
}, 60_000);

test('the same world builds the same way twice, it', async () => {
	const dockerfile =
		'FROM busybox:1.36 AS a\nRUN echo one\nFROM busybox:1.36 AS b\nRUN echo two\nFROM busybox:1.36\nRUN echo three\nCOPY --from=a /etc /a\nCOPY --from=b /etc /b\n';
	const outs: string[] = [];
	for (let i = 0; i < 2; i++) {
		outs.push(await script(await ready(), build(dockerfile, 'cat log')));
	}
	expect(outs[0]).toContain('exit 0');
	expect(outs[0]).toBe(outs[1]);
}, 60_000);

test('a client that goes away ends its build and what runs for it, it', async () => {
	const world = await ready();
	const out = await script(
		world,
		`mkdir -p k; cd k; printf 'FROM busybox:1.36 AS a\\nRUN sleep 777\\nFROM busybox:1.36\\nRUN sleep 778\\nCOPY --from=a /etc /e\\n' > Dockerfile
docker build . > log 2>&1 & sleep 3; docker buildx history ls --format '{{.Name}} {{.Status}} {{.Duration}}'; pgrep -fc '^sleep 77'; kill -9 $!; kill -9 $(pgrep docker-buildx); sleep 2; pgrep -fc '^sleep 77'; docker buildx history inspect | grep -E 'Status|Steps'; mount | grep -c overlay2`
	);
	expect(out).toMatchInlineSnapshot(`
		"k Running 3.0s+
		2
		0
		Status:		Canceled
		Build Steps:	4/6 (0% cached)
		0
		"
	`);
}, 60_000);

test('images are looked up at once, and the first that is not there ends the build, it', async () => {
	const world = await ready();
	const look = (images: readonly string[]): string => {
		const stages = images.map((image, i) => `FROM ${image} AS s${i}\n`).join('');
		const copies = images.map((_image, i) => `COPY --from=s${i} /etc/hostname /h${i}\n`).join('');
		return `mkdir -p m; cd m; cat > Dockerfile <<'E'\n${stages}FROM scratch\n${copies}E\na=$(date +%s%N); docker build --call=outline . > log 2>&1; b=$(date +%s%N); echo $(((b - a) / 1000000)); grep -E 'metadata|ERROR' log | sed 's/^#[0-9]* //' | sort -u`;
	};
	const [one = '', ...shown] = (await script(world, look(['alpine:3.20']))).split('\n');
	expect(shown).toEqual(['[internal] load metadata for docker.io/library/alpine:3.20', '']);
	const [many = ''] = (await script(world, look(['nginx:1.27', 'redis:7', 'httpd:2.4', 'postgres:16']))).split('\n');
	expect(Number(many)).toBeLessThan(Number(one) * 2);
	expect((await script(world, look(['nosuch:1', 'node:20']))).split('\n').slice(1)).toEqual([
		' > [internal] load metadata for docker.io/library/nosuch:1:',
		'ERROR: failed to solve: nosuch:1: failed to resolve source metadata for docker.io/library/nosuch:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
		'ERROR: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
		'[internal] load metadata for docker.io/library/node:20',
		'[internal] load metadata for docker.io/library/nosuch:1',
		''
	]);
}, 60_000);
