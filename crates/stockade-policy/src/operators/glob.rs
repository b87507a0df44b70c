//! `glob`: the whole text fits a glob; `*` stops at `/`, `**` does not.

use super::{Operator, Predicate, Sight, strings};
use crate::globs::Glob;
use crate::operand::{Operand, Truth};
use crate::resolver::PathResolver;

pub(super) const OPERATOR: Operator = Operator {
    id: "glob",
    value: "string or list",
    summary: "the whole text fits a glob; * stops at /, ** does not",
    sight: Sight::Each,
    compile: |node, _| {
        let globs = strings(node)?.iter().map(|text| Glob::path(text)).collect::<Result<_, _>>()?;
        Ok(Box::new(Globs(globs)))
    },
};

struct Globs(Vec<Glob>);

impl Predicate for Globs {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        operand.want_text().map_or_else(Truth::Error, |text| Truth::of(self.0.iter().any(|glob| glob.fits(text))))
    }
}
