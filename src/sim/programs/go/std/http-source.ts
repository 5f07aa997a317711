// net/http in Go: patterns of Go 1.22, the server's loop and headers, handlers, files, cookies, a plain client. Ours, after the package's documentation.
// Leaves out HTTP/2, TLS, hijacking, multipart forms, proxies and connection pools of the client.
import { client } from './http-client-source.ts';

const methods = 'Get GET,Head HEAD,Post POST,Put PUT,Patch PATCH,Delete DELETE,Connect CONNECT,Options OPTIONS,Trace TRACE'.split(',').map((pair) => {
	const [name = '', value = ''] = pair.split(' ');
	return `Method${name} = "${value}"`;
});
const statuses =
	'OK 200,Created 201,Accepted 202,NoContent 204,PartialContent 206,MovedPermanently 301,Found 302,SeeOther 303,NotModified 304,TemporaryRedirect 307,PermanentRedirect 308,BadRequest 400,Unauthorized 401,PaymentRequired 402,Forbidden 403,NotFound 404,MethodNotAllowed 405,NotAcceptable 406,RequestTimeout 408,Conflict 409,Gone 410,LengthRequired 411,PreconditionFailed 412,RequestEntityTooLarge 413,UnsupportedMediaType 415,Teapot 418,UnprocessableEntity 422,Locked 423,TooEarly 425,TooManyRequests 429,InternalServerError 500,NotImplemented 501,BadGateway 502,ServiceUnavailable 503,GatewayTimeout 504,Continue 100,SwitchingProtocols 101'
		.split(',')
		.map((pair) => {
			const [name = '', value = ''] = pair.split(' ');
			return `Status${name} = ${value}`;
		});
