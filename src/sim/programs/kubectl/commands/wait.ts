// kubectl wait: for conditions, JSONPath values, creation and deletion.
import type { Sys } from '../../../engine/index.ts';
import { monotonic, sleep } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { findJsonPath, goQuote, goSprint, JsonPathError, parseJsonPath, relaxedJsonPath } from '../../../values/index.ts';
import { awaitGone, watchObject } from '../await.ts';
import { build, type Built, type Info } from '../builder.ts';
import { resourceArguments } from '../complete-resources.ts';
import { arr, maybeNum, str, type Json } from '../dig.ts';
import { groupResource } from '../discovery.ts';
import { Failure } from '../failure.ts';
import { waitHelp } from '../help/wait.ts';
import { getObject, resultPrinter } from '../operations.ts';
import type { Session } from '../session.ts';
import { command } from '../tree.ts';

type Check = (object: Json) => boolean;
type Wanted = 'delete' | 'create' | Check;

function conditionCheck(spec: string): Check {
	const equals = spec.indexOf('=');
	const [name, value] = equals < 0 ? [spec, 'true'] : [spec.slice(0, equals), spec.slice(equals + 1)];
	return (object) => {
		const condition = arr(object, 'status', 'conditions').find((one) => str(one, 'type').toLowerCase() === name.toLowerCase());
		if (condition === undefined) return false;
		const generation = maybeNum(object, 'metadata', 'generation');
		const observed = maybeNum(condition, 'observedGeneration') ?? maybeNum(object, 'status', 'observedGeneration');
		if (generation !== undefined && observed !== undefined && observed < generation) return false;
		return str(condition, 'status').toLowerCase() === value.toLowerCase();
	};
}
/** Splits at "=", but not at "==". */
function splitInput(input: string): string[] {
	const parts: string[] = [''];
	for (let i = 0; i < input.length; i++) {
		const char = input.charAt(i);
		if (char === '=' && input.charAt(i + 1) === '=') {
			parts[parts.length - 1] += '==';
			i += 1;
		} else if (char === '=') parts.push('');
		else parts[parts.length - 1] += char;
	}
	return parts;
}
function jsonPathCheck(input: string): Check {
	const [expression = '', given, ...more] = splitInput(input);
	if (more.length > 0) throw new Failure("jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'");
	try {
		const relaxed = expression === '' ? '' : relaxedJsonPath(expression);
		const value = given === undefined ? undefined : given.replace(/^['"]+|['"]+$/g, '');
		if (value === '') throw new Failure("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
		if (relaxed === '') throw new Failure('jsonpath expression cannot be empty');
		const path = parseJsonPath(relaxed);
		return (object) => {
			const found = findJsonPath(path, object, { allowMissingKeys: true });
			if (found.length === 0 || found[0]?.length === 0) return false;
			if (found.length > 1) throw new Failure('given jsonpath expression matches more than one list');
			if ((found[0]?.length ?? 0) > 1) throw new Failure('given jsonpath expression matches more than one value');
			if (value === undefined) return true;
			const [first] = found[0] ?? [];
			if (typeof first === 'object' && first !== null) throw new Failure('jsonpath leads to a nested object or list which is not supported');
			return goSprint(first).trim() === value.trim();
		};
	} catch (error) {
		if (error instanceof JsonPathError) throw new Failure(error.message);
		throw error;
	}
}
function wantedOf(conditions: readonly string[]): Wanted[] {
	if (conditions.length === 0) throw new Failure('unrecognized condition: []');
	return conditions.map((condition) => {
		const lower = condition.toLowerCase();
		if (lower === 'delete' || lower === 'create') return lower;
		if (condition.startsWith('condition=')) return conditionCheck(condition.slice('condition='.length));
		if (condition.startsWith('jsonpath=')) return jsonPathCheck(condition.slice('jsonpath='.length));
		throw new Failure(`unrecognized condition: ${goQuote(condition)}`);
	});
}
const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.reason === 'NotFound';
const find = (s: Session): Sys<Built> =>
	build(s, {
		fetch: true,
		latest: true,
		labelSelector: s.str('selector'),
		fieldSelector: s.str('field-selector'),
		all: s.bool('all'),
		allNamespaces: s.bool('all-namespaces'),
		local: s.bool('local')
	});

function* awaitOne(s: Session, info: Info, check: Check, until: number, once: boolean): Sys<Json> {
	const label = `${info.mapping.resource}/${info.name}`;
	if (once) {
		const object = yield* getObject(s, info.mapping, info.namespace, info.name);
		if (!check(object)) throw new Failure(`condition not met for ${label}`);
		return object;
	}
	let before = false;
	const done = yield* watchObject<Json | 'missing'>(s, info.mapping, info.namespace, info.name, until, (object, type) => {
		if (!object) return type === '' && !before ? 'missing' : undefined;
		before = true;
		return check(object) ? object : undefined;
	});
	if (done === 'missing')
		throw new ApiError({
			kind: 'Status',
			apiVersion: 'v1',
			metadata: {},
			status: 'Failure',
			reason: 'NotFound',
			code: 404,
			message: `${groupResource(info.mapping)} ${goQuote(info.name)} not found`
		});
	if (done === undefined) throw new Failure(`timed out waiting for the condition on ${label}`);
	return done;
}

function* run(s: Session): Sys<number> {
	const print = yield* resultPrinter(s);
	const conditions = s.list('for');
	const wanted = wantedOf(conditions);
	const timeout = s.num('timeout') < 0 ? 604_800_000_000 : s.num('timeout');
	const until = (yield* monotonic()) + timeout;
	if (wanted.includes('create')) {
		for (;;) {
			const built = yield* find(s);
			const others = built.errors.filter((error) => !isNotFound(error));
			if (others.length > 0) throw others[0];
			if (built.infos.length > 0 && built.errors.length === 0) break;
			if ((yield* monotonic()) >= until) throw new Failure('timed out waiting for the condition');
			yield* sleep(500_000);
		}
	}
	const built = yield* find(s);
	const forDelete = wanted.includes('delete');
	const errors = built.errors.filter((error) => !(forDelete && isNotFound(error)));
	if (errors.length > 0 && built.infos.length === 0) throw errors[0];
	for (const info of built.infos) {
		for (const one of wanted) {
			let object: Json = info.object ?? {};
			if (one === 'delete') {
				if (timeout === 0) throw new Failure(`condition not met for ${info.mapping.resource}/${info.name}`);
				yield* awaitGone(s, info, '', Math.max(0, until - (yield* monotonic())));
			} else if (one !== 'create') object = yield* awaitOne(s, info, one, until, timeout === 0);
			yield* print(object, 'condition met');
		}
	}
	if (errors.length > 0) throw errors[0];
	if (built.infos.length === 0 && !forDelete) throw new Failure('no matching resources found');
	return 0;
}
export const wait = command(waitHelp, { run, complete: resourceArguments });
