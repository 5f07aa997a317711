// Python's collections, functools, itertools, operator and copy, in Python: written from their documentation.
// Leaves out what small services do not call. Invariant: plain text for the interpreter; nothing here runs in the host.

export const collections = String.raw`
class OrderedDict(dict):
    def move_to_end(self, key, last=True):
        value = self.pop(key)
        self[key] = value
    def __repr__(self):
        return 'OrderedDict(' + (repr(dict(self)) if self else '') + ')'

class defaultdict(dict):
    def __init__(self, default_factory=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.default_factory = default_factory
    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self.default_factory()
        self[key] = value
        return value
    def __repr__(self):
        return f'defaultdict({self.default_factory!r}, {dict(self)!r})'

class Counter(dict):
    def __init__(self, iterable=None, **kwargs):
        super().__init__()
        self.update(iterable, **kwargs)
    def __missing__(self, key):
        return 0
    def update(self, iterable=None, **kwargs):
        if iterable is not None:
            if isinstance(iterable, dict):
                for key, n in iterable.items():
                    self[key] = self.get(key, 0) + n
            else:
                for key in iterable:
                    self[key] = self.get(key, 0) + 1
        for key, n in kwargs.items():
            self[key] = self.get(key, 0) + n
    def most_common(self, n=None):
        rows = sorted(self.items(), key=lambda row: row[1], reverse=True)
        return rows if n is None else rows[:n]
    def elements(self):
        for key, n in self.items():
            for _ in range(n):
                yield key
    def total(self):
        return sum(self.values())
    def __add__(self, other):
        made = Counter(self)
        made.update(other)
        return made
    def __repr__(self):
        if not self:
            return 'Counter()'
        return 'Counter({' + ', '.join(f'{k!r}: {v!r}' for k, v in self.most_common()) + '})'

class deque(list):
    def __init__(self, iterable=(), maxlen=None):
        self.maxlen = maxlen
        for x in iterable:
            self.append(x)
    def append(self, x):
        super().append(x)
        if self.maxlen is not None and len(self) > self.maxlen:
            self.pop(0)
    def appendleft(self, x):
        self.insert(0, x)
        if self.maxlen is not None and len(self) > self.maxlen:
            self.pop()
    def popleft(self):
        if not self:
            raise IndexError('pop from an empty deque')
        return self.pop(0)
    def extendleft(self, iterable):
        for x in iterable:
            self.appendleft(x)
    def rotate(self, n=1):
        for _ in range(n):
            self.insert(0, self.pop())
    def __repr__(self):
        return f'deque({list(self)!r}' + (f', maxlen={self.maxlen})' if self.maxlen is not None else ')')

def namedtuple(typename, field_names, rename=False, defaults=None, module=None):
    if isinstance(field_names, str):
        field_names = field_names.replace(',', ' ').split()
    names = tuple(field_names)
    filled = dict(zip(names[len(names) - len(defaults):], defaults)) if defaults else {}
    class Made(tuple):
        _fields = names
        _field_defaults = filled
        __match_args__ = names
        def __new__(cls, *args, **kwargs):
            if len(args) > len(names):
                raise TypeError(f'{typename}.__new__() takes {len(names) + 1} positional arguments but {len(args) + 1} were given')
            values = list(args)
            missing = []
            for name in names[len(args):]:
                if name in kwargs:
                    values.append(kwargs.pop(name))
                elif name in filled:
                    values.append(filled[name])
                else:
                    missing.append(repr(name))
            if missing:
                text = missing[0] if len(missing) == 1 else ' and '.join(missing) if len(missing) == 2 else ', '.join(missing[:-1]) + ', and ' + missing[-1]
                raise TypeError(f"{typename}.__new__() missing {len(missing)} required positional argument{'s' if len(missing) > 1 else ''}: {text}")
            return tuple.__new__(cls, values)
        def __repr__(self):
            return f"{type(self).__name__}(" + ', '.join(f'{k}={v!r}' for k, v in zip(names, self)) + ')'
        def _asdict(self):
            return dict(zip(names, self))
        def _replace(self, **kwargs):
            return type(self)(**{**self._asdict(), **kwargs})
        @classmethod
        def _make(cls, values):
            return cls(*values)
    for i, name in enumerate(names):
        setattr(Made, name, property(lambda self, i=i: self[i]))
    return type(typename, (Made,), {})

class ChainMap:
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]
    def __getitem__(self, key):
        for m in self.maps:
            if key in m:
                return m[key]
        raise KeyError(key)
    def get(self, key, default=None):
        for m in self.maps:
            if key in m:
                return m[key]
        return default
    def __contains__(self, key):
        return any(key in m for m in self.maps)

class UserDict(dict):
    pass
`;

