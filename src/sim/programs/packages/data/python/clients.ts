// Clients of our own behind the doors of redis, requests, python-dotenv, and gunicorn's server: from their documentation, without their code.
// Leaves out pools, clusters, pipelines' transactions, TLS, cookies and adapters. FIDELITY: a gunicorn worker serves one request at a time.

export const redis = String.raw`
import socket
from redis.exceptions import *
from redis import exceptions
__version__ = '5.2.1'
def from_url(url, **kwargs):
    from urllib.parse import urlparse
    u = urlparse(url)
    db = u.path.strip('/')
    return Redis(host=u.hostname or 'localhost', port=u.port or 6379, db=int(db) if db.isdigit() else 0, password=u.password, **kwargs)
class Redis:
    def __init__(self, host='localhost', port=6379, db=0, password=None, decode_responses=False, socket_timeout=None, username=None, **kwargs):
        self._host, self._port, self._db, self._password, self._decode = host, int(port), int(db), password, decode_responses
        self._sock = None
        self._buffer = b''
    @classmethod
    def from_url(cls, url, **kwargs): return from_url(url, **kwargs)
    def _connect(self):
        try:
            self._sock = socket.create_connection((self._host, self._port))
        except OSError as e:
            self._sock = None
            raise ConnectionError(f'Error {e.args[0]} connecting to {self._host}:{self._port}. {e.args[1]}.') from None
        self._buffer = b''
        if self._password: self._call('AUTH', self._password)
        if self._db: self._call('SELECT', self._db)
    def _line(self):
        while b'\r\n' not in self._buffer:
            got = self._sock.recv(65536)
            if not got:
                self.close()
                raise ConnectionError('Connection closed by server.')
            self._buffer += got
        line, _, self._buffer = self._buffer.partition(b'\r\n')
        return line
    def _reply(self):
        line = self._line()
        kind, rest = line[:1], line[1:]
        if kind == b'+': return rest if rest != b'OK' else True
        if kind == b'-':
            text = rest.decode()
            code = text.partition(' ')[0]
            if code == 'NOAUTH': raise AuthenticationError('Authentication required.')
            if code == 'WRONGPASS': raise AuthenticationError(text.partition(' ')[2])
            raise ResponseError(text[4:] if code == 'ERR' else text)
        if kind == b':': return int(rest)
        if kind == b'$':
            n = int(rest)
            if n < 0: return None
            while len(self._buffer) < n + 2: self._buffer += self._sock.recv(65536)
            data, self._buffer = self._buffer[:n], self._buffer[n + 2:]
            return data.decode() if self._decode else data
        if kind == b'*':
            n = int(rest)
            return None if n < 0 else [self._reply() for _ in range(n)]
        return rest
    def _call(self, *args):
        out = f'*{len(args)}\r\n'.encode()
        for a in args:
            if isinstance(a, bool) or a is None or isinstance(a, (dict, list, tuple)):
                raise DataError(f"Invalid input of type: {type(a).__name__!r}. Convert to a bytes, string, int or float first.")
            b = a if isinstance(a, bytes) else str(a).encode()
            out += ('$' + str(len(b))).encode() + b'\r\n' + b + b'\r\n'
        self._sock.sendall(out)
        return self._reply()
    def execute_command(self, *args):
        if self._sock is None: self._connect()
        try:
            return self._call(*args)
        except (BrokenPipeError, ConnectionResetError):
            self.close()
            self._connect()
            return self._call(*args)
    def close(self):
        if self._sock is not None: self._sock.close()
        self._sock = None
    def ping(self): return self.execute_command('PING') in (b'PONG', 'PONG', True)
    def get(self, name): return self.execute_command('GET', name)
    def set(self, name, value, ex=None, px=None, nx=False, xx=False, keepttl=False, get=False):
        extra = (['EX', ex] if ex is not None else []) + (['PX', px] if px is not None else []) + (['NX'] if nx else []) + (['XX'] if xx else [])
        return self.execute_command('SET', name, value, *extra)
    def setex(self, name, time, value): return self.execute_command('SETEX', name, time, value)
    def setnx(self, name, value): return bool(self.execute_command('SETNX', name, value))
    def incr(self, name, amount=1): return self.execute_command('INCRBY', name, amount)
    incrby = incr
    def decr(self, name, amount=1): return self.execute_command('DECRBY', name, amount)
    def delete(self, *names): return self.execute_command('DEL', *names)
    def exists(self, *names): return self.execute_command('EXISTS', *names)
    def expire(self, name, time): return bool(self.execute_command('EXPIRE', name, time))
    def ttl(self, name): return self.execute_command('TTL', name)
    def keys(self, pattern='*'): return self.execute_command('KEYS', pattern)
    def scan_iter(self, match='*', count=None): return iter(self.keys(match or '*'))
    def mget(self, *keys): return self.execute_command('MGET', *(keys[0] if keys and isinstance(keys[0], (list, tuple)) else keys))
    def append(self, k, v): return self.execute_command('APPEND', k, v)
    def lpush(self, name, *v): return self.execute_command('LPUSH', name, *v)
    def rpush(self, name, *v): return self.execute_command('RPUSH', name, *v)
    def lpop(self, name): return self.execute_command('LPOP', name)
    def rpop(self, name): return self.execute_command('RPOP', name)
    def llen(self, name): return self.execute_command('LLEN', name)
    def lrange(self, name, a, b): return self.execute_command('LRANGE', name, a, b)
    def ltrim(self, name, a, b): return self.execute_command('LTRIM', name, a, b)
    def blpop(self, keys, timeout=0):
        got = self.execute_command('BLPOP', *(keys if isinstance(keys, (list, tuple)) else [keys]), timeout or 0)
        return tuple(got) if got else None
    def brpop(self, keys, timeout=0):
        got = self.execute_command('BRPOP', *(keys if isinstance(keys, (list, tuple)) else [keys]), timeout or 0)
        return tuple(got) if got else None
    def hset(self, name, key=None, value=None, mapping=None):
        rows = ([key, value] if key is not None else []) + [x for kv in (mapping or {}).items() for x in kv]
        return self.execute_command('HSET', name, *rows)
    def hget(self, name, key): return self.execute_command('HGET', name, key)
    def hdel(self, name, *keys): return self.execute_command('HDEL', name, *keys)
    def hincrby(self, name, key, amount=1): return self.execute_command('HINCRBY', name, key, amount)
    def hgetall(self, name):
        flat = self.execute_command('HGETALL', name)
        return dict(zip(flat[::2], flat[1::2]))
    def sadd(self, name, *v): return self.execute_command('SADD', name, *v)
    def srem(self, name, *v): return self.execute_command('SREM', name, *v)
    def smembers(self, name): return set(self.execute_command('SMEMBERS', name))
    def scard(self, name): return self.execute_command('SCARD', name)
    def sismember(self, name, v): return bool(self.execute_command('SISMEMBER', name, v))
    def zadd(self, name, mapping): return self.execute_command('ZADD', name, *[x for k, v in mapping.items() for x in (v, k)])
    def zincrby(self, name, amount, value): return float(self.execute_command('ZINCRBY', name, amount, value))
    def zrange(self, name, a, b, desc=False, withscores=False):
        got = self.execute_command('ZREVRANGE' if desc else 'ZRANGE', name, a, b, *(['WITHSCORES'] if withscores else []))
        return list(zip(got[::2], [float(x) for x in got[1::2]])) if withscores else got
    def zrevrange(self, name, a, b, withscores=False): return self.zrange(name, a, b, True, withscores)
    def publish(self, channel, message): return self.execute_command('PUBLISH', channel, message)
    def flushdb(self): return self.execute_command('FLUSHDB')
    def flushall(self): return self.execute_command('FLUSHALL')
    def dbsize(self): return self.execute_command('DBSIZE')
    def type(self, name): return self.execute_command('TYPE', name)
    def __getitem__(self, name):
        value = self.get(name)
        if value is None: raise KeyError(name)
        return value
    def __setitem__(self, name, value): self.set(name, value)
    def __contains__(self, name): return bool(self.exists(name))
StrictRedis = Redis
class ConnectionPool:
    def __init__(self, **kwargs): self.kwargs = kwargs
`;
export const redisExceptions = String.raw`
class RedisError(Exception): pass
class ConnectionError(RedisError): pass
class TimeoutError(RedisError): pass
class AuthenticationError(ConnectionError): pass
class ResponseError(RedisError): pass
class DataError(RedisError): pass
class WatchError(RedisError): pass
class BusyLoadingError(ConnectionError): pass
`;
export const requests = String.raw`
import _native, json as _json
from urllib.parse import urlparse, urlencode, urljoin
from requests import exceptions
from requests.exceptions import RequestException, ConnectionError, HTTPError, Timeout
__version__ = '2.32.3'
class CaseInsensitiveDict(dict):
    def get(self, key, default=None):
        for k, v in self.items():
            if k.lower() == key.lower(): return v
        return default
    def __getitem__(self, key):
        value = self.get(key)
        if value is None: raise KeyError(key)
        return value
class Response:
    def __init__(self, status, reason, headers, content, url):
        self.status_code = status
        self.reason = reason
        self.headers = CaseInsensitiveDict(headers)
        self.content = content
        self.url = url
        self.encoding = 'utf-8'
        self.history = []
    @property
    def text(self): return self.content.decode('utf-8', 'replace')
    @property
    def ok(self): return self.status_code < 400
    def __bool__(self): return self.ok
    def json(self):
        try: return _json.loads(self.text)
        except ValueError as e: raise exceptions.JSONDecodeError(str(e)) from None
    def raise_for_status(self):
        if 400 <= self.status_code < 500: raise HTTPError(f'{self.status_code} Client Error: {self.reason} for url: {self.url}', response=self)
        if self.status_code >= 500: raise HTTPError(f'{self.status_code} Server Error: {self.reason} for url: {self.url}', response=self)
    def __repr__(self): return f'<Response [{self.status_code}]>'
def request(method, url, params=None, data=None, json=None, headers=None, timeout=None, allow_redirects=True, auth=None, **kwargs):
    method = method.upper()
    if '://' not in url: raise exceptions.MissingSchema(f"Invalid URL {url!r}: No scheme supplied. Perhaps you meant https://{url}?")
    u = urlparse(url)
    path = u.path or '/'
    query = '&'.join(q for q in (u.query, urlencode(params, True) if params else '') if q)
    target = path + ('?' + query if query else '')
    body = b''
    rows = {'Host': u.netloc, 'User-Agent': 'python-requests/2.32.3', 'Accept-Encoding': 'gzip, deflate', 'Accept': '*/*', 'Connection': 'close'}
    if json is not None:
        body = _json.dumps(json).encode()
        rows['Content-Type'] = 'application/json'
    elif isinstance(data, dict):
        body = urlencode(data).encode()
        rows['Content-Type'] = 'application/x-www-form-urlencoded'
    elif data: body = data if isinstance(data, bytes) else data.encode()
    if body: rows['Content-Length'] = str(len(body))
    rows.update(headers or {})
    port = u.port or (443 if u.scheme == 'https' else 80)
    try:
        got = _native.fetch(method, u.hostname, port, target, list(rows.items()), body)
    except OSError as e:
        kind = 'NameResolutionError' if e.args[0] in (-2, -3) else 'NewConnectionError'
        why = f"Failed to resolve {u.hostname!r} ([Errno {e.args[0]}] {e.args[1]})" if kind == 'NameResolutionError' else f'Failed to establish a new connection: [Errno {e.args[0]}] {e.args[1]}'
        where = '<urllib3.connection.HTTPConnection object at 0x7f3a5c0b9f10>: '
        raise ConnectionError(f"HTTPConnectionPool(host={u.hostname!r}, port={port}): Max retries exceeded with url: {target} (Caused by {kind}({chr(34) if chr(39) in why else chr(39)}{where}{why}{chr(34) if chr(39) in why else chr(39)}))") from None
    if got is None: raise ConnectionError("('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))")
    status, reason, head, content = got
    made = Response(status, reason, head, content, f'{u.scheme}://{u.netloc}{target}')
    if allow_redirects and status in (301, 302, 303, 307, 308) and made.headers.get('Location'):
        again = request('GET' if status in (301, 302, 303) else method, urljoin(url, made.headers['Location']), headers=headers)
        again.history = [made] + again.history
        return again
    return made
def get(url, params=None, **k): return request('GET', url, params=params, **k)
def post(url, data=None, json=None, **k): return request('POST', url, data=data, json=json, **k)
def put(url, data=None, **k): return request('PUT', url, data=data, **k)
def patch(url, data=None, **k): return request('PATCH', url, data=data, **k)
def delete(url, **k): return request('DELETE', url, **k)
def head(url, **k): return request('HEAD', url, allow_redirects=False, **k)
class Session:
    def __init__(self): self.headers = {}
    def request(self, method, url, headers=None, **k): return request(method, url, headers={**self.headers, **(headers or {})}, **k)
    def get(self, url, **k): return self.request('GET', url, **k)
    def post(self, url, **k): return self.request('POST', url, **k)
    def put(self, url, **k): return self.request('PUT', url, **k)
    def delete(self, url, **k): return self.request('DELETE', url, **k)
    def __enter__(self): return self
    def __exit__(self, *info): pass
    def close(self): pass
    def mount(self, *a): pass
session = Session
`;
export const requestsExceptions = String.raw`
class RequestException(IOError):
    def __init__(self, *args, response=None, request=None):
        super().__init__(*args)
        self.response = response
class HTTPError(RequestException): pass
class ConnectionError(RequestException): pass
class Timeout(RequestException): pass
class ConnectTimeout(ConnectionError, Timeout): pass
class ReadTimeout(Timeout): pass
class MissingSchema(RequestException, ValueError): pass
class InvalidURL(RequestException, ValueError): pass
class JSONDecodeError(RequestException, ValueError): pass
class TooManyRedirects(RequestException): pass
`;
export const dotenv = String.raw`
import os
def dotenv_values(path='.env'):
    out = {}
    if not os.path.exists(path): return out
    for line in open(path):
        line = line.strip()
        if not line or line.startswith('#') or '=' not in line: continue
        k, _, v = line.removeprefix('export ').partition('=')
        v = v.strip()
        if v[:1] in ('"', "'") and v[-1:] == v[:1]: v = v[1:-1]
        else: v = v.split(' #')[0].strip()
        out[k.strip()] = v
    return out
def find_dotenv(*a, **k): return '.env' if os.path.exists('.env') else ''
def load_dotenv(path=None, override=False, **kwargs):
    values = dotenv_values(path or '.env')
    for k, v in values.items():
        if override or k not in os.environ: os.environ[k] = v
    return bool(values)
`;
export const gunicorn = String.raw`
import _native, os, sys, time, signal, importlib
def _log(level, text): print(f"[{time.strftime('%Y-%m-%d %H:%M:%S')} +0000] [{os.getpid()}] [{level}] {text}", file=sys.stderr)
def _options(args):
    found = {'bind': '127.0.0.1:8000', 'workers': os.environ.get('WEB_CONCURRENCY', '1'), 'access': None, 'chdir': None, 'worker_class': 'sync'}
    names = {'-b': 'bind', '--bind': 'bind', '-w': 'workers', '--workers': 'workers', '--access-logfile': 'access', '--chdir': 'chdir', '-k': 'worker_class', '--worker-class': 'worker_class', '--threads': 'threads', '-t': 'timeout', '--timeout': 'timeout', '--log-level': 'level', '--error-logfile': 'errors', '-c': 'config', '--config': 'config', '--max-requests': 'm', '--keep-alive': 'k', '-n': 'name', '--name': 'name', '--worker-tmp-dir': 'tmp', '--graceful-timeout': 'g', '--log-file': 'logfile', '--worker-connections': 'wc'}
    rest = []
    i = 0
    while i < len(args):
        name, eq, value = args[i].partition('=')
        if name in names:
            if not eq:
                i += 1
                value = args[i] if i < len(args) else ''
            found[names[name]] = value
        elif args[i][:2] in ('-w', '-b') and len(args[i]) > 2: found[names[args[i][:2]]] = args[i][2:]
        elif args[i] in ('--preload', '--reload', '--capture-output', '-D', '--daemon'): pass
        elif args[i] in ('-v', '--version'):
            print('gunicorn (version 23.0.0)')
            sys.exit(0)
        elif args[i].startswith('-'):
            print(f'usage: gunicorn [OPTIONS] [APP_MODULE]\ngunicorn: error: unrecognized arguments: {args[i]}', file=sys.stderr)
            sys.exit(2)
        else: rest.append(args[i])
        i += 1
    return found, rest
def load(spec):
    module, _, name = spec.partition(':')
    name = name or 'application'
    sys.path.insert(0, os.getcwd())
    made = importlib.import_module(module)
    call = name.endswith(')')
    app = getattr(made, name.partition('(')[0], None)
    if app is None:
        print(f"Failed to find attribute {name!r} in {module!r}.", file=sys.stderr)
        sys.exit(4)
    return app() if call else app
class _Stop(Exception): pass
def work(spec, options):
    from werkzeug.serving import answer
    _log('INFO', f'Booting worker with pid: {os.getpid()}')
    def stop(*info): raise _Stop()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        app = load(spec)
    except _Stop: return 0
    except Exception:
        import traceback
        _log('ERROR', 'Exception in worker process\n' + traceback.format_exc().rstrip())
        _log('INFO', f'Worker exiting (pid: {os.getpid()})')
        return 3
    def log(method, target, code, host, size, headers):
        if options['access'] == '-':
            agent = dict((k.lower(), v) for k, v in headers).get('user-agent', '-')
            print(f'{host} - - [{time.strftime("%d/%b/%Y:%H:%M:%S")} +0000] "{method} {target} HTTP/1.1" {code} {size} "-" "{agent}"')
            sys.stdout.flush()
    try:
        while True:
            fd, host, _ = _native.accept(3)
            answer(fd, app, host, 'gunicorn', log)
    except _Stop:
        _log('INFO', f'Worker exiting (pid: {os.getpid()})')
        return 0
def run():
    options, rest = _options(sys.argv[1:])
    if options['chdir']: os.chdir(options['chdir'])
    if not rest:
        print('usage: gunicorn [OPTIONS] [APP_MODULE]\ngunicorn: error: No application module specified.', file=sys.stderr)
        return 1
    if os.environ.get('GUNICORN_WORKER') == 'true': return work(rest[0], options)
    host, _, port = options['bind'].rpartition(':')
    _log('INFO', 'Starting gunicorn 23.0.0')
    tries = 0
    while True:
        try:
            fd = _native.listen(host or '0.0.0.0', int(port))
            break
        except OSError as e:
            if e.errno != 98:
                _log('ERROR', f'Invalid address: {(host, int(port))!r}')
                return 1
            tries += 1
            _log('ERROR', f'Connection in use: {(host, int(port))!r}')
            if tries > 5:
                _log('ERROR', f"Can't connect to {(host, int(port))!r}")
                return 1
            _log('ERROR', 'connection to ' + repr((host, int(port))) + ' failed: [Errno 98] Address already in use') if False else None
            _log('INFO', 'Retrying in 1 second.') if False else time.sleep(1)
    _log('INFO', f"Listening at: http://{host or '0.0.0.0'}:{port} ({os.getpid()})")
    kind = options['worker_class']
    threads = int(options.get('threads', '1'))
    _log('INFO', f"Using worker: {'gthread' if kind == 'sync' and threads > 1 else kind}")
    workers = []
    def start():
        workers.append(_native.start([sys.executable] + sys.argv, {'GUNICORN_WORKER': 'true'}, {3: fd}))
    def stop(number, frame): raise _Stop({15: 'term', 2: 'int'}.get(number, 'quit'))
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    for _ in range(int(options['workers'])): start()
    try:
        while True:
            ended = _native.wait()
            if ended is None: time.sleep(1)
            else:
                pid, code = ended
                if pid in workers: workers.remove(pid)
                if code == 3:
                    for other in workers: os.kill(other, 15)
                    _log('ERROR', f'Worker (pid:{pid}) exited with code 3')
                    _log('ERROR', 'Shutting down: Master')
                    _log('ERROR', 'Reason: Worker failed to boot.')
                    return 3
                start()
    except _Stop as s:
        _log('INFO', f'Handling signal: {s.args[0]}')
        for pid in workers:
            try: os.kill(pid, 15)
            except OSError: pass
        while workers:
            ended = _native.wait()
            if ended is None: break
            if ended[0] in workers: workers.remove(ended[0])
        _log('INFO', 'Shutting down: Master')
        return 0
if __name__ == '__main__':
    sys.exit(run())
`;
