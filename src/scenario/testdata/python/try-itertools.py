import itertools, functools, operator
print(list(itertools.islice(itertools.count(5), 3)), list(itertools.chain([1], [2, 3])), list(itertools.product("ab", [1, 2])), list(itertools.combinations([1, 2, 3], 2)), list(itertools.permutations([1, 2, 3], 2))[:3])
print(functools.reduce(operator.add, [1, 2, 3]), [(k, list(g)) for k, g in itertools.groupby("aabbc")], list(itertools.accumulate([1, 2, 3])))
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(50))
print(functools.partial(pow, 2)(5))
