//! Rules about what a tool answers: data for the gate, which has the results.

use crate::policy::Pattern;

/// The most bytes of a result, unless a rule says otherwise.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;

/// What to do about secrets in a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// Replace them.
    Redact,
    /// Keep the result back.
    Deny,
}

/// What to do about invisible characters in a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invisible {
    /// Take them out.
    Strip,
    /// Keep the result back.
    Deny,
}

/// What to do with a result that is too large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResultAction {
    /// Keep it back.
    #[default]
    Deny,
    /// Let it pass and write it down.
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
    /// About invisible characters.
    pub invisible: Option<Invisible>,
    /// What to do with what is too large.
    pub action: ResultAction,
}

impl ResultRule {
    /// Whether it is about this tool: without `tools` it is about all.
    pub fn takes(&self, tool: &str) -> bool {
        self.tools.is_empty() || self.tools.iter().any(|pattern| pattern.fits(tool))
    }
}

/// What holds for the results of one tool: of each member the first rule that sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultLimits<'p> {
    /// The most bytes, what to do beyond them, and the rule that says so.
    pub max_bytes: (u64, ResultAction, Option<&'p str>),
    /// About secrets: off unless a rule says otherwise.
    pub secrets: Option<(Secrets, &'p str)>,
    /// About invisible characters: names and descriptions are stripped anyway.
    pub invisible: Option<(Invisible, &'p str)>,
}

impl crate::policy::Policy {
    /// What holds for the results of a tool.
    pub fn result_limits(&self, tool: &str) -> ResultLimits<'_> {
        let mut limits =
            ResultLimits { max_bytes: (MAX_BYTES, ResultAction::Deny, None), secrets: None, invisible: None };
        for rule in self.on_result.iter().rev().filter(|rule| rule.takes(tool)) {
            if let Some(most) = rule.max_bytes {
                limits.max_bytes = (most, rule.action, Some(&rule.name));
            }
            limits.secrets = rule.secrets.map(|secrets| (secrets, rule.name.as_str())).or(limits.secrets);
            limits.invisible = rule.invisible.map(|invisible| (invisible, rule.name.as_str())).or(limits.invisible);
        }
        limits
    }
}
