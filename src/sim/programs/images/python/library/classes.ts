// Python's dataclasses, enum, abc, contextlib, typing, types and inspect, in Python: written from their documentation.

export const dataclasses = String.raw`
class _Missing:
    def __repr__(self):
        return '<dataclasses._MISSING_TYPE object>'
MISSING = _Missing()
class FrozenInstanceError(AttributeError):
    pass
class Field:
    def __init__(self, default=MISSING, default_factory=MISSING, init=True, repr=True, compare=True, metadata=None, kw_only=False, hash=None):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.compare = compare
        self.metadata = metadata or {}
        self.kw_only = kw_only
def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=False):
    return Field(default, default_factory, init, repr, compare, metadata, kw_only)
class InitVar:
    pass
def _process(cls, init, repr_, eq, order, frozen, kw_only):
    fields = {}
    for base in reversed(cls.__mro__):
        fields.update(base.__dict__.get('__dataclass_fields__', {}))
    for name, note in cls.__dict__.get('__annotations__', {}).items():
        if getattr(note, '__name__', '') == 'ClassVar':
            continue
        default = cls.__dict__.get(name, MISSING)
        if isinstance(default, Field):
            made = default
            if made.default is not MISSING:
                setattr(cls, name, made.default)
            else:
                delattr(cls, name)
        else:
            if isinstance(default, (list, dict, set)):
                raise ValueError(f"mutable default {type(default)} for field {name} is not allowed: use default_factory")
            made = Field(default)
        made.name = name
        made.type = note
        fields[name] = made
    cls.__dataclass_fields__ = fields
    cls.__match_args__ = tuple(f.name for f in fields.values() if f.init)
    seen = False
    for f in fields.values():
        if not f.init or kw_only:
            continue
        if f.default is not MISSING or f.default_factory is not MISSING:
            seen = True
        elif seen:
            raise TypeError(f'non-default argument {f.name!r} follows default argument')
    put = object.__setattr__
    def __init__(self, *args, **kwargs):
        shown = f'{cls.__name__}.__init__()'
        wanted = [f for f in fields.values() if f.init]
        if len(args) > len(wanted):
            needed = len([f for f in wanted if f.default is MISSING and f.default_factory is MISSING])
            takes = f'{len(wanted) + 1} positional arguments' if needed == len(wanted) else f'from {needed + 1} to {len(wanted) + 1} positional arguments'
            raise TypeError(f'{shown} takes {takes} but {len(args) + 1} were given')
        missing = []
        for i, f in enumerate(wanted):
            if i < len(args):
                if f.name in kwargs:
                    raise TypeError(f'{shown} got multiple values for argument {f.name!r}')
                value = args[i]
            elif f.name in kwargs:
                value = kwargs.pop(f.name)
            elif f.default is not MISSING:
                value = f.default
            elif f.default_factory is not MISSING:
                value = f.default_factory()
            else:
                missing.append(repr(f.name))
                continue
            put(self, f.name, value)
        if kwargs:
            raise TypeError(f'{shown} got an unexpected keyword argument {next(iter(kwargs))!r}')
        if missing:
            text = missing[0] if len(missing) == 1 else ' and '.join(missing) if len(missing) == 2 else ', '.join(missing[:-1]) + ', and ' + missing[-1]
            raise TypeError(f"{shown} missing {len(missing)} required positional argument{'s' if len(missing) > 1 else ''}: {text}")
        for f in fields.values():
            if not f.init:
                if f.default is not MISSING:
                    put(self, f.name, f.default)
                elif f.default_factory is not MISSING:
                    put(self, f.name, f.default_factory())
        if hasattr(self, '__post_init__'):
            self.__post_init__()
    def __repr__(self):
        return f"{type(self).__name__}(" + ', '.join(f'{f.name}={getattr(self, f.name)!r}' for f in fields.values() if f.repr) + ')'
    def key(self):
        return tuple(getattr(self, f.name) for f in fields.values() if f.compare)
    def __eq__(self, other):
        return key(self) == key(other) if type(other) is type(self) else NotImplemented
    own = cls.__dict__
    if init and '__init__' not in own:
        cls.__init__ = __init__
    if repr_ and '__repr__' not in own:
        cls.__repr__ = __repr__
    if eq and '__eq__' not in own:
        cls.__eq__ = __eq__
    if order:
        cls.__lt__ = lambda self, other: key(self) < key(other)
        cls.__le__ = lambda self, other: key(self) <= key(other)
        cls.__gt__ = lambda self, other: key(self) > key(other)
        cls.__ge__ = lambda self, other: key(self) >= key(other)
    if frozen:
        def refuse(self, name, value):
            raise FrozenInstanceError(f'cannot assign to field {name!r}')
        cls.__setattr__ = refuse
        cls.__hash__ = lambda self: hash(key(self))
    return cls
def dataclass(cls=None, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, slots=False, kw_only=False, match_args=True):
    def wrap(cls):
        return _process(cls, init, repr, eq, order, frozen, kw_only)
    return wrap if cls is None else wrap(cls)
def fields(obj):
    return tuple(obj.__dataclass_fields__.values())
def is_dataclass(obj):
    return hasattr(obj, '__dataclass_fields__')
def asdict(obj):
    def convert(v):
        if is_dataclass(v): return asdict(v)
        if isinstance(v, list): return [convert(x) for x in v]
        if isinstance(v, tuple): return tuple(convert(x) for x in v)
        if isinstance(v, dict): return {k: convert(x) for k, x in v.items()}
        return v
    return {f.name: convert(getattr(obj, f.name)) for f in fields(obj)}
def astuple(obj):
    return tuple(getattr(obj, f.name) for f in fields(obj))
def replace(obj, **changes):
    return type(obj)(**{**{f.name: getattr(obj, f.name) for f in fields(obj) if f.init}, **changes})
`;

