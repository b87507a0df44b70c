//! Definitions of tools, as the second walk meets them.
//!
//! - calls: `server.tool("name", "description", schema, handler)`, `server.registerTool("name", {…}, handler)` and
//!   `registerToolTask`,
//!   `server.addTool({name, description, parameters, execute})`;
//! - objects, wherever they stand: `{name, description, inputSchema}` as `tools/list` answers with, and
//!   `{name, description, schema, handler}` as helpers take them;
//! - an object that describes what definitions look like (`name: z.string()`) defines none;
//! - one that is put together of another's members names nothing, and is a place that was not read; a copy with another
//!   schema (`{...tool, inputSchema}`) is not, for what it copies has its own place.

use oxc_ast::ast::{Argument, CallExpression, Expression, ObjectExpression, ObjectPropertyKind};
use stockade_model::Told;

use super::declared::{Declared, Under, bare, property};
use super::fold::{Fold, strip};
use super::shape::Shape;
use super::walk::Walker;
use crate::event::Event;
use crate::scopes::ScopeId;
use crate::value::Value;

/// Keys of one object among which that of an input is looked for.
const MOST_KEYS: usize = 4_096;

/// Whether a function of this name may define tools.
pub(super) fn is_defining(name: &str) -> bool {
    matches!(name, "tool" | "registerTool" | "registerToolTask" | "addTool")
}

/// Keys under which the input of a tool stands, where a handler stands beside it.
fn is_input(key: &str) -> bool {
    matches!(
        key,
        "inputSchema"
            | "parameters"
            | "schema"
            | "paramsSchema"
            | "parametersSchema"
            | "zodSchema"
            | "inputs"
            | "params"
    )
}

/// Keys under which what runs stands.
fn is_handler_key(key: &str) -> bool {
    matches!(key, "execute" | "handler" | "handle" | "callback" | "cb" | "run" | "fn" | "func")
}

/// What is known of the keys of an object, gathered while they are looked at anyway.
#[derive(Clone, Copy, Default)]
pub(super) struct Keys {
    name: bool,
    description: bool,
    input: bool,
    listed: bool,
    handler: bool,
}

impl Keys {
    pub(super) fn see(&mut self, key: &str) {
        match key {
            "name" => self.name = true,
            "description" => self.description = true,
            _ if !(2..=16).contains(&key.len()) => {}
            key => {
                self.listed |= key == "inputSchema";
                self.input |= is_input(key);
                self.handler |= is_handler_key(key);
            }
        }
    }

    /// Whether an object with them may define a tool.
    pub(super) const fn define(self, spreads: bool) -> bool {
        let named = self.name || spreads;
        (self.listed && named) || (self.name && self.handler && self.description && self.input)
    }
}

/// Whether an argument may be what runs.
fn may_run(handler: &Expression<'_>) -> bool {
    is_function(handler)
        || matches!(bare(handler), Expression::Identifier(_) | Expression::CallExpression(_))
        || bare(handler).is_member_expression()
}

fn is_function(expression: &Expression<'_>) -> bool {
    matches!(bare(expression), Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_))
}

/// `z.string()`, `Type.String()`, `{type: "string"}`, `true`: what a name looks like, and none.
fn is_type(name: &Expression<'_>) -> bool {
    let mut at = bare(name);
    for _ in 0..16 {
        match at {
            Expression::ObjectExpression(_)
            | Expression::BooleanLiteral(_)
            | Expression::NullLiteral(_)
            | Expression::NumericLiteral(_)
            | Expression::UnaryExpression(_)
            | Expression::ArrowFunctionExpression(_)
            | Expression::FunctionExpression(_) => return true,
            Expression::CallExpression(call) => match call.callee.as_member_expression() {
                Some(member) => {
                    if member.static_property_name().is_some_and(|name| name.eq_ignore_ascii_case("string")) {
                        return true;
                    }
                    at = bare(member.object());
                }
                None => return false,
            },
            _ => return false,
        }
    }
    false
}

/// Functions that only take the indentation out of a template.
fn is_layout(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    ["dedent", "outdent", "stripindent", "oneline", "unindent"].iter().any(|known| tag.contains(known))
}

