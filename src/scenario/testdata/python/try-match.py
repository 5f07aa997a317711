match [1, 2, 3]:
    case [1, *rest]: print("list", rest)
match {"type": "a", "n": 3}:
    case {"type": "a", "n": n} if n > 2: print("big", n)
    case _: print("other")
match "go":
    case "stop" | "go": print("word")
x = 5
match x:
    case int(): print("int")
