//! The second walk: reports what stands in the source. The rules are those of `javascript::walk`.
//!
//! - a text that is a statement of its own is a docstring, and docstrings are comments;
//! - annotations are types and say nothing.

use std::borrow::Cow;
use std::cell::OnceCell;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{
    CmpOp, Comprehension, Expr, ExprBinOp, ExprDict, InterpolatedStringElement, Keyword, Operator, Parameters, Pattern,
    Stmt,
};
use ruff_text_size::Ranged;

use super::MAX_DEPTH;
use super::declared::Declared;
use super::fold::Fold;
use crate::event::{Event, How};
use crate::facts::Found;
use crate::facts::recognisers;
use crate::scopes::{ScopeId, Scopes};
use crate::sinks;
use crate::value::{self, Value};
use crate::watch;

pub(super) struct Walker<'s, 'a, 'f, 'g> {
    pub(super) scopes: &'s Scopes<'a>,
    pub(super) scope: ScopeId,
    pub(super) body: &'a [Stmt],
    /// What names stand for as code, once a tool asks for it.
    pub(super) declared: OnceCell<Declared<'a>>,
    pub(super) found: &'g mut Found<'f>,
    key: Option<Cow<'a, str>>,
    depth: u32,
    too_deep: bool,
    /// Where `import socket` stands, until it is known what of it is used.
    socket: Option<u32>,
    /// Whether anything of it is named, and so told of by itself.
    uses_socket: bool,
}

/// The module of which most files take the name of an error, a constant or the look-up of names.
const SOCKET: &str = "socket";

/// Where an expression starts, as a byte of the source.
pub(super) fn start(of: &impl Ranged) -> u32 {
    of.range().start().to_u32()
}

impl<'s, 'a, 'f, 'g> Walker<'s, 'a, 'f, 'g> {
    pub(super) const fn new(body: &'a [Stmt], scopes: &'s Scopes<'a>, found: &'g mut Found<'f>) -> Self {
        Self {
            scopes,
            scope: Scopes::FILE,
            body,
            declared: OnceCell::new(),
            found,
            key: None,
            depth: 0,
            too_deep: false,
            socket: None,
            uses_socket: false,
        }
    }

    /// At the end of the file: a module of which nothing was used may be there for another file.
    pub(super) fn finish(&mut self) {
        if let Some(at) = self.socket {
            self.emit(&Event::Import { module: SOCKET, known: self.uses_socket }, at);
        }
    }

    /// Takes note of what is used of a module whose import alone says nothing.
    pub(super) fn uses(&mut self, path: &str) {
        self.uses_socket |= path.strip_prefix(SOCKET).is_some_and(|rest| rest.starts_with('.'));
    }

    pub(super) const fn too_deep(&self) -> bool {
        self.too_deep
    }

    pub(super) const fn fold(&self) -> Fold<'s, 'a> {
        Fold::new(self.scopes, self.scope)
    }

    pub(super) fn emit(&mut self, event: &Event<'_>, at: u32) {
        recognisers::see(event, at as usize, self.found);
    }

    pub(super) fn texts(&mut self, value: &Value<'_>, at: u32) {
        let key = self.key.clone();
        value.texts(&mut |text| {
            recognisers::see(&Event::Text { text, key: key.as_deref() }, at as usize, self.found);
        });
        value.choices(&mut |text| recognisers::see(&Event::Choice { text }, at as usize, self.found));
    }

    pub(super) fn field(&mut self, key: &str, value: &Expr, how: How, at: u32) {
        if watch::role(key).is_some() {
            let value = self.fold().value(value);
            self.emit(&Event::Field { key, value: &value, how }, at);
        }
    }

    fn under(&mut self, key: Option<Cow<'a, str>>, walk: impl FnOnce(&mut Self)) {
        let above = std::mem::replace(&mut self.key, key);
        walk(self);
        self.key = above;
    }

    fn inside(&mut self, start: u32, walk: impl FnOnce(&mut Self)) {
        let around = self.scope;
        self.scope = self.scopes.at(start, around);
        self.under(None, walk);
        self.scope = around;
    }

