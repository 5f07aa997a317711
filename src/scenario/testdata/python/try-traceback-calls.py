def a(n):
    return b(n)
def b(n):
    return 1 / n
a(0)
