//! A function worked out for each item of a list that stands in the source: decoders that people write themselves,
//! `[…].map(c => String.fromCharCode(c ^ 7)).join("")`.
//!
//! - the function is one expression of few parts, none of which is a function: nothing is worked out inside of it again;
//! - how many items of all lists of a file are worked out is bounded ([`Scopes::may_map`](crate::scopes::Scopes::may_map)).

use oxc_ast::ast::{
    Argument, ArrowFunctionBody, Expression, FormalParameters, FunctionBody, MemberExpression, Statement,
};
use oxc_span::GetSpan;

use super::fold::Fold;
use crate::value::{MAX_INDEXED, Value};

/// Parts of a function that is worked out.
const MAX_BODY: u32 = 40;

impl<'a> Fold<'_, 'a> {
    /// What `map` or `reduce` of a list gives; none where it is not known, or the function is none of ours.
    pub(super) fn worked_out(
        self,
        of: &Value<'a>,
        method: &str,
        arguments: &[Argument<'a>],
        depth: u32,
    ) -> Option<Value<'a>> {
        let function = arguments.first()?.as_expression()?;
        let (parameters, body) = lambda(function)?;
        let mut room = MAX_BODY;
        if !self.given.is_empty() || !is_short(body, &mut room) || !self.scopes.may_map(of.count()?) {
            return None;
        }
        let items = of.items()?;
        let scope = self.scopes.at(function.span().start, self.scope);
        let name = |index: usize| {
            let name = parameters.items.get(index)?.pattern.get_identifier_name()?;
            Some(name.as_str())
        };
        let give = |given: &[(&'a str, Value<'a>)]| Fold { scopes: self.scopes, scope, given }.at(body, depth + 1);
        if method == "map" {
            let (item, index) = (name(0)?, name(1));
            let one = |(place, value): (usize, &Value<'a>)| {
                let place =
                    index.map(|index| (index, Value::Number(f64::from(u32::try_from(place).unwrap_or(u32::MAX)))));
                let given: Vec<_> = std::iter::once((item, value.clone())).chain(place).collect();
                give(&given)
            };
            let all: Vec<Value<'a>> = items.iter().enumerate().map(one).collect();
            let known = all.iter().any(|value| matches!(value, Value::Text(_) | Value::Number(_)));
            return known.then(|| if matches!(of, Value::Bytes(_)) { Value::of_bytes(&all) } else { Value::list(all) });
        }
        let (sum, item) = (name(0)?, name(1)?);
        let mut so_far = self.at(arguments.get(1)?.as_expression()?, depth + 1);
        for value in items.iter() {
            so_far = give(&[(sum, so_far), (item, value.clone())]);
            match &so_far {
                Value::Text(text) if text.len() <= MAX_INDEXED => {}
                Value::Number(_) => {}
                _ => return None,
            }
        }
        Some(so_far)
    }
}

/// The parameters of a function and what it returns, where that is all that it does.
fn lambda<'e, 'a>(function: &'e Expression<'a>) -> Option<(&'e FormalParameters<'a>, &'e Expression<'a>)> {
    fn only<'e, 'a>(body: &'e FunctionBody<'a>) -> Option<&'e Expression<'a>> {
        match body.statements.as_slice() {
            [Statement::ReturnStatement(only)] => only.argument.as_ref(),
            _ => None,
        }
    }
    match function {
        Expression::ArrowFunctionExpression(arrow) => match &arrow.body {
            ArrowFunctionBody::FunctionBody(body) => Some((&arrow.params, only(body)?)),
            body => Some((&arrow.params, body.as_expression()?)),
        },
        Expression::FunctionExpression(function) => Some((&function.params, only(function.body.as_ref()?)?)),
        _ => None,
    }
}

/// Whether an expression has few parts, each of which is cheap.
fn is_short(expression: &Expression<'_>, room: &mut u32) -> bool {
    let Some(less) = room.checked_sub(1) else { return false };
    *room = less;
    match expression {
        Expression::Identifier(_) | Expression::NumericLiteral(_) | Expression::StringLiteral(_) => true,
        Expression::BinaryExpression(binary) => is_short(&binary.left, room) && is_short(&binary.right, room),
        Expression::ParenthesizedExpression(inner) => is_short(&inner.expression, room),
        Expression::UnaryExpression(unary) => is_short(&unary.argument, room),
        Expression::CallExpression(call) => {
            is_short(&call.callee, room)
                && call.arguments.iter().all(|argument| argument.as_expression().is_some_and(|one| is_short(one, room)))
        }
        expression => match expression.as_member_expression() {
            Some(MemberExpression::ComputedMemberExpression(member)) => {
                is_short(&member.object, room) && is_short(&member.expression, room)
            }
            Some(member) => is_short(member.object(), room),
            None => false,
        },
    }
}
