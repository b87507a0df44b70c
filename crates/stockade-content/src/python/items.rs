//! An expression worked out for each item of a list that stands in the source: decoders that people write themselves,
//! `"".join(chr(c ^ 7) for c in […])`. The rules are those of `javascript::items`.

use ruff_python_ast::{Comprehension, Expr};

use super::fold::Fold;
use crate::value::{self, Value};

/// Parts of an expression that is worked out.
const MAX_BODY: u32 = 40;

impl<'a> Fold<'_, 'a> {
    /// A list comprehension, or a generator.
    pub(super) fn comprehension(self, element: &'a Expr, generators: &'a [Comprehension], depth: u32) -> Value<'a> {
        let [only] = generators else { return Value::Unknown };
        let of = self.at(&only.iter, depth);
        if of.is_environment() || matches!(of, Value::Joined(_)) {
            return Value::carried(&[of]).unwrap_or(Value::Unknown);
        }
        let Expr::Name(target) = &only.target else { return Value::Unknown };
        if let Value::List(items) = &of {
            match element {
                Expr::Name(name) if name.id == target.id => return of,
                Expr::Call(call) => {
                    if let [Expr::Name(name)] = &*call.arguments.args
                        && name.id == target.id
                        && let Some(all) = value::mapped(items, Some(&self.at(&call.func, depth)))
                    {
                        return all;
                    }
                }
                _ => {}
            }
        }
        self.worked_out(&of, target.id.as_str(), element, depth).unwrap_or(Value::Unknown)
    }

    /// `map(lambda c: …, list)`.
    pub(super) fn mapped(self, function: &'a Expr, of: &Value<'a>, depth: u32) -> Option<Value<'a>> {
        if let Value::List(items) = of
            && let Some(all) = value::mapped(items, Some(&self.at(function, depth)))
        {
            return Some(all);
        }
        let lambda = function.as_lambda_expr()?;
        let [only] = &*lambda.parameters.as_ref()?.args else { return None };
        self.worked_out(of, only.parameter.name.as_str(), &lambda.body, depth)
    }

    fn worked_out(self, of: &Value<'a>, name: &'a str, body: &'a Expr, depth: u32) -> Option<Value<'a>> {
        let mut room = MAX_BODY;
        if !self.given.is_empty() || !is_short(body, &mut room) || !self.scopes.may_map(of.count()?) {
            return None;
        }
        let items = of.items()?;
        let one = |item: &Value<'a>| Fold { given: &[(name, item.clone())], ..self }.at(body, depth + 1);
        let all: Vec<Value<'a>> = items.iter().map(one).collect();
        all.iter().any(|value| matches!(value, Value::Text(_) | Value::Number(_))).then(|| Value::list(all))
    }
}

/// Whether an expression has few parts, each of which is cheap.
fn is_short(expression: &Expr, room: &mut u32) -> bool {
    let Some(less) = room.checked_sub(1) else { return false };
    *room = less;
    match expression {
        Expr::Name(_) | Expr::NumberLiteral(_) | Expr::StringLiteral(_) => true,
        Expr::BinOp(binary) => is_short(&binary.left, room) && is_short(&binary.right, room),
        Expr::UnaryOp(unary) => is_short(&unary.operand, room),
        Expr::Attribute(attribute) => is_short(&attribute.value, room),
        Expr::Subscript(subscript) => is_short(&subscript.value, room) && is_short(&subscript.slice, room),
        Expr::Call(call) => {
            call.arguments.keywords.is_empty()
                && is_short(&call.func, room)
                && call.arguments.args.iter().all(|argument| is_short(argument, room))
        }
        _ => false,
    }
}
