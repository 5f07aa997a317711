// Werkzeug of our own behind the real one's door: requests, responses, rules of URLs, errors and the development server with its reloader.
// Written from its documentation. FIDELITY: requests are served one after another; every connection is closed after its answer.

export const exceptions = String.raw`
class HTTPException(Exception):
    code = None
    description = None
    def __init__(self, description=None, response=None):
        super().__init__()
        if description is not None: self.description = description
        self.response = response
    @property
    def name(self):
        return _names.get(self.code, 'Unknown Error')
    def __str__(self): return f'{self.code} {self.name}: {self.description}'
    def get_response(self, environ=None):
        from werkzeug.wrappers import Response
        from html import escape
        if self.response is not None: return self.response
        text = escape(str(self.description or '')).replace('&#x27;', '&#39;').replace('\n', '<br>')
        return Response(f'<!doctype html>\n<html lang=en>\n<title>{self.code} {self.name}</title>\n<h1>{self.name}</h1>\n<p>{text}</p>\n', status=self.code)
_names = {400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 406: 'Not Acceptable', 408: 'Request Timeout', 409: 'Conflict', 410: 'Gone', 413: 'Request Entity Too Large', 415: 'Unsupported Media Type', 418: "I'm a teapot", 422: 'Unprocessable Entity', 429: 'Too Many Requests', 500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout'}
class BadRequest(HTTPException):
    code = 400
    description = 'The browser (or proxy) sent a request that this server could not understand.'
class BadRequestKeyError(BadRequest): pass
class Unauthorized(HTTPException):
    code = 401
    description = "The server could not verify that you are authorized to access the URL requested. You either supplied the wrong credentials (e.g. a bad password), or your browser doesn't understand how to supply the credentials required."
class Forbidden(HTTPException):
    code = 403
    description = "You don't have the permission to access the requested resource. It is either read-protected or not readable by the server."
class NotFound(HTTPException):
    code = 404
    description = 'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.'
class MethodNotAllowed(HTTPException):
    code = 405
    description = 'The method is not allowed for the requested URL.'
    def __init__(self, valid_methods=None, description=None):
        super().__init__(description)
        self.valid_methods = valid_methods
    def get_response(self, environ=None):
        made = super().get_response(environ)
        if self.valid_methods: made.headers['Allow'] = ', '.join(self.valid_methods)
        return made
class Conflict(HTTPException):
    code = 409
    description = 'A conflict happened while processing the request. The resource might have been modified while the request was being processed.'
class Gone(HTTPException):
    code = 410
    description = 'The requested URL is no longer available on this server and there is no forwarding address. If you followed a link from a foreign page, please contact the author of this page.'
class UnsupportedMediaType(HTTPException):
    code = 415
    description = 'The server does not support the media type transmitted in the request.'
class ImATeapot(HTTPException):
    code = 418
    description = 'This server is a teapot, not a coffee machine'
class UnprocessableEntity(HTTPException):
    code = 422
    description = 'The request was well-formed but was unable to be followed due to semantic errors.'
class TooManyRequests(HTTPException):
    code = 429
    description = 'This user has exceeded an allotted request count. Try again later.'
class InternalServerError(HTTPException):
    code = 500
    description = 'The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.'
class ServiceUnavailable(HTTPException):
    code = 503
    description = 'The server is temporarily unable to service your request due to maintenance downtime or capacity problems. Please try again later.'
_known = {c.code: c for c in (BadRequest, Unauthorized, Forbidden, NotFound, MethodNotAllowed, Conflict, Gone, UnsupportedMediaType, ImATeapot, UnprocessableEntity, TooManyRequests, InternalServerError, ServiceUnavailable)}
def abort(status, *args, **kwargs):
    if not isinstance(status, int): raise HTTPException(response=status)
    if status not in _known: raise LookupError(f'no exception for {status}')
    if status == 405: raise MethodNotAllowed(description=kwargs.get('description') or (args[0] if args else None))
    raise _known[status](*args, **kwargs)
`;

