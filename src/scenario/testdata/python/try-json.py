import json
print(json.dumps({"a": [1, 2.5, None, True], "b": "é\n"}), json.dumps([1, {"x": 2}], indent=2), json.loads('{"a": [1, 2.0, "x"]}'))
try: json.loads("{bad}")
except json.JSONDecodeError as e: print(e)
try: json.loads("")
except ValueError as e: print(e)
try: json.dumps({1, 2})
except TypeError as e: print(e)
