// Cron schedules (robfig/cron's standard form): five fields, names, ranges, steps, and @-words. Times are UTC µs.

interface Schedule {
	readonly minute: ReadonlySet<number>;
	readonly hour: ReadonlySet<number>;
	readonly day: ReadonlySet<number>;
	readonly month: ReadonlySet<number>;
	readonly weekday: ReadonlySet<number>;
	/** A star: with one, the other of day and weekday decides alone. */
	readonly anyDay: boolean;
	readonly anyWeekday: boolean;
	/** @every: µs. */
	readonly every?: number;
}

const words: Readonly<Record<string, string>> = {
	'@yearly': '0 0 1 1 *',
	'@annually': '0 0 1 1 *',
	'@monthly': '0 0 1 * *',
	'@weekly': '0 0 * * 0',
	'@daily': '0 0 * * *',
	'@midnight': '0 0 * * *',
	'@hourly': '0 * * * *'
};
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function field(text: string, low: number, high: number, names: readonly string[], first: number): Set<number> | undefined {
	const found = new Set<number>();
	const number = (word: string): number => (names.includes(word.toLowerCase()) ? names.indexOf(word.toLowerCase()) + first : Number(word));
	for (const part of text.split(',')) {
		const [range = '', step] = part.split('/');
		const [a = '', b] = range.split('-');
		const from = range === '*' || range === '?' ? low : number(a);
		const to = range === '*' || range === '?' ? high : b === undefined ? (step === undefined ? from : high) : number(b);
		const by = step === undefined ? 1 : Number(step);
		if (![from, to, by].every(Number.isInteger) || from < low || to > high || from > to || by < 1) return undefined;
		for (let n = from; n <= to; n += by) found.add(n);
	}
	return found;
}

/** Parses a schedule; undefined when it is malformed. */
export function parseSchedule(text: string): Schedule | undefined {
	const every = /^@every (?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
	const all = new Set<number>();
	if (every)
		return {
			minute: all,
			hour: all,
			day: all,
			month: all,
			weekday: all,
			anyDay: true,
			anyWeekday: true,
			every: ((Number(every[1] ?? 0) * 60 + Number(every[2] ?? 0)) * 60 + Number(every[3] ?? 0)) * 1_000_000
		};
	const fields = (words[text] ?? text)
		.replace(/^(?:CRON_)?TZ=\S+\s+/, '')
		.trim()
		.split(/\s+/);
	if (fields.length !== 5) return undefined;
	const [m = '', h = '', d = '', mo = '', w = ''] = fields;
	const minute = field(m, 0, 59, [], 0);
	const hour = field(h, 0, 23, [], 0);
	const day = field(d, 1, 31, [], 0);
	const month = field(mo, 1, 12, months, 1);
	const weekday = field(w.replace(/7/g, '0'), 0, 6, days, 0);
	if (!minute || !hour || !day || !month || !weekday) return undefined;
	return { minute, hour, day, month, weekday, anyDay: d === '*' || d === '?', anyWeekday: w === '*' || w === '?' };
}

/** Year, month (1–12), day of a day number since the epoch. */
function civil(dayNumber: number): { month: number; day: number } {
	const z = dayNumber + 719_468;
	const era = Math.floor(z / 146_097);
	const doe = z - era * 146_097;
	const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
	const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
	const mp = Math.floor((5 * doy + 2) / 153);
	return { day: doy - Math.floor((153 * mp + 2) / 5) + 1, month: mp < 10 ? mp + 3 : mp - 9 };
}

const minuteUs = 60_000_000;
/** The first time after `after` (µs) that the schedule names; undefined when there is none within five years. */
export function nextTime(schedule: Schedule, after: number): number | undefined {
	if (schedule.every) return after + schedule.every;
	let minute = Math.floor(after / minuteUs) + 1;
	const end = minute + 5 * 366 * 1440;
	while (minute < end) {
		const dayNumber = Math.floor(minute / 1440);
		const { month, day } = civil(dayNumber);
		const weekday = (dayNumber + 4) % 7;
		const dayFits =
			schedule.anyDay || schedule.anyWeekday
				? (schedule.anyDay || schedule.day.has(day)) && (schedule.anyWeekday || schedule.weekday.has(weekday))
				: schedule.day.has(day) || schedule.weekday.has(weekday);
		if (!schedule.month.has(month) || !dayFits) {
			minute = (dayNumber + 1) * 1440;
			continue;
		}
		const ofDay = minute % 1440;
		if (!schedule.hour.has(Math.floor(ofDay / 60))) {
			minute += 60 - (ofDay % 60);
			continue;
		}
		if (schedule.minute.has(ofDay % 60)) return minute * minuteUs;
		minute++;
	}
	return undefined;
}
