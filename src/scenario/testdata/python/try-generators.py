def gen(n):
    for i in range(n):
        print("yield", i)
        yield i * i
g = gen(3)
print(next(g)); print(list(g))
def two():
    x = yield 1
    print("got", x)
    yield x * 2
t = two(); print(next(t)); print(t.send(21))
def sub():
    r = yield from inner()
    print("r", r)
def inner():
    yield 1
    yield 2
    return "done"
print(list(sub()))
print(sum(x * x for x in range(10) if x % 2))
