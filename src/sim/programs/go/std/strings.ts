// strings, strconv, unicode, unicode/utf8: over byte strings, by the host's own string functions where bytes and text agree.
// Leaves out Title's rules of languages, and Reader's seeking.
import { goQuote, goUnquote } from '../../../values/index.ts';
import { floatText } from '../format.ts';
import { decodeRune, runeBytes } from '../scan.ts';
import type { StdPackage } from '../scope.ts';
import { fromBytes, toText } from '../text.ts';
import { Slice, type NativeSync, type Value } from '../values.ts';

const text =
	(f: (s: string) => string): NativeSync =>
	([s]) =>
		fromBytes(f(toText(s as string)));
const isSpace = (c: string): boolean => ' \t\n\v\f\r'.includes(c);
const trim = (s: string, left: boolean, right: boolean, is: (c: string) => boolean): string => {
	const chars = [...toText(s)];
	let [a, b] = [0, chars.length];
	if (left) while (a < b && is(chars[a] ?? '')) a++;
	if (right) while (b > a && is(chars[b - 1] ?? '')) b--;
	return fromBytes(chars.slice(a, b).join(''));
};
const list = (parts: readonly string[]): Slice => new Slice([...parts]);
const explode = (s: string, n: number): string[] => {
	const out: string[] = [];
	for (let i = 0; i < s.length;) {
		const w = n > 0 && out.length === n - 1 ? s.length - i : decodeRune(s, i)[1];
		out.push(s.slice(i, i + w));
		i += w;
	}
	return out;
};
const split = (s: string, sep: string, n: number): Slice | null => {
	if (n === 0) return null;
	if (sep === '') return list(explode(s, n));
	const parts = s.split(sep);
	return list(n < 0 || parts.length <= n ? parts : [...parts.slice(0, n - 1), parts.slice(n - 1).join(sep)]);
};
export const strings: StdPackage = {
	source: `package strings
import ("io"; "unicode"; "unicode/utf8")
func Contains(s, substr string) bool
func ContainsRune(s string, r rune) bool { return Contains(s, string(r)) }
func ContainsAny(s, chars string) bool { return IndexAny(s, chars) >= 0 }
func HasPrefix(s, prefix string) bool
func HasSuffix(s, suffix string) bool
func Index(s, substr string) int
func IndexByte(s string, c byte) int { return Index(s, string([]byte{c})) }
func IndexRune(s string, r rune) int { return Index(s, string(r)) }
func IndexAny(s, chars string) int { for i, c := range s { if ContainsRune(chars, c) { return i } }; return -1 }
func IndexFunc(s string, f func(rune) bool) int { for i, c := range s { if f(c) { return i } }; return -1 }
func LastIndex(s, substr string) int
func LastIndexByte(s string, c byte) int { return LastIndex(s, string([]byte{c})) }
func Split(s, sep string) []string
func SplitN(s, sep string, n int) []string
func SplitAfter(s, sep string) []string { p := Split(s, sep); for i := range p { if i < len(p)-1 { p[i] += sep } }; return p }
func Fields(s string) []string
func FieldsFunc(s string, f func(rune) bool) []string {
	var out []string
	start := -1
	for i, r := range s {
		if f(r) { if start >= 0 { out = append(out, s[start:i]); start = -1 } } else if start < 0 { start = i }
	}
	if start >= 0 { out = append(out, s[start:]) }
	return out
}
func Join(elems []string, sep string) string
func Repeat(s string, count int) string { if count < 0 { panic("strings: negative Repeat count") }; return repeat(s, count) }
func repeat(s string, count int) string
func Replace(s, old, new string, n int) string
func ReplaceAll(s, old, new string) string { return Replace(s, old, new, -1) }
func ToUpper(s string) string
func ToLower(s string) string
func Title(s string) string { out := ""; up := true; for _, r := range s { if up { out += ToUpper(string(r)) } else { out += string(r) }; up = unicode.IsSpace(r) }; return out }
func ToTitle(s string) string { return ToUpper(s) }
func TrimSpace(s string) string
func Trim(s, cutset string) string
func TrimLeft(s, cutset string) string
func TrimRight(s, cutset string) string
func TrimPrefix(s, prefix string) string { if HasPrefix(s, prefix) { return s[len(prefix):] }; return s }
func TrimSuffix(s, suffix string) string { if HasSuffix(s, suffix) { return s[:len(s)-len(suffix)] }; return s }
func CutPrefix(s, prefix string) (string, bool) { if HasPrefix(s, prefix) { return s[len(prefix):], true }; return s, false }
func CutSuffix(s, suffix string) (string, bool) { if HasSuffix(s, suffix) { return s[:len(s)-len(suffix)], true }; return s, false }
func TrimFunc(s string, f func(rune) bool) string { return TrimRightFunc(TrimLeftFunc(s, f), f) }
func TrimLeftFunc(s string, f func(rune) bool) string { for i, r := range s { if !f(r) { return s[i:] } }; return "" }
func TrimRightFunc(s string, f func(rune) bool) string {
	end := 0
	for i, r := range s { if !f(r) { end = i + utf8.RuneLen(r) } }
	return s[:end]
}
func Cut(s, sep string) (before, after string, found bool) { if i := Index(s, sep); i >= 0 { return s[:i], s[i+len(sep):], true }; return s, "", false }
func Count(s, substr string) int { if substr == "" { return utf8.RuneCountInString(s) + 1 }; return len(Split(s, substr)) - 1 }
func EqualFold(s, t string) bool { return ToLower(s) == ToLower(t) }
func Compare(a, b string) int { if a < b { return -1 }; if a > b { return 1 }; return 0 }
func Clone(s string) string { return s }
func Map(mapping func(rune) rune, s string) string { var b Builder; for _, r := range s { if m := mapping(r); m >= 0 { b.WriteRune(m) } }; return b.String() }
type Builder struct { s string }
func (b *Builder) WriteString(s string) (int, error) { b.s += s; return len(s), nil }
func (b *Builder) WriteByte(c byte) error { b.s += string([]byte{c}); return nil }
func (b *Builder) WriteRune(r rune) (int, error) { b.s += string(r); return utf8.RuneLen(r), nil }
func (b *Builder) Write(p []byte) (int, error) { b.s += string(p); return len(p), nil }
func (b *Builder) String() string { return b.s }
func (b *Builder) Len() int { return len(b.s) }
func (b *Builder) Cap() int { return len(b.s) }
func (b *Builder) Reset() { b.s = "" }
func (b *Builder) Grow(n int) {}
type Reader struct { s string; i int }
func NewReader(s string) *Reader { return &Reader{s, 0} }
func (r *Reader) Len() int { return len(r.s) - r.i }
func (r *Reader) Read(b []byte) (int, error) { if r.i >= len(r.s) { return 0, io.EOF }; n := copy(b, r.s[r.i:]); r.i += n; return n, nil }
func (r *Reader) ReadByte() (byte, error) { if r.i >= len(r.s) { return 0, io.EOF }; r.i++; return r.s[r.i-1], nil }
func (r *Reader) ReadRune() (rune, int, error) { if r.i >= len(r.s) { return 0, 0, io.EOF }; c, n := utf8.DecodeRuneInString(r.s[r.i:]); r.i += n; return c, n, nil }
func (r *Reader) WriteTo(w io.Writer) (int64, error) { n, err := io.WriteString(w, r.s[r.i:]); r.i += n; return int64(n), err }
type Replacer struct { pairs []string }
func NewReplacer(oldnew ...string) *Replacer { return &Replacer{oldnew} }
func (r *Replacer) Replace(s string) string {
	var b Builder
	for i := 0; i < len(s); {
		done := false
		for j := 0; j+1 < len(r.pairs); j += 2 {
			if r.pairs[j] != "" && HasPrefix(s[i:], r.pairs[j]) { b.WriteString(r.pairs[j+1]); i += len(r.pairs[j]); done = true; break }
		}
		if !done { b.WriteByte(s[i]); i++ }
	}
	return b.String()
}
func Lines(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for len(s) > 0 { i := Index(s, "\\n"); var line string; if i >= 0 { line, s = s[:i+1], s[i+1:] } else { line, s = s, "" }; if !yield(line) { return } }
	}
}
func SplitSeq(s, sep string) func(yield func(string) bool) { return func(yield func(string) bool) { for _, p := range Split(s, sep) { if !yield(p) { return } } } }
func FieldsSeq(s string) func(yield func(string) bool) { return func(yield func(string) bool) { for _, p := range Fields(s) { if !yield(p) { return } } } }
`,
	natives: {
		Contains: ([s, t]) => (s as string).includes(t as string),
		HasPrefix: ([s, t]) => (s as string).startsWith(t as string),
		HasSuffix: ([s, t]) => (s as string).endsWith(t as string),
		Index: ([s, t]) => (s as string).indexOf(t as string),
		LastIndex: ([s, t]) => (s as string).lastIndexOf(t as string),
		Split: ([s, sep]) => split(s as string, sep as string, -1),
		SplitN: ([s, sep, n]) => split(s as string, sep as string, n as number),
		Fields: ([s]) => list((s as string).split(/[ \t\n\v\f\r]+/).filter((w) => w !== '')),
		Join: ([a, sep]) => (a === null ? '' : (a as Slice).a.slice((a as Slice).o, (a as Slice).o + (a as Slice).n).join(sep as string)),
		repeat: ([s, n]) => (s as string).repeat(n as number),
		Replace: ([s, old, next, n]) => {
			const [str, from, to, times] = [s as string, old as string, next as string, n as number];
			if (times < 0 && from !== '') return str.split(from).join(to);
			const parts = from === '' ? explode(str, -1) : str.split(from);
			if (from === '') return parts.map((p, i) => (times < 0 || i < times ? to : '') + p).join('') + (times < 0 || parts.length < times ? to : '');
			return parts.map((p, i) => (i === 0 ? p : (i <= times ? to : from) + p)).join('');
		},
		ToUpper: text((s) => s.toUpperCase()),
		ToLower: text((s) => s.toLowerCase()),
		TrimSpace: ([s]) => trim(s as string, true, true, isSpace),
		Trim: ([s, c]) => trim(s as string, true, true, (x) => toText(c as string).includes(x)),
		TrimLeft: ([s, c]) => trim(s as string, true, false, (x) => toText(c as string).includes(x)),
		TrimRight: ([s, c]) => trim(s as string, false, true, (x) => toText(c as string).includes(x))
	}
};
const digitsOk = (s: string, base: number): boolean => {
	const body = s.replace(/^[+-]/, '').toLowerCase();
	return body !== '' && [...body].every((c) => parseInt(c, 36) < base && c !== '_');
};
/** strconv's integers: value, and which of its errors. */
function parseInt64(s: string, base0: number, bits: number, unsigned: boolean): Value {
	let [body, base] = [s.replace(/^[+-]/, ''), base0];
	const negative = s.startsWith('-');
	if (unsigned && /^[+-]/.test(s)) return [0, 'syntax'];
	if (base === 0) {
		const m = /^0([xXbBoO])/.exec(body);
		base = m ? { x: 16, b: 2, o: 8 }[(m[1] ?? '').toLowerCase() as 'x' | 'b' | 'o'] : body.length > 1 && body.startsWith('0') ? 8 : 10;
		body = m ? body.slice(2) : body;
		body = body.replaceAll('_', '');
	}
	if (!digitsOk(body, base)) return [0, 'syntax'];
	let n = 0n;
	for (const c of body.toLowerCase()) n = n * BigInt(base) + BigInt(parseInt(c, 36));
	if (negative) n = -n;
	const width = BigInt(bits === 0 ? 64 : bits);
	const [least, most] = unsigned ? [0n, (1n << width) - 1n] : [-(1n << (width - 1n)), (1n << (width - 1n)) - 1n];
	const shown = (v: bigint): Value => (v <= 9007199254740991n && v >= -9007199254740991n ? Number(v) : v);
	return n < least ? [shown(least), 'range'] : n > most ? [shown(most), 'range'] : [shown(n), ''];
}
export const strconv: StdPackage = {
	source: `package strconv
import "errors"
var ErrRange = errors.New("value out of range")
var ErrSyntax = errors.New("invalid syntax")
const IntSize = 64
type NumError struct { Func string; Num string; Err error }
func (e *NumError) Error() string { return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error() }
func (e *NumError) Unwrap() error { return e.Err }
func fail(fn, s, why string) error { if why == "" { return nil }; if why == "range" { return &NumError{fn, s, ErrRange} }; return &NumError{fn, s, ErrSyntax} }
func parseInt(s string, base int, bits int, unsigned bool) (int64, string)
func parseUint(s string, base int, bits int, unsigned bool) (uint64, string)
func Atoi(s string) (int, error) { n, why := parseInt(s, 10, 64, false); return int(n), fail("Atoi", s, why) }
func ParseInt(s string, base int, bitSize int) (int64, error) { n, why := parseInt(s, base, bitSize, false); return n, fail("ParseInt", s, why) }
func ParseUint(s string, base int, bitSize int) (uint64, error) { n, why := parseUint(s, base, bitSize, true); return n, fail("ParseUint", s, why) }
func parseFloat(s string) (float64, string)
func ParseFloat(s string, bitSize int) (float64, error) { f, why := parseFloat(s); return f, fail("ParseFloat", s, why) }
func ParseBool(str string) (bool, error) {
	switch str {
	case "1", "t", "T", "true", "TRUE", "True":
		return true, nil
	case "0", "f", "F", "false", "FALSE", "False":
		return false, nil
	}
	return false, fail("ParseBool", str, "syntax")
}
func Itoa(i int) string
func FormatInt(i int64, base int) string
func FormatUint(i uint64, base int) string
func FormatBool(b bool) string { if b { return "true" }; return "false" }
func formatFloat(f float64, verb string, prec, bitSize int) string
func FormatFloat(f float64, fmt byte, prec, bitSize int) string { return formatFloat(f, string(rune(fmt)), prec, bitSize) }
func Quote(s string) string
func unquote(s string) (string, bool)
func Unquote(s string) (string, error) { t, ok := unquote(s); if !ok { return "", ErrSyntax }; return t, nil }
func AppendInt(dst []byte, i int64, base int) []byte { return append(dst, FormatInt(i, base)...) }
func AppendQuote(dst []byte, s string) []byte { return append(dst, Quote(s)...) }
`,
	natives: {
		parseInt: ([s, b, w, u]) => parseInt64(s as string, b as number, w as number, u as boolean),
		parseUint: ([s, b, w, u]) => parseInt64(s as string, b as number, w as number, u as boolean),
		parseFloat: ([s]) => {
			const t = (s as string).toLowerCase();
			if (/^[+-]?inf(inity)?$/.test(t)) return [t.startsWith('-') ? -Infinity : Infinity, ''];
			if (t === 'nan') return [NaN, ''];
			if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(t)) return [0, 'syntax'];
			const n = Number(t);
			return Number.isFinite(n) ? [n, ''] : [n, 'range'];
		},
		Itoa: ([n]) => String(n),
		FormatInt: ([n, base]) => BigInt(n as number).toString(base as number),
		FormatUint: ([n, base]) => BigInt(n as number).toString(base as number),
		formatFloat: ([f, verb, prec, bits]) =>
			floatText(f as number, verb as string, (prec as number) < 0 ? (verb === 'g' || verb === 'G' ? null : -1) : (prec as number), bits as number),
		Quote: ([s]) => fromBytes(goQuote(toText(s as string))),
		unquote: ([s]) => {
			const t = goUnquote(toText(s as string));
			return t === undefined ? ['', false] : [fromBytes(t), true];
		}
	}
};
const letter = (r: Value): string => String.fromCodePoint(Math.min(Math.max(Number(r), 0), 0x10ffff));
export const unicode: StdPackage = {
	source: `package unicode
const ( MaxRune = '\\U0010FFFF'; ReplacementChar = '\\uFFFD' )
func IsLetter(r rune) bool
func IsDigit(r rune) bool
func IsNumber(r rune) bool { return IsDigit(r) }
func IsUpper(r rune) bool
func IsLower(r rune) bool
func IsPunct(r rune) bool
func IsControl(r rune) bool { return r < 32 || r >= 127 && r < 160 }
func IsPrint(r rune) bool { return r == ' ' || !IsControl(r) && !IsSpace(r) }
func IsSpace(r rune) bool { switch r { case ' ', '\\t', '\\n', '\\v', '\\f', '\\r', 0x85, 0xA0: return true }; return false }
func ToUpper(r rune) rune
func ToLower(r rune) rune
`,
	natives: {
		IsLetter: ([r]) => /\p{L}/u.test(letter(r)),
		IsDigit: ([r]) => /\p{Nd}/u.test(letter(r)),
		IsUpper: ([r]) => /\p{Lu}/u.test(letter(r)),
		IsLower: ([r]) => /\p{Ll}/u.test(letter(r)),
		IsPunct: ([r]) => /\p{P}/u.test(letter(r)),
		ToUpper: ([r]) => letter(r).toUpperCase().codePointAt(0) ?? 0,
		ToLower: ([r]) => letter(r).toLowerCase().codePointAt(0) ?? 0
	}
};
export const utf8: StdPackage = {
	source: `package utf8
const ( RuneError = '\\uFFFD'; UTFMax = 4; RuneSelf = 0x80; MaxRune = '\\U0010FFFF' )
func RuneCountInString(s string) int { n := 0; for range s { n++ }; return n }
func RuneCount(p []byte) int { return RuneCountInString(string(p)) }
func RuneLen(r rune) int { switch { case r < 0: return -1; case r < 0x80: return 1; case r < 0x800: return 2; case r < 0x10000: return 3 }; return 4 }
func decode(s string) (rune, int)
func DecodeRuneInString(s string) (rune, int) { if s == "" { return RuneError, 0 }; return decode(s) }
func DecodeRune(p []byte) (rune, int) { return DecodeRuneInString(string(p)) }
func DecodeLastRuneInString(s string) (rune, int) {
	for n := 1; n <= 4 && n <= len(s); n++ { r, w := decode(s[len(s)-n:]); if w == n && (r != RuneError || n == 3) { return r, n } }
	if s == "" { return RuneError, 0 }
	return RuneError, 1
}
func ValidString(s string) bool { for i := 0; i < len(s); { r, w := decode(s[i:]); if r == RuneError && w == 1 { return false }; i += w }; return true }
func Valid(p []byte) bool { return ValidString(string(p)) }
func EncodeRune(p []byte, r rune) int { return copy(p, string(r)) }
func AppendRune(p []byte, r rune) []byte { return append(p, string(r)...) }
`,
	natives: { decode: ([s]) => [...decodeRune(s as string, 0)] }
};
export { runeBytes };
