//! Projects of this machine: nobody publishes them, so that what they bring in is all that is looked at.

use stockade_assess::{Known, Subject};
use stockade_model::Package;

use super::{Survey, assemble};
use crate::{Ask, Looked, Step, What};

const NOBODY: &str = "a project of this machine is published by nobody";

impl Survey {
    pub(super) fn project(&self, ask: &Ask, package: &Package) -> Looked {
        let mut subject = Subject::new(package.clone(), ask.at.clone());
        subject.history = Known::unknown(NOBODY);
        subject.facts = Known::unknown(NOBODY);
        subject.baseline = Known::unknown(NOBODY);
        let mut looked = assemble::empty(subject);
        looked.is_published = false;
        looked.artifact = Known::unknown(NOBODY);
        let others = What::ALL.iter().filter(|what| !matches!(what, What::Closure | What::Advisories));
        looked.steps.extend(others.map(|what| Step::not_asked(*what, NOBODY)));
        looked
    }
}
