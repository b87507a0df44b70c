//! The second walk: reports what stands in the source.
//!
//! - the key above a text is kept down to the next function, no further: what a callback holds is not the property's value;
//! - a sum, a template or a decoder is reported as one text, its parts are not reported again.

use std::borrow::Cow;
use std::cell::OnceCell;

use oxc_ast::ast::{
    ArrayExpression, ArrowFunctionExpression, AssignmentExpression, AssignmentTarget, BinaryExpression, BindingPattern,
    BindingProperty, CallExpression, Directive, ExportAllDeclaration, ExportFromDeclaration, Expression,
    FormalParameter, Function, IdentifierReference, ImportDeclaration, ImportDeclarationSpecifier, ImportExpression,
    MemberExpression, NewExpression, ObjectExpression, ObjectPropertyKind, Program, PropertyDefinition, StringLiteral,
    TSImportEqualsDeclaration, TSModuleReference, TSType, TaggedTemplateExpression, TemplateLiteral,
    VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use oxc_syntax::operator::{AssignmentOperator, BinaryOperator};
use oxc_syntax::scope::ScopeFlags;

use super::MAX_DEPTH;
use super::declared::Declared;
use super::fold::{Fold, module_path};
use super::tools::Keys;
use crate::event::{Event, How};
use crate::facts::recognisers;
use crate::facts::{Class, Found};
use crate::scopes::{ScopeId, Scopes};
use crate::sinks;
use crate::value::{self, Value};
use crate::watch;

pub(super) struct Walker<'s, 'a, 'f, 'g> {
    pub(super) scopes: &'s Scopes<'a>,
    pub(super) scope: ScopeId,
    pub(super) program: &'s Program<'a>,
    /// What names stand for as expressions, once a tool asks for it.
    pub(super) declared: OnceCell<Declared<'s, 'a>>,
    pub(super) found: &'g mut Found<'f>,
    pub(super) key: Option<Cow<'a, str>>,
    depth: u32,
    too_deep: bool,
}

impl<'s, 'a, 'f, 'g> Walker<'s, 'a, 'f, 'g> {
    pub(super) const fn new(program: &'s Program<'a>, scopes: &'s Scopes<'a>, found: &'g mut Found<'f>) -> Self {
        let (scope, key, depth, too_deep) = (Scopes::FILE, None, 0, false);
        Self { scopes, scope, program, declared: OnceCell::new(), found, key, depth, too_deep }
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

    /// Reports every text in a value.
    pub(super) fn texts(&mut self, value: &Value<'_>, at: u32) {
        let key = self.key.clone();
        value.texts(&mut |text| {
            recognisers::see(&Event::Text { text, key: key.as_deref() }, at as usize, self.found);
        });
        value.choices(&mut |text| recognisers::see(&Event::Choice { text }, at as usize, self.found));
    }

    /// Reports a key's value where the key is one that matters.
    pub(super) fn field(&mut self, key: &str, value: &Expression<'a>, how: How, at: u32) {
        if watch::role(key).is_some() {
            let value = self.fold().value(value);
            self.emit(&Event::Field { key, value: &value, how }, at);
        }
    }

    pub(super) fn under(&mut self, key: Option<Cow<'a, str>>, walk: impl FnOnce(&mut Self)) {
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

    /// Walks an expression that is part of a text which was reported whole.
    fn part(&mut self, expression: &Expression<'a>) {
        match expression {
            Expression::StringLiteral(_) | Expression::NumericLiteral(_) => {}
            Expression::TemplateLiteral(template) => template.expressions.iter().for_each(|inner| self.part(inner)),
            Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => {
                self.spine(binary, Self::part);
            }
            other => self.visit_expression(other),
        }
    }

    /// Visits the terms of a sum, its left side in a loop.
    fn spine(&mut self, binary: &BinaryExpression<'a>, mut visit: impl FnMut(&mut Self, &Expression<'a>)) {
        if self.enter() {
            let mut at = binary;
            loop {
                visit(self, &at.right);
                match &at.left {
                    Expression::BinaryExpression(inner) if inner.operator == binary.operator => at = inner,
                    first => {
                        visit(self, first);
                        break;
                    }
                }
            }
        }
        self.depth -= 1;
    }

    fn enter(&mut self) -> bool {
        self.depth += 1;
        let fits = self.depth < MAX_DEPTH;
        self.too_deep |= !fits;
        fits
    }

    /// The name at the root of a chain of members.
    pub(super) fn root<'e>(expression: &'e Expression<'a>) -> Option<&'e str> {
        let mut at = expression;
        for _ in 0..64 {
            match at {
                Expression::Identifier(name) => return Some(name.name.as_str()),
                Expression::ThisExpression(_) => return Some("this"),
                Expression::ImportMeta(_) => return Some("import.meta"),
                Expression::CallExpression(call) => at = &call.callee,
                Expression::ParenthesizedExpression(inner) => at = &inner.expression,
                other => at = other.as_member_expression()?.object(),
            }
        }
        None
    }

    pub(super) fn is_interesting(&self, expression: &Expression<'a>) -> bool {
        Self::root(expression).is_some_and(|root| self.scopes.is_interesting(root))
    }

    /// A member that is not called: the environment, or a function that is passed on.
    fn mention(&mut self, value: &Value<'_>, at: u32) {
        match value {
            Value::Environment(name) => self.emit(&Event::Environment { name }, at),
            Value::Path(path) if matches!(&**path, "process.env" | "Bun.env" | "Deno.env") => {
                self.emit(&Event::Environment { name: "*" }, at);
            }
            Value::Path(path) if sinks::class(path).is_some() && !path.contains("()") => {
                self.emit(&Event::Mention { path }, at);
            }
            Value::OneOf(choices) => choices.iter().for_each(|choice| self.mention(choice, at)),
            _ => {}
        }
    }

    pub(super) fn member(&mut self, member: &MemberExpression<'a>, called: bool) {
        if !called && self.is_interesting(member.object()) {
            let value = self.fold().member(member, 0);
            self.mention(&value, member.span().start);
        }
        // The chain below was looked at with this one.
        let mut object = member.object();
        if let MemberExpression::ComputedMemberExpression(computed) = member {
            self.under(None, |walker| walker.visit_expression(&computed.expression));
        }
        while let Some(inner) = object.as_member_expression() {
            if let MemberExpression::ComputedMemberExpression(computed) = inner {
                self.under(None, |walker| walker.visit_expression(&computed.expression));
            }
            if matches!(inner.object(), Expression::Identifier(_) | Expression::ThisExpression(_))
                && self.is_interesting(inner.object())
            {
                let value = self.fold().member(inner, 0);
                if let Value::Environment(_) = value {
                    self.mention(&value, inner.span().start);
                }
            }
            object = inner.object();
        }
        if !matches!(object, Expression::Identifier(_) | Expression::ThisExpression(_)) {
            self.visit_expression(object);
        }
    }

    fn import(&mut self, module: &str, at: u32) {
        self.emit(&Event::Import { module: module_path(module), known: false }, at);
    }

    /// Whether an expression asks the clock.
    fn asks_clock(&self, expression: &Expression<'a>, depth: u32) -> bool {
        if depth > 4 {
            return false;
        }
        match expression {
            Expression::CallExpression(call) => match call.callee.as_member_expression() {
                Some(member) => match member.static_property_name() {
                    Some("now") => matches!(Self::root(member.object()), Some("Date" | "performance")),
                    Some("getTime" | "valueOf") => self.asks_clock(member.object(), depth + 1),
                    _ => false,
                },
                None => false,
            },
            Expression::NewExpression(new) => {
                new.arguments.is_empty()
                    && matches!(&new.callee, Expression::Identifier(name) if name.name.as_str() == "Date")
            }
            Expression::BinaryExpression(binary) => {
                self.asks_clock(&binary.left, depth + 1) || self.asks_clock(&binary.right, depth + 1)
            }
            Expression::UnaryExpression(unary) => self.asks_clock(&unary.argument, depth + 1),
            _ => false,
        }
    }
}

/// Whether a name that is imported is a type's, or one of which the table knows that it reaches nothing.
fn says_nothing(module: &str, name: &ImportDeclarationSpecifier<'_>) -> bool {
    let ImportDeclarationSpecifier::ImportSpecifier(name) = name else { return false };
    !name.import_kind.is_value() || sinks::class(&[module, ".", name.imported.name().as_str()].concat()).is_none()
}

impl<'a> Visit<'a> for Walker<'_, 'a, '_, '_> {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        if self.enter() {
            match it.as_member_expression() {
                Some(member) => self.member(member, false),
                None => walk::walk_expression(self, it),
            }
        }
        self.depth -= 1;
    }

    fn visit_string_literal(&mut self, it: &StringLiteral<'a>) {
        let key = self.key.clone();
        self.emit(&Event::Text { text: it.value.as_str(), key: key.as_deref() }, it.span.start);
    }

    fn visit_template_literal(&mut self, it: &TemplateLiteral<'a>) {
        let value = self.fold().value_of_template(it);
        self.texts(&value, it.span.start);
        it.expressions.iter().for_each(|inner| self.part(inner));
    }

    fn visit_tagged_template_expression(&mut self, it: &TaggedTemplateExpression<'a>) {
        // A command as zx, execa and Bun write it; zx also makes `$` everybody's.
        let tag = self.fold().value(&it.tag);
        let path = match tag.as_path() {
            Some("$") => Some("zx.$"),
            path => path.filter(|path| sinks::class(path) == Some(Class::Exec)),
        };
        if let Some(path) = path {
            let command = self.fold().value_of_template(&it.quasi);
            self.emit(&Event::Call { path, class: Some(Class::Exec), args: &[command] }, it.span.start);
        }
        walk::walk_tagged_template_expression(self, it);
    }

    fn visit_binary_expression(&mut self, it: &BinaryExpression<'a>) {
        match it.operator {
            BinaryOperator::Addition => {
                let value = self.fold().value_of_sum(it);
                self.texts(&value, it.span.start);
                self.spine(it, Self::part);
            }
            operator => {
                if operator.is_compare() {
                    for (clock, other) in [(&it.left, &it.right), (&it.right, &it.left)] {
                        if self.asks_clock(clock, 0) {
                            let with = self.fold().value(other);
                            self.emit(&Event::Clock { with: &with }, it.span.start);
                        }
                    }
                }
                self.spine(it, Visit::visit_expression);
            }
        }
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        if self.scopes.is_interesting(it.name.as_str()) {
            let value = self.scopes.value(self.scope, it.name.as_str());
            self.mention(&value, it.span.start);
        }
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.call(it);
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        self.construct(it);
    }

    fn visit_object_expression(&mut self, it: &ObjectExpression<'a>) {
        self.pair(it);
        let (mut keys, mut leads, mut spreads) = (Keys::default(), false, false);
        for property in &it.properties {
            let key = property.as_property().and_then(|property| property.key.static_name());
            spreads |= property.is_spread();
            if let Some(key) = key {
                leads = leads || watch::role(&key) == Some(watch::Role::Host);
                keys.see(&key);
            }
        }
        if keys.define(spreads) {
            self.tool_object(it, self.scope, it.span.start);
        }
        if leads {
            let value = self.fold().value_of_object(it);
            self.emit(&Event::Object { value: &value }, it.span.start);
        }
        for property in &it.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    let key: Option<Cow<'a, str>> = if property.computed {
                        property.key.as_expression().into_iter().for_each(|key| self.visit_expression(key));
                        self.fold().key(&property.key, true, 0).map(|key| Cow::Owned(key.to_string()))
                    } else {
                        property.key.static_name()
                    };
                    if let Some(key) = &key {
                        self.field(key, &property.value, How::Set, property.span.start);
                    }
                    self.under(key, |walker| walker.visit_expression(&property.value));
                }
                ObjectPropertyKind::SpreadProperty(spread) => self.visit_expression(&spread.argument),
            }
        }
    }

    fn visit_array_expression(&mut self, it: &ArrayExpression<'a>) {
        if let [first, second] = it.elements.as_slice()
            && let (Some(first), Some(second)) = (first.as_expression(), second.as_expression())
            && let Value::Text(key) = self.fold().value(first)
            && watch::addresses(&key)
        {
            self.field(&key, second, How::Set, it.span.start);
        }
        // A command in parts, whoever runs it.
        if it
            .elements
            .iter()
            .any(|part| matches!(part.as_expression(), Some(Expression::StringLiteral(word)) if word.value == "config"))
        {
            let line = value::words(&self.fold().value_of_array(it));
            self.texts(&line, it.span.start);
        }
        walk::walk_array_expression(self, it);
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        let key: Option<Cow<'a, str>> = match &it.left {
            AssignmentTarget::AssignmentTargetIdentifier(name) => Some(Cow::Borrowed(name.name.as_str())),
            AssignmentTarget::ComputedMemberExpression(member) => {
                self.visit_expression(&member.expression);
                self.fold().value(&member.expression).as_text().map(|key| Cow::Owned(key.to_owned()))
            }
            target => target.get_identifier_name().map(Cow::Borrowed),
        };
        if let Some(key) = &key {
            let how = if it.operator == AssignmentOperator::Addition { How::Append } else { How::Set };
            self.field(key, &it.right, how, it.span.start);
        }
        if !matches!(it.left, AssignmentTarget::AssignmentTargetIdentifier(_)) {
            self.visit_assignment_target(&it.left);
        }
        self.under(key, |walker| walker.visit_expression(&it.right));
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        let Some(init) = &it.init else { return };
        let key = match &it.id {
            BindingPattern::BindingIdentifier(name) => Some(name.name.as_str()),
            pattern => {
                self.visit_binding_pattern(pattern);
                None
            }
        };
        if let Some(key) = key {
            self.field(key, init, How::Set, it.span.start);
        }
        self.under(key.map(Cow::Borrowed), |walker| walker.visit_expression(init));
    }

    fn visit_binding_property(&mut self, it: &BindingProperty<'a>) {
        if let (Some(key), BindingPattern::AssignmentPattern(assignment)) = (it.key.static_name(), &it.value) {
            self.field(&key, &assignment.right, How::Set, it.span.start);
        }
        self.visit_binding_pattern(&it.value);
    }

    fn visit_formal_parameter(&mut self, it: &FormalParameter<'a>) {
        if let (Some(key), Some(default)) = (it.pattern.get_identifier_name(), &it.initializer) {
            self.field(key.as_str(), default, How::Set, it.span.start);
        }
        walk::walk_formal_parameter(self, it);
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        let Some(value) = &it.value else { return };
        let key = it.key.name();
        if let Some(key) = &key {
            self.field(key, value, How::Set, it.span.start);
        }
        self.under(key, |walker| walker.visit_expression(value));
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.inside(it.span.start, |walker| walk::walk_function(walker, it, flags));
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.inside(it.span.start, |walker| walk::walk_arrow_function_expression(walker, it));
    }

    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        if it.import_kind.is_value() {
            let module = module_path(it.source.value.as_str());
            let known = it.specifiers.as_ref().is_some_and(|names| {
                !names.is_empty()
                    && sinks::class(module).is_some()
                    && names.iter().all(|name| says_nothing(module, name))
            });
            self.emit(&Event::Import { module, known }, it.span.start);
        }
    }

    fn visit_export_all_declaration(&mut self, it: &ExportAllDeclaration<'a>) {
        self.import(it.source.value.as_str(), it.span.start);
    }

    fn visit_export_from_declaration(&mut self, it: &ExportFromDeclaration<'a>) {
        self.import(it.source.value.as_str(), it.span.start);
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        self.import_value(&it.source, "import", it.span.start);
    }

    fn visit_ts_import_equals_declaration(&mut self, it: &TSImportEqualsDeclaration<'a>) {
        if let TSModuleReference::ExternalModuleReference(module) = &it.module_reference {
            self.import(module.expression.value.as_str(), it.span.start);
        }
    }

    fn visit_directive(&mut self, _: &Directive<'a>) {}

    fn visit_ts_type(&mut self, _: &TSType<'a>) {}
}
