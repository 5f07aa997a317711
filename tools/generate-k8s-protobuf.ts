// Reads field numbers and types from the Go sources of k8s.io/api and k8s.io/apimachinery (a module cache) into data/k8s-api/protobuf.json:
// node tools/generate-k8s-protobuf.ts ~/go/pkg/mod/k8s.io v0.36.3. Then run tools/generate-k8s-api.ts. Facts about the wire only, no code.
import { readdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';

const [cache = '', version = ''] = process.argv.slice(2);
const api = `${cache}/api@${version}`;
const machinery = `${cache}/apimachinery@${version}`;
const packages = new Map<string, string>([['meta.v1', `${machinery}/pkg/apis/meta/v1`]]);
for (const group of readdirSync(api))
	for (const v of ['v1', 'v2']) if (existsSync(`${api}/${group}/${v}/generated.proto`)) packages.set(`${group}.${v}`, `${api}/${group}/${v}`);

const foreignStrings = new Set<string>();
const scalars: Record<string, string> = { string: 's', bool: 'b', int32: 'i', int64: 'i', int: 'i', uint32: 'i', float64: 'd', '[]byte': 'y', byte: 'i' };
const special: Record<string, string> = {
	'resource.Quantity': 'q',
	'meta.v1.Time': 't',
	'meta.v1.MicroTime': 'u',
	'meta.v1.Duration': 'D',
	'intstr.IntOrString': 'o',
	'runtime.RawExtension': 'R',
	'meta.v1.FieldsV1': 'R'
};
const messages: Record<string, Record<string, string>> = {};

for (const [name, dir] of packages) {
	const sources = readdirSync(dir)
		.filter((f) => /^(types|.*_types|micro_time|time|duration)?.*\.go$/.test(f) && !/_test|zz_|generated|register|doc|conversion/.test(f))
		.map((f) => readFileSync(`${dir}/${f}`, 'utf8'));
	const imports = new Map<string, string>();
	const aliases = new Map<string, string>();
	for (const text of sources) {
		for (const [, alias, path] of text.matchAll(/^\s+(?:(\w+) )?"k8s\.io\/([^"]+)"/gm)) {
			const match = /^(?:api\/(\w+)\/(v\d)|apimachinery\/pkg\/apis\/meta\/(v1))$/.exec(path!);
			const target = match ? (match[3] ? 'meta.v1' : `${match[1]}.${match[2]}`) : path!.split('/').at(-1)!;
			imports.set(alias ?? path!.split('/').at(-1)!, target);
		}
		for (const [, alias, to] of text.matchAll(/^type (\w+) ((?:map\[\w+\]|\[\])?[\w.]+)\s*(?:\/\/.*)?$/gm))
			if (to !== 'struct' && to !== 'interface') aliases.set(alias!, to!);
	}
	const typeOf = (go: string): string => {
		if (go.startsWith('*')) return typeOf(go.slice(1));
		if (go === '[]byte') return 'y';
		if (go.startsWith('[]')) return `a${typeOf(go.slice(2))}`;
		const map = /^map\[[\w.]+\](.+)$/.exec(go);
		if (map) return `M${typeOf(map[1]!)}`;
		if (scalars[go]) return scalars[go];
		const dot = go.indexOf('.');
		const full = dot < 0 ? `${name}.${go}` : `${imports.get(go.slice(0, dot)) ?? go.slice(0, dot)}.${go.slice(dot + 1)}`;
		if (special[full]) return special[full];
		if (full === 'types.UID') return 's';
		if (dot < 0 && aliases.has(go)) {
			const to = aliases.get(go)!;
			return go === 'ExtraValue' ? 'x' : typeOf(to);
		}
		if (dot >= 0 && /^core\.v1\.(ResourceList)$/.test(full)) return 'Mq';
		if (dot >= 0 && foreignStrings.has(full)) return 's';
		return `m${full}`;
	};
	for (const text of sources) {
		for (const [, type, body] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
			const fields: Record<string, string> = {};
			for (const [, go, json, tag] of body!.matchAll(/^\t(?:\w+\s+)?(\*?[\w.[\]*]+)\s+`json:"([^"]*)"[^`\n]*protobuf:"([^"]*)"/gm)) {
				const [wire, number] = tag!.split(',');
				const [jsonName = '', ...options] = json!.split(',');
				const kept = go!.startsWith('*') || !options.includes('omitempty') ? '!' : '';
				let inner = typeOf(go!);
				if (wire === 'varint' && inner.startsWith('m')) inner = 'i';
				fields[number!] = `${jsonName}|${kept}${inner}`;
			}
			if (Object.keys(fields).length) messages[`${name}.${type}`] = fields;
		}
	}
}
// String types of other packages that look like messages from here.
for (const fields of Object.values(messages))
	for (const [number, field] of Object.entries(fields)) {
		const match = /^(.*\|!?[aM]*)m([\w.]+)$/.exec(field);
		if (match && !messages[match[2]!]) fields[number] = `${match[1]}s`;
	}
writeFileSync(new URL('../data/k8s-api/protobuf.json', import.meta.url), JSON.stringify(messages));
console.log(`${Object.keys(messages).length} messages`);
