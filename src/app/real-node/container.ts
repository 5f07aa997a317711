// What real Node needs of a WebContainer, and no more: the rest of `@webcontainer/api` is not used. Tests hand in one of their own.
// Leaves out: accounts, API keys, previews' messages, snapshots.
import type { FileSystemTree } from '@webcontainer/api';

export interface ContainerEntry {
	readonly name: string;
	isFile(): boolean;
	isDirectory(): boolean;
}

/** Paths are relative to the container's own working directory. */
export interface ContainerFiles {
	readdir(path: string, options: { withFileTypes: true }): Promise<ContainerEntry[]>;
	readFile(path: string): Promise<Uint8Array>;
	mkdir(path: string, options: { recursive: true }): Promise<string>;
	rm(path: string, options: { recursive: boolean; force: boolean }): Promise<void>;
}

export interface ContainerProcess {
	readonly exit: Promise<number>;
	readonly input: WritableStream<string>;
	readonly output: ReadableStream<string>;
	kill(): void;
	resize(size: { cols: number; rows: number }): void;
}

export interface Container {
	readonly fs: ContainerFiles;
	mount(tree: FileSystemTree, options: { mountPoint: string }): Promise<void>;
	spawn(command: string, args: string[], options: { cwd: string; terminal: { cols: number; rows: number } }): Promise<ContainerProcess>;
	on(event: 'port', listener: (port: number, type: 'open' | 'close', url: string) => void): () => void;
	on(event: 'server-ready', listener: (port: number, url: string) => void): () => void;
	on(event: 'error', listener: (error: { message: string }) => void): () => void;
	teardown(): void;
}

export interface ContainerCode {
	boot(): Promise<Container>;
}

/** Whom WebContainer's code comes from: its frame is this origin's `/headless` (@webcontainer/api, internal/iframe-url.js). */
export const vendor = 'https://stackblitz.com';

/** Where a server in a container is seen when the page is isolated by `require-corp`. The page's policy lets it be shown (vite.config.ts). */
export const isPreview = (url: string): boolean => /^https:\/\/[a-z0-9-]+\.local-corp\.webcontainer-api\.io(?:[/?#]|$)/.test(url);

/** Loads the vendor's package; nothing of it is in the page before. */
export async function loadContainerCode(): Promise<ContainerCode> {
	const { WebContainer } = await import('@webcontainer/api');
	return { boot: () => WebContainer.boot({ coep: 'require-corp', workdirName: 'drydock' }) };
}

/**
 * Asks whether the vendor's frame would come, by its own address, so that the network, the page's policy and the isolation are tried as
 * the frame will meet them. The answer cannot be read and need not be.
 */
export async function askVendor(signal: AbortSignal, get: typeof fetch = fetch): Promise<void> {
	const response = await get(`${vendor}/headless?coep=require-corp`, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal });
	await response.body?.cancel();
}
