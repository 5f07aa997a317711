import { expect, test } from 'vitest';
import { syntaxOf } from '../../values/dockerfile/index.ts';
import { readyWorld, script } from './testdata/world.ts';

test('the syntax directive is found where BuildKit finds it, it', () => {
	expect(
		[
			'# syntax=docker/dockerfile:1\nFROM a',
			'#syntax = a/b:1 --opt\n',
			'# escape=`\n# syntax=x\n',
			'# comment\n# syntax=x\n',
			'\n# syntax=x\n',
			'// syntax=y\nfoo',
			'#!/bin/x\n# syntax=z\n'
		].map(syntaxOf)
	).toEqual([
		{ image: 'docker/dockerfile:1', line: 1 },
		{ image: 'a/b:1', line: 1 },
		{ image: 'x', line: 2 },
		undefined,
		undefined,
		{ image: 'y', line: 1 },
		{ image: 'z', line: 2 }
	]);
});

test('a frontend image is resolved and fetched, then cached; one that is none ends the build, it', async () => {
	const world = await readyWorld();
	const steps =
		"grep -E '^(#[0-9]+ (resolve image|docker-image|CACHED|DONE|ERROR)|ERROR|Dockerfile| +[0-9])' | sed 's/sha256:[0-9a-f]*/DIGEST/; s/DONE .*/DONE/'";
	const build = (syntax: string): string =>
		`mkdir -p s; cd s; printf '# syntax=${syntax}\\nFROM busybox:1.36\\nRUN true\\n' > Dockerfile; docker build --progress=plain . 2>&1 | ${steps}`;
	expect(await script(world, build('docker/dockerfile:1'))).toMatchInlineSnapshot(`
		"#1 DONE
		#2 resolve image config for docker-image://docker.io/docker/dockerfile:1
		#2 DONE
		#3 docker-image://docker.io/docker/dockerfile:1@DIGEST
		#3 DONE
		#4 DONE
		#5 DONE
		#6 DONE
		#7 DONE
		#8 DONE
		"
	`);
	expect(await script(world, build('docker/dockerfile:1'))).toMatchInlineSnapshot(`
		"#1 DONE
		#2 resolve image config for docker-image://docker.io/docker/dockerfile:1
		#2 DONE
		#3 docker-image://docker.io/docker/dockerfile:1@DIGEST
		#3 CACHED
		#4 DONE
		#5 DONE
		#6 DONE
		#7 CACHED
		#8 DONE
		"
	`);
	expect(await script(world, build('docker/nosuch:1'))).toMatchInlineSnapshot(`
		"#1 DONE
		#2 resolve image config for docker-image://docker.io/docker/nosuch:1
		#2 ERROR: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
		Dockerfile:1
		   1 | >>> # syntax=docker/nosuch:1
		   2 |     FROM busybox:1.36
		   3 |     RUN true
		ERROR: failed to solve: failed to resolve source metadata for docker.io/docker/nosuch:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
		"
	`);
	expect(await script(world, build('busybox:1.36'))).toMatchInlineSnapshot(`
		"#1 DONE
		#2 resolve image config for docker-image://docker.io/library/busybox:1.36
		#2 DONE
		#3 docker-image://docker.io/library/busybox:1.36
		#3 CACHED
		Dockerfile:1
		   1 | >>> # syntax=busybox:1.36
		   2 |     FROM busybox:1.36
		   3 |     RUN true
		ERROR: failed to solve: exit code: 1
		"
	`);
	expect(await script(world, 'cd s; docker build --build-arg BUILDKIT_SYNTAX=docker/nosuch . 2>&1 | tail -1; docker images -q | wc -l')).toMatchInlineSnapshot(`
		"ERROR: failed to solve: failed with build-arg:BUILDKIT_SYNTAX = docker/nosuch: failed to resolve source metadata for docker.io/docker/nosuch:latest: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
		2
		"
	`);
}, 60_000);
