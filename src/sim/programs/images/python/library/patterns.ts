// Python's re and urllib.parse, in Python over the machine's pattern engine. Leaves out the engine's flags for locales and ASCII.

export const re = String.raw`
import _native
A = ASCII = 256
I = IGNORECASE = 2
M = MULTILINE = 8
S = DOTALL = 16
X = VERBOSE = 64
U = UNICODE = 32
class error(Exception): pass
class Match:
    def __init__(self, pattern, string, found):
        self.re = pattern
        self.string = string
        self._groups, self._spans, self._names, self._count = found
        self.lastindex = max((i for i, g in enumerate(self._groups) if i and g is not None), default=None)
    def group(self, *which):
        if not which: return self._groups[0]
        got = [self._one(w) for w in which]
        return got[0] if len(got) == 1 else tuple(got)
    def _one(self, w):
        if isinstance(w, str):
            if w not in self._names: raise IndexError('no such group')
            return self._names[w]
        if w > self._count: raise IndexError('no such group')
        return self._groups[w] if w < len(self._groups) else None
    def __getitem__(self, w): return self._one(w)
    def groups(self, default=None):
        out = [default if g is None else g for g in self._groups[1:]]
        return tuple(out + [default] * (self._count - len(out)))
    def groupdict(self, default=None): return {k: default if v is None else v for k, v in self._names.items()}
    def start(self, g=0): return self._spans[g][0]
    def end(self, g=0): return self._spans[g][1]
    def span(self, g=0): return self._spans[g]
    def expand(self, template): return _expand(self, template)
    def __repr__(self): return f'<re.Match object; span={self.span()}, match={self.group()!r}>'
def _expand(m, template):
    if '\\' not in template: return template
    out = ''
    i = 0
    while i < len(template):
        c = template[i]
        if c != '\\':
            out += c
            i += 1
            continue
        n = template[i + 1] if i + 1 < len(template) else '\\'
        if n.isdigit():
            out += m._one(int(n)) or ''
            i += 2
        elif n == 'g':
            end = template.index('>', i)
            name = template[i + 3:end]
            out += m._one(int(name) if name.isdigit() else name) or ''
            i = end + 1
        else:
            out += {'n': '\n', 't': '\t', 'r': '\r', '\\': '\\'}.get(n, '\\' + n)
            i += 2
    return out
class Pattern:
    def __init__(self, pattern, flags):
        self.pattern = pattern
        self.flags = flags
    def _find(self, string, pos, mode):
        found = _native.match(self.pattern, self.flags, string, pos, mode)
        return None if found is None else Match(self, string, found)
    def search(self, string, pos=0, endpos=None): return self._find(string, pos, 'search')
    def match(self, string, pos=0, endpos=None): return self._find(string, pos, 'match')
    def fullmatch(self, string, pos=0, endpos=None):
        found = _native.match('(?:' + self.pattern + r')\Z', self.flags, string, pos, 'match')
        return None if found is None else Match(self, string, found)
    def finditer(self, string, pos=0, endpos=None):
        while pos <= len(string):
            m = self._find(string, pos, 'search')
            if m is None: return
            yield m
            pos = m.end() if m.end() > m.start() else m.end() + 1
    def findall(self, string, pos=0, endpos=None):
        out = []
        for m in self.finditer(string, pos):
            g = m.groups('' if isinstance(string, str) else b'')
            out.append(m.group() if not g else g[0] if len(g) == 1 else g)
        return out
    def sub(self, repl, string, count=0): return self.subn(repl, string, count)[0]
    def subn(self, repl, string, count=0):
        out = string[:0]
        at = 0
        n = 0
        for m in self.finditer(string):
            if count and n >= count: break
            out += string[at:m.start()] + (repl(m) if callable(repl) else _expand(m, repl) if isinstance(repl, str) else repl)
            at = m.end()
            n += 1
        return out + string[at:], n
    def split(self, string, maxsplit=0):
        out = []
        at = 0
        n = 0
        for m in self.finditer(string):
            if maxsplit and n >= maxsplit: break
            out.append(string[at:m.start()])
            out += m.groups()
            at = m.end()
            n += 1
        return out + [string[at:]]
    def __repr__(self): return f're.compile({self.pattern!r})'
def compile(pattern, flags=0): return pattern if isinstance(pattern, Pattern) else Pattern(pattern, flags)
def search(pattern, string, flags=0): return compile(pattern, flags).search(string)
def match(pattern, string, flags=0): return compile(pattern, flags).match(string)
def fullmatch(pattern, string, flags=0): return compile(pattern, flags).fullmatch(string)
def findall(pattern, string, flags=0): return compile(pattern, flags).findall(string)
def finditer(pattern, string, flags=0): return compile(pattern, flags).finditer(string)
def sub(pattern, repl, string, count=0, flags=0): return compile(pattern, flags).sub(repl, string, count)
def subn(pattern, repl, string, count=0, flags=0): return compile(pattern, flags).subn(repl, string, count)
def split(pattern, string, maxsplit=0, flags=0): return compile(pattern, flags).split(string, maxsplit)
def escape(s): return ''.join(c if c.isalnum() or c in '_@%,:;=\'"!<>/' or c == chr(96) else '\\' + c for c in s)
def purge(): pass
`;

