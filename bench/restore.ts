// `npm run bench restore`: an hour of a learner's work, then a checkpoint of it and the time until a world restored from it runs.
import { deserialize, serialize } from 'node:v8';
import { createWorld, type Checkpoint, type World } from '#src/sim/world/index.ts';
import { advance, deskOf, programs, timed, type Desk } from './drive.ts';
import { percentile, type Figure } from './report.ts';

const hour = 3_600_000_000;

const dockerHour: readonly string[] = [
	'docker version',
	'docker info',
	'docker images',
	'docker run hello-world',
	'docker ps -a',
	'docker pull -q nginx:1.27',
	'docker run -d --name web -p 8080:80 nginx:1.27',
	'curl -s localhost:8080 | head -4',
	'docker ps',
	'docker logs web',
	'docker exec web ls /usr/share/nginx/html',
	'docker inspect web',
	'docker stop web',
	'docker start web',
	'docker rm -f web',
	'mkdir -p app; cd app',
	'printf \'FROM alpine:3.20\\nRUN apk add --no-cache curl\\nCMD ["sleep","600"]\\n\' > Dockerfile',
	'docker build -q -t mine .',
	'docker run -d --name mine mine',
	'docker top mine',
	'docker volume create data',
	'docker run --rm -v data:/data alpine:3.20 sh -c "echo hello > /data/x"',
	'docker run --rm -v data:/data alpine:3.20 cat /data/x',
	'docker network create back',
	'docker run -d --network back --name db redis:7',
	'docker run --rm --network back redis:7 redis-cli -h db ping',
	'docker stats --no-stream',
	'docker system df',
	'ls -l /; cat /etc/os-release',
	'docker rm -f mine db; docker network rm back; docker volume rm data; cd'
];
const clusterHour: readonly string[] = [
	'kubectl get nodes -o wide',
	'kubectl get pods -A',
	'kubectl create deployment web --image=nginx:1.27 --replicas=3',
	'kubectl get pods',
	'kubectl rollout status deployment/web',
	'kubectl expose deployment web --port=80',
	'kubectl get svc,endpoints',
	'kubectl scale deployment web --replicas=5',
	'kubectl describe deployment web',
	'kubectl set image deployment/web nginx=nginx:1.27-alpine',
	'kubectl rollout status deployment/web --timeout=60s',
	'kubectl rollout history deployment/web',
	'kubectl rollout undo deployment/web',
	'kubectl get rs',
	'kubectl create configmap settings --from-literal=a=b',
	'kubectl get configmap settings -o yaml',
	'kubectl create secret generic key --from-literal=x=y',
	'kubectl run one --image=busybox:1.36 --restart=Never -- sh -c "echo hi; sleep 5"',
	'kubectl logs one',
	'kubectl delete pod one',
	'kubectl get events | tail -5',
	'kubectl create namespace blue',
	'kubectl -n blue create deployment api --image=redis:7',
	'kubectl -n blue get all',
	'kubectl delete namespace blue',
	'kubectl label deployment web tier=front',
	'kubectl get pods -l app=web -o name',
	'kubectl delete deployment web',
	'kubectl delete svc web',
	'kubectl delete configmap settings; kubectl delete secret key'
];

/** Works through the lines, over and over, until an hour has passed: a command every half minute to a minute. */
async function work(desk: Desk, lines: readonly string[]): Promise<number> {
	const end = desk.world.now + hour;
	const pause = Math.floor(hour / (3 * lines.length)) - 6_000_000;
	let count = 0;
	while (desk.world.now < end) {
		await desk.run(lines[count++ % lines.length] as string, 300_000_000);
		await advance(desk.world, Math.max(0, Math.min(pause, end - desk.world.now)));
	}
	return count;
}

/** A world of that preset after its hour. */
export async function hourOf(preset: 'docker' | 'k8s-1'): Promise<World> {
	const desk = await deskOf(preset);
	await work(desk, preset === 'docker' ? dockerHour : clusterHour);
	return desk.world;
}

async function restored(preset: string, lines: readonly string[]): Promise<Figure[]> {
	const desk = await deskOf(preset);
	const { world } = desk;
	let commands = 0;
	const hourMs = await timed(async () => (commands = await work(desk, lines)));
	let saved: Checkpoint = world.checkpoint();
	const checkpoints: number[] = [];
	for (let i = 0; i < 7; i++) checkpoints.push(await timed(() => (saved = world.checkpoint())));
	const bytes = serialize(saved);
	const restores: number[] = [];
	const whole: number[] = [];
	for (let i = 0; i < 7; i++) {
		// Able to run: it runs.
		restores.push(
			await timed(async () => {
				const again = await createWorld(preset, { programs, from: saved });
				await advance(again, 1000);
				if (again.bugs.length > 0) throw again.bugs[0]?.error;
			})
		);
		whole.push(await timed(async () => createWorld(preset, { programs, from: deserialize(bytes) as Checkpoint })));
	}
	const note = `median of 7, least ${Math.min(...restores).toFixed(0)} ms; after ${commands} commands in an hour`;
	const label = `${preset}, an hour's work`;
	return [
		{ name: `${label}: compute of the hour`, value: hourMs, unit: 'ms', note: `${commands} commands with pauses` },
		{ name: `${label}: restore`, value: percentile(restores, 50), unit: 'ms', target: 500, note },
		{ name: `${label}: restore from bytes`, value: percentile(whole, 50), unit: 'ms', target: 500, note: 'deserialize included, as from IndexedDB' },
		{ name: `${label}: checkpoint`, value: percentile(checkpoints, 50), unit: 'ms', note: 'median of 7' },
		{ name: `${label}: checkpoint's size`, value: bytes.length / 2 ** 20, unit: 'MiB', note: 'v8.serialize' }
	];
}

export async function restore(): Promise<Figure[]> {
	return [...(await restored('docker', dockerHour)), ...(await restored('k8s-1', clusterHour))];
}
