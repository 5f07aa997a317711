// Proxies in front of two backends, by their configuration files: requests go round, a dead backend is left out, mistakes are said.
import { expect, test } from 'vitest';
import { beginning, live } from './fuzz/harness.ts';
import type { Input } from './index.ts';

const script = `
docker network create net >/dev/null
for b in one two; do docker run -d --name $b --network net nginx:1.27 sh -c "echo $b > /usr/share/nginx/html/index.html; exec nginx -g 'daemon off;'" >/dev/null; done
cat > /root/haproxy.cfg <<'X'
defaults
  mode http
  timeout client 10s
  timeout connect 5s
  timeout server 10s
frontend f
  bind *:80
  default_backend b
backend b
  server s1 one:80 check
  server s2 two:80 check
X
printf ':80 {\\n\\treverse_proxy one:80 two:80\\n}\\n' > /root/Caddyfile
docker run -d --name hap --network net -p 8081:80 -v /root/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro haproxy:3.2 >/dev/null
docker run -d --name cad --network net -p 8082:80 -v /root/Caddyfile:/etc/caddy/Caddyfile:ro caddy:2 >/dev/null
sleep 2
for port in 8081 8082; do for i in 1 2 3 4; do curl -s localhost:$port; done | sort | uniq -c; done
docker run -d --name tra --network net -p 80:80 -p 8080:8080 -v /var/run/docker.sock:/var/run/docker.sock traefik:v3.4 --api.insecure=true --providers.docker --providers.docker.exposedbydefault=false --entrypoints.web.address=:80 >/dev/null
for i in 1 2; do docker run -d --network net --label traefik.enable=true --label 'traefik.http.routers.who.rule=Host(\`who.test\`) && PathPrefix(\`/who\`)' --label traefik.http.routers.who.middlewares=strip --label traefik.http.services.who.loadbalancer.server.port=80 --label traefik.http.middlewares.strip.stripprefix.prefixes=/who --hostname who$i traefik/whoami >/dev/null; done
sleep 1
for i in 1 2; do curl -s -H 'Host: who.test' localhost/who/x | grep -e ^Hostname -e ^GET; done
docker run -d --name odd --label traefik.enable=true --label 'traefik.http.routers.who.rule=Host(\`other\`)' traefik/whoami >/dev/null; curl -s -H 'Host: who.test' localhost/who; docker rm -f odd
curl -s localhost/who; curl -s localhost:8080/api/http/routers; docker logs tra
docker stop one >/dev/null; sleep 10
for port in 8081 8082; do for i in 1 2 3 4; do curl -s localhost:$port; done | sort | uniq -c; done
docker logs hap 2>&1 | grep "s1 is DOWN"
docker start one >/dev/null; sleep 6; docker logs hap 2>&1 | grep 's1 is UP'
docker run --rm -v /root/Caddyfile:/usr/local/etc/haproxy/haproxy.cfg:ro haproxy:3.2; echo "haproxy ended with $?"
docker run --rm caddy:2 caddy validate --config /etc/nothing; echo "caddy ended with $?"
`;

test('proxies pass requests on by their configuration, so that a learner sees what balancing does', { timeout: 60_000 }, async () => {
	const env = { HOME: '/root', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
	const options = { path: '/bin/bash', argv: ['bash', '-c', `{ ${script} } >/tmp/out 2>/tmp/err`], env };
	const inputs: Input[] = [{ kind: 'process.start', host: 'docker', process: 1, options }];
	const world = await live(await beginning('docker', 3_000_000), { entries: [{ at: 3_000_000, inputs }], end: 120_000_000 });
	expect(world.running(1)).toBe(false);
	expect(world.bugs).toEqual([]);
	expect(new TextDecoder().decode(world.readFile('docker', '/tmp/out'))).toMatchInlineSnapshot(`
		"      2 one
		      2 two
		      2 one
		      2 two
		Hostname: who2
		GET /x HTTP/1.1
		Hostname: who1
		GET /x HTTP/1.1
		404 page not found
		odd
		404 page not found
		[{"entryPoints":["web"],"middlewares":["strip@docker"],"service":"who","rule":"Host(\`who.test\`) \\u0026\\u0026 PathPrefix(\`/who\`)","priority":38,"status":"enabled","using":["web"],"name":"who@docker","provider":"docker"}]
		2026-11-20T08:00:16Z ERR Router defined multiple times with different configurations providerName=docker routerName=who
		      4 two
		      2 two
		[WARNING]  (1) : Server b/s1 is DOWN, reason: Layer4 timeout, check duration: 2001ms. 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.
		[WARNING]  (1) : Server b/s1 is UP, reason: Layer4 check passed, check duration: 0ms. 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.
		haproxy ended with 1
		caddy ended with 1
		"
	`);
});
