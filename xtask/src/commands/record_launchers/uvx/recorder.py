"""What the recorded programs import: writes down who runs, and what is installed beside it."""

import importlib.metadata
import json
import os
import sys


def ran(distribution=None, script=None):
    found = []
    for item in importlib.metadata.distributions():
        index = item.read_text("index.txt")
        if index:
            direct = json.loads(item.read_text("direct_url.json") or "{}").get("url")
            found.append({"name": item.name, "version": item.version, "index": index, "url": direct})
    main = getattr(sys.modules["__main__"], "__file__", None)
    main = os.path.realpath(main) if main else None
    with open(os.environ["STOCKADE_RECORD"], "a") as out:
        entry = {"distribution": distribution, "script": script, "main": main, "found": found}
        out.write(json.dumps(entry) + "\n")
