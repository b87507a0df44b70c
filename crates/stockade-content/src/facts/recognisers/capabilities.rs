//! What the code can do: calls and mentions of functions that reach outside, modules, text run as code.

use crate::event::Event;
use crate::facts::{Class, Found};
use crate::sinks;
use crate::value::GAP;

/// Imports of one file that are followed.
const MAX_IMPORTS: usize = 10_000;

/// A file of the package that another process or thread is given to run: it is read wherever it lies.
fn script(text: &str, found: &mut Found<'_>) {
    const ENDINGS: &[&str] = &[".js", ".mjs", ".cjs", ".ts", ".py"];
    if text.len() > 1_000 || found.imports.len() >= MAX_IMPORTS {
        return;
    }
    for word in text.split([' ', '"', '\'']).filter(|word| ENDINGS.iter().any(|ending| word.ends_with(ending))) {
        // What stands before it is the package's own folder, whatever the code calls that.
        let path = word.trim_start_matches([GAP, '/', '.']);
        found.imports.push(format!("./{path}"));
        found.imports.push(path.to_owned());
    }
}

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    match event {
        Event::Call { path, class, args } => {
            let starts = *class == Some(Class::Exec) || path.ends_with("Worker");
            for arg in args.iter().filter(|_| starts) {
                arg.texts(&mut |text| script(text, found));
            }
            if let Some(class) = sinks::call_class(path, *class, args) {
                // A bare timer is no way to run text, one that is given a text is.
                found.add(class, path, at, None);
                found.writes |= class == Class::FileWrite;
            }
        }
        Event::Mention { path } => {
            if let Some(class) = sinks::class(path) {
                found.add(class, path, at, Some("mentioned"));
                found.writes |= class == Class::FileWrite;
            }
        }
        Event::Import { module, known } => {
            if let Some(class) = sinks::class(module).filter(|_| !known) {
                found.add(class, module, at, Some("imported"));
            }
            if found.imports.len() < MAX_IMPORTS {
                found.imports.push((*module).to_owned());
            }
            if !module.starts_with(['.', '/', '#']) && module.len() < 200 {
                found.add(Class::Module, module, at, None);
            }
        }
        Event::ImportUnknown { what } => found.add(Class::DynamicImport, what, at, None),
        Event::Text { .. }
        | Event::Choice { .. }
        | Event::Object { .. }
        | Event::Field { .. }
        | Event::Environment { .. }
        | Event::Clock { .. }
        | Event::Tool { .. } => {}
    }
}
