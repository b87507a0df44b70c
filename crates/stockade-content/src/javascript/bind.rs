//! The first walk: what each name is bound to.

use oxc_ast::ast::{
    ArrowFunctionExpression, AssignmentExpression, AssignmentTarget, AssignmentTargetMaybeDefault,
    AssignmentTargetProperty, BindingPattern, CallExpression, CatchClause, Class, Expression, ForInStatement,
    ForOfStatement, ForStatementLeft, FormalParameters, Function, ImportDeclaration, ImportDeclarationSpecifier,
    MemberExpression, ModuleExportName, PropertyDefinition, SimpleAssignmentTarget, TSImportEqualsDeclaration,
    TSModuleReference, TSType, UpdateExpression, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use oxc_syntax::operator::AssignmentOperator;
use oxc_syntax::scope::ScopeFlags;

use super::MAX_DEPTH;
use super::fold::{Fold, module_path, strip};
use crate::scopes::{ScopeId, Scopes};
use crate::value::Value;

/// Names of the language that lead outside.
const GLOBALS: &[&str] = &[
    "require",
    "process",
    "globalThis",
    "global",
    "window",
    "self",
    "fetch",
    "eval",
    "Function",
    "WebSocket",
    "XMLHttpRequest",
    "EventSource",
    "navigator",
    "Bun",
    "Deno",
    "module",
    "__require",
    "import.meta",
    "setTimeout",
    "exec",
    "RTCPeerConnection",
    "AsyncFunction",
    "setInterval",
];

/// A list that is written where it is gone through has few items.
const MAX_ITEMS: usize = 16;

/// Methods of a list that call a function for each of its items, which is the first argument.
fn calls_for_each(name: &str) -> bool {
    matches!(name, "forEach" | "map" | "flatMap" | "filter" | "some" | "every" | "find")
}

pub(super) struct Binder<'a> {
    scopes: Scopes<'a>,
    scope: ScopeId,
    depth: u32,
    /// Functions that are called for each item of a list, by where they begin, and such an item.
    items: Vec<(u32, Value<'a>)>,
}

impl<'a> Binder<'a> {
    pub(super) fn new() -> Self {
        Self { scopes: Scopes::new(), scope: Scopes::FILE, depth: 0, items: Vec::new() }
    }

    pub(super) fn finish(mut self) -> Scopes<'a> {
        self.scopes.mark_interesting(GLOBALS);
        self.scopes
    }

    fn fold(&self, expression: &Expression<'a>) -> Value<'a> {
        Fold::new(&self.scopes, self.scope).value(expression)
    }

    /// Takes a value apart as a pattern does.
    fn bind(&mut self, pattern: &BindingPattern<'a>, value: Value<'a>, depth: u32) {
        if depth > 32 {
            return;
        }
        match pattern {
            BindingPattern::BindingIdentifier(name) => self.scopes.declare(self.scope, name.name.as_str(), value),
            BindingPattern::ObjectPattern(object) => {
                for property in &object.properties {
                    let key = Fold::new(&self.scopes, self.scope).key(&property.key, property.computed, 0);
                    let member = key.map_or(Value::Unknown, |key| value.member(&key));
                    self.bind(&property.value, member, depth + 1);
                }
                if let Some(rest) = &object.rest {
                    self.bind(&rest.argument, value, depth + 1);
                }
            }
            BindingPattern::ArrayPattern(array) => {
                for (index, element) in array.elements.iter().enumerate() {
                    if let Some(element) = element {
                        self.bind(element, value.member(&index.to_string().into()), depth + 1);
                    }
                }
                if let Some(rest) = &array.rest {
                    self.bind(&rest.argument, Value::Unknown, depth + 1);
                }
            }
            BindingPattern::AssignmentPattern(assignment) => {
                let default = self.fold(&assignment.right);
                self.bind(&assignment.left, Value::either(value, default), depth + 1);
            }
        }
    }

    /// Takes a value apart as an assignment to a pattern does.
    fn assign(&mut self, target: &AssignmentTarget<'a>, value: Value<'a>, depth: u32) {
        // A value that is not known is one too: what the name had before is then not all.
        if depth > 32 {
            return;
        }
        match target {
            AssignmentTarget::AssignmentTargetIdentifier(name) => self.give(name.name.as_str(), value),
            AssignmentTarget::ObjectAssignmentTarget(object) => {
                for property in &object.properties {
                    match property {
                        AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(one) => {
                            let name = one.binding.name.as_str();
                            let default = one.init.as_ref().map_or(Value::Unknown, |init| self.fold(init));
                            self.give(name, Value::either(value.member(&name.into()), default));
                        }
                        AssignmentTargetProperty::AssignmentTargetPropertyProperty(one) => {
                            let key = Fold::new(&self.scopes, self.scope).key(&one.name, one.computed, 0);
                            let member = key.map_or(Value::Unknown, |key| value.member(&key));
                            self.assign_part(&one.binding, member, depth + 1);
                        }
                    }
                }
                if let Some(rest) = &object.rest {
                    self.assign(&rest.target, value, depth + 1);
                }
            }
            AssignmentTarget::ArrayAssignmentTarget(array) => {
                for (index, element) in array.elements.iter().enumerate() {
                    if let Some(element) = element {
                        self.assign_part(element, value.member(&index.to_string().into()), depth + 1);
                    }
                }
                if let Some(rest) = &array.rest {
                    self.assign(&rest.target, Value::Unknown, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Gives a name another value. One of the language's own that nobody declares keeps what it leads to: the assignment may
    /// never run, and must not hide the name for the whole file.
    fn give(&mut self, name: &'a str, value: Value<'a>) {
        if GLOBALS.contains(&name) && self.scopes.owner(self.scope, name).is_none() {
            self.scopes.declare(Scopes::FILE, name, Value::name(name));
        }
        self.scopes.assign(self.scope, name, value);
    }

    fn assign_part(&mut self, target: &AssignmentTargetMaybeDefault<'a>, value: Value<'a>, depth: u32) {
        match target {
            AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(with) => {
                self.assign(&with.binding, Value::either(value, self.fold(&with.init)), depth);
            }
            target => {
                if let Some(target) = target.as_assignment_target() {
                    self.assign(target, value, depth);
                }
            }
        }
    }

    /// The function that a call has called for each item of a list, and such an item; none where the items are not known.
    fn each_item(&self, call: &CallExpression<'a>) -> Option<(u32, Value<'a>)> {
        let Some(MemberExpression::StaticMemberExpression(member)) = strip(&call.callee).as_member_expression() else {
            return None;
        };
        if !calls_for_each(member.property.name.as_str()) {
            return None;
        }
        let function = call.arguments.first()?.as_expression()?;
        if !matches!(function, Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_)) {
            return None;
        }
        let of = strip(&member.object);
        let is_near = match of {
            Expression::ArrayExpression(array) => array.elements.len() <= MAX_ITEMS,
            Expression::Identifier(_) => true,
            Expression::CallExpression(inner) => {
                let callee = inner.callee.as_member_expression().map(MemberExpression::object);
                matches!(callee, Some(Expression::Identifier(name)) if name.name == "Object")
            }
            _ => false,
        };
        let item = if is_near { self.fold(of).item() } else { Value::Unknown };
        item.is_known().then(|| (function.span().start, item))
    }

    /// What a function that begins here is called with first.
    fn item(&self, start: u32) -> Value<'a> {
        self.items.iter().rev().find(|(at, _)| *at == start).map_or(Value::Unknown, |(_, item)| item.clone())
    }

    /// `first`: what is known of the first argument.
    fn parameters(&mut self, parameters: &FormalParameters<'a>, mut first: Value<'a>) {
        for parameter in &parameters.items {
            let default = parameter.initializer.as_ref().map_or(Value::Unknown, |default| self.fold(default));
            let given = std::mem::replace(&mut first, Value::Unknown);
            self.bind(&parameter.pattern, Value::either(given, default), 0);
        }
        if let Some(rest) = &parameters.rest {
            self.bind(&rest.rest.argument, Value::Unknown, 0);
        }
    }

    fn loop_names(&mut self, left: &ForStatementLeft<'a>, value: &Value<'a>) {
        if let ForStatementLeft::VariableDeclaration(declaration) = left {
            for declarator in &declaration.declarations {
                self.bind(&declarator.id, value.clone(), 0);
            }
        }
    }

    fn inside(&mut self, start: u32, walk: impl FnOnce(&mut Self)) {
        let around = self.scope;
        self.scope = self.scopes.open(around, start);
        walk(self);
        self.scope = around;
    }
}

impl<'a> Visit<'a> for Binder<'a> {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        if let Expression::BinaryExpression(binary) = it {
            // The spine of a long sum is walked in a loop.
            let mut left = binary;
            loop {
                self.visit_expression(&left.right);
                match &left.left {
                    Expression::BinaryExpression(inner) => left = inner,
                    first => {
                        self.visit_expression(first);
                        break;
                    }
                }
            }
        } else {
            walk::walk_expression(self, it);
        }
        self.depth -= 1;
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        // A function is declared before its body is walked, for the body may name it.
        match (&it.init, &it.id) {
            (None, BindingPattern::BindingIdentifier(name)) => self.scopes.announce(self.scope, name.name.as_str()),
            (init, id) => {
                let value = init.as_ref().map_or(Value::Unknown, |init| self.fold(init));
                self.bind(id, value, 0);
            }
        }
        if let Some(init) = &it.init {
            self.visit_expression(init);
        }
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let outside = self.items.len();
        self.items.extend(self.each_item(it));
        walk::walk_call_expression(self, it);
        self.items.truncate(outside);
    }

    fn visit_update_expression(&mut self, it: &UpdateExpression<'a>) {
        // What is counted has other values than its first.
        if let SimpleAssignmentTarget::AssignmentTargetIdentifier(name) = &it.argument {
            self.give(name.name.as_str(), Value::Unknown);
        }
        walk::walk_update_expression(self, it);
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        match &it.left {
            AssignmentTarget::AssignmentTargetIdentifier(name) => {
                let value = self.fold(&it.right);
                if it.operator == AssignmentOperator::Addition {
                    self.scopes.append(self.scope, name.name.as_str(), &value);
                } else {
                    self.give(name.name.as_str(), value);
                }
            }
            AssignmentTarget::StaticMemberExpression(member) => {
                let of = match &member.object {
                    Expression::ThisExpression(_) => Some("this"),
                    Expression::Identifier(name) => Some(name.name.as_str()),
                    _ => None,
                };
                let name = member.property.name.as_str();
                if let Some(of) = of.filter(|of| !self.scopes.is_full(of, name)) {
                    let value = self.fold(&it.right);
                    self.scopes.set_member(of, name, value);
                }
            }
            target @ (AssignmentTarget::ObjectAssignmentTarget(_) | AssignmentTarget::ArrayAssignmentTarget(_)) => {
                let value = self.fold(&it.right);
                self.assign(target, value, 0);
            }
            _ => {}
        }
        walk::walk_assignment_expression(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        let declared = it.id.as_ref().filter(|_| it.is_function_declaration());
        if let Some(id) = declared {
            let fold = Fold::new(&self.scopes, self.scope);
            let value = it.body.as_ref().map_or(Value::Unknown, |body| fold.gives(&it.params, body, 0));
            self.scopes.declare(self.scope, id.name.as_str(), value);
        }
        self.inside(it.span.start, |binder| {
            binder.parameters(&it.params, binder.item(it.span.start));
            walk::walk_function(binder, it, flags);
        });
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.inside(it.span.start, |binder| {
            binder.parameters(&it.params, binder.item(it.span.start));
            walk::walk_arrow_function_expression(binder, it);
        });
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        if let Some(id) = &it.id {
            self.scopes.declare(self.scope, id.name.as_str(), Value::Unknown);
        }
        walk::walk_class(self, it);
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        if let (Some(name), Some(init)) = (it.key.name(), &it.value) {
            let value = self.fold(init);
            self.scopes.set_member("this", name, value);
        }
        walk::walk_property_definition(self, it);
    }

    fn visit_catch_clause(&mut self, it: &CatchClause<'a>) {
        if let Some(param) = &it.param {
            self.bind(&param.pattern, Value::Unknown, 0);
        }
        walk::walk_catch_clause(self, it);
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        let value = match self.fold(&it.right) {
            Value::List(items) => items.iter().take(16).cloned().reduce(Value::either).unwrap_or(Value::Unknown),
            _ => Value::Unknown,
        };
        self.loop_names(&it.left, &value);
        self.visit_expression(&it.right);
        self.visit_statement(&it.body);
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.loop_names(&it.left, &Value::Unknown);
        self.visit_expression(&it.right);
        self.visit_statement(&it.body);
    }

    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        let module = Value::name(module_path(it.source.value.as_str()));
        for specifier in it.specifiers.iter().flatten() {
            let (local, value) = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(one) => {
                    let name = match &one.imported {
                        ModuleExportName::StringLiteral(name) => name.value.as_str(),
                        ModuleExportName::IdentifierName(name) => name.name.as_str(),
                        ModuleExportName::IdentifierReference(name) => name.name.as_str(),
                    };
                    (&one.local, module.member(&name.into()))
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(one) => (&one.local, module.clone()),
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(one) => (&one.local, module.clone()),
            };
            self.scopes.declare(self.scope, local.name.as_str(), value);
        }
    }

    fn visit_ts_import_equals_declaration(&mut self, it: &TSImportEqualsDeclaration<'a>) {
        if let TSModuleReference::ExternalModuleReference(module) = &it.module_reference {
            let path = Value::name(module_path(module.expression.value.as_str()));
            self.scopes.declare(self.scope, it.id.name.as_str(), path);
        }
    }

    fn visit_ts_type(&mut self, _: &TSType<'a>) {}
}
