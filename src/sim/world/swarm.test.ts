// A swarm of one node from its making to its end, by the commands a course uses: what they print, and that it is so.
import { expect, test } from 'vitest';
import { beginning, live } from './fuzz/harness.ts';
import type { Input } from './index.ts';

/** Ids, ages and tokens differ; the many looks of a service's progress are folded. */
const plain = (text: string): string =>
	text
		.replace(/SWMTKN-\S+/g, '<token>')
		.replace(/\b[0-9a-z]{25}\b/g, '<id>')
		.replace(/^[0-9a-z]{12}\b/gm, '<id>')
		.replace(/\.[0-9a-z]{12}@/g, '.<id>@')
		.replace(/(?:\d+ seconds?|less than a second) ago/gi, '<ago>')
		.replace(/^(?:overall progress|verify: Waiting).*\n/gm, '')
		.replace(/ {2,}/g, '  ');

const script = `
docker swarm init
docker node ls
docker service create --name web --replicas 2 -p 8080:80 nginx:1.27
docker service ls
curl -s localhost:8080 | grep -c Welcome
docker service scale --detach web=3; sleep 2
docker service update --image nginx:1.26 --quiet web
docker service ps web --filter desired-state=running
docker service rollback --quiet web; docker service ls
echo hush | docker secret create pw -
docker network create -d overlay net >/dev/null
docker service create --name db --network net --secret pw --quiet --detach alpine:3.20 sh -c 'cat /run/secrets/pw; exec sleep 600'
sleep 3; docker service logs db
docker secret rm pw
docker service create --name crash --restart-max-attempts 1 --restart-delay 1s --detach alpine:3.20 false; sleep 4
docker service ps crash
docker node update --availability drain docker; sleep 12; docker service ps db
docker node update --availability active docker; sleep 2; docker service ls
docker service rm web db crash; sleep 12; docker ps -aq | wc -l
docker swarm leave --force
docker service ls
`;

test('a swarm of one node does what is asked of it and leaves nothing behind, so the course may show it', { timeout: 60_000 }, async () => {
	const env = { HOME: '/root', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
	const options = { path: '/bin/bash', argv: ['bash', '-c', `{ ${script} } >/tmp/out 2>&1`], env };
	const inputs: Input[] = [{ kind: 'process.start', host: 'docker', process: 1, options }];
	const world = await live(await beginning('docker', 3_000_000), { entries: [{ at: 3_000_000, inputs }], end: 120_000_000 });
	expect(world.running(1)).toBe(false);
	expect(world.bugs).toEqual([]);
	expect(plain(new TextDecoder().decode(world.readFile('docker', '/tmp/out')))).toMatchInlineSnapshot(`
		"Swarm initialized: current node (<id>) is now a manager.

		To add a worker to this swarm, run the following command:

		  docker swarm join --token <token> 10.0.2.15:2377

		To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.
		ID  HOSTNAME  STATUS  AVAILABILITY  MANAGER STATUS  ENGINE VERSION
		<id> *  docker  Ready  Active  Leader  28.5.2
		<id>
		1/2:  
		2/2:  
		verify: Service <id> converged
		ID  NAME  MODE  REPLICAS  IMAGE  PORTS
		<id>  web  replicated  2/2  nginx:1.27  *:8080->80/tcp
		2
		web scaled to 3
		web
		ID  NAME  IMAGE  NODE  DESIRED STATE  CURRENT STATE  ERROR  PORTS
		<id>  web.1  nginx:1.26  docker  Running  Running <ago>  
		<id>  web.2  nginx:1.26  docker  Running  Running <ago>  
		<id>  web.3  nginx:1.26  docker  Running  Running <ago>  
		web
		ID  NAME  MODE  REPLICAS  IMAGE  PORTS
		<id>  web  replicated  3/3  nginx:1.27  *:8080->80/tcp
		<id>
		<id>
		db.1.<id>@docker  | hush
		Error response from daemon: rpc error: code = InvalidArgument desc = secret 'pw' is in use by the following service: db
		<id>
		ID  NAME  IMAGE  NODE  DESIRED STATE  CURRENT STATE  ERROR  PORTS
		<id>  crash.1  alpine:3.20  docker  Shutdown  Failed <ago>  "task: non-zero exit (1)"  
		<id>  \\_ crash.1  alpine:3.20  docker  Shutdown  Failed <ago>  "task: non-zero exit (1)"  
		docker
		ID  NAME  IMAGE  NODE  DESIRED STATE  CURRENT STATE  ERROR  PORTS
		<id>  db.1  alpine:3.20  Running  Pending <ago>  "no suitable node (1 node not …"  
		<id>  \\_ db.1  alpine:3.20  docker  Shutdown  Shutdown <ago>  
		docker
		ID  NAME  MODE  REPLICAS  IMAGE  PORTS
		<id>  crash  replicated  0/1  alpine:3.20  
		<id>  db  replicated  1/1  alpine:3.20  
		<id>  web  replicated  3/3  nginx:1.27  *:8080->80/tcp
		web
		db
		crash
		0
		Node left the swarm.
		Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
		"
	`);
});
