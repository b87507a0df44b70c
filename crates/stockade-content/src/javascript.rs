//! JavaScript and TypeScript, by the oxc parser.
//!
//! Constraints:
//! - source is hostile: what nests too deep is turned away before the parser sees it ([`nesting`]), and our own walks count
//!   their depth;
//! - two walks: the first learns what names are bound to, the second reports events, so a constant may stand anywhere;
//! - a file is tried as plain JavaScript first, then with JSX, then as TypeScript: the ending of a name proves nothing.
//!
//! Layout: `bind` is the first walk, `walk` and `calls` the second, `fold` works out values for both, `items` those of lists.
//! `tools` reads definitions of tools: `declared` follows their names, `shape` writes down what they take.

mod bind;
mod calls;
mod declared;
mod fold;
mod items;
mod nesting;
mod shape;
mod tools;
mod walk;

use oxc_allocator::Allocator;
use oxc_ast_visit::Visit;
use oxc_parser::{ParseOptions, Parser, ParserReturn};
use oxc_span::SourceType;

use crate::caps::Caps;
use crate::facts::{Found, Unread};

/// Our walks go no deeper than this; what is below is said to be unread.
const MAX_DEPTH: u32 = 4_000;

/// Reports the events of a file; why not all of it could be read otherwise.
pub(crate) fn read(source: &str, caps: &Caps, arena: &Allocator, found: &mut Found<'_>) -> Result<(), Unread> {
    nesting::check(source, caps.nesting).map_err(Unread::Deep)?;
    let parsed = parse(source, found.file(), arena).map_err(Unread::Syntax)?;
    let mut binder = bind::Binder::new();
    binder.visit_program(&parsed.program);
    let scopes = binder.finish();
    let mut walker = walk::Walker::new(&parsed.program, &scopes, found);
    walker.visit_program(&parsed.program);
    if walker.too_deep() { Err(Unread::Deep(format!("expressions nest deeper than {MAX_DEPTH}"))) } else { Ok(()) }
}

/// Whether a text is a program.
pub(crate) fn is_code(source: &str, caps: &Caps, arena: &Allocator) -> bool {
    nesting::check(source, caps.nesting).is_ok() && parse(source, "x.js", arena).is_ok()
}

fn parse<'a>(source: &'a str, file: &str, arena: &'a Allocator) -> Result<ParserReturn<'a>, String> {
    let plain = SourceType::unambiguous().with_jsx(false);
    let typed = SourceType::ts();
    let tries = match file.rsplit('.').next() {
        Some("ts" | "mts" | "cts") => [typed, SourceType::tsx(), plain],
        Some("tsx") => [SourceType::tsx(), typed, plain],
        Some("jsx") => [SourceType::jsx(), SourceType::tsx(), plain],
        _ => [plain, plain.with_jsx(true), typed],
    };
    let options = ParseOptions {
        allow_return_outside_function: true,
        preserve_parens: false,
        enable_ident_hashes: false,
        ..ParseOptions::default()
    };
    let mut why = None;
    for source_type in tries {
        let parsed = Parser::new(arena, source, source_type).with_options(options).parse();
        if !parsed.panicked {
            return Ok(parsed);
        }
        let error = parsed.diagnostics.iter().next().map(|error| error.message.to_string());
        why = why.or(error);
    }
    Err(why.unwrap_or_else(|| "it does not parse".to_owned()))
}

#[cfg(test)]
mod tests;
