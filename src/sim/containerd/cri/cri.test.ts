import { expect, test } from 'vitest';
import { Errno, type Sys } from '../../engine/index.ts';
import { appendFile, awaitKey, ids, print, readAll, readText, sigaction, signals, sleep, spawn, write, type Program } from '../../kernel/index.ts';
import { encodeJson, text } from '../../values/index.ts';
import { registryPrograms } from '../../oci/index.ts';
import { program, type Tree } from '../../oci/tree.ts';
import { cri, criInput, criNext, criStream } from '../client.ts';
import type { PodSandboxConfig } from '../cri.ts';
import { rig } from '../rig.ts';
import { RpcError } from '../rpc.ts';

const pause: Program = {
	name: 'pause',
	*main() {
		yield* sigaction('TERM', 'catch');
		for (;;) {
			try {
				yield* awaitKey('never');
			} catch (e) {
				if (!(e instanceof Errno)) throw e;
				if ((yield* signals()).includes('TERM')) return 0;
			}
		}
	}
};
/** Stands for busybox's sh: "say <words>", "fail <code>", "sleep", "cat". */
const busybox: Program = {
	name: 'busybox',
	*main(context) {
		const [, command, ...words] = context.argv;
		if (command === 'say') yield* print(words.join(' ') + '\nno newline');
		if (command === 'fail') {
			yield* write(2, 'failing\n');
			return Number(words[0]);
		}
		if (command === 'who') yield* print(`${(yield* ids()).cred.uid} ${(yield* ids()).hostname} ${(yield* readText('/etc/resolv.conf')).trim()}\n`);
		if (command === 'cat') yield* print(`got ${text(yield* readAll(0))}`);
		if (command === 'sleep') yield* sleep(3_600_000_000);
		return 0;
	}
};
/** Stands for a CNI plug-in. */
const plugin: Program = {
	name: 'bridge',
	*main(context) {
		const conf = text(yield* readAll(0));
		if (conf.includes('"broken"')) {
			yield* print(encodeJson({ code: 11, msg: 'no IP addresses available' }));
			return 1;
		}
		if (context.env['CNI_COMMAND'] === 'ADD') yield* print(encodeJson({ cniVersion: '1.0.0', ips: [{ address: '10.244.0.5/24' }] }));
		return 0;
	}
};
const files: Tree = {
	'etc/hosts': '127.0.0.1 localhost registry-1.docker.io auth.docker.io\n127.0.0.2 registry.k8s.io\n',
	'etc/cni/net.d/10-net.conflist': '{"cniVersion":"1.0.0","name":"net","plugins":[{"type":"bridge"}]}',
	'opt/cni/bin/bridge': program('bridge', 1000)
};
const pod: PodSandboxConfig = {
	metadata: { name: 'web', uid: 'u1', namespace: 'default', attempt: 0 },
	hostname: 'web',
	logDirectory: '/var/log/pods/default_web_u1',
	labels: { app: 'web' },
	annotations: {},
	dnsConfig: { servers: ['10.96.0.10'], searches: ['svc.cluster.local'], options: ['ndots:5'] },
	linux: { cgroupParent: 'kubepods-burstable-podu1.slice' }
};
const log = (line: string): Sys<void> => appendFile('/log', line + '\n');
function* ready(): Sys<void> {
	yield* spawn({ program: 'docker-hub', argv: ['docker-hub', '127.0.0.1'] });
	yield* spawn({ program: 'public-registry', argv: ['public-registry', '127.0.0.2'] });
	yield* sleep(10_000);
	for (;;) {
		try {
			yield* log(`network ${(yield* cri('Status', {})).conditions[1]?.status}`);
			return;
		} catch (e) {
			if (!(e instanceof RpcError)) throw e;
			yield* sleep(1000);
		}
	}
}
function* attempt(what: string, routine: Sys<unknown>): Sys<void> {
	try {
		yield* log(`${what}: ${encodeJson(yield* routine)}`);
	} catch (e) {
		if (e instanceof RpcError) yield* log(`${what}: ${e.code}: ${e.message.replace(/[0-9a-f]{64}/g, '<id>')}`);
		else throw e;
	}
}
const programs = [pause, busybox, plugin, ...registryPrograms.map((r) => r.code as Program)];
function* container(sandbox: string, name: string, args: readonly string[], more: object = {}): Sys<string> {
	const { containerId } = yield* cri('CreateContainer', {
		podSandboxId: sandbox,
		sandboxConfig: pod,
		config: {
			metadata: { name, attempt: 0 },
			image: { image: 'busybox:1.36' },
			command: ['sh'],
			args,
			envs: [],
			mounts: [],
			labels: {},
			annotations: {},
			logPath: `${name}/0.log`,
			...more
		}
	});
	return containerId;
}

