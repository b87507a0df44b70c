//! What names stand for as code: classes and functions that schemas are made of, and values that are no constants.
//!
//! Made once for a file, and only for one that defines tools. A name with two meanings in one file has none here.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use ruff_python_ast::{Alias, Expr, Stmt, StmtClassDef, StmtFunctionDef};

/// Statements inside each other that are followed.
const MAX_DEPTH: u32 = 32;

/// What a name stands for.
#[derive(Clone, Copy)]
pub(super) enum Meaning<'a> {
    Class(&'a StmtClassDef),
    Function(&'a StmtFunctionDef),
    Value(&'a Expr),
    /// Several things.
    Unclear,
}

/// What the names of a file stand for.
#[derive(Default)]
pub(super) struct Declared<'a> {
    names: HashMap<&'a str, Meaning<'a>, RandomState>,
    /// Names that the file takes from another one as they are called there.
    imported: HashSet<&'a str, RandomState>,
}

impl<'a> Declared<'a> {
    pub(super) fn of(body: &'a [Stmt]) -> Self {
        let mut declared = Self::default();
        declared.statements(body, 0);
        for import in body.iter().filter_map(Stmt::as_import_from_stmt) {
            let own = |alias: &&Alias| alias.asname.as_ref().is_none_or(|name| *name == alias.name);
            declared.imported.extend(import.names.iter().filter(own).map(|alias| alias.name.as_str()));
        }
        declared
    }

    pub(super) fn get(&self, name: &str) -> Option<Meaning<'a>> {
        self.names.get(name).copied()
    }

    /// Whether another file is where a name comes from.
    pub(super) fn is_imported(&self, name: &str) -> bool {
        self.imported.contains(name)
    }

    fn put(&mut self, name: &'a str, meaning: Meaning<'a>) {
        self.names.entry(name).and_modify(|known| *known = Meaning::Unclear).or_insert(meaning);
    }

    fn statements(&mut self, all: &'a [Stmt], depth: u32) {
        if depth > MAX_DEPTH {
            return;
        }
        let next = depth + 1;
        for one in all {
            match one {
                Stmt::Assign(assign) => {
                    if let [Expr::Name(name)] = &*assign.targets {
                        self.put(name.id.as_str(), Meaning::Value(&assign.value));
                    }
                }
                Stmt::AnnAssign(assign) => {
                    if let (Expr::Name(name), Some(value)) = (&*assign.target, &assign.value) {
                        self.put(name.id.as_str(), Meaning::Value(value));
                    }
                }
                Stmt::ClassDef(class) => {
                    self.put(class.name.as_str(), Meaning::Class(class));
                    // The fields of a class are members; its methods may hold whole servers.
                    for inner in &class.body {
                        if let Stmt::FunctionDef(function) = inner {
                            self.statements(&function.body, next);
                        }
                    }
                }
                Stmt::FunctionDef(function) => {
                    self.put(function.name.as_str(), Meaning::Function(function));
                    self.statements(&function.body, next);
                }
                Stmt::If(branch) => {
                    self.statements(&branch.body, next);
                    branch.elif_else_clauses.iter().for_each(|clause| self.statements(&clause.body, next));
                }
                Stmt::Try(block) => self.statements(&block.body, next),
                Stmt::With(block) => self.statements(&block.body, next),
                _ => {}
            }
        }
    }
}