export const wrappers = String.raw`
import json as _json
from urllib.parse import parse_qsl, unquote
class Headers:
    def __init__(self, rows=()):
        self._rows = [(k, str(v)) for k, v in rows]
    def get(self, key, default=None, type=None):
        for k, v in self._rows:
            if k.lower() == key.lower(): return type(v) if type else v
        return default
    def __getitem__(self, key):
        value = self.get(key)
        if value is None: raise KeyError(key)
        return value
    def __setitem__(self, key, value):
        self._rows = [(k, v) for k, v in self._rows if k.lower() != key.lower()] + [(key, str(value))]
    set = __setitem__
    def add(self, key, value): self._rows.append((key, str(value)))
    def __contains__(self, key): return self.get(key) is not None
    def items(self): return list(self._rows)
    def __iter__(self): return iter(self._rows)
    def keys(self): return [k for k, v in self._rows]
    def pop(self, key, default=None):
        value = self.get(key, default)
        self._rows = [(k, v) for k, v in self._rows if k.lower() != key.lower()]
        return value
    def setdefault(self, key, value):
        if key not in self: self[key] = value
        return self[key]
    def update(self, other):
        for k, v in (other.items() if hasattr(other, 'items') else other): self[k] = v
    def to_wsgi_list(self): return list(self._rows)
    def __str__(self): return ''.join(f'{k}: {v}\r\n' for k, v in self._rows) + '\r\n'
class MultiDict(dict):
    def __init__(self, rows=()):
        super().__init__()
        self._rows = list(rows)
        for k, v in self._rows: self.setdefault(k, v)
    def __missing__(self, key):
        from werkzeug.exceptions import BadRequestKeyError
        raise BadRequestKeyError()
    def get(self, key, default=None, type=None):
        if key not in self: return default
        if type is None: return self[key]
        try: return type(self[key])
        except (ValueError, TypeError): return default
    def getlist(self, key, type=None): return [type(v) if type else v for k, v in self._rows if k == key]
    def to_dict(self, flat=True): return dict(self)
class Request:
    def __init__(self, method, target, headers, body, remote_addr):
        self.method = method
        path, mark, query = target.partition('?')
        self.path = unquote(path)
        self.full_path = target if mark else target + '?'
        self.query_string = query.encode()
        self.headers = Headers(headers)
        self.data = body
        self.remote_addr = remote_addr
        self.scheme = 'http'
        self.args = MultiDict(parse_qsl(query, True))
        kind = self.headers.get('Content-Type', '')
        self.content_type = kind or None
        self.mimetype = kind.split(';')[0].strip().lower()
        self.form = MultiDict(parse_qsl(body.decode(), True)) if self.mimetype == 'application/x-www-form-urlencoded' else MultiDict()
        self.files = MultiDict()
        self.values = MultiDict(list(self.args.items()) + list(self.form.items()))
        self.cookies = dict(p.strip().split('=', 1) for p in self.headers.get('Cookie', '').split(';') if '=' in p)
        self.endpoint = None
        self.view_args = {}
        self.content_length = int(self.headers.get('Content-Length', 0) or 0)
        self.environ = {'REMOTE_ADDR': remote_addr, 'REQUEST_METHOD': method, 'PATH_INFO': self.path, 'QUERY_STRING': query}
    @property
    def host(self): return self.headers.get('Host', 'localhost')
    @property
    def host_url(self): return f'http://{self.host}/'
    url_root = host_url
    @property
    def base_url(self): return f'http://{self.host}{self.path}'
    @property
    def url(self): return self.base_url + ('?' + self.query_string.decode() if self.query_string else '')
    @property
    def is_json(self): return self.mimetype == 'application/json' or self.mimetype.endswith('+json')
    @property
    def user_agent(self): return _Agent(self.headers.get('User-Agent', ''))
    @property
    def access_route(self): return [self.remote_addr]
    @property
    def json(self): return self.get_json()
    def get_data(self, as_text=False): return self.data.decode() if as_text else self.data
    def get_json(self, force=False, silent=False, cache=True):
        from werkzeug.exceptions import BadRequest, UnsupportedMediaType
        if not (force or self.is_json):
            if silent: return None
            raise UnsupportedMediaType("Did not attempt to load JSON data because the request Content-Type was not 'application/json'.")
        try:
            return _json.loads(self.data.decode())
        except ValueError:
            if silent: return None
            raise BadRequest()
class _Agent:
    def __init__(self, text): self.string = text
    def __str__(self): return self.string
class Response:
    default_mimetype = 'text/html'
    def __init__(self, response='', status=200, headers=None, mimetype=None, content_type=None):
        if not isinstance(response, (str, bytes)): response = ''.join(x.decode() if isinstance(x, bytes) else x for x in (response or ''))
        self.data = response.encode() if isinstance(response, str) else response
        self.status_code = int(str(status).split()[0])
        self.headers = Headers(headers.items() if hasattr(headers, 'items') else headers or ())
        kind = mimetype or self.default_mimetype
        if content_type or 'Content-Type' not in self.headers:
            self.headers['Content-Type'] = content_type or (kind + '; charset=utf-8' if kind.startswith('text/') else kind)
    @property
    def status(self):
        from werkzeug.exceptions import _names
        return f"{self.status_code} {({200: 'OK', 201: 'CREATED', 202: 'ACCEPTED', 204: 'NO CONTENT', 301: 'MOVED PERMANENTLY', 302: 'FOUND', 303: 'SEE OTHER', 304: 'NOT MODIFIED', 307: 'TEMPORARY REDIRECT', 308: 'PERMANENT REDIRECT', **{k: v.upper() for k, v in _names.items()}}).get(self.status_code, 'UNKNOWN')}"
    @property
    def mimetype(self): return self.headers.get('Content-Type', '').split(';')[0]
    @mimetype.setter
    def mimetype(self, value): self.headers['Content-Type'] = value + ('; charset=utf-8' if value.startswith('text/') else '')
    @property
    def content_type(self): return self.headers.get('Content-Type')
    @content_type.setter
    def content_type(self, value): self.headers['Content-Type'] = value
    @property
    def json(self): return _json.loads(self.data.decode())
    def get_json(self): return self.json
    @property
    def text(self): return self.data.decode()
    def get_data(self, as_text=False): return self.text if as_text else self.data
    def set_data(self, value): self.data = value.encode() if isinstance(value, str) else value
    def set_cookie(self, key, value='', max_age=None, path='/', httponly=False, **kwargs):
        self.headers.add('Set-Cookie', f"{key}={value}" + (f'; Max-Age={max_age}' if max_age is not None else '') + ('; HttpOnly' if httponly else '') + f'; Path={path}')
    def delete_cookie(self, key, path='/'): self.set_cookie(key, '', 0, path)
`;

