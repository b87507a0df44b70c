//! The versions that something is compared with: the one before it, and one that is a month older where that is another.

use std::sync::Arc;

use stockade_assess::{Baseline, Known};

use super::assemble::{change, facts, fill, gap, tools};
use super::{Draft, Survey};
use crate::{Looked, Step, What};

/// The check under which it is told that the older one could not be read: what it is for is to find recipients.
const RECIPIENT: &str = "constant-recipient";

impl Survey {
    pub(super) fn compared(&self, looked: &mut Looked, draft: &Draft<'_>) {
        let (Some(choice), Some(index)) = (&draft.baseline, &draft.index) else {
            let why = "no earlier version is old enough and clean";
            looked.subject.baseline = Known::unknown(why);
            looked.steps.push(Step::not_asked(What::Comparison, why));
            return;
        };
        let anchored = self.anchored(looked, draft);
        let got = self.artifact(index, &choice.version);
        let (facts, tools) = (facts(got.as_ref()), tools(got.as_ref()));
        let step = match &facts {
            Known::Known(_) => {
                let said = format!("with {} ({}){anchored}", choice.version, choice.because.as_str());
                Step::done(What::Comparison, said)
            }
            Known::Unknown(why) => Step::not_possible(What::Comparison, format!("{}: {why}", choice.version)),
        };
        looked.steps.push(step);
        if let Some(Ok(extract)) = got.as_ref().map(|got| &got.extract) {
            let extract = Arc::clone(extract);
            change(&mut looked.subject.history, &choice.version, |release| fill(release, &extract));
        }
        let because = choice.because;
        let baseline = Baseline { version: choice.version.clone(), because, facts, tools };
        looked.subject.baseline = baseline.into();
    }

    /// The version that is a month older, where there is one, in words.
    fn anchored(&self, looked: &mut Looked, draft: &Draft<'_>) -> String {
        let (Some(choice), Some(index)) = (&draft.anchor, &draft.index) else { return String::new() };
        let got = self.artifact(index, &choice.version);
        let (version, because) = (choice.version.clone(), choice.because);
        let (facts, said) = match facts(got.as_ref()) {
            Known::Known(facts) => (facts.into(), format!(", and with {version} ({})", because.as_str())),
            Known::Unknown(why) => {
                gap(looked, RECIPIENT, "a version that is a month older", format!("{version}: {why}"));
                let said = format!(", and not with {version}, {}: {why}", because.as_str());
                (Known::Unknown(why), said)
            }
        };
        if let Some(Ok(extract)) = got.as_ref().map(|got| &got.extract) {
            let extract = Arc::clone(extract);
            change(&mut looked.subject.history, &version, |release| fill(release, &extract));
        }
        looked.subject.anchor = Some(Baseline { version, because, facts, tools: Known::default() });
        said
    }
}
