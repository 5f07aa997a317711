// Checks as a lesson writes them: mappings whose first field is the kind. Each kind's fields come from its row; title and held go with all.
import { isMap, type Node } from 'yaml';
import type { Json } from '#src/worker/json.ts';
import { checkKinds } from './checks/index.ts';
import type { FenceYaml } from './fence-yaml.ts';
import { entriesOf, fieldNode, itemNodes, place, readFields, suggest, type Fields } from './fields.ts';
import { kindNamed, kindNames } from './kind-names.ts';
import type { Check } from './lesson.ts';

export const commonCheckFields: Fields = {
	title: { type: 'text', about: 'what is wanted, in a line' },
	held: { type: 'duration', about: 'how long it must stay so, as 30s' }
};
const groups = ['any-of', 'all-of'];
const kindNamesOf = checkKinds.map(({ name }) => name);

/** Reads a list of checks. */
export function readChecks(node: Node | null, yaml: FenceYaml, inside = false): Check[] {
	const items = itemNodes(node);
	return items.flatMap((item) => readCheck(item, yaml, inside) ?? []);
}

function readCheck(node: Node, yaml: FenceYaml, inside: boolean): Check | undefined {
	if (!isMap(node)) return void yaml.wrong(node, `a check is a mapping that begins with its kind: expected one of ${kindNamesOf.join(', ')}`);
	const [first] = entriesOf(node);
	const kind = checkKinds.find(({ name }) => first?.name === name);
	if (!kind) {
		const later = entriesOf(node).find(({ name }) => kindNamesOf.includes(name));
		const wrong = later
			? `a check begins with its kind: expected ${later.name} first`
			: `there is no kind of check named "${first?.name ?? ''}": ${suggest(first?.name ?? '', kindNamesOf)}`;
		return void yaml.wrong(node, wrong);
	}
	const { title, ...args } = readFields(node, { ...kind.fields, ...commonCheckFields }, `a ${kind.name} check`, yaml.source);
	if (inside && 'held' in args) yaml.wrong(fieldNode(node, 'held'), 'held belongs to the outer check: expected it there');
	const own = kind.name === 'resource' ? withKind(args, node, yaml) : args;
	const wrong = kind.wrong?.(own);
	if (wrong) yaml.wrong(fieldNode(node, wrong.field), `${wrong.field}: ${wrong.message}`);
	const { line, column } = place(node, yaml.source);
	const text = typeof title === 'string' ? title : kind.expected(own);
	const check = { kind: kind.name, title: yaml.inlineOf(fieldNode(node, 'title') ?? node, text), line, column };
	if (!groups.includes(kind.name)) return { ...check, args: own };
	const { [kind.name]: _list, ...rest } = own;
	const checks = readChecks(fieldNode(node, kind.name), yaml, true);
	// Without a title of its own, a group says what its checks say.
	const joined = checks.flatMap(({ title: of }, i) => (i === 0 ? of : [{ t: 'text' as const, v: kind.name === 'any-of' ? ', or ' : ', and ' }, ...of]));
	return { ...check, ...(typeof title !== 'string' && joined.length > 0 && { title: joined }), args: rest, checks };
}

/** The kind of a resource check as the API spells it. */
function withKind(args: Readonly<Record<string, Json>>, node: Node, yaml: FenceYaml): Readonly<Record<string, Json>> {
	const { resource } = args;
	if (typeof resource !== 'string') return args;
	const slash = resource.indexOf('/');
	const [type, rest] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)];
	const kind = kindNamed(type);
	if (kind !== undefined) return { ...args, resource: kind + rest };
	yaml.wrong(
		fieldNode(node, 'resource'),
		`there is no kind "${type}": ${suggest(type, kindNames).replace(/^expected.*/, 'expected one such as deployment, pod or service; a custom one with its group, as Widget.example.com')}`
	);
	return args;
}