const server = `
type ResponseWriter interface { Header() Header; Write([]byte) (int, error); WriteHeader(statusCode int) }
type Flusher interface { Flush() }
type Handler interface { ServeHTTP(ResponseWriter, *Request) }
type HandlerFunc func(ResponseWriter, *Request)
func (f HandlerFunc) ServeHTTP(w ResponseWriter, r *Request) { f(w, r) }
type Header map[string][]string
func CanonicalHeaderKey(s string) string {
	b := []byte(s)
	up := true
	for i, c := range b {
		if up && c >= 'a' && c <= 'z' { b[i] = c - 32 } else if !up && c >= 'A' && c <= 'Z' { b[i] = c + 32 }
		up = c == '-'
	}
	return string(b)
}
func (h Header) Get(key string) string { if v := h[CanonicalHeaderKey(key)]; len(v) > 0 { return v[0] }; return "" }
func (h Header) Values(key string) []string { return h[CanonicalHeaderKey(key)] }
func (h Header) Set(key, value string) { h[CanonicalHeaderKey(key)] = []string{value} }
func (h Header) Add(key, value string) { k := CanonicalHeaderKey(key); h[k] = append(h[k], value) }
func (h Header) Del(key string) { delete(h, CanonicalHeaderKey(key)) }
func (h Header) Clone() Header { out := Header{}; for k, v := range h { out[k] = append([]string{}, v...) }; return out }
func (h Header) lists() ([]string, []string) {
	names := []string{}
	for k := range h { names = append(names, k) }
	sort.Strings(names)
	var keys, values []string
	for _, k := range names { for _, v := range h[k] { keys = append(keys, k); values = append(values, v) } }
	return keys, values
}
func headerOf(keys, values []string) Header { h := Header{}; for i, k := range keys { h.Add(k, values[i]) }; return h }
type Request struct { Method string; URL *url.URL; Proto string; ProtoMajor, ProtoMinor int; Header Header; Body io.ReadCloser; ContentLength int64; Host string; Form url.Values; PostForm url.Values; RemoteAddr string; RequestURI string; Pattern string; Response *Response; ctx context.Context; vars map[string]string }
func (r *Request) Context() context.Context { if r.ctx != nil { return r.ctx }; return context.Background() }
func (r *Request) WithContext(ctx context.Context) *Request { c := *r; c.ctx = ctx; return &c }
func (r *Request) Clone(ctx context.Context) *Request { c := *r; c.ctx = ctx; c.Header = r.Header.Clone(); return &c }
func (r *Request) PathValue(name string) string { return r.vars[name] }
func (r *Request) SetPathValue(name, value string) { if r.vars == nil { r.vars = map[string]string{} }; r.vars[name] = value }
func (r *Request) UserAgent() string { return r.Header.Get("User-Agent") }
func (r *Request) Referer() string { return r.Header.Get("Referer") }
func (r *Request) BasicAuth() (username, password string, ok bool) {
	a := r.Header.Get("Authorization")
	if !strings.HasPrefix(a, "Basic ") { return "", "", false }
	b, err := base64.StdEncoding.DecodeString(a[6:])
	if err != nil { return "", "", false }
	return strings.Cut(string(b), ":")
}
func (r *Request) SetBasicAuth(username, password string) { r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(username+":"+password))) }
func (r *Request) ParseForm() error {
	if r.Form != nil { return nil }
	r.Form = r.URL.Query()
	r.PostForm = url.Values{}
	if (r.Method == "POST" || r.Method == "PUT" || r.Method == "PATCH") && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		b, err := io.ReadAll(r.Body)
		if err != nil { return err }
		v, err := url.ParseQuery(string(b))
		r.PostForm = v
		for k, vs := range v { r.Form[k] = append(append([]string{}, vs...), r.Form[k]...) }
		return err
	}
	return nil
}
func (r *Request) FormValue(key string) string { r.ParseForm(); return r.Form.Get(key) }
func (r *Request) PostFormValue(key string) string { r.ParseForm(); return r.PostForm.Get(key) }
type Cookie struct { Name, Value, Path, Domain string; Expires time.Time; MaxAge int; Secure, HttpOnly bool; SameSite SameSite }
type SameSite int
const ( SameSiteDefaultMode SameSite = iota + 1; SameSiteLaxMode; SameSiteStrictMode; SameSiteNoneMode )
func (c *Cookie) String() string {
	s := c.Name + "=" + c.Value
	if c.Path != "" { s += "; Path=" + c.Path }
	if c.Domain != "" { s += "; Domain=" + c.Domain }
	if !c.Expires.IsZero() { s += "; Expires=" + c.Expires.Format(TimeFormat) }
	if c.MaxAge > 0 { s += "; Max-Age=" + strconv.Itoa(c.MaxAge) } else if c.MaxAge < 0 { s += "; Max-Age=0" }
	if c.HttpOnly { s += "; HttpOnly" }
	if c.Secure { s += "; Secure" }
	switch c.SameSite { case SameSiteLaxMode: s += "; SameSite=Lax"; case SameSiteStrictMode: s += "; SameSite=Strict"; case SameSiteNoneMode: s += "; SameSite=None" }
	return s
}
func SetCookie(w ResponseWriter, cookie *Cookie) { w.Header().Add("Set-Cookie", cookie.String()) }
var ErrNoCookie = errors.New("http: named cookie not present")
func (r *Request) Cookies() []*Cookie {
	var out []*Cookie
	for _, line := range r.Header["Cookie"] { for _, part := range strings.Split(line, ";") { if k, v, ok := strings.Cut(strings.TrimSpace(part), "="); ok { out = append(out, &Cookie{Name: k, Value: v}) } } }
	return out
}
func (r *Request) Cookie(name string) (*Cookie, error) { for _, c := range r.Cookies() { if c.Name == name { return c, nil } }; return nil, ErrNoCookie }
func (r *Request) AddCookie(c *Cookie) { if v := r.Header.Get("Cookie"); v != "" { r.Header.Set("Cookie", v+"; "+c.Name+"="+c.Value) } else { r.Header.Set("Cookie", c.Name+"="+c.Value) } }
const TimeFormat = "Mon, 02 Jan 2006 15:04:05 GMT"
func StatusText(code int) string { return reason(code) }
func reason(code int) string
func lastTrace() string
func Error(w ResponseWriter, err string, code int) {
	h := w.Header()
	h.Del("Content-Length")
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(code)
	fmt.Fprintln(w, err)
}
func NotFound(w ResponseWriter, r *Request) { Error(w, "404 page not found", StatusNotFound) }
func NotFoundHandler() Handler { return HandlerFunc(NotFound) }
func Redirect(w ResponseWriter, r *Request, to string, code int) {
	if u, err := url.Parse(to); err == nil && u.Scheme == "" && !strings.HasPrefix(to, "/") { dir := r.URL.Path[:strings.LastIndex(r.URL.Path, "/")+1]; to = dir + to }
	h := w.Header()
	_, had := h["Content-Type"]
	h.Set("Location", to)
	if !had && (r.Method == "GET" || r.Method == "HEAD") { h.Set("Content-Type", "text/html; charset=utf-8") }
	w.WriteHeader(code)
	if !had && r.Method == "GET" { fmt.Fprintln(w, "<a href=\\"" + html.EscapeString(to) + "\\">" + StatusText(code) + "</a>.\\n") }
}
func RedirectHandler(to string, code int) Handler { return HandlerFunc(func(w ResponseWriter, r *Request) { Redirect(w, r, to, code) }) }
func StripPrefix(prefix string, h Handler) Handler {
	return HandlerFunc(func(w ResponseWriter, r *Request) {
		p := strings.TrimPrefix(r.URL.Path, prefix)
		if len(p) < len(r.URL.Path) || prefix == "" { r2 := *r; u := *r.URL; u.Path = p; r2.URL = &u; h.ServeHTTP(w, &r2) } else { NotFound(w, r) }
	})
}
func MaxBytesReader(w ResponseWriter, r io.ReadCloser, n int64) io.ReadCloser { return io.NopCloser(io.LimitReader(r, n)) }
func AllowQuerySemicolons(h Handler) Handler { return h }
func TimeoutHandler(h Handler, dt time.Duration, msg string) Handler { return h }

type pattern struct { text, method, host string; segs []string; h Handler }
type ServeMux struct { patterns []*pattern }
func NewServeMux() *ServeMux { return &ServeMux{} }
var DefaultServeMux = NewServeMux()
func parsePattern(s string) *pattern {
	p := &pattern{text: s}
	if s == "" { panic("http: invalid pattern") }
	rest := s
	if i := strings.IndexAny(rest, " \\t"); i >= 0 { p.method = rest[:i]; rest = strings.TrimLeft(rest[i:], " \\t") }
	i := strings.Index(rest, "/")
	if i < 0 { panic("parsing \\"" + s + "\\": at offset " + strconv.Itoa(len(s)-len(rest)) + ": host/path missing /") }
	p.host = rest[:i]
	p.segs = strings.Split(rest[i+1:], "/")
	if last := len(p.segs) - 1; p.segs[last] == "" { p.segs[last] = "{...}" }
	return p
}
func multi(s string) bool { return strings.HasPrefix(s, "{") && strings.HasSuffix(s, "...}") }
func wild(s string) bool { return strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") && s != "{$}" }
func (p *pattern) match(host, path string) (map[string]string, bool) {
	if p.host != "" && p.host != host { return nil, false }
	vars := map[string]string{}
	parts := strings.Split(path[1:], "/")
	for i, s := range p.segs {
		if multi(s) {
			if i > len(parts) { return nil, false }
			vars[s[1:len(s)-4]] = strings.Join(parts[i:], "/")
			return vars, i < len(parts)
		}
		if s == "{$}" { return vars, i == len(parts)-1 && parts[i] == "" }
		if i >= len(parts) { return nil, false }
		if wild(s) { if parts[i] == "" { return nil, false }; vars[s[1:len(s)-1]] = parts[i] } else if s != parts[i] { return nil, false }
	}
	return vars, len(parts) == len(p.segs)
}
func rank(s string) int { switch { case multi(s): return 0; case s == "{$}": return 3; case wild(s): return 1 }; return 2 }
func (p *pattern) over(q *pattern) bool {
	if (p.host != "") != (q.host != "") { return p.host != "" }
	for i := 0; i < len(p.segs) && i < len(q.segs); i++ { if a, b := rank(p.segs[i]), rank(q.segs[i]); a != b { return a > b } }
	if len(p.segs) != len(q.segs) { return len(p.segs) > len(q.segs) }
	return p.method != "" && q.method == ""
}
func (mux *ServeMux) Handle(text string, h Handler) {
	if h == nil { panic("http: nil handler") }
	p := parsePattern(text)
	p.h = h
	for _, q := range mux.patterns { if q.method == p.method && q.host == p.host && strings.Join(q.segs, "/") == strings.Join(p.segs, "/") { panic("pattern \\"" + text + "\\" conflicts with pattern \\"" + q.text + "\\":\\n" + text + " matches the same requests as " + q.text) } }
	mux.patterns = append(mux.patterns, p)
}
func (mux *ServeMux) HandleFunc(text string, h func(ResponseWriter, *Request)) { if h == nil { panic("http: nil handler") }; mux.Handle(text, HandlerFunc(h)) }
func cleanPath(p string) string {
	if p == "" { return "/" }
	if p[0] != '/' { p = "/" + p }
	np := path.Clean(p)
	if p[len(p)-1] == '/' && np != "/" { np += "/" }
	return np
}
func (mux *ServeMux) find(r *Request, p string) (*pattern, map[string]string, []string) {
	var best *pattern
	var vars map[string]string
	var allow []string
	host := r.Host
	if i := strings.LastIndex(host, ":"); i >= 0 { host = host[:i] }
	for _, q := range mux.patterns {
		v, ok := q.match(host, p)
		if !ok { continue }
		if q.method != "" && q.method != r.Method && !(q.method == "GET" && r.Method == "HEAD") { allow = append(allow, q.method); if q.method == "GET" { allow = append(allow, "HEAD") }; continue }
		if best == nil || q.over(best) { best = q; vars = v }
	}
	return best, vars, allow
}
func (mux *ServeMux) ServeHTTP(w ResponseWriter, r *Request) {
	if r.RequestURI == "*" { w.WriteHeader(400); return }
	p := cleanPath(r.URL.Path)
	if p != r.URL.Path && r.Method != "CONNECT" {
		u := &url.URL{Path: p, RawQuery: r.URL.RawQuery}
		Redirect(w, r, u.String(), StatusMovedPermanently)
		return
	}
	best, vars, allow := mux.find(r, p)
	if best == nil || multi(best.segs[len(best.segs)-1]) {
		if !strings.HasSuffix(p, "/") {
			if b, _, _ := mux.find(r, p+"/"); b != nil && b != best && len(b.segs) == len(strings.Split(p[1:], "/"))+1 && multi(b.segs[len(b.segs)-1]) { u := &url.URL{Path: p + "/", RawQuery: r.URL.RawQuery}; Redirect(w, r, u.String(), StatusMovedPermanently); return }
		}
	}
	if best == nil {
		if len(allow) > 0 { sort.Strings(allow); w.Header().Set("Allow", strings.Join(allow, ", ")); Error(w, StatusText(405), 405); return }
		NotFound(w, r)
		return
	}
	r.Pattern = best.text
	r.vars = vars
	best.h.ServeHTTP(w, r)
}
func (mux *ServeMux) Handler(r *Request) (Handler, string) { best, _, _ := mux.find(r, cleanPath(r.URL.Path)); if best == nil { return NotFoundHandler(), "" }; return best.h, best.text }
func Handle(pattern string, h Handler) { DefaultServeMux.Handle(pattern, h) }
func HandleFunc(pattern string, h func(ResponseWriter, *Request)) { DefaultServeMux.HandleFunc(pattern, h) }

func readRequest(fd int) (method, path string, keys, values []string, body string, ok bool)
func respond(fd int, status int, keys, values []string, body string, kind int) bool
func sendChunk(fd int, body string, last bool) bool
func closeConn(fd int)
func dateNow() string
type response struct { fd int; req *Request; header Header; status int; body strings.Builder; wrote, streaming, failed bool }
func (w *response) Header() Header { return w.header }
func (w *response) WriteHeader(code int) {
	if w.wrote { log.Printf("http: superfluous response.WriteHeader call"); return }
	if code < 100 || code > 999 { panic(fmt.Sprintf("invalid WriteHeader code %v", code)) }
	w.wrote = true
	w.status = code
}
var ErrBodyNotAllowed = errors.New("http: request method or response status code does not allow body")
func (w *response) WriteString(s string) (int, error) { return w.Write([]byte(s)) }
func (w *response) Write(b []byte) (int, error) {
	if !w.wrote { w.WriteHeader(200) }
	if w.status == 204 || w.status == 304 { return 0, ErrBodyNotAllowed }
	if w.streaming { if len(b) > 0 && !sendChunk(w.fd, string(b), false) { w.failed = true; return 0, io.ErrClosedPipe }; return len(b), nil }
	w.body.Write(b)
	return len(b), nil
}
func DetectContentType(data []byte) string {
	s := strings.TrimLeft(string(data[:min(len(data), 512)]), " \\t\\r\\n")
	l := strings.ToLower(s)
	for _, t := range []string{"<!doctype html", "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table", "<a", "<style", "<title", "<b", "<body", "<br", "<p", "<!--"} { if strings.HasPrefix(l, t) && len(l) > len(t) && (l[len(t)] == ' ' || l[len(t)] == '>') { return "text/html; charset=utf-8" } }
	if strings.HasPrefix(s, "<?xml") { return "text/xml; charset=utf-8" }
	if strings.HasPrefix(s, "\\x89PNG") { return "image/png" }
	if strings.HasPrefix(s, "\\xff\\xd8\\xff") { return "image/jpeg" }
	if strings.HasPrefix(s, "GIF8") { return "image/gif" }
	if strings.HasPrefix(s, "%PDF-") { return "application/pdf" }
	if strings.HasPrefix(s, "\\x1f\\x8b") { return "application/x-gzip" }
	for i := 0; i < len(s); i++ { if c := s[i]; c < 9 || c == 11 || c > 13 && c < 27 || c > 27 && c < 32 { return "application/octet-stream" } }
	return "text/plain; charset=utf-8"
}
func (w *response) head(last bool) (keys, values []string, close bool) {
	keys, values = w.header.lists()
	add := func(k, v string) { keys = append(keys, k); values = append(values, v) }
	_, hasDate := w.header["Date"]
	_, hasLength := w.header["Content-Length"]
	_, hasType := w.header["Content-Type"]
	body := w.body.Len()
	bodyAllowed := w.status >= 200 && w.status != 204 && w.status != 304
	close = w.req.Header.Get("Connection") == "close" || w.req.Proto == "HTTP/1.0" || w.header.Get("Connection") == "close"
	if !hasDate { add("Date", dateNow()) }
	if last && bodyAllowed && !hasLength && body <= 2048 && (w.req.Method != "HEAD" || body > 0) { add("Content-Length", strconv.Itoa(body)); hasLength = true }
	if bodyAllowed && !hasType && body > 0 { add("Content-Type", DetectContentType([]byte(w.body.String()))) }
	if close && w.header.Get("Connection") != "close" { add("Connection", "close") }
	if bodyAllowed && !hasLength && !(last && w.req.Method == "HEAD") { add("Transfer-Encoding", "chunked") }
	return
}
func (w *response) Flush() {
	if !w.wrote { w.WriteHeader(200) }
	if w.streaming { return }
	keys, values, _ := w.head(false)
	w.streaming = true
	w.failed = !respond(w.fd, w.status, keys, values, w.body.String(), 1)
	w.body.Reset()
}
func (w *response) finish() bool {
	if !w.wrote { w.WriteHeader(200) }
	if w.streaming { return sendChunk(w.fd, "", true) && w.req.Header.Get("Connection") != "close" }
	keys, values, close := w.head(true)
	kind := 0
	if w.req.Method == "HEAD" || w.status == 204 || w.status == 304 { kind = 2 } else if w.body.Len() > 2048 && w.header.Get("Content-Length") == "" { kind = 1 }
	ok := respond(w.fd, w.status, keys, values, w.body.String(), kind)
	if kind == 1 { ok = sendChunk(w.fd, "", true) }
	return ok && !close
}
type ConnState int
type Server struct { Addr string; Handler Handler; ReadTimeout, ReadHeaderTimeout, WriteTimeout, IdleTimeout time.Duration; MaxHeaderBytes int; ErrorLog *log.Logger; BaseContext func(net.Listener) context.Context; listeners []net.Listener; idle map[int]bool; active int; down bool; onDown []func() }
var ErrServerClosed = errors.New("http: Server closed")
var ErrAbortHandler = errors.New("net/http: abort Handler")
var ErrHandlerTimeout = errors.New("http: Handler timeout")
func ListenAndServe(addr string, handler Handler) error { return (&Server{Addr: addr, Handler: handler}).ListenAndServe() }
func Serve(l net.Listener, handler Handler) error { return (&Server{Handler: handler}).Serve(l) }
func (srv *Server) ListenAndServe() error {
	if srv.down { return ErrServerClosed }
	addr := srv.Addr
	if addr == "" { addr = ":http" }
	l, err := net.Listen("tcp", addr)
	if err != nil { return err }
	return srv.Serve(l)
}
func (srv *Server) Serve(l net.Listener) error {
	srv.listeners = append(srv.listeners, l)
	if srv.idle == nil { srv.idle = map[int]bool{} }
	for {
		c, err := l.Accept()
		if srv.down { return ErrServerClosed }
		if err != nil { return err }
		go srv.serveConn(c.(*net.TCPConn))
	}
}
func (srv *Server) logf(format string, a ...any) { if srv.ErrorLog != nil { srv.ErrorLog.Printf(format, a...) } else { log.Printf(format, a...) } }
func (srv *Server) serveConn(c *net.TCPConn) {
	fd := c.Fd_()
	defer c.Close()
	for {
		srv.idle[fd] = true
		method, uri, keys, values, body, ok := readRequest(fd)
		delete(srv.idle, fd)
		if !ok { return }
		u, err := url.ParseRequestURI(uri)
		if err != nil { respond(fd, 400, []string{"Content-Type", "Connection"}, []string{"text/plain; charset=utf-8", "close"}, "400 Bad Request", 0); return }
		h := headerOf(keys, values)
		host := h.Get("Host")
		h.Del("Host")
		ctx, cancel := context.WithCancel(context.Background())
		r := &Request{Method: method, URL: u, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h, Host: host, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), RemoteAddr: c.RemoteAddr().String(), RequestURI: uri, ctx: ctx}
		w := &response{fd: fd, req: r, header: Header{}}
		handler := srv.Handler
		if handler == nil { handler = DefaultServeMux }
		srv.active++
		good := srv.run(handler, w, r)
		keep := good && w.finish()
		srv.active--
		cancel()
		if !keep || srv.down { return }
	}
}
func (srv *Server) run(h Handler, w *response, r *Request) (good bool) {
	defer func() { if v := recover(); v != nil && v != any(ErrAbortHandler) { srv.logf("http: panic serving %v: %v\\n%s", r.RemoteAddr, v, lastTrace()); good = false } }()
	h.ServeHTTP(w, r)
	return true
}
func (srv *Server) RegisterOnShutdown(f func()) { srv.onDown = append(srv.onDown, f) }
func (srv *Server) Close() error { srv.down = true; for _, l := range srv.listeners { l.Close() }; for fd := range srv.idle { closeConn(fd) }; return nil }
func (srv *Server) Shutdown(ctx context.Context) error {
	srv.down = true
	for _, l := range srv.listeners { l.Close() }
	for _, f := range srv.onDown { go f() }
	for {
		for fd := range srv.idle { closeConn(fd); delete(srv.idle, fd) }
		if srv.active == 0 { return nil }
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}
func (srv *Server) SetKeepAlivesEnabled(v bool) {}
func ListenAndServeTLS(addr, certFile, keyFile string, handler Handler) error { if _, err := os.ReadFile(certFile); err != nil { return err }; return errors.New("tls: not modelled") }
`;
const files = `
type FileSystem interface { Open(name string) (File, error) }
type File interface { io.Reader; io.Closer; Stat() (fs.FileInfo, error) }
type Dir string
func (d Dir) Open(name string) (File, error) {
	full := path.Join(string(d), path.Clean("/"+name))
	f, err := os.Open(full)
	if err != nil { return nil, err }
	return f, nil
}
var types = map[string]string{".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".svg": "image/svg+xml", ".xml": "text/xml; charset=utf-8", ".pdf": "application/pdf", ".wasm": "application/wasm", ".ico": "image/vnd.microsoft.icon", ".txt": "text/plain; charset=utf-8"}
func ServeFile(w ResponseWriter, r *Request, name string) {
	info, err := os.Stat(name)
	if err != nil { if os.IsPermission(err) { Error(w, "403 Forbidden", 403) } else { Error(w, "404 page not found", 404) }; return }
	if info.IsDir() { serveDir(w, r, name); return }
	b, err := os.ReadFile(name)
	if err != nil { Error(w, "403 Forbidden", 403); return }
	h := w.Header()
	if h.Get("Content-Type") == "" { t := types[path.Ext(name)]; if t == "" { t = DetectContentType(b) }; h.Set("Content-Type", t) }
	last := info.ModTime().UTC().Format(TimeFormat)
	h.Set("Last-Modified", last)
	if r.Header.Get("If-Modified-Since") == last { h.Del("Content-Type"); w.WriteHeader(304); return }
	h.Set("Accept-Ranges", "bytes")
	h.Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(200)
	w.Write(b)
}
func serveDir(w ResponseWriter, r *Request, name string) {
	if _, err := os.Stat(name + "/index.html"); err == nil { ServeFile(w, r, name+"/index.html"); return }
	list, err := os.ReadDir(name)
	if err != nil { Error(w, "Error reading directory", 500); return }
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, "<!doctype html>\\n<meta name=\\"viewport\\" content=\\"width=device-width\\">\\n<pre>\\n")
	for _, e := range list { n := e.Name(); if e.IsDir() { n += "/" }; fmt.Fprintf(w, "<a href=\\"%s\\">%s</a>\\n", url.PathEscape(n), html.EscapeString(n)) }
	fmt.Fprint(w, "</pre>\\n")
}
type fileHandler struct { root FileSystem }
func FileServer(root FileSystem) Handler { return &fileHandler{root} }
func (f *fileHandler) ServeHTTP(w ResponseWriter, r *Request) {
	p := r.URL.Path
	if !strings.HasPrefix(p, "/") { p = "/" + p }
	if strings.HasSuffix(p, "/index.html") { w.Header().Set("Location", "./"); w.WriteHeader(301); return }
	d, ok := f.root.(Dir)
	if !ok { NotFound(w, r); return }
	full := path.Join(string(d), path.Clean(p))
	if info, err := os.Stat(full); err == nil && info.IsDir() && !strings.HasSuffix(p, "/") { w.Header().Set("Location", path.Base(p)+"/"); w.WriteHeader(301); return }
	ServeFile(w, r, full)
}
`;
export const httpSource = `package http
import ("context"; "encoding/base64"; "errors"; "fmt"; "html"; "io"; "io/fs"; "log"; "net"; "net/url"; "os"; "path"; "sort"; "strconv"; "strings"; "time")
const ( ${[...methods, ...statuses].join('; ')} )
${server}${files}${client}`;
