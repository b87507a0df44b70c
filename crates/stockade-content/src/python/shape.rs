//! What a tool takes, as one text: a schema that is written out, the fields of a class, or a function's parameters.
//!
//! - how the code is laid out does not change the text; classes and aliases of the file are written out behind it;
//! - what stands in another file of the package, or is worked out at run time, makes the text one that is known in part.

use std::fmt::Write as _;

use ruff_python_ast::{Expr, Number, Operator, Parameters, Stmt, StmtClassDef, UnaryOp};
use stockade_model::Told;

use super::declared::{Declared, Meaning};
use super::fold::Fold;
use super::tools::docstring;
use crate::scopes::{ScopeId, Scopes};
use crate::value::{Value, format_number};

/// Expressions inside each other.
const MAX_DEPTH: u32 = 24;
/// Parts of one schema.
const MAX_PARTS: u32 = 8_000;
/// Bytes of one text; [`stockade_model::tool`] keeps less.
const MAX_TEXT: usize = 20 << 10;
/// Bytes of a docstring, whose indentation is taken out each time, that cost as much as a part.
const BYTES_OF_PART: usize = 64;

/// Writes one schema.
pub(super) struct Shape<'w, 's, 'a> {
    declared: &'w Declared<'a>,
    scopes: &'s Scopes<'a>,
    scope: ScopeId,
    /// The package's own top folder: what is imported from it stands in another file.
    own: &'w str,
    out: String,
    parts: u32,
    /// What had been folded when it began.
    steps: u32,
    whole: bool,
    /// Names of this file that were used, to be written out behind; and how many of them are.
    named: Vec<&'a str>,
}

impl<'w, 's, 'a> Shape<'w, 's, 'a> {
    pub(super) fn new(declared: &'w Declared<'a>, (scopes, scope): (&'s Scopes<'a>, ScopeId), file: &'w str) -> Self {
        let own = file.split('/').next().unwrap_or_default();
        let (out, steps) = (String::new(), scopes.steps());
        Self { declared, scopes, scope, own, out, parts: 0, steps, whole: true, named: Vec::new() }
    }

    /// Parts that were written, and what was folded for them.
    fn spent(&self) -> u32 {
        self.parts.saturating_add(self.scopes.parts_since(self.steps))
    }

    /// Whether no more is written: what is left out makes it one that is known in part.
    fn is_full(&mut self) -> bool {
        let full = self.spent() > MAX_PARTS || self.out.len() > MAX_TEXT;
        self.whole &= !full;
        full
    }

    /// Of a schema that is handed over, with how many parts it took.
    pub(super) fn schema(mut self, of: &'a Expr) -> (Told, u32) {
        match of {
            Expr::Call(call) if let Expr::Attribute(method) = &*call.func => match method.attr.as_str() {
                "model_json_schema" | "schema" | "json_schema" => self.write(&method.value, 0),
                _ => self.write(of, 0),
            },
            _ => self.write(of, 0),
        }
        self.finish()
    }

    /// Of a function: its parameters are what the tool takes.
    pub(super) fn parameters(mut self, of: &'a Parameters) -> (Told, u32) {
        self.out.push('(');
        let mut first = true;
        for one in of.iter_non_variadic_params() {
            if self.is_full() {
                break;
            }
            self.parts += 1;
            let parameter = &one.parameter;
            let name = parameter.name.as_str();
            if matches!(name, "self" | "cls") || parameter.annotation.as_deref().is_some_and(is_context) {
                continue;
            }
            if !std::mem::take(&mut first) {
                self.out.push_str(", ");
            }
            self.word(name);
            if let Some(annotation) = &parameter.annotation {
                self.out.push_str(": ");
                self.write(annotation, 1);
            }
            if let Some(default) = &one.default {
                self.out.push_str(" = ");
                self.write(default, 1);
            }
        }
        for (mark, one) in [("*", &of.vararg), ("**", &of.kwarg)] {
            if let Some(one) = one {
                let _ = write!(self.out, "{}{mark}{}", if std::mem::take(&mut first) { "" } else { ", " }, one.name);
            }
        }
        self.out.push(')');
        self.finish()
    }