test('a pod runs: pull, sandbox, network, container, log, exec, stop, remove', () => {
	const machine = rig(
		function* () {
			yield* ready();
			yield* attempt('absent', cri('ImageStatus', { image: { image: 'busybox:1.36' } }));
			const { imageRef } = yield* cri('PullImage', { image: { image: 'busybox:1.36' } });
			const { image } = yield* cri('ImageStatus', { image: { image: imageRef } });
			yield* log(`tags ${image?.repoTags.join()} digests ${image?.repoDigests.length} same ${image?.id === imageRef}`);
			const { podSandboxId } = yield* cri('RunPodSandbox', { config: pod });
			const { status } = yield* cri('PodSandboxStatus', { podSandboxId });
			yield* log(`${status.state} ${status.network.ip}`);
			const say = yield* container(podSandboxId, 'say', ['say', 'hello', 'pod']);
			yield* cri('StartContainer', { containerId: say });
			yield* sleep(100_000);
			const said = (yield* cri('ContainerStatus', { containerId: say })).status;
			yield* log(`${said.state} ${said.exitCode} ${said.reason}`);
			yield* log((yield* readText(said.logPath)).replace(/^\S+/gm, '<time>'));
			const fail = yield* container(podSandboxId, 'fail', ['fail', '3'], { linux: { securityContext: { runAsUser: 1000 } } });
			yield* cri('StartContainer', { containerId: fail });
			yield* sleep(100_000);
			const failed = (yield* cri('ContainerStatus', { containerId: fail })).status;
			yield* log(`${failed.exitCode} ${failed.reason} ${failed.user?.linux.uid}`);
			const sleeper = yield* container(podSandboxId, 'sleeper', ['sleep']);
			yield* cri('StartContainer', { containerId: sleeper });
			const sync = yield* cri('ExecSync', { containerId: sleeper, cmd: ['sh', 'who'], timeout: 5 });
			yield* log(`exec ${sync.exitCode} ${text(sync.stdout)}`);
			yield* attempt('timeout', cri('ExecSync', { containerId: sleeper, cmd: ['sh', 'sleep'], timeout: 1 }));
			yield* attempt('exec', cri('ExecSync', { containerId: sleeper, cmd: ['bash'], timeout: 1 }));
			const fd = yield* criStream('Exec', { containerId: sleeper, cmd: ['sh', 'cat'], tty: false, stdin: true });
			yield* criInput<'Exec'>(fd, { stdin: new TextEncoder().encode('typed') });
			yield* criInput<'Exec'>(fd, { closeStdin: true });
			for (;;) {
				const step = yield* criNext<'Exec'>(fd);
				if ('result' in step) {
					yield* log(`stream ${step.result.exitCode}`);
					break;
				}
				yield* log('stdout' in step.event ? text(step.event.stdout) : 'stderr');
			}
			const bad = yield* container(podSandboxId, 'bad', [], { command: ['/nosuch'] });
			yield* attempt('bad', cri('StartContainer', { containerId: bad }));
			const wrong = (yield* cri('ContainerStatus', { containerId: bad })).status;
			yield* log(`${wrong.state} ${wrong.exitCode} ${wrong.reason}`);
			yield* log((yield* cri('ListContainers', { filter: { state: 'CONTAINER_RUNNING' } })).containers.map((c) => c.metadata.name).join());
			yield* cri('StopContainer', { containerId: sleeper, timeout: 1 });
			const stopped = (yield* cri('ContainerStatus', { containerId: sleeper })).status;
			yield* log(`${stopped.state} ${stopped.exitCode} ${stopped.reason}`);
			yield* cri('StopPodSandbox', { podSandboxId });
			yield* log((yield* cri('ListPodSandbox', {})).items.map((s) => s.state).join());
			yield* cri('RemovePodSandbox', { podSandboxId });
			yield* log(
				`${(yield* cri('ListPodSandbox', {})).items.length} ${(yield* cri('ListContainers', {})).containers.length} ${(yield* cri('ListImages', {})).images.length}`
			);
		},
		programs,
		files
	);
	const forks = Array.from({ length: 25 }, () => {
		machine.advance(123_457);
		return machine.restored();
	});
	machine.advance(60_000_000);
	expect(machine.bugs).toEqual([]);
	for (const fork of forks) {
		fork.advance(machine.engine.state.now - fork.engine.state.now);
		expect([fork.bugs, fork.engine.state.trace.digest]).toEqual([[], machine.engine.state.trace.digest]);
	}
	expect(machine.read('/log')).toBe(`network true
absent: {"image":null}
tags docker.io/library/busybox:1.36 digests 1 same true
SANDBOX_READY 10.244.0.5
CONTAINER_EXITED 0 Completed
<time> stdout F hello pod
<time> stdout P no newline

3 Error 1000
exec 0 0 web search svc.cluster.local
nameserver 10.96.0.10
options ndots:5

timeout: DeadlineExceeded: failed to exec in container: timeout 1s exceeded: context deadline exceeded
exec: Unknown: failed to exec in container: failed to start exec "<id>": OCI runtime exec failed: exec failed: unable to start container process: exec: "bash": executable file not found in $PATH
got typed
stream 0
bad: Unknown: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/nosuch": stat /nosuch: no such file or directory
CONTAINER_EXITED 128 StartError
sleeper
CONTAINER_EXITED 137 Error
SANDBOX_NOTREADY
0 0 2
`);
});

