// A service's health check as the engine has it: nanoseconds, and NONE when it is switched off (pkg/compose/convert.go).
import type { HealthCheckConfig } from '../../../values/compose/index.ts';
import { Failure } from '../../docker/failure.ts';

/** ToMobyHealthCheck: durations of the project are µs, the engine's are ns. */
export function healthConfig(check: HealthCheckConfig): Readonly<Record<string, unknown>> {
	if (check.start_interval !== undefined && check.start_period === undefined)
		throw new Failure('healthcheck.start_interval requires healthcheck.start_period to be set');
	const ns = (us: number | undefined): number => (us ?? 0) * 1000;
	const test = check.disable === true ? ['NONE'] : (check.test ?? null);
	return {
		Test: test,
		...(check.interval === undefined ? {} : { Interval: ns(check.interval) }),
		...(check.timeout === undefined ? {} : { Timeout: ns(check.timeout) }),
		...(check.start_period === undefined ? {} : { StartPeriod: ns(check.start_period) }),
		...(check.start_interval === undefined ? {} : { StartInterval: ns(check.start_interval) }),
		...(check.retries === undefined ? {} : { Retries: check.retries })
	};
}
