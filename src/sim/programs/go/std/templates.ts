// text/template and html/template: over the machine's own engine of Go templates. Structs are seen as their exported fields.
// Leaves out methods in templates, Funcs, and contexts of HTML other than text and attributes (FIDELITY: strings are escaped as they go in).
import { execute, GoStruct, parseTemplate, type Template } from '../../../values/index.ts';
import { sortedEntries } from '../format.ts';
import type { StdPackage } from '../scope.ts';
import { fromBytes, toText } from '../text.ts';
import { typeString, type Type } from '../types.ts';
import { isComposite, items, Native, type GoMap, type Iface, type Pointer, type Value } from '../values.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', "'": '&#39;', '<': '&lt;', '>': '&gt;', '"': '&#34;', '\0': '\uFFFD', '+': '&#43;' };
/** A Go value as the template engine sees it. */
function plain(t: Type, v: Value, html: boolean, depth = 0): unknown {
	if (v === null || v === undefined || depth > 20) return null;
	const { u } = t;
	switch (u.kind) {
		case 'string': {
			const text = toText(v as string);
			return html && t.name !== 'HTML' ? text.replaceAll(/[&'<>"\0+]/g, (c) => escapes[c] ?? c) : text;
		}
		case 'interface':
			return plain((v as Iface).t, (v as Iface).v, html, depth + 1);
		case 'pointer':
			return plain(u.elem as Type, isComposite(u.elem as Type) ? v : (v as Pointer).b[(v as Pointer).i], html, depth + 1);
		case 'struct':
			return new GoStruct(
				typeString(t, null),
				Object.fromEntries(u.fields.flatMap((f, i) => (/^[A-Z]/.test(f.name) ? [[f.name, plain(f.type, (v as Value[])[i], html, depth + 1)]] : [])))
			);
		case 'map':
			return Object.fromEntries(
				sortedEntries(v as GoMap, u.key as Type).map(([k, x]) => [typeof k === 'string' ? toText(k) : String(k), plain(u.elem as Type, x, html, depth + 1)])
			);
		case 'slice':
		case 'array':
			return (u.kind === 'slice' ? items(v) : (v as Value[])).map((x) => plain(u.elem as Type, x, html, depth + 1));
		default:
			return v;
	}
}
const source = (name: string): string => `package template
import ("errors"; "io"; "os"; "path")
type HTML string
type FuncMap map[string]any
type handle struct { h native }
func parse(name, text string) (handle, string)
func run(h handle, data any, html bool) (string, string)
type Template struct { name string; h handle; parsed bool; others map[string]*Template }
func New(name string) *Template { t := &Template{name: name}; t.others = map[string]*Template{name: t}; return t }
func Must(t *Template, err error) *Template { if err != nil { panic(err) }; return t }
func (t *Template) Name() string { return t.name }
func (t *Template) Funcs(m FuncMap) *Template { return t }
func (t *Template) New(name string) *Template { n := &Template{name: name, others: t.others}; t.others[name] = n; return n }
func (t *Template) Lookup(name string) *Template { return t.others[name] }
func (t *Template) Parse(text string) (*Template, error) { h, e := parse(t.name, text); if e != "" { return nil, errors.New(e) }; t.h = h; t.parsed = true; return t, nil }
func ParseFiles(names ...string) (*Template, error) {
	var first *Template
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil { return nil, err }
		var t *Template
		if first == nil { t = New(path.Base(n)); first = t } else { t = first.New(path.Base(n)) }
		if _, err := t.Parse(string(b)); err != nil { return nil, err }
	}
	if first == nil { return nil, errors.New("${name}: no files named in call to ParseFiles") }
	return first, nil
}
func (t *Template) ParseFiles(names ...string) (*Template, error) { o, err := ParseFiles(names...); if err != nil { return nil, err }; for n, x := range o.others { t.others[n] = x; x.others = t.others; if n == t.name { t.h = x.h; t.parsed = true } }; return t, nil }
func (t *Template) Execute(w io.Writer, data any) error {
	if !t.parsed { return errors.New("template: " + t.name + ": \\"" + t.name + "\\" is an incomplete or empty template") }
	s, e := run(t.h, data, ${name === 'html/template'})
	io.WriteString(w, s)
	if e != "" { return errors.New(e) }
	return nil
}
func (t *Template) ExecuteTemplate(w io.Writer, name string, data any) error { o := t.others[name]; if o == nil { return errors.New("${name}: \\"" + name + "\\" is undefined") }; return o.Execute(w, data) }
func HTMLEscapeString(s string) string { return escape(s) }
func escape(s string) string
`;
const natives: StdPackage['natives'] = {
	parse: ([name, text]) => {
		try {
			return [[new Native(parseTemplate(toText(text as string), { name: toText(name as string) }))], ''];
		} catch (e) {
			return [[null], fromBytes((e as { message?: string }).message ?? String(e))];
		}
	},
	run: ([h, data, html]) => {
		const template = ((h as Value[])[0] as Native).host as Template;
		try {
			const d = data as Iface | null;
			return [fromBytes(execute(template, d === null ? null : plain(d.t, d.v, html as boolean))), ''];
		} catch (e) {
			return ['', fromBytes((e as { message?: string }).message ?? String(e))];
		}
	},
	escape: ([s]) => fromBytes(toText(s as string).replaceAll(/[&'<>"]/g, (c) => escapes[c] ?? c))
};
export const textTemplate: StdPackage = { source: source('text/template'), natives };
export const htmlTemplate: StdPackage = { source: source('html/template'), natives };
