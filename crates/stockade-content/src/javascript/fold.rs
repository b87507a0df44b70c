//! What a JavaScript expression is worth.
//!
//! - identifiers are looked up, never folded again: their values were worked out once, so no chain of names is deep;
//! - a long sum is folded from its spine, without recursion.

use std::borrow::Cow;
use std::rc::Rc;

use oxc_ast::ast::{
    Argument, ArrayExpression, ArrayExpressionElement, ArrowFunctionBody, BinaryExpression, CallExpression,
    ChainElement, Expression, FormalParameters, FunctionBody, MemberExpression, NewExpression, ObjectExpression,
    ObjectPropertyKind, PropertyKey, Statement, TemplateLiteral,
};
use oxc_syntax::operator::{BinaryOperator, LogicalOperator, UnaryOperator};

use crate::scopes::{ScopeId, Scopes};
use crate::value::{self, MAX_NUMBERS, MAX_PARTS, Text, Value};

/// Expressions inside each other that are folded.
const MAX_DEPTH: u32 = 24;

/// Folds in one scope.
#[derive(Clone, Copy)]
pub(super) struct Fold<'s, 'a> {
    pub(super) scopes: &'s Scopes<'a>,
    pub(super) scope: ScopeId,
    /// The parameters of a function that is worked out for one item.
    pub(super) given: &'s [(&'a str, Value<'a>)],
}

impl<'s, 'a> Fold<'s, 'a> {
    pub(super) const fn new(scopes: &'s Scopes<'a>, scope: ScopeId) -> Self {
        Self { scopes, scope, given: &[] }
    }
}

