//! The first walk: what each name is bound to.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Comprehension, ExceptHandler, Expr, Operator, Parameters, Pattern, Stmt};
use ruff_text_size::Ranged;

use super::MAX_DEPTH;
use super::fold::Fold;
use crate::scopes::{ScopeId, Scopes};
use crate::sinks;
use crate::value::Value;

/// Names of the language that lead outside, and those whose result matters.
const BUILTINS: &[&str] = &["eval", "exec", "compile", "open", "__import__", "getattr", "builtins", "__builtins__"];

pub(super) struct Binder<'a> {
    scopes: Scopes<'a>,
    scope: ScopeId,
    /// The class whose body is walked: its names are members.
    class: Option<&'a str>,
    depth: u32,
}

impl<'a> Binder<'a> {
    pub(super) fn new() -> Self {
        Self { scopes: Scopes::new(), scope: Scopes::FILE, class: None, depth: 0 }
    }

    pub(super) fn finish(mut self) -> Scopes<'a> {
        self.scopes.mark_interesting(BUILTINS);
        self.scopes
    }

    fn fold(&self, expression: &'a Expr) -> Value<'a> {
        Fold::new(&self.scopes, self.scope).value(expression)
    }

    fn bind(&mut self, target: &'a Expr, value: Value<'a>, depth: u32) {
        if depth > 32 {
            return;
        }
        match target {
            Expr::Name(name) => {
                if let Some(class) = self.class {
                    self.scopes.set_member(class, name.id.as_str(), value.clone());
                    self.scopes.set_member("self", name.id.as_str(), value.clone());
                    self.scopes.set_member("cls", name.id.as_str(), value.clone());
                }
                self.scopes.declare(self.scope, name.id.as_str(), value);
            }
            Expr::Attribute(attribute) => {
                if let Expr::Name(of) = &*attribute.value {
                    self.scopes.set_member(of.id.as_str(), attribute.attr.as_str(), value);
                }
            }
            Expr::Tuple(tuple) => {
                for (index, element) in tuple.elts.iter().enumerate() {
                    self.bind(element, value.member(&index.to_string().into()), depth + 1);
                }
            }
            Expr::List(list) => {
                for (index, element) in list.elts.iter().enumerate() {
                    self.bind(element, value.member(&index.to_string().into()), depth + 1);
                }
            }
            Expr::Starred(inner) => self.bind(&inner.value, Value::Unknown, depth + 1),
            _ => {}
        }
    }

    fn inside(&mut self, start: u32, walk: impl FnOnce(&mut Self)) {
        let (around, class) = (self.scope, self.class.take());
        self.scope = self.scopes.open(around, start);
        walk(self);
        (self.scope, self.class) = (around, class);
    }

    fn parameters(&mut self, parameters: &'a Parameters) {
        for parameter in parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs) {
            let default = parameter.default.as_ref().map_or(Value::Unknown, |default| self.fold(default));
            self.scopes.declare(self.scope, parameter.parameter.name.as_str(), Value::either(Value::Unknown, default));
        }
        for parameter in parameters.vararg.iter().chain(&parameters.kwarg) {
            self.scopes.declare(self.scope, parameter.name.as_str(), Value::Unknown);
        }
    }

    fn elements(&self, of: &'a Expr) -> Value<'a> {
        match self.fold(of) {
            Value::List(items) => items.iter().take(16).cloned().reduce(Value::either).unwrap_or(Value::Unknown),
            _ => Value::Unknown,
        }
    }
}

/// A module's path, and the name that `import a.b` binds.
fn import_name(module: &str) -> &str {
    module.split('.').next().unwrap_or(module)
}

impl<'a> Visitor<'a> for Binder<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let module = alias.name.as_str();
                    let (name, path) = match &alias.asname {
                        Some(name) => (name.as_str(), module),
                        None => (import_name(module), import_name(module)),
                    };
                    self.scopes.declare(self.scope, name, Value::name(path));
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                let local = import.level > 0 || module.is_empty();
                for alias in &import.names {
                    if &alias.name == "*" && !local {
                        for name in sinks::names_of(module) {
                            self.scopes.declare(self.scope, name, Value::path(&format!("{module}.{name}")));
                        }
                        continue;
                    }
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    let value =
                        if local { Value::Unknown } else { Value::name(module).member(&alias.name.as_str().into()) };
                    self.scopes.declare(self.scope, name, value);
                }
            }
            Stmt::Assign(assign) => {
                let value = self.fold(&assign.value);
                assign.targets.iter().for_each(|target| self.bind(target, value.clone(), 0));
                walk_stmt(self, stmt);
            }
            Stmt::AnnAssign(assign) => {
                let value = assign.value.as_ref().map_or(Value::Unknown, |value| self.fold(value));
                self.bind(&assign.target, value, 0);
                walk_stmt(self, stmt);
            }
            Stmt::AugAssign(assign) => {
                if let (Expr::Name(name), Operator::Add) = (&*assign.target, assign.op) {
                    let value = self.fold(&assign.value);
                    self.scopes.append(self.scope, name.id.as_str(), &value);
                }
                walk_stmt(self, stmt);
            }
            Stmt::FunctionDef(function) => {
                let value = Fold::new(&self.scopes, self.scope).gives(&function.body);
                self.scopes.declare(self.scope, function.name.as_str(), value);
                self.inside(function.range.start().to_u32(), |binder| {
                    binder.parameters(&function.parameters);
                    walk_stmt(binder, stmt);
                });
            }
            Stmt::ClassDef(class) => {
                self.scopes.declare(self.scope, class.name.as_str(), Value::Unknown);
                self.inside(class.range.start().to_u32(), |binder| {
                    binder.class = Some(class.name.as_str());
                    walk_stmt(binder, stmt);
                });
            }
            Stmt::For(each) => {
                let value = self.elements(&each.iter);
                self.bind(&each.target, value, 0);
                walk_stmt(self, stmt);
            }
            Stmt::With(with) => {
                for item in &with.items {
                    if let Some(target) = &item.optional_vars {
                        let value = self.fold(&item.context_expr);
                        self.bind(target, value, 0);
                    }
                }
                walk_stmt(self, stmt);
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        match expr {
            Expr::BinOp(binary) => {
                let mut at = binary;
                loop {
                    self.visit_expr(&at.right);
                    match &*at.left {
                        Expr::BinOp(inner) => at = inner,
                        first => {
                            self.visit_expr(first);
                            break;
                        }
                    }
                }
            }
            Expr::Named(named) => {
                let value = self.fold(&named.value);
                self.bind(&named.target, value, 0);
                walk_expr(self, expr);
            }
            Expr::Lambda(lambda) => self.inside(lambda.range.start().to_u32(), |binder| {
                if let Some(parameters) = &lambda.parameters {
                    binder.parameters(parameters);
                }
                walk_expr(binder, expr);
            }),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                self.inside(expr.range().start().to_u32(), |binder| walk_expr(binder, expr));
            }
            _ => walk_expr(self, expr),
        }
        self.depth -= 1;
    }

    fn visit_comprehension(&mut self, comprehension: &'a Comprehension) {
        let value = self.elements(&comprehension.iter);
        self.bind(&comprehension.target, value, 0);
        self.visit_expr(&comprehension.iter);
        comprehension.ifs.iter().for_each(|test| self.visit_expr(test));
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.scopes.declare(self.scope, name.as_str(), Value::Unknown);
        }
        ruff_python_ast::visitor::walk_except_handler(self, handler);
    }

    fn visit_annotation(&mut self, _: &'a Expr) {}

    fn visit_pattern(&mut self, _: &'a Pattern) {}
}
