// kubectl label and kubectl annotate: maps of the metadata, patched.
import type { Sys } from '../../../engine/index.ts';
import { goQuote, labelValueErrors } from '../../../values/index.ts';
import { build, type Info } from '../builder.ts';
import { resourceArguments } from '../complete-resources.ts';
import { pairs, put, type Json } from '../dig.ts';
import { Failure, throwAll } from '../failure.ts';
import { parsePairs, resourcesAndPairs } from '../generate/pairs.ts';
import { annotateHelp } from '../help/annotate.ts';
import { labelHelp } from '../help/label.ts';
import { dryRunOf, patchObject, resultPrinter, said, type DryRun } from '../operations.ts';
import { out, type Session } from '../session.ts';
import { command } from '../tree.ts';

interface Change {
	readonly set: Readonly<Record<string, string>>;
	readonly remove: readonly string[];
}
type What = 'label' | 'annotation';

function parseLabels(specs: readonly string[]): Change {
	const set: Record<string, string> = {};
	const remove: string[] = [];
	for (const spec of specs) {
		if (spec.includes('=')) {
			const parts = spec.split('=');
			if (parts.length !== 2) throw new Failure(`invalid label spec: ${spec}`);
			const problems = labelValueErrors(parts[1] ?? '');
			if (problems.length > 0) throw new Failure(`invalid label value: ${goQuote(spec)}: ${problems.join(';')}`);
			set[parts[0] ?? ''] = parts[1] ?? '';
		} else if (spec.endsWith('-')) remove.push(spec.slice(0, -1));
		else throw new Failure(`unknown label spec: ${spec}`);
	}
	for (const key of remove) if (key in set) throw new Failure('can not both modify and remove a label in the same command');
	return { set, remove };
}

function check(s: Session, what: What, dry: DryRun, resources: readonly string[], change: Change): void {
	const files = s.list('filename').length > 0 || s.str('kustomize') !== '';
	if (s.bool('all') && s.str('selector') !== '') throw new Failure('cannot set --all and --selector at the same time');
	if (s.bool('all') && s.str('field-selector') !== '') throw new Failure('cannot set --all and --field-selector at the same time');
	if (s.bool('local')) {
		if (dry === 'server') throw new Failure('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
		if (resources.length > 0) throw new Failure('can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set');
		if (!files) throw new Failure('one or more files must be specified as -f pod.yaml or --filename=pod.json');
	} else if (resources.length === 0 && !files) throw new Failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
	if (Object.keys(change.set).length === 0 && change.remove.length === 0 && !s.bool('list')) throw new Failure(`at least one ${what} update is required`);
	if (what === 'annotation') for (const key of change.remove) if (key in change.set) throw new Failure('cannot modify and remove the same annotation');
}
/** Always free to be written anew. */
const changeCause = 'kubernetes.io/change-cause';
function checkOverwrite(s: Session, what: What, old: Readonly<Record<string, string>>, set: Readonly<Record<string, string>>): void {
	if (s.bool('overwrite')) return;
	const errors = Object.keys(set)
		.sort()
		.flatMap((key) => {
			const current = old[key];
			if (current === undefined || current === set[key] || (what === 'annotation' && key === changeCause)) return [];
			return [
				new Failure(
					what === 'label'
						? `'${key}' already has a value (${current}), and --overwrite is false`
						: `--overwrite is false but found the following declared annotation(s): '${key}' already has a value (${current})`
				)
			];
		});
	throwAll(errors);
}
interface Changed {
	readonly object: Json;
	readonly added: boolean;
	readonly removed: boolean;
}
function changed(object: Json, field: string, change: Change): Changed {
	const values: Record<string, string> = { ...pairs(object, 'metadata', field) };
	let [added, removed] = [false, false];
	for (const key of Object.keys(change.set)) {
		if (values[key] !== change.set[key]) added = true;
		values[key] = change.set[key] ?? '';
	}
	for (const key of change.remove) {
		if (key in values) removed = true;
		delete values[key];
	}
	return { object: put(object, ['metadata', field], Object.keys(values).length > 0 || field === 'labels' ? values : undefined), added, removed };
}
const labelWord = ({ added, removed }: Changed): string => (added && removed ? 'modified' : added ? 'labeled' : removed ? 'unlabeled' : 'not labeled');

function* list(infos: readonly Info[], field: string, one: boolean): Sys<number> {
	for (const { object = {}, mapping, name } of infos) {
		const values = pairs(object, 'metadata', field);
		if (!one) yield* out(`Listing ${field} for ${mapping.kind}.${mapping.group}/${name}:\n`);
		for (const key of Object.keys(values).sort()) yield* out(`${one ? '' : ' '}${key}=${values[key] ?? ''}\n`);
	}
	return 0;
}

function* run(s: Session, what: What): Sys<number> {
	const dry = yield* dryRunOf(s);
	const field = what === 'label' ? 'labels' : 'annotations';
	const { resources, pairs: specs } = resourcesAndPairs(s.args, what);
	let change: Change;
	if (what === 'label') change = parseLabels(specs);
	else change = parsePairs(specs, what, true);
	if (s.bool('list') && s.str('output') !== '') throw new Failure('--list and --output may not be specified together');
	check(s, what, dry, resources, change);
	const local = s.bool('local');
	const built = yield* build(
		s,
		local
			? { args: [], local: true }
			: {
					args: resources,
					fetch: true,
					latest: true,
					allowEmptySelector: s.bool('all'),
					labelSelector: s.str('selector'),
					fieldSelector: s.str('field-selector'),
					allNamespaces: s.bool('all-namespaces')
				}
	);
	const version = s.str('resource-version');
	if (!built.singleItemImplied && version !== '') throw new Failure('--resource-version may only be used with a single resource');
	const errors: unknown[] = [...built.errors];
	if (s.bool('list')) {
		throwAll(errors);
		return yield* list(
			built.infos.map((info) => ({ ...info, object: changed(info.object ?? {}, field, change).object })),
			field,
			built.singleItemImplied
		);
	}
	const print = yield* resultPrinter(s);
	for (const info of built.infos) {
		try {
			const object = info.object ?? {};
			const old = pairs(object, 'metadata', field);
			const send = !local && dry !== 'client';
			if (send && what === 'label') for (const key of change.remove) if (!(key in old)) yield* out(`label ${goQuote(key)} not found.\n`);
			checkOverwrite(s, what, old, change.set);
			const next = changed(object, field, change);
			let result = next.object;
			if (send && (what === 'annotation' || next.added || next.removed)) {
				const patch: Json = {
					metadata: {
						...(version === '' ? {} : { resourceVersion: version }),
						[field]: {
							...Object.fromEntries(Object.entries(change.set).filter(([key, value]) => old[key] !== value)),
							...Object.fromEntries(change.remove.filter((key) => key in old).map((key) => [key, null]))
						}
					}
				};
				result = yield* patchObject(s, info.mapping, info.namespace, info.name, patch, 'merge', { dry, manager: s.str('field-manager') });
			}
			yield* print(result, said(what === 'label' ? labelWord(next) : 'annotated', dry));
		} catch (error) {
			errors.push(error);
		}
	}
	throwAll(errors);
	return 0;
}
export const label = command(labelHelp, { run: (s) => run(s, 'label'), complete: resourceArguments });
export const annotate = command(annotateHelp, { run: (s) => run(s, 'annotation'), complete: resourceArguments });
