// --health-*: the container's own health check. Durations go to the API in nanoseconds.
import { Failure } from '../../failure.ts';
import type { Flags } from '../../flags/flag.ts';

/** The Healthcheck field, or undefined when no flag asks for one. */
export function health(flags: Flags): Readonly<Record<string, unknown>> | undefined {
	const command = flags.text('health-cmd');
	const interval = flags.number('health-interval');
	const timeout = flags.number('health-timeout');
	const retries = flags.number('health-retries');
	const startPeriod = flags.number('health-start-period');
	const startInterval = flags.number('health-start-interval');
	const any = command !== '' || [interval, timeout, retries, startPeriod, startInterval].some((value) => value !== 0);
	if (flags.bool('no-healthcheck')) {
		if (any) throw new Failure('--no-healthcheck conflicts with --health-* options');
		return { Test: ['NONE'] };
	}
	if (!any) return undefined;
	const named: [string, number][] = [
		['interval', interval],
		['timeout', timeout],
		['retries', retries],
		['start-period', startPeriod],
		['start-interval', startInterval]
	];
	for (const [name, value] of named) if (value < 0) throw new Failure(`--health-${name} cannot be negative`);
	return {
		...(command === '' ? {} : { Test: ['CMD-SHELL', command] }),
		...(interval === 0 ? {} : { Interval: interval }),
		...(timeout === 0 ? {} : { Timeout: timeout }),
		...(startPeriod === 0 ? {} : { StartPeriod: startPeriod }),
		...(startInterval === 0 ? {} : { StartInterval: startInterval }),
		...(retries === 0 ? {} : { Retries: retries })
	};
}