    pub(super) fn root(expression: &Expr) -> Option<&str> {
        let mut at = expression;
        for _ in 0..64 {
            match at {
                Expr::Name(name) => return Some(name.id.as_str()),
                Expr::Attribute(attribute) => at = &attribute.value,
                Expr::Subscript(subscript) => at = &subscript.value,
                Expr::Call(call) => at = &call.func,
                _ => return None,
            }
        }
        None
    }

    pub(super) fn is_interesting(&self, expression: &Expr) -> bool {
        Self::root(expression).is_some_and(|root| self.scopes.is_interesting(root))
    }

    fn mention(&mut self, value: &Value<'_>, at: u32) {
        match value {
            Value::Environment(name) => self.emit(&Event::Environment { name }, at),
            Value::Path(path) if &**path == "os.environ" => self.emit(&Event::Environment { name: "*" }, at),
            Value::Path(path) if !path.contains("()") => {
                self.uses(path);
                if sinks::class(path).is_some() {
                    self.emit(&Event::Mention { path }, at);
                }
            }
            Value::OneOf(choices) => choices.iter().for_each(|choice| self.mention(choice, at)),
            _ => {}
        }
    }

    /// The name that an assignment gives a value.
    fn target_key(&mut self, target: &'a Expr) -> Option<Cow<'a, str>> {
        match target {
            Expr::Name(name) => Some(Cow::Borrowed(name.id.as_str())),
            Expr::Attribute(attribute) => Some(Cow::Borrowed(attribute.attr.as_str())),
            Expr::Subscript(subscript) => match self.fold().value(&subscript.slice) {
                Value::Text(key) => Some(Cow::Owned(key.to_string())),
                _ => None,
            },
            _ => None,
        }
    }

    fn assign(&mut self, target: &'a Expr, value: &'a Expr, how: How) -> Option<Cow<'a, str>> {
        let key = self.target_key(target);
        if let Some(key) = &key {
            self.field(key, value, how, start(target));
        }
        if !matches!(target, Expr::Name(_)) {
            if let Expr::Attribute(attribute) = target {
                self.visit_expr(&attribute.value);
            } else if let Expr::Subscript(subscript) = target {
                self.visit_expr(&subscript.value);
            }
        }
        key
    }

    /// Walks a term of a sum that was reported whole.
    fn term(&mut self, expression: &'a Expr) {
        match expression {
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => {}
            Expr::BinOp(binary) if matches!(binary.op, Operator::Add | Operator::Mod | Operator::Div) => {
                self.spine(binary, Self::term);
            }
            Expr::FString(string) => {
                for element in string.value.elements() {
                    if let InterpolatedStringElement::Interpolation(inner) = element {
                        self.term(&inner.expression);
                    }
                }
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.term(element)),
            other => self.visit_expr(other),
        }
    }

    fn spine(&mut self, binary: &'a ExprBinOp, mut visit: impl FnMut(&mut Self, &'a Expr)) {
        let mut at = binary;
        loop {
            visit(self, &at.right);
            match &*at.left {
                Expr::BinOp(inner) if inner.op == binary.op => at = inner,
                first => {
                    visit(self, first);
                    break;
                }
            }
        }
    }

    fn dict(&mut self, dict: &'a ExprDict) {
        self.pair(dict);
        self.tool_dict(dict);
        for item in &dict.items {
            let key = item.key.as_ref().and_then(|key| match self.fold().value(key) {
                Value::Text(key) => Some(Cow::Owned(key.to_string())),
                _ => None,
            });
            if let Some(key) = &key {
                self.field(key, &item.value, How::Set, start(&item.value));
            }
            self.under(key, |walker| walker.visit_expr(&item.value));
        }
    }

    fn asks_clock(&self, expression: &Expr, depth: u32) -> bool {
        if depth > 4 {
            return false;
        }
        match expression {
            Expr::Call(call) => {
                let path = self.fold().value(&call.func);
                matches!(
                    path.as_path(),
                    Some(
                        "time.time"
                            | "datetime.datetime.now"
                            | "datetime.datetime.utcnow"
                            | "datetime.date.today"
                            | "datetime.datetime.today"
                    )
                ) || call.func.as_attribute_expr().is_some_and(|attribute| self.asks_clock(&attribute.value, depth + 1))
            }
            Expr::BinOp(binary) => {
                self.asks_clock(&binary.left, depth + 1) || self.asks_clock(&binary.right, depth + 1)
            }
            _ => false,
        }
    }
}

