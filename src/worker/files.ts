// What the file tree of the page asks of a machine's disk: to move, make and delete, done by the machine's own mv, mkdir and rm as logged
// inputs, so that they fail as those do; and what has changed since it looked.
// Leaves out: the programs' messages. Whether it was done is seen on the disk afterwards.
import { listPath, statPath, type Kernel } from '#src/sim/kernel/host.ts';
import type { Call } from './protocol.ts';
import type { Machine } from './machine.ts';

/** Wall ms a move may take before the page says that time stands still. */
const patienceMs = 4000;
let started = 0;

type Act = Extract<Call, { op: 'file.act' }>;

const argvOf = ({ act, path, to = '' }: Act): readonly string[] =>
	act === 'move' ? ['mv', '-n', '--', path, to] : act === 'folder' ? ['mkdir', '--', path] : ['rm', '-r', '--', path];

const there = (kernel: Kernel, path: string): boolean => stampOf(kernel, path) !== '';

/** Moves, makes or deletes. Rejects with what to tell when it was not done. */
export async function fileAct(machine: Machine, call: Act): Promise<null> {
	const { host, act, path, to } = call;
	const kernel = machine.world.kernel(host);
	if (!kernel.state.running) throw new Error(`${host} is off: switch it on to change its files.`);
	if (machine.clockState().paused) throw new Error('Time stands still: let it pass to change files.');
	if (act === 'move' && to !== undefined && there(kernel, to)) throw new Error(`${to} is there already.`);
	if (act === 'folder' && there(kernel, path)) throw new Error(`${path} is there already.`);
	const argv = argvOf(call);
	const process = 2_000_000 + machine.world.engine.state.dispatched * 8 + (++started % 8);
	await machine.input({ kind: 'process.start', host, process, options: { path: `/usr/bin/${argv[0]}`, argv } });
	const until = Date.now() + patienceMs;
	while (machine.world.running(process) && Date.now() < until) await new Promise((done) => setTimeout(done, 10));
	const done = act === 'folder' ? there(machine.world.kernel(host), path) : !there(machine.world.kernel(host), path);
	if (!done) throw new Error(`${argv.join(' ')}: this did not work. Try it in the terminal to see why.`);
	return null;
}

/** What tells a file's or a directory's state: bytes and time of change, or the names in it. */
function stampOf(kernel: Kernel, path: string): string {
	try {
		const { type, size, mtime } = statPath(kernel, path);
		return type === 'dir'
			? `dir ${listPath(kernel, path)
					.map(({ name, type: of }) => `${of}/${name}`)
					.join(' ')}`
			: `${type} ${size} ${mtime}`;
	} catch {
		return '';
	}
}

export const fileStamps = (machine: Machine, host: string, paths: readonly string[]): string[] => {
	const kernel = machine.world.kernel(host);
	return paths.map((path) => stampOf(kernel, path));
};
