// The way to real Node from the editor. Loaded when it is first asked for.
import { tick } from 'svelte';
import type { Workspace } from '../workspace/workspace.svelte.ts';
import NodePane from './NodePane.svelte';
import { RealNode } from './real-node.svelte.ts';

/** Brings the pane to the front and runs a file there, or asks whether it may. */
export async function openRealNode(workspace: Workspace, host: string, path: string): Promise<void> {
	workspace.realNode ??= { pane: NodePane, node: new RealNode(workspace) };
	const opened = workspace.realNode.node.open(host, path);
	workspace.showSide('node');
	await tick();
	workspace.enter('side');
	await opened;
}