export const enumeration = String.raw`
class auto:
    pass
class Enum:
    def __init_subclass__(cls, **kwargs):
        members = []
        n = 0
        plain = cls._plain() if hasattr(cls, '_plain') else None
        for name, value in list(cls.__dict__.items()):
            if name.startswith('_') or callable(value) or isinstance(value, (property, classmethod, staticmethod)):
                continue
            if isinstance(value, auto):
                value = name.lower() if plain is str else n + 1
            if isinstance(value, int):
                n = value
            made = None
            for one in members:
                if one._value_ == value:
                    made = one
            if made is None:
                made = plain.__new__(cls, value) if plain else object.__new__(cls)
                made._name_ = name
                made._value_ = value
                members.append(made)
            setattr(cls, name, made)
        cls._members(members)
    @classmethod
    def _members(cls, members):
        import _native
        _native.seal(cls, members)
    @classmethod
    def __class_getitem__(cls, name):
        import _native
        return _native.member(cls, name)
    @property
    def name(self):
        return self._name_
    @property
    def value(self):
        return self._value_
    def __repr__(self):
        return f'<{type(self).__name__}.{self._name_}: {self._value_!r}>'
    def __str__(self):
        return f'{type(self).__name__}.{self._name_}'
    def __hash__(self):
        return hash(self._name_)
class IntEnum(int, Enum):
    @classmethod
    def _plain(cls):
        return int
    def __str__(self):
        return str(self._value_)
    def __format__(self, spec):
        return format(self._value_, spec)
class StrEnum(str, Enum):
    @classmethod
    def _plain(cls):
        return str
    def __str__(self):
        return self._value_
    def __format__(self, spec):
        return format(self._value_, spec)
class Flag(Enum):
    pass
class IntFlag(IntEnum):
    pass
def unique(cls):
    return cls
`;

export const abc = String.raw`
class ABC:
    pass
class ABCMeta:
    pass
def abstractmethod(f):
    f.__isabstractmethod__ = True
    return f
`;

export const contextlib = String.raw`
class _Context:
    def __init__(self, gen):
        self.gen = gen
    def __enter__(self):
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None
    def __exit__(self, kind, value, traceback):
        if kind is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        try:
            self.gen.throw(value)
        except StopIteration:
            return True
        except BaseException as error:
            if error is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")
    def __call__(self, func):
        def inner(*args, **kwargs):
            with self:
                return func(*args, **kwargs)
        return inner
def contextmanager(func):
    def helper(*args, **kwargs):
        return _Context(func(*args, **kwargs))
    helper.__name__ = func.__name__
    return helper
class _AsyncContext:
    def __init__(self, gen):
        self.gen = gen
    async def __aenter__(self):
        return next(self.gen)
    async def __aexit__(self, kind, value, traceback):
        if kind is None:
            next(self.gen, None)
            return False
        try:
            self.gen.throw(value)
        except StopIteration:
            return True
def asynccontextmanager(func):
    def helper(*args, **kwargs):
        return _AsyncContext(func(*args, **kwargs))
    return helper
class suppress:
    def __init__(self, *exceptions):
        self.exceptions = exceptions
    def __enter__(self):
        return None
    def __exit__(self, kind, value, traceback):
        return kind is not None and issubclass(kind, self.exceptions)
class closing:
    def __init__(self, thing):
        self.thing = thing
    def __enter__(self):
        return self.thing
    def __exit__(self, *info):
        self.thing.close()
class nullcontext:
    def __init__(self, value=None):
        self.value = value
    def __enter__(self):
        return self.value
    def __exit__(self, *info):
        return None
class redirect_stdout:
    def __init__(self, target):
        self.target = target
    def __enter__(self):
        import sys
        self.old = sys.stdout
        sys.stdout = self.target
        return self.target
    def __exit__(self, *info):
        import sys
        sys.stdout = self.old
class ExitStack:
    def __init__(self):
        self.exits = []
    def enter_context(self, cm):
        value = cm.__enter__()
        self.exits.append(cm.__exit__)
        return value
    def callback(self, f, *args, **kwargs):
        self.exits.append(lambda *info: f(*args, **kwargs))
    def __enter__(self):
        return self
    def __exit__(self, *info):
        for exit in reversed(self.exits):
            exit(*info)
class ContextDecorator:
    def __call__(self, func):
        def inner(*args, **kwargs):
            with self:
                return func(*args, **kwargs)
        return inner
`;

