//! What the answers of one tool must pass: what the `on_result` rules of a policy come to.

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
pub const MAX_BYTES: u64 = 10 << 20;

/// What the answers of one tool must pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks {
    /// The largest answer; a larger one is denied.
    pub max_bytes: u64,
    /// About secrets.
    pub secrets: Secrets,
    /// About hidden characters.
    pub invisible: Invisible,
    /// The rule that says so, for messages.
    pub rule: Option<String>,
}

impl Default for Checks {
    fn default() -> Self {
        Self { max_bytes: MAX_BYTES, secrets: Secrets::Off, invisible: Invisible::Off, rule: None }
    }
}
