// Samples that lessons teach word for word (TOPICS): from a Dockerfile to a rolled-out Deployment, and a Compose project whose data survives.
import { expect, test } from 'vitest';
import { Bench } from './testing.ts';

test('docker build, tag, push, kubectl set image: what was built on the bench runs in the cluster', { timeout: 120_000 }, async () => {
	const bench = await Bench.of('workbench');
	bench.write('/root/app/Dockerfile', 'FROM node:20-alpine\nWORKDIR /app\nCOPY package.json .\nRUN npm install\nCOPY server.js .\nCMD ["node", "server.js"]\n');
	bench.write('/root/app/package.json', '{"name":"my-app","version":"1.2.0","dependencies":{"express":"^4.21.2"}}\n');
	bench.write('/root/app/server.js', "const app = require('express')();\napp.get('/', (q, s) => s.send('my-app 1.2.0\\n'));\napp.listen(80);\n");
	expect((await bench.run('cd app && docker build -t my-app:1.2.0 .')).exit).toBe(0);
	expect((await bench.run('docker run -d -p 8080:80 my-app:1.2.0; sleep 2; curl -s localhost:8080')).output).toContain('my-app 1.2.0');
	expect((await bench.run('docker tag my-app:1.2.0 registry.example.com/my-app:1.2.0 && docker push registry.example.com/my-app:1.2.0')).output).toContain(
		'1.2.0: digest: sha256:'
	);
	await bench.run(
		"kubectl create deployment my-app --image=nginx:latest --dry-run=client -o yaml | sed 's/name: nginx/name: app/' | kubectl apply -f -; kubectl rollout status deployment/my-app"
	);
	const set = await bench.run(
		'kubectl set image deployment/my-app app=registry.example.com/my-app:1.2.0 && kubectl rollout status deployment/my-app --timeout=60s'
	);
	expect(set.output).toContain('deployment.apps/my-app image updated');
	expect(set.output).toContain('deployment "my-app" successfully rolled out');
	await bench.run('kubectl expose deployment my-app --port 80 --type NodePort');
	const port = (await bench.run("kubectl get service my-app -o jsonpath='{.spec.ports[0].nodePort}'")).output;
	expect((await bench.run(`curl -s control-plane:${port}`)).output).toBe('my-app 1.2.0\n');
	expect(bench.world.bugs).toEqual([]);
});

test('a Compose project comes up, is healthy, keeps its data over down and up, and goes with nothing left', { timeout: 120_000 }, async () => {
	const bench = await Bench.of('docker');
	bench.write('/root/shop/app/Dockerfile', 'FROM node:20-alpine\nWORKDIR /app\nCOPY server.js .\nCMD ["node", "server.js"]\n');
	bench.write('/root/shop/app/server.js', "require('http').createServer((q, s) => s.end('my-app\\n')).listen(80);\n");
	bench.write(
		'/root/shop/docker-compose.yml',
		'version: "3.8"\nservices:\n  web:\n    image: my-app:1.0.0\n    ports:\n      - "8080:80"\n    depends_on:\n      - db\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: secret\n    volumes:\n      - db-data:/var/lib/postgresql/data\nvolumes:\n  db-data:\n'
	);
	expect((await bench.run('docker build -q -t my-app:1.0.0 shop/app')).exit).toBe(0);
	const up = await bench.run('cd shop && docker compose up -d && sleep 4 && curl -s localhost:8080');
	expect(up.output).toContain('the attribute `version` is obsolete');
	expect(up.output).toContain('my-app\n');
	expect((await bench.run("cd shop && docker compose exec db psql -U postgres -c 'create table t (a int)'")).output).toContain('CREATE TABLE');
	expect(
		(await bench.run("cd shop && docker compose down && docker compose up -d && sleep 4 && docker compose exec db psql -U postgres -c '\\dt'")).output
	).toContain('public | t ');
	expect((await bench.run('cd shop && docker compose down -v; docker ps -aq; docker volume ls -q; docker network ls -q --filter type=custom')).output).toMatch(
		/Network shop_default {2}Removed\n$/
	);
	expect(bench.world.bugs).toEqual([]);
});
