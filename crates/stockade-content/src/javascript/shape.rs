//! What a tool takes, as one text: the schema that is written out, or the calls that build one.
//!
//! - whoever formats, minifies or bundles the code does not change the text: names of constants are replaced by what they
//!   stand for, keys are sorted, modules are left out (`z.string()` and `zod_1.z.string()` are `string()`);
//! - what only turns one form of a schema into another is left out: `zodToJsonSchema(z.object({…}))`, `z.object({…}).shape`
//!   and `{…}` are one text;
//! - functions are `fn`: what a schema computes with is not compared;
//! - what stands in another file, or is worked out at run time, is `?`, and the text is then known in part.

use std::fmt::Write as _;

use oxc_ast::ast::{
    Argument, ArrayExpressionElement, Expression, MemberExpression, ObjectExpression, ObjectPropertyKind,
};
use oxc_syntax::operator::{BinaryOperator, UnaryOperator};
use stockade_model::Told;

use super::declared::{Declared, bare};
use super::fold::Fold;
use crate::scopes::{ScopeId, Scopes};
use crate::value::{Value, format_number};

/// Expressions inside each other.
const MAX_DEPTH: u32 = 24;
/// Parts of one schema.
const MAX_PARTS: u32 = 8_000;
/// Bytes of one text; [`stockade_model::tool`] keeps less.
const MAX_TEXT: usize = 20 << 10;

/// Writes one schema.
pub(super) struct Shape<'w, 's, 'a> {
    declared: &'w Declared<'s, 'a>,
    scopes: &'s Scopes<'a>,
    out: String,
    parts: u32,
    /// What had been folded when it began.
    steps: u32,
    whole: bool,
}

/// A schema without what turns it from one form into another.
fn peeled<'e, 's: 'e, 'a>(
    mut of: &'e Expression<'a>,
    mut scope: ScopeId,
    declared: &Declared<'s, 'a>,
) -> (&'e Expression<'a>, ScopeId) {
    for _ in 0..8 {
        (of, scope) = declared.resolve(of, scope);
        of = match of {
            Expression::CallExpression(call) => {
                let name = match bare(&call.callee) {
                    Expression::Identifier(name) => Some(name.name.as_str()),
                    callee => callee.as_member_expression().and_then(MemberExpression::static_property_name),
                };
                let turns =
                    name.is_some_and(|name| name == "object" || name.to_ascii_lowercase().ends_with("jsonschema"));
                match call.arguments.first().and_then(Argument::as_expression) {
                    Some(inner) if turns => inner,
                    _ => return (of, scope),
                }
            }
            Expression::StaticMemberExpression(member) if member.property.name == "shape" => &member.object,
            _ => return (of, scope),
        };
    }
    (of, scope)
}

impl<'w, 's, 'a> Shape<'w, 's, 'a> {
    /// The text of a schema, and how many parts it took.
    pub(super) fn of(
        of: &Expression<'a>,
        scope: ScopeId,
        declared: &'w Declared<'s, 'a>,
        scopes: &'s Scopes<'a>,
    ) -> (Told, u32) {
        let mut shape = Self { declared, scopes, out: String::new(), parts: 0, steps: scopes.steps(), whole: true };
        let (of, scope) = peeled(of, scope, declared);
        shape.write(of, scope, 0);
        let parts = shape.spent();
        let told = match shape.out.as_str() {
            "?" => Told::Unread,
            _ if shape.whole => Told::Whole(shape.out),
            _ => Told::InPart(shape.out),
        };
        (told, parts)
    }

    /// Parts that were written, and what was folded for them.
    fn spent(&self) -> u32 {
        self.parts.saturating_add(self.scopes.parts_since(self.steps))
    }

    fn is_full(&self) -> bool {
        self.spent() > MAX_PARTS || self.out.len() > MAX_TEXT
    }

    fn unknown(&mut self) {
        self.whole = false;
        self.out.push('?');
    }