export const routing = String.raw`
import re
_kinds = {'default': ('[^/]+', str), 'string': ('[^/]+', str), 'int': (r'\d+', int), 'float': (r'\d+\.\d+', float), 'path': (r'[^/].*?', str), 'uuid': (r'[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}', str)}
class RequestRedirect(Exception): pass
class Rule:
    def __init__(self, rule, endpoint, methods, defaults):
        if not rule.startswith('/'): raise ValueError(f"URL rule {rule!r} must start with a slash.")
        self.rule = rule
        self.endpoint = endpoint
        self.methods = set(m.upper() for m in methods) | {'OPTIONS'} | ({'HEAD'} if 'GET' in [m.upper() for m in methods] else set())
        self.defaults = defaults
        self.converters = {}
        source = ''
        at = 0
        for m in re.finditer(r'<(?:([a-z]+)(?:\([^)]*\))?:)?([A-Za-z_]\w*)>', rule):
            kind = m.group(1) or 'default'
            if kind not in _kinds: raise LookupError(f'the converter {kind!r} does not exist')
            source += re.escape(rule[at:m.start()]) + f'(?P<{m.group(2)}>{_kinds[kind][0]})'
            self.converters[m.group(2)] = _kinds[kind][1]
            at = m.end()
        source += re.escape(rule[at:])
        self.slash = rule.endswith('/') and rule != '/'
        self._re = re.compile('^' + (source[:-1] + '(?P<__slash__>/?)' if self.slash else source) + '$')
        self.weight = (len(self.converters), 'path:' in rule, -len(rule))
    def match(self, path):
        m = self._re.match(path)
        if not m: return None
        values = m.groupdict()
        if self.slash and not values.pop('__slash__'): return 'slash'
        return {**self.defaults, **{k: self.converters[k](v) for k, v in values.items()}}
class Map:
    def __init__(self): self.rules = []
    def iter_rules(self): return iter(self.rules)
    def add(self, rule, endpoint, methods, defaults):
        self.rules.append(Rule(rule, endpoint, methods, defaults))
        self.rules.sort(key=lambda r: r.weight)
    def methods(self, path, own=False):
        found = set()
        for r in self.rules:
            if r.match(path) is not None: found |= r.methods - ({'OPTIONS'} if own else set())
        return sorted(found)
    def match(self, request):
        from werkzeug.exceptions import NotFound, MethodNotAllowed, HTTPException
        allowed = set()
        for rule in self.rules:
            values = rule.match(request.path)
            if values is None: continue
            if values == 'slash':
                from werkzeug.wrappers import Response
                to = request.base_url + '/' + ('?' + request.query_string.decode() if request.query_string else '')
                made = Response(f'<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to the target URL: <a href="{to}">{to}</a>. If not, click the link.\n', status=308)
                made.headers['Location'] = to
                raise HTTPException(response=made)
            if request.method not in rule.methods:
                allowed |= rule.methods
                continue
            return rule.endpoint, values
        if allowed: raise MethodNotAllowed(sorted(allowed))
        raise NotFound()
    def build(self, endpoint, values):
        from urllib.parse import urlencode, quote
        for rule in self.rules:
            if rule.endpoint == endpoint and set(rule.converters) <= set(values):
                path = re.sub(r'<(?:[a-z]+(?:\([^)]*\))?:)?([A-Za-z_]\w*)>', lambda m: quote(str(values[m.group(1)])), rule.rule)
                rest = {k: v for k, v in values.items() if k not in rule.converters}
                return path + ('?' + urlencode(rest) if rest else '')
        raise BuildError(f"Could not build url for endpoint {endpoint!r}. Did you mean {self.rules[0].endpoint!r} instead?" if self.rules else f"Could not build url for endpoint {endpoint!r}.")
class BuildError(LookupError): pass
`;

