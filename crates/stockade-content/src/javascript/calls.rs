//! Calls, as the second walk meets them.

use std::borrow::Cow;

use oxc_ast::ast::{
    Argument, ArrayExpressionElement, ArrowFunctionBody, CallExpression, Expression, MemberExpression, NewExpression,
    ObjectExpression,
};
use oxc_ast_visit::Visit;
use oxc_span::GetSpan;

use super::fold::{is_require, module_path, strip};
use super::tools;
use super::walk::Walker;
use crate::event::{Event, How};
use crate::sinks;
use crate::value::{self, Text, Value};
use crate::watch;

/// A method of an object that nobody knows, and no sink by its name.
const ANY_METHOD: &str = "*.";

/// Methods and functions whose result is a text that its source does not show.
fn spells(name: &str) -> bool {
    matches!(
        name,
        "atob"
            | "from"
            | "fromCharCode"
            | "fromCodePoint"
            | "toString"
            | "decode"
            | "join"
            | "reverse"
            | "concat"
            | "replace"
            | "replaceAll"
            | "slice"
            | "substring"
            | "decodeURIComponent"
            | "unescape"
            | "resolve"
            | "trim"
            | "toLowerCase"
            | "apply"
            | "call"
            | "parse"
            | "String"
    )
}

/// A function with nothing in it, which keeps a process alive. What a parameter has by default would be worked out.
fn does_nothing(callback: &Argument<'_>) -> bool {
    let (parameters, body) = match callback {
        Argument::ArrowFunctionExpression(arrow) => match &arrow.body {
            ArrowFunctionBody::FunctionBody(body) => (&arrow.params, body),
            _ => return false,
        },
        Argument::FunctionExpression(function) => match &function.body {
            Some(body) => (&function.params, body),
            None => return false,
        },
        _ => return false,
    };
    body.statements.is_empty() && parameters.items.is_empty() && parameters.rest.is_none()
}

