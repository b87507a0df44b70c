//! The ways to confuse two names. One mechanism, one file `mechanisms/<id>.rs`, one line in the list below.
//!
//! A mechanism either compares two names ([`Work::Pair`]) or looks at one with what is known and claimed of it
//! ([`Work::Alone`]). Numbers are those of the taxonomy in `docs/names.md`, never changed.

use std::cell::OnceCell;
use std::sync::OnceLock;

use stockade_model::{Confidence, Ecosystem};

use crate::answer::{Match, Target, Verdict};
use crate::form::Form;
use crate::pack::{NameRecord, Pack, layout, malware, names};
pub use crate::pair::{Asked, Likeness, Pair, holds};
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
    /// Compares a candidate with a target.
    Pair {
        /// The comparison. It may take for granted what is needed.
        compare: fn(&Pair<'_>) -> Option<Likeness>,
        /// How close it finds two names at most.
        most: f32,
        /// What must hold of two names, bits of [`holds`]: without all of it the mechanism sees nothing in them.
        needs: u16,
    },
    /// Looks at one subject.
    Alone(fn(&Scene<'_>, &mut Vec<Match>)),
}

/// One subject and all that is known.
pub struct Scene<'a> {
    /// What is judged.
    pub subject: &'a Subject,
    /// Its name taken apart.
    pub form: &'a Form<'a>,
    /// What the pack has under this very name.
    pub record: Option<NameRecord<'a>>,
    /// The knowledge.
    pub pack: &'a Pack,
    /// [`names::exact_hash`] of the subject.
    hash: u64,
    advisories: OnceCell<Vec<malware::Record<'a>>>,
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
    pub fn new(subject: &'a Subject, form: &'a Form<'a>, record: Option<NameRecord<'a>>, pack: &'a Pack) -> Self {
        let hash = names::exact_hash(subject.name.ecosystem, &subject.name.full);
        Self { subject, form, record, pack, hash, advisories: OnceCell::new(), facts: OnceCell::new() }
    }

    /// The same, with what the pack has under this very name.
    pub(crate) fn known(mut self) -> Self {
        let name = &self.subject.name;
        self.record = crate::engine::record_at(self.pack, self.hash, name.ecosystem, &name.full);
        self
    }

    /// Asks for the memory of what is looked up by the name itself: all of it at once instead of one after the other.
    pub(crate) fn touch(&self) {
        let (name, form) = (&self.subject.name, self.form);
        let exact = self.pack.table(layout::EXACT);
        let other = cross_ecosystem::other(name.ecosystem).filter(|_| form.scope.is_none());
        let other = other.map(|other| names::exact_hash(other, form.full));
        let repository = form.scope.is_none().then(|| crate::keys::hash(form.base.as_bytes()));
        let known = self.pack.table(layout::MALWARE_NAMES);
        let repositories = self.pack.table(layout::REPOSITORIES);
        let tokens = self.pack.table(layout::TOKENS);
        tokens.touch(form.words().take(4).map(|word| tokens.line(crate::keys::hash(word.as_bytes()))));
        exact.touch(other.into_iter().chain([self.hash]).map(|hash| exact.line(hash)));
        known.touch(std::iter::once(known.line(self.hash)));
        repositories.touch(repository.into_iter().map(|hash| repositories.line(hash)));
    }

    /// What the pack's advisories say of the subject.
    pub(crate) fn advisories(&self) -> &[malware::Record<'a>] {
        self.advisories.get_or_init(|| {
            let name = &self.subject.name;
            self.pack.malware().hashed(self.hash, name.ecosystem, &name.full)
        })
    }
}

impl Scene<'_> {
    pub(crate) fn facts(&self) -> SubjectFacts {
        *self.facts.get_or_init(|| SubjectFacts {
            core_length: self.form.core_length(),
            bad_versions: self.advisories().iter().any(|record| !record.is_whole() && !record.is_hostile()),
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
    pub fn holders(&self) -> impl Iterator<Item = &str> + Clone {
        let facts = &self.subject.facts;
        let name = &self.subject.name;
        // A repository is addressed with its owner.
        let addressed = if name.ecosystem == Ecosystem::Github { name.full.split_once('/') } else { None };
        let addressed = addressed.map(|(owner, _)| owner);
        [self.form.scope, facts.publisher.as_deref(), addressed, facts.repository_owner()].into_iter().flatten()
    }

    /// Whether somebody is said to hold it.
    pub fn is_held(&self) -> bool {
        self.holders().next().is_some()
    }

    /// Whether who is said to hold it speaks against an owner who is none of them. Accounts of a registry are seldom called as
    /// their owners are at the code host: of a name that was there before the pack was made that alone says nothing.
    pub(crate) fn is_contradicted(&self) -> bool {
        let facts = &self.subject.facts;
        let told = facts.repository_owner().is_some() || facts.repository_names_it == Some(false);
        self.is_held() && (!self.stood() || told)
    }

    /// The holders for a sentence.
    pub(crate) fn held_by(&self) -> String {
        self.holders().collect::<Vec<_>>().join(", ")
    }

    /// Who holds it as catalogues know, see [`Pack::holder`].
    pub(crate) fn bound(&self) -> Option<&str> {
        self.pack.holder(self.record.as_ref()?)
    }

    /// Whether the registry had the name when the pack was made, see [`NameRecord::stood_in_registry`].
    pub(crate) fn stood(&self) -> bool {
        self.record.is_some_and(|record| record.stood_in_registry())
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
        owner: pack.holder(record).map(str::to_owned),
    }
}

macro_rules! mechanisms {
    ($($module:ident),* $(,)?) => {
        $(pub(crate) mod $module;)*

        /// Every mechanism, by number.
        pub static ALL: &[&Mechanism] = &[$(&$module::MECHANISM),*];
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

/// A mechanism that compares pairs, as [`Work::Pair`] has it.
pub(crate) struct PairWork {
    pub(crate) mechanism: &'static Mechanism,
    pub(crate) compare: fn(&Pair<'_>) -> Option<Likeness>,
    pub(crate) most: f32,
    pub(crate) needs: u16,
}

/// Those that compare pairs, the ones that can find two names closest first: whoever looks for the closest may stop early.
pub(crate) fn pairs() -> &'static [PairWork] {
    static PAIRS: OnceLock<Vec<PairWork>> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let mut pairs: Vec<PairWork> = (ALL.iter())
            .filter_map(|mechanism| match mechanism.work {
                Work::Pair { compare, most, needs } => Some(PairWork { mechanism, compare, most, needs }),
                Work::Alone(_) => None,
            })
            .collect();
        pairs.sort_by(|a, b| b.most.total_cmp(&a.most).then_with(|| a.mechanism.number.cmp(&b.mechanism.number)));
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
    use crate::form::Memory;
    use crate::pack::build::{Input, NameInput, RepositoryInput, build};
    use crate::pack::lists::StoredLists;

    /// A pack with these npm names (all popular), lists and official repositories.
    pub(crate) fn pack(names: &[(Ecosystem, &str, u64)], repositories: &[&str], lists: StoredLists) -> Pack {
        let mut input = Input { version: 1, lists, ..Input::default() };
        for (ecosystem, name, popularity) in names {
            let flags = names::PROTECTED;
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
        let (mut ours, mut theirs) = (Memory::default(), Memory::default());
        let asked = Asked::new(ours.read(candidate), Ecosystem::Npm);
        let target = Asked::new(theirs.read(target), Ecosystem::Npm);
        let pair = Pair::new(&asked, &target.form, target.mark, pack, true);
        let Work::Pair { compare, most, needs } = mechanism.work else { panic!("{} compares no pairs", mechanism.id) };
        needs & !pair.holds == 0
            && compare(&pair).is_some_and(|likeness| {
                assert!(!likeness.evidence.is_empty() && (0.0..=most).contains(&likeness.closeness));
                true
            })
    }

    /// What an alone mechanism says of a subject.
    pub(crate) fn says(mechanism: &Mechanism, subject: &Subject, pack: &Pack) -> Vec<Match> {
        let mut memory = Memory::default();
        let form = memory.read(&subject.name.full);
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
