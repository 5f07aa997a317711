// A shared world in words, and its way into the store.
// Invariant: a shared world is stored under a name made of its link, so opening the same link twice opens the same machine, and no machine of
// the learner's is ever written over.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { SharedWorld } from '#src/worker/share.ts';
import { MachineStore, openStore } from '#src/worker/store.ts';
import { bytesOf } from '#src/worker/text.ts';

/** Worlds that a link may ask for, as they are called. */
export const worlds: Readonly<Record<string, string>> = { docker: 'Docker host', 'k8s-1': 'one-node cluster' };

export interface Contents {
	readonly inputs: number;
	/** "12 minutes" */
	readonly minutes: string;
	/** Lines as they were typed, with keys that are no text in brackets. */
	readonly commands: readonly string[];
	readonly files: readonly { readonly path: string; readonly host: string; readonly size: string }[];
	readonly others: readonly string[];
}

const keyNames: Readonly<Record<string, string>> = { '\t': '⇥', '\x7f': '⌫', '\x1b[A': '↑', '\x1b[B': '↓', '\x1b[C': '→', '\x1b[D': '←' };
const most = 500;

/** Typed bytes as text that shows every key. */
const spell = (text: string): string =>
	text
		.replace(/\x1b\[[A-D]|[\t\x7f]/g, (key) => keyNames[key] ?? key)
		.replace(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, '␛')
		.replace(/[\0-\x08\x0b-\x1f]/g, (key) => `^${String.fromCharCode(key.charCodeAt(0) + 64)}`);

const sized = (bytes: number): string => (bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} KiB`);

export function contentsOf(world: SharedWorld): Contents {
	const typed = new Map<number, string>();
	const commands: string[] = [];
	const files = new Map<string, Contents['files'][number]>();
	const others: string[] = [];
	const decoder = new TextDecoder();
	for (const { input } of world.log) {
		if (input.kind === 'terminal.input') {
			const lines = ((typed.get(input.terminal) ?? '') + decoder.decode(input.data)).split('\r');
			typed.set(input.terminal, lines.pop() ?? '');
			commands.push(...lines.map(spell));
		} else if (input.kind === 'file.write') files.set(`${input.host}:${input.path}`, { path: input.path, host: input.host, size: sized(input.data.length) });
		else if (input.kind === 'power') others.push(input.on ? `${input.host} was switched on` : `the power of ${input.host} was cut`);
		else if (input.kind === 'link') others.push(input.up ? `${input.host} was plugged in` : `${input.host} was unplugged`);
		else if (input.kind === 'process.start') others.push(`a program was started: ${(input.options.argv ?? []).join(' ').slice(0, 200)}`);
	}
	for (const rest of typed.values()) if (rest !== '') commands.push(spell(rest));
	const minutes = Math.max(1, Math.round(world.watermark / 60e6));
	return {
		inputs: world.log.length,
		minutes: `${minutes} minute${minutes === 1 ? '' : 's'}`,
		commands: commands.slice(0, most),
		files: [...files.values()].slice(0, most),
		others: others.slice(0, most)
	};
}

/** Puts a shared world into the store as a machine of its own; answers its name. Rejects with what to tell. */
export async function storeShared(world: SharedWorld, code: string): Promise<string> {
	const name = `shared-${bytesToHex(sha256(bytesOf(code))).slice(0, 12)}`;
	const machine = `sandbox/${world.preset}/${name}`;
	const db = await openStore();
	try {
		if (await db.get('machines', machine)) return name;
		const { build, seed, preset, watermark, log } = world;
		const now = Date.now();
		const store = new MachineStore(db, machine);
		await store.begin({ machine, format: 1, build, seed, preset, created: now, used: now, watermark, shared: true });
		await store.append(0, log);
		return name;
	} catch (error) {
		throw new Error(`the machine could not be stored (${error instanceof Error ? error.message : String(error)})`, { cause: error });
	} finally {
		db.close();
	}
}
