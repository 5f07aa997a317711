// Every action of the page by name, for the palette. What is read here of the workspace makes the list follow it.
import { resolve } from '$app/paths';
import { goto } from '$app/navigation';
import { download } from '../download.ts';
import type { PaletteCommand } from '../Palette.svelte';
import { settings } from '../settings.svelte.ts';
import type { Workspace } from './workspace.svelte.ts';

export function paletteCommands(workspace: Workspace): PaletteCommand[] {
	const { machine, lesson, host, on } = workspace;
	const { clock } = machine;
	return [
		{ group: 'Go to', name: 'Terminal', keys: 'Ctrl `', run: () => workspace.focusTerminal() },
		...(lesson ? [{ group: 'Go to', name: 'Lesson', run: () => workspace.enter('lesson') }] : []),
		{ group: 'Go to', name: 'Picture of the stack', run: () => workspace.showSide('stack') },
		{
			group: 'Go to',
			name: 'Browser',
			run: () => {
				workspace.showSide('browser');
				setTimeout(() => document.getElementById('address')?.focus());
			}
		},
		{ group: 'Machine', name: 'New terminal', run: () => void workspace.newTerminal() },
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
		{ group: 'Time', name: clock.paused ? 'Let time pass' : 'Pause', run: () => workspace.time({ paused: !clock.paused }) },
		{ group: 'Time', name: 'Step to the next event', run: () => workspace.time({ act: 'step' }) },
		{ group: 'Time', name: 'Until nothing changes any more', run: () => workspace.time({ act: 'settle' }) },
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
		{ group: 'Open', name: 'Sandbox: one-node cluster', run: () => void goto(`${resolve('/sandbox')}/?world=k8s-1`) }
	];
}