export const urlparse = String.raw`
from collections import namedtuple
_safe = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~'
def quote(s, safe='/'):
    data = s.encode() if isinstance(s, str) else s
    return ''.join(chr(b) if chr(b) in _safe + safe else f'%{b:02X}' for b in data)
def quote_plus(s, safe=''): return quote(str(s), safe + ' ').replace(' ', '+')
def unquote(s):
    if '%' not in s: return s
    out = b''
    i = 0
    data = s.encode()
    while i < len(data):
        if data[i] == 37 and i + 2 < len(data) + 0:
            try:
                out += bytes([int(data[i + 1:i + 3].decode(), 16)])
                i += 3
                continue
            except ValueError:
                pass
        out += data[i:i + 1]
        i += 1
    return out.decode('utf-8', 'replace')
def unquote_plus(s): return unquote(s.replace('+', ' '))
def urlencode(query, doseq=False):
    rows = query.items() if hasattr(query, 'items') else query
    out = []
    for k, v in rows:
        for one in (v if doseq and isinstance(v, (list, tuple)) else [v]):
            out.append(quote_plus(k) + '=' + quote_plus(one))
    return '&'.join(out)
def parse_qsl(text, keep_blank_values=False):
    out = []
    for part in text.split('&'):
        if not part: continue
        k, eq, v = part.partition('=')
        if v or keep_blank_values: out.append((unquote_plus(k), unquote_plus(v)))
    return out
def parse_qs(text, keep_blank_values=False):
    out = {}
    for k, v in parse_qsl(text, keep_blank_values): out.setdefault(k, []).append(v)
    return out
class ParseResult(namedtuple('ParseResult', 'scheme netloc path params query fragment')):
    @property
    def hostname(self):
        host = self.netloc.rpartition('@')[2].partition(':')[0].lower()
        return host or None
    @property
    def port(self):
        p = self.netloc.rpartition('@')[2].partition(':')[2]
        return int(p) if p else None
    @property
    def username(self):
        user, at, _ = self.netloc.rpartition('@')
        return user.partition(':')[0] if at else None
    @property
    def password(self):
        user, at, _ = self.netloc.rpartition('@')
        return user.partition(':')[2] or None if at else None
    def geturl(self): return urlunparse(self)
def urlparse(url, scheme='', allow_fragments=True):
    rest, _, fragment = url.partition('#')
    rest, _, query = rest.partition('?')
    head, sep, tail = rest.partition('://')
    if sep and head.replace('+', '').isalnum():
        scheme = head.lower()
        netloc, slash, path = tail.partition('/')
        return ParseResult(scheme, netloc, slash + path, '', query, fragment)
    return ParseResult(scheme, '', rest, '', query, fragment)
urlsplit = urlparse
def urlunparse(parts):
    scheme, netloc, path, params, query, fragment = parts
    return (scheme + '://' if scheme else '') + netloc + path + ('?' + query if query else '') + ('#' + fragment if fragment else '')
def urljoin(base, url):
    if '://' in url: return url
    b = urlparse(base)
    if url.startswith('/'): return f'{b.scheme}://{b.netloc}{url}'
    return f"{b.scheme}://{b.netloc}{b.path.rsplit('/', 1)[0]}/{url}"
`;
