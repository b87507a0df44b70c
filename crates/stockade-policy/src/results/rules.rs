//! The `on_result` rules of a policy, and what they come to for one tool.

use globset::Glob;

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

/// The size that answers may have where no rule says otherwise: 10 MiB.
pub const MAX_BYTES: usize = 10 << 20;

/// One rule under `on_result`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultRule {
    /// Its name.
    pub name: String,
    /// The tools it is for, names or globs; none means all.
    pub tools: Vec<String>,
    /// `max_bytes`.
    pub max_bytes: Option<usize>,
    /// `secrets`.
    pub secrets: Option<Secrets>,
    /// `invisible`.
    pub invisible: Option<Invisible>,
    /// `action: deny`: no answer passes.
    pub deny: bool,
}

impl ResultRule {
    /// Whether the rule is for this tool. A glob that cannot be read takes every tool: a rule is there to forbid.
    pub fn takes(&self, tool: &str) -> bool {
        self.tools.is_empty()
            || self.tools.iter().any(|pattern| {
                pattern == tool || Glob::new(pattern).map_or(true, |glob| glob.compile_matcher().is_match(tool))
            })
    }
}

/// What the answers of one tool must pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks {
    /// The largest answer.
    pub max_bytes: usize,
    /// About secrets.
    pub secrets: Secrets,
    /// About hidden characters.
    pub invisible: Invisible,
    /// No answer passes.
    pub deny: bool,
    /// The rule that said the most, for messages.
    pub rule: Option<String>,
}

impl Default for Checks {
    fn default() -> Self {
        Self { max_bytes: MAX_BYTES, secrets: Secrets::Off, invisible: Invisible::Off, deny: false, rule: None }
    }
}

impl Checks {
    /// What the rules come to for a tool: the strictest of all that take it. Only `max_bytes` may also be raised, where
    /// every rule that says a size says a larger one than the default.
    pub fn of(rules: &[ResultRule], tool: &str) -> Self {
        let mut checks = Self::default();
        let taking: Vec<&ResultRule> = rules.iter().filter(|rule| rule.takes(tool)).collect();
        if let Some(least) = taking.iter().filter_map(|rule| rule.max_bytes).min() {
            checks.max_bytes = least;
        }
        for rule in &taking {
            checks.secrets = checks.secrets.max(rule.secrets.unwrap_or_default());
            checks.invisible = checks.invisible.max(rule.invisible.unwrap_or_default());
            checks.deny |= rule.deny;
        }
        let names: Vec<&str> = taking.iter().map(|rule| rule.name.as_str()).collect();
        checks.rule = (!names.is_empty()).then(|| names.join("\", \""));
        checks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_counts() {
        let rule = |name: &str, tools: &[&str]| ResultRule {
            name: name.into(),
            tools: tools.iter().map(|tool| (*tool).to_owned()).collect(),
            ..ResultRule::default()
        };
        let rules = [
            ResultRule { secrets: Some(Secrets::Redact), max_bytes: Some(50 << 20), ..rule("all", &[]) },
            ResultRule { secrets: Some(Secrets::Deny), max_bytes: Some(1000), ..rule("reads", &["read_*", "get"]) },
            ResultRule { deny: true, ..rule("never", &["drop"]) },
        ];
        let of = |tool| Checks::of(&rules, tool);
        assert_eq!((of("list").secrets, of("list").max_bytes), (Secrets::Redact, 50 << 20));
        assert_eq!((of("read_file").secrets, of("read_file").max_bytes), (Secrets::Deny, 1000));
        assert_eq!(of("get").rule.as_deref(), Some("all\", \"reads"));
        assert!(of("drop").deny && !of("get").deny);
        assert_eq!(Checks::of(&[], "x"), Checks::default());
    }
}
