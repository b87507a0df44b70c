//! Definitions of tools, as the second walk meets them.
//!
//! - functions under `@mcp.tool()` or `@server.tool(name=…)`, and those that are handed to `add_tool`, `tool` or
//!   `Tool.from_function`: the name is the function's and the description its docstring, unless others are given;
//! - `Tool(name=…, description=…, inputSchema=…)`, and dictionaries with these keys;
//! - what another framework offers to its own agents (`agent.tool`) is none, as far as it can be told.

use ruff_python_ast::{Arguments, Expr, ExprCall, ExprDict, Stmt, StmtFunctionDef};
use stockade_model::Told;

use super::declared::{Declared, Meaning};
use super::fold::Fold;
use super::shape::Shape;
use super::walk::{Walker, start};
use crate::event::Event;
use crate::value::Value;

/// The text that a body begins with, without its indentation.
pub(super) fn docstring(body: &[Stmt]) -> Option<String> {
    let Some(Stmt::Expr(first)) = body.first() else { return None };
    let literal = first.value.as_string_literal_expr()?;
    Some(dedent(literal.value.to_str()))
}

/// As Python itself shows a docstring.
fn dedent(text: &str) -> String {
    // In characters, as Python counts: a cut between bytes could fall into one, and the line would be lost.
    let indent = |line: &str| line.chars().take_while(|char| char.is_whitespace()).count();
    let rest = || text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let common = rest().map(indent).min().unwrap_or(0);
    let cut = |line: &str| line.char_indices().nth(common).map_or(line.len(), |(at, _)| at);
    let lines: Vec<&str> = text
        .lines()
        .enumerate()
        .map(
            |(index, line)| if index == 0 { line.trim() } else { line.get(cut(line)..).unwrap_or_default().trim_end() },
        )
        .collect();
    lines.join("\n").trim().to_owned()
}

/// `Tool(…)`, `types.Tool(…)`, `Tool.from_function(…)`.
fn names_tool(function: &Expr) -> bool {
    match function {
        Expr::Name(name) => name.id.as_str().ends_with("Tool"),
        Expr::Attribute(attribute) => {
            attribute.attr.as_str().ends_with("Tool")
                || (attribute.attr.as_str() == "from_function" && names_tool(&attribute.value))
        }
        _ => false,
    }
}

/// Functions that only take the indentation out of a text.
fn is_layout(function: &Expr) -> bool {
    let name = match function {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    matches!(name, "dedent" | "cleandoc")
}

/// What a tool is called and said to do, where that is told beside its function.
#[derive(Default)]
struct Said<'a> {
    name: Option<Value<'a>>,
    description: Option<Value<'a>>,
}

