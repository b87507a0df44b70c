// Calls the tools of a server through the official TypeScript SDK, and prints what comes back.
//
// node typescript.mjs SDK JOB: SDK is the folder that the SDK is installed in, JOB a file with
// `{command, args, env, cwd, roots, calls: [{name, arguments, task}]}`. Prints `{tools, results}`.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [sdk, file] = process.argv.slice(2);
const job = JSON.parse(readFileSync(file, "utf8"));
const first = existsSync(join(sdk, "node_modules/@modelcontextprotocol/sdk"));
const require = createRequire(join(sdk, "none.mjs"));
const load = (name) => import(pathToFileURL(require.resolve(name)));

const { Client } = await load(first ? "@modelcontextprotocol/sdk/client/index.js" : "@modelcontextprotocol/client");
const { StdioClientTransport } =
  await load(first ? "@modelcontextprotocol/sdk/client/stdio.js" : "@modelcontextprotocol/client/stdio");

// What servers ask a client for, answered the same way each time.
const answers = {
  "roots/list": () => ({ roots: job.roots }),
  "sampling/createMessage": () =>
    ({ model: "none", role: "assistant", stopReason: "endTurn", content: { type: "text", text: "sampled" } }),
  "elicitation/create": () => ({ action: "decline" }),
};
const capabilities = { sampling: {}, elicitation: { form: {}, url: {} } };
if (job.roots) capabilities.roots = { listChanged: true };
const options = { capabilities };
let schemas = {};
if (first) {
  const types = await load("@modelcontextprotocol/sdk/types.js");
  const { InMemoryTaskStore } = await load("@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js");
  schemas = {
    "roots/list": types.ListRootsRequestSchema,
    "sampling/createMessage": types.CreateMessageRequestSchema,
    "elicitation/create": types.ElicitRequestSchema,
  };
  options.taskStore = new InMemoryTaskStore();
  capabilities.tasks = { list: {}, requests: { sampling: { createMessage: {} }, elicitation: { create: {} } } };
}

const client = new Client({ name: "real-client", version: "1" }, options);
for (const [method, answer] of Object.entries(answers)) {
  if (method === "roots/list" && !job.roots) continue;
  client.setRequestHandler(schemas[method] ?? method, async (request, extra) => {
    if (!request.params?.task) return answer();
    const task = await extra.taskStore.createTask({ ttl: 60_000, pollInterval: 50 });
    await extra.taskStore.storeTaskResult(task.taskId, "completed", answer());
    return { task };
  });
}

/** The result of a call, or the error in its place. */
async function call({ name, arguments: args, task }) {
  try {
    if (!task || !first) return await client.callTool({ name, arguments: args });
    let last;
    for await (const message of client.experimental.tasks.callToolStream({ name, arguments: args })) last = message;
    return last;
  } catch (error) {
    return { error: { code: error.code, message: error.message, data: error.data } };
  }
}

const { command, args, env, cwd } = job;
await client.connect(new StdioClientTransport({ command, args, env, cwd, stderr: "inherit" }));
const { tools } = await client.listTools();
const names = new Set(tools.map((tool) => tool.name));
const results = [];
for (const one of job.calls) if (names.has(one.name)) results.push({ name: one.name, result: await call(one) });
await client.close();
// Its timers would keep this process.
options.taskStore?.cleanup();
console.log(JSON.stringify({ tools, results }));
