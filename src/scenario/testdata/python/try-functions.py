def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw
print(f(1, c=3), f(1, 2, 3, 4, c=5, z=6))
print(f(*[1, 2], **{"c": 3}))
def outer():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
i = outer(); i(); print(i())
add = lambda x, y=1: x + y
print(add(2), list(map(add, [1, 2], [3, 4])), list(filter(None, [0, 1, "", "a"])))
def deco(n):
    def wrap(fn):
        import functools
        @functools.wraps(fn)
        def inner(*a):
            return fn(*a) * n
        return inner
    return wrap
@deco(3)
def g(x):
    "doc"
    return x
print(g(4), g.__name__, g.__doc__)
