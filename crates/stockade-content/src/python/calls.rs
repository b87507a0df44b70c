//! Calls, as the second walk meets them.

use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{Expr, ExprCall, ExprDict, Operator};

use super::walk::{Walker, start};
use crate::event::{Event, How};
use crate::facts::Class;
use crate::sinks;
use crate::value::{self, Text, Value};
use crate::watch;

/// Functions and methods whose result is a text that its source does not show.
fn spells(name: &str) -> bool {
    matches!(
        name,
        "decode"
            | "b64decode"
            | "urlsafe_b64decode"
            | "standard_b64decode"
            | "decodebytes"
            | "fromhex"
            | "unhexlify"
            | "join"
            | "format"
            | "replace"
            | "chr"
            | "str"
            | "reversed"
            | "unquote"
            | "a2b_base64"
            | "Path"
            | "expanduser"
            | "joinpath"
            | "strip"
            | "lower"
            | "loads"
            | "bytes"
            | "bytearray"
    )
}

/// Whether it may be a path that is moved: texts have two arguments to `replace`.
fn moves(path: &str, call: &ExprCall) -> bool {
    matches!(path, "*.rename" | "*.replace" | "*.move" | "*.copy") && call.arguments.args.len() == 1
}

impl<'a> Walker<'_, 'a, '_, '_> {
    /// `compile(text, name, mode, ast.PyCF_ONLY_AST)`: a tree comes of it, and nothing that could be run.
    fn only_parses(&self, call: &'a ExprCall) -> bool {
        let flags = call.arguments.find_keyword("flags").map(|flags| &flags.value);
        let starred = call.arguments.args.iter().any(Expr::is_starred_expr);
        let mut open: Vec<&Expr> =
            flags.or_else(|| call.arguments.args.get(3).filter(|_| !starred)).into_iter().collect();
        while let Some(flag) = open.pop() {
            match flag {
                Expr::BinOp(either) if either.op == Operator::BitOr => open.extend([&*either.left, &*either.right]),
                flag => {
                    if matches!(self.fold().value(flag), Value::Path(path) if matches!(&*path, "ast.PyCF_ONLY_AST" | "_ast.PyCF_ONLY_AST"))
                    {
                        return true;
                    }
                }
            }
        }
        false
    }

    pub(super) fn call(&mut self, call: &'a ExprCall) {
        let at = start(call);
        let name = match &*call.func {
            Expr::Name(name) => Some(name.id.as_str()),
            Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
            _ => None,
        };
        let path = self.path_of(&call.func, name);
        match path.as_deref() {
            Some("__import__" | "importlib.import_module") => {
                match call.arguments.args.first().map(|module| self.fold().value(module)) {
                    Some(Value::Text(module)) => self.emit(&Event::Import { module: &module, known: false }, at),
                    _ => self.emit(&Event::ImportUnknown { what: path.as_deref().unwrap_or_default() }, at),
                }
            }
            Some("os.getenv" | "os.environ.get" | "os.environ.pop" | "os.environ.setdefault") => {
                match call.arguments.args.first().map(|name| self.fold().value(name)) {
                    Some(Value::Text(name)) => self.emit(&Event::Environment { name: &name }, at),
                    _ => self.emit(&Event::Environment { name: "*" }, at),
                }
            }
            Some("os.environ.items" | "os.environ.copy" | "os.environ.values" | "os.environb" | "os.environ.keys") => {
                self.emit(&Event::Environment { name: "*" }, at);
            }
            Some("compile" | "builtins.compile") if self.only_parses(call) => {}
            Some(path) => {
                self.uses(path);
                let class = sinks::class(path);
                if sinks::wants_arguments(path, class) || moves(path, call) {
                    let mut args = self.fold().arguments(&call.arguments.args);
                    let named = |name: &str| call.arguments.find_keyword(name);
                    let file = named("file").filter(|_| args.is_empty());
                    args.extend(file.map(|file| self.fold().value(&file.value)));
                    let mode = named("mode").or_else(|| named("flags")).filter(|_| args.len() <= 1);
                    args.extend(mode.map(|mode| self.fold().value(&mode.value)));
                    if class == Some(Class::Http) {
                        args.extend(call.arguments.keywords.iter().take(32).map(|one| self.fold().value(&one.value)));
                    }
                    self.emit(&Event::Call { path, class, args: &args }, at);
                } else if class.is_some() {
                    self.emit(&Event::Call { path, class, args: &[] }, at);
                }
                // `getattr(os, "system")("x")` is not a call on a name: the path came from folding.
            }
            None => {}
        }
        if let Some(name) = name {
            self.setter(name, call, at);
        }
        self.tool_call(call);
        // A command in parts, handed to somebody's own function.
        let is_config = |part: &Expr| matches!(part, Expr::StringLiteral(word) if &word.value == "config");
        if call.arguments.args.iter().any(is_config) {
            let line = value::words(&Value::list(self.fold().arguments(&call.arguments.args)));
            self.texts(&line, at);
        }
        if name.is_some_and(spells) || path.as_deref().is_some_and(|path| spells(sinks::name(path))) {
            let value = self.fold().call(call, 0);
            if matches!(value, Value::Text(_) | Value::Bytes(_) | Value::Joined(_) | Value::OneOf(_)) {
                self.texts(&value, at);
                if value.is_constant() {
                    return;
                }
            }
        }
        match &*call.func {
            Expr::Attribute(attribute) => self.chain(&attribute.value),
            Expr::Name(_) => {}
            other => self.visit_expr(other),
        }
        call.arguments.args.iter().for_each(|argument| self.visit_expr(argument));
        call.arguments.keywords.iter().for_each(|keyword| self.visit_keyword(keyword));
    }

    fn path_of(&self, function: &'a Expr, name: Option<&str>) -> Option<Text<'a>> {
        let known = match function {
            Expr::Name(name) if !self.scopes.is_interesting(name.id.as_str()) => {
                return watch::sends(name.id.as_str()).then(|| format!("*.{}", name.id).into());
            }
            function if self.is_interesting(function) => self.fold().value(function),
            // What the file gives a member of something that it knows nothing else of.
            Expr::Attribute(attribute) => match &*attribute.value {
                Expr::Name(of) => self.scopes.member(of.id.as_str(), attribute.attr.as_str()),
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        };
        let path = known.into_path();
        let path = path.filter(|path| !path.contains("()") || sinks::class(path).is_some());
        path.or_else(|| {
            let name = name.filter(|name| name.len() < 60)?;
            // A module that a file of the package hands on: `compat.socket.create_connection()`.
            if matches!(name, "socket" | "create_connection" | "create_server" | "socketpair" | "fromfd")
                && let Expr::Attribute(function) = function
                && function.value.as_attribute_expr().is_some_and(|module| &module.attr == "socket")
            {
                return Some(format!("socket.{name}").into());
            }
            Some(format!("*.{name}").into())
        })
    }

    fn setter(&mut self, name: &str, call: &'a ExprCall, at: u32) {
        let args = &call.arguments.args;
        if watch::addresses(name) && !args.is_empty() {
            let value = Value::list(self.fold().arguments(args));
            self.emit(&Event::Field { key: name, value: &value, how: How::Call }, at);
        }
        if (2..=4).contains(&args.len()) {
            for (index, argument) in args.iter().enumerate().take(2) {
                let Some(rest) = args.get(index + 1..).filter(|rest| !rest.is_empty()) else { continue };
                let Value::Text(key) = self.fold().value(argument) else { continue };
                if watch::addresses(&key) {
                    let value = Value::list(self.fold().arguments(rest));
                    self.emit(&Event::Field { key: &key, value: &value, how: How::Call }, at);
                }
            }
        }
        if matches!(name, "append" | "extend" | "insert" | "add")
            && let Expr::Attribute(attribute) = &*call.func
        {
            let of = match &*attribute.value {
                Expr::Name(name) => Some(name.id.as_str()),
                Expr::Attribute(inner) => Some(inner.attr.as_str()),
                _ => None,
            };
            if let Some(of) = of.filter(|of| watch::addresses(of)) {
                let value = Value::list(self.fold().arguments(args));
                self.emit(&Event::Field { key: of, value: &value, how: How::Append }, at);
            }
        }
    }

    /// `("Bcc", x)`: a header as a pair.
    pub(super) fn tuple(&mut self, expression: &'a Expr) {
        let elements = match expression {
            Expr::Tuple(tuple) => &*tuple.elts,
            Expr::List(list) => &*list.elts,
            _ => return,
        };
        if let [key, value] = elements
            && let Value::Text(key) = self.fold().value(key)
            && watch::addresses(&key)
        {
            self.field(&key, value, How::Set, start(expression));
        }
    }

    /// `{"name": "Bcc", "value": x}`.
    pub(super) fn pair(&mut self, dict: &'a ExprDict) {
        if !(2..=4).contains(&dict.items.len()) {
            return;
        }
        let find = |names: &[&str]| {
            dict.items.iter().find(|item| {
                let key = item.key.as_ref().and_then(Expr::as_string_literal_expr).map(|key| key.value.to_str());
                key.is_some_and(|key| names.iter().any(|name| key.eq_ignore_ascii_case(name)))
            })
        };
        let (Some(key), Some(value)) = (
            find(&["name", "key", "field", "header", "type"]),
            find(&["value", "content", "email", "address", "values"]),
        ) else {
            return;
        };
        if let Value::Text(key) = self.fold().value(&key.value)
            && watch::addresses(&key)
        {
            self.field(&key, &value.value, How::Set, start(dict));
        }
    }
}
