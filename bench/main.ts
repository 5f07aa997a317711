// `npm run bench [SUITE…]`: measures and reports; never fails because of a figure.
import { calibrate, report, type Figure } from './report.ts';

const suites: Readonly<Record<string, () => Promise<Figure[]>>> = {
	engine: async () => (await import('./engine.ts')).engine(),
	page: async () => (await import('./page.ts')).page()
};

const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(suites)) {
	if (wanted.length && !wanted.includes(name)) continue;
	const calibration = calibrate();
	report(name, await run(), calibration);
}