impl<'a> Walker<'_, 'a, '_, '_> {
    fn declared(&self) -> &Declared<'a> {
        self.declared.get_or_init(|| Declared::of(self.body))
    }

    fn shape(&self) -> Shape<'_, '_, 'a> {
        Shape::new(self.declared(), (self.scopes, self.scope), self.found.file())
    }

    fn schema(&mut self, of: &'a Expr) -> Told {
        let (told, parts) = self.shape().schema(of);
        self.found.spend_on_tools(parts);
        told
    }

    fn define(&mut self, name: &Value<'_>, description: Option<&Value<'_>>, input: &Told, at: u32) {
        self.found.spend_on_texts([Some(name), description]);
        self.emit(&Event::Tool { name, description, input }, at);
    }

    fn may_look_at_tool(&mut self, at: u32) -> bool {
        self.found.may_look_at_tool(at as usize)
    }

    /// A text; that of an enumeration's member is its value.
    fn prose(&mut self, of: &'a Expr) -> Value<'a> {
        let steps = self.scopes.steps();
        let value = self.prose_of(of);
        self.found.spend_on_tools(self.scopes.parts_since(steps));
        value
    }

    fn prose_of(&self, of: &'a Expr) -> Value<'a> {
        let fold = Fold::new(self.scopes, self.scope);
        let value = fold.value(of);
        match of {
            Expr::Attribute(attribute) if attribute.attr.as_str() == "value" && value.as_text().is_none() => {
                fold.value(&attribute.value)
            }
            Expr::Call(call) if is_layout(&call.func) => match call.arguments.args.first().map(|text| fold.value(text))
            {
                Some(Value::Text(text)) => Value::text(&dedent(&text)),
                other => other.unwrap_or(Value::Unknown),
            },
            // The text that a function has at its beginning.
            Expr::Attribute(attribute) if attribute.attr.as_str() == "__doc__" => match &*attribute.value {
                Expr::Name(name) => match self.declared().get(name.id.as_str()) {
                    Some(Meaning::Function(function)) => {
                        docstring(&function.body).map_or(Value::Unknown, |text| Value::text(&text))
                    }
                    _ => Value::Unknown,
                },
                _ => Value::Unknown,
            },
            _ => match value {
                Value::Text(text) => Value::text(&dedent(&text)),
                value => value,
            },
        }
    }

    /// What is given under names. A dictionary that is spread out may hold anything.
    fn said(&mut self, arguments: &'a Arguments) -> Said<'a> {
        let spreads = arguments.keywords.iter().any(|keyword| keyword.arg.is_none());
        let mut given = |name: &str| {
            let found = arguments.find_keyword(name).map(|keyword| self.prose(&keyword.value));
            found.or_else(|| spreads.then_some(Value::Unknown))
        };
        Said { name: given("name"), description: given("description") }
    }

    /// Whether `….tool` may be a server's. An object that was made here of another library's class is none.
    fn may_serve(&self, of: &'a Expr) -> bool {
        match self.fold().value(of) {
            Value::Path(path) => !path.ends_with("()") || path.to_ascii_lowercase().contains("mcp"),
            _ => true,
        }
    }

    /// The server of `….tool` or `….tool(…)`, with what the latter is given.
    fn tool_of(&self, decorator: &'a Expr) -> Option<Option<&'a Arguments>> {
        let (function, arguments) = match decorator {
            Expr::Call(call) => (&*call.func, Some(&call.arguments)),
            other => (other, None),
        };
        let attribute = function.as_attribute_expr()?;
        (attribute.attr.as_str() == "tool" && self.may_serve(&attribute.value)).then_some(arguments)
    }

    /// A function that decorators make a tool.
    pub(super) fn decorated(&mut self, function: &'a StmtFunctionDef) {
        for decorator in &function.decorator_list {
            let Some(arguments) = self.tool_of(&decorator.expression) else { continue };
            let at = start(&function.name);
            if !self.may_look_at_tool(at) {
                continue;
            }
            let mut said = arguments.map(|arguments| self.said(arguments)).unwrap_or_default();
            if said.name.is_none() {
                said.name = arguments.and_then(|arguments| arguments.args.first()).map(|name| self.prose(name));
            }
            self.function(function, said, at);
        }
    }

    fn function(&mut self, function: &'a StmtFunctionDef, said: Said<'a>, at: u32) {
        let (input, parts) = self.shape().parameters(&function.parameters);
        self.found.spend_on_tools(parts);
        let name = said.name.unwrap_or_else(|| Value::literal(function.name.as_str()));
        let own = || docstring(&function.body).map(|text| Value::text(&text));
        let description = said.description.or_else(own);
        self.define(&name, description.as_ref(), &input, at);
    }

    /// A call that may define a tool.
    pub(super) fn tool_call(&mut self, call: &'a ExprCall) {
        let at = start(call);
        match &*call.func {
            // `mcp.tool(name="x")(function)`.
            Expr::Call(inner) => {
                if let (Some(Some(arguments)), [function]) = (self.tool_of(&call.func), &*call.arguments.args)
                    && inner.func.is_attribute_expr()
                {
                    self.handed(function, arguments, at);
                }
            }
            Expr::Attribute(attribute) => match attribute.attr.as_str() {
                "add_tool" => self.added(call, at),
                "tool" => {
                    // `mcp.tool(function)`: what is handed to a decorator otherwise is a name.
                    if let Some(function @ Expr::Name(name)) = call.arguments.args.first()
                        && self.may_serve(&attribute.value)
                        && matches!(self.declared().get(name.id.as_str()), Some(Meaning::Function(_)))
                    {
                        self.handed(function, &call.arguments, at);
                    }
                }
                "from_function" => {
                    if let Some(function) = call.arguments.args.first()
                        && matches!(&*attribute.value, Expr::Name(name) if name.id.as_str().ends_with("Tool"))
                    {
                        self.handed(function, &call.arguments, at);
                    }
                }
                _ => self.constructed(call, at),
            },
            _ => self.constructed(call, at),
        }
    }

    /// `mcp.add_tool(function, name=…, description=…)`.
    fn added(&mut self, call: &'a ExprCall, at: u32) {
        match call.arguments.args.first().or_else(|| call.arguments.find_keyword("fn").map(|given| &given.value)) {
            // What it is made of is met where it stands.
            Some(Expr::Call(made)) if names_tool(&made.func) => {}
            Some(function) => self.handed(function, &call.arguments, at),
            None => {}
        }
    }

    /// A function that is handed over.
    fn handed(&mut self, function: &'a Expr, arguments: &'a Arguments, at: u32) {
        if !self.may_look_at_tool(at) {
            return;
        }
        let said = self.said(arguments);
        let (name, imported) = match function {
            Expr::Name(name) => (name.id.as_str(), matches!(self.fold().value(function), Value::Path(_))),
            Expr::Attribute(attribute) => (attribute.attr.as_str(), true),
            _ => ("", false),
        };
        let owner = self.scopes.owner(self.scope, name);
        let several = owner.is_some_and(|owner| self.scopes.is_several(owner, name));
        match self.declared().get(name) {
            Some(Meaning::Function(function)) if !several => self.function(function, said, at),
            // A method, or a function of another file: its name is known and nothing else. Of a name that is given
            // something else somewhere not even that.
            _ => {
                let own =
                    if imported || self.declared().is_imported(name) { Value::literal(name) } else { Value::Unknown };
                let description = said.description.unwrap_or(Value::Unknown);
                self.define(&said.name.unwrap_or(own), Some(&description), &Told::Unread, at);
            }
        }
    }

    /// `Tool(name=…, description=…, inputSchema=…)`.
    fn constructed(&mut self, call: &'a ExprCall, at: u32) {
        let arguments = &call.arguments;
        let Some(input) = arguments.find_keyword("inputSchema").or_else(|| arguments.find_keyword("input_schema"))
        else {
            return;
        };
        let name = match &*call.func {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return,
        };
        let is_tool = name.ends_with("Tool")
            || self.fold().value(&call.func).as_path().is_some_and(|path| path.ends_with(".Tool"));
        if !is_tool || !self.may_look_at_tool(at) {
            return;
        }
        let said = self.said(arguments);
        let input = self.schema(&input.value);
        self.define(&said.name.unwrap_or(Value::Unknown), said.description.as_ref(), &input, at);
    }

    /// A dictionary with the keys of a definition.
    pub(super) fn tool_dict(&mut self, dict: &'a ExprDict) {
        // The last of several counts.
        let last = |wanted: &str| {
            let is = |key: &Expr| key.as_string_literal_expr().is_some_and(|key| key.value.to_str() == wanted);
            dict.items.iter().rposition(|item| item.key.as_ref().is_some_and(is))
        };
        let under = |place: usize| dict.items.get(place).map(|item| &item.value);
        let (Some(input_at), Some(name)) = (last("inputSchema"), last("name").and_then(under)) else { return };
        // `{"name": {"type": "string"}, …}` says what definitions look like.
        if matches!(name, Expr::Dict(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_)) {
            return;
        }
        let at = start(dict);
        if !self.may_look_at_tool(at) {
            return;
        }
        let name = self.prose(name);
        // Whether something behind may replace what is under a key, or be there where nothing is.
        let replaced = |walker: &Self, wanted: &str, place: Option<usize>| {
            let mut behind = dict.items.iter().skip(place.map_or(0, |place| place + 1));
            behind.any(|item| match &item.key {
                None => true,
                Some(Expr::StringLiteral(_)) => false,
                Some(key) => walker.fold().value(key).as_text().is_none_or(|key| key == wanted),
            })
        };
        let place = last("description");
        let description = match place.and_then(under) {
            _ if replaced(self, "description", place) => Some(Value::Unknown),
            text => text.map(|text| self.prose(text)),
        };
        let input = match under(input_at) {
            Some(input) if !replaced(self, "inputSchema", Some(input_at)) => self.schema(input),
            _ => Told::Unread,
        };
        self.define(&name, description.as_ref(), &input, at);
    }
}

#[cfg(test)]
mod tests;