/// `__import__(…)` itself.
fn is_import(expression: &Expr) -> bool {
    let Expr::Call(call) = expression else { return false };
    call.func.as_name_expr().is_some_and(|name| &name.id == "__import__") && call.arguments.len() == 1
}

impl<'a> Visitor<'a> for Walker<'_, 'a, '_, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let module = alias.name.as_str();
                    if module == SOCKET && alias.asname.is_none() {
                        self.socket.get_or_insert(start(stmt));
                    } else {
                        self.emit(&Event::Import { module, known: false }, start(stmt));
                    }
                }
            }
            Stmt::ImportFrom(import) => {
                let dots = ".".repeat(usize::try_from(import.level).unwrap_or(0).min(16));
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                let class = if import.level == 0 { sinks::class(module) } else { None };
                let named = |name: &str| sinks::class(&format!("{module}.{name}"));
                // Each name is told of by itself; what has the class of the module tells of the module too.
                let known = class.is_some()
                    && import.names.iter().all(|alias| &alias.name != "*" && named(&alias.name) != class);
                self.emit(&Event::Import { module: &format!("{dots}{module}"), known }, start(stmt));
                for alias in &import.names {
                    let name = if module.is_empty() {
                        format!("{dots}{}", alias.name)
                    } else {
                        format!("{dots}{module}.{}", alias.name)
                    };
                    // Whether it is a module or something in one is not known; as a module it may be a file of ours.
                    if import.level > 0 || sinks::class(&name).is_some() {
                        self.emit(&Event::Import { module: &name, known: false }, start(stmt));
                    }
                    // A file of the package may hand the module on.
                    if &alias.name == SOCKET && module != SOCKET {
                        self.emit(&Event::Import { module: SOCKET, known: false }, start(stmt));
                    }
                }
            }
            Stmt::Expr(inner) if inner.value.is_string_literal_expr() => {}
            Stmt::Assign(assign) => {
                let mut key = None;
                for target in &assign.targets {
                    key = self.assign(target, &assign.value, How::Set);
                }
                self.under(key, |walker| walker.visit_expr(&assign.value));
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let key = self.assign(&assign.target, value, How::Set);
                    self.under(key, |walker| walker.visit_expr(value));
                }
            }
            Stmt::AugAssign(assign) => {
                let key = self.assign(&assign.target, &assign.value, How::Append);
                self.under(key, |walker| walker.visit_expr(&assign.value));
            }
            Stmt::FunctionDef(function) => {
                self.decorated(function);
                self.inside(function.range.start().to_u32(), |walker| walk_stmt(walker, stmt));
            }
            Stmt::ClassDef(class) => self.inside(class.range.start().to_u32(), |walker| walk_stmt(walker, stmt)),
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.depth += 1;
        if self.depth >= MAX_DEPTH {
            self.too_deep = true;
            self.depth -= 1;
            return;
        }
        let at = start(expr);
        match expr {
            Expr::StringLiteral(literal) => {
                let key = self.key.clone();
                self.emit(&Event::Text { text: literal.value.to_str(), key: key.as_deref() }, at);
            }
            Expr::BytesLiteral(_) => {
                let value = self.fold().value(expr);
                self.texts(&value, at);
            }
            Expr::FString(_) => {
                let value = self.fold().value(expr);
                self.texts(&value, at);
                self.term(expr);
            }
            Expr::BinOp(binary) if matches!(binary.op, Operator::Add | Operator::Mod | Operator::Div) => {
                let value = self.fold().value(expr);
                self.texts(&value, at);
                self.spine(binary, Self::term);
            }
            Expr::BinOp(binary) => self.spine(binary, Visitor::visit_expr),
            Expr::Call(call) => self.call(call),
            Expr::Dict(dict) => self.dict(dict),
            Expr::Tuple(_) | Expr::List(_) => {
                self.tuple(expr);
                // A command in parts, whoever runs it.
                if let Expr::List(list) = expr
                    && list.elts.iter().any(|part| matches!(part, Expr::StringLiteral(word) if &word.value == "config"))
                {
                    let line = value::words(&self.fold().value(expr));
                    self.texts(&line, at);
                }
                walk_expr(self, expr);
            }
            Expr::Attribute(attribute) => {
                let value = if self.is_interesting(expr) { self.fold().value(expr) } else { Value::Unknown };
                self.mention(&value, at);
                // `__import__("socket").timeout` is `socket.timeout`.
                let named = value.as_path().is_some_and(|path| path.starts_with("socket."));
                if !(named && is_import(&attribute.value)) {
                    self.chain(&attribute.value);
                }
            }
            Expr::Subscript(subscript) => {
                let value = self.fold().value(expr);
                match value {
                    Value::Environment(_) => self.mention(&value, at),
                    Value::Text(_) => self.texts(&value, at),
                    _ => {}
                }
                self.chain(&subscript.value);
                self.under(None, |walker| walker.visit_expr(&subscript.slice));
            }
            Expr::Name(name) => {
                if self.scopes.is_interesting(name.id.as_str()) {
                    let value = self.scopes.value(self.scope, name.id.as_str());
                    self.mention(&value, at);
                }
            }
            Expr::Compare(compare) => {
                let sides = std::iter::once(&*compare.left).chain(&compare.comparators);
                let ordered =
                    compare.ops.iter().any(|op| matches!(op, CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE));
                let sides: Vec<&Expr> = sides.collect();
                if ordered && sides.iter().any(|side| self.asks_clock(side, 0)) {
                    for side in sides {
                        if self.asks_clock(side, 0) {
                            continue;
                        }
                        let with = self.fold().value(side);
                        self.emit(&Event::Clock { with: &with }, at);
                    }
                }
                walk_expr(self, expr);
            }
            Expr::Named(named) => {
                let key = self.assign(&named.target, &named.value, How::Set);
                self.under(key, |walker| walker.visit_expr(&named.value));
            }
            Expr::Lambda(lambda) => self.inside(lambda.range.start().to_u32(), |walker| walk_expr(walker, expr)),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                self.inside(at, |walker| walk_expr(walker, expr));
            }
            _ => walk_expr(self, expr),
        }
        self.depth -= 1;
    }

    fn visit_comprehension(&mut self, comprehension: &'a Comprehension) {
        self.visit_expr(&comprehension.iter);
        comprehension.ifs.iter().for_each(|test| self.visit_expr(test));
    }

    fn visit_parameters(&mut self, parameters: &'a Parameters) {
        for parameter in parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs) {
            if let Some(default) = &parameter.default {
                self.field(parameter.parameter.name.as_str(), default, How::Set, start(parameter));
                self.visit_expr(default);
            }
        }
    }

    fn visit_keyword(&mut self, keyword: &'a Keyword) {
        let key = keyword.arg.as_ref().map(|name| Cow::Borrowed(name.as_str()));
        if let Some(key) = &key {
            self.field(key, &keyword.value, How::Set, start(keyword));
        }
        self.under(key, |walker| walker.visit_expr(&keyword.value));
    }

    fn visit_annotation(&mut self, _: &'a Expr) {}

    fn visit_pattern(&mut self, _: &'a Pattern) {}
}

impl<'a> Walker<'_, 'a, '_, '_> {
    /// What stands left of a dot or a bracket, of which the whole was looked at.
    pub(super) fn chain(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(_) => {}
            Expr::Attribute(attribute) => self.chain(&attribute.value),
            other => self.visit_expr(other),
        }
    }
}
