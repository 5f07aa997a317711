class A:
    count = 0
    def __init__(self, x):
        self.x = x
        A.count += 1
    @property
    def double(self): return self.x * 2
    @double.setter
    def double(self, v): self.x = v // 2
    @classmethod
    def make(cls, x): return cls(x)
    @staticmethod
    def add(a, b): return a + b
    def __repr__(self): return f"A({self.x})"
    def __eq__(self, o): return self.x == o.x
    def __lt__(self, o): return self.x < o.x
    def __add__(self, o): return A(self.x + o.x)
class B(A):
    def __init__(self, x, y=2):
        super().__init__(x)
        self.y = y
    def __str__(self): return "B!"
    def __len__(self): return 3
    def __getitem__(self, i): return i * 10
    def __contains__(self, i): return i == 5
    def __call__(self, *a, **k): return (a, k)
b = B.make(4)
print(b, repr(b), b.double, A.add(1, 2), A.count, len(b), b[3], 5 in b, b(1, k=2))
b.double = 20
print(b.x, A(1) == A(1), A(1) < A(2), A(1) + A(5), sorted([A(3), A(1)]), isinstance(b, A), issubclass(B, A), type(b).__name__, B.__mro__[1].__name__)
print(hasattr(b, "zz"), getattr(b, "zz", 7), b.__dict__)
