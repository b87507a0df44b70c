//! What the code can do: calls and mentions of functions that reach outside, modules, text run as code.

use crate::event::Event;
use crate::facts::{Class, Found};
use crate::sinks;

/// Imports of one file that are followed.
const MAX_IMPORTS: usize = 10_000;

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    match event {
        Event::Call { path, args } => {
            if let Some(class) = sinks::call_class(path, args) {
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
        Event::Import { module } => {
            if let Some(class) = sinks::class(module) {
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
        Event::Text { .. } | Event::Field { .. } | Event::Environment { .. } | Event::Clock { .. } => {}
    }
}
