// `npm run bench [SUITE…]`: measures and reports; never fails because of a figure.
import { calibrate, report, type Figure } from './report.ts';

const suites: Readonly<Record<string, () => Promise<Figure[]>>> = {
	engine: async () => (await import('./engine.ts')).engine(),
	docker: async () => (await import('./docker.ts')).docker(),
	build: async () => (await import('./build.ts')).build(),
	shell: async () => (await import('./shell.ts')).shell(),
	compose: async () => (await import('./compose.ts')).compose(),
	cluster: async () => (await import('./cluster.ts')).cluster(),
	restore: async () => (await import('./restore.ts')).restore(),
	scale: async () => (await import('./cluster.ts')).scale(),
	peers: async () => (await import('./peers.ts')).peers(),
	page: async () => (await import('./page.ts')).page()
};

const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(suites)) {
	if (wanted.length && !wanted.includes(name)) continue;
	const calibration = calibrate();
	report(name, await run(), calibration);
}
