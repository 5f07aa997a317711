// `npm start`: installs what is missing, builds when the sources are newer than the build, serves the site, prints its address.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { must, packages, root } from './setup.mjs';

packages();

/** The newest change below the paths, in ms. */
function newest(paths) {
	let time = 0;
	for (const path of paths) {
		const full = join(root, path);
		if (!existsSync(full)) continue;
		const stat = statSync(full);
		if (!stat.isDirectory()) time = Math.max(time, stat.mtimeMs);
		else time = Math.max(time, newest(readdirSync(full).map((name) => join(path, name))));
	}
	return time;
}

const built = join(root, 'build', 'offline.json');
if (!existsSync(built) || statSync(built).mtimeMs < newest(['src', 'content', 'static', 'vite.config.ts', 'package-lock.json'])) {
	console.log('drydock: building the site');
	must('npm', ['run', '-s', 'build']);
}
must('node', ['tools/serve.ts', process.env.PORT ?? '4173']);
