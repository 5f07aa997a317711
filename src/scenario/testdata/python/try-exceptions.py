try:
    1 / 0
except ZeroDivisionError as e:
    print("err", e)
else:
    print("no")
finally:
    print("fin")
def f():
    try:
        return 1
    finally:
        print("cleanup")
print(f())
try:
    try:
        {}["k"]
    except KeyError as e:
        raise ValueError("bad") from e
except ValueError as e:
    print(repr(e), repr(e.__cause__))
class MyErr(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code
try:
    raise MyErr(5)
except (TypeError, MyErr) as e:
    print(e, e.code, e.args)
