// What /proc/PID/mounts and /proc/PID/mountinfo show (proc(5)): the mounts a process sees below its root, in mounting order.
import type { Kernel, ProcessState } from '../state.ts';
import type { Mount } from './state.ts';
import { insideRoot } from './walk.ts';

/** Space, tab, newline and backslash as octal escapes. */
const escape = (text: string): string => text.replaceAll('\\', '\\134').replaceAll(' ', '\\040').replaceAll('\t', '\\011').replaceAll('\n', '\\012');

/** The mounts below the process's root. */
function visible(kernel: Kernel, process: ProcessState): Mount[] {
	const { vfs } = kernel.state;
	const mounts: Mount[] = [];
	for (const id of vfs.tables.get(process.namespaces.mnt)?.mounts ?? []) {
		const mount = vfs.mounts.get(id);
		if (mount && (process.root === '/' || mount.target === process.root || mount.target.startsWith(`${process.root}/`))) mounts.push(mount);
	}
	return mounts;
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(',');
const kindOf = (kernel: Kernel, mount: Mount): string => kernel.state.vfs.fileSystems.get(mount.dev)?.kind ?? 'none';

/** /proc/PID/mounts. */
export function mountsText(kernel: Kernel, process: ProcessState): string {
	let text = '';
	for (const mount of visible(kernel, process)) {
		const options = joined(mount.readonly ? 'ro' : 'rw', mount.options, mount.superOptions);
		text += `${escape(mount.source)} ${escape(insideRoot(process, mount.target))} ${kindOf(kernel, mount)} ${options} 0 0\n`;
	}
	return text;
}

/** /proc/PID/mountinfo. */
export function mountinfoText(kernel: Kernel, process: ProcessState): string {
	let text = '';
	for (const mount of visible(kernel, process)) {
		const device = `${Math.floor(mount.dev / 256)}:${mount.dev % 256}`;
		const propagation = (mount.group ? ` shared:${mount.group}` : '') + (mount.master ? ` master:${mount.master}` : '');
		const rw = mount.readonly ? 'ro' : 'rw';
		text +=
			`${mount.id} ${mount.parent || 1} ${device} ${escape(mount.rootPath)} ${escape(insideRoot(process, mount.target))} ${joined(rw, mount.options)}${propagation} - ` +
			`${kindOf(kernel, mount)} ${escape(mount.source)} ${joined('rw', mount.superOptions)}\n`;
	}
	return text;
}
