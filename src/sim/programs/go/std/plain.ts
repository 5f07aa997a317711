// math, math/rand, bufio, bytes, path, path/filepath, html, hashes and encodings: small packages over the host's arithmetic and digests.
// FIDELITY: transcendental functions are computed here in series, so that every host gives the same bits; the last digit may differ from Go's.
import { sha256Hex, text as decode } from '../../../values/index.ts';
import { random } from '../../../kernel/index.ts';
import type { StdPackage } from '../scope.ts';
import { bytesToString, fromHost, hostBytes, Slice, stringToBytes, type Value } from '../values.ts';
import { request } from './sys.ts';

const ln2 = 0.6931471805599453;
const exp = (x: number): number => {
	if (Number.isNaN(x) || x > 709.8) return x > 0 ? Infinity : x;
	if (x < -745) return 0;
	const k = Math.round(x / ln2);
	const r = x - k * ln2;
	let [term, sum] = [1, 1];
	for (let i = 1; i < 24; i++) {
		term *= r / i;
		sum += term;
	}
	let out = sum;
	for (let i = Math.abs(k); i > 0; i--) out = k > 0 ? out * 2 : out / 2;
	return out;
};
const log = (x: number): number => {
	if (x < 0 || Number.isNaN(x)) return NaN;
	if (x === 0) return -Infinity;
	if (!Number.isFinite(x)) return x;
	let [m, k] = [x, 0];
	while (m > 1.5) {
		m /= 2;
		k++;
	}
	while (m < 0.75) {
		m *= 2;
		k--;
	}
	const y = (m - 1) / (m + 1);
	let [term, sum] = [y, 0];
	for (let i = 1; i < 60; i += 2) {
		sum += term / i;
		term *= y * y;
	}
	return 2 * sum + k * ln2;
};
const sin = (x0: number): number => {
	const turn = 2 * Math.PI;
	const x = x0 - turn * Math.round(x0 / turn);
	let [term, sum] = [x, x];
	for (let i = 1; i < 20; i++) {
		term *= (-x * x) / (2 * i * (2 * i + 1));
		sum += term;
	}
	return sum;
};
const atan = (x: number): number => {
	if (x < 0) return -atan(-x);
	if (x > 1) return Math.PI / 2 - atan(1 / x);
	if (x > 0.4) return 2 * atan(x / (1 + Math.sqrt(1 + x * x)));
	let [term, sum] = [x, 0];
	for (let i = 1; i < 60; i += 2) {
		sum += term / i;
		term *= -x * x;
	}
	return sum;
};
const whole = (x: number, n: number): number => {
	let [out, base, e] = [1, n < 0 ? 1 / x : x, Math.abs(n)];
	for (; e > 0; e = Math.floor(e / 2)) {
		if (e % 2 === 1) out *= base;
		base *= base;
	}
	return out;
};
const pow = (x: number, y: number): number => (Number.isInteger(y) && Math.abs(y) < 1e6 ? whole(x, y) : y === 0.5 ? Math.sqrt(x) : exp(y * log(x)));
const f1 =
	(f: (x: number) => number) =>
	([x]: Value[]): Value =>
		f(x as number);
