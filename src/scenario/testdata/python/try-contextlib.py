from contextlib import contextmanager, suppress
@contextmanager
def ctx(n):
    print("enter", n)
    try:
        yield n * 2
    finally:
        print("exit")
with ctx(1) as a, ctx(2) as b:
    print(a, b)
with suppress(KeyError):
    {}["x"]
class M:
    def __enter__(self): return self
    def __exit__(self, t, v, tb): print(t.__name__ if t else None, v); return True
with M():
    raise ValueError("swallowed")
print("after")
