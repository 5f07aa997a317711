// Every action of the page by name, for the palette. What is read here of the workspace makes the list follow it.
import { resolve } from '$app/paths';
import { goto } from '$app/navigation';
import { isNodeFile } from '#src/editor/language.ts';
import { download } from '../download.ts';
import type { PaletteCommand } from '../Palette.svelte';
import { settings } from '../settings.svelte.ts';
import type { Workspace } from './workspace.svelte.ts';

export function paletteCommands(workspace: Workspace): PaletteCommand[] {
	const { machine, lesson, host, on } = workspace;
	const { clock } = machine;
	const file = workspace.editor.files?.active;
	const several = machine.hosts.length > 1;
	return [
		{ group: 'Go to', name: 'Terminal', keys: 'Ctrl `', run: () => workspace.focusTerminal() },
		...(lesson ? [{ group: 'Go to', name: 'Lesson', run: () => workspace.enter('lesson') }] : []),
		{ group: 'Go to', name: 'Files and editor', keys: 'Ctrl Shift E', run: () => void workspace.editor.show() },
		{ group: 'Go to', name: 'Picture of the stack', run: () => workspace.showSide('stack') },
		{ group: 'Go to', name: 'Picture of images and builds', run: () => workspace.showSide('images') },
		{
			group: 'Go to',
			name: 'Browser',
			run: () => {
				workspace.showSide('browser');
				setTimeout(() => document.getElementById('address')?.focus());
			}
		},
		...workspace.terminals
			.filter(({ terminal }) => terminal !== workspace.active)
			.map(({ terminal }) => ({ group: 'Go to', name: `Terminal ${workspace.titleOf(terminal)}`, run: () => workspace.activate(terminal) })),
		{ group: 'Files', name: 'Open file…', keys: 'Ctrl P', run: () => void workspace.editor.ask('open') },
		{ group: 'Files', name: 'New file…', run: () => void workspace.editor.ask('new') },
		...(file ? [{ group: 'Files', name: `Save ${file.name}`, keys: 'Ctrl S', run: () => workspace.editor.save() }] : []),
		...(file && isNodeFile(file.path)
			? [{ group: 'Files', name: `Run ${file.name} on real Node`, keys: 'Ctrl Shift Enter', run: () => workspace.editor.runOnRealNode() }]
			: []),
		...(settings.editorShown ? [{ group: 'Files', name: 'Hide the editor', run: () => workspace.editor.hide() }] : []),
		{ group: 'Files', name: 'Bring files into the machine…', run: () => workspace.bring('files') },
		{ group: 'Files', name: 'Bring a folder into the machine…', run: () => workspace.bring('folder') },
		{ group: 'Machine', name: 'Save, share, restore…', run: () => workspace.showState() },
		...(several
			? machine.hosts.map(({ name }) => ({ group: 'Machine', name: `New terminal on ${name}`, run: () => void workspace.newTerminal(name) }))
			: [{ group: 'Machine', name: 'New terminal', keys: 'Ctrl Shift `', run: () => void workspace.newTerminal() }]),
		{ group: 'Machine', name: 'Name this terminal…', keys: 'F2', run: () => (workspace.naming = workspace.active) },
		...(workspace.terminals.length > 1 ? [{ group: 'Machine', name: 'Close this terminal', run: () => void workspace.closeTerminal(workspace.active) }] : []),
		{
			group: 'Machine',
			name: clock.undo === null ? 'Undo the last command' : `Undo: ${clock.undo}`,
			keys: 'Ctrl Alt Z',
			run: () => void workspace.undo()
		},
		{ group: 'Machine', name: on ? `Cut the power of ${host}` : `Switch ${host} on`, run: () => workspace.power() },
		{ group: 'Machine', name: 'Start this machine again from nothing', run: () => workspace.again() },
		{
			group: 'Machine',
			name: 'Save seed and log to a file',
			run: () => void machine.call<'export'>({ op: 'export' }).then((text) => download('drydock-machine.json', text))
		},
		{ group: 'Time', name: clock.paused ? 'Let time pass' : 'Pause', keys: 'Ctrl Alt P', run: () => workspace.time({ paused: !clock.paused }) },
		{ group: 'Time', name: 'Step to the next event', keys: 'Ctrl Alt .', run: () => workspace.time({ act: 'step' }) },
		{ group: 'Time', name: 'Until nothing changes any more', keys: 'Ctrl Alt S', run: () => workspace.time({ act: 'settle' }) },
		...[1, 5, 20, 60].map((speed) => ({ group: 'Time', name: `Speed ${speed}×`, run: () => workspace.time({ speed }) })),
		{ group: 'Page', name: 'Dark', run: () => settings.setTheme('dark') },
		{ group: 'Page', name: 'Light', run: () => settings.setTheme('light') },
		{ group: 'Page', name: 'High contrast', run: () => settings.setTheme('contrast') },
		...(lesson ? [{ group: 'Page', name: settings.lessonFolded ? 'Show the lesson' : 'Fold the lesson away', run: () => workspace.fold('lesson') }] : []),
		{ group: 'Page', name: settings.pictureFolded ? 'Show the picture' : 'Fold the picture away', run: () => workspace.fold('picture') },
		{ group: 'Page', name: 'Swap lesson and picture', run: () => workspace.swap() },
		{ group: 'Page', name: 'Keyboard map', run: () => workspace.showKeymap() },
		{ group: 'Open', name: 'Home', run: () => void goto(resolve('/')) },
		{ group: 'Open', name: 'Sandbox: Docker host', run: () => void goto(`${resolve('/sandbox')}/?world=docker`) },
		{ group: 'Open', name: 'Sandbox: one-node cluster', run: () => void goto(`${resolve('/sandbox')}/?world=k8s-1`) },
		{ group: 'Open', name: 'Sandbox: three-node cluster', run: () => void goto(`${resolve('/sandbox')}/?world=k8s-3`) }
	];
}
