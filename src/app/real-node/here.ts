// The same run without real Node: the command one would type on this machine, for the learner's terminal. Node in the machine is QuickJS.
import { quoted } from '#src/editor/language.ts';
import type { Ask, Project } from './project.ts';

/** The image that runs it where the machine has Docker and no Node of its own, as most hosts do. */
const image = 'node:22-alpine';

/** Null: the machine has neither Node nor Docker. */
export async function commandHere(ask: Ask, { host, root, command, packages }: Project): Promise<string | null> {
	const there = async (path: string): Promise<boolean> => (await ask<'file.stat'>({ op: 'file.stat', host, path })) !== null;
	const install = packages && !(await there(`${root}/node_modules`));
	const run = command.map(quoted).join(' ');
	const whole = install ? `npm install && ${run}` : run;
	for (const path of ['/usr/local/bin/node', '/usr/bin/node']) if (await there(path)) return `cd ${quoted(root)} && ${whole}`;
	for (const path of ['/usr/bin/docker', '/usr/local/bin/docker'])
		// The host's network, so that a server is found where the browser pane looks; --init, so that Ctrl C reaches Node.
		if (await there(path))
			return `docker run --rm -it --init --network host -v ${quoted(root)}:/app -w /app ${image} ${install ? `sh -c ${quoted(whole)}` : run}`;
	return null;
}