    fn write(&mut self, from: &Expression<'a>, scope: ScopeId, depth: u32) {
        self.parts += 1;
        if depth > MAX_DEPTH || self.is_full() {
            return self.unknown();
        }
        let (of, scope) = self.declared.resolve(from, scope);
        let next = depth + 1;
        match of {
            Expression::StringLiteral(text) => self.text(&text.value),
            Expression::NumericLiteral(number) => self.out.push_str(&format_number(number.value)),
            Expression::BooleanLiteral(is) => self.out.push_str(if is.value { "true" } else { "false" }),
            Expression::NullLiteral(_) => self.out.push_str("null"),
            Expression::RegExpLiteral(pattern) => {
                let text = self.cut(&pattern.regex.pattern.text);
                let _ = write!(self.out, "/{text}/{}", pattern.regex.flags);
            }
            Expression::TemplateLiteral(_) | Expression::TaggedTemplateExpression(_) => self.folded(of, scope),
            Expression::BinaryExpression(sum) => match Fold::new(self.scopes, scope).value(of) {
                Value::Text(text) => self.text(&text),
                Value::Number(number) => self.out.push_str(&format_number(number)),
                _ if sum.operator == BinaryOperator::Addition => self.folded(of, scope),
                _ => self.unknown(),
            },
            Expression::UnaryExpression(unary) => match (unary.operator, bare(&unary.argument)) {
                // A minifier's `true`, `false` and `undefined`.
                (UnaryOperator::LogicalNot, Expression::NumericLiteral(number)) => {
                    self.out.push_str(if number.value == 0.0 { "true" } else { "false" });
                }
                (UnaryOperator::Void, _) => self.out.push_str("undefined"),
                (UnaryOperator::UnaryNegation, inner) => {
                    self.out.push('-');
                    self.write(inner, scope, next);
                }
                _ => self.unknown(),
            },
            Expression::Identifier(name) if name.name == "undefined" => self.out.push_str("undefined"),
            Expression::Identifier(_) => self.folded(of, scope),
            Expression::ObjectExpression(object) => self.object(object, scope, next),
            Expression::ArrayExpression(array) => {
                self.out.push('[');
                for (index, element) in array.elements.iter().enumerate() {
                    if index > 0 {
                        self.out.push(',');
                    }
                    if self.is_full() {
                        self.unknown();
                        break;
                    }
                    match element {
                        ArrayExpressionElement::SpreadElement(spread) => {
                            self.out.push_str("...");
                            self.write(&spread.argument, scope, next);
                        }
                        element => {
                            if let Some(element) = element.as_expression() {
                                self.write(element, scope, next);
                            }
                        }
                    }
                }
                self.out.push(']');
            }
            Expression::CallExpression(call) => {
                self.callee(bare(&call.callee), scope, next);
                self.arguments(&call.arguments, scope, next);
            }
            Expression::NewExpression(new) => {
                self.out.push_str("new ");
                self.callee(bare(&new.callee), scope, next);
                self.arguments(&new.arguments, scope, next);
            }
            Expression::StaticMemberExpression(member) => {
                if self.is_module(of, scope) {
                    return self.unknown();
                }
                // It is written out, and what is under the key is not known: something may replace it.
                self.whole &=
                    !matches!(self.declared.resolve(&member.object, scope).0, Expression::ObjectExpression(_));
                self.write(&member.object, scope, next);
                self.out.push('.');
                self.name(&member.property.name);
            }
            Expression::ConditionalExpression(either) => {
                self.write(&either.test, scope, next);
                self.out.push_str(" ? ");
                self.write(&either.consequent, scope, next);
                self.out.push_str(" : ");
                self.write(&either.alternate, scope, next);
            }
            Expression::ArrowFunctionExpression(_)
            | Expression::FunctionExpression(_)
            | Expression::ClassExpression(_) => self.out.push_str("fn"),
            Expression::SequenceExpression(all) => match all.expressions.last() {
                Some(last) => self.write(last, scope, next),
                None => self.unknown(),
            },
            _ => self.unknown(),
        }
    }

    /// Something whose value says it, or part of it.
    fn folded(&mut self, of: &Expression<'a>, scope: ScopeId) {
        match Fold::new(self.scopes, scope).value(of) {
            Value::Text(text) => self.text(&text),
            Value::Number(number) => self.out.push_str(&format_number(number)),
            joined @ Value::Joined(_) => {
                self.whole = false;
                let mut first = true;
                joined.texts(&mut |text| {
                    if std::mem::take(&mut first) {
                        self.text(text);
                    }
                });
            }
            _ => self.unknown(),
        }
    }

