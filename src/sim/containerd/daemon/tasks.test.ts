import { expect, test } from 'vitest';
import { Errno, type Sys } from '../../engine/index.ts';
import {
	appendFile,
	close,
	getcwd,
	ids,
	kill,
	mkdirAll,
	mknod,
	open,
	processes,
	read,
	readAll,
	readdir,
	sleep,
	spawn,
	write,
	type Program
} from '../../kernel/index.ts';
import { program } from '../../oci/tree.ts';
import { text } from '../../values/index.ts';
import { containerd, containerdNext, containerdStream } from '../client.ts';
import { rig } from '../rig.ts';
import { RpcError } from '../rpc.ts';
import type { Spec } from '../runtime-spec.ts';
import { CONTAINERD_SOCKET } from '../services.ts';

/** A container's program: says what it sees, reads its input to the end, and ends as told. */
const look: Program = {
	name: 'look',
	*main(context) {
		const me = yield* ids();
		const names = (yield* readdir('/')).map((e) => e.name).join(' ');
		yield* write(
			1,
			`pid ${me.pid} uid ${me.cred.uid} host ${me.hostname} cwd ${yield* getcwd()} root [${names}] args ${context.argv.slice(1).join(' ')} A=${context.env['A']}\n`
		);
		yield* write(1, `sees ${(yield* processes()).map((p) => p.comm).join(' ')}\n`);
		const input = text(yield* readAll(0));
		yield* write(2, `input ${JSON.stringify(input)}\n`);
		if (context.argv[1] === 'sleep') yield* sleep(10_000_000_000);
		return Number(context.argv[2] ?? 0);
	}
};

const spec = (args: readonly string[], rootfs: string): Spec => ({
	ociVersion: '1.2.1',
	process: { user: { uid: 0, gid: 0 }, args, env: ['PATH=/bin', 'A=b'], cwd: '/work', capabilities: { effective: ['CAP_CHOWN', 'CAP_SETUID'] } },
	root: { path: rootfs },
	hostname: 'box',
	mounts: [
		{ destination: '/proc', type: 'proc', source: 'proc' },
		{ destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['mode=755', 'size=65536k'] },
		{ destination: '/dev/pts', type: 'devpts', source: 'devpts' },
		{ destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['ro'] },
		{ destination: '/etc/hosts', type: 'bind', source: '/etc/hosts', options: ['rbind', 'rprivate'] }
	],
	linux: {
		cgroupsPath: 'system.slice:docker:c1',
		namespaces: [{ type: 'mount' }, { type: 'pid' }, { type: 'network' }, { type: 'ipc' }, { type: 'uts' }, { type: 'cgroup' }],
		maskedPaths: ['/proc/kcore']
	}
});

function* log(line: string): Sys<void> {
	yield* appendFile('/log', line + '\n');
}
function* connected(): Sys<void> {
	for (;;) {
		try {
			yield* containerd('moby', 'version', {});
			return;
		} catch (e) {
			if (!(e instanceof RpcError)) throw e;
			yield* sleep(1000);
		}
	}
}
function* fifos(dir: string): Sys<{ stdin: string; stdout: string; stderr: string }> {
	yield* mkdirAll(dir);
	const paths = { stdin: `${dir}/stdin`, stdout: `${dir}/stdout`, stderr: `${dir}/stderr` };
	for (const path of Object.values(paths)) yield* mknod(path, 'fifo', 0o700);
	return paths;
}
function* attempt(what: string, routine: Sys<unknown>): Sys<void> {
	try {
		yield* routine;
		yield* log(`${what}: done`);
	} catch (e) {
		if (e instanceof RpcError) yield* log(`${what}: ${e.code}: ${e.message}`);
		else if (e instanceof Errno) yield* log(`${what}: ${e.code}`);
		else throw e;
	}
}
const files = {
	'rootfs/bin/look': program('look', 100),
	'rootfs/etc/hosts': '',
	'rootfs/bin/plain': 'just text\n',
	'rootfs/bin/weird': { text: 'no program\n', mode: 0o755 },
	'rootfs/work': { dir: true as const }
};

