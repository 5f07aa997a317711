import logging, sys
logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stdout)
log = logging.getLogger("app"); log.debug("no"); log.info("hello %s %d", "x", 3); log.error("bad")
try: 1/0
except ZeroDivisionError: log.warning("oops")
