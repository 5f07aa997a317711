// Small modules of Python's library, in Python: what services call of uuid, secrets, hashlib, csv and their like.

export const small: Readonly<Record<string, string>> = {
	uuid: String.raw`
import os, _native
class UUID:
    def __init__(self, hex=None, bytes=None, version=None):
        self.hex = (hex or bytes.hex()).replace('-', '').lower()
    def __str__(self):
        h = self.hex
        return f'{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}'
    def __repr__(self): return f'UUID({str(self)!r})'
    def __eq__(self, other): return self.hex == other.hex
    def __hash__(self): return hash(self.hex)
    @property
    def int(self): return _int(self.hex, 16)
    @property
    def version(self): return _int(self.hex[12], 16)
_int = int
def uuid4():
    h = os.urandom(16).hex()
    return UUID(h[:12] + '4' + h[13:16] + '89ab'[int(h[16], 16) & 3] + h[17:])
uuid1 = uuid4
`,
	secrets: String.raw`
import os, base64, random
def token_bytes(n=32): return os.urandom(n)
def token_hex(n=32): return os.urandom(n).hex()
def token_urlsafe(n=32): return base64.urlsafe_b64encode(os.urandom(n)).rstrip(b'=').decode()
def randbelow(n): return random.randint(0, n - 1)
def choice(seq): return random.choice(seq)
def compare_digest(a, b): return a == b
`,
	hmac: String.raw`
import hashlib
def compare_digest(a, b): return a == b
class HMAC:
    def __init__(self, key, msg=b'', digestmod='sha256'):
        block = 64
        if len(key) > block: key = hashlib.sha256(key).digest()
        key = key + bytes(block - len(key))
        self._outer = bytes([b ^ 92 for b in key])
        self._inner = bytes([b ^ 54 for b in key])
        self._msg = msg
    def update(self, msg): self._msg += msg
    def digest(self): return hashlib.sha256(self._outer + hashlib.sha256(self._inner + self._msg).digest()).digest()
    def hexdigest(self): return self.digest().hex()
def new(key, msg=b'', digestmod='sha256'): return HMAC(key, msg or b'', digestmod)
`,
	hashlib: String.raw`
import _native
class _Hash:
    def __init__(self, name, data=b''):
        self.name = name
        self._data = data
    def update(self, data): self._data += data
    def hexdigest(self): return _native.digest(self.name, self._data)
    def digest(self): return bytes.fromhex(self.hexdigest())
def sha256(data=b'', usedforsecurity=True): return _Hash('sha256', data)
def md5(data=b'', usedforsecurity=True): return _Hash('md5', data)
def new(name, data=b''): return _Hash(name, data)
`,
	base64: String.raw`
import _native
def b64encode(data): return _native.b64(data)
def b64decode(data): return _native.unb64(data if isinstance(data, str) else data.decode())
def urlsafe_b64encode(data): return b64encode(data).replace(b'+', b'-').replace(b'/', b'_')
def urlsafe_b64decode(data):
    data = data if isinstance(data, str) else data.decode()
    return b64decode(data.replace('-', '+').replace('_', '/') + '=' * (-len(data) % 4))
`,
	statistics: String.raw`
class StatisticsError(ValueError): pass
def mean(data):
    data = list(data)
    if not data: raise StatisticsError('mean requires at least one data point')
    value = sum(data) / len(data)
    return int(value) if all(isinstance(x, int) for x in data) and value == int(value) else value
fmean = lambda data: float(mean(data))
def median(data):
    data = sorted(data)
    n = len(data)
    return data[n // 2] if n % 2 else (data[n // 2 - 1] + data[n // 2]) / 2
def mode(data):
    from collections import Counter
    return Counter(data).most_common(1)[0][0]
def variance(data):
    data = list(data)
    m = sum(data) / len(data)
    return sum((x - m) * (x - m) for x in data) / (len(data) - 1)
def stdev(data):
    import math
    return math.sqrt(variance(data))
`,
	csv: String.raw`
QUOTE_MINIMAL, QUOTE_ALL = 0, 1
def reader(lines, delimiter=',', quotechar='"'):
    for line in lines:
        row, cell, quoted = [], '', False
        for c in line.rstrip('\r\n'):
            if c == quotechar: quoted = not quoted
            elif c == delimiter and not quoted:
                row.append(cell)
                cell = ''
            else: cell += c
        row.append(cell)
        yield row
class writer:
    def __init__(self, file, delimiter=',', **kwargs): self.file = file; self.delimiter = delimiter
    def writerow(self, row):
        def quote(v):
            s = '' if v is None else str(v)
            return '"' + s.replace('"', '""') + '"' if any(c in s for c in (self.delimiter, '"', '\n')) else s
        self.file.write(self.delimiter.join(quote(v) for v in row) + '\r\n')
    def writerows(self, rows):
        for row in rows: self.writerow(row)
class DictReader:
    def __init__(self, lines, fieldnames=None, **kwargs):
        self._rows = reader(lines, **kwargs)
        self.fieldnames = fieldnames or next(self._rows)
    def __iter__(self): return (dict(zip(self.fieldnames, row)) for row in self._rows)
class DictWriter:
    def __init__(self, file, fieldnames, **kwargs): self._writer = writer(file); self.fieldnames = fieldnames
    def writeheader(self): self._writer.writerow(self.fieldnames)
    def writerow(self, row): self._writer.writerow([row.get(k, '') for k in self.fieldnames])
    def writerows(self, rows):
        for row in rows: self.writerow(row)
`,
	tempfile: String.raw`
import os
def gettempdir(): return '/tmp'
def mkdtemp(suffix='', prefix='tmp', dir=None):
    path = f"{dir or '/tmp'}/{prefix}{os.urandom(4).hex()}{suffix}"
    os.mkdir(path)
    return path
class TemporaryDirectory:
    def __init__(self, suffix='', prefix='tmp', dir=None): self.name = mkdtemp(suffix, prefix, dir)
    def __enter__(self): return self.name
    def __exit__(self, *info): self.cleanup()
    def cleanup(self):
        import shutil
        shutil.rmtree(self.name)
def NamedTemporaryFile(mode='w+', delete=True, suffix='', **kwargs): return open(f'/tmp/tmp{os.urandom(4).hex()}{suffix}', mode)
`,
	heapq: String.raw`
def heapify(h): h.sort()
def heappush(h, x):
    lo, hi = 0, len(h)
    while lo < hi:
        mid = (lo + hi) // 2
        if x < h[mid]: hi = mid
        else: lo = mid + 1
    h.insert(lo, x)
def heappop(h): return h.pop(0)
def nlargest(n, it, key=None): return sorted(it, key=key, reverse=True)[:n]
def nsmallest(n, it, key=None): return sorted(it, key=key)[:n]
`,
	bisect: String.raw`
def bisect_left(a, x, lo=0, hi=None):
    hi = len(a) if hi is None else hi
    while lo < hi:
        mid = (lo + hi) // 2
        if a[mid] < x: lo = mid + 1
        else: hi = mid
    return lo
def bisect_right(a, x, lo=0, hi=None):
    hi = len(a) if hi is None else hi
    while lo < hi:
        mid = (lo + hi) // 2
        if x < a[mid]: hi = mid
        else: lo = mid + 1
    return lo
bisect = bisect_right
def insort(a, x): a.insert(bisect_right(a, x), x)
`,
	atexit: String.raw`
import _native
def register(f, *args, **kwargs):
    _native.at_exit(lambda: f(*args, **kwargs))
    return f
`,
	glob: String.raw`
def glob(pattern, recursive=False):
    import os, fnmatch
    d = os.path.dirname(pattern)
    return [os.path.join(d, n) for n in sorted(os.listdir(d or '.')) if fnmatch.fnmatch(n, os.path.basename(pattern))]
`,
	pprint: String.raw`
def pprint(x, **kwargs): print(pformat(x))
def pformat(x, **kwargs):
    text = repr(x)
    if len(text) <= 80 or not isinstance(x, (dict, list)): return text
    if isinstance(x, dict): return '{' + ',\n '.join(f'{k!r}: {v!r}' for k, v in sorted(x.items())) + '}'
    return '[' + ',\n '.join(repr(v) for v in x) + ']'
pp = pprint
`,
	__future__: 'annotations = None\n',
	'json.tool': 'import json, sys\nprint(json.dumps(json.load(sys.stdin), indent=4))\n',
	http: 'class HTTPStatus:\n    OK = 200\n    CREATED = 201\n    ACCEPTED = 202\n    NO_CONTENT = 204\n    MOVED_PERMANENTLY = 301\n    FOUND = 302\n    BAD_REQUEST = 400\n    UNAUTHORIZED = 401\n    FORBIDDEN = 403\n    NOT_FOUND = 404\n    METHOD_NOT_ALLOWED = 405\n    CONFLICT = 409\n    INTERNAL_SERVER_ERROR = 500\n    SERVICE_UNAVAILABLE = 503\n',
	'http.__init__': '',
	importlib: 'def import_module(name, package=None):\n    import sys\n    __import__(name)\n    return sys.modules[name]\ndef reload(module): return module\n',
	'importlib.__init__': '',
	'importlib.metadata':
		"class PackageNotFoundError(ModuleNotFoundError): pass\ndef version(name):\n    return getattr(__import__(name), '__version__', '0.0.0')\n",

	gc: 'def collect(generation=2): return 0\ndef disable(): pass\ndef enable(): pass\n',
	locale: "LC_ALL = 6\ndef setlocale(category, locale=None): return 'C'\n",
	select: '',
	contextvars: String.raw`
class ContextVar:
    def __init__(self, name, default=None): self._value = default
    def get(self, default=None): return self._value if self._value is not None else default
    def set(self, value): self._value = value
`,
	concurrent: '',
	'concurrent.__init__': '',
	'concurrent.futures': String.raw`
class _Future:
    def __init__(self, f, args, kwargs):
        self._error = None
        try: self._result = f(*args, **kwargs)
        except Exception as e: self._error = e
    def result(self, timeout=None):
        if self._error: raise self._error
        return self._result
    def done(self): return True
class ThreadPoolExecutor:
    def __init__(self, max_workers=None, **kwargs): pass
    def submit(self, f, *args, **kwargs): return _Future(f, args, kwargs)
    def map(self, f, *its): return list(map(f, *its))
    def shutdown(self, wait=True): pass
    def __enter__(self): return self
    def __exit__(self, *info): pass
ProcessPoolExecutor = ThreadPoolExecutor
def as_completed(futures): return list(futures)
`
};
