// kubectl taint: node taints added, changed and removed.
import type { Sys } from '../../../engine/index.ts';
import { labelValueErrors, qualifiedNameErrors } from '../../../values/index.ts';
import { build } from '../builder.ts';
import { namesOf } from '../complete-resources.ts';
import { arr, put, str, type Json } from '../dig.ts';
import { mappingFor } from '../discovery.ts';
import { Failure, throwAll } from '../failure.ts';
import { taintHelp } from '../help/taint.ts';
import { dryRunOf, patchObject, resultPrinter, said, validationOf } from '../operations.ts';
import { shapeOf } from '../patch/schema.ts';
import { threeWayPatch } from '../patch/three-way.ts';
import type { Session } from '../session.ts';
import { command } from '../tree.ts';

interface Taint {
	readonly key: string;
	readonly value: string;
	readonly effect: string;
}
function parseTaint(spec: string): Taint {
	const parts = spec.split(':');
	const [first = '', effect = ''] = parts;
	if (parts.length > 2) throw new Failure(`invalid taint spec: ${spec}`);
	let [key, value] = [first, ''];
	if (parts.length === 2) {
		if (!['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect)) throw new Failure(`invalid taint effect: ${effect}, unsupported taint effect`);
		const pair = first.split('=');
		if (pair.length > 2) throw new Failure(`invalid taint spec: ${spec}`);
		[key = '', value = ''] = pair;
		const problems = labelValueErrors(value);
		if (pair.length === 2 && problems.length > 0) throw new Failure(`invalid taint spec: ${spec}, ${problems.join('; ')}`);
	}
	const problems = qualifiedNameErrors(key);
	if (problems.length > 0) throw new Failure(`invalid taint spec: ${spec}, ${problems.join('; ')}`);
	return { key, value, effect };
}
function parseTaints(specs: readonly string[]): { add: Taint[]; remove: Taint[] } {
	const [add, remove]: [Taint[], Taint[]] = [[], []];
	for (const spec of specs) {
		if (spec.endsWith('-')) {
			remove.push(parseTaint(spec.slice(0, -1)));
			continue;
		}
		const taint = parseTaint(spec);
		if (taint.effect === '') throw new Failure(`invalid taint spec: ${spec}`);
		if (add.some((one) => one.key === taint.key && one.effect === taint.effect))
			throw new Failure(`duplicated taints with the same key and effect: {${taint.key} ${taint.value} ${taint.effect} <nil>}`);
		add.push(taint);
	}
	return { add, remove };
}
function splitArgs(args: readonly string[]): { resources: string[]; taints: string[] } {
	const [resources, taints]: [string[], string[]] = [[], []];
	for (const word of args) {
		if (word.includes('=') || word.includes(':') || word.endsWith('-')) taints.push(word);
		else if (taints.length > 0) throw new Failure(`all resources must be specified before taint changes: ${word}`);
		else resources.push(word);
	}
	return { resources, taints };
}
const taintText = ({ key, value, effect }: Taint): string =>
	effect === '' ? (value === '' ? key : `${key}=${value}:`) : value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`;

function updated(s: Session, node: Json, add: readonly Taint[], remove: readonly Taint[]): { node: Json; word: string } {
	const old = arr(node, 'spec', 'taints');
	if (!s.bool('overwrite')) {
		const same = add.filter((taint) => old.some((one) => str(one, 'key') === taint.key && str(one, 'effect') === taint.effect)).map(({ key }) => key);
		if (same.length > 0)
			throw new Failure(`node ${str(node, 'metadata', 'name')} already has ${same.join(',')} taint(s) with same effect(s) and --overwrite is false`);
	}
	let taints: unknown[] = [
		...add.map(({ key, value, effect }) => ({ key, ...(value === '' ? {} : { value }), effect })),
		...old.filter((one) => !add.some((taint) => taint.key === str(one, 'key') && taint.effect === str(one, 'effect')))
	];
	const added = taints.length !== old.length;
	const errors: Failure[] = [];
	let removed = false;
	for (const taint of remove) {
		const left = taints.filter((one) => !(str(one, 'key') === taint.key && (taint.effect === '' || str(one, 'effect') === taint.effect)));
		removed = left.length !== taints.length;
		if (!removed) errors.push(new Failure(`taint "${taintText(taint)}" not found`));
		taints = left;
	}
	throwAll(errors);
	const word = (added && removed) || s.bool('overwrite') ? 'modified' : added ? 'tainted' : 'untainted';
	return { node: put(node, ['spec', 'taints'], taints.length > 0 ? taints : undefined), word };
}

function* run(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	const validation = validationOf(s);
	const { resources, taints } = splitArgs(s.args);
	if (resources.length === 0) throw new Failure('one or more resources must be specified as <resource> <name>');
	if (taints.length === 0) throw new Failure('at least one taint update is required');
	let parsed: { add: Taint[]; remove: Taint[] };
	try {
		parsed = parseTaints(taints);
	} catch (error) {
		if (error instanceof Failure) throw s.usage(error.message);
		throw error;
	}
	const { add, remove } = parsed;
	const type = (resources[0] ?? '').toLowerCase();
	if ((yield* mappingFor(s, type)).kind !== 'Node') throw new Failure(`invalid resource type ${type}, only node types are supported`);
	const conflicts = add.flatMap((one) =>
		remove.filter((other) => other.key === one.key && (other.effect === '' || other.effect === one.effect)).map((other) => `${other.key}=${other.effect}`)
	);
	if (conflicts.length > 0) throw new Failure(`can not both modify and remove the following taint(s) in the same command: ${conflicts.join(', ')}`);
	const [all, selector] = [s.bool('all'), s.str('selector')];
	if (all && selector !== '') throw new Failure("setting 'all' parameter with a non empty selector is prohibited");
	if (!all && selector === '' && resources.length < 2) throw new Failure("at least one resource name must be specified since 'all' parameter is not set");
	const built = yield* build(s, { args: all || selector !== '' ? ['node'] : ['node', ...resources.slice(1)], fetch: true, labelSelector: selector, all });
	const errors: unknown[] = [...built.errors];
	const print = yield* resultPrinter(s);
	for (const info of built.infos) {
		try {
			const before = info.object ?? {};
			const { node, word } = updated(s, before, add, remove);
			const patch = threeWayPatch(before, node, before, shapeOf('v1', 'Node'));
			const result =
				dry === 'client' ? node : yield* patchObject(s, info.mapping, '', info.name, patch, 'strategic', { dry, manager: s.str('field-manager'), validation });
			yield* print(result, said(word, dry));
		} catch (error) {
			errors.push(error);
		}
	}
	throwAll(errors);
	return 0;
}
export const taint = command(taintHelp, {
	run,
	complete: function* (s) {
		return s.args.length === 0 ? ['node'] : yield* namesOf(s, 'nodes');
	}
});