test('pulls and sandboxes fail in containerd’s words', () => {
	const machine = rig(
		function* () {
			yield* ready();
			for (const image of [
				'nginx:nosuchtag',
				'ngnix',
				'myorg/private:1.0',
				'localhost:9999/x:1',
				'UPPER',
				'nosuch.example/x',
				'busybox@sha256:' + '0'.repeat(64)
			])
				yield* attempt(image, cri('PullImage', { image: { image } }));
			yield* attempt('container', cri('ContainerStatus', { containerId: 'nobody' }));
			yield* attempt('start', cri('StartContainer', { containerId: 'nobody' }));
			yield* attempt('sandbox', cri('PodSandboxStatus', { podSandboxId: 'nobody' }));
			yield* attempt('broken', cri('RunPodSandbox', { config: pod }));
			yield* log(`${(yield* cri('ListPodSandbox', {})).items.length}`);
		},
		programs,
		{ ...files, 'etc/cni/net.d/10-net.conflist': '{"cniVersion":"1.0.0","name":"broken","plugins":[{"type":"bridge"}]}' }
	);
	machine.advance(60_000_000);
	expect(machine.bugs).toEqual([]);
	expect(machine.read('/log')).toBe(`network true
nginx:nosuchtag: NotFound: failed to pull and unpack image "docker.io/library/nginx:nosuchtag": failed to resolve image: docker.io/library/nginx:nosuchtag: not found
ngnix: Unknown: failed to pull and unpack image "docker.io/library/ngnix:latest": failed to resolve image: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
myorg/private:1.0: Unknown: failed to pull and unpack image "docker.io/myorg/private:1.0": failed to resolve image: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
localhost:9999/x:1: Unknown: failed to pull and unpack image "localhost:9999/x:1": failed to resolve image: failed to do request: Head "https://localhost:9999/v2/x/manifests/1": dial tcp 127.0.0.1:9999: connect: connection refused
UPPER: InvalidArgument: failed to parse image reference "UPPER": invalid reference format: repository name (library/UPPER) must be lowercase
nosuch.example/x: Unknown: failed to pull and unpack image "nosuch.example/x:latest": failed to resolve image: failed to do request: Head "https://nosuch.example/v2/x/manifests/latest": dial tcp: lookup nosuch.example on 10.0.2.3:53: server misbehaving
busybox@sha256:${'0'.repeat(64)}: NotFound: failed to pull and unpack image "docker.io/library/busybox@sha256:<id>": failed to resolve image: docker.io/library/busybox@sha256:<id>: not found
container: NotFound: an error occurred when try to find container "nobody": not found
start: NotFound: an error occurred when try to find container "nobody": not found
sandbox: NotFound: an error occurred when try to find sandbox: not found
broken: Unknown: failed to setup network for sandbox "<id>": plugin type="bridge" failed (add): no IP addresses available
0
`);
});