impl<'a> Fold<'_, 'a> {
    pub(super) fn value(self, expression: &Expression<'a>) -> Value<'a> {
        self.at(expression, 0)
    }

    pub(super) fn value_of_template(self, template: &TemplateLiteral<'a>) -> Value<'a> {
        self.template(template, 0)
    }

    pub(super) fn value_of_array(self, array: &ArrayExpression<'a>) -> Value<'a> {
        self.array(array, 0)
    }

    pub(super) fn value_of_object(self, object: &ObjectExpression<'a>) -> Value<'a> {
        self.object(object, 0)
    }

    pub(super) fn value_of_sum(self, sum: &BinaryExpression<'a>) -> Value<'a> {
        self.binary(sum, 0)
    }

    pub(super) fn at(self, expression: &Expression<'a>, depth: u32) -> Value<'a> {
        self.scopes.step();
        if depth > MAX_DEPTH {
            return Value::Unknown;
        }
        let next = depth + 1;
        match expression {
            Expression::StringLiteral(literal) => Value::literal(literal.value.as_str()),
            Expression::NumericLiteral(literal) => Value::Number(literal.value),
            Expression::TemplateLiteral(template) => self.template(template, next),
            Expression::TaggedTemplateExpression(tagged) => match self.at(&tagged.tag, next).as_path() {
                Some("String.raw") => self.template(&tagged.quasi, next),
                _ => Value::Unknown,
            },
            Expression::Identifier(name) => match name.name.as_str() {
                "undefined" | "NaN" | "Infinity" => Value::Unknown,
                name => match self.given.iter().find(|(given, _)| *given == name) {
                    Some((_, value)) => value.clone(),
                    None => self.scopes.value(self.scope, name),
                },
            },
            Expression::ThisExpression(_) => Value::name("this"),
            Expression::ImportMeta(_) => Value::name("import.meta"),
            Expression::BinaryExpression(binary) => self.binary(binary, next),
            Expression::LogicalExpression(logical) => {
                let right = self.at(&logical.right, next);
                match logical.operator {
                    LogicalOperator::And => right,
                    LogicalOperator::Or | LogicalOperator::Coalesce => {
                        Value::either(self.at(&logical.left, next), right)
                    }
                }
            }
            Expression::ConditionalExpression(conditional) => {
                Value::either(self.at(&conditional.consequent, next), self.at(&conditional.alternate, next))
            }
            Expression::ArrayExpression(array) => self.array(array, next),
            Expression::ObjectExpression(object) => self.object(object, next),
            Expression::CallExpression(call) => self.call(call, next),
            Expression::NewExpression(new) => self.construct(new, next),
            Expression::ChainExpression(chain) => match &chain.expression {
                ChainElement::CallExpression(call) => self.call(call, next),
                ChainElement::TSNonNullExpression(inner) => self.at(&inner.expression, next),
                element => element.as_member_expression().map_or(Value::Unknown, |member| self.member(member, next)),
            },
            Expression::ImportExpression(import) => self
                .at(&import.source, next)
                .as_text()
                .map_or(Value::Unknown, |module| Value::path(module_path(module))),
            Expression::AwaitExpression(inner) => self.at(&inner.argument, next),
            Expression::ParenthesizedExpression(inner) => self.at(&inner.expression, next),
            Expression::TSAsExpression(inner) => self.at(&inner.expression, next),
            Expression::TSSatisfiesExpression(inner) => self.at(&inner.expression, next),
            Expression::TSNonNullExpression(inner) => self.at(&inner.expression, next),
            Expression::TSTypeAssertion(inner) => self.at(&inner.expression, next),
            Expression::AssignmentExpression(assignment) => self.at(&assignment.right, next),
            Expression::SequenceExpression(sequence) => {
                sequence.expressions.last().map_or(Value::Unknown, |last| self.at(last, next))
            }
            Expression::UnaryExpression(unary) => match (unary.operator, self.at(&unary.argument, next)) {
                (UnaryOperator::UnaryNegation, Value::Number(number)) => Value::Number(-number),
                (UnaryOperator::UnaryPlus, value) => value,
                _ => Value::Unknown,
            },
            Expression::ArrowFunctionExpression(arrow) => {
                let inner = Self { scope: self.scopes.at(arrow.span.start, self.scope), ..self };
                match &arrow.body {
                    ArrowFunctionBody::FunctionBody(body) => inner.gives(&arrow.params, body, next),
                    body => body.as_expression().map_or(Value::Unknown, |body| inner.given(&arrow.params, body, next)),
                }
            }
            Expression::FunctionExpression(function) => {
                let inner = Self { scope: self.scopes.at(function.span.start, self.scope), ..self };
                function.body.as_ref().map_or(Value::Unknown, |body| inner.gives(&function.params, body, next))
            }
            expression => expression.as_member_expression().map_or(Value::Unknown, |member| self.member(member, next)),
        }
    }

    /// A function whose only statement returns something known.
    pub(super) fn gives(self, params: &FormalParameters<'a>, body: &FunctionBody<'a>, depth: u32) -> Value<'a> {
        match body.statements.as_slice() {
            [Statement::ReturnStatement(only)] => {
                only.argument.as_ref().map_or(Value::Unknown, |value| self.given(params, value, depth))
            }
            _ => Value::Unknown,
        }
    }

    fn given(self, params: &FormalParameters<'a>, body: &Expression<'a>, depth: u32) -> Value<'a> {
        // `c => String.fromCharCode(c)` is `String.fromCharCode`.
        if let (Expression::CallExpression(call), [param]) = (body, params.items.as_slice())
            && let [argument] = call.arguments.as_slice()
            && let Some(Expression::Identifier(passed)) = argument.as_expression()
            && param.pattern.get_identifier_name().is_some_and(|name| name.as_str() == passed.name.as_str())
            && let path @ Value::Path(_) = self.at(&call.callee, depth)
        {
            return path;
        }
        match self.at(body, depth) {
            Value::Unknown => Value::Unknown,
            Value::Path(path) if path.contains("()") => Value::Unknown,
            value => Value::Gives(Rc::new(value)),
        }
    }

    fn template(self, template: &TemplateLiteral<'a>, depth: u32) -> Value<'a> {
        let mut parts = Vec::with_capacity(template.quasis.len() * 2);
        for (index, quasi) in template.quasis.iter().enumerate().take(MAX_PARTS) {
            let text = quasi.value.cooked.as_ref().unwrap_or(&quasi.value.raw);
            parts.push(Value::literal(text.as_str()));
            if let Some(expression) = template.expressions.get(index) {
                parts.push(self.at(expression, depth));
            }
        }
        Value::join(parts)
    }

    fn binary(self, binary: &BinaryExpression<'a>, depth: u32) -> Value<'a> {
        if binary.operator == BinaryOperator::Addition {
            let mut terms = vec![&binary.right];
            let mut left = &binary.left;
            while let Expression::BinaryExpression(inner) = left
                && inner.operator == BinaryOperator::Addition
            {
                terms.push(&inner.right);
                left = &inner.left;
            }
            let mut sum = self.at(left, depth);
            let mut rest: Vec<Value<'a>> = Vec::new();
            for term in terms.into_iter().rev() {
                let term = self.at(term, depth);
                match (&sum, &term) {
                    (Value::Number(_), Value::Number(_)) if rest.is_empty() => sum = Value::add(&sum, &term),
                    _ => rest.push(term),
                }
            }
            return if rest.is_empty() { sum } else { Value::join(std::iter::once(sum).chain(rest)) };
        }
        let (Value::Number(left), Value::Number(right)) = (self.at(&binary.left, depth), self.at(&binary.right, depth))
        else {
            return Value::Unknown;
        };
        #[expect(clippy::cast_possible_truncation, reason = "as the language does it, on 32 bits")]
        let bits = |number: f64| (number as i64) as i32;
        Value::Number(match binary.operator {
            BinaryOperator::Subtraction => left - right,
            BinaryOperator::Multiplication => left * right,
            BinaryOperator::Division => left / right,
            BinaryOperator::Remainder => left % right,
            BinaryOperator::Exponential => left.powf(right),
            BinaryOperator::BitwiseXOR => f64::from(bits(left) ^ bits(right)),
            BinaryOperator::BitwiseAnd => f64::from(bits(left) & bits(right)),
            BinaryOperator::BitwiseOR => f64::from(bits(left) | bits(right)),
            _ => return Value::Unknown,
        })
    }

    fn array(self, array: &ArrayExpression<'a>, depth: u32) -> Value<'a> {
        let mut items = Vec::new();
        for element in array.elements.iter().take(MAX_NUMBERS) {
            match element {
                ArrayExpressionElement::SpreadElement(spread) => self.spread(&spread.argument, depth, &mut items),
                ArrayExpressionElement::Elision(_) => items.push(Value::Unknown),
                element => items.push(element.as_expression().map_or(Value::Unknown, |inner| self.at(inner, depth))),
            }
        }
        Value::list(items)
    }

    fn spread(self, of: &Expression<'a>, depth: u32, items: &mut Vec<Value<'a>>) {
        match self.at(of, depth) {
            Value::List(inner) => items.extend(inner.iter().cloned()),
            Value::Text(text) => {
                items.extend(text.chars().take(MAX_PARTS).map(|char| Value::text(&String::from(char))));
            }
            other => items.push(other),
        }
    }

    fn object(self, object: &ObjectExpression<'a>, depth: u32) -> Value<'a> {
        let mut entries = Vec::new();
        for property in object.properties.iter().take(MAX_PARTS) {
            match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    if let Some(key) = self.key(&property.key, property.computed, depth) {
                        entries.push((key, self.at(&property.value, depth)));
                    }
                }
                ObjectPropertyKind::SpreadProperty(spread) => match self.at(&spread.argument, depth) {
                    Value::Record(inner) => entries.extend(inner.iter().take(MAX_PARTS).cloned()),
                    all if all.is_environment() => entries.push(("...".into(), all)),
                    _ => {}
                },
            }
        }
        Value::Record(entries.into())
    }

    /// A property's name, computed or not.
    pub(super) fn key(self, key: &PropertyKey<'a>, computed: bool, depth: u32) -> Option<Text<'a>> {
        if computed {
            return match self.at(key.as_expression()?, depth) {
                Value::Text(text) => Some(text),
                Value::Number(number) => Some(value::format_number(number).into()),
                _ => None,
            };
        }
        key.static_name().map(|name| match name {
            Cow::Borrowed(name) => Text::Source(name),
            Cow::Owned(name) => name.into(),
        })
    }

    pub(super) fn member(self, member: &MemberExpression<'a>, depth: u32) -> Value<'a> {
        if depth > MAX_DEPTH {
            return Value::Unknown;
        }
        let object = self.at(member.object(), depth + 1);

        let name: Text<'a> = match member {
            MemberExpression::ComputedMemberExpression(member) => match self.at(&member.expression, depth + 1) {
                Value::Text(text) => text,
                Value::Number(number) => value::format_number(number).into(),
                Value::Unknown => return object.item(),
                _ if object.as_path() == Some("process.env") => "*".into(),
                // A key that is counted on: what is under each of those that are known.
                Value::OneOf(keys) => {
                    let under = |key: &Value<'a>| match key {
                        Value::Text(key) => Some(object.member(key)),
                        Value::Number(key) => Some(object.member(&value::format_number(*key).into())),
                        _ => None,
                    };
                    return Value::one_of(keys.iter().filter_map(under).chain([object.item()]));
                }
                _ => return object.item(),
            },
            MemberExpression::StaticMemberExpression(member) => member.property.name.as_str().into(),
            MemberExpression::PrivateFieldExpression(member) => member.field.name.as_str().into(),
        };
        if let Expression::Identifier(_) | Expression::ThisExpression(_) = member.object() {
            let of = match member.object() {
                Expression::Identifier(of) => of.name.as_str(),
                _ => "this",
            };
            let known = self.scopes.member(of, &name);
            if known.is_known() {
                return known;
            }
        }
        if object.as_path() == Some("this") { Value::Unknown } else { object.member(&name) }
    }

    pub(super) fn arguments(self, arguments: &[Argument<'a>], depth: u32) -> Vec<Value<'a>> {
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments.iter().take(MAX_NUMBERS) {
            match argument {
                Argument::SpreadElement(spread) => self.spread(&spread.argument, depth, &mut values),
                argument => values.push(argument.as_expression().map_or(Value::Unknown, |inner| self.at(inner, depth))),
            }
        }
        values
    }

    pub(super) fn call(self, call: &CallExpression<'a>, depth: u32) -> Value<'a> {
        if depth > MAX_DEPTH {
            return Value::Unknown;
        }
        let callee = strip(&call.callee);
        if let Some(member) = callee.as_member_expression() {
            let object = self.at(member.object(), depth + 1);
            let of_module = object.as_path().is_some_and(|path| !path.contains("()") && path != "this");
            if !of_module {
                if !object.is_known() {
                    return Value::Unknown;
                }
                let name: Text<'a> = match member {
                    MemberExpression::ComputedMemberExpression(member) => {
                        match self.at(&member.expression, depth + 1) {
                            Value::Text(text) => text,
                            _ => return Value::Unknown,
                        }
                    }
                    MemberExpression::StaticMemberExpression(member) => member.property.name.as_str().into(),
                    MemberExpression::PrivateFieldExpression(_) => "".into(),
                };
                if let Value::Record(_) = &object
                    && let Value::Gives(value) = object.member(&name)
                {
                    return (*value).clone();
                }
                if !value::is_method(&name) {
                    return Value::Unknown;
                }
                if matches!(&*name, "map" | "reduce")
                    && let Some(value) = self.worked_out(&object, &name, &call.arguments, depth)
                {
                    return value;
                }
                return value::method(&object, &name, &self.arguments(&call.arguments, depth + 1));
            }
        }
        match self.at(callee, depth + 1) {
            Value::Gives(value) => (*value).clone(),
            Value::Path(path) => self.call_path(&path, &call.arguments, depth),
            several @ Value::OneOf(_) => match several.as_path() {
                Some(path) => self.call_path(path, &call.arguments, depth),
                None => Value::Unknown,
            },
            // `__toESM(require("fs"), 1)` under whatever name a bundler gave it.
            _ if (1..=2).contains(&call.arguments.len()) => {
                match call.arguments.first().and_then(|first| first.as_expression()) {
                    Some(inner @ Expression::CallExpression(_)) => match self.at(inner, depth + 1) {
                        Value::Path(path) if !path.contains("()") => Value::Path(path),
                        _ => Value::Unknown,
                    },
                    _ => Value::Unknown,
                }
            }
            _ => Value::Unknown,
        }
    }

    fn call_path(self, path: &str, arguments: &[Argument<'a>], depth: u32) -> Value<'a> {
        let args = || self.arguments(arguments, depth + 1);
        let first = || self.arguments(arguments.get(..1).unwrap_or_default(), depth + 1).into_iter().next();
        let (of, name) = path.rsplit_once('.').unwrap_or(("", path));
        match path {
            _ if is_require(path) => match first() {
                Some(Value::Text(Text::Source(module))) => Value::name(module_path(module)),
                Some(Value::Text(module)) => Value::path(module_path(&module)),
                _ => Value::Unknown,
            },
            "util.promisify"
            | "promisify"
            | "__toESM"
            | "__importStar"
            | "__importDefault"
            | "_interopRequireDefault"
            | "_interopRequireWildcard" => first().unwrap_or(Value::Unknown),
            _ if name == "bind" => Value::path(of),
            _ if name == "apply" || name == "call" => value::method(&Value::path(of), name, &args()),
            _ => match value::call(path, args) {
                // `__toESM(require("fs"), 1)`, by a helper that is not in this file.
                Value::Path(_)
                    if !path.contains('.')
                        && let Some(Value::Path(module)) = first()
                        && !module.contains("()") =>
                {
                    Value::Path(module)
                }
                value => value,
            },
        }
    }

    fn construct(self, new: &NewExpression<'a>, depth: u32) -> Value<'a> {
        let callee = self.at(&new.callee, depth);
        let Some(path) = callee.as_path() else { return Value::Unknown };
        match path {
            "Date" | "URL" | "String" | "url.URL" if !new.arguments.is_empty() => {
                self.arguments(&new.arguments, depth).into_iter().next().unwrap_or(Value::Unknown)
            }
            "TextDecoder" => Value::name("TextDecoder()"),
            path => value::call(path, || self.arguments(&new.arguments, depth)),
        }
    }
}

/// `(0, a.b)(c)`: the comma that bundlers write to drop `this`.
pub(super) fn strip<'e, 'a>(mut callee: &'e Expression<'a>) -> &'e Expression<'a> {
    loop {
        callee = match callee {
            Expression::SequenceExpression(sequence) => match sequence.expressions.last() {
                Some(last) => last,
                None => return callee,
            },
            Expression::ParenthesizedExpression(inner) => &inner.expression,
            Expression::TSNonNullExpression(inner) => &inner.expression,
            Expression::TSAsExpression(inner) => &inner.expression,
            _ => return callee,
        };
    }
}

/// Whether a function on this path imports modules.
pub(super) fn is_require(path: &str) -> bool {
    matches!(
        path,
        "require" | "module.require" | "__require" | "process.mainModule.require" | "process.getBuiltinModule"
    ) || path.ends_with("createRequire()")
}

/// `node:fs` is `fs`.
pub(super) fn module_path(module: &str) -> &str {
    module.strip_prefix("node:").unwrap_or(module)
}