export const serving = String.raw`
import _native, logging, os, sys, time, platform, socket
from werkzeug.wrappers import Request
_codes = {'bold': 1, 'red': 31, 'green': 32, 'yellow': 33, 'magenta': 35, 'cyan': 36}
def _style(text, *styles):
    for one in styles: text = f'\x1b[{_codes[one]}m{text}'
    return f'{text}\x1b[0m'
_logger = None
def _log(kind, text):
    global _logger
    if _logger is None:
        _logger = logging.getLogger('werkzeug')
        if _logger.level == logging.NOTSET: _logger.setLevel(logging.INFO)
        if not _logger.hasHandlers(): _logger.addHandler(logging.StreamHandler())
    getattr(_logger, kind)(text.rstrip())
def _request_line(method, target, code, host):
    msg = f'{method} {target} HTTP/1.1'
    code = str(code)
    if code[0] == '1': msg = _style(msg, 'bold')
    elif code == '200': pass
    elif code == '304': msg = _style(msg, 'cyan')
    elif code[0] == '3': msg = _style(msg, 'green')
    elif code == '404': msg = _style(msg, 'yellow')
    elif code[0] == '4': msg = _style(msg, 'bold', 'red')
    else: msg = _style(msg, 'bold', 'magenta')
    _log('info', f"{host} - - [{time.strftime('%d/%b/%Y %H:%M:%S')}] \"{msg}\" {code} -")
def answer(fd, app, host, server, log):
    got = _native.request(fd)
    if got is None:
        _native.close(fd)
        return
    method, target, headers, body = got
    if hasattr(app, 'handle_request'):
        response = app.handle_request(Request(method, target, headers, body, host))
        rows, status, data = response.headers.to_wsgi_list(), response.status, response.data
    else:
        rows, status, data = wsgi(app, method, target, headers, body, host)
    code = int(status.split()[0])
    has = [k.lower() for k, v in rows]
    out = [('Server', server), ('Date', _native.date())] + rows
    if 'content-length' not in has and code not in (204, 304): out.append(('Content-Length', len(data)))
    out.append(('Connection', 'close'))
    log(method, target, code, host, len(data), headers)
    _native.respond(fd, code, out, data, method == 'HEAD' or code in (204, 304), status.partition(' ')[2])
    _native.close(fd)
def wsgi(app, method, target, headers, body, host):
    import io
    path, _, query = target.partition('?')
    environ = {'REQUEST_METHOD': method, 'PATH_INFO': path, 'QUERY_STRING': query, 'SERVER_PROTOCOL': 'HTTP/1.1', 'REMOTE_ADDR': host, 'wsgi.input': io.BytesIO(body), 'wsgi.url_scheme': 'http', 'SERVER_NAME': '0.0.0.0', 'SCRIPT_NAME': ''}
    for k, v in headers:
        name = k.upper().replace('-', '_')
        environ[name if name in ('CONTENT_TYPE', 'CONTENT_LENGTH') else 'HTTP_' + name] = v
    state = {}
    def start_response(status, rows, exc_info=None):
        state['status'] = status
        state['rows'] = list(rows)
    data = b''.join(app(environ, start_response))
    return state['rows'], state['status'], data
def _listen(host, port):
    try:
        return _native.listen(host, port)
    except OSError as error:
        if error.errno == 98:
            print(f"Address already in use\nPort {port} is in use by another program. Either identify and stop that program, or start the server with a different port.", file=sys.stderr)
            sys.exit(1)
        raise
def run_simple(hostname, port, application, use_reloader=False, use_debugger=False, **options):
    server = f'Werkzeug/3.1.3 Python/{platform.python_version()}'
    child = os.environ.get('WERKZEUG_RUN_MAIN') == 'true'
    if child:
        fd = int(os.environ['WERKZEUG_SERVER_FD'])
    else:
        fd = _listen(hostname, port)
        text = _style('WARNING: This is a development server. Do not use it in a production deployment. Use a production WSGI server instead.', 'bold', 'red')
        if hostname in ('0.0.0.0', '::'):
            shown = [f' * Running on all addresses ({hostname})', f' * Running on http://127.0.0.1:{port}', f' * Running on http://{socket.gethostbyname(socket.gethostname())}:{port}']
        else:
            shown = [f' * Running on http://{hostname}:{port}']
        _log('info', '\n'.join([text] + shown))
        _log('info', _style('Press CTRL+C to quit', 'yellow'))
        if use_reloader:
            while True:
                _log('info', ' * Restarting with stat')
                argv = [sys.executable] + sys.argv
                _native.start(argv, {'WERKZEUG_RUN_MAIN': 'true', 'WERKZEUG_SERVER_FD': '3'}, {3: fd})
                ended = _native.wait()
                if ended is None or ended[1] != 3: sys.exit(ended[1] if ended else 1)
    if use_debugger and (child or not use_reloader):
        import random
        _log('warning', ' * Debugger is active!')
        _log('info', f' * Debugger PIN: {random.randint(100, 999)}-{random.randint(100, 999)}-{random.randint(100, 999)}')
    def log(method, target, code, host, size, headers): _request_line(method, target, code, host)
    watched = {}
    try:
        while True:
            if child and not _native.ready(fd, 1.0):
                changed = _changed(watched)
                if changed:
                    _log('info', f' * Detected change in {changed!r}, reloading')
                    sys.exit(3)
                continue
            client, host, _ = _native.accept(fd)
            answer(client, application, host, server, log)
    except KeyboardInterrupt:
        pass
def _changed(watched):
    for module in list(sys.modules.values()):
        path = getattr(module, '__file__', None)
        if not path or path.startswith('/usr/') or not os.path.exists(path): continue
        stamp = os.path.getmtime(path)
        if watched.setdefault(path, stamp) != stamp: return path
    return None
`;
