// Python's string, textwrap, html, io, base64's companions, argparse, logging, traceback and warnings, in Python: from their documentation.

export const string = String.raw`
ascii_lowercase = 'abcdefghijklmnopqrstuvwxyz'
ascii_uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
ascii_letters = ascii_lowercase + ascii_uppercase
digits = '0123456789'
hexdigits = '0123456789abcdefABCDEF'
octdigits = '01234567'
punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_' + chr(96) + '{|}~'
whitespace = ' \t\n\r\x0b\x0c'
printable = digits + ascii_letters + punctuation + whitespace
def capwords(s, sep=None):
    return (sep or ' ').join(x.capitalize() for x in s.split(sep))
class Template:
    def __init__(self, template):
        self.template = template
    def substitute(self, mapping={}, **kwargs):
        import re
        values = {**mapping, **kwargs}
        def put(m):
            if m.group(1): return '$'
            return str(values[m.group(2) or m.group(3)])
        return re.sub(r'\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})', put, self.template)
    def safe_substitute(self, mapping={}, **kwargs):
        import re
        values = {**mapping, **kwargs}
        def put(m):
            if m.group(1): return '$'
            name = m.group(2) or m.group(3)
            return str(values[name]) if name in values else m.group(0)
        return re.sub(r'\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})', put, self.template)
`;
export const textwrap = String.raw`
def dedent(text):
    lines = text.split('\n')
    margins = [len(l) - len(l.lstrip()) for l in lines if l.strip()]
    margin = min(margins) if margins else 0
    return '\n'.join(l[margin:] if l.strip() else '' for l in lines)
def indent(text, prefix):
    return ''.join(prefix + l if l.strip() else l for l in text.splitlines(True))
def wrap(text, width=70):
    lines = []
    line = ''
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = line + ' ' + word if line else word
    if line:
        lines.append(line)
    return lines
def fill(text, width=70):
    return '\n'.join(wrap(text, width))
def shorten(text, width, placeholder=' [...]'):
    text = ' '.join(text.split())
    if len(text) <= width:
        return text
    out = ''
    for word in text.split():
        if len(out) + 1 + len(word) + len(placeholder) > width:
            break
        out = out + ' ' + word if out else word
    return out + placeholder
`;
export const html = String.raw`
def escape(s, quote=True):
    s = s.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
    if quote:
        s = s.replace('"', '&quot;').replace("'", '&#x27;')
    return s
def unescape(s):
    return s.replace('&lt;', '<').replace('&gt;', '>').replace('&quot;', '"').replace('&#x27;', "'").replace('&#39;', "'").replace('&amp;', '&')
`;
export const io = String.raw`
class StringIO:
    def __init__(self, initial=''):
        self._text = initial
        self._at = 0
    def write(self, s):
        self._text = self._text[:self._at] + s + self._text[self._at + len(s):] if self._at < len(self._text) else self._text + s
        self._at += len(s)
        return len(s)
    def read(self, n=-1):
        part = self._text[self._at:] if n is None or n < 0 else self._text[self._at:self._at + n]
        self._at += len(part)
        return part
    def readline(self):
        i = self._text.find('\n', self._at)
        end = len(self._text) if i < 0 else i + 1
        part = self._text[self._at:end]
        self._at = end
        return part
    def readlines(self):
        return list(self)
    def getvalue(self):
        return self._text
    def seek(self, n, whence=0):
        self._at = n if whence == 0 else len(self._text)
        return self._at
    def tell(self):
        return self._at
    def flush(self): pass
    def close(self): pass
    def isatty(self): return False
    def __iter__(self):
        while True:
            line = self.readline()
            if not line:
                return
            yield line
    def __enter__(self): return self
    def __exit__(self, *info): pass
class BytesIO(StringIO):
    def __init__(self, initial=b''):
        self._text = initial
        self._at = 0
    def readline(self):
        i = self._text.find(b'\n', self._at)
        end = len(self._text) if i < 0 else i + 1
        part = self._text[self._at:end]
        self._at = end
        return part
`;
export const traceback = String.raw`
import sys
def format_exc(limit=None):
    import _traceback
    return _traceback.format()
def print_exc(limit=None, file=None):
    print(format_exc(), file=file or sys.stderr, end='')
def format_exception(kind, value=None, tb=None):
    return [format_exc()]
def format_exception_only(kind, value=None):
    value = value if value is not None else kind
    return [f'{type(value).__name__}: {value}\n' if str(value) else f'{type(value).__name__}\n']
def print_exception(*args, **kwargs):
    print_exc()
`;
export const warnings = String.raw`
import sys
def warn(message, category=UserWarning, stacklevel=1, source=None):
    name = getattr(category, '__name__', 'UserWarning')
    print(f'{name}: {message}', file=sys.stderr)
def filterwarnings(*args, **kwargs): pass
def simplefilter(*args, **kwargs): pass
class catch_warnings:
    def __init__(self, *args, **kwargs): pass
    def __enter__(self): return []
    def __exit__(self, *info): pass
`;
export const logging = String.raw`
import sys, time, os
CRITICAL = FATAL = 50
ERROR = 40
WARNING = WARN = 30
INFO = 20
DEBUG = 10
NOTSET = 0
_names = {50: 'CRITICAL', 40: 'ERROR', 30: 'WARNING', 20: 'INFO', 10: 'DEBUG', 0: 'NOTSET'}
_levels = {'CRITICAL': 50, 'FATAL': 50, 'ERROR': 40, 'WARN': 30, 'WARNING': 30, 'INFO': 20, 'DEBUG': 10, 'NOTSET': 0}
BASIC_FORMAT = '%(levelname)s:%(name)s:%(message)s'
def getLevelName(level):
    if isinstance(level, str):
        return _levels.get(level, 'Level ' + level)
    return _names.get(level, f'Level {level}')
def addLevelName(level, name):
    _names[level] = name
    _levels[name] = level
def _level(level):
    if isinstance(level, str):
        if level not in _levels:
            raise ValueError(f'Unknown level: {level!r}')
        return _levels[level]
    return level
class LogRecord:
    def __init__(self, name, level, msg, args, exc_info=None, extra=None):
        self.name = name
        self.levelno = level
        self.levelname = getLevelName(level)
        self.msg = msg
        self.args = args
        self.created = time.time()
        self.msecs = int(self.created % 1 * 1000)
        self.exc_info = exc_info
        self.process = os.getpid()
        self.processName = 'MainProcess'
        self.threadName = 'MainThread'
        self.thread = 140000000000
        self.module = 'app'
        self.filename = 'app.py'
        self.pathname = 'app.py'
        self.funcName = '<module>'
        self.lineno = 1
        self.exc_text = None
        for k, v in (extra or {}).items():
            setattr(self, k, v)
    def getMessage(self):
        text = str(self.msg)
        if self.args:
            args = self.args[0] if len(self.args) == 1 and isinstance(self.args[0], dict) and self.args[0] else self.args
            text = text % args
        return text
class Formatter:
    def __init__(self, fmt=None, datefmt=None, style='%', validate=True):
        self._fmt = fmt or {'%': '%(message)s', '{': '{message}', '$': '$message'}[style]
        self.datefmt = datefmt
        self._style = style
    def formatTime(self, record, datefmt=None):
        t = time.localtime(record.created)
        if datefmt:
            return time.strftime(datefmt, t)
        return time.strftime('%Y-%m-%d %H:%M:%S', t) + f',{record.msecs:03d}'
    def formatException(self, info):
        import traceback
        return traceback.format_exc().rstrip('\n')
    def format(self, record):
        record.message = record.getMessage()
        if 'asctime' in self._fmt:
            record.asctime = self.formatTime(record, self.datefmt)
        values = dict(record.__dict__)
        if self._style == '{':
            text = self._fmt.format(**values)
        elif self._style == '$':
            from string import Template
            text = Template(self._fmt).substitute(values)
        else:
            text = self._fmt % values
        if record.exc_info:
            text += '\n' + self.formatException(record.exc_info)
        return text
class Handler:
    def __init__(self, level=NOTSET):
        self.level = _level(level)
        self.formatter = None
        self.filters = []
    def setLevel(self, level):
        self.level = _level(level)
    def setFormatter(self, fmt):
        self.formatter = fmt
    def addFilter(self, f):
        self.filters.append(f)
    def format(self, record):
        return (self.formatter or Formatter()).format(record)
    def handle(self, record):
        for f in self.filters:
            if not (f.filter(record) if hasattr(f, 'filter') else f(record)):
                return
        self.emit(record)
    def emit(self, record):
        raise NotImplementedError('emit must be implemented by Handler subclasses')
    def flush(self): pass
    def close(self): pass
class StreamHandler(Handler):
    def __init__(self, stream=None):
        super().__init__()
        self.stream = stream or sys.stderr
    def emit(self, record):
        self.stream.write(self.format(record) + '\n')
        self.stream.flush()
class FileHandler(StreamHandler):
    def __init__(self, filename, mode='a', encoding=None, delay=False):
        super().__init__(open(filename, mode))
class NullHandler(Handler):
    def emit(self, record): pass
class Filter:
    def __init__(self, name=''):
        self.name = name
    def filter(self, record):
        return True
class Logger:
    def __init__(self, name, level=NOTSET):
        self.name = name
        self.level = level
        self.parent = None
        self.handlers = []
        self.propagate = True
        self.disabled = False
        self.filters = []
    def setLevel(self, level):
        self.level = _level(level)
    def getEffectiveLevel(self):
        logger = self
        while logger:
            if logger.level:
                return logger.level
            logger = logger.parent
        return NOTSET
    def isEnabledFor(self, level):
        return level >= self.getEffectiveLevel()
    def addHandler(self, handler):
        if handler not in self.handlers:
            self.handlers.append(handler)
    def removeHandler(self, handler):
        if handler in self.handlers:
            self.handlers.remove(handler)
    def addFilter(self, f):
        self.filters.append(f)
    def hasHandlers(self):
        logger = self
        while logger:
            if logger.handlers:
                return True
            logger = logger.parent
        return False
    def _log(self, level, msg, args, exc_info=None, extra=None, stack_info=False, stacklevel=1):
        if self.disabled or not self.isEnabledFor(level):
            return
        record = LogRecord(self.name, level, msg, args, exc_info if exc_info else None, extra)
        for f in self.filters:
            if not (f.filter(record) if hasattr(f, 'filter') else f(record)):
                return
        logger = self
        found = False
        while logger:
            for handler in logger.handlers:
                found = True
                if level >= handler.level:
                    handler.handle(record)
            logger = logger.parent if logger.propagate else None
        if not found and level >= WARNING:
            print(record.getMessage(), file=sys.stderr)
            if record.exc_info:
                import traceback
                traceback.print_exc()
    def debug(self, msg, *args, **kwargs): self._log(DEBUG, msg, args, **kwargs)
    def info(self, msg, *args, **kwargs): self._log(INFO, msg, args, **kwargs)
    def warning(self, msg, *args, **kwargs): self._log(WARNING, msg, args, **kwargs)
    warn = warning
    def error(self, msg, *args, **kwargs): self._log(ERROR, msg, args, **kwargs)
    def exception(self, msg, *args, **kwargs): self._log(ERROR, msg, args, **{'exc_info': True, **kwargs})
    def critical(self, msg, *args, **kwargs): self._log(CRITICAL, msg, args, **kwargs)
    fatal = critical
    def log(self, level, msg, *args, **kwargs): self._log(level, msg, args, **kwargs)
    def getChild(self, suffix):
        return getLogger(self.name + '.' + suffix if self.name != 'root' else suffix)
    def __repr__(self):
        return f'<Logger {self.name} ({getLevelName(self.getEffectiveLevel())})>'
root = Logger('root', WARNING)
_loggers = {}
def getLogger(name=None):
    if not name or name == 'root':
        return root
    if name not in _loggers:
        made = Logger(name)
        _loggers[name] = made
        made.parent = getLogger(name.rsplit('.', 1)[0]) if '.' in name else root
    return _loggers[name]
def basicConfig(*, filename=None, filemode='a', format=BASIC_FORMAT, datefmt=None, style='%', level=None, stream=None, handlers=None, force=False, encoding=None):
    if force:
        root.handlers = []
    if not root.handlers:
        made = handlers or [FileHandler(filename, filemode) if filename else StreamHandler(stream)]
        for handler in made:
            if handler.formatter is None:
                handler.setFormatter(Formatter(format, datefmt, style))
            root.addHandler(handler)
    if level is not None:
        root.setLevel(level)
def _rooted(name):
    def log(msg, *args, **kwargs):
        if not root.handlers:
            basicConfig()
        getattr(root, name)(msg, *args, **kwargs)
    return log
debug = _rooted('debug')
info = _rooted('info')
warning = warn = _rooted('warning')
error = _rooted('error')
exception = _rooted('exception')
critical = fatal = _rooted('critical')
def log(level, msg, *args, **kwargs):
    if not root.handlers:
        basicConfig()
    root.log(level, msg, *args, **kwargs)
def disable(level=CRITICAL):
    root.disabled = True
def captureWarnings(on): pass
`;
