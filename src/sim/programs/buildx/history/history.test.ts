import { expect, test } from 'vitest';
import { readyWorld, script } from '../testdata/world.ts';

/** Ids, digests and times taken out, as the recordings' comparator has it. */
const steady = (text: string): string =>
	text
		.replaceAll(/sha256:[0-9a-f]{64}/g, 'DIGEST')
		.replaceAll(/\b[a-z0-9]{25}\b/g, 'REF')
		.replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, 'TIME')
		.replaceAll(/"Duration": \d+/g, '"Duration": N')
		.replaceAll(/\d+\.\d+s/g, 'Ns')
		.replaceAll(/^(#\d+) \d\.\d{3} /gm, '$1 T ')
		.replaceAll(/^\d\.\d{3} /gm, 'T ');
const dockerfile = "printf 'FROM busybox:1.36 AS one\\nARG A=1\\nLABEL x=y\\nRUN echo hello; echo there\\nCOPY f /f\\n' > Dockerfile; echo x > f";

// What the real ones print of these (docker-buildx 0.24.0, engine 28.5.2), but for provenance, which this engine does not keep.
test('a build’s record says what it was, and its logs what it told, it', async () => {
	const world = await readyWorld();
	expect(await script(world, 'docker buildx history inspect; docker buildx history logs; docker buildx history ls')).toBe(
		'ERROR: no records found\nERROR: no records found\nBUILD ID   NAME      STATUS    CREATED AT   DURATION   \n'
	);
	const build = `mkdir q; cd q; ${dockerfile}; docker build -q --build-arg A=2 --label l=m -t h:1 . > /dev/null`;
	expect(steady(await script(world, `${build}; docker buildx history ls; docker buildx history inspect; docker buildx history logs`))).toMatchInlineSnapshot(`
		"BUILD ID                    NAME      STATUS      CREATED AT               DURATION   
		REF   q         Completed   Less than a second ago   Ns       
		Name:		q
		Ref:		REF
		Context:	.
		Dockerfile:	Dockerfile

		Started:	TIME
		Duration:	Ns
		Build Steps:	8/8 (0% cached)

		Image Resolve Mode:	local

		BUILD ARG	VALUE
		A		2

		LABEL	VALUE
		l	m

		Materials:
		URI						DIGEST
		pkg:docker/busybox@1.36?platform=linux%2Famd64	DIGEST

		Attachments:
		DIGEST									PLATFORM	TYPE
		DIGEST			application/vnd.docker.container.image.v1+json

		Print build logs: docker buildx history logs REF
		View build in Docker Desktop: docker-desktop://dashboard/build/default/default/REF
		#1 [internal] load build definition from Dockerfile
		#1 transferring dockerfile: 111B done
		#1 DONE Ns

		#2 [internal] load metadata for docker.io/library/busybox:1.36
		#2 DONE Ns

		#3 [internal] load .dockerignore
		#3 transferring context: 2B done
		#3 DONE Ns

		#4 [internal] load build context
		#4 transferring context: 25B done
		#4 DONE Ns

		#5 [1/3] FROM docker.io/library/busybox:1.36
		#5 DONE Ns

		#6 [2/3] RUN echo hello; echo there
		#6 T hello
		#6 T there
		#6 DONE Ns

		#7 [3/3] COPY f /f
		#7 DONE Ns

		#8 exporting to image
		#8 exporting layers done
		#8 writing image DIGEST done
		#8 naming to docker.io/library/h:1 done
		#8 DONE Ns
		"
	`);
	expect(steady(await script(world, `cd q; docker buildx history inspect --format json; docker buildx history ls --format json`))).toMatchInlineSnapshot(`
		"{
		  "Name": "q",
		  "Ref": "REF",
		  "Context": ".",
		  "Dockerfile": "Dockerfile",
		  "StartedAt": "TIME",
		  "CompletedAt": "TIME",
		  "Duration": N,
		  "Status": "completed",
		  "NumCompletedSteps": 8,
		  "NumTotalSteps": 8,
		  "NumCachedSteps": 0,
		  "BuildArgs": [
		    {
		      "Name": "A",
		      "Value": "2"
		    }
		  ],
		  "Labels": [
		    {
		      "Name": "l",
		      "Value": "m"
		    }
		  ],
		  "Config": {
		    "ImageResolveMode": "local"
		  },
		  "Materials": [
		    {
		      "URI": "pkg:docker/busybox@1.36?platform=linux%2Famd64",
		      "Digests": [
		        "DIGEST"
		      ]
		    }
		  ],
		  "Attachments": [
		    {
		      "Digest": "DIGEST",
		      "Type": "application/vnd.docker.container.image.v1+json"
		    }
		  ]
		}
		{"cached_steps":0,"completed_at":"TIME","completed_steps":8,"created_at":"TIME","name":"q","ref":"default/default/REF","status":"Completed","total_steps":8}
		"
	`);
}, 60_000);

test('a failed build’s record has its error, place and last lines, it', async () => {
	const world = await readyWorld();
	const build =
		"mkdir q; cd q; printf 'FROM busybox:1.36\\nRUN echo some output; exit 3\\n' > bad.Dockerfile; docker build -q -f bad.Dockerfile --no-cache . 2> /dev/null";
	expect(steady(await script(world, `${build}; docker buildx history inspect; docker buildx history logs; docker buildx history ls --filter status=error`)))
		.toMatchInlineSnapshot(`
		"Name:		q/bad.Dockerfile
		Ref:		REF
		Context:	.
		Dockerfile:	bad.Dockerfile

		Started:	TIME
		Duration:	Ns
		Error:		Unknown process "/bin/sh -c echo some output; exit 3" did not complete successfully: exit code: 3
		Build Steps:	5/5 (0% cached)

		Image Resolve Mode:	local
		No Cache:		true

		bad.Dockerfile:2
		--------------------
		   1 |     FROM busybox:1.36
		   2 | >>> RUN echo some output; exit 3
		   3 |     
		--------------------

		Logs:
		> => [2/2] RUN echo some output; exit 3:
		> some output

		Enable --debug to see stack traces for error
		Print build logs: docker buildx history logs REF
		View build in Docker Desktop: docker-desktop://dashboard/build/default/default/REF
		#1 [internal] load build definition from bad.Dockerfile
		#1 transferring dockerfile: 78B done
		#1 DONE Ns

		#2 [internal] load metadata for docker.io/library/busybox:1.36
		#2 DONE Ns

		#3 [internal] load .dockerignore
		#3 transferring context: 2B done
		#3 DONE Ns

		#4 [1/2] FROM docker.io/library/busybox:1.36
		#4 DONE Ns

		#5 [2/2] RUN echo some output; exit 3
		#5 T some output
		#5 ERROR: process "/bin/sh -c echo some output; exit 3" did not complete successfully: exit code: 3
		------
		 > [2/2] RUN echo some output; exit 3:
		T some output
		------
		BUILD ID                    NAME               STATUS    CREATED AT               DURATION   
		REF   q/bad.Dockerfile   Error     Less than a second ago   Ns       
		"
	`);
	const wrong = [
		'ls --filter foo=bar',
		'ls --local',
		'rm nosuch',
		'rm',
		'rm --all x',
		'logs nosuch',
		"inspect '^7'",
		'inspect a b',
		'import x',
		'import',
		'open',
		'trace'
	];
	expect(steady(await script(world, wrong.map((args) => `docker buildx history ${args}`).join('; ')))).toMatchInlineSnapshot(`
		"ERROR: unsupported filter "foo=bar"
		ERROR: could not get remote URL for local filter: no remote URL found for either origin or upstream
		ERROR: lease "ref_nosuch": not found
		ERROR: rm requires at least one argument
		ERROR: rm requires either --all or at least one argument
		ERROR: no record found for ref "nosuch"
		ERROR: no completed build found with offset 6
		ERROR: accepts at most 1 arg(s), received 2
		ERROR: unknown command "x" for "docker buildx history import"
		ERROR: failed to send request, check if Docker Desktop is running: Post "http://docker-desktop/upload": dial unix /root/.docker/desktop/docker-desktop-build.sock: connect: no such file or directory
		ERROR: exec: "xdg-open,x-www-browser,www-browser": executable file not found in $PATH
		ERROR: build record "REF" is missing a trace
		"
	`);
	expect(
		await script(
			world,
			'docker buildx history rm $(docker buildx history ls --format "{{.Ref}}"); docker buildx history ls | wc -l; ls /var/lib/docker/buildkit/history'
		)
	).toBe('1\n');
}, 60_000);
