// Python's threading, queue, subprocess and asyncio, in Python: from their documentation.
// FIDELITY: a thread runs to its end when it is started; asyncio runs one task at a time.

export const threading = String.raw`
_count = 0
class _Lock:
    def acquire(self, blocking=True, timeout=-1): return True
    def release(self): pass
    def locked(self): return False
    def __enter__(self): return True
    def __exit__(self, *info): pass
def Lock(): return _Lock()
RLock = Lock
class Semaphore(_Lock):
    def __init__(self, value=1): pass
class Condition(_Lock):
    def notify(self, n=1): pass
    notify_all = notify
    def wait(self, timeout=None): return True
class Event:
    def __init__(self): self._flag = False
    def set(self): self._flag = True
    def clear(self): self._flag = False
    def is_set(self): return self._flag
    def wait(self, timeout=None):
        if not self._flag and timeout:
            import time
            time.sleep(timeout)
        return self._flag
class Thread:
    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        global _count
        _count += 1
        self.name = name or f"Thread-{_count}" + (f" ({target.__name__})" if target is not None and hasattr(target, '__name__') else '')
        self._target = target
        self._args = args
        self._kwargs = kwargs or {}
        self.daemon = bool(daemon)
        self._done = False
    def run(self):
        if self._target:
            self._target(*self._args, **self._kwargs)
    def start(self):
        global _now
        before = _now
        _now = self
        try:
            self.run()
        except SystemExit:
            pass
        except Exception:
            import sys, traceback
            print(f'Exception in thread {self.name}:\n' + traceback.format_exc(), end='', file=sys.stderr)
        _now = before
        self._done = True
    def join(self, timeout=None): pass
    def is_alive(self): return False
class _Main:
    name = 'MainThread'
    daemon = False
    ident = 1
_main = _Main()
_now = _main
def current_thread(): return _now
def main_thread(): return _main
def get_ident(): return 140000000000
def active_count(): return 1
class local: pass
class Timer(Thread): pass
`;
export const queue = String.raw`
class Empty(Exception): pass
class Full(Exception): pass
class Queue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self._items = []
    def put(self, item, block=True, timeout=None):
        if self.maxsize and len(self._items) >= self.maxsize: raise Full
        self._items.append(item)
    put_nowait = put
    def get(self, block=True, timeout=None):
        if not self._items: raise Empty
        return self._items.pop(0)
    get_nowait = get
    def empty(self): return not self._items
    def qsize(self): return len(self._items)
    def task_done(self): pass
    def join(self): pass
class LifoQueue(Queue):
    def get(self, block=True, timeout=None):
        if not self._items: raise Empty
        return self._items.pop()
class PriorityQueue(Queue):
    def get(self, block=True, timeout=None):
        if not self._items: raise Empty
        self._items.sort()
        return self._items.pop(0)
`;
export const subprocess = String.raw`
import _native
PIPE = -1
STDOUT = -2
DEVNULL = -3
class SubprocessError(Exception): pass
class CalledProcessError(SubprocessError):
    def __init__(self, returncode, cmd, output=None, stderr=None):
        self.returncode = returncode
        self.cmd = cmd
        self.output = self.stdout = output
        self.stderr = stderr
    def __str__(self):
        return f'Command {self.cmd!r} returned non-zero exit status {self.returncode}.'
class TimeoutExpired(SubprocessError): pass
class CompletedProcess:
    def __init__(self, args, returncode, stdout=None, stderr=None):
        self.args = args
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr
    def check_returncode(self):
        if self.returncode: raise CalledProcessError(self.returncode, self.args, self.stdout, self.stderr)
    def __repr__(self):
        parts = [f'args={self.args!r}', f'returncode={self.returncode!r}']
        if self.stdout is not None: parts.append(f'stdout={self.stdout!r}')
        if self.stderr is not None: parts.append(f'stderr={self.stderr!r}')
        return f"CompletedProcess({', '.join(parts)})"
def run(args, *, stdin=None, input=None, stdout=None, stderr=None, capture_output=False, shell=False, cwd=None, timeout=None, check=False, encoding=None, errors=None, text=None, env=None, universal_newlines=None):
    argv = ['/bin/sh', '-c', args] if shell else [args] if isinstance(args, str) else [str(a) for a in args]
    if capture_output: stdout = stderr = PIPE
    code, out, err = _native.run(argv, cwd, env, stdout in (PIPE, DEVNULL), stderr in (PIPE, DEVNULL), stderr == STDOUT, input if not isinstance(input, str) else input.encode())
    plain = text or encoding or universal_newlines
    out = (out.decode() if plain else out) if stdout == PIPE else None
    err = (err.decode() if plain else err) if stderr == PIPE else None
    done = CompletedProcess(args, code, out, err)
    if check: done.check_returncode()
    return done
def check_output(args, **kwargs): return run(args, stdout=PIPE, check=True, **kwargs).stdout
def check_call(args, **kwargs): return run(args, check=True, **kwargs).returncode
def call(args, **kwargs): return run(args, **kwargs).returncode
def getoutput(cmd): return run(cmd, shell=True, stdout=PIPE, stderr=STDOUT, text=True).stdout.rstrip('\n')
class Popen:
    def __init__(self, args, **kwargs):
        done = run(args, **{k: v for k, v in kwargs.items() if k in ('stdout', 'stderr', 'shell', 'cwd', 'env', 'text')})
        self.args = args
        self.returncode = done.returncode
        self._done = done
        self.pid = 0
    def communicate(self, input=None, timeout=None): return self._done.stdout, self._done.stderr
    def wait(self, timeout=None): return self.returncode
    def poll(self): return self.returncode
    def terminate(self): pass
    kill = terminate
`;
export const asyncio = String.raw`
import time as _time
class CancelledError(BaseException): pass
TimeoutError = TimeoutError
class _Sleep:
    def __init__(self, seconds, result): self.seconds = seconds; self.result = result
class Future:
    def __init__(self):
        self._done = False
        self._result = None
        self._error = None
    def done(self): return self._done
    def result(self):
        if self._error: raise self._error
        return self._result
    def set_result(self, value): self._result = value; self._done = True
    def cancel(self, msg=None): self._done = True; self._error = CancelledError()
    def cancelled(self): return isinstance(self._error, CancelledError)
    def __await__(self): return _wait(self)
def _wait(future):
    while not future._done:
        yield future
    return future.result()
class Task(Future):
    def __init__(self, coro, name=None):
        super().__init__()
        self._coro = coro
        self._wake = 0
        self._on = None
        self._name = name
    def get_name(self): return self._name
_tasks = []
def create_task(coro, name=None):
    task = Task(coro, name or f'Task-{len(_tasks) + 1}')
    _tasks.append(task)
    return task
ensure_future = create_task
def _pause(value):
    return (yield value)
async def sleep(seconds, result=None):
    await _Awaitable(_Sleep(seconds, result))
    return result
class _Awaitable:
    def __init__(self, value): self.value = value
    def __await__(self): return _pause(self.value)
def _step(task):
    try:
        got = task._coro.send(None)
    except StopIteration as stop:
        task.set_result(stop.value)
        return
    except BaseException as error:
        task._error = error
        task._done = True
        return
    task._on = None
    task._wake = 0
    if isinstance(got, _Sleep): task._wake = _time.monotonic() + got.seconds
    elif isinstance(got, Future): task._on = got
def _run_until(main):
    while not main._done:
        ready = [t for t in _tasks if not t._done and (t._on is None or t._on._done) and t._wake <= _time.monotonic()]
        for task in ready:
            if not task._done: _step(task)
        if not ready:
            later = [t._wake for t in _tasks if not t._done and t._on is None]
            if not later: raise RuntimeError('Event loop stopped before Future completed.')
            _time.sleep(max(0, min(later) - _time.monotonic()))
    return main.result()
def run(coro, *, debug=None):
    main = create_task(coro)
    try:
        return _run_until(main)
    finally:
        _tasks.clear()
async def gather(*aws, return_exceptions=False):
    tasks = [a if isinstance(a, Future) else create_task(a) for a in aws]
    out = []
    for t in tasks:
        try:
            out.append(await t)
        except Exception as error:
            if not return_exceptions: raise
            out.append(error)
    return out
async def wait_for(aw, timeout):
    task = aw if isinstance(aw, Future) else create_task(aw)
    end = _time.monotonic() + timeout
    while not task._done:
        if _time.monotonic() >= end:
            task.cancel()
            raise TimeoutError
        await sleep(0.01)
    return task.result()
class Event:
    def __init__(self): self._flag = Future()
    def set(self): self._flag.set_result(True)
    def is_set(self): return self._flag._done
    async def wait(self): return await self._flag
class Lock:
    async def __aenter__(self): return self
    async def __aexit__(self, *info): pass
class Queue:
    def __init__(self, maxsize=0): self._items = []
    async def put(self, x): self._items.append(x)
    def put_nowait(self, x): self._items.append(x)
    async def get(self):
        while not self._items: await sleep(0.01)
        return self._items.pop(0)
    def empty(self): return not self._items
    def qsize(self): return len(self._items)
class _Loop:
    def run_until_complete(self, coro): return run(coro)
    def time(self): return _time.monotonic()
    def close(self): pass
def get_event_loop(): return _Loop()
get_running_loop = new_event_loop = get_event_loop
async def to_thread(f, *args, **kwargs): return f(*args, **kwargs)
class Semaphore(Lock):
    def __init__(self, n=1): pass
`;
