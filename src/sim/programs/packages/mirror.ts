// One connection to the mirrors of the simulated internet: Alpine's, Debian's, Go's module proxy, and the registries of npm and pip, told apart by their paths.
// Answers indexes and single packages as JSON. Leaves out signatures, deltas and everything that no installer here asks for.
import type { Sys } from '../../engine/index.ts';
import { readRequest, send, type HttpResponse, type Program } from '../../kernel/index.ts';
import { alpinePackages, debianPackages } from './catalogue.ts';
import { goModule } from './data/go-modules.ts';
import { npmFiles, npmPackument } from './data/npm.ts';
import { pypiPackage } from './data/pypi.ts';

const ok = (json: unknown): HttpResponse => ({ kind: 'response', status: 200, headers: { 'Content-Type': 'application/json' }, body: { json } });
const missing: HttpResponse = { kind: 'response', status: 404, headers: { 'Content-Type': 'text/plain', 'Content-Length': '10' }, body: 'Not found\n' };
const found = (value: unknown): HttpResponse => (value === undefined ? missing : ok(value));

function answer(path: string): HttpResponse {
	if (/APKINDEX/.test(path)) return ok({ packages: path.includes('/main/') ? alpinePackages().length : 0 });
	if (/\/dists\/.*(?:Release$|Packages)/.test(path)) return ok({ packages: debianPackages().length });
	const apk = /\/([^/]+)-[^-/]+-r\d+\.apk$/.exec(path)?.[1];
	if (apk !== undefined) return found(alpinePackages().find(({ name }) => name === apk));
	const deb = /\/pool\/([^/_]+)_/.exec(path)?.[1];
	if (deb !== undefined) return found(debianPackages().find(({ name }) => name === deb));
	const go = goModule(path);
	if (go !== null) return found(go);
	const python = /^\/simple\/([^/]+)\/?$/.exec(path)?.[1];
	if (python !== undefined) return found(pypiPackage(decodeURIComponent(python)));
	const tarball = /^\/(.+)\/-\/[^/]+?-(\d[^/]*)\.tgz$/.exec(path);
	const name = decodeURIComponent(tarball?.[1] ?? path.slice(1));
	const packument = npmPackument(name);
	if (!tarball) return found(packument);
	const one = packument?.versions[tarball[2] ?? ''];
	return found(one && { bytes: one.bytes, files: npmFiles(name, one.version) });
}

export const packageIndex: Program = {
	name: 'package-index',
	rss: 8 << 20,
	*main(): Sys<number> {
		for (;;) {
			const request = yield* readRequest(0);
			if (request?.kind !== 'request') return 0;
			yield* send(0, answer(request.path.split('?')[0] ?? '/'));
		}
	}
};
