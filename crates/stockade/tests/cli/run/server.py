"""A server that answers as a file says, and writes down what it gets: `server.py CONFIG RECEIVED`.

The file is read again for each message. `tools` is what it lists, `results` what a tool answers, `raw` the whole line for
a method or tool with `@ID@` for the id, `before` what is said first. Without any of them a call is answered with its arguments.
"""

import json
import sys


def answer(message, config):
    method, params = message.get("method"), message.get("params", {})
    name = params.get("name") if method == "tools/call" else method
    raw = config.get("raw", {}).get(name)
    if raw is not None:
        return raw.replace("@ID@", json.dumps(message["id"]))
    modern = "io.modelcontextprotocol/protocolVersion" in params.get("_meta", {})
    if method == "initialize":
        info = {"name": "test", "version": "1"}
        result = {"protocolVersion": params["protocolVersion"], "capabilities": {"tools": {}}, "serverInfo": info}
        if "instructions" in config:
            result["instructions"] = config["instructions"]
    elif method == "tools/list":
        result = {"tools": config.get("tools", [])}
    elif method == "tools/call":
        default = {"content": [{"type": "text", "text": json.dumps(params.get("arguments"))}]}
        result = config.get("results", {}).get(params["name"], default)
    else:
        result = {}
    if modern:
        result = {"resultType": "complete", **result}
    return {"jsonrpc": "2.0", "id": message["id"], "result": result}


def say(value):
    sys.stdout.write((value if isinstance(value, str) else json.dumps(value)) + "\n")
    sys.stdout.flush()


def main():
    said = False
    for line in sys.stdin:
        with open(sys.argv[2], "a") as received:
            received.write(line)
        with open(sys.argv[1]) as file:
            config = json.load(file)
        if not said and "before" in config:
            say(config["before"])
        said = True
        message = json.loads(line)
        if isinstance(message, list):
            answers = [answer(item, config) for item in message if "id" in item and "method" in item]
            if answers:
                say(answers)
        elif "id" in message and "method" in message:
            say(answer(message, config))


main()
