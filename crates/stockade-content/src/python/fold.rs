//! What a Python expression is worth.

use std::rc::Rc;

use ruff_python_ast::{
    BoolOp, Expr, ExprBinOp, ExprCall, ExprFString, ExprSubscript, FStringPart, InterpolatedStringElement, Keyword,
    Number, Operator, Stmt, UnaryOp,
};

use crate::scopes::{ScopeId, Scopes};
use crate::value::{self, MAX_NUMBERS, MAX_PARTS, Text, Value};

/// Expressions inside each other that are folded.
const MAX_DEPTH: u32 = 24;

/// Folds in one scope.
#[derive(Clone, Copy)]
pub(super) struct Fold<'s, 'a> {
    pub(super) scopes: &'s Scopes<'a>,
    pub(super) scope: ScopeId,
    /// The name of an item that an expression is worked out for.
    pub(super) given: &'s [(&'a str, Value<'a>)],
}

impl<'s, 'a> Fold<'s, 'a> {
    pub(super) const fn new(scopes: &'s Scopes<'a>, scope: ScopeId) -> Self {
        Self { scopes, scope, given: &[] }
    }
}

impl<'a> Fold<'_, 'a> {
    pub(super) fn value(self, expression: &'a Expr) -> Value<'a> {
        self.at(expression, 0)
    }

    pub(super) fn at(self, expression: &'a Expr, depth: u32) -> Value<'a> {
        self.scopes.step();
        if depth > MAX_DEPTH {
            return Value::Unknown;
        }
        let next = depth + 1;
        match expression {
            Expr::StringLiteral(literal) => Value::literal(literal.value.to_str()),
            Expr::BytesLiteral(literal) => {
                Value::Bytes(literal.value.iter().flat_map(|part| part.value.iter().copied()).collect())
            }
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(int) => int.as_i32().map_or_else(|| big(int), |int| Value::Number(f64::from(int))),
                Number::Float(float) => Value::Number(*float),
                Number::Complex { .. } => Value::Unknown,
            },
            Expr::FString(string) => self.f_string(string, next),
            Expr::Name(name) => match self.given.iter().find(|(given, _)| *given == name.id.as_str()) {
                Some((_, value)) => value.clone(),
                None => self.scopes.value(self.scope, name.id.as_str()),
            },
            Expr::Attribute(attribute) => {
                let name = attribute.attr.as_str();
                if let Expr::Name(of) = &*attribute.value {
                    let known = self.scopes.member(of.id.as_str(), name);
                    if known.is_known() {
                        return known;
                    }
                }
                match self.at(&attribute.value, next) {
                    // `os.environ.get` is a method, only what stands in brackets is a variable.
                    Value::Path(path) if &*path == "os.environ" => Value::Path(format!("os.environ.{name}").into()),
                    of => of.member(&name.into()),
                }
            }
            Expr::Subscript(subscript) => self.subscript(subscript, next),
            Expr::BinOp(binary) => self.binary(binary, next),
            Expr::BoolOp(bool_op) => {
                let mut values = bool_op.values.iter().take(16).map(|value| self.at(value, next));
                match bool_op.op {
                    BoolOp::Or => values.reduce(Value::either).unwrap_or(Value::Unknown),
                    BoolOp::And => values.next_back().unwrap_or(Value::Unknown),
                }
            }
            Expr::If(conditional) => {
                Value::either(self.at(&conditional.body, next), self.at(&conditional.orelse, next))
            }
            Expr::UnaryOp(unary) => match (unary.op, self.at(&unary.operand, next)) {
                (UnaryOp::USub, Value::Number(number)) => Value::Number(-number),
                _ => Value::Unknown,
            },
            Expr::Named(named) => self.at(&named.value, next),
            Expr::Await(inner) => self.at(&inner.value, next),
            Expr::Starred(inner) => self.at(&inner.value, next),
            Expr::List(list) => self.items(&list.elts, next),
            Expr::Tuple(tuple) => self.items(&tuple.elts, next),
            Expr::Set(set) => self.items(&set.elts, next),
            Expr::Dict(dict) => {
                let mut entries: Vec<(Text<'a>, Value)> = Vec::new();
                for item in dict.items.iter().take(MAX_PARTS) {
                    match &item.key {
                        Some(key) => {
                            if let Value::Text(key) = self.at(key, next) {
                                entries.push((key, self.at(&item.value, next)));
                            }
                        }
                        None => match self.at(&item.value, next) {
                            Value::Record(inner) => entries.extend(inner.iter().cloned()),
                            all if all.is_environment() => entries.push(("...".into(), all)),
                            _ => {}
                        },
                    }
                }
                Value::Record(entries.into())
            }
            Expr::ListComp(comprehension) => self.comprehension(&comprehension.elt, &comprehension.generators, next),
            Expr::Generator(comprehension) => self.comprehension(&comprehension.elt, &comprehension.generators, next),
            Expr::Call(call) => self.call(call, next),
            Expr::Lambda(lambda) => match self.at(&lambda.body, next) {
                Value::Unknown | Value::Path(_) => Value::Unknown,
                value => Value::Gives(Rc::new(value)),
            },
            _ => Value::Unknown,
        }
    }

    /// A function whose only statement, but for a docstring, returns something known.
    pub(super) fn gives(self, body: &'a [Stmt]) -> Value<'a> {
        let rest = match body {
            [Stmt::Expr(first), rest @ ..] if first.value.is_string_literal_expr() => rest,
            body => body,
        };
        match rest {
            [Stmt::Return(only)] => match only.value.as_ref().map(|value| self.at(value, 0)) {
                None | Some(Value::Unknown | Value::Path(_)) => Value::Unknown,
                Some(value) => Value::Gives(Rc::new(value)),
            },
            _ => Value::Unknown,
        }
    }

    fn items(self, items: &'a [Expr], depth: u32) -> Value<'a> {
        let mut values = Vec::new();
        for item in items.iter().take(MAX_NUMBERS) {
            match (item, self.at(item, depth)) {
                (Expr::Starred(_), Value::List(inner)) => values.extend(inner.iter().cloned()),
                (_, value) => values.push(value),
            }
        }
        Value::list(values)
    }

    fn f_string(self, string: &'a ExprFString, depth: u32) -> Value<'a> {
        let mut parts = Vec::new();
        for part in string.value.iter().take(MAX_PARTS) {
            match part {
                FStringPart::Literal(literal) => parts.push(Value::literal(literal.as_str())),
                FStringPart::FString(inner) => {
                    parts.extend(inner.elements.iter().take(MAX_PARTS).map(|element| match element {
                        InterpolatedStringElement::Literal(literal) => Value::literal(&literal.value),
                        InterpolatedStringElement::Interpolation(element) => self.at(&element.expression, depth),
                    }));
                }
            }
        }
        Value::join(parts)
    }

    fn subscript(self, subscript: &'a ExprSubscript, depth: u32) -> Value<'a> {
        let of = self.at(&subscript.value, depth);
        if let Expr::Slice(slice) = &*subscript.slice {
            let step = slice.step.as_ref().and_then(|step| self.at(step, depth).as_number());
            return match (step, &slice.lower, &slice.upper) {
                (Some(-1.0), None, None) => value::method(&of, "reverse", &[]),
                (None, None, None) => of,
                (None, lower, upper) => {
                    let place = |bound: &'a Option<Box<Expr>>| bound.as_ref().map(|bound| self.at(bound, depth));
                    let mut args = vec![place(lower).unwrap_or(Value::Number(0.0))];
                    args.extend(place(upper));
                    value::method(&of, "slice", &args)
                }
                _ => Value::Unknown,
            };
        }
        match self.at(&subscript.slice, depth) {
            // What was imported before, by whomever.
            Value::Text(key) if of.as_path() == Some("sys.modules") => Value::Path(key),
            Value::Text(key) => of.member(&key),
            Value::Number(index) => of.member(&value::format_number(index).into()),
            _ if of.as_path() == Some("os.environ") => Value::Environment("*".into()),
            _ => Value::Unknown,
        }
    }

    fn binary(self, binary: &'a ExprBinOp, depth: u32) -> Value<'a> {
        match binary.op {
            Operator::Add => {
                let mut terms = vec![&binary.right];
                let mut left = &binary.left;
                while let Expr::BinOp(inner) = &**left
                    && inner.op == Operator::Add
                {
                    terms.push(&inner.right);
                    left = &inner.left;
                }
                let first = self.at(left, depth);
                let rest: Vec<Value<'a>> = terms.into_iter().rev().map(|term| self.at(term, depth)).collect();
                if matches!(first, Value::Number(_) | Value::List(_) | Value::Bytes(_)) {
                    rest.iter().fold(first, |sum, term| Value::add(&sum, term))
                } else {
                    Value::join(std::iter::once(first).chain(rest))
                }
            }
            Operator::Mod => {
                let right = self.at(&binary.right, depth);
                match self.at(&binary.left, depth) {
                    Value::Number(left) => {
                        right.as_number().map_or(Value::Unknown, |right| Value::Number(left.rem_euclid(right)))
                    }
                    Value::Text(pattern) => {
                        let args = match right {
                            Value::List(items) => items.to_vec(),
                            one => vec![one],
                        };
                        let braces =
                            pattern.replace('{', "{{").replace("%s", "{}").replace("%d", "{}").replace("%r", "{}");
                        value::format_braces(&braces, &args)
                    }
                    _ => Value::Unknown,
                }
            }
            Operator::Div => match (self.at(&binary.left, depth), self.at(&binary.right, depth)) {
                (Value::Number(left), Value::Number(right)) => Value::Number(left / right),
                // `Path.home() / ".ssh"`.
                (left, right) => value::path_of(&[left, right]),
            },
            operator => {
                let (Value::Number(left), Value::Number(right)) =
                    (self.at(&binary.left, depth), self.at(&binary.right, depth))
                else {
                    return Value::Unknown;
                };
                #[expect(clippy::cast_possible_truncation, reason = "characters and flags, and what is larger is none")]
                let bits = |number: f64| number as i32;
                Value::Number(match operator {
                    Operator::BitXor => f64::from(bits(left) ^ bits(right)),
                    Operator::BitAnd => f64::from(bits(left) & bits(right)),
                    Operator::BitOr => f64::from(bits(left) | bits(right)),
                    Operator::Sub => left - right,
                    Operator::Mult => left * right,
                    Operator::Pow => left.powf(right),
                    _ => return Value::Unknown,
                })
            }
        }
    }

    pub(super) fn arguments(self, args: &'a [Expr]) -> Vec<Value<'a>> {
        match self.items(args, 1) {
            Value::List(items) => items.to_vec(),
            _ => Vec::new(),
        }
    }

    pub(super) fn call(self, call: &'a ExprCall, depth: u32) -> Value<'a> {
        if depth > MAX_DEPTH {
            return Value::Unknown;
        }
        let args = || match self.items(&call.arguments.args, depth + 1) {
            Value::List(items) => items.to_vec(),
            _ => Vec::new(),
        };
        if let Expr::Attribute(attribute) = &*call.func {
            let of = self.at(&attribute.value, depth + 1);
            let of_module = of.as_path().is_some_and(|path| !path.contains("()"));
            if !of_module {
                let name = attribute.attr.as_str();
                return match (name, &of) {
                    ("format", Value::Text(pattern)) => self.format(pattern, &args(), &call.arguments.keywords, depth),
                    _ if value::is_method(name) => value::method(&of, name, &args()),
                    _ => Value::Unknown,
                };
            }
        }
        match self.at(&call.func, depth + 1) {
            Value::Gives(value) => (*value).clone(),
            function => match function.as_path() {
                Some("__import__" | "importlib.import_module" | "sys.modules.get") => {
                    args().first().and_then(Value::as_text).map_or(Value::Unknown, Value::path)
                }
                Some("getattr") => match args().as_slice() {
                    [of, Value::Text(name), ..] => of.member(name),
                    _ => Value::Unknown,
                },
                Some("map") => match &*call.arguments.args {
                    [function, list] => {
                        let list = self.at(list, depth + 1);
                        self.mapped(function, &list, depth + 1).unwrap_or(Value::Unknown)
                    }
                    _ => Value::Unknown,
                },
                Some("dict") => self.dict(call, depth),
                Some(
                    path @ ("datetime.datetime"
                    | "datetime.date"
                    | "datetime.datetime.fromisoformat"
                    | "datetime.date.fromisoformat"),
                ) => date(path, &args()),
                Some(path) => value::call(path, args),
                None => Value::Unknown,
            },
        }
    }

    /// `dict(a=1)`, `dict(os.environ, a=1)`.
    fn dict(self, call: &'a ExprCall, depth: u32) -> Value<'a> {
        let mut entries: Vec<(Text<'a>, Value<'a>)> = Vec::new();
        match call.arguments.args.first().map(|of| self.at(of, depth + 1)) {
            Some(Value::Record(inner)) => entries.extend(inner.iter().cloned()),
            Some(all) if all.is_environment() => entries.push(("...".into(), all)),
            _ => {}
        }
        for keyword in call.arguments.keywords.iter().take(MAX_PARTS) {
            let value = self.at(&keyword.value, depth + 1);
            match &keyword.arg {
                Some(name) => entries.push((name.as_str().into(), value)),
                None if value.is_environment() => entries.push(("...".into(), value)),
                None => {}
            }
        }
        Value::Record(entries.into())
    }

    /// `str.format`, keywords put behind the positions and their names replaced by numbers.
    fn format(self, pattern: &str, args: &[Value<'a>], keywords: &'a [Keyword], depth: u32) -> Value<'a> {
        let mut values = args.to_vec();
        let mut pattern = pattern.to_owned();
        for keyword in keywords.iter().take(64) {
            if let Some(name) = &keyword.arg {
                let number = values.len();
                for end in ["}", ":", "!"] {
                    pattern = pattern.replace(&format!("{{{name}{end}"), &format!("{{{number}{end}"));
                }
                values.push(self.at(&keyword.value, depth + 1));
            }
        }
        value::format_braces(&pattern, &values)
    }
}

/// An integer beyond 32 bits: the clock's numbers are.
fn big<'a>(int: &ruff_python_ast::Int) -> Value<'a> {
    int.to_string().parse().map_or(Value::Unknown, Value::Number)
}

/// A date's numbers as one text, or the text it is made of.
fn date<'a>(path: &str, args: &[Value<'a>]) -> Value<'a> {
    if path.ends_with("fromisoformat") {
        return args.first().cloned().unwrap_or(Value::Unknown);
    }
    match args {
        [Value::Number(year), Value::Number(month), Value::Number(day), ..] => {
            Value::text(&format!("{year:04}-{month:02}-{day:02}"))
        }
        _ => Value::Unknown,
    }
}
