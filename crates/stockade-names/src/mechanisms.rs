//! The ways to confuse two names. One mechanism, one file `mechanisms/<id>.rs`, one line in the list below.
//!
//! A mechanism either compares two names ([`Work::Pair`]) or looks at one with what is known and claimed of it
//! ([`Work::Alone`]). Numbers are those of the taxonomy in `docs/names.md`, never changed.

use std::cell::OnceCell;
use std::sync::OnceLock;

use stockade_model::{Confidence, Ecosystem};

use crate::answer::{Match, Target, Verdict};
use crate::edit::{self, Edit, Few};
use crate::form::{Form, is_generic};
use crate::pack::{NameRecord, Pack};
use crate::subject::{Original, Subject};

/// One mechanism.
pub struct Mechanism {
    /// Kebab-case id, never renamed.
    pub id: &'static str,
    /// Its number in the taxonomy.
    pub number: u8,
    /// One line: what is done to a name.
    pub summary: &'static str,
    /// Whether it may lead to a question by itself. The others only inform.
    pub asks: bool,
    /// The work.
    pub work: Work,
}

/// How a mechanism works.
pub enum Work {
    /// Compares a candidate with a target; how close it finds two names at most.
    Pair(fn(&Pair<'_>) -> Option<Likeness>, f32),
    /// Looks at one subject.
    Alone(fn(&Scene<'_>, &mut Vec<Match>)),
}

/// Two names side by side.
pub struct Pair<'a> {
    /// What is judged.
    pub candidate: &'a Form,
    /// What it could be mistaken for.
    pub target: &'a Form,
    /// The knowledge.
    pub pack: &'a Pack,
    /// Whether evidence is wanted: the first pass only ranks.
    pub explain: bool,
    /// Whether both live in the same scope, or in none.
    pub same_scope: bool,
    edits: OnceCell<Option<Few>>,
}

impl<'a> Pair<'a> {
    /// A pair.
    pub fn new(candidate: &'a Form, target: &'a Form, pack: &'a Pack, explain: bool) -> Self {
        let same_scope = candidate.scope == target.scope;
        Self { candidate, target, pack, explain, same_scope, edits: OnceCell::new() }
    }

    /// The one or two edits between the squashed bases, where both live in the same scope; none if they are equal or
    /// further apart, or too short for it to mean anything.
    pub fn edits(&self) -> Option<&[Edit]> {
        self.edits
            .get_or_init(|| {
                if !self.same_scope {
                    return None;
                }
                let (target, candidate) = (&self.target.squashed, &self.candidate.squashed);
                let shorter = target.len().min(candidate.len());
                let limit = if shorter >= 7 { 2 } else { usize::from(shorter >= 3) };
                edit::edits(target, candidate, limit).filter(|edits| !edits.as_slice().is_empty())
            })
            .as_ref()
            .map(Few::as_slice)
    }

    /// How much a slip counts: less where the words are divided in other places too, since then two things differ, and
    /// where a whole generic word stands in the place of another word, since then nobody slipped (`gcp` and `mcp`).
    pub fn slip(&self, closeness: f32) -> f32 {
        let (candidate, target) = (&self.candidate.tokens, &self.target.tokens);
        let generic = |(a, b): (&String, &String)| a != b && (is_generic(a) || is_generic(b));
        let other = candidate.len() != target.len() || candidate.iter().zip(target).any(generic);
        if other { closeness - 0.2 } else { closeness }
    }

    /// A likeness with its evidence, which is only put into words where wanted.
    pub fn like(&self, closeness: f32, evidence: impl FnOnce() -> String) -> Option<Likeness> {
        Some(Likeness { closeness, evidence: if self.explain { evidence() } else { String::new() } })
    }
}

/// That two names are alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// How much, 0 to 1: what a reader would hardly notice is near 1.
    pub closeness: f32,
    /// In what.
    pub evidence: String,
}

/// One subject and all that is known.
pub struct Scene<'a> {
    /// What is judged.
    pub subject: &'a Subject,
    /// Its name taken apart.
    pub form: &'a Form,
    /// What the pack has under this very name.
    pub record: Option<NameRecord<'a>>,
    /// The knowledge.
    pub pack: &'a Pack,
    facts: OnceCell<SubjectFacts>,
}

/// What is the same whatever the subject is compared with, reckoned once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubjectFacts {
    /// [`Form::core_length`].
    pub core_length: usize,
    /// Whether advisories name single versions of it as a genuine package's.
    pub bad_versions: bool,
}