test('a container runs in its own namespaces, with its streams, and its end is told', () => {
	const machine = rig(
		function* () {
			yield* connected();
			const events = yield* containerdStream('', 'events.subscribe', { namespaces: ['moby'] });
			yield* containerdNext<'events.subscribe'>(events);
			const io = yield* fifos('/tmp/io');
			yield* containerd('moby', 'containers.create', { id: 'c1', spec: spec(['look', 'one', '7'], '/rootfs') });
			const out = yield* open(io.stdout, { read: true, nonblock: true });
			const err = yield* open(io.stderr, { read: true, nonblock: true });
			const { pid } = yield* containerd('moby', 'tasks.create', { containerId: 'c1', ...io, terminal: false });
			yield* log(`created ${(yield* containerd('moby', 'tasks.get', { containerId: 'c1' })).status}`);
			const input = yield* open(io.stdin, { write: true });
			yield* containerd('moby', 'tasks.start', { containerId: 'c1' });
			yield* write(input, 'hello');
			yield* close(input);
			yield* containerd('moby', 'tasks.closeStdin', { containerId: 'c1' });
			const exit = yield* containerd('moby', 'tasks.wait', { containerId: 'c1' });
			yield* log(`exit ${exit.exitStatus} same pid ${exit.pid === pid}`);
			yield* log(text(yield* readAll(out)) + text(yield* readAll(err)));
			yield* containerd('moby', 'tasks.delete', { containerId: 'c1' });
			yield* containerd('moby', 'containers.delete', { id: 'c1' });
			for (let i = 0; i < 6; i++) {
				const step = yield* containerdNext<'events.subscribe'>(events);
				if ('event' in step) yield* log(step.event.topic);
			}
			yield* log(
				`left ${(yield* processes())
					.filter((p) => p.state !== 'Z')
					.map((p) => p.comm)
					.join(' ')}`
			);
			yield* log(
				`bundles ${(yield* readdir('/run/containerd/io.containerd.runtime.v2.task/moby')).length} states ${(yield* readdir('/run/containerd/runc/moby')).length}`
			);
		},
		[look],
		files
	);
	machine.advance(5_000_000);
	expect(machine.bugs).toEqual([]);
	expect(machine.read('/log')).toBe(`created CREATED
exit 7 same pid true
pid 1 uid 0 host box cwd /work root [bin dev etc proc sys work] args one 7 A=b
sees look
input "hello"

/containers/create
/tasks/create
/tasks/start
/tasks/exit
/tasks/delete
/containers/delete
left init containerd scenario
bundles 0 states 0
`);
});

test('what cannot be started fails with runc’s words, and leaves nothing behind', () => {
	const machine = rig(
		function* () {
			yield* connected();
			const base = spec(['look'], '/rootfs');
			const cases: readonly (readonly [string, Spec])[] = [
				['missing', spec(['nosuch'], '/rootfs')],
				['path', spec(['/bin/nosuch'], '/rootfs')],
				['plain', spec(['/bin/plain'], '/rootfs')],
				['dir', spec(['/etc'], '/rootfs')],
				['mount', { ...base, mounts: [...base.mounts, { destination: '/etc/x', type: 'bind', source: '/nosuch', options: ['rbind'] }] }],
				['dir on file', { ...base, mounts: [...base.mounts, { destination: '/etc/hosts', type: 'bind', source: '/tmp', options: ['rbind'] }] }]
			];
			for (const [id, each] of cases) {
				yield* containerd('moby', 'containers.create', { id: id.replaceAll(' ', '-'), spec: each });
				yield* attempt(id, containerd('moby', 'tasks.create', { containerId: id.replaceAll(' ', '-'), stdin: '', stdout: '', stderr: '', terminal: false }));
			}
			yield* containerd('moby', 'containers.create', { id: 'format', spec: spec(['weird'], '/rootfs') });
			const io = yield* fifos('/tmp/io');
			const err = yield* open(io.stderr, { read: true, nonblock: true });
			yield* containerd('moby', 'tasks.create', { containerId: 'format', ...io, terminal: false });
			yield* attempt('format', containerd('moby', 'tasks.start', { containerId: 'format' }));
			const { exitStatus } = yield* containerd('moby', 'tasks.wait', { containerId: 'format' });
			yield* log(`exit ${exitStatus} ${text(yield* read(err))}`);
			yield* attempt('wait', containerd('moby', 'tasks.wait', { containerId: 'nobody' }));
			yield* attempt('kill', containerd('moby', 'tasks.kill', { containerId: 'format', signal: 'TERM' }));
			yield* log(
				`left ${(yield* processes())
					.filter((p) => p.state !== 'Z')
					.map((p) => p.comm)
					.join(' ')}`
			);
		},
		[look],
		files
	);
	machine.advance(5_000_000);
	expect(machine.bugs).toEqual([]);
	const create =
		'Unknown: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ';
	expect(machine.read('/log')).toBe(`missing: ${create}exec: "nosuch": executable file not found in $PATH
path: ${create}exec: "/bin/nosuch": stat /bin/nosuch: no such file or directory
plain: ${create}exec: "/bin/plain": permission denied
dir: ${create}exec: "/etc": is a directory
mount: ${create}error mounting "/nosuch" to rootfs at "/etc/x": stat /nosuch: no such file or directory
dir on file: ${create}error mounting "/tmp" to rootfs at "/etc/hosts": mount src=/tmp, dst=/etc/hosts, dstFd=/proc/thread-self/fd/55, flags=MS_BIND|MS_REC: not a directory
format: done
exit 255 exec /bin/weird: exec format error

wait: NotFound: no running task found: task nobody not found: not found
kill: NotFound: process already finished: not found
left init containerd scenario containerd-shim
`);
});

