// Python's pathlib, fnmatch and datetime, in Python: from their documentation. Leaves out zones by name and Windows' paths.

export const pathlib = String.raw`
import os
class PurePath:
    def __init__(self, *parts):
        text = os.path.join(*[str(p) for p in parts]) if parts else '.'
        pieces = [p for i, p in enumerate(text.split('/')) if p not in ('', '.')]
        self._path = ('/' if text.startswith('/') else '') + '/'.join(pieces) or '.'
    def __str__(self): return self._path
    def __fspath__(self): return self._path
    def __repr__(self): return f'PosixPath({self._path!r})'
    def __truediv__(self, other): return type(self)(self._path, str(other))
    def __rtruediv__(self, other): return type(self)(str(other), self._path)
    def __eq__(self, other): return str(self) == str(other)
    def __lt__(self, other): return str(self) < str(other)
    def __hash__(self): return hash(self._path)
    @property
    def name(self): return '' if self._path in ('/', '.') else self._path.rsplit('/', 1)[-1]
    @property
    def parent(self): return type(self)(os.path.dirname(self._path) or '.')
    @property
    def parents(self):
        out = []
        p = self
        while str(p.parent) != str(p):
            p = p.parent
            out.append(p)
        return out
    @property
    def suffix(self): return os.path.splitext(self.name)[1]
    @property
    def stem(self): return os.path.splitext(self.name)[0]
    @property
    def parts(self): return tuple((['/'] if self._path.startswith('/') else []) + [p for p in self._path.split('/') if p])
    def joinpath(self, *others): return type(self)(self._path, *others)
    def with_suffix(self, s): return type(self)(os.path.join(str(self.parent), self.stem + s))
    def with_name(self, n): return type(self)(os.path.join(str(self.parent), n))
    def is_absolute(self): return self._path.startswith('/')
    def as_posix(self): return self._path
    def relative_to(self, other):
        o = str(other).rstrip('/') + '/'
        if not self._path.startswith(o): raise ValueError(f'{self._path!r} is not in the subpath of {str(other)!r}')
        return type(self)(self._path[len(o):])
class Path(PurePath):
    @classmethod
    def cwd(cls): return cls(os.getcwd())
    @classmethod
    def home(cls): return cls(os.path.expanduser('~'))
    def exists(self): return os.path.exists(self._path)
    def is_file(self): return os.path.isfile(self._path)
    def is_dir(self): return os.path.isdir(self._path)
    def read_text(self, encoding=None):
        with open(self._path) as f: return f.read()
    def read_bytes(self):
        with open(self._path, 'rb') as f: return f.read()
    def write_text(self, text, encoding=None):
        with open(self._path, 'w') as f: return f.write(text)
    def write_bytes(self, data):
        with open(self._path, 'wb') as f: return f.write(data)
    def open(self, mode='r', **kwargs): return open(self._path, mode)
    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        if parents or exist_ok:
            if not exist_ok and self.exists(): os.mkdir(self._path)
            os.makedirs(self._path, exist_ok=True)
        else: os.mkdir(self._path)
    def unlink(self, missing_ok=False):
        if missing_ok and not self.exists(): return
        os.remove(self._path)
    def rmdir(self): os.rmdir(self._path)
    def rename(self, to): os.rename(self._path, str(to)); return Path(to)
    def touch(self, exist_ok=True):
        with open(self._path, 'a'): pass
    def resolve(self): return Path(os.path.abspath(self._path))
    def absolute(self): return Path(os.path.abspath(self._path))
    def expanduser(self): return Path(os.path.expanduser(self._path))
    def iterdir(self): return (self / n for n in os.listdir(self._path))
    def glob(self, pattern):
        import fnmatch
        if pattern.startswith('**/'):
            return self.rglob(pattern[3:])
        return [p for p in sorted(self.iterdir()) if fnmatch.fnmatch(p.name, pattern)]
    def rglob(self, pattern):
        import fnmatch
        out = []
        for p in sorted(self.iterdir()):
            if fnmatch.fnmatch(p.name, pattern): out.append(p)
            if p.is_dir(): out += p.rglob(pattern)
        return out
    def stat(self): return os.stat(self._path)
PosixPath = Path
PurePosixPath = PurePath
`;
export const fnmatch = String.raw`
import re
def translate(pattern):
    return '(?s:' + ''.join('.*' if c == '*' else '.' if c == '?' else re.escape(c) for c in pattern) + r')\Z'
def fnmatch(name, pattern): return re.match(translate(pattern), name) is not None
fnmatchcase = fnmatch
def filter(names, pattern): return [n for n in names if fnmatch(n, pattern)]
`;
export const datetime = String.raw`
import time as _time
MINYEAR = 1
MAXYEAR = 9999
def _days(y, m, d):
    y -= m <= 2
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (m + (-3 if m > 2 else 9)) + 2) // 5 + d - 1
    doe = yoe * 365 + yoe // 4 - yoe // 100 + doy
    return era * 146097 + doe - 719468
def _civil(z):
    z += 719468
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    y = yoe + era * 400
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    d = doy - (153 * mp + 2) // 5 + 1
    m = mp + (3 if mp < 10 else -9)
    return y + (m <= 2), m, d
class timedelta:
    def __init__(self, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        us = round((((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds) * 1000000 + milliseconds * 1000 + microseconds)
        self._us = us
        self.days, rest = divmod(us, 86400000000)
        self.seconds, self.microseconds = divmod(rest, 1000000)
    def total_seconds(self): return self._us / 1000000
    def __add__(self, other): return timedelta(microseconds=self._us + other._us) if isinstance(other, timedelta) else other + self
    def __sub__(self, other): return timedelta(microseconds=self._us - other._us)
    def __mul__(self, n): return timedelta(microseconds=self._us * n)
    __rmul__ = __mul__
    def __truediv__(self, other): return self._us / other._us if isinstance(other, timedelta) else timedelta(microseconds=self._us / other)
    def __neg__(self): return timedelta(microseconds=-self._us)
    def __abs__(self): return timedelta(microseconds=abs(self._us))
    def __eq__(self, other): return isinstance(other, timedelta) and self._us == other._us
    def __lt__(self, other): return self._us < other._us
    def __le__(self, other): return self._us <= other._us
    def __gt__(self, other): return self._us > other._us
    def __ge__(self, other): return self._us >= other._us
    def __bool__(self): return self._us != 0
    def __hash__(self): return hash(self._us)
    def __str__(self):
        mm, ss = divmod(self.seconds, 60)
        hh, mm = divmod(mm, 60)
        text = f'{hh}:{mm:02d}:{ss:02d}'
        if self.days: text = f"{self.days} day{'s' if abs(self.days) != 1 else ''}, {text}"
        return text + (f'.{self.microseconds:06d}' if self.microseconds else '')
    def __repr__(self):
        parts = [f'{k}={v}' for k, v in (('days', self.days), ('seconds', self.seconds), ('microseconds', self.microseconds)) if v]
        return f"datetime.timedelta({', '.join(parts) or '0'})"
class tzinfo: pass
class timezone(tzinfo):
    def __init__(self, offset, name=None):
        self._offset = offset
        self._name = name
    def utcoffset(self, dt): return self._offset
    def tzname(self, dt):
        if self._name: return self._name
        if not self._offset: return 'UTC'
        s = int(self._offset.total_seconds())
        sign = '-' if s < 0 else '+'
        return f'UTC{sign}{abs(s) // 3600:02d}:{abs(s) // 60 % 60:02d}'
    def __repr__(self): return 'datetime.timezone.utc' if not self._offset else f'datetime.timezone({self._offset!r})'
    def __str__(self): return self.tzname(None)
    def __eq__(self, other): return isinstance(other, timezone) and self._offset == other._offset
timezone.utc = timezone(timedelta(0))
UTC = timezone.utc
class date:
    def __init__(self, year, month, day):
        if not 1 <= month <= 12: raise ValueError('month must be in 1..12')
        if not 1 <= day <= 31 or _civil(_days(year, month, day)) != (year, month, day): raise ValueError('day is out of range for month')
        self.year = year
        self.month = month
        self.day = day
    @classmethod
    def today(cls):
        return cls.fromtimestamp(_time.time())
    @classmethod
    def fromtimestamp(cls, t):
        return date(*_civil(int(t // 86400)))
    @classmethod
    def fromisoformat(cls, text):
        try:
            return date(int(text[0:4]), int(text[5:7]), int(text[8:10]))
        except (ValueError, IndexError):
            raise ValueError(f'Invalid isoformat string: {text!r}') from None
    def toordinal(self): return _days(self.year, self.month, self.day) + 719163
    def weekday(self): return (_days(self.year, self.month, self.day) + 3) % 7
    def isoweekday(self): return self.weekday() + 1
    def isoformat(self): return f'{self.year:04d}-{self.month:02d}-{self.day:02d}'
    def strftime(self, fmt): return _time._format(fmt, self._stamp())
    def _stamp(self): return _days(self.year, self.month, self.day) * 86400
    def replace(self, year=None, month=None, day=None): return date(year or self.year, month or self.month, day or self.day)
    def __str__(self): return self.isoformat()
    def __repr__(self): return f'datetime.date({self.year}, {self.month}, {self.day})'
    def __format__(self, spec): return self.strftime(spec) if spec else str(self)
    def __add__(self, delta): return date(*_civil(_days(self.year, self.month, self.day) + delta.days))
    def __sub__(self, other):
        if isinstance(other, timedelta): return date(*_civil(_days(self.year, self.month, self.day) - other.days))
        return timedelta(days=self.toordinal() - other.toordinal())
    def __eq__(self, other): return isinstance(other, date) and self._key() == other._key()
    def __lt__(self, other): return self._key() < other._key()
    def __le__(self, other): return self._key() <= other._key()
    def __gt__(self, other): return self._key() > other._key()
    def __ge__(self, other): return self._key() >= other._key()
    def __hash__(self): return hash(self._key())
    def _key(self): return (self.year, self.month, self.day)
class time:
    def __init__(self, hour=0, minute=0, second=0, microsecond=0, tzinfo=None):
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
        self.tzinfo = tzinfo
    def isoformat(self): return f'{self.hour:02d}:{self.minute:02d}:{self.second:02d}' + (f'.{self.microsecond:06d}' if self.microsecond else '')
    def __str__(self): return self.isoformat()
class datetime(date):
    def __init__(self, year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None):
        super().__init__(year, month, day)
        if not 0 <= hour <= 23: raise ValueError('hour must be in 0..23')
        if not 0 <= minute <= 59: raise ValueError('minute must be in 0..59')
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
        self.tzinfo = tzinfo
    @classmethod
    def _of(cls, us, tz=None):
        days, rest = divmod(us, 86400000000)
        s, micro = divmod(rest, 1000000)
        return datetime(*_civil(days), s // 3600, s // 60 % 60, s % 60, micro, tz)
    @classmethod
    def now(cls, tz=None):
        us = _time.time_ns() // 1000
        return cls._of(us + (tz.utcoffset(None)._us if tz else 0), tz)
    @classmethod
    def utcnow(cls): return cls._of(_time.time_ns() // 1000)
    today = now
    @classmethod
    def fromtimestamp(cls, t, tz=None): return cls._of(round(t * 1000000) + (tz.utcoffset(None)._us if tz else 0), tz)
    utcfromtimestamp = fromtimestamp
    @classmethod
    def combine(cls, d, t): return datetime(d.year, d.month, d.day, t.hour, t.minute, t.second, t.microsecond)
    @classmethod
    def fromisoformat(cls, text):
        import re
        m = re.match(r'(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:\d\d)?)?$', text)
        if not m: raise ValueError(f'Invalid isoformat string: {text!r}')
        g = m.groups()
        tz = None
        if g[7]: tz = timezone.utc if g[7] == 'Z' else timezone((1 if g[7][0] == '+' else -1) * timedelta(hours=int(g[7][1:3]), minutes=int(g[7][4:6])))
        return datetime(int(g[0]), int(g[1]), int(g[2]), int(g[3] or 0), int(g[4] or 0), int(g[5] or 0), int((g[6] or '0').ljust(6, '0')), tz)
    @classmethod
    def strptime(cls, text, fmt):
        return cls._of(_time._parse(text, fmt))
    def _us(self): return (_days(self.year, self.month, self.day) * 86400 + self.hour * 3600 + self.minute * 60 + self.second) * 1000000 + self.microsecond
    def _utc(self): return self._us() - (self.tzinfo.utcoffset(None)._us if self.tzinfo else 0)
    def _stamp(self): return self._us() / 1000000
    def timestamp(self): return self._utc() / 1000000
    def date(self): return date(self.year, self.month, self.day)
    def time(self): return time(self.hour, self.minute, self.second, self.microsecond)
    def utcoffset(self): return self.tzinfo.utcoffset(None) if self.tzinfo else None
    def astimezone(self, tz=None):
        tz = tz or timezone.utc
        return datetime._of(self._utc() + tz.utcoffset(None)._us, tz)
    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None, tzinfo=False):
        pick = lambda a, b: b if a is None else a
        return datetime(pick(year, self.year), pick(month, self.month), pick(day, self.day), pick(hour, self.hour), pick(minute, self.minute), pick(second, self.second), pick(microsecond, self.microsecond), self.tzinfo if tzinfo is False else tzinfo)
    def isoformat(self, sep='T', timespec='auto'):
        text = f'{self.year:04d}-{self.month:02d}-{self.day:02d}{sep}{self.hour:02d}:{self.minute:02d}:{self.second:02d}'
        if timespec == 'milliseconds': text += f'.{self.microsecond // 1000:03d}'
        elif timespec == 'microseconds' or (timespec == 'auto' and self.microsecond): text += f'.{self.microsecond:06d}'
        if self.tzinfo:
            s = int(self.tzinfo.utcoffset(None).total_seconds())
            text += f"{'-' if s < 0 else '+'}{abs(s) // 3600:02d}:{abs(s) // 60 % 60:02d}"
        return text
    def strftime(self, fmt):
        if self.tzinfo:
            fmt = fmt.replace('%z', self.isoformat()[-6:].replace(':', '')).replace('%Z', self.tzinfo.tzname(None))
        else:
            fmt = fmt.replace('%z', '').replace('%Z', '')
        return _time._format(fmt.replace('%f', f'{self.microsecond:06d}'), self._stamp())
    def __str__(self): return self.isoformat(' ')
    def __repr__(self):
        parts = [self.year, self.month, self.day, self.hour, self.minute]
        if self.second or self.microsecond: parts.append(self.second)
        if self.microsecond: parts.append(self.microsecond)
        return f"datetime.datetime({', '.join(str(p) for p in parts)}{', tzinfo=' + repr(self.tzinfo) if self.tzinfo else ''})"
    def __add__(self, delta): return datetime._of(self._us() + delta._us, self.tzinfo)
    def __sub__(self, other):
        if isinstance(other, timedelta): return datetime._of(self._us() - other._us, self.tzinfo)
        if (self.tzinfo is None) != (other.tzinfo is None): raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        return timedelta(microseconds=self._utc() - other._utc())
    def _key(self): return self._utc()
`;