impl<'a> Scene<'a> {
    /// A scene.
    pub const fn new(subject: &'a Subject, form: &'a Form, record: Option<NameRecord<'a>>, pack: &'a Pack) -> Self {
        Self { subject, form, record, pack, facts: OnceCell::new() }
    }
}

impl Scene<'_> {
    pub(crate) fn facts(&self) -> SubjectFacts {
        *self.facts.get_or_init(|| {
            let name = &self.subject.name;
            let advisories = self.pack.malware().of(name.ecosystem, &name.full);
            SubjectFacts {
                core_length: self.form.core_length(),
                bad_versions: advisories.iter().any(|record| !record.is_whole() && !record.is_hostile()),
            }
        })
    }

    /// A match of a mechanism without reasons yet.
    pub fn found(mechanism: &Mechanism, target: Option<Target>, verdict: Verdict, closeness: f32) -> Match {
        Match {
            mechanism: mechanism.id,
            number: mechanism.number,
            target,
            closeness,
            verdict,
            confidence: if verdict >= Verdict::Confirm { Confidence::Medium } else { Confidence::Low },
            evidence: Vec::new(),
            counter_evidence: Vec::new(),
        }
    }

    /// Who holds the subject: npm scope, publisher, the owner of its repository where more than the package's own word says
    /// so. Empty where nobody knows.
    pub fn holders(&self) -> Vec<&str> {
        let facts = &self.subject.facts;
        let name = &self.subject.name;
        // A repository is addressed with its owner.
        let addressed = name.full.split_once('/').filter(|_| name.ecosystem == Ecosystem::Github);
        let scope = self.form.scope.as_deref();
        let addressed = addressed.map(|(owner, _)| owner);
        scope.into_iter().chain(facts.publisher.as_deref()).chain(addressed).chain(facts.repository_owner()).collect()
    }

    /// The repository that the package claims and that nothing confirms: it neither clears nor contradicts.
    pub fn claimed_repository(&self) -> Option<&str> {
        let facts = &self.subject.facts;
        facts.repository.as_deref().filter(|_| facts.repository_owner().is_none())
    }

    /// What is known of a target besides the pack.
    pub fn original(&self, ecosystem: Ecosystem, name: &str) -> Option<&Original> {
        let originals = &self.subject.facts.originals;
        originals.iter().find(|original| original.ecosystem == ecosystem && original.name == name)
    }
}

/// A record as a target.
pub fn target_of(record: &NameRecord<'_>, pack: &Pack) -> Target {
    Target {
        ecosystem: record.ecosystem,
        name: record.full.to_owned(),
        popularity: record.popularity,
        owner: record.owner.and_then(|owner| pack.owners().text(owner)).map(str::to_owned),
    }
}

macro_rules! mechanisms {
    ($($module:ident),* $(,)?) => {
        $(pub(crate) mod $module;)*

        /// Every mechanism, by number.
        pub const ALL: &[&Mechanism] = &[$(&$module::MECHANISM),*];
    };
}

mechanisms! {
    omission,
    insertion,
    substitution,
    transposition,
    bit_flip,
    separator,
    homoglyph,
    unicode_homoglyph,
    word_order,
    grammar,
    spelling,
    affix,
    simplification,
    version_digits,
    phonetic,
    synonym,
    word_swap,
    familiar_term,
    scope_confusion,
    scope_flatten,
    unclaimed_official_name,
    cross_ecosystem,
    command_name,
    made_up_name,
    trust_lure,
    catalogue_misbinding,
    alias_spec,
    dependency_confusion,
    title_look_alike,
    owner_look_alike,
}