export const abcCollections = String.raw`
class Hashable: pass
class Iterable: pass
class Iterator: pass
class Mapping: pass
class MutableMapping(Mapping): pass
class Sequence: pass
class MutableSequence(Sequence): pass
class Set: pass
class Callable: pass
class Generator: pass
class Awaitable: pass
`;

export const functools = String.raw`
WRAPPER_ASSIGNMENTS = ('__module__', '__name__', '__qualname__', '__doc__', '__annotations__')
def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=()):
    for name in assigned:
        try:
            setattr(wrapper, name, getattr(wrapped, name))
        except AttributeError:
            pass
    wrapper.__wrapped__ = wrapped
    return wrapper
def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=()):
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped, assigned)
    return decorate
_missing = object()
def reduce(function, iterable, initial=_missing):
    it = iter(iterable)
    if initial is _missing:
        try:
            value = next(it)
        except StopIteration:
            raise TypeError('reduce() of empty iterable with no initial value') from None
    else:
        value = initial
    for x in it:
        value = function(value, x)
    return value
class partial:
    def __init__(self, func, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords
    def __call__(self, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})
def lru_cache(maxsize=128, typed=False):
    def decorate(function):
        cache = {}
        counts = {'hits': 0, 'misses': 0}
        def wrapper(*args, **kwargs):
            key = (args, tuple(kwargs.items()))
            if key in cache:
                counts['hits'] += 1
                return cache[key]
            counts['misses'] += 1
            value = function(*args, **kwargs)
            if maxsize is not None and len(cache) >= maxsize:
                cache.pop(next(iter(cache)))
            cache[key] = value
            return value
        def cache_clear():
            cache.clear()
            counts.update(hits=0, misses=0)
        def cache_info():
            from collections import namedtuple
            return namedtuple('CacheInfo', 'hits misses maxsize currsize')(counts['hits'], counts['misses'], maxsize, len(cache))
        wrapper.cache_clear = cache_clear
        wrapper.cache_info = cache_info
        return update_wrapper(wrapper, function)
    if callable(maxsize):
        function, maxsize = maxsize, 128
        return decorate(function)
    return decorate
def cache(function):
    return lru_cache(None)(function)
class cached_property:
    def __init__(self, func):
        self.func = func
        self.__doc__ = func.__doc__
    def __set_name__(self, owner, name):
        self.name = name
    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = self.func(instance)
        instance.__setattr__(self.name, value)
        return value
def total_ordering(cls):
    names = cls.__dict__
    if '__lt__' in names:
        cls.__gt__ = lambda self, other: not (self < other or self == other)
        cls.__le__ = lambda self, other: self < other or self == other
        cls.__ge__ = lambda self, other: not self < other
    elif '__gt__' in names:
        cls.__lt__ = lambda self, other: not (self > other or self == other)
        cls.__ge__ = lambda self, other: self > other or self == other
        cls.__le__ = lambda self, other: not self > other
    return cls
def cmp_to_key(compare):
    class K:
        def __init__(self, obj):
            self.obj = obj
        def __lt__(self, other):
            return compare(self.obj, other.obj) < 0
        def __eq__(self, other):
            return compare(self.obj, other.obj) == 0
    return K
def singledispatch(func):
    registry = {}
    def wrapper(*args, **kwargs):
        for cls in type(args[0]).__mro__:
            if cls in registry:
                return registry[cls](*args, **kwargs)
        return func(*args, **kwargs)
    def register(cls):
        def decorate(f):
            registry[cls] = f
            return f
        return decorate
    wrapper.register = register
    return wrapper
`;

