import { expect, test } from 'vitest';
import { readyWorld, script } from './testdata/world.ts';

// What docker-buildx 0.24.0 printed of these against a Docker Hub without moby/buildkit, as the simulated one is.
test('a builder of the docker-container driver is booted before it builds, and none other builds in its stead, it', async () => {
	const world = await readyWorld();
	const it = (lines: readonly string[]): Promise<string> => script(world, lines.map((line) => `docker buildx ${line}; echo "rc=$?"`).join('\n'));
	const text = await it([
		'create --name bk --driver docker-container',
		'ls',
		'inspect bk',
		'inspect --bootstrap bk',
		'build --builder bk .',
		'use bk',
		'ls',
		'stop bk',
		'rm bk'
	]);
	expect(text.replace(/Last Activity: .*/, 'Last Activity: TIME').replaceAll(/buildx-stable-1 \d\.\ds done/g, 'buildx-stable-1 N done')).toMatchInlineSnapshot(`
		"bk
		rc=0
		NAME/NODE     DRIVER/ENDPOINT                   STATUS     BUILDKIT   PLATFORMS
		bk            docker-container                                        
		 \\_ bk0        \\_ unix:///var/run/docker.sock   inactive              
		default*      docker                                                  
		 \\_ default    \\_ default                       running    v0.25.2    linux/amd64 (+4), linux/386
		rc=0
		Name:          bk
		Driver:        docker-container
		Last Activity: TIME

		Nodes:
		Name:                  bk0
		Endpoint:              unix:///var/run/docker.sock
		Status:                inactive
		BuildKit daemon flags: --allow-insecure-entitlement=network.host
		rc=0
		#1 [internal] booting buildkit
		#1 pulling image moby/buildkit:buildx-stable-1 N done
		#1 ERROR: Error response from daemon: pull access denied for moby/buildkit, repository does not exist or may require 'docker login': denied: requested access to the resource is denied
		------
		 > [internal] booting buildkit:
		------
		ERROR: Error response from daemon: pull access denied for moby/buildkit, repository does not exist or may require 'docker login': denied: requested access to the resource is denied
		rc=1
		#0 building with "bk" instance using docker-container driver

		#1 [internal] booting buildkit
		#1 pulling image moby/buildkit:buildx-stable-1 N done
		#1 ERROR: Error response from daemon: pull access denied for moby/buildkit, repository does not exist or may require 'docker login': denied: requested access to the resource is denied
		------
		 > [internal] booting buildkit:
		------
		WARNING: No output specified with docker-container driver. Build result will only remain in the build cache. To push result image into registry use --push or to load image into docker use --load
		ERROR: Error response from daemon: pull access denied for moby/buildkit, repository does not exist or may require 'docker login': denied: requested access to the resource is denied
		rc=1
		rc=0
		NAME/NODE     DRIVER/ENDPOINT                   STATUS     BUILDKIT   PLATFORMS
		bk*           docker-container                                        
		 \\_ bk0        \\_ unix:///var/run/docker.sock   inactive              
		default       docker                                                  
		 \\_ default    \\_ default                       running    v0.25.2    linux/amd64 (+4), linux/386
		rc=0
		rc=0
		bk removed
		rc=0
		"
	`);
	const more = await it([
		'create --name bad --driver nosuch',
		'create --name n2 --bootstrap',
		'ls',
		'du --builder n2',
		'build --builder nosuch .',
		'bake --builder nosuch',
		'rm n2',
		'ls'
	]);
	expect(more.replaceAll(/buildx-stable-1 \d\.\ds done/g, 'buildx-stable-1 N done')).toMatchInlineSnapshot(`
		"ERROR: failed to find driver "nosuch"
		rc=1
		#1 [internal] booting buildkit
		#1 pulling image moby/buildkit:buildx-stable-1 N done
		#1 ERROR: Error response from daemon: pull access denied for moby/buildkit, repository does not exist or may require 'docker login': denied: requested access to the resource is denied
		------
		 > [internal] booting buildkit:
		------
		ERROR: Error response from daemon: pull access denied for moby/buildkit, repository does not exist or may require 'docker login': denied: requested access to the resource is denied
		rc=1
		NAME/NODE     DRIVER/ENDPOINT                   STATUS     BUILDKIT   PLATFORMS
		n2            docker-container                                        
		 \\_ n20        \\_ unix:///var/run/docker.sock   inactive              
		default*      docker                                                  
		 \\_ default    \\_ default                       running    v0.25.2    linux/amd64 (+4), linux/386
		rc=0
		ERROR: Error response from daemon: No such container: buildx_buildkit_n20
		rc=1
		ERROR: no builder "nosuch" found
		rc=1
		ERROR: no builder "nosuch" found
		rc=1
		n2 removed
		rc=0
		NAME/NODE     DRIVER/ENDPOINT   STATUS    BUILDKIT   PLATFORMS
		default*      docker                                 
		 \\_ default    \\_ default       running   v0.25.2    linux/amd64 (+4), linux/386
		rc=0
		"
	`);
}, 60_000);

test('with an image of that name in the store the container is made, and removed with its builder, it', async () => {
	const world = await readyWorld();
	const out = await script(
		world,
		`docker tag busybox:1.36 moby/buildkit:buildx-stable-1; docker buildx create --name own > /dev/null; docker buildx inspect --bootstrap own 2>&1 | tail -1 | sed 's/Container [0-9a-f]*/Container ID/' & sleep 4
docker ps -a --format '{{.Names}} {{.Image}}'; docker volume ls -q; wait; docker buildx rm own; docker ps -aq; docker volume ls -q`
	);
	expect(out).toMatchInlineSnapshot(`
		"buildx_buildkit_own0 moby/buildkit:buildx-stable-1
		buildx_buildkit_own0_state
		ERROR: Error response from daemon: Container ID is restarting, wait until the container is running
		own removed
		"
	`);
}, 60_000);
