//! What the answers of one tool must pass: what the `on_result` rules of a policy come to.

use crate::policy::{Pattern, Policy};

/// The size that answers may have where no rule says otherwise: 10 MiB.
pub const MAX_BYTES: u64 = 10 << 20;

/// What is done about secrets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secrets {
    /// They are not looked for.
    #[default]
    Off,
    /// Each is replaced by its kind.
    Redact,
    /// The answer is denied.
    Deny,
}

/// What is done about characters that nobody sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invisible {
    /// They are not looked for.
    #[default]
    Off,
    /// They are taken out.
    Strip,
    /// The answer is denied.
    Deny,
}

/// What is done with an answer that is too large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Beyond {
    /// It is denied.
    #[default]
    Deny,
    /// It passes and is written down.
    Log,
}

/// One rule of `on_result`.
#[derive(Clone, Debug)]
pub struct ResultRule {
    /// Its name.
    pub name: String,
    pub(crate) tools: Vec<Pattern>,
    /// The most bytes.
    pub max_bytes: Option<u64>,
    /// About secrets.
    pub secrets: Option<Secrets>,
    /// About characters that nobody sees.
    pub invisible: Option<Invisible>,
    /// About what is too large.
    pub beyond: Beyond,
}

impl ResultRule {
    /// Whether it is about this tool: without `tools` it is about all.
    pub fn takes(&self, tool: &str) -> bool {
        self.tools.is_empty() || self.tools.iter().any(|pattern| pattern.fits(tool))
    }
}

/// A setting, and the rule that says so; none where it is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Set<'p, T> {
    /// What holds.
    pub value: T,
    /// The rule's name.
    pub rule: Option<&'p str>,
}

/// What the answers of one tool must pass: of each member the first rule that sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks<'p> {
    /// The largest answer.
    pub max_bytes: Set<'p, u64>,
    /// About a larger one.
    pub beyond: Beyond,
    /// About secrets.
    pub secrets: Set<'p, Secrets>,
    /// About characters that nobody sees.
    pub invisible: Set<'p, Invisible>,
}

impl Default for Checks<'_> {
    fn default() -> Self {
        Self {
            max_bytes: Set { value: MAX_BYTES, rule: None },
            beyond: Beyond::Deny,
            secrets: Set::default(),
            invisible: Set::default(),
        }
    }
}

impl Policy {
    /// What holds for the answers of a tool.
    pub fn result_checks(&self, tool: &str) -> Checks<'_> {
        let mut checks = Checks::default();
        for rule in self.on_result.iter().rev().filter(|rule| rule.takes(tool)) {
            let name = Some(rule.name.as_str());
            if let Some(value) = rule.max_bytes {
                (checks.max_bytes, checks.beyond) = (Set { value, rule: name }, rule.beyond);
            }
            checks.secrets = rule.secrets.map_or(checks.secrets, |value| Set { value, rule: name });
            checks.invisible = rule.invisible.map_or(checks.invisible, |value| Set { value, rule: name });
        }
        checks
    }

    /// What holds for the answer of a tool that nobody can name: of each member the strictest that a rule sets.
    pub fn strictest_result_checks(&self) -> Checks<'_> {
        let mut checks = Checks::default();
        for rule in &self.on_result {
            let name = Some(rule.name.as_str());
            // A size that only makes a note keeps nothing back.
            let most = rule.max_bytes.filter(|_| rule.beyond == Beyond::Deny);
            if let Some(value) = most.filter(|most| *most < checks.max_bytes.value) {
                checks.max_bytes = Set { value, rule: name };
            }
            if let Some(value) = rule.secrets.filter(|secrets| *secrets > checks.secrets.value) {
                checks.secrets = Set { value, rule: name };
            }
            if let Some(value) = rule.invisible.filter(|invisible| *invisible > checks.invisible.value) {
                checks.invisible = Set { value, rule: name };
            }
        }
        checks
    }
}
