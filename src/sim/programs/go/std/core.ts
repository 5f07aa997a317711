// errors, runtime, fmt and io's core: the packages under all others. The Go text is ours, written to the packages' documentation.
// Functions without a body are natives.
import { wrap } from '../arithmetic.ts';
import { sprint, sprintf, sprintln } from '../format.ts';
import type { StdPackage } from '../scope.ts';
import { matches } from '../places.ts';
import { incomparable, isInterface, typeString } from '../types.ts';
import { GoExit, items, overwrite, Pointer, RuntimeFault, Slice, type Func, type Iface, type NativeRequest, type Value } from '../values.ts';
import { waitFor } from './sys.ts';

export const errors: StdPackage = {
	size: 0,
	source: `package errors
type errorString struct { s string }
func (e *errorString) Error() string { return e.s }
func New(text string) error { return &errorString{text} }
var ErrUnsupported = New("unsupported operation")
func Unwrap(err error) error {
	u, ok := err.(interface{ Unwrap() error })
	if !ok { return nil }
	return u.Unwrap()
}
func comparable_(v any) bool
func Is(err, target error) bool {
	if err == nil || target == nil { return err == target }
	for {
		if comparable_(err) && comparable_(target) && err == target { return true }
		if x, ok := err.(interface{ Is(error) bool }); ok && x.Is(target) { return true }
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
			if err == nil { return false }
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() { if Is(e, target) { return true } }
			return false
		default:
			return false
		}
	}
}
func asTarget(err error, target any) bool
func As(err error, target any) bool {
	if err == nil { return false }
	if target == nil { panic("errors: target cannot be nil") }
	for {
		if asTarget(err, target) { return true }
		if x, ok := err.(interface{ As(any) bool }); ok && x.As(target) { return true }
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
			if err == nil { return false }
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() { if e != nil && As(e, target) { return true } }
			return false
		default:
			return false
		}
	}
}
type joinError struct { errs []error }
func Join(errs ...error) error {
	e := &joinError{}
	for _, err := range errs { if err != nil { e.errs = append(e.errs, err) } }
	if len(e.errs) == 0 { return nil }
	return e
}
func (e *joinError) Error() string {
	s := ""
	for i, err := range e.errs { if i > 0 { s += "\\n" }; s += err.Error() }
	return s
}
func (e *joinError) Unwrap() []error { return e.errs }
`,
	natives: {
		comparable_: ([v]) => v === null || incomparable((v as Iface).t) === '',
		asTarget: ([err, target]) => {
			const { t, v } = target as Iface;
			const wanted = t.u.elem;
			if (t.u.kind !== 'pointer' || !wanted) throw new RuntimeFault('\0errors: target must be a non-nil pointer');
			const e = err as Iface;
			if (!matches(e.t, wanted)) return false;
			const value = isInterface(wanted) ? e : e.v;
			if (v instanceof Pointer) v.b[v.i] = value;
			else overwrite(wanted, v as Value[], value as Value[]);
			return true;
		}
	}
};
export const runtime: StdPackage = {
	source: `package runtime
type Error interface { error; RuntimeError() }
type errorString string
func (e errorString) RuntimeError() {}
func (e errorString) Error() string { return "runtime error: " + string(e) }
type plainError string
func (e plainError) RuntimeError() {}
func (e plainError) Error() string { return string(e) }
type TypeAssertionError struct { text string }
func (e *TypeAssertionError) RuntimeError() {}
func (e *TypeAssertionError) Error() string { return e.text }
func makeError(text string) error {
	if len(text) > 0 && text[0] == 0 {
		if len(text) > 10 && text[1:10] == "interface" { return &TypeAssertionError{text[1:]} }
		return plainError(text[1:])
	}
	return errorString(text)
}
const GOOS = "linux"
const GOARCH = "amd64"
const Compiler = "gc"
type MemStats struct { Alloc, TotalAlloc, Sys, Mallocs, Frees, HeapAlloc, HeapSys, HeapIdle, HeapInuse, HeapObjects uint64; NumGC uint32 }
func heap() int
func ReadMemStats(m *MemStats) { m.Alloc = uint64(heap()); m.HeapAlloc = m.Alloc; m.TotalAlloc = m.Alloc; m.Sys = m.Alloc + 8<<20; m.HeapSys = m.Alloc + 4<<20 }
func Version() string
func NumCPU() int
func NumGoroutine() int
func GOMAXPROCS(n int) int { return NumCPU() }
func GC() {}
func Gosched()
func Goexit()
func Stack(buf []byte, all bool) int { return 0 }
`,
	natives: {
		heap: (_, m) => 200_000 + m.heap,
		Version: (_, m) => String(m.state.get('version') ?? 'go1.24.4'),
		NumCPU: (_, m) => Number(m.state.get('cpus') ?? 1),
		NumGoroutine: (_, m) => m.all.size
	},
	long: {
		*Gosched(_, m, g) {
			m.after(0, () => m.wake(g, undefined));
			yield { park: 'runnable' };
			return undefined;
		},
		*Goexit() {
			yield* [];
			throw new GoExit();
		}
	}
};
export const io: StdPackage = {
	source: `package io
import "errors"
type Reader interface { Read(p []byte) (n int, err error) }
type Writer interface { Write(p []byte) (n int, err error) }
type Closer interface { Close() error }
type Seeker interface { Seek(offset int64, whence int) (int64, error) }
type ReadWriter interface { Reader; Writer }
type ReadCloser interface { Reader; Closer }
type WriteCloser interface { Writer; Closer }
type ReadWriteCloser interface { Reader; Writer; Closer }
type StringWriter interface { WriteString(s string) (n int, err error) }
type ByteReader interface { ReadByte() (byte, error) }
const ( SeekStart = 0; SeekCurrent = 1; SeekEnd = 2 )
var EOF = errors.New("EOF")
var ErrUnexpectedEOF = errors.New("unexpected EOF")
var ErrShortWrite = errors.New("short write")
var ErrClosedPipe = errors.New("io: read/write on closed pipe")
func WriteString(w Writer, s string) (n int, err error) {
	if sw, ok := w.(StringWriter); ok { return sw.WriteString(s) }
	return w.Write([]byte(s))
}
func ReadAll(r Reader) ([]byte, error) {
	var out []byte
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		out = append(out, buf[:n]...)
		if err != nil {
			if err == EOF { err = nil }
			if out == nil { out = []byte{} }
			return out, err
		}
	}
}
func Copy(dst Writer, src Reader) (written int64, err error) {
	buf := make([]byte, 4096)
	for {
		n, er := src.Read(buf)
		if n > 0 {
			m, ew := dst.Write(buf[:n])
			written += int64(m)
			if ew != nil { return written, ew }
		}
		if er != nil {
			if er != EOF { err = er }
			return written, err
		}
	}
}
func ReadFull(r Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
	}
	if n == len(buf) { return n, nil }
	if n > 0 && err == EOF { err = ErrUnexpectedEOF }
	return n, err
}
type LimitedReader struct { R Reader; N int64 }
func LimitReader(r Reader, n int64) Reader { return &LimitedReader{r, n} }
func (l *LimitedReader) Read(p []byte) (int, error) {
	if l.N <= 0 { return 0, EOF }
	if int64(len(p)) > l.N { p = p[:l.N] }
	n, err := l.R.Read(p)
	l.N -= int64(n)
	return n, err
}
type discard struct{}
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteString(s string) (int, error) { return len(s), nil }
var Discard Writer = discard{}
type nopCloser struct { Reader }
func (nopCloser) Close() error { return nil }
func NopCloser(r Reader) ReadCloser { return nopCloser{r} }
type multiWriter struct { ws []Writer }
func (t *multiWriter) Write(p []byte) (int, error) {
	for _, w := range t.ws { if n, err := w.Write(p); err != nil { return n, err } }
	return len(p), nil
}
func MultiWriter(writers ...Writer) Writer { return &multiWriter{writers} }
type multiReader struct { rs []Reader }
func (m *multiReader) Read(p []byte) (int, error) {
	for len(m.rs) > 0 {
		n, err := m.rs[0].Read(p)
		if err == EOF { m.rs = m.rs[1:]; err = nil }
		if n > 0 || err != nil { return n, err }
	}
	return 0, EOF
}
func MultiReader(readers ...Reader) Reader { return &multiReader{readers} }
type teeReader struct { r Reader; w Writer }
func (t *teeReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if n > 0 { if n, err := t.w.Write(p[:n]); err != nil { return n, err } }
	return n, err
}
func TeeReader(r Reader, w Writer) Reader { return &teeReader{r, w} }
`
};
export const fmt: StdPackage = {
	size: 600_000,
	source: `package fmt
import ("errors"; "io"; "os")
type Stringer interface { String() string }
type GoStringer interface { GoString() string }
func Sprintf(format string, a ...any) string
func Sprint(a ...any) string
func Sprintln(a ...any) string
func Printf(format string, a ...any) (n int, err error) { return os.Stdout.WriteString(Sprintf(format, a...)) }
func Print(a ...any) (n int, err error) { return os.Stdout.WriteString(Sprint(a...)) }
func Println(a ...any) (n int, err error) { return os.Stdout.WriteString(Sprintln(a...)) }
func Fprintf(w io.Writer, format string, a ...any) (n int, err error) { return w.Write([]byte(Sprintf(format, a...))) }
func Fprint(w io.Writer, a ...any) (n int, err error) { return w.Write([]byte(Sprint(a...))) }
func Fprintln(w io.Writer, a ...any) (n int, err error) { return w.Write([]byte(Sprintln(a...))) }
func Appendf(b []byte, format string, a ...any) []byte { return append(b, Sprintf(format, a...)...) }
func Append(b []byte, a ...any) []byte { return append(b, Sprint(a...)...) }
func Appendln(b []byte, a ...any) []byte { return append(b, Sprintln(a...)...) }
type wrapError struct { msg string; err error }
func (e *wrapError) Error() string { return e.msg }
func (e *wrapError) Unwrap() error { return e.err }
type wrapErrors struct { msg string; errs []error }
func (e *wrapErrors) Error() string { return e.msg }
func (e *wrapErrors) Unwrap() []error { return e.errs }
func errorf(format string, a []any) (string, []any)
func Errorf(format string, a ...any) error {
	s, ws := errorf(format, a)
	var errs []error
	for _, w := range ws { if e, ok := w.(error); ok { errs = append(errs, e) } }
	switch len(errs) {
	case 0:
		return errors.New(s)
	case 1:
		return &wrapError{s, errs[0]}
	}
	return &wrapErrors{s, errs}
}
func readToken(line bool) (string, bool)
func scanInto(text string, arg any) error
func keep(f func(string) error)
var _ = func() int { keep(func(s string) error { return errors.New(s) }); return 0 }()
func Scan(a ...any) (n int, err error) {
	for _, arg := range a {
		s, ok := readToken(false)
		if !ok { if n == 0 { return n, io.EOF }; return n, io.ErrUnexpectedEOF }
		if err := scanInto(s, arg); err != nil { return n, err }
		n++
	}
	return n, nil
}
func Scanln(a ...any) (n int, err error) {
	s, ok := readToken(true)
	if !ok { return 0, errors.New("unexpected newline") }
	words := fields(s)
	for i, arg := range a {
		if i >= len(words) { return n, errors.New("unexpected newline") }
		if err := scanInto(words[i], arg); err != nil { return n, err }
		n++
	}
	if len(words) > len(a) { return n, errors.New("expected newline") }
	return n, nil
}
func fields(s string) []string
func Sscan(str string, a ...any) (n int, err error) {
	words := fields(str)
	for i, arg := range a {
		if i >= len(words) { return n, io.ErrUnexpectedEOF }
		if err := scanInto(words[i], arg); err != nil { return n, err }
		n++
	}
	return n, nil
}
func Sscanf(str string, format string, a ...any) (n int, err error) { return Sscan(str, a...) }
`,
	natives: {
		keep: ([f], m) => {
			m.state.set('fmt.newError', f);
			return undefined;
		},
		fields: ([s]) => new Slice((s as string).split(/[ \t\r\n]+/).filter((w) => w !== ''))
	},
	long: {
		/** A word, or a line, of standard input. */
		*readToken([line], m, g) {
			let rest = String(m.state.get('fmt.stdin') ?? '');
			for (;;) {
				if (line !== true) rest = rest.replace(/^[ \t\r\n]+/, '');
				const end = line === true ? rest.indexOf('\n') : rest.search(/[ \t\r\n]/);
				if (end >= 0) {
					m.state.set('fmt.stdin', rest.slice(line === true ? end + 1 : end));
					return [rest.slice(0, end), true];
				}
				const got = (yield* waitFor(m, g, { op: 'read', fd: 0, max: 4096 })) as { text?: string };
				if ((got.text ?? '') === '') {
					m.state.set('fmt.stdin', '');
					return [rest, rest !== ''];
				}
				rest += got.text ?? '';
			}
		},
		*scanInto([text, arg], m) {
			const { t, v } = arg as Iface;
			const elem = t.u.elem;
			const p = v as Pointer;
			const fail = function* (message: string): Generator<NativeRequest, Value, Value> {
				return yield { call: m.state.get('fmt.newError') as Func, args: [message] };
			};
			if (!elem || t.u.kind !== 'pointer') return yield* fail(`can't scan type: ${typeString(t, null)}`);
			const word = text as string;
			if (elem.u.kind === 'string') p.b[p.i] = word;
			else if (elem.u.kind.startsWith('float')) {
				if (!/^[+-]?[\d.]+(?:e[+-]?\d+)?$/i.test(word)) return yield* fail('strconv.ParseFloat: parsing ' + JSON.stringify(word) + ': invalid syntax');
				p.b[p.i] = Number(word);
			} else if (elem.u.kind === 'bool') p.b[p.i] = word === 'true';
			else {
				if (!/^[+-]?\d+$/.test(word)) return yield* fail('expected integer');
				p.b[p.i] = wrap(elem, BigInt(word));
			}
			return null;
		},
		*Sprintf([format, args]) {
			return yield* sprintf(format as string, items(args as Value));
		},
		*Sprint([args]) {
			return yield* sprint(items(args as Value));
		},
		*Sprintln([args]) {
			return yield* sprintln(items(args as Value));
		},
		*errorf([format, args]) {
			const wrapped: Value[] = [];
			const text = yield* sprintf(format as string, items(args as Value), wrapped);
			return [text, new Slice(wrapped)];
		}
	}
};
