//! Python, by ruff's parser.
//!
//! Constraints:
//! - source is hostile: what nests too deep is turned away first ([`nesting`]). The parser grows its stack by itself, but the
//!   tree is taken down by recursion;
//! - source that does not parse is read as far as it could be, and is said not to parse;
//! - the two walks are those of `javascript`: names first, then events.
//!
//! Layout: `bind`, `walk` and `calls` as there, `fold` and `items` for both; `tools`, `declared` and `shape` as there.

mod bind;
mod calls;
mod declared;
mod fold;
mod items;
mod nesting;
mod shape;
mod tools;
mod walk;

use ruff_python_ast::PySourceType;
use ruff_python_ast::visitor::Visitor;
use ruff_python_parser::parse_unchecked_source;

use crate::caps::Caps;
use crate::facts::{Found, Unread};

/// Our walks go no deeper than this.
const MAX_DEPTH: u32 = 4_000;

/// Reports the events of a file; why not all of it could be read otherwise.
pub(crate) fn read(source: &str, caps: &Caps, found: &mut Found<'_>) -> Result<(), Unread> {
    nesting::check(source, caps.nesting).map_err(Unread::Deep)?;
    let parsed = parse_unchecked_source(source, PySourceType::Python);
    let body = &parsed.syntax().body;
    let mut binder = bind::Binder::new();
    binder.visit_body(body);
    let scopes = binder.finish();
    let mut walker = walk::Walker::new(body, &scopes, found);
    walker.visit_body(body);
    walker.finish();
    if walker.too_deep() {
        return Err(Unread::Deep(format!("expressions nest deeper than {MAX_DEPTH}")));
    }
    match parsed.errors().first() {
        Some(error) => Err(Unread::Syntax(error.to_string())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
