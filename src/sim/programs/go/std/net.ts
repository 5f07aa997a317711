// net and net/url: listeners, connections, names. A wait in the kernel is another thread's; closing ends it as the poller does.
// Leaves out UDP, unix sockets' credentials, interfaces, and IPv6 zones.
import { Errno } from '../../../engine/index.ts';
import { close, listen, write } from '../../../kernel/index.ts';
import { fromBytes, toText } from '../text.ts';
import type { Machine } from '../machine.ts';
import type { StdPackage } from '../scope.ts';
import { hostBytes, Slice, type Value } from '../values.ts';
import { request, waitFor, type Job } from './sys.ts';
import type { Goroutine } from '../machine.ts';
import type { NativeRequest } from '../values.ts';

/** Jobs that wait on a descriptor, so that closing it can end them. */
const waiting = (m: Machine): Map<number, Set<number>> => {
	const known = m.state.get('net.waiting');
	if (known instanceof Map) return known as Map<number, Set<number>>;
	const made = new Map<number, Set<number>>();
	m.state.set('net.waiting', made);
	return made;
};
/** A job on a descriptor: ends with {closed: true} when the descriptor is closed meanwhile. */
export function* onDescriptor(m: Machine, g: Goroutine, fd: number, job: Job): Generator<NativeRequest, Readonly<Record<string, unknown>>, Value> {
	const before = new Set(m.jobs.keys());
	const all = waiting(m);
	const run = waitFor(m, g, job);
	let step = run.next(undefined);
	const mine = [...m.jobs.keys()].filter((id) => !before.has(id));
	const set = all.get(fd) ?? new Set<number>();
	all.set(fd, set);
	for (const id of mine) set.add(id);
	while (!step.done) step = run.next(yield step.value);
	for (const id of mine) set.delete(id);
	return (step.value ?? { closed: true }) as Readonly<Record<string, unknown>>;
}
/** Ends what waits on a descriptor, and closes it. */
export function* closeDescriptor(m: Machine, fd: number): Generator<NativeRequest, undefined, Value> {
	for (const id of waiting(m).get(fd) ?? []) {
		const done = m.jobs.get(id);
		m.jobs.delete(id);
		done?.({ closed: true });
	}
	waiting(m).delete(fd);
	yield request(function* () {
		try {
			yield* close(fd);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
		return null;
	});
	return undefined;
}
export const net: StdPackage = {
	source: `package net
import ("context"; "errors"; "io"; "strconv"; "strings"; "syscall"; "time")
type Addr interface { Network() string; String() string }
type TCPAddr struct { IP IP; Port int; text string }
func (a *TCPAddr) Network() string { return "tcp" }
func (a *TCPAddr) String() string { if a.text != "" { return a.text }; return JoinHostPort(a.IP.String(), strconv.Itoa(a.Port)) }
type IP []byte
func (ip IP) String() string { if len(ip) == 4 { return strconv.Itoa(int(ip[0])) + "." + strconv.Itoa(int(ip[1])) + "." + strconv.Itoa(int(ip[2])) + "." + strconv.Itoa(int(ip[3])) }; return "<nil>" }
func ParseIP(s string) IP {
	parts := strings.Split(s, ".")
	if len(parts) != 4 { return nil }
	out := IP{}
	for _, p := range parts { n, err := strconv.Atoi(p); if err != nil || n < 0 || n > 255 { return nil }; out = append(out, byte(n)) }
	return out
}
func (ip IP) To4() IP { return ip }
func (ip IP) IsLoopback() bool { return len(ip) == 4 && ip[0] == 127 }
type Error interface { error; Timeout() bool; Temporary() bool }
type OpError struct { Op string; Net string; Source Addr; Addr Addr; Err error }
func (e *OpError) Unwrap() error { return e.Err }
func (e *OpError) Error() string {
	s := e.Op
	if e.Net != "" { s += " " + e.Net }
	if e.Source != nil { s += " " + e.Source.String() + "->" }
	if e.Addr != nil { if e.Source == nil { s += " " }; s += e.Addr.String() }
	return s + ": " + e.Err.Error()
}
func (e *OpError) Timeout() bool { t, ok := e.Err.(interface{ Timeout() bool }); return ok && t.Timeout() }
func (e *OpError) Temporary() bool { return false }
type DNSError struct { Err string; Name string; Server string; IsTimeout bool; IsNotFound bool }
func (e *DNSError) Error() string { s := "lookup " + e.Name; if e.Server != "" { s += " on " + e.Server }; return s + ": " + e.Err }
func (e *DNSError) Timeout() bool { return e.IsTimeout }
func (e *DNSError) Temporary() bool { return e.IsTimeout }
type AddrError struct { Err, Addr string }
func (e *AddrError) Error() string { if e.Addr != "" { return "address " + e.Addr + ": " + e.Err }; return e.Err }
type timeoutError struct{}
func (timeoutError) Error() string { return "i/o timeout" }
func (timeoutError) Timeout() bool { return true }
func (timeoutError) Temporary() bool { return true }
var ErrClosed = errors.New("use of closed network connection")
type syscallError struct { call string; err error }
func (e *syscallError) Error() string { return e.call + ": " + e.err.Error() }
func (e *syscallError) Unwrap() error { return e.err }
func JoinHostPort(host, port string) string { if strings.Contains(host, ":") { return "[" + host + "]:" + port }; return host + ":" + port }
func SplitHostPort(hostport string) (host, port string, err error) {
	i := strings.LastIndex(hostport, ":")
	if i < 0 { return "", "", &AddrError{"missing port in address", hostport} }
	host, port = hostport[:i], hostport[i+1:]
	if strings.HasPrefix(host, "[") { return strings.Trim(host, "[]"), port, nil }
	if strings.Contains(host, ":") { return "", "", &AddrError{"too many colons in address", hostport} }
	return host, port, nil
}
type Conn interface { Read(b []byte) (n int, err error); Write(b []byte) (n int, err error); Close() error; LocalAddr() Addr; RemoteAddr() Addr; SetDeadline(t time.Time) error; SetReadDeadline(t time.Time) error; SetWriteDeadline(t time.Time) error }
type Listener interface { Accept() (Conn, error); Close() error; Addr() Addr }
type TCPConn struct { fd int; local, remote *TCPAddr; closed bool; rest string }
func sysListen(host string, port int) (int, int, string)
func sysAccept(fd int) (int, string, string)
func sysClose(fd int)
func sysReceive(fd int) (string, string)
func sysSend(fd int, s string) string
func sysConnect(host string, port int, timeout int64) (int, string)
func sysResolve(host string) ([]string, string, string, bool)
func (c *TCPConn) Read(b []byte) (int, error) {
	if c.closed { return 0, &OpError{"read", "tcp", c.local, c.remote, ErrClosed} }
	if c.rest == "" {
		s, code := sysReceive(c.fd)
		if code == "closed" { return 0, &OpError{"read", "tcp", c.local, c.remote, ErrClosed} }
		if code != "" { return 0, &OpError{"read", "tcp", c.local, c.remote, &syscallError{"read", syscall.Errno(code)}} }
		if s == "" { return 0, io.EOF }
		c.rest = s
	}
	n := copy(b, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}
func (c *TCPConn) Write(b []byte) (int, error) {
	if c.closed { return 0, &OpError{"write", "tcp", c.local, c.remote, ErrClosed} }
	if code := sysSend(c.fd, string(b)); code != "" { return 0, &OpError{"write", "tcp", c.local, c.remote, &syscallError{"write", syscall.Errno(code)}} }
	return len(b), nil
}
func (c *TCPConn) Close() error { if c.closed { return &OpError{"close", "tcp", c.local, c.remote, ErrClosed} }; c.closed = true; sysClose(c.fd); return nil }
func (c *TCPConn) LocalAddr() Addr { return c.local }
func (c *TCPConn) RemoteAddr() Addr { return c.remote }
func (c *TCPConn) SetDeadline(t time.Time) error { return nil }
func (c *TCPConn) SetReadDeadline(t time.Time) error { return nil }
func (c *TCPConn) SetWriteDeadline(t time.Time) error { return nil }
func (c *TCPConn) Fd_() int { return c.fd }
type TCPListener struct { fd int; addr *TCPAddr; closed bool }
func (l *TCPListener) Accept() (Conn, error) {
	if l.closed { return nil, &OpError{"accept", "tcp", nil, l.addr, ErrClosed} }
	fd, remote, code := sysAccept(l.fd)
	if code == "closed" { return nil, &OpError{"accept", "tcp", nil, l.addr, ErrClosed} }
	if code != "" { return nil, &OpError{"accept", "tcp", nil, l.addr, &syscallError{"accept4", syscall.Errno(code)}} }
	return &TCPConn{fd: fd, local: l.addr, remote: &TCPAddr{text: remote}}, nil
}
func (l *TCPListener) Close() error { if l.closed { return &OpError{"close", "tcp", nil, l.addr, ErrClosed} }; l.closed = true; sysClose(l.fd); return nil }
func (l *TCPListener) Addr() Addr { return l.addr }
func portOf(network, address, port string) (int, error) {
	switch port { case "http": return 80, nil; case "https": return 443, nil; case "": return 0, nil }
	n, err := strconv.Atoi(port)
	if err != nil { return 0, &DNSError{Err: "unknown port", Name: network + "/" + port, IsNotFound: true} }
	if n < 0 || n > 65535 { return 0, &AddrError{"invalid port", port} }
	return n, nil
}
func Listen(network, address string) (Listener, error) {
	if !strings.HasPrefix(network, "tcp") { return nil, &OpError{"listen", network, nil, nil, errors.New("unknown network " + network)} }
	host, port, err := SplitHostPort(address)
	if err != nil { return nil, &OpError{"listen", network, nil, nil, err} }
	n, err := portOf(network, address, port)
	if err != nil { return nil, &OpError{"listen", network, nil, nil, err} }
	ip := host
	if host != "" && ParseIP(host) == nil && !strings.Contains(host, ":") {
		ips, err := LookupHost(host)
		if err != nil { return nil, &OpError{"listen", network, nil, nil, err} }
		ip = ips[0]
	}
	if ip == "" && network == "tcp4" { ip = "0.0.0.0" }
	fd, got, code := sysListen(ip, n)
	if code != "" { return nil, &OpError{"listen", network, nil, &TCPAddr{text: JoinHostPort(ip, port)}, &syscallError{"bind", syscall.Errno(code)}} }
	shown := ip
	if shown == "" { shown = "::" }
	return &TCPListener{fd: fd, addr: &TCPAddr{text: JoinHostPort(shown, strconv.Itoa(got)), Port: got}}, nil
}
func LookupHost(host string) ([]string, error) {
	if host == "localhost" { return []string{"127.0.0.1"}, nil }
	if ParseIP(host) != nil { return []string{host}, nil }
	ips, code, server, timeout := sysResolve(host)
	if code != "" { if timeout { return nil, &DNSError{Err: "i/o timeout", Name: host, Server: server, IsTimeout: true} }; return nil, &DNSError{Err: "no such host", Name: host, Server: server, IsNotFound: true} }
	return ips, nil
}
func LookupIP(host string) ([]IP, error) { hs, err := LookupHost(host); var out []IP; for _, h := range hs { out = append(out, ParseIP(h)) }; return out, err }
func DialTimeout(network, address string, timeout time.Duration) (Conn, error) {
	host, port, err := SplitHostPort(address)
	if err != nil { return nil, &OpError{"dial", network, nil, nil, err} }
	n, err := portOf(network, address, port)
	if err != nil { return nil, &OpError{"dial", network, nil, nil, err} }
	if host == "" { host = "127.0.0.1" }
	ips, err := LookupHost(host)
	if err != nil { return nil, &OpError{"dial", network, nil, nil, err} }
	var last error
	for _, ip := range ips {
		fd, code := sysConnect(ip, n, int64(timeout)/1000)
		remote := &TCPAddr{text: JoinHostPort(ip, strconv.Itoa(n))}
		if code == "" { return &TCPConn{fd: fd, local: &TCPAddr{text: "127.0.0.1:0"}, remote: remote}, nil }
		if code == "ETIMEDOUT" && timeout > 0 { last = &OpError{"dial", network, nil, remote, timeoutError{}} } else { last = &OpError{"dial", network, nil, remote, &syscallError{"connect", syscall.Errno(code)}} }
	}
	return nil, last
}
func Dial(network, address string) (Conn, error) { return DialTimeout(network, address, 0) }
type Dialer struct { Timeout time.Duration; KeepAlive time.Duration }
func (d *Dialer) Dial(network, address string) (Conn, error) { return DialTimeout(network, address, d.Timeout) }
func (d *Dialer) DialContext(ctx context.Context, network, address string) (Conn, error) { return DialTimeout(network, address, d.Timeout) }
`,
	long: {
		*sysListen([host, port]) {
			return yield request(function* () {
				try {
					const h = toText(host as string);
					const fd = yield* listen({ net: 'tcp', host: h === '' ? '::' : h, port: port as number });
					return [fd, port as number, ''];
				} catch (e) {
					if (e instanceof Errno) return [0, 0, e.code];
					throw e;
				}
			});
		},
		*sysAccept([fd], m, g) {
			const got = yield* onDescriptor(m, g, fd as number, { op: 'accept', fd });
			return got['closed'] === true ? [0, '', 'closed'] : [Number(got['fd'] ?? 0), String(got['remote'] ?? ''), String(got['error'] ?? '')];
		},
		*sysClose([fd], m) {
			return yield* closeDescriptor(m, fd as number);
		},
		*sysReceive([fd], m, g) {
			const got = yield* onDescriptor(m, g, fd as number, { op: 'receive', fd });
			return got['closed'] === true ? ['', 'closed'] : [String(got['text'] ?? ''), String(got['error'] ?? '')];
		},
		*sysSend([fd, s]) {
			return yield request(function* () {
				try {
					yield* write(fd as number, hostBytes(s as string));
					return '';
				} catch (e) {
					if (e instanceof Errno) return e.code;
					throw e;
				}
			});
		},
		*sysConnect([host, port, timeout], m, g) {
			const got = (yield* waitFor(m, g, { op: 'connect', host, port, timeout: Number(timeout) })) as Readonly<Record<string, unknown>>;
			return [Number(got['fd'] ?? 0), String(got['error'] ?? '')];
		},
		*sysResolve([host], m, g) {
			const got = (yield* waitFor(m, g, { op: 'resolve', host: toText(host as string) })) as Readonly<Record<string, unknown>>;
			return [
				new Slice(((got['addresses'] as string[] | undefined) ?? []).map(fromBytes)),
				String(got['resolve'] ?? got['error'] ?? ''),
				String(got['server'] ?? ''),
				got['timeout'] === true
			];
		}
	}
};
export const url: StdPackage = {
	source: `package url
import ("errors"; "sort"; "strings")
type Error struct { Op string; URL string; Err error }
func (e *Error) Error() string { return e.Op + " \\"" + e.URL + "\\": " + e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }
func (e *Error) Timeout() bool { t, ok := e.Err.(interface{ Timeout() bool }); return ok && t.Timeout() }
type Userinfo struct { name, password string; set bool }
func (u *Userinfo) Username() string { return u.name }
func (u *Userinfo) Password() (string, bool) { return u.password, u.set }
func (u *Userinfo) String() string { if u.set { return u.name + ":" + u.password }; return u.name }
type URL struct { Scheme string; Opaque string; User *Userinfo; Host string; Path string; RawPath string; RawQuery string; Fragment string }
func (u *URL) Hostname() string { if i := strings.LastIndex(u.Host, ":"); i >= 0 { return strings.Trim(u.Host[:i], "[]") }; return u.Host }
func (u *URL) Port() string { if i := strings.LastIndex(u.Host, ":"); i >= 0 { return u.Host[i+1:] }; return "" }
func (u *URL) Query() Values { v, _ := ParseQuery(u.RawQuery); return v }
func (u *URL) EscapedPath() string { return escape(u.Path, "/$&+,:;=@!'()*~") }
func (u *URL) IsAbs() bool { return u.Scheme != "" }
func (u *URL) RequestURI() string { s := u.EscapedPath(); if s == "" { s = "/" }; if u.RawQuery != "" { s += "?" + u.RawQuery }; return s }
func (u *URL) JoinPath(elem ...string) *URL { c := *u; for _, e := range elem { c.Path = strings.TrimSuffix(c.Path, "/") + "/" + strings.TrimPrefix(e, "/") }; return &c }
func (u *URL) String() string {
	s := ""
	if u.Scheme != "" { s += u.Scheme + ":" }
	if u.Host != "" || u.Scheme != "" { s += "//"; if u.User != nil { s += u.User.String() + "@" }; s += u.Host }
	s += u.EscapedPath()
	if u.RawQuery != "" { s += "?" + u.RawQuery }
	if u.Fragment != "" { s += "#" + u.Fragment }
	return s
}
func Parse(rawURL string) (*URL, error) {
	u := &URL{}
	s := rawURL
	for i := 0; i < len(s); i++ { if s[i] < ' ' || s[i] == 0x7f { return nil, &Error{"parse", rawURL, errors.New("net/url: invalid control character in URL")} } }
	s, u.Fragment, _ = strings.Cut(s, "#")
	s, u.RawQuery, _ = strings.Cut(s, "?")
	if i := strings.Index(s, ":"); i > 0 && !strings.Contains(s[:i], "/") {
		u.Scheme = strings.ToLower(s[:i])
		s = s[i+1:]
	} else if i == 0 { return nil, &Error{"parse", rawURL, errors.New("missing protocol scheme")} }
	if strings.HasPrefix(s, "//") {
		rest := s[2:]
		path := ""
		if i := strings.Index(rest, "/"); i >= 0 { rest, path = rest[:i], rest[i:] }
		if i := strings.LastIndex(rest, "@"); i >= 0 { name, pw, set := strings.Cut(rest[:i], ":"); u.User = &Userinfo{name, pw, set}; rest = rest[i+1:] }
		u.Host = rest
		s = path
	} else if u.Scheme != "" && !strings.HasPrefix(s, "/") { u.Opaque = s; return u, nil }
	p, err := PathUnescape(s)
	if err != nil { return nil, &Error{"parse", rawURL, err} }
	u.Path = p
	return u, nil
}
func ParseRequestURI(s string) (*URL, error) { u, err := Parse(s); if err == nil && u.Scheme == "" && !strings.HasPrefix(u.Path, "/") { return nil, &Error{"parse", s, errors.New("invalid URI for request")} }; return u, err }
type EscapeError string
func (e EscapeError) Error() string { return "invalid URL escape \\"" + string(e) + "\\"" }
func hexOf(c byte) int { switch { case c >= '0' && c <= '9': return int(c - '0'); case c >= 'a' && c <= 'f': return int(c-'a') + 10; case c >= 'A' && c <= 'F': return int(c-'A') + 10 }; return -1 }
func unescape(s string, plus bool) (string, error) {
	if !strings.Contains(s, "%") && !(plus && strings.Contains(s, "+")) { return s, nil }
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' {
			if i+2 >= len(s) || hexOf(s[i+1]) < 0 || hexOf(s[i+2]) < 0 { return "", EscapeError(s[i:min(i+3, len(s))]) }
			b.WriteByte(byte(hexOf(s[i+1])<<4 | hexOf(s[i+2])))
			i += 2
		} else if plus && s[i] == '+' { b.WriteByte(' ') } else { b.WriteByte(s[i]) }
	}
	return b.String(), nil
}
func escape(s, keep string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == '~' || strings.IndexByte(keep, c) >= 0 { b.WriteByte(c) } else { b.WriteByte('%'); b.WriteByte("0123456789ABCDEF"[c>>4]); b.WriteByte("0123456789ABCDEF"[c&15]) }
	}
	return b.String()
}
func QueryEscape(s string) string { return strings.ReplaceAll(escape(s, " "), " ", "+") }
func QueryUnescape(s string) (string, error) { return unescape(s, true) }
func PathEscape(s string) string { return escape(s, "$&+:=@") }
func PathUnescape(s string) (string, error) { return unescape(s, false) }
type Values map[string][]string
func (v Values) Get(key string) string { if vs := v[key]; len(vs) > 0 { return vs[0] }; return "" }
func (v Values) Set(key, value string) { v[key] = []string{value} }
func (v Values) Add(key, value string) { v[key] = append(v[key], value) }
func (v Values) Del(key string) { delete(v, key) }
func (v Values) Has(key string) bool { _, ok := v[key]; return ok }
func (v Values) Encode() string {
	keys := []string{}
	for k := range v { keys = append(keys, k) }
	sort.Strings(keys)
	var parts []string
	for _, k := range keys { for _, x := range v[k] { parts = append(parts, QueryEscape(k)+"="+QueryEscape(x)) } }
	return strings.Join(parts, "&")
}
func ParseQuery(query string) (Values, error) {
	m := Values{}
	var bad error
	for _, part := range strings.Split(query, "&") {
		if part == "" { continue }
		k, v, _ := strings.Cut(part, "=")
		k, e1 := QueryUnescape(k)
		v, e2 := QueryUnescape(v)
		if e1 != nil { bad = e1; continue }
		if e2 != nil { bad = e2; continue }
		m[k] = append(m[k], v)
	}
	return m, bad
}
`
};
