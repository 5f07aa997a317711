a, *b, c = [1, 2, 3, 4]
print(a, b, c)
(x, y), z = (1, 2), 3
print(x, y, z)
d = {"b": 1, "a": 2}
for k, v in sorted(d.items()): print(k, v)
print({k: v for k, v in d.items() if v > 1}, [i for i in range(3)], {i % 2 for i in range(4)})
print(d.get("q", 9), d.pop("a"), d, d.setdefault("n", []), list(d), d.keys(), d.values(), d.items())
l = [3, 1, 2]; l.sort(reverse=True); print(l, l[::-1], l[1:], l[-1], l.index(1), sorted(l, key=lambda x: -x))
l[1:2] = [7, 8]; del l[0]; print(l)
print(list(zip([1, 2], "ab")), list(enumerate("ab", 1)), any([0, 1]), all([]), max([1, 5, 2], key=lambda v: -v), min("b", "a"), sum([1, 2], 10))
print("a,b".split(","), "-".join(["x", "y"]), " x ".strip(), "abc".replace("b", "Z"), "Hello".lower().title(), "a b c".split(None, 1), "x=1".partition("="), "abc"[::-1], "%s-%d-%5.2f" % ("a", 3, 2.5), "{} {x:>4}".format(1, x="r"))
