// kubectl create namespace, quota, poddisruptionbudget, priorityclass.
import type { Sys } from '../../../engine/index.ts';
import { formatQuantity, parseQuantity, parseSelector, QuantityError, SelectorError } from '../../../values/index.ts';
import type { Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { createGenerated, namespaceField, oneName } from '../generate/create.ts';
import { typedMapping } from '../operations.ts';
import type { Session } from '../session.ts';

export const createNamespace = (s: Session): Sys<number> => {
	oneName(s);
	if (s.args[0] === '') throw new Failure('name must be specified');
	return createGenerated(s, typedMapping('', 'v1', 'Namespace', 'namespaces', false), function* () {
		return { kind: 'Namespace', apiVersion: 'v1', metadata: { name: oneName(s) }, spec: {}, status: {} };
	});
};

function hardOf(source: string): Record<string, string> {
	const hard: Record<string, string> = {};
	for (const statement of source === '' ? [] : source.split(',')) {
		const [name = '', amount = '', ...more] = statement.split('=');
		if (!statement.includes('=') || more.length > 0) throw new Failure(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
		try {
			hard[name] = formatQuantity(parseQuantity(amount));
		} catch (error) {
			if (error instanceof QuantityError) throw new Failure(error.message);
			throw error;
		}
	}
	return Object.fromEntries(
		Object.keys(hard)
			.sort()
			.map((name) => [name, hard[name] ?? ''])
	);
}
function* quota(s: Session): Sys<Json> {
	const name = oneName(s);
	const hard = hardOf(s.str('hard'));
	const scopes = s.str('scopes') === '' ? [] : s.str('scopes').split(',');
	if (scopes.includes('')) throw new Failure('invalid resource quota scope ""');
	return {
		kind: 'ResourceQuota',
		apiVersion: 'v1',
		metadata: { name, ...(yield* namespaceField(s)) },
		spec: { ...(Object.keys(hard).length > 0 ? { hard } : {}), ...(scopes.length > 0 ? { scopes } : {}) },
		status: {}
	};
}
export const createQuota = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, typedMapping('', 'v1', 'ResourceQuota', 'resourcequotas'), quota, { failure: 'failed to create quota: ' });
};

const operators: Readonly<Record<string, string>> = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };
/** metav1.ParseToLabelSelector. */
export function labelSelectorOf(source: string): Json {
	let parsed;
	try {
		parsed = parseSelector(source);
	} catch (error) {
		if (error instanceof SelectorError) throw new Failure(`couldn't parse the selector string "${source}": ${error.message}`);
		throw error;
	}
	const matchLabels: Record<string, string> = {};
	const matchExpressions: Json[] = [];
	for (const { key, operator, values } of parsed.requirements) {
		if (operator === '=' || operator === '==') matchLabels[key] = values[0] ?? '';
		else if (operators[operator]) matchExpressions.push({ key, operator: operators[operator], ...(values.length > 0 ? { values } : {}) });
		else throw new Failure(`"${operator}" is not a valid label selector operator`);
	}
	return { ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : {}), ...(matchExpressions.length > 0 ? { matchExpressions } : {}) };
}
const amount = (text: string): number | string => (text.endsWith('%') ? text : Number(text));
function* disruptionBudget(s: Session): Sys<Json> {
	const name = oneName(s);
	const [selector, min, max] = [s.str('selector'), s.str('min-available'), s.str('max-unavailable')];
	if (selector === '') throw new Failure('a selector must be specified');
	if (min === '' && max === '') throw new Failure('one of min-available or max-unavailable must be specified');
	if (min !== '' && max !== '') throw new Failure('min-available and max-unavailable cannot be both specified');
	if (min !== '' && !/^[0-9]+%?$/.test(min)) throw new Failure('invalid format specified for min-available');
	if (max !== '' && !/^[0-9]+%?$/.test(max)) throw new Failure('invalid format specified for max-unavailable');
	return {
		kind: 'PodDisruptionBudget',
		apiVersion: 'policy/v1',
		metadata: { name, ...(yield* namespaceField(s)) },
		spec: { ...(min === '' ? {} : { minAvailable: amount(min) }), selector: labelSelectorOf(selector), ...(min === '' ? { maxUnavailable: amount(max) } : {}) },
		status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }
	};
}
export const createDisruptionBudget = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, typedMapping('policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets'), disruptionBudget, {
		failure: 'failed to create poddisruptionbudgets: '
	});
};

export const createPriorityClass = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(
		s,
		typedMapping('scheduling.k8s.io', 'v1', 'PriorityClass', 'priorityclasses', false),
		function* () {
			const description = s.str('description');
			return {
				kind: 'PriorityClass',
				apiVersion: 'scheduling.k8s.io/v1',
				metadata: { name: oneName(s) },
				value: s.num('value'),
				...(s.bool('global-default') ? { globalDefault: true } : {}),
				...(description === '' ? {} : { description }),
				preemptionPolicy: s.str('preemption-policy')
			};
		},
		{ failure: 'failed to create priorityclass: ' }
	);
};