export const math: StdPackage = {
	source: `package math
const ( E = 2.71828182845904523536028747135266249775724709369995957496696763; Pi = 3.14159265358979323846264338327950288419716939937510582097494459; Phi = 1.61803398874989484820; Sqrt2 = 1.41421356237309504880; Ln2 = 0.693147180559945309417; Ln10 = 2.30258509299404568402 )
const ( MaxInt = 1<<63 - 1; MinInt = -1 << 63; MaxInt8 = 1<<7 - 1; MinInt8 = -1 << 7; MaxInt16 = 1<<15 - 1; MinInt16 = -1 << 15; MaxInt32 = 1<<31 - 1; MinInt32 = -1 << 31; MaxInt64 = 1<<63 - 1; MinInt64 = -1 << 63; MaxUint8 = 1<<8 - 1; MaxUint16 = 1<<16 - 1; MaxUint32 = 1<<32 - 1; MaxUint64 = 1<<64 - 1; MaxUint = 1<<64 - 1; MaxFloat64 = 1.79769313486231570814527423731704356798070e+308; SmallestNonzeroFloat64 = 4.9406564584124654417656879286822137236505980e-324; MaxFloat32 = 3.40282346638528859811704183484516925440e+38 )
func Sqrt(x float64) float64
func Pow(x, y float64) float64
func Exp(x float64) float64
func Log(x float64) float64
func Log2(x float64) float64 { return Log(x) / Ln2 }
func Log10(x float64) float64 { return Log(x) / Ln10 }
func Log1p(x float64) float64 { return Log(1 + x) }
func Sin(x float64) float64
func Cos(x float64) float64
func Tan(x float64) float64 { return Sin(x) / Cos(x) }
func Atan(x float64) float64
func Atan2(y, x float64) float64 { if x > 0 { return Atan(y / x) }; if x < 0 { if y >= 0 { return Atan(y/x) + Pi }; return Atan(y/x) - Pi }; if y > 0 { return Pi / 2 }; if y < 0 { return -Pi / 2 }; return 0 }
func Floor(x float64) float64
func Ceil(x float64) float64
func Trunc(x float64) float64
func Round(x float64) float64 { if x < 0 { return -Floor(-x + 0.5) }; return Floor(x + 0.5) }
func RoundToEven(x float64) float64 { r := Round(x); if Abs(x-Trunc(x)) == 0.5 && Mod(r, 2) != 0 { if r > x { return r - 1 }; return r + 1 }; return r }
func Abs(x float64) float64 { if x < 0 { return -x }; return x }
func Mod(x, y float64) float64
func Max(x, y float64) float64 { if x > y || x != x { return x }; return y }
func Min(x, y float64) float64 { if x < y || x != x { return x }; return y }
func Hypot(p, q float64) float64 { return Sqrt(p*p + q*q) }
func Cbrt(x float64) float64 { if x < 0 { return -Pow(-x, 1.0/3) }; r := Pow(x, 1.0/3); if rr := Round(r); rr*rr*rr == x { return rr }; return r }
func Modf(f float64) (float64, float64) { i := Trunc(f); return i, f - i }
func Inf(sign int) float64
func NaN() float64
func IsNaN(f float64) bool { return f != f }
func IsInf(f float64, sign int) bool { return sign >= 0 && f > MaxFloat64 || sign <= 0 && f < -MaxFloat64 }
func Signbit(x float64) bool { return x < 0 }
`,
	natives: {
		Sqrt: f1(Math.sqrt),
		Pow: ([x, y]) => pow(x as number, y as number),
		Exp: f1(exp),
		Log: f1(log),
		Sin: f1(sin),
		Cos: f1((x) => sin(x + Math.PI / 2)),
		Atan: f1(atan),
		Floor: f1(Math.floor),
		Ceil: f1(Math.ceil),
		Trunc: f1(Math.trunc),
		Mod: ([x, y]) => (x as number) % (y as number),
		Inf: ([s]) => ((s as number) >= 0 ? Infinity : -Infinity),
		NaN: () => NaN
	}
};
export const rand: StdPackage = {
	source: `package rand
func next(n int) int
type Source interface { Int63() int64; Seed(seed int64) }
type source struct { s uint64 }
func (r *source) Int63() int64 { r.s ^= r.s << 13; r.s ^= r.s >> 7; r.s ^= r.s << 17; return int64(r.s >> 1) }
func (r *source) Seed(seed int64) { r.s = uint64(seed)*2685821657736338717 + 1442695040888963407 }
func NewSource(seed int64) Source { s := &source{}; s.Seed(seed); return s }
type Rand struct { src Source }
func New(src Source) *Rand { return &Rand{src} }
func (r *Rand) Int63() int64 { return r.src.Int63() }
func (r *Rand) Int() int { return int(r.src.Int63()) }
func (r *Rand) Intn(n int) int { if n <= 0 { panic("invalid argument to Intn") }; return int(r.src.Int63() % int64(n)) }
func (r *Rand) Int31n(n int32) int32 { return int32(r.Intn(int(n))) }
func (r *Rand) Int63n(n int64) int64 { return r.src.Int63() % n }
func (r *Rand) Float64() float64 { return float64(r.src.Int63()>>10) / (1 << 53) }
func (r *Rand) Perm(n int) []int { m := make([]int, n); for i := range m { j := r.Intn(i + 1); m[i] = m[j]; m[j] = i }; return m }
func (r *Rand) Shuffle(n int, swap func(i, j int)) { for i := n - 1; i > 0; i-- { swap(i, r.Intn(i+1)) } }
func Seed(seed int64) {}
func Intn(n int) int { if n <= 0 { panic("invalid argument to Intn") }; return next(n) }
func IntN(n int) int { if n <= 0 { panic("invalid argument to IntN") }; return next(n) }
func N(n int) int { return next(n) }
func Int() int { return next(1 << 30)<<30 | next(1 << 30) }
func Int63() int64 { return int64(Int()) }
func Int31() int32 { return int32(next(1 << 30)) }
func Int31n(n int32) int32 { return int32(next(int(n))) }
func Int32N(n int32) int32 { return int32(next(int(n))) }
func Int63n(n int64) int64 { return int64(Int()) % n }
func Int64N(n int64) int64 { return int64(Int()) % n }
func Uint32() uint32 { return uint32(Int()) }
func Uint64() uint64 { return uint64(Int())<<4 ^ uint64(Int()) }
func Float64() float64 { return float64(next(1<<30))/(1<<30) }
func Float32() float32 { return float32(next(1<<24)) / (1 << 24) }
func Perm(n int) []int { m := make([]int, n); for i := range m { j := next(i + 1); m[i] = m[j]; m[j] = i }; return m }
func Shuffle(n int, swap func(i, j int)) { for i := n - 1; i > 0; i-- { swap(i, next(i+1)) } }
`,
	natives: { next: ([n], m) => m.random(Number(n)) }
};
export const bufio: StdPackage = {
	source: `package bufio
import ("errors"; "io"; "strings"; "unicode/utf8")
const MaxScanTokenSize = 64 * 1024
var ErrTooLong = errors.New("bufio.Scanner: token too long")
type SplitFunc func(data []byte, atEOF bool) (advance int, token []byte, err error)
func ScanLines(data []byte, atEOF bool) (advance int, token []byte, err error) { return 0, nil, nil }
func ScanWords(data []byte, atEOF bool) (advance int, token []byte, err error) { return 1, nil, nil }
func ScanRunes(data []byte, atEOF bool) (advance int, token []byte, err error) { return 2, nil, nil }
func ScanBytes(data []byte, atEOF bool) (advance int, token []byte, err error) { return 3, nil, nil }
type Scanner struct { r io.Reader; rest string; tok string; eof bool; err error; mode int; max int }
func NewScanner(r io.Reader) *Scanner { return &Scanner{r: r, max: MaxScanTokenSize} }
func (s *Scanner) Buffer(buf []byte, max int) { s.max = max }
func (s *Scanner) Split(f SplitFunc) { s.mode, _, _ = f(nil, true) }
func (s *Scanner) fill() bool {
	if s.eof { return false }
	buf := make([]byte, 4096)
	n, err := s.r.Read(buf)
	s.rest += string(buf[:n])
	if err != nil { s.eof = true; if err != io.EOF { s.err = err } }
	return true
}
func (s *Scanner) Scan() bool {
	for {
		switch s.mode {
		case 0:
			if i := strings.Index(s.rest, "\\n"); i >= 0 { s.tok = strings.TrimSuffix(s.rest[:i], "\\r"); s.rest = s.rest[i+1:]; return true }
		case 1:
			s.rest = strings.TrimLeft(s.rest, " \\t\\r\\n")
			if i := strings.IndexAny(s.rest, " \\t\\r\\n"); i >= 0 { s.tok = s.rest[:i]; s.rest = s.rest[i+1:]; return true }
		case 2:
			if len(s.rest) >= 4 || s.eof && len(s.rest) > 0 { _, n := utf8.DecodeRuneInString(s.rest); s.tok = s.rest[:n]; s.rest = s.rest[n:]; return true }
		case 3:
			if len(s.rest) > 0 { s.tok = s.rest[:1]; s.rest = s.rest[1:]; return true }
		}
		if len(s.rest) > s.max { s.err = ErrTooLong; return false }
		if !s.fill() { break }
	}
	if s.rest != "" && s.mode < 2 { s.tok = strings.TrimSuffix(s.rest, "\\r"); s.rest = ""; return true }
	s.tok = ""
	return false
}
func (s *Scanner) Text() string { return s.tok }
func (s *Scanner) Bytes() []byte { return []byte(s.tok) }
func (s *Scanner) Err() error { return s.err }
type Reader struct { r io.Reader; rest string; err error }
func NewReader(r io.Reader) *Reader { return &Reader{r: r} }
func NewReaderSize(r io.Reader, size int) *Reader { return &Reader{r: r} }
func (b *Reader) fill() bool {
	if b.err != nil { return false }
	buf := make([]byte, 4096)
	n, err := b.r.Read(buf)
	b.rest += string(buf[:n])
	b.err = err
	return true
}
func (b *Reader) Read(p []byte) (int, error) { if b.rest == "" { if !b.fill() || b.rest == "" { return 0, b.err } }; n := copy(p, b.rest); b.rest = b.rest[n:]; return n, nil }
func (b *Reader) ReadString(delim byte) (string, error) {
	for {
		if i := strings.IndexByte(b.rest, delim); i >= 0 { s := b.rest[:i+1]; b.rest = b.rest[i+1:]; return s, nil }
		if !b.fill() { s := b.rest; b.rest = ""; return s, b.err }
	}
}
func (b *Reader) ReadBytes(delim byte) ([]byte, error) { s, err := b.ReadString(delim); return []byte(s), err }
func (b *Reader) ReadLine() ([]byte, bool, error) { s, err := b.ReadString('\\n'); if s == "" && err != nil { return nil, false, err }; return []byte(strings.TrimRight(s, "\\r\\n")), false, nil }
func (b *Reader) ReadByte() (byte, error) { for b.rest == "" { if !b.fill() { return 0, b.err } }; c := b.rest[0]; b.rest = b.rest[1:]; return c, nil }
func (b *Reader) ReadRune() (rune, int, error) { for b.rest == "" { if !b.fill() { return 0, 0, b.err } }; r, n := utf8.DecodeRuneInString(b.rest); b.rest = b.rest[n:]; return r, n, nil }
func (b *Reader) Peek(n int) ([]byte, error) { for len(b.rest) < n { if !b.fill() { return []byte(b.rest), b.err } }; return []byte(b.rest[:n]), nil }
type Writer struct { w io.Writer; buf string; err error }
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }
func NewWriterSize(w io.Writer, size int) *Writer { return &Writer{w: w} }
func (b *Writer) Write(p []byte) (int, error) { return b.WriteString(string(p)) }
func (b *Writer) WriteString(s string) (int, error) { b.buf += s; if len(b.buf) >= 4096 { b.Flush() }; return len(s), b.err }
func (b *Writer) WriteByte(c byte) error { b.buf += string([]byte{c}); return b.err }
func (b *Writer) WriteRune(r rune) (int, error) { return b.WriteString(string(r)) }
func (b *Writer) Flush() error { if b.buf != "" && b.err == nil { _, b.err = io.WriteString(b.w, b.buf); b.buf = "" }; return b.err }
func (b *Writer) Buffered() int { return len(b.buf) }
type ReadWriter struct { *Reader; *Writer }
func NewReadWriter(r *Reader, w *Writer) *ReadWriter { return &ReadWriter{r, w} }
`
};
export const bytes: StdPackage = {
	source: `package bytes
import ("io"; "strings"; "unicode/utf8")
const MinRead = 512
type Buffer struct { s string }
func NewBuffer(buf []byte) *Buffer { return &Buffer{string(buf)} }
func NewBufferString(s string) *Buffer { return &Buffer{s} }
func (b *Buffer) Write(p []byte) (int, error) { b.s += string(p); return len(p), nil }
func (b *Buffer) WriteString(s string) (int, error) { b.s += s; return len(s), nil }
func (b *Buffer) WriteByte(c byte) error { b.s += string([]byte{c}); return nil }
func (b *Buffer) WriteRune(r rune) (int, error) { b.s += string(r); return utf8.RuneLen(r), nil }
func (b *Buffer) Read(p []byte) (int, error) { if b.s == "" { if len(p) == 0 { return 0, nil }; return 0, io.EOF }; n := copy(p, b.s); b.s = b.s[n:]; return n, nil }
func (b *Buffer) ReadByte() (byte, error) { if b.s == "" { return 0, io.EOF }; c := b.s[0]; b.s = b.s[1:]; return c, nil }
func (b *Buffer) ReadString(delim byte) (string, error) { i := strings.IndexByte(b.s, delim); if i < 0 { s := b.s; b.s = ""; return s, io.EOF }; s := b.s[:i+1]; b.s = b.s[i+1:]; return s, nil }
func (b *Buffer) ReadFrom(r io.Reader) (int64, error) { p, err := io.ReadAll(r); b.s += string(p); return int64(len(p)), err }
func (b *Buffer) WriteTo(w io.Writer) (int64, error) { n, err := io.WriteString(w, b.s); b.s = ""; return int64(n), err }
func (b *Buffer) Bytes() []byte { return []byte(b.s) }
func (b *Buffer) String() string { if b == nil { return "<nil>" }; return b.s }
func (b *Buffer) Len() int { return len(b.s) }
func (b *Buffer) Reset() { b.s = "" }
func (b *Buffer) Truncate(n int) { b.s = b.s[:n] }
func (b *Buffer) Grow(n int) {}
type Reader struct { strings.Reader }
func NewReader(b []byte) *Reader { return &Reader{*strings.NewReader(string(b))} }
func Equal(a, b []byte) bool { return string(a) == string(b) }
func Compare(a, b []byte) int { return strings.Compare(string(a), string(b)) }
func Contains(b, sub []byte) bool { return strings.Contains(string(b), string(sub)) }
func Index(s, sep []byte) int { return strings.Index(string(s), string(sep)) }
func IndexByte(b []byte, c byte) int { return strings.IndexByte(string(b), c) }
func HasPrefix(s, p []byte) bool { return strings.HasPrefix(string(s), string(p)) }
func HasSuffix(s, p []byte) bool { return strings.HasSuffix(string(s), string(p)) }
func TrimSpace(s []byte) []byte { return []byte(strings.TrimSpace(string(s))) }
func Trim(s []byte, cutset string) []byte { return []byte(strings.Trim(string(s), cutset)) }
func ToUpper(s []byte) []byte { return []byte(strings.ToUpper(string(s))) }
func ToLower(s []byte) []byte { return []byte(strings.ToLower(string(s))) }
func Repeat(b []byte, n int) []byte { return []byte(strings.Repeat(string(b), n)) }
func ReplaceAll(s, old, new []byte) []byte { return []byte(strings.ReplaceAll(string(s), string(old), string(new))) }
func split(parts []string) [][]byte { var out [][]byte; for _, p := range parts { out = append(out, []byte(p)) }; return out }
func Split(s, sep []byte) [][]byte { return split(strings.Split(string(s), string(sep))) }
func Fields(s []byte) [][]byte { return split(strings.Fields(string(s))) }
func Join(s [][]byte, sep []byte) []byte { var out []byte; for i, p := range s { if i > 0 { out = append(out, sep...) }; out = append(out, p...) }; return out }
`
};
export const path: StdPackage = {
	source: `package path
import "strings"
func Clean(path string) string {
	if path == "" { return "." }
	rooted := path[0] == '/'
	var out []string
	for _, p := range strings.Split(path, "/") {
		if p == "" || p == "." { continue }
		if p == ".." { if len(out) > 0 && out[len(out)-1] != ".." { out = out[:len(out)-1]; continue }; if rooted { continue } }
		out = append(out, p)
	}
	s := strings.Join(out, "/")
	if rooted { return "/" + s }
	if s == "" { return "." }
	return s
}
func Join(elem ...string) string { var parts []string; for _, e := range elem { if e != "" { parts = append(parts, e) } }; if len(parts) == 0 { return "" }; return Clean(strings.Join(parts, "/")) }
func Split(path string) (dir, file string) { i := strings.LastIndex(path, "/"); return path[:i+1], path[i+1:] }
func Base(path string) string { if path == "" { return "." }; path = strings.TrimRight(path, "/"); if path == "" { return "/" }; return path[strings.LastIndex(path, "/")+1:] }
func Dir(path string) string { d, _ := Split(path); return Clean(d) }
func Ext(path string) string { for i := len(path) - 1; i >= 0 && path[i] != '/'; i-- { if path[i] == '.' { return path[i:] } }; return "" }
func IsAbs(path string) bool { return strings.HasPrefix(path, "/") }
func Match(pattern, name string) (bool, error) { return match(pattern, name), nil }
func match(p, s string) bool {
	for len(p) > 0 {
		switch p[0] {
		case '*':
			for i := 0; i <= len(s); i++ { if match(p[1:], s[i:]) { return true }; if i < len(s) && s[i] == '/' { return false } }
			return false
		case '?':
			if s == "" || s[0] == '/' { return false }
		default:
			if s == "" || s[0] != p[0] { return false }
		}
		p, s = p[1:], s[1:]
	}
	return s == ""
}
`
};
export const filepath: StdPackage = {
	source: `package filepath
import ("errors"; "io/fs"; "os"; "path"; "strings")
const ( Separator = '/'; ListSeparator = ':' )
var SkipDir = errors.New("skip this directory")
var SkipAll = errors.New("skip everything and stop the walk")
func Clean(p string) string { return path.Clean(p) }
func Join(elem ...string) string { return path.Join(elem...) }
func Base(p string) string { return path.Base(p) }
func Dir(p string) string { return path.Dir(p) }
func Ext(p string) string { return path.Ext(p) }
func Split(p string) (string, string) { return path.Split(p) }
func IsAbs(p string) bool { return path.IsAbs(p) }
func ToSlash(p string) string { return p }
func FromSlash(p string) string { return p }
func Match(pattern, name string) (bool, error) { return path.Match(pattern, name) }
func Abs(p string) (string, error) { if IsAbs(p) { return Clean(p), nil }; wd, err := os.Getwd(); return Join(wd, p), err }
func Rel(base, target string) (string, error) { if strings.HasPrefix(target, base+"/") { return target[len(base)+1:], nil }; if base == target { return ".", nil }; return "", errors.New("Rel: can't make " + target + " relative to " + base) }
func Glob(pattern string) ([]string, error) {
	dir, file := Split(pattern)
	d := dir
	if d == "" { d = "." }
	list, err := os.ReadDir(d)
	if err != nil { return nil, nil }
	var out []string
	for _, e := range list { if ok, _ := Match(file, e.Name()); ok { out = append(out, dir+e.Name()) } }
	return out, nil
}
type WalkFunc func(path string, info fs.FileInfo, err error) error
func Walk(root string, fn WalkFunc) error {
	info, err := os.Lstat(root)
	if err != nil { return fn(root, nil, err) }
	err = walk(root, info, fn)
	if err == SkipDir || err == SkipAll { return nil }
	return err
}
func walk(p string, info fs.FileInfo, fn WalkFunc) error {
	if err := fn(p, info, nil); err != nil { if err == SkipDir && info.IsDir() { return nil }; return err }
	if !info.IsDir() { return nil }
	list, err := os.ReadDir(p)
	if err != nil { return fn(p, info, err) }
	for _, e := range list { i, err := e.Info(); if err != nil { continue }; if err := walk(Join(p, e.Name()), i, fn); err != nil { if err == SkipDir { return nil }; return err } }
	return nil
}
func WalkDir(root string, fn func(path string, d fs.DirEntry, err error) error) error { return Walk(root, func(p string, info fs.FileInfo, err error) error { return fn(p, entry{info}, err) }) }
type entry struct { info fs.FileInfo }
func (e entry) Name() string { return e.info.Name() }
func (e entry) IsDir() bool { return e.info.IsDir() }
func (e entry) Type() fs.FileMode { return e.info.Mode() }
func (e entry) Info() (fs.FileInfo, error) { return e.info, nil }
`
};
export const html: StdPackage = {
	source: `package html
import "strings"
func EscapeString(s string) string { return strings.NewReplacer("&", "&amp;", "'", "&#39;", "<", "&lt;", ">", "&gt;", "\\"", "&#34;").Replace(s) }
func UnescapeString(s string) string { return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#34;", "\\"", "&quot;", "\\"", "&#39;", "'", "&amp;", "&").Replace(s) }
`
};
const encodings =
	(url: boolean, padded: boolean) =>
	(s: string): string => {
		const plain = btoa(s);
		const out = url ? plain.replaceAll('+', '-').replaceAll('/', '_') : plain;
		return padded ? out : out.replace(/=+$/, '');
	};
