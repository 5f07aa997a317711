// The command-line client's own state: whom it talks to, by which context and configuration. Plain data, so that a loop can settle it.
// Follows cli/command.DockerCli: the endpoint is resolved and the daemon pinged on first use, not before.
import type { Sys } from '../../engine/index.ts';
import { write } from '../../kernel/index.ts';
import type { ConfigFile } from './config-file.ts';

/** What /_ping's headers say. */
export interface ServerInfo {
	readonly osType: string;
	readonly experimental: boolean;
	/** Swarm header: absent when the daemon does not say. */
	readonly swarm?: { readonly state: string; readonly manager: boolean };
	/** The API version spoken from now on. */
	readonly version: string;
	readonly reachable: boolean;
}

export interface Cli {
	readonly env: Readonly<Record<string, string>>;
	readonly argv: readonly string[];
	readonly configDir: string;
	readonly config: ConfigFile;
	/** Name of the current context. */
	readonly context: string;
	/** -H values (at most one is used). */
	readonly hosts: readonly string[];
	readonly debug: boolean;
	/** Names of the commands of the client itself: no plug-in may take one. */
	readonly builtin: readonly string[];
	/** Filled on first use by client/endpoint.ts: "unix:///var/run/docker.sock". */
	host?: string;
	server?: ServerInfo;
	/** A connection to the daemon whose last answer has been read whole: the next request goes on it, as Go's transport does. */
	idle?: number;
}

/** This client's version and build, as `docker version` shows them. */
export const CLIENT = {
	version: '28.2.2',
	apiVersion: '1.50',
	goVersion: 'go1.24.3',
	gitCommit: 'e6534b4',
	built: 'Fri May 30 12:07:14 2025',
	os: 'linux',
	arch: 'amd64'
} as const;

export const DEFAULT_HOST = 'unix:///var/run/docker.sock';

/** Writes to stdout. */
export function* out(text: string | Uint8Array): Sys<void> {
	if (text.length > 0) yield* write(1, text);
}
/** Writes to stderr. */
export function* err(text: string | Uint8Array): Sys<void> {
	if (text.length > 0) yield* write(2, text);
}
