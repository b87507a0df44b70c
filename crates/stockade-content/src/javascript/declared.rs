//! What names stand for as expressions, where their value alone does not say enough: schemas are code.
//!
//! - made once for a file, and only for one that defines tools by a name;
//! - statements and the functions in them are followed, not every expression: what is not found is not known.

use std::cell::Cell;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use oxc_ast::ast::{
    Argument, ArrowFunctionBody, AssignmentTarget, BindingPattern, ClassElement, Declaration,
    ExportDefaultDeclarationKind, Expression, ObjectExpression, ObjectPropertyKind, Program, Statement,
    TSEnumMemberName, VariableDeclaration,
};
use oxc_syntax::operator::LogicalOperator;

use super::fold::Fold;
use crate::scopes::{ScopeId, Scopes};

/// Expressions and statements inside each other that are followed.
const MAX_DEPTH: u32 = 64;
/// Names that lead to names.
const MAX_LINKS: u32 = 8;
/// Keys of objects that are looked at to find what one expression leads to.
const MAX_KEYS: usize = 4_096;

/// What stands under a key of an object that is written out.
pub(super) enum Under<'e, 'a> {
    Nothing,
    /// Something may, or may replace what does: the run decides.
    Maybe,
    Value(&'e Expression<'a>, ScopeId),
}

/// What the names of a file stand for.
pub(super) struct Declared<'s, 'a> {
    scopes: &'s Scopes<'a>,
    names: HashMap<(ScopeId, &'a str), &'s Expression<'a>, RandomState>,
    /// Names with several values. Which of them counts is not known.
    unclear: HashMap<(ScopeId, &'a str), (), RandomState>,
    /// `Name["MEMBER"] = …`, as TypeScript writes its enumerations down.
    members: HashMap<(&'a str, &'a str), &'s Expression<'a>, RandomState>,
    /// Keys that may still be looked at.
    keys: Cell<usize>,
}

impl<'s, 'a> Declared<'s, 'a> {
    pub(super) fn of(program: &'s Program<'a>, scopes: &'s Scopes<'a>) -> Self {
        let mut declared = Self {
            scopes,
            names: HashMap::default(),
            unclear: HashMap::default(),
            members: HashMap::default(),
            keys: Cell::new(0),
        };
        declared.statements(&program.body, Scopes::FILE, 0);
        declared
    }

    /// The expression that another one leads to by names and members, and the scope in which that one stands.
    pub(super) fn resolve<'e>(&self, from: &'e Expression<'a>, scope: ScopeId) -> (&'e Expression<'a>, ScopeId)
    where
        's: 'e,
    {
        self.keys.set(MAX_KEYS);
        self.follow(from, scope, 0)
    }

    /// What stands under a key of an object.
    pub(super) fn under<'e>(&self, object: &'e ObjectExpression<'a>, key: &str, scope: ScopeId) -> Under<'e, 'a>
    where
        's: 'e,
    {
        self.keys.set(MAX_KEYS);
        self.find(object, key, scope, 0)
    }

    /// Whether one more key may be looked at.
    fn may_look(&self) -> bool {
        let left = self.keys.get();
        self.keys.set(left.saturating_sub(1));
        self.scopes.step();
        left > 0
    }

    /// From the end, for what stands behind replaces what stands before.
    fn find<'e>(&self, object: &'e ObjectExpression<'a>, key: &str, scope: ScopeId, links: u32) -> Under<'e, 'a>
    where
        's: 'e,
    {
        for property in object.properties.iter().rev() {
            if !self.may_look() {
                return Under::Maybe;
            }
            match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    let is = match property.key.static_name() {
                        Some(name) => Some(name == key),
                        None => Fold::new(self.scopes, scope).key(&property.key, true, 0).map(|name| &*name == key),
                    };
                    match is {
                        Some(true) => return Under::Value(&property.value, scope),
                        Some(false) => {}
                        None => return Under::Maybe,
                    }
                }
                ObjectPropertyKind::SpreadProperty(spread) => match self.spread(&spread.argument, key, scope, links) {
                    Under::Nothing => {}
                    found => return found,
                },
            }
        }
        Under::Nothing
    }