export const typing = String.raw`
class _Form:
    def __init__(self, name):
        self.__name__ = name
    def __getitem__(self, item):
        return _Alias(self, item)
    def __call__(self, *args, **kwargs):
        return self
    def __repr__(self):
        return 'typing.' + self.__name__
    def __or__(self, other):
        return self
    def __ror__(self, other):
        return self
class _Alias(_Form):
    def __init__(self, origin, args):
        self.__name__ = origin.__name__
        self.__origin__ = origin
        self.__args__ = args if isinstance(args, tuple) else (args,)
    def __repr__(self):
        return f"typing.{self.__name__}[{', '.join(getattr(a, '__name__', repr(a)) for a in self.__args__)}]"
Any = _Form('Any')
Union = _Form('Union')
Optional = _Form('Optional')
List = _Form('List')
Dict = _Form('Dict')
Set = _Form('Set')
FrozenSet = _Form('FrozenSet')
Tuple = _Form('Tuple')
Type = _Form('Type')
Callable = _Form('Callable')
Iterable = _Form('Iterable')
Iterator = _Form('Iterator')
Generator = _Form('Generator')
AsyncGenerator = _Form('AsyncGenerator')
AsyncIterator = _Form('AsyncIterator')
Sequence = _Form('Sequence')
Mapping = _Form('Mapping')
MutableMapping = _Form('MutableMapping')
Literal = _Form('Literal')
ClassVar = _Form('ClassVar')
Final = _Form('Final')
Annotated = _Form('Annotated')
Awaitable = _Form('Awaitable')
Coroutine = _Form('Coroutine')
Self = _Form('Self')
NoReturn = _Form('NoReturn')
Hashable = _Form('Hashable')
IO = _Form('IO')
TextIO = _Form('TextIO')
ParamSpec = _Form('ParamSpec')
class Generic:
    def __class_getitem__(cls, item):
        return cls
class Protocol:
    def __class_getitem__(cls, item):
        return cls
def TypeVar(name, *constraints, **kwargs):
    return _Form(name)
def NewType(name, base):
    return lambda value: value
def cast(kind, value):
    return value
def overload(f):
    return f
def final(f):
    return f
def runtime_checkable(cls):
    return cls
def get_type_hints(obj):
    return dict(getattr(obj, '__annotations__', {}))
def get_origin(kind):
    return getattr(kind, '__origin__', None)
def get_args(kind):
    return getattr(kind, '__args__', ())
TYPE_CHECKING = False
class NamedTuple:
    def __init_subclass__(cls, **kwargs):
        from collections import namedtuple
        names = list(cls.__dict__.get('__annotations__', {}))
        defaults = {n: cls.__dict__[n] for n in names if n in cls.__dict__}
        def __init__(self, *args, **kw):
            values = dict(zip(names, args))
            values.update(kw)
            for n in names:
                object.__setattr__(self, n, values[n] if n in values else defaults[n])
        cls.__init__ = __init__
        cls.__iter__ = lambda self: iter([getattr(self, n) for n in names])
        cls.__len__ = lambda self: len(names)
        cls.__getitem__ = lambda self, i: getattr(self, names[i])
        cls.__eq__ = lambda self, other: list(self) == list(other)
        cls.__repr__ = lambda self: f"{type(self).__name__}(" + ', '.join(f'{n}={getattr(self, n)!r}' for n in names) + ')'
        cls._asdict = lambda self: {n: getattr(self, n) for n in names}
class TypedDict(dict):
    def __init_subclass__(cls, **kwargs):
        pass
`;

export const types = String.raw`
class SimpleNamespace:
    def __init__(self, **kwargs):
        for k, v in kwargs.items():
            setattr(self, k, v)
    def __repr__(self):
        return 'namespace(' + ', '.join(f'{k}={v!r}' for k, v in self.__dict__.items()) + ')'
def _f(): pass
FunctionType = type(_f)
NoneType = type(None)
ModuleType = type(__import__('sys'))
def _g(): yield
GeneratorType = type(_g())
`;

export const inspect = String.raw`
class Parameter:
    empty = object()
    def __init__(self, name, default, annotation):
        self.name = name
        self.default = default
        self.annotation = annotation
class Signature:
    def __init__(self, parameters):
        self.parameters = parameters
def signature(f):
    notes = getattr(f, '__annotations__', {})
    return Signature({n: Parameter(n, Parameter.empty, notes.get(n, Parameter.empty)) for n in f.__code__.co_varnames})
def iscoroutinefunction(f):
    code = getattr(f, '__code__', None)
    return code is not None and code.co_flags & 128 != 0
def isclass(x):
    return isinstance(x, type)
def isfunction(x):
    return type(x).__name__ == 'function'
def ismethod(x):
    return type(x).__name__ == 'method'
def getdoc(x):
    return getattr(x, '__doc__', None)
`;
