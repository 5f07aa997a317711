import re
m = re.match(r"(\w+)@(?P<host>[\w.]+)", "bob@example.com x")
print(m.group(1), m["host"], m.groups(), m.groupdict(), m.span())
print(re.findall(r"\d+", "a1b22"), re.sub(r"(\w)(\d)", r"\2\1", "a1b2"), re.split(r"[,;]\s*", "a, b;c"), re.search("zz", "a"))
print(re.sub(r"\d", lambda m: str(int(m.group()) * 2), "1a2"), re.fullmatch("a+", "aaa"), re.compile("X", re.I).findall("xX"))
