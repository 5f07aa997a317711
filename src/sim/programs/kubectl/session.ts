// One run of kubectl: its arguments, its configuration and its connection to the server. Identity: the process.
// Invariant: everything here is a function of argv, the environment and the answers to system calls.
import type { Sys } from '../../engine/index.ts';
import { print, printError } from '../../kernel/index.ts';
import { flagBool, flagList, flagMap, flagNumber, flagString, type FlagSet, type ParsedFlags } from '../../values/index.ts';
import type { ClientConfig } from '../../client/index.ts';
import type { Discovery } from './discovery.ts';
import { Failure } from './failure.ts';
import type { Command } from './tree.ts';

export class Session {
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	/** "kubectl create deployment". */
	readonly path: string;
	readonly command: Command;
	readonly flags: ParsedFlags;
	readonly set: FlagSet;
	/** Filled on first use by client-config.ts. */
	config: ClientConfig | undefined;
	/** The server as the kubeconfig has it, for messages: "https://192.168.49.2:6443". */
	server = '';
	/** The idle connection; -1: none. */
	fd = -1;
	discovery: Discovery | undefined;
	/** Warnings printed already. */
	readonly warned = new Set<string>();
	warnings = 0;
	stdin: string | undefined;

	constructor(argv: readonly string[], env: Readonly<Record<string, string>>, path: string, command: Command, flags: ParsedFlags, set: FlagSet) {
		this.argv = argv;
		this.env = env;
		this.path = path;
		this.command = command;
		this.flags = flags;
		this.set = set;
	}
	get args(): readonly string[] {
		return this.flags.args;
	}
	has(name: string): boolean {
		return Object.hasOwn(this.flags.values, name);
	}
	changed(name: string): boolean {
		return this.flags.changed.has(name);
	}
	str(name: string): string {
		// A command's own --user may be a list: then the global flag of that name is not there.
		return typeof this.flags.values[name] === 'string' ? flagString(this.flags, name) : '';
	}
	bool(name: string): boolean {
		return typeof this.flags.values[name] === 'boolean' && flagBool(this.flags, name);
	}
	num(name: string): number {
		return this.has(name) ? flagNumber(this.flags, name) : 0;
	}
	list(name: string): readonly string[] {
		return this.has(name) ? flagList(this.flags, name) : [];
	}
	map(name: string): Readonly<Record<string, string>> {
		return this.has(name) ? flagMap(this.flags, name) : {};
	}
	/** cmdutil.UsageErrorf. */
	usage(message: string): Failure {
		return new Failure(`${message}\nSee '${this.path} -h' for help and examples`);
	}
}

/** Writes to stdout. */
export const out = (text: string): Sys<void> => print(text);
/** Writes to stderr. */
export const err = (text: string): Sys<void> => printError(text);
