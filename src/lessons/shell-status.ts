// How the last command in a terminal ended, as its shell knows it: `$?` of what a shell at its prompt has settled. A pure read, so asking
// does not change the next `$?`. Leaves out shells on another machine (ssh, kubectl exec): their end is not known.
import type { World } from '#src/sim/world/index.ts';

interface Settled {
	readonly state: unknown;
}

const shellStatus = ({ state }: Settled): number | undefined => {
	if (typeof state !== 'object' || state === null || !('interactive' in state) || state.interactive !== true) return undefined;
	return 'status' in state && typeof state.status === 'number' ? state.status : undefined;
};

/** Remembers a moment; answers the status of the command that a shell of the machine has ended since. */
export function statusFrom(world: World, host: string): () => number | undefined {
	const threads = (): ReadonlyMap<number, { readonly settled?: Settled }> => world.kernel(host).state.threads;
	const before = new Map([...threads()].map(([tid, { settled }]) => [tid, settled]));
	return () => {
		for (const [tid, { settled }] of threads()) {
			if (settled === undefined || settled === before.get(tid)) continue;
			const status = shellStatus(settled);
			if (status !== undefined) return status;
		}
		return undefined;
	};
}

/** What a failed command said: its last line that names who complains, as "docker: …"; advice may stand below it. */
function complaintOf(text: string): string {
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	const line = (lines.findLast((one) => one.includes(': ')) ?? lines.at(-1) ?? '').trim();
	return line.length > 200 ? `${line.slice(0, 197)}…` : line;
}

/** "ended with 127: dcoker: command not found" */
export const endedWith = ({ status, text }: { readonly status?: number; readonly text: string }): string => {
	const said = complaintOf(text).replace(/^-bash: /, '');
	return `ended with ${status ?? '?'}${said === '' ? ' and printed nothing' : `: ${said}`}`;
};