export const base64: StdPackage = {
	source: `package base64
import "strconv"
type Encoding struct { url, padded bool }
var StdEncoding = &Encoding{false, true}
var URLEncoding = &Encoding{true, true}
var RawStdEncoding = &Encoding{false, false}
var RawURLEncoding = &Encoding{true, false}
type CorruptInputError int64
func (e CorruptInputError) Error() string { return "illegal base64 data at input byte " + strconv.FormatInt(int64(e), 10) }
func encode(s string, url, padded bool) string
func decode(s string, url, padded bool) (string, int)
func (e *Encoding) EncodeToString(src []byte) string { return encode(string(src), e.url, e.padded) }
func (e *Encoding) DecodeString(s string) ([]byte, error) { t, bad := decode(s, e.url, e.padded); if bad >= 0 { return nil, CorruptInputError(bad) }; return []byte(t), nil }
`,
	natives: {
		encode: ([s, url, padded]) => encodings(url as boolean, padded as boolean)(s as string),
		decode: ([s, url, padded]) => {
			const given = s as string;
			const body = given.replace(/[\r\n]/g, '').replace(/=+$/, '');
			const bad = (url === true ? /[^A-Za-z0-9\-_]/ : /[^A-Za-z0-9+/]/).exec(body);
			if (bad) return ['', bad.index];
			if (body.length % 4 === 1 || (padded === true && given.length % 4 !== 0)) return ['', given.length];
			return [atob(body.replaceAll('-', '+').replaceAll('_', '/')), -1];
		}
	}
};
export const hex: StdPackage = {
	source: `package hex
import ("errors"; "fmt")
var ErrLength = errors.New("encoding/hex: odd length hex string")
func EncodeToString(src []byte) string { return fmt.Sprintf("%x", src) }
func DecodeString(s string) ([]byte, error) {
	var out []byte
	val := func(c byte) int { switch { case c >= '0' && c <= '9': return int(c - '0'); case c >= 'a' && c <= 'f': return int(c-'a') + 10; case c >= 'A' && c <= 'F': return int(c-'A') + 10 }; return -1 }
	for i := 0; i+1 < len(s); i += 2 { a, b := val(s[i]), val(s[i+1]); if a < 0 { return out, fmt.Errorf("encoding/hex: invalid byte: %#U", rune(s[i])) }; if b < 0 { return out, fmt.Errorf("encoding/hex: invalid byte: %#U", rune(s[i+1])) }; out = append(out, byte(a<<4|b)) }
	if len(s)%2 == 1 { return out, ErrLength }
	return out, nil
}
`
};
export const sha256: StdPackage = {
	source: `package sha256
const ( Size = 32; BlockSize = 64 )
func sum(s string) string
func Sum256(data []byte) [Size]byte { var out [Size]byte; copy(out[:], sum(string(data))); return out }
type Hash_ struct { s string }
func New() *Hash_ { return &Hash_{} }
func (h *Hash_) Write(p []byte) (int, error) { h.s += string(p); return len(p), nil }
func (h *Hash_) Sum(b []byte) []byte { return append(b, sum(h.s)...) }
func (h *Hash_) Reset() { h.s = "" }
func (h *Hash_) Size() int { return Size }
`,
	natives: { sum: ([s]) => (sha256Hex(hostBytes(s as string)).match(/../g) ?? []).map((h) => String.fromCharCode(parseInt(h, 16))).join('') }
};
export const cryptoRand: StdPackage = {
	source: `package rand
import "io"
func bytes(n int) []byte
func Read(b []byte) (n int, err error) { return copy(b, bytes(len(b))), nil }
type reader struct{}
func (reader) Read(b []byte) (int, error) { return Read(b) }
var Reader io.Reader = reader{}
func Text() string { const abc = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; b := bytes(26); for i := range b { b[i] = abc[b[i]%32] }; return string(b) }
`,
	long: {
		*bytes([n]) {
			return yield request(function* () {
				return new Slice([...(yield* random(n as number))]);
			});
		}
	}
};
export { bytesToString, decode, fromHost, stringToBytes };
