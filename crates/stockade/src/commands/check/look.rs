//! Adds to each part what its registry and its code say, and what settings ask of it.
//!
//! - the strictest counts: what a name may pass, its code may not;
//! - what should have been looked at and could not be is never clean: such a part is unknown, and the run incomplete;
//! - offline nothing was promised: what is lacking is said, and the run is as it would be without;
//! - of a bare name, which may live in several registries, those that have no such package do not count, unless none has.

use std::path::Path;

use jiff::civil::Date;
use stockade_assess::{Action, Alarm, Said, Subject, checks};
use stockade_model::{Component, Confidence, Location, Severity, Target as Model, Verdict};
use stockade_survey::{Archive, Ask, Looked, State, SurveyError, What};

use super::judge::{By, Judge, Part};
use super::spec::{Kind, Meaning};
use crate::packages::report::{Assessment, Found, Shown};
use crate::packages::{Packages, accept, asking, told};
use crate::settings::Settings;

/// How to go on where a registry tells nothing.
const UNTOLD: &str = "see to it that the registry answers, and check again";

/// What was found out about a part.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// Everything, as far as it is known.
    pub(super) assessment: Assessment,
    /// Why nobody could be asked, and how to go on.
    pub(super) error: Option<(String, &'static str)>,
    /// Whether the registry says clearly that there is no such package or version.
    pub(super) absent: bool,
    /// Whether somebody should have been asked.
    pub(super) online: bool,
}

impl Look {
    /// Whether something that was asked for could not be looked at.
    pub(super) fn is_incomplete(&self) -> bool {
        self.online && ((self.error.is_some() && !self.absent) || self.assessment.not_possible().next().is_some())
    }

    /// What stands against it, accepted findings left out.
    pub(super) fn standing(&self) -> impl Iterator<Item = &Found> {
        self.assessment.alarms.iter().filter(|found| found.ignored.is_none())
    }

    /// The worst of them, after what it calls for.
    pub(super) fn worst(&self) -> Option<&Found> {
        self.standing().max_by_key(|found| (found.action, found.severity, found.confidence))
    }
}

/// How bad an alarm is on the scale of `--fail-on`: what is held is asked about, what is blocked is denied.
pub(super) fn weight(found: &Found) -> (Severity, Confidence) {
    let least = match found.action {
        Shown::Show => return (found.severity, found.confidence),
        Shown::Hold => Severity::Medium,
        Shown::Block => Severity::Critical,
    };
    (found.severity.max(least), found.confidence.max(Confidence::Medium))
}

/// Who looks.
pub(super) struct Looker<'a> {
    /// Who judges names again, by what was told.
    pub(super) judge: Judge<'a>,
    pub(super) packages: &'a Packages,
    pub(super) settings: &'a Settings,
    /// Where it would be installed.
    pub(super) at: Option<&'a Path>,
    pub(super) today: Date,
}

