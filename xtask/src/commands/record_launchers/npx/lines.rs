//! The lines, by what they are about.

use super::line::Line;

mod flags;
mod local;
mod registries;
mod specs;

/// All of them, in the order of the table.
pub(super) fn all() -> Vec<Line> {
    let mut lines = flags::lines();
    lines.extend(specs::lines());
    lines.extend(local::lines());
    lines.extend(registries::lines());
    lines
}