    /// As much of a text as may be kept: one name may stand for a long one again and again.
    fn cut<'t>(&mut self, text: &'t str) -> &'t str {
        self.whole &= text.len() <= MAX_TEXT;
        text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or_default()
    }

    fn name(&mut self, name: &str) {
        let name = self.cut(name);
        self.out.push_str(name);
    }

    fn text(&mut self, text: &str) {
        let text = self.cut(text);
        let _ = write!(self.out, "{}", serde_json::Value::from(text));
    }

    /// Whether an expression is a module or something of one, by whatever name.
    fn is_module(&self, of: &Expression<'a>, scope: ScopeId) -> bool {
        matches!(Fold::new(self.scopes, scope).value(of), Value::Path(path) if !path.contains("()") && &*path != "this")
    }

    /// The function that is called: its name, and what it is a method of unless that is a module.
    fn callee(&mut self, callee: &Expression<'a>, scope: ScopeId, depth: u32) {
        match callee {
            Expression::StaticMemberExpression(member) => {
                let object = bare(&member.object);
                let (leads, _) = self.declared.resolve(object, scope);
                let is_schema = matches!(leads, Expression::CallExpression(_) | Expression::NewExpression(_));
                if is_schema && !self.is_module(object, scope) {
                    self.write(object, scope, depth);
                    self.out.push('.');
                } else if !matches!(object, Expression::Identifier(_)) && !self.is_module(object, scope) {
                    // A chain of members is long without nesting: a parser goes along it in a loop.
                    if depth > MAX_DEPTH {
                        self.unknown();
                    } else {
                        self.callee(object, scope, depth + 1);
                    }
                    self.out.push('.');
                }
                self.name(&member.property.name);
            }
            // A function's own name is another one after each run of a minifier.
            Expression::Identifier(_) => self.out.push_str("call"),
            Expression::SequenceExpression(all) if let Some(last) = all.expressions.last() => {
                if depth <= MAX_DEPTH {
                    self.callee(bare(last), scope, depth + 1);
                }
            }
            _ => self.write(callee, scope, depth),
        }
    }

    fn arguments(&mut self, arguments: &[Argument<'a>], scope: ScopeId, depth: u32) {
        self.out.push('(');
        for (index, argument) in arguments.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            if self.is_full() {
                self.unknown();
                break;
            }
            match argument {
                Argument::SpreadElement(spread) => {
                    self.out.push_str("...");
                    self.write(&spread.argument, scope, depth);
                }
                argument => {
                    if let Some(argument) = argument.as_expression() {
                        self.write(argument, scope, depth);
                    }
                }
            }
        }
        self.out.push(')');
    }

    fn object(&mut self, object: &ObjectExpression<'a>, scope: ScopeId, depth: u32) {
        let around = std::mem::take(&mut self.out);
        let mut room = MAX_TEXT.saturating_sub(around.len());
        let mut entries: Vec<(String, String)> = Vec::new();
        for property in &object.properties {
            if self.is_full() {
                self.whole = false;
                break;
            }
            match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    let key = Fold::new(self.scopes, scope).key(&property.key, property.computed, 0);
                    if key.is_none() {
                        self.whole = false;
                    }
                    self.write(&property.value, scope, depth);
                    entries.push((
                        key.map_or_else(|| "?".to_owned(), |key| self.cut(&key).to_owned()),
                        std::mem::take(&mut self.out),
                    ));
                }
                ObjectPropertyKind::SpreadProperty(spread) => {
                    self.write(&spread.argument, scope, depth);
                    entries.push(("...".to_owned(), std::mem::take(&mut self.out)));
                }
            }
            room = room.saturating_sub(entries.last().map_or(0, |(key, value)| key.len() + value.len()));
            if room == 0 {
                self.whole = false;
                break;
            }
        }
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        self.out = around;
        self.out.push('{');
        for (index, (key, value)) in entries.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            match key.as_str() {
                "..." | "?" => self.out.push_str(key),
                key => self.text(key),
            }
            if key != "..." {
                self.out.push(':');
            }
            self.out.push_str(value);
        }
        self.out.push('}');
    }
}