test('a container outlives containerd, which finds it again', () => {
	const machine = rig(
		function* () {
			yield* connected();
			yield* containerd('moby', 'containers.create', { id: 'c1', spec: spec(['look', 'sleep'], '/rootfs') });
			yield* containerd('moby', 'tasks.create', { containerId: 'c1', stdin: '', stdout: '', stderr: '', terminal: false });
			yield* containerd('moby', 'tasks.start', { containerId: 'c1' });
			yield* sleep(10_000);
			const daemon = (yield* processes()).find((p) => p.comm === 'containerd');
			yield* killPid(daemon?.pid ?? 0);
			yield* sleep(10_000);
			yield* attempt('dead', containerd('moby', 'version', {}));
			yield* log((yield* processes()).map((p) => `${p.comm}<${p.ppid}`).join(' '));
			yield* restart();
			yield* connected();
			const task = yield* containerd('moby', 'tasks.get', { containerId: 'c1' });
			yield* log(`${task.status} ${(yield* containerd('moby', 'containers.list', {})).length}`);
			const io = yield* fifos('/tmp/io');
			const out = yield* open(io.stdout, { read: true, nonblock: true });
			const process = { ...spec(['look', 'exec', '3'], '').process, cwd: '/' };
			yield* containerd('moby', 'tasks.exec', { containerId: 'c1', execId: 'e1', process, ...io, stdin: '', terminal: false });
			yield* containerd('moby', 'tasks.start', { containerId: 'c1', execId: 'e1' });
			yield* log(text(yield* readAll(out)).trim());
			const exec = yield* containerd('moby', 'tasks.wait', { containerId: 'c1', execId: 'e1' });
			yield* log(`exec ${exec.exitStatus} pids ${(yield* containerd('moby', 'tasks.pids', { containerId: 'c1' })).length}`);
			yield* attempt('exec', execNothing());
			yield* attempt('delete', containerd('moby', 'tasks.delete', { containerId: 'c1' }));
			yield* containerd('moby', 'tasks.pause', { containerId: 'c1' });
			yield* log((yield* containerd('moby', 'tasks.get', { containerId: 'c1' })).status);
			yield* containerd('moby', 'tasks.resume', { containerId: 'c1' });
			yield* containerd('moby', 'tasks.kill', { containerId: 'c1', signal: 'KILL' });
			yield* log(`exit ${(yield* containerd('moby', 'tasks.wait', { containerId: 'c1' })).exitStatus}`);
		},
		[look],
		files
	);
	machine.advance(5_000_000);
	expect(machine.bugs).toEqual([]);
	expect(machine.read('/log'))
		.toBe(`dead: Unavailable: connection error: desc = "transport: Error while dialing: dial unix ${CONTAINERD_SOCKET}: connect: connection refused"
init<0 scenario<1 containerd-shim<1 look<8
RUNNING 1
pid 7 uid 0 host box cwd / root [bin dev etc proc sys work] args exec 3 A=b
sees look look
exec 3 pids 1
exec: Unknown: OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH
delete: FailedPrecondition: task must be stopped before deletion: running: failed precondition
PAUSED
exit 137
`);
});

function* execNothing(): Sys<void> {
	yield* containerd('moby', 'tasks.exec', {
		containerId: 'c1',
		execId: 'e2',
		process: spec(['nosuch'], '').process,
		stdin: '',
		stdout: '',
		stderr: '',
		terminal: false
	});
	yield* containerd('moby', 'tasks.start', { containerId: 'c1', execId: 'e2' });
}
function* killPid(pid: number): Sys<void> {
	yield* kill(pid, 'KILL');
}
function* restart(): Sys<void> {
	yield* spawn({ path: '/usr/bin/containerd', argv: ['containerd'], newSession: true });
}