    /// What is under a key of what is spread out: `...base`, `...(old && { annotations })`.
    fn spread<'e>(&self, of: &'e Expression<'a>, key: &str, scope: ScopeId, links: u32) -> Under<'e, 'a>
    where
        's: 'e,
    {
        if links > MAX_LINKS || !self.may_look() {
            return Under::Maybe;
        }
        let next = links + 1;
        let either = |one, other| {
            let has = |side| !matches!(self.spread(side, key, scope, next), Under::Nothing);
            if has(one) || has(other) { Under::Maybe } else { Under::Nothing }
        };
        let (of, scope) = self.follow(of, scope, next);
        match of {
            Expression::ObjectExpression(object) => self.find(object, key, scope, next),
            Expression::ConditionalExpression(choice) => either(&choice.consequent, &choice.alternate),
            Expression::LogicalExpression(choice) if choice.operator == LogicalOperator::And => {
                either(&choice.right, &choice.right)
            }
            Expression::LogicalExpression(choice) => either(&choice.left, &choice.right),
            Expression::BooleanLiteral(_) | Expression::NullLiteral(_) | Expression::NumericLiteral(_) => {
                Under::Nothing
            }
            Expression::Identifier(name) if name.name == "undefined" => Under::Nothing,
            _ => Under::Maybe,
        }
    }

    fn follow<'e>(&self, from: &'e Expression<'a>, scope: ScopeId, links: u32) -> (&'e Expression<'a>, ScopeId)
    where
        's: 'e,
    {
        let from = bare(from);
        if links > MAX_LINKS {
            return (from, scope);
        }
        let next = match from {
            Expression::Identifier(name) => self.named(name.name.as_str(), scope),
            Expression::StaticMemberExpression(member) => {
                let key = member.property.name.as_str();
                let (object, inner) = self.follow(&member.object, scope, links + 1);
                let written = match object {
                    Expression::ObjectExpression(object) => Some(self.find(object, key, inner, links + 1)),
                    _ => None,
                };
                match written {
                    Some(Under::Value(value, inner)) => return self.follow(value, inner, links + 1),
                    Some(Under::Maybe) => return (from, scope),
                    Some(Under::Nothing) | None => {}
                }
                match bare(&member.object) {
                    Expression::Identifier(of) => {
                        self.members.get(&(of.name.as_str(), key)).map(|value| (*value, scope))
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        next.map_or((from, scope), |(next, scope)| self.follow(next, scope, links + 1))
    }

    fn named(&self, name: &'a str, scope: ScopeId) -> Option<(&'s Expression<'a>, ScopeId)> {
        let owner = self.scopes.owner(scope, name)?;
        if self.unclear.contains_key(&(owner, name)) || self.scopes.is_several(owner, name) {
            return None;
        }
        self.names.get(&(owner, name)).map(|value| (*value, owner))
    }

    fn put(&mut self, name: &'a str, scope: ScopeId, value: &'s Expression<'a>) {
        let owner = self.scopes.owner(scope, name).unwrap_or(scope);
        if self.names.insert((owner, name), value).is_some() {
            self.unclear.insert((owner, name), ());
        }
    }

    fn statements(&mut self, all: &'s [Statement<'a>], scope: ScopeId, depth: u32) {
        if depth < MAX_DEPTH {
            all.iter().for_each(|one| self.statement(one, scope, depth + 1));
        }
    }

    fn statement(&mut self, one: &'s Statement<'a>, scope: ScopeId, depth: u32) {
        match one {
            Statement::ExpressionStatement(inner) => self.expression(&inner.expression, scope, depth),
            Statement::BlockStatement(block) => self.statements(&block.body, scope, depth),
            Statement::IfStatement(branch) => {
                if depth < MAX_DEPTH {
                    self.statement(&branch.consequent, scope, depth + 1);
                    if let Some(other) = &branch.alternate {
                        self.statement(other, scope, depth + 1);
                    }
                }
            }
            Statement::TryStatement(block) => self.statements(&block.block.body, scope, depth),
            Statement::ReturnStatement(inner) => {
                if let Some(value) = &inner.argument {
                    self.expression(value, scope, depth);
                }
            }
            Statement::ExportDeclaration(export) => self.declaration(&export.declaration, scope, depth),
            Statement::ExportDefaultDeclaration(export) => match &export.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                    let scope = self.scopes.at(function.span.start, scope);
                    if let Some(body) = &function.body {
                        self.statements(&body.statements, scope, depth);
                    }
                }
                ExportDefaultDeclarationKind::ClassDeclaration(class) => self.class(&class.body.body, scope, depth),
                other => {
                    if let Some(value) = other.as_expression() {
                        self.expression(value, scope, depth);
                    }
                }
            },
            other => {
                if let Some(declaration) = other.as_declaration() {
                    self.declaration(declaration, scope, depth);
                }
            }
        }
    }

    fn declaration(&mut self, declaration: &'s Declaration<'a>, scope: ScopeId, depth: u32) {
        match declaration {
            Declaration::VariableDeclaration(variables) => self.variables(variables, scope, depth),
            Declaration::FunctionDeclaration(function) => {
                let scope = self.scopes.at(function.span.start, scope);
                if let Some(body) = &function.body {
                    self.statements(&body.statements, scope, depth);
                }
            }
            Declaration::ClassDeclaration(class) => self.class(&class.body.body, scope, depth),
            Declaration::TSEnumDeclaration(all) => {
                for member in &all.body.members {
                    let name = match &member.id {
                        TSEnumMemberName::Identifier(name) => Some(name.name.as_str()),
                        TSEnumMemberName::String(name) => Some(name.value.as_str()),
                        _ => None,
                    };
                    if let (Some(name), Some(value)) = (name, &member.initializer) {
                        self.members.insert((all.id.name.as_str(), name), value);
                    }
                }
            }
            _ => {}
        }
    }

    fn variables(&mut self, variables: &'s VariableDeclaration<'a>, scope: ScopeId, depth: u32) {
        for declarator in &variables.declarations {
            let Some(value) = &declarator.init else { continue };
            if let BindingPattern::BindingIdentifier(name) = &declarator.id {
                self.put(name.name.as_str(), scope, value);
            }
            self.expression(value, scope, depth);
        }
    }

    fn class(&mut self, body: &'s [ClassElement<'a>], scope: ScopeId, depth: u32) {
        for element in body {
            match element {
                ClassElement::MethodDefinition(method) => {
                    let scope = self.scopes.at(method.value.span.start, scope);
                    if let Some(body) = &method.value.body {
                        self.statements(&body.statements, scope, depth);
                    }
                }
                ClassElement::PropertyDefinition(property) => {
                    if let Some(value) = &property.value {
                        self.expression(value, scope, depth);
                    }
                }
                _ => {}
            }
        }
    }

