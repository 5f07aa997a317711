from enum import Enum, IntEnum
class Color(Enum):
    RED = 1
    GREEN = 2
print(Color.RED, Color.RED.name, Color.RED.value, Color(2), Color["RED"], list(Color), repr(Color.GREEN), Color.RED == Color.RED, Color.RED is Color(1))
try: Color(9)
except ValueError as e: print(e)
