// net/http's client in Go: one connection for each exchange, redirects, time limits. Leaves out TLS, proxies and kept connections.
export const client = `
type Response struct { Status string; StatusCode int; Proto string; Header Header; Body io.ReadCloser; ContentLength int64; Request *Request }
func (r *Response) Cookies() []*Cookie { return nil }
type RoundTripper interface { RoundTrip(*Request) (*Response, error) }
type Transport struct { MaxIdleConns, MaxIdleConnsPerHost int; IdleConnTimeout, TLSHandshakeTimeout, ResponseHeaderTimeout time.Duration; DisableKeepAlives bool }
var DefaultTransport RoundTripper = &Transport{}
func exchange(fd int, method, path string, keys, values []string, body string) (int, []string, []string, string, string)
func (t *Transport) RoundTrip(r *Request) (*Response, error) {
	if r.URL.Scheme != "http" && r.URL.Scheme != "https" { return nil, errors.New("unsupported protocol scheme \\"" + r.URL.Scheme + "\\"") }
	port := r.URL.Port()
	if port == "" { port = "80"; if r.URL.Scheme == "https" { port = "443" } }
	c, err := net.Dial("tcp", net.JoinHostPort(r.URL.Hostname(), port))
	if err != nil { return nil, err }
	defer c.Close()
	h := r.Header.Clone()
	body := ""
	if r.Body != nil { b, err := io.ReadAll(r.Body); if err != nil { return nil, err }; body = string(b) }
	keys := []string{"Host", "User-Agent"}
	ua := h.Get("User-Agent")
	if ua == "" { ua = "Go-http-client/1.1" }
	host := r.Host
	if host == "" { host = r.URL.Host }
	values := []string{host, ua}
	h.Del("User-Agent")
	if body != "" { keys = append(keys, "Content-Length"); values = append(values, strconv.Itoa(len(body))) }
	ks, vs := h.lists()
	keys = append(append(keys, ks...), "Accept-Encoding")
	values = append(append(values, vs...), "gzip")
	status, rk, rv, text, code := exchange(c.(*net.TCPConn).Fd_(), r.Method, r.URL.RequestURI(), keys, values, body)
	if code == "EOF" { return nil, io.EOF }
	if code != "" { return nil, errors.New("read tcp: " + code) }
	return &Response{Status: strconv.Itoa(status) + " " + StatusText(status), StatusCode: status, Proto: "HTTP/1.1", Header: headerOf(rk, rv), Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)), Request: r}, nil
}
type Client struct { Transport RoundTripper; Timeout time.Duration; CheckRedirect func(req *Request, via []*Request) error }
var DefaultClient = &Client{}
var ErrUseLastResponse = errors.New("net/http: use last response")
func NewRequest(method, target string, body io.Reader) (*Request, error) { return NewRequestWithContext(context.Background(), method, target, body) }
func NewRequestWithContext(ctx context.Context, method, target string, body io.Reader) (*Request, error) {
	u, err := url.Parse(target)
	if err != nil { return nil, err }
	if method == "" { method = "GET" }
	r := &Request{Method: method, URL: u, Proto: "HTTP/1.1", Header: Header{}, Host: u.Host, ctx: ctx}
	if body != nil { if rc, ok := body.(io.ReadCloser); ok { r.Body = rc } else { r.Body = io.NopCloser(body) } }
	return r, nil
}
type timeoutErr struct { text string }
func (e *timeoutErr) Error() string { return e.text }
func (e *timeoutErr) Timeout() bool { return true }
func (e *timeoutErr) Is(target error) bool { return target == context.DeadlineExceeded }
func (c *Client) once(r *Request) (*Response, error) {
	t := c.Transport
	if t == nil { t = DefaultTransport }
	if c.Timeout == 0 && r.Context().Done() == nil { return t.RoundTrip(r) }
	type result struct { resp *Response; err error }
	ch := make(chan result, 1)
	go func() { resp, err := t.RoundTrip(r); ch <- result{resp, err} }()
	var limit <-chan time.Time
	if c.Timeout > 0 { limit = time.After(c.Timeout) }
	select {
	case res := <-ch:
		return res.resp, res.err
	case <-limit:
		return nil, &timeoutErr{"context deadline exceeded (Client.Timeout exceeded while awaiting headers)"}
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}
func (c *Client) Do(r *Request) (*Response, error) {
	for i := 0; ; i++ {
		resp, err := c.once(r)
		name := r.Method[:1] + strings.ToLower(r.Method[1:])
		if err != nil { return nil, &url.Error{Op: name, URL: r.URL.String(), Err: err} }
		to := resp.Header.Get("Location")
		if to == "" || resp.StatusCode < 300 || resp.StatusCode > 308 || resp.StatusCode == 304 { return resp, nil }
		if i >= 10 { return nil, &url.Error{Op: name, URL: r.URL.String(), Err: errors.New("stopped after 10 redirects")} }
		if c.CheckRedirect != nil { if c.CheckRedirect(r, nil) == ErrUseLastResponse { return resp, nil } }
		u, err := url.Parse(to)
		if err != nil { return resp, err }
		if u.Host == "" { u.Host = r.URL.Host; u.Scheme = r.URL.Scheme; if !strings.HasPrefix(u.Path, "/") { u.Path = path.Join(path.Dir(r.URL.Path), u.Path) } }
		next := *r
		next.URL = u
		next.Host = u.Host
		if resp.StatusCode <= 303 && r.Method != "HEAD" { next.Method = "GET"; next.Body = nil }
		r = &next
	}
}
func (c *Client) Get(target string) (*Response, error) { r, err := NewRequest("GET", target, nil); if err != nil { return nil, err }; return c.Do(r) }
func (c *Client) Head(target string) (*Response, error) { r, err := NewRequest("HEAD", target, nil); if err != nil { return nil, err }; return c.Do(r) }
func (c *Client) Post(target, contentType string, body io.Reader) (*Response, error) { r, err := NewRequest("POST", target, body); if err != nil { return nil, err }; r.Header.Set("Content-Type", contentType); return c.Do(r) }
func (c *Client) PostForm(target string, data url.Values) (*Response, error) { return c.Post(target, "application/x-www-form-urlencoded", strings.NewReader(data.Encode())) }
func (c *Client) CloseIdleConnections() {}
func Get(target string) (*Response, error) { return DefaultClient.Get(target) }
func Head(target string) (*Response, error) { return DefaultClient.Head(target) }
func Post(target, contentType string, body io.Reader) (*Response, error) { return DefaultClient.Post(target, contentType, body) }
func PostForm(target string, data url.Values) (*Response, error) { return DefaultClient.PostForm(target, data) }
`;