    fn finish(mut self) -> (Told, u32) {
        let mut at = 0;
        while let Some(name) = self.named.get(at).copied() {
            at += 1;
            if self.is_full() {
                break;
            }
            match self.declared.get(name) {
                Some(Meaning::Class(class)) => {
                    let _ = write!(self.out, "; {name} = ");
                    self.class(class);
                }
                Some(Meaning::Value(value)) => {
                    let _ = write!(self.out, "; {name} = ");
                    self.write(value, 1);
                }
                Some(Meaning::Unclear) => self.whole = false,
                Some(Meaning::Function(_)) | None => {}
            }
        }
        let parts = self.spent();
        let told = match self.out.as_str() {
            "?" => Told::Unread,
            _ if self.whole => Told::Whole(self.out),
            _ => Told::InPart(self.out),
        };
        (told, parts)
    }

    fn unknown(&mut self) {
        self.whole = false;
        self.out.push('?');
    }

    /// As much of a text as may be kept: one name may stand for a long one again and again.
    fn cut<'t>(&mut self, text: &'t str) -> &'t str {
        self.whole &= text.len() <= MAX_TEXT;
        text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or_default()
    }

    fn word(&mut self, word: &str) {
        let word = self.cut(word);
        self.out.push_str(word);
    }

    fn text(&mut self, text: &str) {
        let text = self.cut(text);
        let _ = write!(self.out, "{}", serde_json::Value::from(text));
    }

    fn class(&mut self, class: &'a StmtClassDef) {
        self.out.push_str("class(");
        self.list(class.bases(), 1);
        self.out.push_str("){");
        if let Some(text) = docstring(&class.body) {
            self.parts = self.parts.saturating_add(u32::try_from(text.len() / BYTES_OF_PART).unwrap_or(u32::MAX));
            self.text(&text);
            self.out.push(' ');
        }
        for stmt in &class.body {
            if self.is_full() {
                break;
            }
            self.parts += 1;
            match stmt {
                Stmt::AnnAssign(field) => {
                    self.write(&field.target, 1);
                    self.out.push_str(": ");
                    self.write(&field.annotation, 1);
                    if let Some(value) = &field.value {
                        self.out.push_str(" = ");
                        self.write(value, 1);
                    }
                    self.out.push_str("; ");
                }
                Stmt::Assign(field) => {
                    self.list(&field.targets, 1);
                    self.out.push_str(" = ");
                    self.write(&field.value, 1);
                    self.out.push_str("; ");
                }
                _ => {}
            }
        }
        self.out.push('}');
    }

    fn name(&mut self, name: &'a str) {
        self.word(name);
        // A name that is given something more than once, wherever that is.
        if let Some(owner) = self.scopes.owner(self.scope, name) {
            self.whole &= !self.scopes.is_several(owner, name);
        }
        if self.declared.get(name).is_some() {
            if !self.named.contains(&name) {
                self.named.push(name);
            }
            return;
        }
        let elsewhere = match self.scopes.value(self.scope, name) {
            Value::Path(path) => path.strip_prefix(self.own).is_some_and(|rest| rest.starts_with('.')),
            Value::Unknown => true,
            _ => false,
        };
        self.whole &= !elsewhere;
    }

    fn list(&mut self, all: &'a [Expr], depth: u32) {
        for (index, one) in all.iter().enumerate() {
            if index > 0 {
                self.out.push_str(", ");
            }
            if self.is_full() {
                break;
            }
            self.write(one, depth);
        }
    }

    fn write(&mut self, of: &'a Expr, depth: u32) {
        self.parts += 1;
        if depth > MAX_DEPTH || self.is_full() {
            return self.unknown();
        }
        let next = depth + 1;
        match of {
            Expr::StringLiteral(literal) => self.text(literal.value.to_str()),
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(int) => {
                    let _ = write!(self.out, "{int}");
                }
                Number::Float(float) => self.out.push_str(&format_number(*float)),
                Number::Complex { .. } => self.unknown(),
            },
            Expr::BooleanLiteral(is) => self.out.push_str(if is.value { "True" } else { "False" }),
            Expr::NoneLiteral(_) => self.out.push_str("None"),
            Expr::EllipsisLiteral(_) => self.out.push_str("..."),
            Expr::Name(name) => self.name(name.id.as_str()),
            Expr::Attribute(attribute) => {
                self.write(&attribute.value, next);
                self.out.push('.');
                self.word(&attribute.attr);
            }
            Expr::Subscript(subscript) => {
                self.write(&subscript.value, next);
                self.out.push('[');
                match &*subscript.slice {
                    Expr::Tuple(tuple) => self.list(&tuple.elts, next),
                    slice => self.write(slice, next),
                }
                self.out.push(']');
            }
            Expr::List(list) => self.bracketed("[", &list.elts, "]", next),
            Expr::Tuple(tuple) => self.bracketed("(", &tuple.elts, ")", next),
            Expr::Set(set) => self.bracketed("{", &set.elts, "}", next),
            Expr::Starred(inner) => {
                self.out.push('*');
                self.write(&inner.value, next);
            }
            Expr::Dict(dict) => {
                let mut entries: Vec<(String, String)> = Vec::new();
                let around = std::mem::take(&mut self.out);
                let mut room = MAX_TEXT.saturating_sub(around.len());
                for item in &dict.items {
                    if room == 0 || self.is_full() {
                        self.whole = false;
                        break;
                    }
                    match &item.key {
                        Some(key) => self.write(key, next),
                        None => self.out.push_str("**"),
                    }
                    let key = std::mem::take(&mut self.out);
                    self.write(&item.value, next);
                    room = room.saturating_sub(key.len() + self.out.len());
                    entries.push((key, std::mem::take(&mut self.out)));
                }
                entries.sort();
                let entries: Vec<String> = entries.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
                self.out = around;
                let _ = write!(self.out, "{{{}}}", entries.join(", "));
            }
            Expr::Call(call) => {
                self.write(&call.func, next);
                self.out.push('(');
                self.list(&call.arguments.args, next);
                for (index, keyword) in call.arguments.keywords.iter().enumerate() {
                    if self.is_full() {
                        break;
                    }
                    if index > 0 || !call.arguments.args.is_empty() {
                        self.out.push_str(", ");
                    }
                    match &keyword.arg {
                        Some(name) => {
                            self.word(name);
                            self.out.push('=');
                        }
                        None => self.out.push_str("**"),
                    }
                    self.write(&keyword.value, next);
                }
                self.out.push(')');
            }
            Expr::BinOp(binary) if binary.op == Operator::BitOr => {
                self.write(&binary.left, next);
                self.out.push_str(" | ");
                self.write(&binary.right, next);
            }
            Expr::UnaryOp(unary) if unary.op == UnaryOp::USub => {
                self.out.push('-');
                self.write(&unary.operand, next);
            }
            Expr::Lambda(_) => self.out.push_str("fn"),
            other => match Fold::new(self.scopes, self.scope).value(other) {
                Value::Text(text) => self.text(&text),
                Value::Number(number) => self.out.push_str(&format_number(number)),
                _ => self.unknown(),
            },
        }
    }

    fn bracketed(&mut self, open: &str, all: &'a [Expr], close: &str, depth: u32) {
        self.out.push_str(open);
        self.list(all, depth);
        self.out.push_str(close);
    }
}

/// `ctx: Context`, which no caller gives.
fn is_context(annotation: &Expr) -> bool {
    match annotation {
        Expr::Name(name) => name.id.as_str() == "Context",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "Context",
        Expr::Subscript(subscript) => is_context(&subscript.value),
        Expr::BinOp(either) => is_context(&either.left),
        _ => false,
    }
}
