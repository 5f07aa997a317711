// journalctl: reads the journal file. Flags: -u, -n, -f, -b, -k, -r, -e, -x, --no-pager, --since (not modelled: all of the boot), -o cat.
import type { Sys } from '../../engine/index.ts';
import { ids, sleep, write, type Context, type Program } from '../../kernel/index.ts';
import { strftime } from '../../values/index.ts';
import type { JournalEntry } from './api.ts';
import { readJournal, shortEntry } from './systemctl.ts';

interface Options {
	units: string[];
	lines: number | null;
	follow: boolean;
	reverse: boolean;
	cat: boolean;
	thisBoot: boolean;
}

function options(argv: readonly string[]): Options | string {
	const found: Options = { units: [], lines: null, follow: false, reverse: false, cat: false, thisBoot: false };
	for (let i = 1; i < argv.length; i++) {
		const arg = argv[i] as string;
		const value = () => argv[++i] ?? '';
		if (arg.startsWith('--unit=')) found.units.push(arg.slice(7));
		else if (arg.startsWith('--lines=')) found.lines = Number(arg.slice(8));
		else if (arg === '--unit') found.units.push(value());
		else if (arg === '--no-pager' || arg === '--no-hostname' || arg === '--pager-end' || arg === '--catalog') continue;
		else if (arg === '--follow') found.follow = true;
		else if (arg === '--boot') found.thisBoot = true;
		else if (arg === '-o' || arg === '--output') found.cat = value() === 'cat';
		else if (arg === '--output=cat') found.cat = true;
		else if (arg.startsWith('--')) return `journalctl: unrecognized option '${arg}'`;
		else if (arg.startsWith('-')) {
			for (let c = 1; c < arg.length; c++) {
				const flag = arg[c];
				const rest = arg.slice(c + 1);
				if (flag === 'u' || flag === 'n') {
					const given = rest || value();
					if (flag === 'u') found.units.push(given);
					else found.lines = Number(given);
					break;
				}
				if (flag === 'f') found.follow = true;
				else if (flag === 'r') found.reverse = true;
				else if (flag === 'b') found.thisBoot = true;
				else if (flag !== 'e' && flag !== 'x' && flag !== 'q' && flag !== 'a') return `journalctl: invalid option -- '${flag}'`;
			}
		}
	}
	if (found.follow && found.lines === null) found.lines = 10;
	return found;
}

export const journalctl: Program = {
	name: 'journalctl',
	*main(context: Context) {
		const wanted = options(context.argv);
		if (typeof wanted === 'string') {
			yield* write(2, wanted + '\n');
			return 1;
		}
		const { hostname } = yield* ids();
		const units = wanted.units.map((u) => (u.includes('.') ? u : `${u}.service`));
		const fits = (e: JournalEntry, boot: number) => (units.length === 0 || units.includes(e.unit)) && (!wanted.thisBoot || e.boot === boot);
		const print = function* (entries: readonly JournalEntry[]): Sys<void> {
			for (const e of entries) yield* write(1, (wanted.cat ? e.message : shortEntry(e, hostname)) + '\n');
		};
		const all = yield* readJournal();
		const boot = all.at(-1)?.boot ?? 0;
		let chosen = all.filter((e) => fits(e, boot));
		if (wanted.lines !== null) chosen = chosen.slice(-wanted.lines);
		if (chosen.length === 0 && !wanted.follow) {
			yield* write(1, '-- No entries --\n');
			return 0;
		}
		const first = all[0];
		if (!wanted.cat && !wanted.follow && wanted.lines === null && first && units.length > 0) {
			const name = strftime(first.at, '%a %Y-%m-%d %H:%M:%S UTC');
			if (units.length === 0) yield* write(1, `-- Journal begins at ${name}. --\n`);
		}
		yield* print(wanted.reverse ? [...chosen].reverse() : chosen);
		let seen = all.length;
		while (wanted.follow) {
			yield* sleep(200_000);
			const now = yield* readJournal();
			yield* print(now.slice(seen).filter((e) => fits(e, boot)));
			seen = now.length;
		}
		return 0;
	}
};
