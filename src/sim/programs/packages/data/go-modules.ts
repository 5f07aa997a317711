// Modules of the Go proxy: code of our own behind the doors of well-known modules, written from their documentation, for small services.
// `size` is the real module's tree in bytes. Other versions of a module than its newest answer the same code.
interface Row {
	readonly versions: readonly string[];
	readonly size: number;
	readonly require?: readonly { readonly path: string; readonly version: string; readonly indirect: boolean }[];
	readonly files: Readonly<Record<string, string>>;
}
const uuid = `// Package uuid: random identifiers (version 4), parsing and text.
package uuid
import ("crypto/rand"; "errors"; "fmt"; "strings")
type UUID [16]byte
var Nil UUID
func NewRandom() (UUID, error) {
	var u UUID
	if _, err := rand.Read(u[:]); err != nil { return Nil, err }
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return u, nil
}
func New() UUID { return Must(NewRandom()) }
func NewString() string { return New().String() }
func Must(u UUID, err error) UUID { if err != nil { panic(err) }; return u }
func (u UUID) String() string { return fmt.Sprintf("%x-%x-%x-%x-%x", u[0:4], u[4:6], u[6:8], u[8:10], u[10:]) }
func (u UUID) MarshalText() ([]byte, error) { return []byte(u.String()), nil }
func Parse(s string) (UUID, error) {
	var u UUID
	if len(s) != 36 { return u, fmt.Errorf("invalid UUID length: %d", len(s)) }
	if s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' { return u, errors.New("invalid UUID format") }
	h := strings.ReplaceAll(s, "-", "")
	for i := range u {
		var b byte
		for _, c := range []byte(h[2*i : 2*i+2]) {
			b <<= 4
			switch {
			case c >= '0' && c <= '9':
				b |= c - '0'
			case c >= 'a' && c <= 'f':
				b |= c - 'a' + 10
			case c >= 'A' && c <= 'F':
				b |= c - 'A' + 10
			default:
				return Nil, errors.New("invalid UUID format")
			}
		}
		u[i] = b
	}
	return u, nil
}
func MustParse(s string) UUID { return Must(Parse(s)) }
`;
const mux = `// Package mux: a router with variables in paths, methods and sub-routers.
package mux
import ("context"; "net/http"; "strings")
type MiddlewareFunc func(http.Handler) http.Handler
type Route struct { path string; prefix bool; methods []string; handler http.Handler; name string }
func (r *Route) Methods(methods ...string) *Route { r.methods = methods; return r }
func (r *Route) HandlerFunc(f func(http.ResponseWriter, *http.Request)) *Route { r.handler = http.HandlerFunc(f); return r }
func (r *Route) Handler(h http.Handler) *Route { r.handler = h; return r }
func (r *Route) Name(name string) *Route { r.name = name; return r }
func (r *Route) Subrouter() *Router { sub := &Router{base: r.path}; r.handler = sub; r.prefix = true; return sub }
type Router struct { routes []*Route; middlewares []MiddlewareFunc; base string; NotFoundHandler http.Handler }
func NewRouter() *Router { return &Router{} }
func (r *Router) add(path string, prefix bool, h http.Handler) *Route { route := &Route{path: r.base + path, prefix: prefix, handler: h}; r.routes = append(r.routes, route); return route }
func (r *Router) HandleFunc(path string, f func(http.ResponseWriter, *http.Request)) *Route { return r.add(path, false, http.HandlerFunc(f)) }
func (r *Router) Handle(path string, h http.Handler) *Route { return r.add(path, false, h) }
func (r *Router) PathPrefix(path string) *Route { return r.add(path, true, nil) }
func (r *Router) Use(m ...MiddlewareFunc) { r.middlewares = append(r.middlewares, m...) }
type varsKey int
func Vars(r *http.Request) map[string]string { if v, ok := r.Context().Value(varsKey(0)).(map[string]string); ok { return v }; return map[string]string{} }
func match(pattern, path string, prefix bool) (map[string]string, bool) {
	vars := map[string]string{}
	if prefix { return vars, strings.HasPrefix(path, pattern) }
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) != len(b) { return nil, false }
	for i := range a {
		if strings.HasPrefix(a[i], "{") && strings.HasSuffix(a[i], "}") {
			if b[i] == "" { return nil, false }
			name, rule, has := strings.Cut(a[i][1:len(a[i])-1], ":")
			if has && (rule == "[0-9]+" || rule == "\\\\d+") { for _, c := range b[i] { if c < '0' || c > '9' { return nil, false } } }
			vars[name] = b[i]
		} else if a[i] != b[i] { return nil, false }
	}
	return vars, true
}
func (r *Router) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	wrong := false
	for _, route := range r.routes {
		vars, ok := match(route.path, req.URL.Path, route.prefix)
		if !ok || route.handler == nil { continue }
		allowed := len(route.methods) == 0
		for _, m := range route.methods { if m == req.Method { allowed = true } }
		if !allowed { wrong = true; continue }
		for k, v := range Vars(req) { if _, ok := vars[k]; !ok { vars[k] = v } }
		h := route.handler
		for i := len(r.middlewares) - 1; i >= 0; i-- { h = r.middlewares[i](h) }
		h.ServeHTTP(w, req.WithContext(context.WithValue(req.Context(), varsKey(0), vars)))
		return
	}
	if wrong { w.WriteHeader(http.StatusMethodNotAllowed); return }
	if r.NotFoundHandler != nil { r.NotFoundHandler.ServeHTTP(w, req); return }
	http.NotFound(w, req)
}
`;
const chi = `// Package chi: a router whose routes are grouped, with middlewares.
package chi
import ("context"; "net/http"; "strings")
type Router = *Mux
type entry struct { method, pattern string; h http.Handler; mount bool }
type Mux struct { entries []entry; middlewares []func(http.Handler) http.Handler; notFound http.HandlerFunc }
func NewRouter() *Mux { return &Mux{} }
func NewMux() *Mux { return &Mux{} }
func (m *Mux) Use(ms ...func(http.Handler) http.Handler) { m.middlewares = append(m.middlewares, ms...) }
func (m *Mux) Method(method, pattern string, h http.Handler) { m.entries = append(m.entries, entry{method, pattern, h, false}) }
func (m *Mux) Get(pattern string, h http.HandlerFunc) { m.Method("GET", pattern, h) }
func (m *Mux) Post(pattern string, h http.HandlerFunc) { m.Method("POST", pattern, h) }
func (m *Mux) Put(pattern string, h http.HandlerFunc) { m.Method("PUT", pattern, h) }
func (m *Mux) Patch(pattern string, h http.HandlerFunc) { m.Method("PATCH", pattern, h) }
func (m *Mux) Delete(pattern string, h http.HandlerFunc) { m.Method("DELETE", pattern, h) }
func (m *Mux) HandleFunc(pattern string, h http.HandlerFunc) { m.Method("", pattern, h) }
func (m *Mux) Handle(pattern string, h http.Handler) { m.Method("", pattern, h) }
func (m *Mux) NotFound(h http.HandlerFunc) { m.notFound = h }
func (m *Mux) Mount(pattern string, h http.Handler) { m.entries = append(m.entries, entry{"", strings.TrimSuffix(pattern, "/"), http.StripPrefix(strings.TrimSuffix(pattern, "/"), h), true}) }
func (m *Mux) Route(pattern string, fn func(r Router)) Router { sub := NewRouter(); fn(sub); m.Mount(pattern, sub); return sub }
func (m *Mux) Group(fn func(r Router)) Router { sub := NewRouter(); sub.middlewares = append(sub.middlewares, m.middlewares...); fn(sub); for _, e := range sub.entries { m.entries = append(m.entries, e) }; return sub }
type key int
func URLParam(r *http.Request, name string) string { v, _ := r.Context().Value(key(0)).(map[string]string); return v[name] }
func match(pattern, path string) (map[string]string, bool) {
	vars := map[string]string{}
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	for i := range a {
		if a[i] == "*" { vars["*"] = strings.Join(b[min(i, len(b)):], "/"); return vars, true }
		if i >= len(b) { return nil, false }
		if strings.HasPrefix(a[i], "{") && strings.HasSuffix(a[i], "}") { if b[i] == "" { return nil, false }; name, _, _ := strings.Cut(a[i][1:len(a[i])-1], ":"); vars[name] = b[i] } else if a[i] != b[i] { return nil, false }
	}
	return vars, len(a) == len(b)
}
func (m *Mux) route(w http.ResponseWriter, r *http.Request) {
	wrong := false
	path := r.URL.Path
	if path == "" { path = "/" }
	for _, e := range m.entries {
		if e.mount { if path == e.pattern || strings.HasPrefix(path, e.pattern+"/") { e.h.ServeHTTP(w, r); return }; continue }
		vars, ok := match(e.pattern, path)
		if !ok { continue }
		if e.method != "" && e.method != r.Method { wrong = true; continue }
		if old, ok := r.Context().Value(key(0)).(map[string]string); ok { for k, v := range old { if _, has := vars[k]; !has { vars[k] = v } } }
		e.h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key(0), vars)))
		return
	}
	if wrong { w.WriteHeader(http.StatusMethodNotAllowed); return }
	if m.notFound != nil { m.notFound(w, r); return }
	http.NotFound(w, r)
}
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var h http.Handler = http.HandlerFunc(m.route)
	for i := len(m.middlewares) - 1; i >= 0; i-- { h = m.middlewares[i](h) }
	h.ServeHTTP(w, r)
}
`;
const chiMiddleware = `package middleware
import ("log"; "net/http"; "time")
type recorder struct { http.ResponseWriter; status, size int }
func (r *recorder) WriteHeader(code int) { r.status = code; r.ResponseWriter.WriteHeader(code) }
func (r *recorder) Write(b []byte) (int, error) { r.size += len(b); return r.ResponseWriter.Write(b) }
func Logger(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &recorder{w, 200, 0}
		next.ServeHTTP(rec, r)
		log.Printf("\\"%s http://%s%s HTTP/1.1\\" from %s - %03d %dB in %s", r.Method, r.Host, r.URL.Path, r.RemoteAddr, rec.status, rec.size, time.Since(start))
	})
}
func Recoverer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { if v := recover(); v != nil { log.Printf("panic: %v", v); w.WriteHeader(500) } }()
		next.ServeHTTP(w, r)
	})
}
func RequestID(next http.Handler) http.Handler { return next }
func RealIP(next http.Handler) http.Handler { return next }
`;
const godotenv = `// Package godotenv: .env files into the environment.
package godotenv
import ("os"; "strings")
func Read(filenames ...string) (map[string]string, error) {
	if len(filenames) == 0 { filenames = []string{".env"} }
	out := map[string]string{}
	for _, name := range filenames {
		b, err := os.ReadFile(name)
		if err != nil { return nil, err }
		for _, line := range strings.Split(string(b), "\\n") {
			line = strings.TrimPrefix(strings.TrimSpace(line), "export ")
			k, v, ok := strings.Cut(line, "=")
			if !ok || strings.HasPrefix(line, "#") { continue }
			out[strings.TrimSpace(k)] = strings.Trim(strings.TrimSpace(v), "\\"'")
		}
	}
	return out, nil
}
func Load(filenames ...string) error {
	m, err := Read(filenames...)
	for k, v := range m { if _, ok := os.LookupEnv(k); !ok { os.Setenv(k, v) } }
	return err
}
`;
const pkgErrors = `// Package errors: errors with causes.
package errors
import ("errors"; "fmt")
type withMessage struct { msg string; cause error }
func (w *withMessage) Error() string { return w.msg + ": " + w.cause.Error() }
func (w *withMessage) Unwrap() error { return w.cause }
func New(s string) error { return errors.New(s) }
func Errorf(format string, a ...any) error { return fmt.Errorf(format, a...) }
func Wrap(err error, msg string) error { if err == nil { return nil }; return &withMessage{msg, err} }
func Wrapf(err error, format string, a ...any) error { return Wrap(err, fmt.Sprintf(format, a...)) }
func Cause(err error) error { for { u := errors.Unwrap(err); if u == nil { return err }; err = u } }
func Is(err, target error) bool { return errors.Is(err, target) }
func As(err error, target any) bool { return errors.As(err, target) }
`;
const errgroup = `// Package errgroup: goroutines that fail together.
package errgroup
import ("context"; "sync")
type Group struct { wg sync.WaitGroup; once sync.Once; err error; cancel context.CancelFunc; sem chan struct{} }
func WithContext(ctx context.Context) (*Group, context.Context) { c, cancel := context.WithCancel(ctx); return &Group{cancel: cancel}, c }
func (g *Group) SetLimit(n int) { g.sem = make(chan struct{}, n) }
func (g *Group) Go(f func() error) {
	if g.sem != nil { g.sem <- struct{}{} }
	g.wg.Add(1)
	go func() {
		defer func() { if g.sem != nil { <-g.sem }; g.wg.Done() }()
		if err := f(); err != nil { g.once.Do(func() { g.err = err; if g.cancel != nil { g.cancel() } }) }
	}()
}
func (g *Group) Wait() error { g.wg.Wait(); if g.cancel != nil { g.cancel() }; return g.err }
`;
const color = `// Package color: escape sequences around text.
package color
import ("fmt"; "os")
type Attribute int
const ( Reset Attribute = 0; Bold Attribute = 1; FgRed Attribute = 31; FgGreen Attribute = 32; FgYellow Attribute = 33; FgBlue Attribute = 34; FgMagenta Attribute = 35; FgCyan Attribute = 36 )
var NoColor = os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" || os.Getenv("TERM") == ""
func paint(a Attribute, s string) string { if NoColor { return s }; return fmt.Sprintf("\\x1b[%dm%s\\x1b[0m", a, s) }
func Red(format string, a ...any) { fmt.Println(RedString(format, a...)) }
func Green(format string, a ...any) { fmt.Println(GreenString(format, a...)) }
func Yellow(format string, a ...any) { fmt.Println(YellowString(format, a...)) }
func Cyan(format string, a ...any) { fmt.Println(CyanString(format, a...)) }
func RedString(format string, a ...any) string { return paint(FgRed, fmt.Sprintf(format, a...)) }
func GreenString(format string, a ...any) string { return paint(FgGreen, fmt.Sprintf(format, a...)) }
func YellowString(format string, a ...any) string { return paint(FgYellow, fmt.Sprintf(format, a...)) }
func CyanString(format string, a ...any) string { return paint(FgCyan, fmt.Sprintf(format, a...)) }
`;
const text = { path: 'golang.org/x/text', version: 'v0.0.0-20170915032832-14c0d48ead0c', indirect: true };
const rows: Readonly<Record<string, Row>> = {
	'github.com/google/uuid': { versions: ['v1.6.0', 'v1.5.0', 'v1.4.0', 'v1.3.1', 'v1.3.0'], size: 120_000, files: { 'uuid.go': uuid } },
	'github.com/gorilla/mux': { versions: ['v1.8.1', 'v1.8.0'], size: 260_000, files: { 'mux.go': mux } },
	'github.com/go-chi/chi/v5': { versions: ['v5.2.1', 'v5.1.0', 'v5.0.12', 'v5.0.10'], size: 480_000, files: { 'chi.go': chi, 'middleware/middleware.go': chiMiddleware } },
	'github.com/joho/godotenv': { versions: ['v1.5.1', 'v1.4.0'], size: 60_000, files: { 'godotenv.go': godotenv } },
	'github.com/pkg/errors': { versions: ['v0.9.1', 'v0.9.0'], size: 78_000, files: { 'errors.go': pkgErrors } },
	'github.com/fatih/color': { versions: ['v1.18.0', 'v1.17.0', 'v1.16.0'], size: 52_000, files: { 'color.go': color } },
	'golang.org/x/sync': { versions: ['v0.15.0', 'v0.10.0', 'v0.7.0', 'v0.6.0'], size: 90_000, files: { 'errgroup/errgroup.go': errgroup } },
	'golang.org/x/text': { versions: ['v0.26.0', 'v0.0.0-20170915032832-14c0d48ead0c'], size: 5_600_000, files: { 'language/language.go': 'package language\ntype Tag struct { s string }\nfunc (t Tag) String() string { return t.s }\nvar English = Tag{"en"}\nfunc Make(s string) Tag { return Tag{s} }\n' } },
	'rsc.io/sampler': { versions: ['v1.99.99', 'v1.3.1', 'v1.3.0'], size: 12_000, require: [text], files: { 'sampler.go': 'package sampler\nfunc Hello() string { return "Hello, world." }\nfunc Glass() string { return "I can eat glass and it doesn\'t hurt me." }\n' } },
	'rsc.io/quote': {
		versions: ['v1.5.2', 'v1.5.1'],
		size: 9_000,
		require: [{ path: 'rsc.io/sampler', version: 'v1.3.0', indirect: true }, text],
		files: {
			'quote.go':
				'package quote\nimport "rsc.io/sampler"\nfunc Hello() string { return sampler.Hello() }\nfunc Glass() string { return sampler.Glass() }\nfunc Go() string { return "Don\'t communicate by sharing memory, share memory by communicating." }\nfunc Opt() string { return "If a program is too slow, it must have a loop." }\n'
		}
	}
};
/** What the proxy answers for /MODULE/@latest and /MODULE/@v/VERSION.zip; undefined: 404; null: not such a path. */
export function goModule(path: string): object | null | undefined {
	const found = /^\/(.+)\/@(?:latest|v\/(v[^/]+)\.(?:zip|mod|info))$/.exec(path);
	if (!found) return null;
	const name = (found[1] ?? '').replaceAll(/!([a-z])/g, (_, c: string) => c.toUpperCase());
	const row = rows[name];
	const version = found[2] ?? row?.versions[0];
	if (!row || version === undefined || !row.versions.includes(version)) return undefined;
	return { path: name, version, versions: row.versions, require: row.require ?? [], files: row.files, size: row.size };
}
