// A tour of a real kubectl against the simulated cluster: changes are made by the real client; what is shown is asked of the real client and of
// ours, in the same world. Needs a kubectl of 1.36 (its path in DRYDOCK_KUBECTL, or on the PATH); skipped where there is none.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeconfigOf, kubeDoor } from './serve-kube.ts';
import { Bridge, openWorld } from './serve.ts';

const client = [process.env['DRYDOCK_KUBECTL'], '/tmp/oraclek/kubectl', '/opt/oracle/bin/kubectl', 'kubectl'].find(
	(path) => path !== undefined && /v1\.36\./.test(spawnSync(path, ['version', '--client'], { encoding: 'utf8' }).stdout ?? '')
);

interface Printed {
	readonly out: string;
	readonly code: number;
}

/** Generated names, ids, times and ages differ from run to run. */
const plain = (text: string): string =>
	text
		.replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>')
		.replace(/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>')
		.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>')
		.replace(/(?<=[\s("])(\d+d)?(\d+h)?(\d+m)?(\d+(\.\d+)?s)?(?=[\s)"]|$)/gm, (all) => (all === '' ? '' : '<age>'))
		.replace(/^[IWE]\d{4} \S+ +\d+ /gm, '<klog> ')
		.replace(/ {2,}/g, '  ')
		.replace(/ +$/gm, '');

describe.skipIf(client === undefined)('the real kubectl', () => {
	const dir = mkdtempSync(`${tmpdir()}/drydock-kube-`);
	let bridge: Bridge;
	let server: Server;
	let asked = 0;
	let tour = 0;

	beforeAll(async () => {
		bridge = new Bridge(await openWorld('k8s-1'));
		server = await bridge.listen(kubeDoor, 0);
		const address = server.address();
		writeFileSync(`${dir}/config`, kubeconfigOf(typeof address === 'object' && address ? address.port : 0));
		writeFileSync(`${dir}/kubectl`, `#!/bin/sh\nexec ${client ?? ''} "$@"\n`, { mode: 0o755 });
		bridge.kick();
	}, 300_000);
	afterAll(() => {
		bridge.stop();
		server.close();
		rmSync(dir, { recursive: true });
	});

	/** A shell line of the machine that runs the test. */
	const real = (line: string, limitMs = 90_000): Promise<Printed> =>
		new Promise((done) => {
			tour++;
			const env = { ...process.env, HOME: dir, KUBECONFIG: `${dir}/config`, PATH: `${dir}:${process.env['PATH'] ?? ''}`, COLUMNS: '200', TZ: 'UTC' };
			const child = execFile('bash', ['-c', line], { env, cwd: dir, timeout: limitMs, encoding: 'utf8' }, (error, stdout, stderr) =>
				done({ out: stdout + stderr, code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1 })
			);
			child.stdin?.end();
		});
	/** The same line by our shell and client, inside. */
	const ours = async (line: string): Promise<Printed> => {
		const n = ++asked;
		const script = `( ${line} ) >/tmp/.out 2>/tmp/.err; echo $? >/tmp/.code`;
		const env = { ...bridge.world.preset.hosts[0]?.login.env, COLUMNS: '200' };
		bridge.world.input({ kind: 'process.start', host: 'control-plane', process: n, options: { path: '/bin/bash', argv: ['bash', '-c', script], env } });
		bridge.kick();
		while (bridge.world.running(n)) await new Promise((done) => setTimeout(done, 5));
		const read = (path: string) => Buffer.from(bridge.world.readFile('control-plane', path) ?? []).toString();
		return { out: read('/tmp/.out') + read('/tmp/.err'), code: Number(read('/tmp/.code')) };
	};
	/** What the real client prints, word for word (ids and times as marks). */
	const does = async (line: string, out: string, code = 0): Promise<void> => {
		const printed = await real(line);
		expect(`$ ${line}\n${plain(printed.out)}[${printed.code}]`).toBe(`$ ${line}\n${out}[${code}]`);
	};
	/** Both clients print the same. */
	const agree = async (lines: readonly string[]): Promise<void> => {
		for (const line of lines) {
			const [theirs, mine] = [await real(line), await ours(line)];
			expect.soft(`$ ${line}\n${plain(theirs.out)}[${theirs.code}]`).toBe(`$ ${line}\n${plain(mine.out)}[${mine.code}]`);
		}
	};

	test('the cluster is looked at, so discovery, tables and schemas are what the client expects: they are', { timeout: 400_000 }, async () => {
		await agree([
			'kubectl get nodes',
			'kubectl get nodes -o wide --no-headers',
			'kubectl get pods -A',
			'kubectl get all -n kube-system',
			'kubectl get ns -o name',
			'kubectl get sc,priorityclass,csinode',
			'kubectl get events -A --field-selector type=Warning -o name',
			'kubectl describe node control-plane',
			'kubectl describe ns kube-system',
			'kubectl describe deploy coredns -n kube-system',
			'kubectl describe svc kubernetes',
			'kubectl api-resources',
			'kubectl api-resources --api-group=apps -o wide',
			'kubectl api-versions',
			'kubectl explain pod',
			'kubectl explain deployment.spec.strategy --recursive',
			'kubectl explain pod.spec.containers.livenessProbe.httpGet',
			'kubectl explain nosuch',
			'kubectl get --raw /version',
			'kubectl get --raw /readyz',
			'kubectl get --raw /api/v1/namespaces/default',
			'kubectl auth can-i create pods',
			'kubectl auth can-i list nodes --as=system:serviceaccount:default:default',
			'kubectl auth whoami -o json',
			'kubectl auth can-i --list --as=system:serviceaccount:default:default',
			'kubectl get cm -n kube-system coredns -o yaml',
			'kubectl get node control-plane -o jsonpath="{.status.nodeInfo.kubeletVersion}"',
			'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR',
			"kubectl get nodes -o go-template='{{range .items}}{{.metadata.name}}{{end}}'",
			'kubectl get pods -n nowhere',
			'kubectl get pod nosuch',
			'kubectl get nosuch',
			'kubectl version -o json | grep -c gitVersion'
		]);
		await does("kubectl cluster-info | head -1 | sed -E 's/\\x1b\\[[0-9;]*m//g; s/:[0-9]+$//'", 'Kubernetes control plane is running at http://localhost\n');
	});

	test('things are made, changed and removed, so every verb of the API is used: they are', { timeout: 400_000 }, async () => {
		await does('kubectl create ns shop', 'namespace/shop created\n');
		await does('kubectl create deploy web --image=nginx:1.27 --replicas=2 -n shop', 'deployment.apps/web created\n');
		await does('kubectl rollout status deploy/web -n shop | tail -1', 'deployment "web" successfully rolled out\n');
		await does('kubectl expose deploy web --port=80 -n shop', 'service/web exposed\n');
		await does('kubectl create cm conf --from-literal=mode=test --from-literal=level=3 -n shop', 'configmap/conf created\n');
		await does('kubectl create secret generic keys --from-literal=token=abc -n shop', 'secret/keys created\n');
		await does('kubectl create sa robot -n shop', 'serviceaccount/robot created\n');
		await does('kubectl create role reader --verb=get,list --resource=pods -n shop', 'role.rbac.authorization.k8s.io/reader created\n');
		await does('kubectl create rolebinding robot --role=reader --serviceaccount=shop:robot -n shop', 'rolebinding.rbac.authorization.k8s.io/robot created\n');
		await does('kubectl create job once --image=busybox:1.36 -n shop -- echo done', 'job.batch/once created\n');
		await does('kubectl wait --for=condition=complete job/once -n shop --timeout=30s', 'job.batch/once condition met\n');
		await does('kubectl create cronjob tick --image=busybox:1.36 --schedule="0 0 1 1 *" -n shop -- date', 'cronjob.batch/tick created\n');
		await does('kubectl create quota small --hard=pods=10 -n shop', 'resourcequota/small created\n');
		await does('kubectl create pdb web --selector=app=web --min-available=1 -n shop', 'poddisruptionbudget.policy/web created\n');
		await does('kubectl create ingress web --rule="shop.example/*=web:80" -n shop', 'ingress.networking.k8s.io/web created\n');
		await does('kubectl create token robot -n shop | tr -dc . | wc -c', '2\n');
		await does('kubectl autoscale deploy web --min=1 --max=4 --cpu=80% -n shop', 'horizontalpodautoscaler.autoscaling/web autoscaled\n');
		await agree([
			'kubectl get deploy,rs,svc,ep,endpointslices -n shop',
			'kubectl get pods -n shop -o wide --sort-by=.metadata.name',
			'kubectl get deploy web -n shop -o yaml',
			'kubectl get svc web -n shop -o json',
			'kubectl get cm conf -n shop -o jsonpath="{.data.mode}"',
			'kubectl get all -n shop --show-labels',
			'kubectl get hpa,pdb,quota,ingress,cj,job,sa,role,rolebinding,secret -n shop',
			'kubectl describe deploy web -n shop',
			'kubectl describe pods -l app=web -n shop',
			'kubectl describe svc web -n shop',
			'kubectl describe secret keys -n shop',
			'kubectl describe cm conf -n shop',
			'kubectl describe quota small -n shop',
			'kubectl describe job once -n shop',
			'kubectl describe cj tick -n shop',
			'kubectl describe ingress web -n shop',
			'kubectl describe role,rolebinding -n shop',
			'kubectl describe pdb web -n shop',
			'kubectl logs job/once -n shop',
			'kubectl rollout history deploy/web -n shop',
			'kubectl events -n shop --for deploy/web',
			'kubectl auth can-i list pods -n shop --as=system:serviceaccount:shop:robot',
			'kubectl auth can-i delete pods -n shop --as=system:serviceaccount:shop:robot',
			'kubectl get pods -n shop -l app=web -o name | wc -l',
			'kubectl get deploy web -n shop --show-managed-fields -o jsonpath="{.metadata.managedFields[*].manager}"'
		]);
		await does('kubectl set image deploy/web nginx=nginx:1.26 -n shop', 'deployment.apps/web image updated\n');
		await does('kubectl rollout status deploy/web -n shop | tail -1', 'deployment "web" successfully rolled out\n');
		await does('kubectl rollout undo deploy/web -n shop', 'deployment.apps/web rolled back\n');
		await does('kubectl rollout pause deploy/web -n shop', 'deployment.apps/web paused\n');
		await does('kubectl set env deploy/web MODE=blue -n shop', 'deployment.apps/web env updated\n');
		await does('kubectl set resources deploy/web --requests=cpu=10m -n shop', 'deployment.apps/web resource requirements updated\n');
		await does('kubectl rollout resume deploy/web -n shop', 'deployment.apps/web resumed\n');
		await does('kubectl rollout restart deploy/web -n shop', 'deployment.apps/web restarted\n');
		await does('kubectl scale deploy web --replicas=3 -n shop', 'deployment.apps/web scaled\n');
		await does('kubectl scale deploy web --current-replicas=9 --replicas=3 -n shop', 'error: Expected replicas to be 9, was 3\n', 1);
		await does('kubectl label cm conf tier=front -n shop', 'configmap/conf labeled\n');
		await does('kubectl label cm conf tier=back -n shop', "error: 'tier' already has a value (front), and --overwrite is false\n", 1);
		await does('kubectl annotate cm conf note="two words" -n shop', 'configmap/conf annotated\n');
		await does(`kubectl patch cm conf -n shop -p '{"data":{"level":"4"}}'`, 'configmap/conf patched\n');
		await does(`kubectl patch cm conf -n shop --type=json -p '[{"op":"remove","path":"/data/mode"}]'`, 'configmap/conf patched\n');
		await does(
			`kubectl patch deploy web -n shop -p '{"spec":{"replicas":"two"}}'`,
			'The request is invalid: patch: Invalid value: "map[spec:map[replicas:two]]": unrecognized type: int32\n',
			1
		);
		await does('kubectl taint node control-plane tour=yes:PreferNoSchedule', 'node/control-plane tainted\n');
		await does('kubectl taint node control-plane tour-', 'node/control-plane untainted\n');
		await does('kubectl cordon control-plane', 'node/control-plane cordoned\n');
		await does('kubectl uncordon control-plane', 'node/control-plane uncordoned\n');
		await does('kubectl get cm conf -n shop -o yaml | sed "s/level: .*/level: five/" | kubectl replace -f -', 'configmap/conf replaced\n');
		await does('EDITOR="sed -i s/five/six/" kubectl edit cm conf -n shop', 'configmap/conf edited\n');
		await agree(['kubectl get cm conf -n shop -o yaml', 'kubectl get deploy web -n shop -o jsonpath="{.spec.template.spec.containers[0].env}"']);
	});

	test('manifests are applied both ways, so the patches of client and server meet: they do', { timeout: 400_000 }, async () => {
		const manifest = (replicas: number, image: string) =>
			`apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  replicas: ${replicas}\n  selector: {matchLabels: {app: api}}\n  template:\n    metadata: {labels: {app: api}}\n    spec:\n      containers:\n      - {name: api, image: "${image}", ports: [{containerPort: 80}]}\n`;
		writeFileSync(`${dir}/api.yaml`, manifest(1, 'nginx:1.26'));
		await does('kubectl apply -f api.yaml', 'deployment.apps/api created\n');
		await does('kubectl apply -f api.yaml', 'deployment.apps/api unchanged\n');
		writeFileSync(`${dir}/api.yaml`, manifest(2, 'nginx:1.27'));
		await does(
			"kubectl diff -f api.yaml | grep '^[+-] '",
			'-  generation: 1\n+  generation: 2\n-  replicas: 1\n+  replicas: 2\n-  - image: nginx:1.26\n+  - image: nginx:1.27\n'
		);
		await does('kubectl apply -f api.yaml --dry-run=server', 'deployment.apps/api configured (server dry run)\n');
		await does('kubectl apply -f api.yaml', 'deployment.apps/api configured\n');
		await does('kubectl apply view-last-applied deploy/api | grep image:', '  - image: nginx:1.27\n');
		await does('kubectl apply --server-side -f api.yaml', 'deployment.apps/api serverside-applied\n');
		await does(
			"kubectl apply --server-side --field-manager=other -f api.yaml --dry-run=server -o jsonpath='{.metadata.managedFields[*].manager}' --show-managed-fields | tr ' ' '\\n' | grep -c other",
			'1\n'
		);
		await does(
			'kubectl scale deploy api --replicas=1 && sed s/replicas:.2/replicas:\\ 3/ api.yaml | kubectl apply --server-side --field-manager=third -f - 2>&1 | head -1',
			'deployment.apps/api scaled\nerror: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas\n'
		);
		await does(
			'sed s/replicas:.2/replicas:\\ 3/ api.yaml | kubectl apply --server-side --force-conflicts --field-manager=third -f -',
			'deployment.apps/api serverside-applied\n'
		);
		await does('sed s/containers/contaners/ api.yaml | kubectl apply -f - 2>&1 | grep -o "unknown field .*"', 'unknown field "spec.template.spec.contaners"\n');
		await does(
			'printf "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: Bad_Name}\\n" | kubectl create -f - 2>&1 | cut -d: -f1-2',
			'The ConfigMap "Bad_Name" is invalid: metadata.name\n'
		);
		await does('kubectl create -f api.yaml', 'Error from server (AlreadyExists): error when creating "api.yaml": deployments.apps "api" already exists\n', 1);
		await does(
			'mkdir -p kz && cp api.yaml kz/ && printf "resources: [api.yaml]\\nnamePrefix: dev-\\n" > kz/kustomization.yaml && kubectl apply -k kz',
			'deployment.apps/dev-api created\n'
		);
		await does(
			'kubectl rollout status deploy/dev-api | tail -1; kubectl rollout status deploy/api | tail -1',
			'deployment "dev-api" successfully rolled out\ndeployment "api" successfully rolled out\n'
		);
		// Both ask one after the other: what is still ending would be another count for the second.
		await does("kubectl wait deploy/api --for=jsonpath='{.status.terminatingReplicas}'=0 --timeout=90s", 'deployment.apps/api condition met\n');
		await agree(['kubectl get deploy -o wide', 'kubectl get deploy api -o yaml --show-managed-fields']);
		await does('kubectl delete -k kz', 'deployment.apps "dev-api" deleted from default namespace\n');
		await does('kubectl delete deploy api --cascade=foreground', 'deployment.apps "api" deleted from default namespace\n');
	});

	test('streams go both ways, so exec, attach, logs -f, cp, port-forward and watches work: they do', { timeout: 400_000 }, async () => {
		await does('kubectl run box --image=nginx:1.27', 'pod/box created\n');
		await does('kubectl wait --for=condition=Ready pod/box --timeout=30s', 'pod/box condition met\n');
		await does('kubectl exec box -- cat /etc/hostname', 'box\n');
		await does('echo through | kubectl exec -i box -- cat', 'through\n');
		await does('kubectl exec box -- sh -c "echo err >&2; exit 3"', 'err\ncommand terminated with exit code 3\n', 3);
		const tty = await real('script -qec "kubectl exec -it box -- sh -c \'tty; stty size\'" /dev/null');
		expect(tty.out.replaceAll('^@', '').replaceAll('\b', '')).toMatch(/\/dev\/pts\/0\r\n\d+ \d+\r\n$/);
		await does('kubectl exec box -- nosuch 2>&1 | grep -o "exec: .*"', 'exec: "nosuch": executable file not found in $PATH\n');
		writeFileSync(`${dir}/note`, 'a note\n');
		await does('kubectl cp note box:/tmp/note && kubectl exec box -- cat /tmp/note', 'a note\n');
		await does('kubectl cp box:/etc/nginx/nginx.conf back >/dev/null 2>&1; wc -l < back', '32\n');
		await does(
			'kubectl run beat --image=busybox:1.36 --restart=Never -- sh -c "for i in 1 2 3 4 5 6; do echo beat \\$i; sleep 0.3; done"',
			'pod/beat created\n'
		);
		await does('kubectl wait --for=jsonpath="{.status.phase}"=Running pod/beat --timeout=30s >/dev/null; kubectl logs -f beat | tail -2', 'beat 5\nbeat 6\n');
		await does('kubectl run asker --image=busybox:1.36 --restart=Never --rm -i --quiet -- sh -c "sleep 1; echo heard" 2>/dev/null', 'heard\n');
		/** Starts a client in the background, waits until its log says so, does something, and ends it. */
		const beside = (start: string, log: string, ready: string, then: string) =>
			`${start} > ${log} 2>&1 & P=$!; for i in $(seq 200); do grep -q ${ready} ${log} && break; sleep 0.1; done; ${then}; kill $P`;
		await does(
			beside('kubectl port-forward pod/box 0:80', 'pf.log', '127', 'A=$(grep -oE "127.0.0.1:[0-9]+" pf.log); curl -s $A | grep title; curl -s $A | wc -c'),
			'<title>Welcome to nginx!</title>\n615\n'
		);
		await does(
			beside(
				'kubectl get cm -w --no-headers',
				'w.log',
				'root-ca',
				'kubectl create cm seen --from-literal=a=1 >/dev/null; kubectl delete cm seen >/dev/null; for i in $(seq 100); do [ $(grep -c seen w.log) -ge 2 ] && break; sleep 0.1; done; awk "/seen/ {print \\$1, \\$2}" w.log'
			),
			'seen 1\nseen 1\n'
		);
		await does(
			beside(
				'kubectl proxy --port=0',
				'px.log',
				'serve',
				`curl -s $(grep -oE "127.0.0.1:[0-9]+" px.log)/api/v1/namespaces/default/pods/box/status | grep -c '"phase": "Running"'`
			),
			'1\n'
		);
		await does('kubectl debug box --image=busybox:1.36 --container=look -- sleep 30', '');
		await agree(['kubectl get pod box -o jsonpath="{.spec.ephemeralContainers[0].name}"', 'kubectl top pods -A --no-headers | wc -l']);
		await does('kubectl drain control-plane --ignore-daemonsets --dry-run=client 2>&1 | grep -c cordoned', '1\n');
		await does('kubectl delete pod box beat --now', 'pod "box" deleted from default namespace\npod "beat" deleted from default namespace\n');
		await does('kubectl delete ns shop', 'namespace "shop" deleted\n');
		expect(tour).toBeGreaterThanOrEqual(100);
		expect(readFileSync(`${dir}/back`, 'utf8')).toMatch(/worker_processes/);
		expect(bridge.world.bugs).toEqual([]);
	});
});
