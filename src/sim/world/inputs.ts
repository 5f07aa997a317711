// What reaches a world from outside: the only things its log holds. Each is plain data, stamped with virtual time and event count.
import type { SocketAddress, SpawnOptions, TlsHello, WindowSize } from '../kernel/index.ts';

export type Input =
	/** A terminal of the page on a machine: `terminal` is the caller's own number for it. */
	| { kind: 'terminal.open'; host: string; terminal: number; size: WindowSize; argv?: readonly string[]; env?: Readonly<Record<string, string>>; cwd?: string }
	| { kind: 'terminal.input'; terminal: number; data: Uint8Array }
	| { kind: 'terminal.resize'; terminal: number; size: WindowSize }
	| { kind: 'terminal.close'; terminal: number }
	/** A file saved from outside (the editor, a dropped file). Parent directories are made. */
	| { kind: 'file.write'; host: string; path: string; data: Uint8Array; mode?: number }
	| { kind: 'file.remove'; host: string; path: string }
	/** A program started from outside; its standard input is `stdin` (then end of file), or open for 'process.input'. */
	| { kind: 'process.start'; host: string; process: number; options: SpawnOptions; stdin?: Uint8Array; keepOpen?: boolean }
	| { kind: 'process.input'; process: number; data: Uint8Array }
	| { kind: 'process.end'; process: number }
	/** A real client's connection to a listener of a machine: `connection` is the caller's own number for it. `hello` opens the modelled TLS. */
	| { kind: 'socket.open'; host: string; connection: number; address: SocketAddress; hello?: TlsHello }
	| { kind: 'socket.data'; connection: number; data: Uint8Array }
	/** The client took what had arrived: makes room for more. */
	| { kind: 'socket.taken'; connection: number }
	/** The client ended writing, or is gone. */
	| { kind: 'socket.end'; connection: number; how: 'write' | 'both' }
	/** The machine's power: cut, or switched on. */
	| { kind: 'power'; host: string; on: boolean }
	/** A wire of the fabric is cut or mended: 'host' is taken off its segment. */
	| { kind: 'link'; host: string; up: boolean };

export interface LoggedInput {
	/** Virtual µs. */
	at: number;
	/** Events the world had dispatched. */
	events: number;
	input: Input;
}
