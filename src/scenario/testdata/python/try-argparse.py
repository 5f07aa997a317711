import argparse
p = argparse.ArgumentParser(prog="app", description="Demo")
p.add_argument("name"); p.add_argument("-n", "--num", type=int, default=1, help="count"); p.add_argument("--flag", action="store_true")
print(p.parse_args(["bob", "-n", "3", "--flag"]))
p.print_help()
try: p.parse_args(["-n", "x"])
except SystemExit as e: print("exit", e.code)