impl Looker<'_> {
    /// Looks at every part of several specs, side by side.
    pub(super) fn add(&self, specs: &mut [(&Meaning, &mut Vec<Part>)]) {
        let mut places = Vec::new();
        let mut asks = Vec::new();
        for (spec, (meaning, parts)) in specs.iter_mut().enumerate() {
            for (number, part) in parts.iter_mut().enumerate() {
                let Some(component) = &part.component else { continue };
                match self.question(meaning, component, part) {
                    Ok(Some(ask)) => {
                        places.push((spec, number));
                        asks.push(ask);
                    }
                    Ok(None) => part.look = asking::unasked(component).and_then(|why| self.unasked(component, &why)),
                    Err(why) => {
                        part.look = self.unasked(component, &why);
                        part.unjudged = Some(why);
                    }
                }
            }
        }
        let answers = self.packages.survey.look_all(&asks);
        let looked: Vec<(&Ask, &Looked)> =
            asks.iter().zip(&answers).filter_map(|(ask, answer)| Some((ask, answer.as_ref().ok()?))).collect();
        let mut told = told::all(self.packages, self.judge.engine, &looked).into_iter();
        for (((spec, number), ask), answer) in places.into_iter().zip(&asks).zip(answers) {
            let facts = answer.is_ok().then(|| told.next()).flatten();
            let Some((_, parts)) = specs.get_mut(spec) else { continue };
            let Some(part) = parts.get_mut(number) else { continue };
            part.look = Some(self.look(ask, answer));
            if let Some(facts) = facts {
                self.judge.again(part, facts);
            }
        }
        for (meaning, parts) in specs {
            let bare = meaning.kind == Kind::Name && parts.len() > 1;
            let none = parts.iter().all(|part| part.look.as_ref().is_some_and(|look| look.absent));
            for part in parts.iter_mut() {
                decide(part, bare && !none);
            }
        }
    }

    fn question(&self, meaning: &Meaning, component: &Component, part: &Part) -> Result<Option<Ask>, String> {
        match (&component.target, component.package()) {
            (_, Some(package)) => {
                let (answer, sources) = (part.answer.as_ref(), self.packages.survey.sources());
                asking::of(component, checks::nowhere(package), meaning.launch.launcher, answer, sources)
            }
            (Model::Local { path, .. }, None) if meaning.kind == Kind::Archive => {
                let archive = Archive::open(path, self.packages.survey.options().caps.packed);
                let archive = archive.map_err(|error| crate::commands::with_causes(&error))?;
                Ok(Some(Ask::archive(archive, Location::Path(path.clone()))))
            }
            _ => Ok(None),
        }
    }

    fn look(&self, ask: &Ask, answer: Result<Looked, SurveyError>) -> Look {
        let (online, now) = (!self.packages.offline, self.packages.setting.now);
        let ignored = |alarm: &Alarm| accept::reason(alarm, self.settings, self.today);
        let persona = self.settings.persona.value;
        match answer {
            Ok(mut looked) => {
                self.require(&looked.subject, &mut looked.said);
                let assessment = Assessment::of(&looked, now, persona, &ignored);
                // Whose registry tells nothing is known by nothing else either.
                let error = match looked.step(What::Registry).map(|step| &step.state) {
                    Some(State::NotPossible(why)) => Some((why.clone(), UNTOLD)),
                    _ => None,
                };
                Look { assessment, error, absent: false, online }
            }
            Err(error) => {
                let why = error.to_string();
                let (subject, mut said) = (asking::unknown(ask, &why), Said::default());
                self.require(&subject, &mut said);
                let assessment = Assessment::unknown(&subject, &said, &why, persona, &ignored);
                Look { assessment, error: Some((why, error.hint())), absent: error.is_answer(), online }
            }
        }
    }

    /// What is asked of a package that nobody is asked about: none of it is met.
    fn unasked(&self, component: &Component, why: &str) -> Option<Look> {
        let package = component.package()?;
        let subject = asking::nothing_of(package.clone(), checks::nowhere(package), why);
        let mut said = Said::default();
        self.require(&subject, &mut said);
        if said.alarms.is_empty() {
            return None;
        }
        let ignored = |alarm: &Alarm| accept::reason(alarm, self.settings, self.today);
        let assessment = Assessment::unknown(&subject, &said, why, self.settings.persona.value, &ignored);
        Some(Look { assessment, error: Some((why.to_owned(), UNTOLD)), absent: false, online: false })
    }

    /// Adds what settings ask of it and it has not.
    fn require(&self, subject: &Subject, said: &mut Said) {
        let unmet = self.settings.requirements.judge(subject, self.at, &self.packages.setting, self.today);
        said.alarms.extend(unmet.into_iter().map(|unmet| unmet.alarm));
        said.sort();
    }
}

/// The stricter of what was decided and of what was found.
fn decide(part: &mut Part, absence_counts_not: bool) {
    let Some(look) = &part.look else { return };
    // An archive has no name that anybody could judge, and was read.
    if look.error.is_none() && part.package().is_none() {
        part.unjudged = None;
    }
    if look.absent {
        if !absence_counts_not && part.decision < Verdict::Ask {
            (part.decision, part.by) = (Verdict::Ask, By::Absent);
            part.alarm = Some((Severity::Medium, Confidence::High));
        }
    } else if let Some((why, _)) = look.error.as_ref().filter(|_| look.online) {
        part.unjudged.get_or_insert_with(|| why.clone());
    }
    let Some(found) = look.worst() else { return };
    let verdict = match found.action {
        Shown::Show => Action::Show,
        Shown::Hold => Action::Hold,
        Shown::Block => Action::Block,
    }
    .verdict();
    if verdict > part.decision {
        part.decision = verdict;
        part.by = By::Package;
        part.alarm = Some(weight(found));
    }
}
