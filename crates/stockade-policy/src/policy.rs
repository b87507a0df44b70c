//! A valid policy: everything prepared, so that deciding neither parses nor fails on what the file says.

use std::collections::HashMap;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use stockade_model::Span;

use crate::counter::{Limit, Window};
use crate::decimal::Decimal;
use crate::document::{self, Document};
use crate::globs::Glob;
use crate::keys::Keys;
use crate::lookalike;
use crate::operators::{Operator, Predicate};
use crate::paths::Path;
use crate::problem::{Grade, Problem, Problems};
use crate::results::ResultRule;

/// What denials begin with, unless a policy says otherwise.
pub const PREFIX: &str = "[STOCKADE DENIED]";
/// How long an approval waits, unless a policy says otherwise.
pub const APPROVAL_TIMEOUT: Duration = Duration::from_secs(600);
/// The key that every tool falls under.
pub const EVERY_TOOL: &str = "*";
/// Where counters under `*` live.
pub const GLOBAL: &str = "_global";

/// What happens to a tool that no key names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Posture {
    /// It may be called.
    #[default]
    Allow,
    /// It may not.
    Deny,
}

/// Which tools `*` takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Every tool.
    #[default]
    All,
    /// Those that no other key matches.
    Unlisted,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Action {
    /// Its conditions must hold.
    #[default]
    Evaluate,
    /// What its conditions describe may not be.
    Deny,
    /// What its conditions describe needs a human.
    RequireApproval,
    /// What its conditions describe is written down.
    Log,
}

impl Action {
    /// The word in a policy.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Evaluate => "evaluate",
            Self::Deny => "deny",
            Self::RequireApproval => "require_approval",
            Self::Log => "log",
        }
    }
}

/// What a missing value makes of a condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// Nobody can tell.
    #[default]
    Error,
    /// It holds.
    Holds,
    /// It fails.
    Fails,
}

/// A valid policy.
pub struct Policy {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) digest: String,
    pub(crate) document: Document,
    pub(crate) default: Posture,
    pub(crate) prefix: String,
    pub(crate) hide: Vec<Pattern>,
    pub(crate) blocks: Vec<Block>,
    /// Exact names to their blocks.
    pub(crate) exact: HashMap<String, usize>,
    /// Blocks of globs, longest literal prefix first.
    pub(crate) globs: Vec<(Glob, usize)>,
    /// The block of `*`, and which tools it takes.
    pub(crate) every: Option<(usize, Reach)>,
    /// Every exact name, by what look-alikes have in common with it.
    pub(crate) folded: HashMap<String, String>,
    /// The globs of keys, likewise.
    pub(crate) folded_globs: lookalike::FoldedGlobs,
    /// Those of `hide`.
    pub(crate) folded_hidden: lookalike::FoldedGlobs,
    pub(crate) on_result: Vec<ResultRule>,
    pub(crate) tests: Vec<crate::check::Test>,
    pub(crate) warnings: Vec<Problem>,
}

/// A name or a glob of names.
#[derive(Clone, Debug)]
pub(crate) enum Pattern {
    Name(String),
    Glob(Glob),
}

impl Pattern {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        Ok(if Glob::is_glob(text) { Self::Glob(Glob::name(text)?) } else { Self::Name(text.to_owned()) })
    }

    pub(crate) fn fits(&self, name: &str) -> bool {
        match self {
            Self::Name(own) => own == name,
            Self::Glob(glob) => glob.fits(name),
        }
    }
}

/// The rules of one key.
pub(crate) struct Block {
    pub(crate) key: String,
    pub(crate) rules: Vec<Rule>,
    /// The names of arguments that they read.
    pub(crate) keys: Keys,
}

/// A prepared rule.
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) action: Action,
    pub(crate) conditions: Vec<Condition>,
    /// What the agent is told when the rule denies.
    pub(crate) message: String,
    /// What a human is asked, where the rule asks.
    pub(crate) question: String,
    pub(crate) counting: Option<Counting>,
    pub(crate) timeout: Duration,
}

/// A prepared condition.
pub(crate) enum Condition {
    Test(Test),
    Any(Vec<Condition>),
    All(Vec<Condition>),
    Not(Box<Condition>),
}

/// A prepared condition on one value.
pub(crate) struct Test {
    pub(crate) path: Path,
    pub(crate) operator: &'static Operator,
    pub(crate) predicate: Box<dyn Predicate>,
    pub(crate) missing: Missing,
    /// Of a counter: which.
    pub(crate) counter: Option<Counter>,
    /// Whether this is the rule's own limit: the reservation judges it, not a look before it.
    pub(crate) reserved: bool,
    /// As the policy says it.
    pub(crate) text: String,
}

