import { expect, test } from 'vitest';
import { readyWorld, script } from '../testdata/world.ts';

const steady = (text: string): string =>
	text
		.replaceAll(/sha256:[0-9a-f]{64}/g, 'DIGEST')
		.replaceAll(/"size": \d+/g, '"size": N')
		.replaceAll(/DONE \d+\.\ds/g, 'DONE')
		.replaceAll(/^(#\d+) \d\.\d{3} /gm, '$1 T ');

// What the real ones print of these (docker-buildx 0.24.0), but for digests, sizes and times.
test('an index is made of manifests in a registry, and pushed with what it names, it', async () => {
	const world = await readyWorld();
	await script(
		world,
		'docker run -d -p 5000:5000 --name reg registry:2; sleep 2; docker pull -q alpine:3.20; for i in alpine:3.20=al busybox:1.36=bb; do docker tag ${i%=*} localhost:5000/${i#*=}:1; docker push -q localhost:5000/${i#*=}:1; done'
	);
	const it = (args: string): string => `docker buildx imagetools ${args}`;
	const create = [
		'inspect localhost:5000/al:1',
		'create -t localhost:5000/al:2 localhost:5000/al:1',
		'inspect localhost:5000/al:2',
		'create --append -t localhost:5000/al:2 localhost:5000/bb:1',
		'inspect localhost:5000/al:2',
		'create --dry-run localhost:5000/al:1',
		'create -t localhost:5000/new:1 localhost:5000/al:2',
		"inspect --format '{{json .Manifest}}' localhost:5000/al:1",
		"inspect --format '{{.Name}} {{.Manifest.MediaType}}' localhost:5000/al:1"
	];
	expect(steady(await script(world, create.map(it).join('; echo; ')))).toMatchInlineSnapshot(`
		"Name:      localhost:5000/al:1
		MediaType: application/vnd.docker.distribution.manifest.v2+json
		Digest:    DIGEST

		#1 [internal] pushing localhost:5000/al:2
		#1 T pushing DIGEST to localhost:5000/al:2
		#1 DONE

		Name:      localhost:5000/al:2
		MediaType: application/vnd.docker.distribution.manifest.list.v2+json
		Digest:    DIGEST
		           
		Manifests: 
		  Name:      localhost:5000/al:2@DIGEST
		  MediaType: application/vnd.docker.distribution.manifest.v2+json
		  Platform:  linux/amd64

		#1 [internal] pushing localhost:5000/al:2
		#1 T copying DIGEST from localhost:5000/bb:1 to localhost:5000/al:2
		#1 T pushing DIGEST to localhost:5000/al:2
		#1 DONE

		Name:      localhost:5000/al:2
		MediaType: application/vnd.docker.distribution.manifest.list.v2+json
		Digest:    DIGEST
		           
		Manifests: 
		  Name:      localhost:5000/al:2@DIGEST
		  MediaType: application/vnd.docker.distribution.manifest.v2+json
		  Platform:  linux/amd64
		             
		  Name:      localhost:5000/al:2@DIGEST
		  MediaType: application/vnd.docker.distribution.manifest.v2+json
		  Platform:  linux/amd64

		{
		  "schemaVersion": 2,
		  "mediaType": "application/vnd.docker.distribution.manifest.list.v2+json",
		  "manifests": [
		    {
		      "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
		      "digest": "DIGEST",
		      "size": N,
		      "platform": {
		        "architecture": "amd64",
		        "os": "linux"
		      }
		    }
		  ]
		}

		#1 [internal] pushing localhost:5000/new:1
		#1 T copying DIGEST from localhost:5000/al:2 to localhost:5000/new:1
		#1 T pushing DIGEST to localhost:5000/new:1
		#1 DONE

		{
		  "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
		  "digest": "DIGEST",
		  "size": N
		}
		localhost:5000/al:1 application/vnd.docker.distribution.manifest.v2+json"
	`);
	const wrong = [
		'inspect localhost:5000/al:nosuch',
		'inspect localhost:5001/al:1',
		'create -t localhost:5000/al:3 localhost:5000/nosuch:1',
		'create',
		'create x',
		'create --dry-run sha256:12',
		'create --dry-run --annotation a localhost:5000/al:1'
	];
	expect(await script(world, wrong.map(it).join('; '))).toMatchInlineSnapshot(`
		"ERROR: localhost:5000/al:nosuch: not found
		ERROR: failed to do request: Head "http://localhost:5001/v2/al/manifests/1": dial tcp 127.0.0.1:5001: connect: connection refused
		ERROR: localhost:5000/nosuch:1: not found
		ERROR: no sources specified
		ERROR: can't push with no tags specified, please set --tag or --dry-run
		ERROR: failed to parse source "sha256:12", valid sources are digests, references and descriptors: invalid checksum digest length
		ERROR: failed to parse annotations: invalid annotation "a", expected key=value
		"
	`);
	expect(await script(world, 'docker pull -q localhost:5000/new:1; docker run --rm localhost:5000/new:1 echo runs')).toBe('localhost:5000/new:1\nruns\n');
}, 60_000);
