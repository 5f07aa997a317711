from dataclasses import dataclass, field, asdict
@dataclass
class User:
    name: str
    age: int = 0
    tags: list = field(default_factory=list)
    def greet(self): return f"hi {self.name}"
u = User("Bob", 3); print(u, u == User("Bob", 3), u.greet(), asdict(u))
try: User()
except TypeError as e: print(e)
@dataclass(frozen=True, order=True)
class V:
    a: int
try: V(1).a = 2
except Exception as e: print(type(e).__name__, e)
print(V(1) < V(2))
