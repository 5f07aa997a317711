// What `npm start` and `npm test` need before they can begin: the packages, the pinned Node, a browser. Plain JavaScript, because
// it runs on whatever Node is there. Says what it does; does nothing the second time.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const bin = join(root, 'node_modules', '.bin');
const env = { ...process.env, npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };

/** Runs a command, its output shown; ends this program when it fails. */
export function run(command, args, options = {}) {
	const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...env, PATH: `${bin}${delimiter}${process.env.PATH}` }, ...options });
	if (result.error) console.error(`${command}: ${result.error.message}`);
	return result.status ?? 1;
}

export function must(command, args, options) {
	const status = run(command, args, options);
	if (status !== 0) process.exit(status);
}

/** Installs the packages when the lockfile has changed since they were. */
export function packages() {
	const stamp = join(root, 'node_modules', '.drydock-lock');
	const lock = createHash('sha256')
		.update(readFileSync(join(root, 'package-lock.json')))
		.digest('hex');
	if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
		console.log('drydock: installing packages (npm ci)');
		must('npm', ['ci', '--loglevel=error']);
		writeFileSync(stamp, lock);
	}
	const version = spawnSync('node', ['--version'], { env: { ...env, PATH: `${bin}${delimiter}${process.env.PATH}` } })
		.stdout.toString()
		.trim();
	const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
	if (major < 22 || (major === 22 && minor < 18)) {
		console.error(`drydock: node ${version} is too old. Install Node 22.18 or newer (linux-x64 brings its own).`);
		process.exit(1);
	}
}

/** The browser for the page's tests: found, or installed where that can be done. Answers its path or undefined. */
export function browser() {
	const names = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
	const found = () => process.env.CHROMIUM_PATH ?? names.find((name) => existsSync(name));
	if (!found() && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
		console.log('drydock: installing Chromium (apt-get)');
		run('apt-get', ['update', '-qq']);
		run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
			stdio: ['ignore', 'ignore', 'inherit'],
			env: { ...env, PATH: process.env.PATH, DEBIAN_FRONTEND: 'noninteractive' }
		});
	}
	return found();
}
