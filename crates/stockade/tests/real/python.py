"""Calls the tools of a server through the official Python SDK, and prints what comes back.

python python.py JOB: JOB is a file with `{command, args, env, cwd, calls: [{name, arguments}]}`. Prints `{tools, results}`.
The second SDK is asked for by its `Client`, which tries the newest revision first; the first has sessions only.
"""

import asyncio
import contextlib
import json
import sys

import mcp
from mcp.client.stdio import stdio_client


@contextlib.asynccontextmanager
async def connected(server):
    if hasattr(mcp, "Client"):
        async with mcp.Client(server) as client:
            yield client
    else:
        async with stdio_client(server) as (read, write), mcp.ClientSession(read, write) as session:
            await session.initialize()
            yield session


def plain(model):
    return json.loads(model.model_dump_json(by_alias=True, exclude_none=True))


async def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    server = mcp.StdioServerParameters(**{key: job[key] for key in ("command", "args", "env", "cwd")})
    results = []
    async with connected(server) as client:
        tools = plain(await client.list_tools())["tools"]
        names = {tool["name"] for tool in tools}
        for call in job["calls"]:
            if call["name"] not in names:
                continue
            try:
                result = plain(await client.call_tool(call["name"], call["arguments"]))
            except Exception as error:  # Whatever it is, it has to be the same with the gate.
                result = {"error": [type(error).__name__, str(error)]}
            results.append({"name": call["name"], "result": result})
    print(json.dumps({"tools": tools, "results": results}))


asyncio.run(main())
