// kubectl autoscale: a HorizontalPodAutoscaler (autoscaling/v2) for what has a scale.
import type { Sys } from '../../../engine/index.ts';
import { formatQuantity, parseQuantity, QuantityError } from '../../../values/index.ts';
import { build } from '../builder.ts';
import { namespaceOf } from '../client-config.ts';
import { resourceArguments } from '../complete-resources.ts';
import type { Json } from '../dig.ts';
import { groupVersion } from '../discovery.ts';
import { Failure, throwAll } from '../failure.ts';
import { autoscaleHelp } from '../help/autoscale.ts';
import { annotated, createObject, dryRunOf, resultPrinter, said, typedMapping } from '../operations.ts';
import type { Session } from '../session.ts';
import { command } from '../tree.ts';

/** "70%" is a utilization; other amounts an average value, in m or Mi when they have no unit. */
function metric(name: 'cpu' | 'memory', input: string): Json {
	const text = input.trim();
	if (text === '') throw new Failure('empty input');
	const target = (fields: Json): Json => ({ type: 'Resource', resource: { name, target: fields } });
	if (text.endsWith('%')) {
		const percent = text.slice(0, -1);
		if (!/^\+?[0-9]+$/.test(percent)) throw new Failure(`invalid percentage value: ${percent}`);
		return target({ type: 'Utilization', averageUtilization: Number(percent) });
	}
	try {
		const withUnit = /^[+-]?[0-9.]+$/.test(text) ? `${Number(text)}${name === 'cpu' ? 'm' : 'Mi'}` : text;
		return target({ type: 'AverageValue', averageValue: formatQuantity(parseQuantity(withUnit)) });
	} catch (error) {
		if (error instanceof QuantityError) throw new Failure(`invalid resource ${name} value: ${text}`);
		throw error;
	}
}

function* run(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	const [min, max, percent, cpu, memory] = [s.num('min'), s.num('max'), s.num('cpu-percent'), s.str('cpu'), s.str('memory')];
	if (max < 1) throw new Failure(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
	if (max < min) throw new Failure(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
	if (percent > 0 && cpu !== '') throw new Failure('--cpu-percent and --cpu are mutually exclusive');
	const metrics = [
		...(percent > 0 ? [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } } }] : []),
		...(cpu === '' ? [] : [metric('cpu', cpu)]),
		...(memory === '' ? [] : [metric('memory', memory)])
	];
	const built = yield* build(s, { fetch: true });
	const print = yield* resultPrinter(s, { typed: true });
	const { namespace, explicit } = yield* namespaceOf(s);
	const errors: unknown[] = [...built.errors];
	for (const info of built.infos) {
		try {
			if (!info.mapping.subresources.some(({ name }) => name === 'scale'))
				throw new Failure(
					`cannot autoscale a ${info.mapping.kind}: could not find scale subresource for ${info.mapping.group}/${info.mapping.version}, Resource=${info.mapping.resource} in discovery information`
				);
			const name = s.str('name') || info.name;
			const autoscaler = {
				kind: 'HorizontalPodAutoscaler',
				apiVersion: 'autoscaling/v2',
				metadata: { name, ...(explicit ? { namespace } : {}) },
				spec: {
					scaleTargetRef: { kind: info.mapping.kind, name: info.name, apiVersion: groupVersion(info.mapping) },
					...(min > 0 ? { minReplicas: min } : {}),
					maxReplicas: max,
					...(metrics.length > 0 ? { metrics } : {})
				},
				status: { desiredReplicas: 0, currentMetrics: null }
			};
			if (dry === 'client') {
				yield* print(autoscaler, said('created', dry));
				continue;
			}
			const made = yield* createObject(
				s,
				typedMapping('autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
				namespace,
				annotated(autoscaler, s.bool('save-config'), true),
				{ dry, manager: s.str('field-manager') }
			);
			yield* print(made, said('autoscaled', dry));
		} catch (error) {
			errors.push(error);
		}
	}
	throwAll(errors);
	if (built.infos.length === 0) throw new Failure('no objects passed to autoscale');
	return 0;
}
export const autoscale = command(autoscaleHelp, { run, required: ['max'], complete: resourceArguments });
