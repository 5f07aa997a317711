// Jinja2 and MarkupSafe of our own behind the real ones' doors: expressions, if, for, set, block, extends, include, filters, autoescaping.
// Written from its documentation. Leaves out macros, whitespace control beyond "-", tests with arguments, and async.

export const jinja = String.raw`
import os, re
__version__ = '3.1.5'
class Markup(str):
    def __html__(self): return self
def escape(v):
    if hasattr(v, '__html__'): return v
    return Markup(str(v).replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('"', '&#34;').replace("'", '&#39;'))
class TemplateError(Exception): pass
class TemplateNotFound(TemplateError): pass
class TemplateSyntaxError(TemplateError): pass
class UndefinedError(TemplateError): pass
class Undefined:
    def __init__(self, name=''): self._name = name
    def __str__(self): return ''
    def __bool__(self): return False
    def __iter__(self): return iter([])
    def __len__(self): return 0
    def __eq__(self, other): return isinstance(other, Undefined)
    def __getattr__(self, key):
        if key.startswith('__'): raise AttributeError(key)
        raise UndefinedError(f'{self._name!r} is undefined')
    def __getitem__(self, key): raise UndefinedError(f'{self._name!r} is undefined')
    def __call__(self, *a, **k): raise UndefinedError(f'{self._name!r} is undefined')
_filters = {
    'upper': lambda v: str(v).upper(), 'lower': lambda v: str(v).lower(), 'title': lambda v: str(v).title(), 'capitalize': lambda v: str(v).capitalize(),
    'trim': lambda v: str(v).strip(), 'length': len, 'count': len, 'safe': lambda v: Markup(str(v)), 'e': escape, 'escape': escape, 'int': lambda v, default=0: _number(v, int, default), 'float': lambda v, default=0.0: _number(v, float, default),
    'string': str, 'list': list, 'join': lambda v, d='': d.join(str(x) for x in v), 'first': lambda v: next(iter(v), Undefined()), 'last': lambda v: list(v)[-1], 'reverse': lambda v: v[::-1] if isinstance(v, str) else list(reversed(v)),
    'sort': lambda v, reverse=False, attribute=None: sorted(v, key=(lambda x: _get(x, attribute)) if attribute else None, reverse=reverse), 'sum': lambda v, attribute=None: sum(_get(x, attribute) if attribute else x for x in v), 'abs': abs, 'round': lambda v, p=0: round(v, p) if p else float(round(v)),
    'default': lambda v, d='', boolean=False: d if isinstance(v, Undefined) or (boolean and not v) else v, 'd': lambda v, d='': d if isinstance(v, Undefined) else v,
    'replace': lambda v, a, b: str(v).replace(a, b), 'truncate': lambda v, n=255, k=False, end='...': v if len(v) <= n else v[:n - len(end)].rsplit(' ', 1)[0] + end, 'tojson': lambda v, indent=None: Markup(__import__('json').dumps(v, indent=indent).replace('<', '\\u003c').replace('>', '\\u003e').replace('&', '\\u0026')),
    'unique': lambda v: list(dict.fromkeys(v)), 'map': lambda v, f=None, attribute=None: [_get(x, attribute) if attribute else _filters[f](x) for x in v], 'items': lambda v: list(v.items()), 'dictsort': lambda v: sorted(v.items()), 'batch': lambda v, n: [v[i:i + n] for i in range(0, len(v), n)], 'wordcount': lambda v: len(v.split()), 'format': lambda v, *a: v % a, 'urlencode': lambda v: __import__('urllib.parse').parse.quote(str(v)), 'striptags': lambda v: re.sub('<[^>]*>', '', str(v)), 'min': min, 'max': max,
}
def _number(v, kind, default):
    try: return kind(v)
    except (ValueError, TypeError): return default
def _get(obj, name):
    try: return obj[name]
    except (KeyError, TypeError, IndexError, AttributeError): pass
    try: return getattr(obj, str(name))
    except AttributeError: return Undefined(str(name))
_token = re.compile(r'\s*(?:(\d+\.\d+|\d+)|([A-Za-z_]\w*)|("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\')|(==|!=|<=|>=|//|\*\*|[-+*/%<>()\[\]{},.:|~=]))')
class _Expr:
    def __init__(self, text, env):
        self.env = env
        self.toks = []
        at = 0
        text = text.strip()
        while at < len(text):
            m = _token.match(text, at)
            if not m: raise TemplateSyntaxError(f'unexpected char {text[at]!r} at {at}')
            n, word, s, op = m.groups()
            self.toks.append(('n', n) if n else ('w', word) if word else ('s', s) if s else ('o', op))
            at = m.end()
        self.i = 0
    def peek(self): return self.toks[self.i] if self.i < len(self.toks) else ('', '')
    def take(self, *texts):
        kind, text = self.peek()
        if kind != 's' and text in texts:
            self.i += 1
            return text
        return None
    def need(self, text):
        if not self.take(text): raise TemplateSyntaxError(f"expected token {text!r}, got {self.peek()[1] or 'end of template'!r}")
    def ternary(self):
        value = self.or_()
        if self.take('if'):
            cond = self.or_()
            other = self.ternary() if self.take('else') else (lambda c: Undefined())
            return lambda c: value(c) if cond(c) else other(c)
        return value
    def or_(self):
        left = self.and_()
        while self.take('or'):
            a, b = left, self.and_()
            left = lambda c, a=a, b=b: a(c) or b(c)
        return left
    def and_(self):
        left = self.not_()
        while self.take('and'):
            a, b = left, self.not_()
            left = lambda c, a=a, b=b: a(c) and b(c)
        return left
    def not_(self):
        if self.take('not'):
            a = self.not_()
            return lambda c: not a(c)
        return self.compare()
    def compare(self):
        left = self.add()
        while True:
            op = self.take('==', '!=', '<', '>', '<=', '>=', 'in', 'not', 'is')
            if not op: return left
            if op == 'is':
                negate = self.take('not')
                name = self.peek()[1]
                self.i += 1
                a = left
                tests = {'defined': lambda v: not isinstance(v, Undefined), 'undefined': lambda v: isinstance(v, Undefined), 'none': lambda v: v is None, 'None': lambda v: v is None, 'odd': lambda v: v % 2 == 1, 'even': lambda v: v % 2 == 0, 'string': lambda v: isinstance(v, str), 'number': lambda v: isinstance(v, (int, float)), 'mapping': lambda v: isinstance(v, dict), 'iterable': lambda v: hasattr(v, '__iter__'), 'sequence': lambda v: isinstance(v, (list, tuple, str)), 'true': lambda v: v is True, 'false': lambda v: v is False}
                if name not in tests: raise TemplateSyntaxError(f'No test named {name!r}.')
                left = lambda c, a=a, t=tests[name], n=bool(negate): t(a(c)) != n
                continue
            if op == 'not': self.need('in')
            a, b = left, self.add()
            left = {'==': lambda c, a=a, b=b: a(c) == b(c), '!=': lambda c, a=a, b=b: a(c) != b(c), '<': lambda c, a=a, b=b: a(c) < b(c), '>': lambda c, a=a, b=b: a(c) > b(c), '<=': lambda c, a=a, b=b: a(c) <= b(c), '>=': lambda c, a=a, b=b: a(c) >= b(c), 'in': lambda c, a=a, b=b: a(c) in b(c), 'not': lambda c, a=a, b=b: a(c) not in b(c)}[op]
    def add(self):
        left = self.mul()
        while True:
            op = self.take('+', '-', '~')
            if not op: return left
            a, b = left, self.mul()
            left = (lambda c, a=a, b=b: a(c) + b(c)) if op == '+' else (lambda c, a=a, b=b: a(c) - b(c)) if op == '-' else (lambda c, a=a, b=b: str(a(c)) + str(b(c)))
    def mul(self):
        left = self.unary()
        while True:
            op = self.take('*', '/', '//', '%')
            if not op: return left
            a, b = left, self.unary()
            left = {'*': lambda c, a=a, b=b: a(c) * b(c), '/': lambda c, a=a, b=b: a(c) / b(c), '//': lambda c, a=a, b=b: a(c) // b(c), '%': lambda c, a=a, b=b: a(c) % b(c)}[op]
    def unary(self):
        if self.take('-'):
            a = self.unary()
            return lambda c: -a(c)
        return self.postfix(self.atom())
    def arguments(self, end):
        args, named = [], {}
        while not self.take(end):
            kind, text = self.peek()
            if kind == 'w' and self.i + 1 < len(self.toks) and self.toks[self.i + 1] == ('o', '='):
                self.i += 2
                named[text] = self.ternary()
            else: args.append(self.ternary())
            if not self.take(',') and self.peek()[1] != end: raise TemplateSyntaxError(f"expected token {end!r}, got {self.peek()[1]!r}")
        return args, named
    def postfix(self, left):
        while True:
            a = left
            if self.take('.'):
                name = self.peek()[1]
                self.i += 1
                def dot(c, a=a, name=name):
                    obj = a(c)
                    if isinstance(obj, Undefined): getattr(obj, name)
                    try: return getattr(obj, name)
                    except AttributeError: return _get(obj, name)
                left = dot
            elif self.take('['):
                key = self.ternary()
                self.need(']')
                left = lambda c, a=a, key=key: _get(a(c), key(c))
            elif self.take('('):
                args, named = self.arguments(')')
                left = lambda c, a=a, args=args, named=named: a(c)(*[x(c) for x in args], **{k: x(c) for k, x in named.items()})
            elif self.take('|'):
                name = self.peek()[1]
                self.i += 1
                if name not in self.env.filters: raise TemplateSyntaxError(f'No filter named {name!r}.')
                args, named = self.arguments(')') if self.take('(') else ([], {})
                left = lambda c, a=a, f=self.env.filters[name], args=args, named=named: f(a(c), *[x(c) for x in args], **{k: x(c) for k, x in named.items()})
            else: return left
    def atom(self):
        kind, text = self.peek()
        self.i += 1
        if kind == 'n':
            value = float(text) if '.' in text else int(text)
            return lambda c: value
        if kind == 's':
            value = text[1:-1].replace("\\'", "'").replace('\\"', '"').replace('\\n', '\n')
            return lambda c: value
        if kind == 'w':
            if text in ('true', 'True'): return lambda c: True
            if text in ('false', 'False'): return lambda c: False
            if text in ('none', 'None'): return lambda c: None
            return lambda c: c[text] if text in c else Undefined(text)
        if text == '(':
            items = [self.ternary()]
            plain = True
            while self.take(','):
                plain = False
                if self.peek()[1] != ')': items.append(self.ternary())
            self.need(')')
            return items[0] if plain else (lambda c: tuple(x(c) for x in items))
        if text == '[':
            args, _ = self.arguments(']')
            return lambda c: [x(c) for x in args]
        if text == '{':
            rows = []
            while not self.take('}'):
                k = self.ternary()
                self.need(':')
                rows.append((k, self.ternary()))
                self.take(',')
            return lambda c: {k(c): v(c) for k, v in rows}
        raise TemplateSyntaxError(f"unexpected {text or 'end of template'!r}")
def _compile(text, env):
    e = _Expr(text, env)
    f = e.ternary()
    if e.i < len(e.toks): raise TemplateSyntaxError(f"expected token 'end of print statement', got {e.peek()[1]!r}")
    return f
class _Loop: pass
class Template:
    def __init__(self, source, env=None, name=None):
        self.env = env or Environment()
        self.name = name
        self.parts = []
        for piece in re.split(r'(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})', source, flags=re.S):
            if piece[:2] == '{#': continue
            if piece[:2] in ('{{', '{%'):
                inner = piece[2:-2]
                if inner.startswith('-'):
                    inner = inner[1:]
                    if self.parts and self.parts[-1][0] == 't': self.parts[-1] = ('t', self.parts[-1][1].rstrip())
                trim = inner.endswith('-')
                self.parts.append((piece[1], inner.rstrip('-').strip() if trim else inner.strip()))
                if trim: self.parts.append(('trim', ''))
            elif piece:
                if self.parts and self.parts[-1][0] == 'trim':
                    self.parts.pop()
                    piece = piece.lstrip()
                self.parts.append(('t', piece))
        self.parts = [p for p in self.parts if p[0] != 'trim']
        self.at = 0
        self.blocks = {}
        self.parent = None
        self.nodes = self.body()
    def body(self, *ends):
        nodes = []
        while self.at < len(self.parts):
            kind, text = self.parts[self.at]
            self.at += 1
            if kind == 't': nodes.append(('text', text))
            elif kind == '{': nodes.append(('expr', _compile(text, self.env)))
            else:
                word, _, rest = text.partition(' ')
                rest = rest.strip()
                if word in ends:
                    self.ended = (word, rest)
                    return nodes
                if word == 'if':
                    cases = [(_compile(rest, self.env), self.body('elif', 'else', 'endif'))]
                    while self.ended[0] == 'elif':
                        cond = _compile(self.ended[1], self.env)
                        cases.append((cond, self.body('elif', 'else', 'endif')))
                    other = self.body('endif') if self.ended[0] == 'else' else []
                    nodes.append(('if', cases, other))
                elif word == 'for':
                    names, _, over = rest.partition(' in ')
                    inner = self.body('else', 'endfor')
                    other = self.body('endfor') if self.ended[0] == 'else' else []
                    over, _, cond = over.partition(' if ')
                    nodes.append(('for', [n.strip() for n in names.split(',')], _compile(over, self.env), inner, other, _compile(cond, self.env) if cond else None))
                elif word == 'block':
                    name = rest.split()[0]
                    self.blocks[name] = self.body('endblock')
                    nodes.append(('block', name))
                elif word == 'extends': self.parent = _compile(rest, self.env)
                elif word == 'include': nodes.append(('include', _compile(rest, self.env)))
                elif word == 'set':
                    name, _, value = rest.partition('=')
                    nodes.append(('set', name.strip(), _compile(value, self.env)))
                elif word == 'with':
                    inner = self.body('endwith')
                    name, _, value = rest.partition('=')
                    nodes.append(('set', name.strip(), _compile(value, self.env)))
                    nodes += inner
                elif word == 'raw':
                    while self.parts[self.at][1] != 'endraw': self.at += 1
                    self.at += 1
                else: raise TemplateSyntaxError(f"Encountered unknown tag {word!r}.")
        if ends: raise TemplateSyntaxError(f"Unexpected end of template. Jinja was looking for the following tags: {' or '.join(repr(e) for e in ends)}.")
        return nodes
    def render(self, *args, **kwargs):
        context = {**self.env.globals, **(args[0] if args else {}), **kwargs}
        blocks = dict(self.blocks)
        template = self
        while template.parent:
            template = self.env.get_template(template.parent(context))
            blocks = {**template.blocks, **blocks}
        text = ''.join(template.run(template.nodes, context, blocks))
        return text[:-1] if text.endswith('\n') else text
    def run(self, nodes, c, blocks):
        for node in nodes:
            kind = node[0]
            if kind == 'text': yield node[1]
            elif kind == 'expr':
                value = node[1](c)
                yield str(escape(value)) if self.env.autoescape else str(value)
            elif kind == 'if':
                for cond, inner in node[1]:
                    if cond(c):
                        yield from self.run(inner, c, blocks)
                        break
                else: yield from self.run(node[2], c, blocks)
            elif kind == 'for':
                _, names, over, inner, other, cond = node
                items = list(over(c))
                if cond: items = [x for x in items if cond({**c, names[0]: x})]
                for i, item in enumerate(items):
                    loop = _Loop()
                    loop.index, loop.index0, loop.first, loop.last, loop.length, loop.revindex = i + 1, i, i == 0, i == len(items) - 1, len(items), len(items) - i
                    loop.cycle = lambda *a, i=i: a[i % len(a)]
                    scope = {**c, 'loop': loop}
                    if len(names) == 1: scope[names[0]] = item
                    else: scope.update(zip(names, item))
                    yield from self.run(inner, scope, blocks)
                if not items: yield from self.run(other, c, blocks)
            elif kind == 'block': yield from self.run(blocks.get(node[1], []), c, blocks)
            elif kind == 'include': yield self.env.get_template(node[1](c)).render(c)
            elif kind == 'set': c[node[1]] = node[2](c)
class FileSystemLoader:
    def __init__(self, searchpath): self.searchpath = searchpath
class Environment:
    def __init__(self, folder=None, loader=None, autoescape=None, **kwargs):
        self.folder = loader.searchpath if loader else folder
        self.autoescape = folder is not None if autoescape is None else bool(autoescape)
        self.filters = dict(_filters)
        self.globals = {'range': range, 'dict': dict}
    def get_template(self, name):
        path = os.path.join(self.folder or '.', name)
        if not os.path.exists(path): raise TemplateNotFound(name)
        with open(path) as f: return Template(f.read(), self, name)
    def from_string(self, source): return Template(source, self)
def select_autoescape(*args, **kwargs): return True
`;