export const itertools = String.raw`
def count(start=0, step=1):
    while True:
        yield start
        start += step
def cycle(iterable):
    saved = list(iterable)
    while saved:
        for x in saved:
            yield x
def repeat(x, times=None):
    if times is None:
        while True:
            yield x
    for _ in range(times):
        yield x
def accumulate(iterable, func=None, *, initial=None):
    total = initial
    first = initial is None
    if not first:
        yield total
    for x in iterable:
        total = x if first else (total + x if func is None else func(total, x))
        first = False
        yield total
class chain:
    def __init__(self, *iterables):
        self._it = chain.from_iterable(iterables)
    def __iter__(self):
        return self._it
    def __next__(self):
        return next(self._it)
    @staticmethod
    def from_iterable(iterables):
        for it in iterables:
            for x in it:
                yield x
def compress(data, selectors):
    return (d for d, s in zip(data, selectors) if s)
def dropwhile(predicate, iterable):
    it = iter(iterable)
    for x in it:
        if not predicate(x):
            yield x
            break
    for x in it:
        yield x
def takewhile(predicate, iterable):
    for x in iterable:
        if not predicate(x):
            return
        yield x
def filterfalse(predicate, iterable):
    return (x for x in iterable if not (predicate(x) if predicate else x))
def groupby(iterable, key=None):
    rows = []
    current = None
    started = False
    for x in iterable:
        k = x if key is None else key(x)
        if started and k != current:
            yield current, iter(rows)
            rows = []
        current = k
        started = True
        rows.append(x)
    if started:
        yield current, iter(rows)
def islice(iterable, *args):
    s = slice(*args)
    start, stop, step = (args + (None, None))[:3] if len(args) > 1 else (0, args[0], 1)
    start = start or 0
    step = step or 1
    if stop is not None and stop <= start:
        return
    for i, x in enumerate(iterable):
        if i >= start and (i - start) % step == 0:
            yield x
        if stop is not None and i + 1 >= stop:
            return
def pairwise(iterable):
    it = iter(iterable)
    a = next(it, None)
    for b in it:
        yield a, b
        a = b
def batched(iterable, n):
    batch = []
    for x in iterable:
        batch.append(x)
        if len(batch) == n:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)
def starmap(function, iterable):
    for args in iterable:
        yield function(*args)
def tee(iterable, n=2):
    saved = list(iterable)
    return tuple(iter(saved) for _ in range(n))
def zip_longest(*iterables, fillvalue=None):
    rows = [list(it) for it in iterables]
    for i in range(max((len(r) for r in rows), default=0)):
        yield tuple(r[i] if i < len(r) else fillvalue for r in rows)
def product(*iterables, repeat=1):
    pools = [tuple(p) for p in iterables] * repeat
    result = [()]
    for pool in pools:
        result = [x + (y,) for x in result for y in pool]
    for row in result:
        yield row
def permutations(iterable, r=None):
    pool = tuple(iterable)
    n = len(pool)
    r = n if r is None else r
    for indices in product(range(n), repeat=r):
        if len(set(indices)) == r:
            yield tuple(pool[i] for i in indices)
def combinations(iterable, r):
    pool = tuple(iterable)
    n = len(pool)
    for indices in product(range(n), repeat=r):
        if all(indices[i] < indices[i + 1] for i in range(r - 1)):
            yield tuple(pool[i] for i in indices)
def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)
    for indices in product(range(len(pool)), repeat=r):
        if all(indices[i] <= indices[i + 1] for i in range(r - 1)):
            yield tuple(pool[i] for i in indices)
`;

export const operator = String.raw`
def itemgetter(*items):
    if len(items) == 1:
        return lambda obj: obj[items[0]]
    return lambda obj: tuple(obj[i] for i in items)
def attrgetter(*names):
    def get(obj, path):
        for name in path.split('.'):
            obj = getattr(obj, name)
        return obj
    if len(names) == 1:
        return lambda obj: get(obj, names[0])
    return lambda obj: tuple(get(obj, n) for n in names)
def methodcaller(name, *args, **kwargs):
    return lambda obj: getattr(obj, name)(*args, **kwargs)
def add(a, b): return a + b
def sub(a, b): return a - b
def mul(a, b): return a * b
def truediv(a, b): return a / b
def floordiv(a, b): return a // b
def mod(a, b): return a % b
def neg(a): return -a
def eq(a, b): return a == b
def ne(a, b): return a != b
def lt(a, b): return a < b
def le(a, b): return a <= b
def gt(a, b): return a > b
def ge(a, b): return a >= b
def not_(a): return not a
def contains(a, b): return b in a
def getitem(a, b): return a[b]
`;

export const copy = String.raw`
def copy(x):
    if isinstance(x, list): return list(x)
    if isinstance(x, dict): return dict(x)
    if isinstance(x, set): return set(x)
    if isinstance(x, (int, str, float, bool, tuple, bytes)) or x is None: return x
    made = type(x).__new__(type(x))
    for k, v in x.__dict__.items():
        setattr(made, k, v)
    return made
def deepcopy(x, memo=None):
    if isinstance(x, list): return [deepcopy(y) for y in x]
    if isinstance(x, dict): return {deepcopy(k): deepcopy(v) for k, v in x.items()}
    if isinstance(x, set): return {deepcopy(y) for y in x}
    if isinstance(x, tuple): return tuple(deepcopy(y) for y in x)
    if isinstance(x, (int, str, float, bool, bytes)) or x is None or callable(x): return x
    made = type(x).__new__(type(x))
    for k, v in x.__dict__.items():
        setattr(made, k, deepcopy(v))
    return made
`;