/// A mechanism that compares pairs: itself, its work, how close it finds two names at most.
pub(crate) type PairWork = (&'static Mechanism, fn(&Pair<'_>) -> Option<Likeness>, f32);

/// Those that compare pairs, the ones that can find two names closest first: whoever looks for the closest may stop early.
pub(crate) fn pairs() -> &'static [PairWork] {
    static PAIRS: OnceLock<Vec<PairWork>> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let mut pairs: Vec<PairWork> = (ALL.iter())
            .filter_map(|mechanism| match mechanism.work {
                Work::Pair(compare, most) => Some((*mechanism, compare, most)),
                Work::Alone(_) => None,
            })
            .collect();
        pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.number.cmp(&b.0.number)));
        pairs
    })
}

/// The mechanism with this id.
pub fn find(id: &str) -> Option<&'static Mechanism> {
    ALL.iter().copied().find(|mechanism| mechanism.id == id)
}

#[cfg(test)]
pub(crate) mod testing {
    //! Small packs and short ways to ask one mechanism.

    use super::*;
    use crate::pack::build::{Input, NameInput, RepositoryInput, build};
    use crate::pack::lists::StoredLists;

    /// A pack with these npm names (all popular), lists and official repositories.
    pub(crate) fn pack(names: &[(Ecosystem, &str, u64)], repositories: &[&str], lists: StoredLists) -> Pack {
        let mut input = Input { version: 1, lists, ..Input::default() };
        for (ecosystem, name, popularity) in names {
            let flags = crate::pack::names::PROTECTED;
            let name_input = NameInput { popularity: Some(*popularity), flags, ..NameInput::default() };
            input.names.insert((*ecosystem, (*name).to_owned()), name_input);
        }
        for repository in repositories {
            let sources = ["test".to_owned()].into();
            input.repositories.insert((*repository).to_owned(), RepositoryInput { sources, official: true });
        }
        Pack::open(build(&input).unwrap()).unwrap()
    }

    /// Whether a pair mechanism sees a likeness.
    pub(crate) fn sees(mechanism: &Mechanism, candidate: &str, target: &str) -> bool {
        sees_with(mechanism, candidate, target, &pack(&[], &[], StoredLists::default()))
    }

    /// The same, with a pack.
    pub(crate) fn sees_with(mechanism: &Mechanism, candidate: &str, target: &str, pack: &Pack) -> bool {
        let (candidate, target) = (Form::new(candidate), Form::new(target));
        let pair = Pair::new(&candidate, &target, pack, true);
        let Work::Pair(compare, most) = mechanism.work else { panic!("{} compares no pairs", mechanism.id) };
        compare(&pair).is_some_and(|likeness| {
            assert!(!likeness.evidence.is_empty() && (0.0..=most).contains(&likeness.closeness));
            true
        })
    }

    /// What an alone mechanism says of a subject.
    pub(crate) fn says(mechanism: &Mechanism, subject: &Subject, pack: &Pack) -> Vec<Match> {
        let form = Form::new(&subject.name.full);
        let record = crate::engine::record(pack, subject.name.ecosystem, &subject.name.full);
        let scene = Scene::new(subject, &form, record, pack);
        let Work::Alone(look) = mechanism.work else { panic!("{} compares pairs", mechanism.id) };
        let mut found = Vec::new();
        look(&scene, &mut found);
        for found in &found {
            assert!(!found.evidence.is_empty(), "{found:?}");
        }
        found
    }

    #[test]
    fn ids_and_numbers_are_unique_and_in_order() {
        for (index, mechanism) in ALL.iter().enumerate() {
            assert_eq!(usize::from(mechanism.number), index + 1, "{}", mechanism.id);
            assert_eq!(find(mechanism.id).unwrap().number, mechanism.number);
            assert!(mechanism.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", mechanism.id);
        }
    }
}