    /// Assignments, and functions that are called, handed over or kept.
    fn expression(&mut self, expression: &'s Expression<'a>, scope: ScopeId, depth: u32) {
        if depth >= MAX_DEPTH {
            return;
        }
        let next = depth + 1;
        match expression {
            Expression::AssignmentExpression(assignment) => {
                match &assignment.left {
                    AssignmentTarget::AssignmentTargetIdentifier(name) => {
                        self.put(name.name.as_str(), scope, &assignment.right);
                    }
                    AssignmentTarget::ComputedMemberExpression(member) => {
                        if let (Expression::Identifier(of), Expression::StringLiteral(key)) =
                            (&member.object, &member.expression)
                        {
                            self.members.insert((of.name.as_str(), key.value.as_str()), &assignment.right);
                        }
                    }
                    _ => {}
                }
                self.expression(&assignment.right, scope, next);
            }
            Expression::ArrowFunctionExpression(arrow) => {
                let scope = self.scopes.at(arrow.span.start, scope);
                match &arrow.body {
                    ArrowFunctionBody::FunctionBody(body) => self.statements(&body.statements, scope, next),
                    body => {
                        if let Some(body) = body.as_expression() {
                            self.expression(body, scope, next);
                        }
                    }
                }
            }
            Expression::FunctionExpression(function) => {
                let scope = self.scopes.at(function.span.start, scope);
                if let Some(body) = &function.body {
                    self.statements(&body.statements, scope, next);
                }
            }
            Expression::CallExpression(call) => {
                self.expression(&call.callee, scope, next);
                for argument in call.arguments.iter().filter_map(Argument::as_expression) {
                    self.expression(argument, scope, next);
                }
            }
            Expression::ObjectExpression(object) => {
                for property in object.properties.iter().filter_map(ObjectPropertyKind::as_property) {
                    self.expression(&property.value, scope, next);
                }
            }
            Expression::SequenceExpression(all) => {
                all.expressions.iter().for_each(|one| self.expression(one, scope, next));
            }
            Expression::LogicalExpression(logical) => self.expression(&logical.right, scope, next),
            Expression::UnaryExpression(unary) => self.expression(&unary.argument, scope, next),
            Expression::AwaitExpression(inner) => self.expression(&inner.argument, scope, next),
            Expression::ClassExpression(class) => self.class(&class.body.body, scope, next),
            _ => {}
        }
    }
}

/// The last that is written under a key of an object, whatever may replace it.
pub(super) fn property<'e, 'a>(object: &'e ObjectExpression<'a>, key: &str) -> Option<&'e Expression<'a>> {
    let mut all = object.properties.iter().rev().take(MAX_KEYS).filter_map(ObjectPropertyKind::as_property);
    all.find(|property| property.key.static_name().is_some_and(|name| name == key)).map(|property| &property.value)
}

/// An expression without what says its type alone.
pub(super) fn bare<'e, 'a>(mut expression: &'e Expression<'a>) -> &'e Expression<'a> {
    loop {
        expression = match expression {
            Expression::ParenthesizedExpression(inner) => &inner.expression,
            Expression::TSAsExpression(inner) => &inner.expression,
            Expression::TSSatisfiesExpression(inner) => &inner.expression,
            Expression::TSNonNullExpression(inner) => &inner.expression,
            Expression::TSTypeAssertion(inner) => &inner.expression,
            _ => return expression,
        };
    }
}
