from collections import defaultdict, Counter, namedtuple, deque, OrderedDict
d = defaultdict(list); d["a"].append(1); print(d, dict(d))
c = Counter("abracadabra"); print(c.most_common(2), c["z"], c)
P = namedtuple("P", "x y"); p = P(1, y=2); print(p, p.x, p._asdict(), p[1], *p)
q = deque([1, 2], maxlen=3); q.append(3); q.append(4); q.appendleft(0); print(q, q.popleft())