impl<'a> Walker<'_, 'a, '_, '_> {
    pub(super) fn call(&mut self, it: &CallExpression<'a>) {
        let callee = strip(&it.callee);
        let at = it.span.start;
        let member = callee.as_member_expression();
        let name: Option<Cow<'_, str>> = match (member, callee) {
            (Some(MemberExpression::ComputedMemberExpression(member)), _) => {
                self.fold().value(&member.expression).as_text().map(|name| Cow::Owned(name.to_owned()))
            }
            (Some(member), _) => member.static_property_name().map(Cow::Borrowed),
            (None, Expression::Identifier(name)) => Some(Cow::Borrowed(name.name.as_str())),
            _ => None,
        };
        let path = self.path_of(callee, name.as_deref());
        if let Some(path) = path.as_deref()
            && is_require(path)
            && let Some(source) = it.arguments.first().and_then(Argument::as_expression)
        {
            self.import_value(source, "require", at);
            return;
        }
        if path.as_deref() == Some("Deno.env.get")
            && let Value::Environment(name) = self.fold().call(it, 0)
        {
            self.emit(&Event::Environment { name: &name }, at);
        }
        if let Some(path) = path.as_deref() {
            self.report(path, &it.arguments, at);
        }
        if let Some(name) = &name {
            self.setter(name, it, at);
            if tools::is_defining(name) {
                self.tool_call(name, it);
            }
        }
        // A command in parts, handed to somebody's own function.
        let is_config =
            |argument: &Argument<'_>| matches!(argument, Argument::StringLiteral(word) if word.value == "config");
        if it.arguments.iter().any(is_config) {
            let line = value::words(&Value::list(self.fold().arguments(&it.arguments, 0)));
            self.texts(&line, at);
        }
        // Lists that are put behind each other stay lists.
        let is_array = |argument: &Argument<'_>| matches!(argument, Argument::ArrayExpression(_));
        let lists = name.as_deref() == Some("concat") && it.arguments.iter().all(is_array);
        let spelt = |path: &Text<'_>| spells(sinks::name(path));
        if (name.as_deref().is_some_and(spells) || path.as_ref().is_some_and(spelt)) && !lists {
            let value = self.fold().call(it, 0);
            if matches!(value, Value::Text(_) | Value::Bytes(_) | Value::Joined(_) | Value::OneOf(_)) {
                self.texts(&value, at);
                if value.is_constant() {
                    return;
                }
            }
        }
        match member {
            Some(member) => self.member(member, true),
            None if path.is_some() && matches!(callee, Expression::Identifier(_)) => {}
            None => self.visit_expression(&it.callee),
        }
        let decorates = path.as_deref() == Some("tslib.__metadata")
            && matches!(it.arguments.first(), Some(Argument::StringLiteral(key)) if key.value.starts_with("design:"));
        for argument in &it.arguments {
            if decorates { self.type_of_parameter(argument) } else { self.visit_argument(argument) }
        }
    }

    /// What TypeScript writes for a decorator: the constructors of types, of which `Function` is one and is not called.
    fn type_of_parameter(&mut self, argument: &Argument<'a>) {
        let is_type =
            |expression: &Expression<'_>| matches!(expression, Expression::Identifier(name) if name.name == "Function");
        match argument {
            Argument::ArrayExpression(array) => {
                let types = |element: &&ArrayExpressionElement<'a>| element.as_expression().is_some_and(is_type);
                array.elements.iter().filter(|element| !types(element)).for_each(|element| {
                    self.visit_array_expression_element(element);
                });
            }
            argument if argument.as_expression().is_some_and(is_type) => {}
            argument => self.visit_argument(argument),
        }
    }

    pub(super) fn construct(&mut self, it: &NewExpression<'a>) {
        let callee = strip(&it.callee);
        let name = match callee {
            Expression::Identifier(name) => Some(name.name.as_str()),
            callee => callee.as_member_expression().and_then(MemberExpression::static_property_name),
        };
        match self.path_of(callee, name) {
            Some(path) => self.report(&path, &it.arguments, it.span.start),
            None => self.visit_expression(&it.callee),
        }
        for argument in &it.arguments {
            self.visit_argument(argument);
        }
    }

    /// The path of what is called; `*.name` where the object is not known, [`ANY_METHOD`] where that name says nothing.
    fn path_of(&self, callee: &Expression<'a>, name: Option<&str>) -> Option<Text<'a>> {
        let known = match callee {
            Expression::Identifier(identifier) => {
                if !self.scopes.is_interesting(identifier.name.as_str()) {
                    // A name that nobody bound to anything may be the language's, or a function of the package.
                    let sends = watch::sends(identifier.name.as_str());
                    return sends.then(|| ["*.", identifier.name.as_str()].concat().into());
                }
                self.scopes.value(self.scope, identifier.name.as_str())
            }
            callee if self.is_interesting(callee) => self.fold().value(callee),
            callee => self.given_to(callee),
        };
        let path = known.into_path();
        let path = path.filter(|path| !path.contains("()") || sinks::class(path).is_some() || is_require(path));
        path.or_else(|| {
            let name = name.filter(|name| name.len() < 60)?;
            if matches!(name, "call" | "apply" | "bind")
                && let Some(of) =
                    callee.as_member_expression().and_then(|member| member.object().as_member_expression())
                && of.static_property_name() == Some("_compile")
            {
                return Some(["*._compile.", name].concat().into());
            }
            let speaks = sinks::is_method(name) || watch::sends(name);
            Some(if speaks { ["*.", name].concat().into() } else { ANY_METHOD.into() })
        })
    }

    /// What the file gives a member of something that it knows nothing else of: `this.run = require("child_process").exec`.
    fn given_to(&self, callee: &Expression<'a>) -> Value<'a> {
        let Some(MemberExpression::StaticMemberExpression(member)) = callee.as_member_expression() else {
            return Value::Unknown;
        };
        let of = match &member.object {
            Expression::ThisExpression(_) => "this",
            Expression::Identifier(name) => name.name.as_str(),
            _ => return Value::Unknown,
        };
        self.scopes.member(of, member.property.name.as_str())
    }

    fn report(&mut self, path: &str, arguments: &[Argument<'a>], at: u32) {
        // A bare `open` is Python's; here it is the browser's, which opens a window.
        if matches!(path, ANY_METHOD | "open") {
            return;
        }
        match arguments {
            // Node's own takes the text and the name of a file. Validators have a method of that name, which takes a schema.
            [only] if path == "*._compile" && !only.is_spread() => return,
            [callback, ..]
                if (path.ends_with("setTimeout") || path.ends_with("setInterval")) && does_nothing(callback) =>
            {
                return;
            }
            _ => {}
        }
        let class = sinks::class(path);
        if sinks::wants_arguments(path, class) {
            let args = self.fold().arguments(arguments, 0);
            self.emit(&Event::Call { path, class, args: &args }, at);
        } else if class.is_some() {
            self.emit(&Event::Call { path, class, args: &[] }, at);
        }
    }

    /// Ways to give a key a value by a call: a setter, the key as an argument, something pushed to a list of that name.
    fn setter(&mut self, name: &str, it: &CallExpression<'a>, at: u32) {
        if watch::addresses(name) {
            let value = Value::list(self.fold().arguments(&it.arguments, 0));
            if value != Value::list(Vec::new()) {
                self.emit(&Event::Field { key: name, value: &value, how: How::Call }, at);
            }
        }
        let arguments = it.arguments.as_slice();
        if (2..=4).contains(&arguments.len()) {
            for (index, argument) in arguments.iter().enumerate().take(2) {
                let Some(expression) = argument.as_expression() else { continue };
                let may_spell = matches!(
                    expression,
                    Expression::StringLiteral(_)
                        | Expression::TemplateLiteral(_)
                        | Expression::BinaryExpression(_)
                        | Expression::CallExpression(_)
                        | Expression::Identifier(_)
                );
                let Some(rest) = arguments.get(index + 1..).filter(|rest| may_spell && !rest.is_empty()) else {
                    continue;
                };
                let key = match expression {
                    // By far the most, and few of them are such a key.
                    Expression::StringLiteral(literal) if !watch::addresses(&literal.value) => continue,
                    Expression::Identifier(name) if !self.scopes.may_be_text(self.scope, name.name.as_str()) => {
                        continue;
                    }
                    expression => self.fold().value(expression),
                };
                let Value::Text(key) = key else { continue };
                if watch::addresses(&key) {
                    let value = Value::list(self.fold().arguments(rest, 0));
                    self.emit(&Event::Field { key: &key, value: &value, how: How::Call }, at);
                }
            }
        }
        if matches!(name, "push" | "unshift" | "concat" | "add" | "append")
            && let Some(member) = strip(&it.callee).as_member_expression()
        {
            let of = match member.object() {
                Expression::Identifier(name) => Some(name.name.as_str()),
                object => object.as_member_expression().and_then(MemberExpression::static_property_name),
            };
            if let Some(of) = of.filter(|of| watch::addresses(of)) {
                let value = Value::list(self.fold().arguments(&it.arguments, 0));
                self.emit(&Event::Field { key: of, value: &value, how: How::Append }, at);
            }
        }
    }

    /// `{name: "Bcc", value: x}`: a header as a pair.
    pub(super) fn pair(&mut self, it: &ObjectExpression<'a>) {
        if !(2..=4).contains(&it.properties.len()) {
            return;
        }
        let (mut key, mut value) = (None, None);
        for property in it.properties.iter().filter_map(|property| property.as_property()) {
            let Some(name) = property.key.static_name().filter(|name| (3..=7).contains(&name.len())) else { continue };
            let is_one_of = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
            if key.is_none() && is_one_of(&["name", "key", "field", "header", "type", "kind"]) {
                key = Some(property);
            } else if value.is_none() && is_one_of(&["value", "val", "content", "email", "address", "values"]) {
                value = Some(property);
            }
        }
        let (Some(key), Some(value)) = (key, value) else { return };
        if let Value::Text(key) = self.fold().value(&key.value)
            && watch::addresses(&key)
        {
            self.field(&key, &value.value, How::Set, it.span.start);
        }
    }

    /// A module that is asked for by an expression.
    pub(super) fn import_value(&mut self, source: &Expression<'a>, what: &str, at: u32) {
        match self.fold().value(source) {
            Value::Text(module) => {
                self.emit(&Event::Import { module: module_path(&module), known: false }, at);
                if !matches!(source, Expression::StringLiteral(_)) {
                    self.visit_expression(source);
                }
            }
            value => {
                let mut known = String::new();
                value.texts(&mut |text| {
                    if known.is_empty() {
                        known.push_str(text);
                    }
                });
                let what = if known.is_empty() {
                    what.to_owned()
                } else {
                    format!("{what} {}", known.replace(value::GAP, "*"))
                };
                self.emit(&Event::ImportUnknown { what: &what }, source.span().start.min(at));
                self.visit_expression(source);
            }
        }
    }
}
