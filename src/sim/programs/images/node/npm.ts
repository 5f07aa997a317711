// npm: the commands a container runs: scripts of package.json, and what of installing is modelled.
import { Errno, type Sys } from '../../../engine/index.ts';
import { exists, getcwd, kill, lookPath, readText, sigaction, signals, spawn, wait, write, type Context, type Program } from '../../../kernel/index.ts';
import { parseJson } from '../../../values/index.ts';
import { npmError, npmInit, npmInstall } from '../../packages/npm-install.ts';

const known = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

function* npmMain(context: Context): Sys<number> {
	const [verb = '', ...rest] = context.argv.slice(1).filter((a) => !['-s', '--silent', '--quiet', '-q'].includes(a));
	const silent = context.argv.some((a) => a === '-s' || a === '--silent');
	const version = '10.8.2';
	if (verb === '-v' || verb === '--version') {
		yield* write(1, `${version}\n`);
		return 0;
	}
	const cwd = yield* getcwd();
	const path = `${cwd === '/' ? '' : cwd}/package.json`;
	const script = verb === 'run' || verb === 'run-script' ? rest[0] : ['start', 'test', 'stop', 'restart'].includes(verb) ? verb : undefined;
	if (['install', 'i', 'ci', 'add', 'clean-install'].includes(verb)) return yield* npmInstall(verb, rest, silent);
	if (verb === 'init') return yield* npmInit();
	if (script !== undefined) {
		if (!(yield* exists(path))) {
			yield* npmError([
				'code ENOENT',
				'syscall open',
				`path ${path}`,
				'errno -2',
				`enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${path}'`,
				'enoent This is related to npm not being able to find a file.',
				'enoent'
			]);
			return 254;
		}
		const pkg = known(parseJson(yield* readText(path)));
		const scripts = known(pkg['scripts']);
		const command = typeof scripts[script] === 'string' ? scripts[script] : script === 'start' && (yield* exists(`${cwd}/server.js`)) ? 'node server.js' : null;
		if (command === null) return silent ? 1 : yield* npmError([`Missing script: "${script}"`, '', 'To see a list of scripts, run:', '  npm run']);
		if (!silent)
			yield* write(
				1,
				`\n> ${typeof pkg['name'] === 'string' ? `${pkg['name']}${typeof pkg['version'] === 'string' ? `@${pkg['version']}` : ''} ` : ''}${script}\n> ${command}\n\n`
			);
		const sh = (yield* lookPath('sh', context.env['PATH'] ?? '')) ?? '/bin/sh';
		const at = rest.indexOf('--');
		const extra = at >= 0 ? ` ${rest.slice(at + 1).join(' ')}` : '';
		const child = yield* spawn({
			path: sh,
			argv: ['sh', '-c', command + extra],
			env: {
				...context.env,
				PATH: `${cwd}/node_modules/.bin:${context.env['PATH'] ?? ''}`,
				npm_lifecycle_event: script,
				npm_package_name: String(pkg['name'] ?? ''),
				npm_package_version: String(pkg['version'] ?? '')
			}
		});
		for (const name of ['TERM', 'INT'] as const) yield* sigaction(name, 'catch');
		for (;;) {
			try {
				const ended = yield* wait(child);
				if (ended && 'exited' in ended) return ended.exited;
				if (ended && 'signaled' in ended) return 1;
			} catch (error) {
				if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
				for (const name of yield* signals()) yield* kill(child, name);
			}
		}
	}
	if (verb === 'run' || verb === 'run-script') {
		const scripts = (yield* exists(path)) ? known(known(parseJson(yield* readText(path)))['scripts']) : {};
		for (const name in scripts) yield* write(1, `  ${name}\n    ${String(scripts[name])}\n`);
		return 0;
	}
	yield* write(
		verb === '' ? 1 : 2,
		verb === ''
			? 'npm <command>\n\nUsage:\n\nnpm install        install all the dependencies in your project\nnpm run <foo>      run the script named <foo>\nnpm start          run this project\n'
			: `Unknown command: "${verb}"\n\nTo see a list of supported npm commands, run:\n  npm help\n`
	);
	return 1;
}

export const npm: Program = { name: 'npm', rss: 50 << 20, main: npmMain };
