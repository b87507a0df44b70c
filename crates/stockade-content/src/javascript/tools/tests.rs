//! Tables: a program, the tools that it defines, and how many places of it could not be read.

use oxc_allocator::Allocator;
use stockade_model::Tools;

use crate::caps::Caps;
use crate::facts::{Facts, Found, tables};

fn tools(source: &str) -> Tools {
    let mut facts = Facts::default();
    let mut found = Found::new(&mut facts, "index.ts", source);
    let outcome = super::super::read(source, &Caps::default(), &Allocator::new(), &mut found);
    outcome.unwrap_or_else(|why| panic!("{why:?}: {source}"));
    facts.tools
}

fn check(table: &[(&str, &[&str], u32)]) {
    tables::check(tools, table);
}

const OF_PATH: &str = r#"{"path":string().describe("a file")}"#;

#[test]
fn a_call_of_tool_defines_one() {
    let read = format!("read|Reads a file.|{OF_PATH}");
    check(&[
        (
            "import { z } from 'zod'; server.tool('read', 'Reads a file.', { path: z.string().describe('a file') }, async (a) => a)",
            &[&read],
            0,
        ),
        // Whatever a bundler or TypeScript makes of the module's name.
        (
            "const zod_1 = require('zod'); this.server.tool('read', 'Reads a file.', { path: zod_1.z.string().describe('a file') }, run)",
            &[&read],
            0,
        ),
        (
            "function f(k, s) { s.tool('read', 'Reads a file.', { path: k.string().describe('a file') }, (a) => a) }",
            &[&read],
            0,
        ),
        ("server.tool('ping', () => 1)", &["ping|-|-"], 0),
        ("server.tool('ping', 'Says hello.', () => 1)", &["ping|Says hello.|-"], 0),
        ("server.tool('add', { a: z.number() }, add)", &[r#"add|-|{"a":number()}"#], 0),
        (
            "server.tool('add', 'Adds.', { a: z.number() }, { readOnlyHint: true }, add)",
            &[r#"add|Adds.|{"a":number()}"#],
            0,
        ),
        // Constants, sums and templates are worked out.
        (
            "const NAME = 'my_' + 'tool'; const about = `Does ${NAME}.`; const input = { a: z.number() }; server.tool(NAME, about, input, run)",
            &[r#"my_tool|Does my_tool.|{"a":number()}"#],
            0,
        ),
        ("server.tool('when', `As of ${new Date()}`, {}, run)", &["when|~As of {…}|{}"], 0),
        ("server.tool('x', texts.x, { a: z.number() }, run)", &[r#"x|?|{"a":number()}"#], 0),
        ("server.tool('x', dedent`\n  One.\n`, {}, run)", &["x|\n  One.\n|{}"], 0),
        ("server.tool('x', localise`One.`, {}, run)", &["x|~One.{…}|{}"], 0),
        ("for (const t of list) server.tool(t.name, t.description, t.schema, t.run)", &[], 1),
        (
            "server.tool({ name: 'one', description: 'One.', schema: { a: z.number() } }, run)",
            &[r#"one|One.|{"a":number()}"#],
            0,
        ),
    ]);
}

#[test]
fn what_is_only_called_so_defines_none() {
    check(&[
        ("tool('x', 'y', {}, () => 1)", &[], 0),
        ("import { tool } from 'ai'; export const a = tool({ description: 'x', parameters: z.object({}) })", &[], 0),
        ("console.tool('a', 'b')", &[], 0),
        ("bench.tool('a')", &[], 0),
        ("x.tools('a', 'b', {}, () => 1)", &[], 0),
        ("class Server { tool(name, ...rest) { return this.register(name, rest) } }", &[], 0),
        ("server.prompt('a', 'b', {}, () => 1); server.resource('c', 'd', () => 1)", &[], 0),
    ]);
}

#[test]
fn a_call_of_register_tool_defines_one() {
    let echo = r#"echo|Says it again.|{"message":string()}"#;
    check(&[
        (
            "server.registerTool('echo', { title: 'Echo', description: 'Says it again.', inputSchema: { message: z.string() }, annotations: { readOnlyHint: true } }, run)",
            &[echo],
            0,
        ),
        (
            "const name = 'echo'; const config = { title: 'Echo', description: 'Says it again.', inputSchema: Args }; const Args = { message: z.string() };
             export const register = (server) => { server.registerTool(name, config, async (args) => args); };",
            &[echo],
            0,
        ),
        ("const tool = { name: 'echo', config: { description: 'Says it again.', inputSchema: { message: z.string() } } }; s.registerTool(tool.name, tool.config, run)", &[echo], 0),
        ("server.registerTool('echo', {}, run)", &["echo|-|-"], 0),
        ("server.registerTool('echo', options(), run)", &["echo|?|?"], 0),
        ("server.registerTool('echo', { ...common, description: 'x' }, run)", &["echo|x|?"], 0),
        ("add = (name, config, run) => server.registerTool(name, config, run)", &[], 1),
        ("server.registerTool(...tool)", &[], 1),
        ("server.experimental.tasks.registerToolTask('slow', { description: 'Waits.' }, { createTask, getTask })", &["slow|Waits.|-"], 0),
        ("function add(s, given) { s.registerTool(given || 'echo', { description: 'x' }, run) }", &["echo|x|-"], 0),
        ("s.registerTool(old ? 'echo' : 'say', { description: 'x' }, run)", &[], 1),
        // None: another method, a definition, another number of arguments.
        ("server.registerPrompt('echo', { description: 'x' }, run)", &[], 0),
        ("class A { registerTool(name, config, run) { this.all[name] = { config, run } } }", &[], 0),
        ("registry.registerTool('echo')", &[], 0),
    ]);
}

#[test]
fn objects_that_are_listed_define_tools() {
    let read = r#"read|Reads.|{"properties":{"path":{"type":"string"}},"type":"object"}"#;
    check(&[
        (
            "server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [{ name: 'read', description: 'Reads.', inputSchema: { type: 'object', properties: { path: { type: 'string' } } } }] }))",
            &[read],
            0,
        ),
        // The order of keys and what types say do not matter.
        (
            "export const READ: Tool = { inputSchema: { properties: { path: { type: 'string' as const } }, type: 'object' }, description: 'Reads.', name: 'read' } as const;",
            &[read],
            0,
        ),
        (
            "const Args = z.object({ n: z.number().optional().default(!0) }); const T = { name: 'a', description: 'b', inputSchema: zodToJsonSchema(Args) as Input };",
            &[r#"a|b|{"n":number().optional().default(true)}"#],
            0,
        ),
        (
            "const T = [{ name: 'a', description: 'b', inputSchema: { type: 'object' } }, { name: 'b', inputSchema: {} }]",
            &[r#"a|b|{"type":"object"}"#, "b|-|{}"],
            0,
        ),
        // Enumerations, in TypeScript and as it writes them down.
        ("enum Name { A = 'alpha' } const t = { name: Name.A, description: 'x', inputSchema: {} }", &["alpha|x|{}"], 0),
        (
            "var Name; (function (Name) { Name[\"A\"] = \"alpha\"; })(Name || (Name = {})); const t = { name: Name.A, description: 'x', inputSchema: {} }",
            &["alpha|x|{}"],
            0,
        ),
        // Whatever form it has: a schema of the library, its fields, JSON.
        (
            "const A = z.object({ n: z.number() }); const t = { name: 'a', description: 'b', inputSchema: A.shape }",
            &[r#"a|b|{"n":number()}"#],
            0,
        ),
        (
            "const A = z.object({ n: z.number() }); const t = { name: 'a', description: 'b', inputSchema: z.toJSONSchema(A) }",
            &[r#"a|b|{"n":number()}"#],
            0,
        ),
        (
            "const A = z.object({ n: z.number() }).strict(); const t = { name: 'a', description: 'b', inputSchema: A }",
            &[r#"a|b|object({"n":number()}).strict()"#],
            0,
        ),
        // What stands in another file is not known.
        (
            "import { Args } from './args.js'; const t = { name: 'a', description: 'b', inputSchema: made(Args) }",
            &["a|b|~call(?)"],
            0,
        ),
        (
            "import { Args } from './args.js'; const t = { name: 'a', description: 'b', inputSchema: Args }",
            &["a|b|?"],
            0,
        ),
        (
            "const list = tools.map((t) => ({ name: t.name, description: t.description, inputSchema: t.inputSchema }))",
            &[],
            1,
        ),
        ("const t = { name: prefix() + '_get', description: 'b', inputSchema: {} }", &["{…}_get|b|{}"], 0),
        ("const base = { name: 'a', description: 'b' }; const t = { ...base, inputSchema: {} }", &["a|b|{}"], 0),
    ]);
}

#[test]
fn objects_that_only_look_like_it_define_none() {
    check(&[
        (
            "export const ToolSchema = z.object({ name: z.string(), description: z.string().optional(), inputSchema: z.object({}) })",
            &[],
            0,
        ),
        ("const s = { properties: { name: { type: 'string' }, inputSchema: { type: 'object' } } }", &[], 0),
        ("db.select({ name: true, inputSchema: true })", &[], 0),
        ("const all = tools.map((t) => ({ ...t, inputSchema: toJson(t.schema) }))", &[], 0),
        ("const p = { name: 'jane', description: 'a person' }", &[], 0),
        ("const c = { name: 'build', description: 'builds', options: [], handler() {} }", &[], 0),
        ("interface Tool { name: string; description: string; inputSchema: object }", &[], 0),
    ]);
}

#[test]
fn objects_with_what_runs_define_tools() {
    let add = r#"add|Adds.|{"a":number()}"#;
    check(&[
        (
            "server.addTool({ name: 'add', description: 'Adds.', parameters: z.object({ a: z.number() }), execute: async (x) => x })",
            &[add],
            0,
        ),
        (
            "const add = { name: 'add', description: 'Adds.', parameters: z.object({ a: z.number() }), execute: run }; server.addTool(add)",
            &[add],
            0,
        ),
        ("server.addTool({ name: 'now', description: 'The time.', execute: run })", &["now|The time.|-"], 0),
        (
            "export const add = defineTool({ name: 'add', description: 'Adds.', schema: z.object({ a: z.number() }), handler: run })",
            &[add],
            0,
        ),
        ("import { add } from './add.js'; server.addTool(add)", &[], 1),
        ("class S { addTool(tool) { this.tools.push(tool) } }", &[], 0),
        ("toolbar.addTool('pen', 3)", &[], 0),
    ]);
}

#[test]
fn the_place_is_told_and_one_definition_counts_once() {
    let tools = tools(
        "const a = 1;\n\nserver.tool('a', 'b', {}, run);\nserver.tool('a', 'b', {}, run);\nserver.tool('a', 'c', {}, run);\n",
    );
    let lines: Vec<u32> = tools.by_name["a"].iter().map(|tool| tool.place.line).collect();
    assert_eq!(lines, [3, 5]);
    assert_eq!(tools.by_name["a"][0].place.file, "index.ts");
}

/// What the run decides is not told as the whole: a value that is given later, a key that something behind may replace.
#[test]
fn what_may_be_replaced_is_not_whole() {
    check(&[
        (
            "let D = 'Sends.'; switch (1) { default: D = 'Reads keys.' } s.registerTool('send', { description: D }, run)",
            &["send|~Sends. {or} Reads keys.|-"],
            0,
        ),
        ("s.registerTool('send', { description: old ? 'One.' : 'Two.' }, run)", &["send|~One. {or} Two.|-"], 0),
        (
            "let S = { a: z.string() }; while (x) { S = evil(); } const t = { name: 'a', description: 'b', inputSchema: S }",
            &["a|b|?"],
            0,
        ),
        ("let S; S = { a: 1 }; const t = { name: 'a', description: 'b', inputSchema: S }", &[r#"a|b|{"a":1}"#], 0),
        ("const t = { name: 'a', description: 'ok', inputSchema: {}, ...extra() }", &["a|?|?"], 0),
        ("const t = { name: 'a', description: 'ok', inputSchema: {}, ['desc' + x]: EVIL }", &["a|?|?"], 0),
        ("const t = { name: 'a', inputSchema: {}, ['desc' + 'ription']: 'made' }", &["a|made|{}"], 0),
        ("const t = { name: 'a', description: 'one', description: 'two', inputSchema: {} }", &["a|two|{}"], 0),
        ("const T = { d: 'ok', ...extra() }; s.registerTool('a', { description: T.d }, run)", &["a|?|-"], 0),
        (
            "const T = { s: { a: 1 }, ...extra() }; s.registerTool('a', { inputSchema: T.s }, run)",
            &[r#"a|-|~{...call(),"s":{"a":1}}.s"#],
            0,
        ),
        ("const T = { c: { description: 'ok' }, ...f() }; s.registerTool('a', T.c, run)", &["a|?|?"], 0),
        // What is spread out is known, and does not.
        (
            "const base = { annotations: {} }; const t = { name: 'a', description: 'b', inputSchema: {}, ...base }",
            &["a|b|{}"],
            0,
        ),
        (
            "const t = { name: 'a', description: 'b', inputSchema: {}, ...(old && { icons: [] }), ...(x ? { y: 1 } : {}) }",
            &["a|b|{}"],
            0,
        ),
        (
            "const base = { description: 'other' }; const t = { name: 'a', description: 'b', inputSchema: {}, ...base }",
            &["a|other|{}"],
            0,
        ),
        (
            "const t = { name: 'a', description: 'b', inputSchema: {}, ...(old && { description: 'c' }) }",
            &["a|?|{}"],
            0,
        ),
        ("const a = { ...b }; const b = { ...a }; const t = { name: 'a', inputSchema: {}, ...a }", &["a|?|?"], 0),
    ]);
}

#[track_caller]
fn ends(before: &str, tool: &str, times: usize) -> Tools {
    tables::ends(tools, before, tool, times)
}

#[test]
fn a_long_chain_of_members_ends() {
    let source = ["s.registerTool('t', { inputSchema: x", &".a".repeat(2_000_000), "() }, run)"].concat();
    let found = ends(&source, "", 0);
    assert_eq!((found.by_name.len(), found.in_part()), (1, 1));
}

/// A short program may use a long name many times: the work is bounded, and what was not read is said to be so.
#[test]
fn what_names_stand_for_is_not_worked_out_without_end() {
    let sum = format!("let x = f(); const B = x{};\n", " + x".repeat(200_000));
    let found = ends(&sum, &format!("s.registerTool('t', {{ inputSchema: [{}] }}, run);\n", "B, ".repeat(8_000)), 1);
    assert_eq!(found.in_part(), 1);
    let found = ends(&sum, "s.registerTool('t', { description: [B][0], inputSchema: B }, run);\n", 4_000);
    assert!(found.unread_count > 3_000, "{}", found.unread_count);
    let text = format!("const B = '{}';\n", "x".repeat(2_000_000));
    let found = ends(&text, "s.registerTool('t', { description: B, inputSchema: B }, run);\n", 4_000);
    assert!(found.unread_count > 3_000, "{}", found.unread_count);
    let keys: String = (0..100_000).map(|key| format!("k{key}: f(), ")).collect();
    let object = format!("const T = {{ {keys} }};\n");
    let found = ends(&object, "s.registerTool('t', { description: T.k0, inputSchema: [T.k0, T, T] }, run);\n", 4_000);
    assert_eq!((found.by_name.len(), found.in_part()), (1, 1));
    // Each is the one before, a hundred times.
    let mut spreads = String::from("const a0 = { x: 1 };\n");
    for number in 1..9 {
        let one = format!("...a{}, ...(old ? a{} : {{}}), ", number - 1, number - 1);
        spreads.push_str(&format!("const a{number} = {{ {} }};\n", one.repeat(50)));
    }
    let found =
        ends(&spreads, "s.registerTool('t', { description: a8.z, inputSchema: [a8.z, a8.x], ...a8 }, run);\n", 500);
    assert_eq!((found.by_name.len(), found.in_part()), (1, 1));
}

#[test]
fn hostile_schemas_end() {
    // Each name twice the one before, one that leads to itself, and one that is very deep.
    let mut source = String::from("const a0 = { x: z.string() };\n");
    for number in 1..40 {
        source.push_str(&format!("const a{number} = [a{}, a{}];\n", number - 1, number - 1));
    }
    source.push_str("const b = [b]; const deep = ");
    source.push_str(&"[".repeat(300));
    source.push_str(&"]".repeat(300));
    source.push_str(
        ";\ns.tool('a', 'd', { v: a39 }, run); s.tool('b', 'd', { v: b }, run); s.tool('c', 'd', { v: deep }, run);",
    );
    let found = tools(&source);
    assert_eq!((found.by_name.len(), found.in_part()), (3, 3));
    let many: String = (0..5_000).map(|_| "s.tool('a', 'b', {}, run);\n").collect();
    assert_eq!(tools(&many).unread_count, 1_000);
}
