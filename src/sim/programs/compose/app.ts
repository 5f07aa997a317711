// What every compose command knows: the docker client's state, the options before the command, how to show progress. Plain data.
import type { Cli } from '../docker/cli.ts';

export type ProgressMode = 'auto' | 'tty' | 'plain' | 'json' | 'quiet';

/** Options before the command (cmd/compose.ProjectOptions). */
export interface ProjectOptions {
	readonly projectName: string;
	readonly profiles: readonly string[];
	readonly files: readonly string[];
	readonly envFiles: readonly string[];
	readonly projectDirectory: string;
	readonly compatibility: boolean;
	readonly allResources: boolean;
}

export interface App {
	readonly cli: Cli;
	/** The process's environment, and what .env adds to it. */
	readonly env: Readonly<Record<string, string>>;
	readonly options: ProjectOptions;
	readonly mode: ProgressMode;
	/** Colours and the like on stdout. */
	readonly ansi: boolean;
	/** NO_COLOR: progress without colours. */
	readonly colorless: boolean;
	/** How many pulls, pushes and builds at once; 0 or less: all. */
	readonly parallel: number;
	readonly dryRun: boolean;
	/** Between the parts of a container's name: "-", or "_" as compose 1 had it. */
	readonly separator: string;
}

export const VERSION = '2.37.3';

/** utils.StringToBool: "y", and what Go takes for true. */
export const truthy = (text: string | undefined): boolean => ['y', '1', 't', 'true'].includes((text ?? '').trim().toLowerCase());