impl<'s, 'a> Walker<'s, 'a, '_, '_> {
    fn declared(&self) -> &Declared<'s, 'a> {
        self.declared.get_or_init(|| Declared::of(self.program, self.scopes))
    }

    fn shape(&mut self, of: &Expression<'a>, scope: ScopeId) -> Told {
        let (told, parts) = Shape::of(of, scope, self.declared(), self.scopes);
        self.found.spend_on_tools(parts);
        told
    }

    /// A text, by its value or by what its name leads to.
    fn prose(&mut self, of: &Expression<'a>, scope: ScopeId) -> Value<'a> {
        let steps = self.scopes.steps();
        let value = self.prose_of(of, scope);
        self.found.spend_on_tools(self.scopes.parts_since(steps));
        value
    }

    fn prose_of(&self, of: &Expression<'a>, scope: ScopeId) -> Value<'a> {
        if let Expression::StaticMemberExpression(member) = bare(of)
            && let (Expression::ObjectExpression(object), inner) = self.declared().resolve(&member.object, scope)
            && let Under::Maybe = self.declared().under(object, &member.property.name, inner)
        {
            return Value::Unknown;
        }
        let value = Fold::new(self.scopes, scope).value(of);
        if matches!(value, Value::Text(_) | Value::Joined(_) | Value::OneOf(_)) {
            return value;
        }
        let (leads, scope) = self.declared().resolve(of, scope);
        let fold = Fold::new(self.scopes, scope);
        let Expression::TaggedTemplateExpression(tagged) = leads else {
            let other = fold.value(leads);
            return if other.is_known() { other } else { value };
        };
        let text = fold.value_of_template(&tagged.quasi);
        let tag = Self::root(&tagged.tag).unwrap_or_default();
        let of_tag = self.scopes.value(scope, tag);
        if of_tag.as_path().is_some_and(is_layout) || is_layout(tag) {
            return text;
        }
        // What a function makes of it is not known.
        Value::Joined([text, Value::Unknown].into())
    }

    fn define(&mut self, name: &Value<'_>, description: Option<&Value<'_>>, input: &Told, at: u32) {
        self.found.spend_on_texts([Some(name), description]);
        self.emit(&Event::Tool { name, description, input }, at);
    }

    /// A call of a function that [`is_defining`].
    pub(super) fn tool_call(&mut self, function: &str, it: &CallExpression<'a>) {
        let is_method = strip(&it.callee).as_member_expression().is_some();
        let arguments: Vec<&Expression<'a>> = it.arguments.iter().filter_map(Argument::as_expression).collect();
        let at = it.span.start;
        if arguments.len() != it.arguments.len() {
            // What is handed on by `...` is defined by whoever calls.
            if function == "registerTool" && is_method && self.may_look_at_tool(at) {
                self.define(&Value::Unknown, None, &Told::Unread, at);
            }
            return;
        }
        match (function, arguments.as_slice()) {
            ("tool", [only, ..]) if is_method && matches!(bare(only), Expression::ObjectExpression(_)) => {
                if let Expression::ObjectExpression(object) = bare(only)
                    && arguments.len() == 2
                    && property(object, "name").is_some()
                {
                    self.tool_object(object, self.scope, at);
                }
            }
            ("tool", [name, middle @ .., handler]) if is_method && may_run(handler) => {
                self.positional(name, middle, handler, at);
            }
            ("registerTool", [name, config, handler]) if may_run(handler) && !is_function(config) => {
                self.registered(name, config, at);
            }
            // Its handlers stand in an object.
            ("registerToolTask", [name, config, _]) if is_method => {
                self.registered(name, config, at);
            }
            ("addTool", [tool]) if is_method => self.added(tool, at),
            _ => {}
        }
    }

    /// `server.tool(name, [description], [schema], [annotations], handler)`.
    fn positional(&mut self, name: &Expression<'a>, middle: &[&Expression<'a>], handler: &Expression<'a>, at: u32) {
        if !self.may_look_at_tool(at) {
            return;
        }
        let scope = self.scope;
        let name = self.prose(name, scope);
        if !matches!(name, Value::Text(_) | Value::Joined(_)) && middle.is_empty() && !is_function(handler) {
            return;
        }
        let first = middle.first().map(|first| self.prose(first, scope));
        let is_text = matches!(&first, Some(Value::Text(_) | Value::Joined(_) | Value::OneOf(_)));
        let leads = middle.first().map(|first| self.declared().resolve(first, scope).0);
        let is_schema = matches!(leads, Some(Expression::ObjectExpression(_) | Expression::CallExpression(_)));
        let (description, input) = match (first, middle) {
            (None, _) => (None, None),
            // It could be either, and the one that is behind it says which.
            (first, [_, second, ..]) if is_text || !is_schema => (first, Some(*second)),
            (first, [_]) if is_text => (first, None),
            (_, [only, ..]) if is_schema => (None, Some(*only)),
            (first, [only, ..]) => (first, Some(*only)),
            (first, []) => (first, None),
        };
        let input = input.map_or(Told::Absent, |input| self.shape(input, scope));
        self.define(&name, description.as_ref(), &input, at);
    }

    /// `server.registerTool(name, {description, inputSchema}, handler)`.
    fn registered(&mut self, name: &Expression<'a>, config: &Expression<'a>, at: u32) {
        if !self.may_look_at_tool(at) {
            return;
        }
        let scope = self.scope;
        let name = self.prose(name, scope);
        let (config, inner) = self.declared().resolve(config, scope);
        match config {
            Expression::ObjectExpression(object) => {
                let (description, input) = self.parts(object, inner);
                self.define(&name, description.as_ref(), &input, at);
            }
            _ => self.define(&name, Some(&Value::Unknown), &Told::Unread, at),
        }
    }

    /// `server.addTool({…})`.
    fn added(&mut self, tool: &Expression<'a>, at: u32) {
        let (tool, scope) = self.declared().resolve(tool, self.scope);
        match tool {
            // One that lists what it takes is met where it stands.
            Expression::ObjectExpression(object) => self.tool_object(object, scope, object.span.start),
            _ => {
                if self.may_look_at_tool(at) {
                    self.define(&Value::Unknown, None, &Told::Unread, at);
                }
            }
        }
    }

    /// An object with the keys of a definition.
    pub(super) fn tool_object(&mut self, it: &ObjectExpression<'a>, scope: ScopeId, at: u32) {
        let name = property(it, "name");
        if name.is_some_and(is_type) || !self.may_look_at_tool(at) {
            return;
        }
        let name = match (self.declared().under(it, "name", scope), name) {
            (Under::Value(name, scope), _) => self.prose(name, scope),
            // Whatever may replace it, it is a name to know the rest by.
            (_, Some(name)) => self.prose(name, scope),
            _ => return,
        };
        if property(it, "name").is_none() && !matches!(name, Value::Text(_) | Value::Joined(_)) {
            return;
        }
        let (description, input) = self.parts(it, scope);
        self.define(&name, description.as_ref(), &input, at);
    }

    /// What an object says of a tool's description and of what it takes.
    fn parts(&mut self, it: &ObjectExpression<'a>, scope: ScopeId) -> (Option<Value<'a>>, Told) {
        let description = match self.declared().under(it, "description", scope) {
            Under::Value(description, scope) => Some(self.prose(description, scope)),
            Under::Maybe => Some(Value::Unknown),
            Under::Nothing => None,
        };
        let under = |key: &str| self.declared().under(it, key, scope);
        let input = match under("inputSchema") {
            Under::Nothing => {
                let mut keys = it.properties.iter().take(MOST_KEYS).filter_map(ObjectPropertyKind::as_property);
                let key = keys.find_map(|property| property.key.static_name().filter(|key| is_input(key)));
                key.map_or(Under::Nothing, |key| under(&key))
            }
            found => found,
        };
        let input = match input {
            Under::Value(input, scope) => self.shape(input, scope),
            Under::Maybe => Told::Unread,
            Under::Nothing => Told::Absent,
        };
        (description, input)
    }

    fn may_look_at_tool(&mut self, at: u32) -> bool {
        self.found.may_look_at_tool(at as usize)
    }
}

#[cfg(test)]
mod tests;