/// A counter, but for the server it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counter {
    pub(crate) tool: String,
    pub(crate) name: String,
    pub(crate) window: Window,
    pub(crate) shared: bool,
}

/// What a rule counts.
pub(crate) struct Counting {
    pub(crate) counter: Counter,
    pub(crate) amount: Amount,
    pub(crate) limit: Option<Limit>,
}

/// By how much.
pub(crate) enum Amount {
    Fixed(Decimal),
    From(Path),
}

impl Policy {
    /// Reads a policy. `name` is what the file is called in messages.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn parse(name: &str, text: &str) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let root = document::read(text, &mut problems);
        let shape = root.as_ref().and_then(|root| document::shape::read(root, &mut problems));
        let policy = shape.map(|shape| crate::validate::validate(name, text, shape, &mut problems));
        problems.sort_by_key(|problem: &Problem| (problem.span.start, problem.span.end));
        let failed = problems.iter().any(|problem| problem.grade == Grade::Error);
        match policy {
            Some(mut policy) if !failed => {
                policy.warnings = problems;
                Ok(policy)
            }
            _ => Err(Problems { name: name.to_owned(), text: text.to_owned(), list: problems }),
        }
    }

    /// The sha256 of the source, in hex.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What the file is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The source.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it is for.
    pub fn description(&self) -> Option<&str> {
        self.document.description.as_deref()
    }

    /// What denials begin with.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The policy as its keys say it.
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The rules about results, in the order of the file.
    pub fn on_result(&self) -> &[ResultRule] {
        &self.on_result
    }

    /// Whether a tool may be seen in `tools/list`: one that is hidden, one that `default: deny` trims, and one that would be
    /// denied as a look-alike may not.
    pub fn visible(&self, tool: &str) -> bool {
        !self.hidden(tool)
            && (self.default == Posture::Allow || self.named(tool))
            && (self.exact_name(tool) || self.like(tool).is_none())
    }

    /// The name or glob of the policy that a tool looks like which is neither that name nor fits a glob.
    pub(crate) fn like(&self, tool: &str) -> Option<&str> {
        lookalike::of(tool, &self.folded)
            .or_else(|| if self.hidden(tool) { None } else { self.folded_hidden.like(tool) })
            .or_else(|| if self.fits_glob(tool) { None } else { self.folded_globs.like(tool) })
    }

    fn fits_glob(&self, tool: &str) -> bool {
        self.globs.iter().any(|(glob, _)| glob.fits(tool))
    }

    /// Whether `hide` takes a tool.
    pub fn hidden(&self, tool: &str) -> bool {
        self.hide.iter().any(|pattern| pattern.fits(tool))
    }

    /// Whether a key other than `*` takes a tool.
    pub(crate) fn named(&self, tool: &str) -> bool {
        self.exact.contains_key(tool) || self.fits_glob(tool)
    }

    /// Whether the policy has this very name in it.
    pub(crate) fn exact_name(&self, tool: &str) -> bool {
        self.exact.contains_key(tool)
            || self.hide.iter().any(|pattern| matches!(pattern, Pattern::Name(name) if name == tool))
    }

    /// The blocks that take a tool, in the order of decision.
    pub(crate) fn blocks_of(&self, tool: &str) -> impl Iterator<Item = &Block> {
        let exact = self.exact.get(tool).copied();
        let mut listed = exact.is_some();
        let mut globs = self.globs.iter();
        let mut stage = 0;
        std::iter::from_fn(move || {
            loop {
                match stage {
                    0 => {
                        stage = 1;
                        if exact.is_some() {
                            return exact;
                        }
                    }
                    1 => match globs.find(|(glob, _)| glob.fits(tool)) {
                        Some((_, block)) => {
                            listed = true;
                            return Some(*block);
                        }
                        None => stage = 2,
                    },
                    2 => {
                        stage = 3;
                        return self.every.filter(|(_, reach)| *reach == Reach::All || !listed).map(|(block, _)| block);
                    }
                    _ => return None,
                }
            }
        })
        .filter_map(|block| self.blocks.get(block))
    }
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Policy").field("name", &self.name).field("digest", &self.digest).finish_non_exhaustive()
    }
}

/// The digest that approvals and the journal name a policy by.
pub(crate) fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A span that stands for the beginning of a file.
pub(crate) const fn beginning() -> Span {
    Span::new(0, 0)
}
