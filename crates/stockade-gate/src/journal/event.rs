//! What is told to the journal.

use std::sync::LazyLock;
use std::time::Duration;

use stockade_model::Verdict;
use stockade_policy::message::Value;

use super::line::Line;

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A gate began.
    Start,
    /// A gate ended.
    Stop,
    /// A tool was called.
    Call,
    /// A tool answered.
    Result,
    /// A server listed what it has.
    Listing,
    /// Another message was judged.
    Message,
    /// An approval was asked for, given, refused or ran out.
    Approval,
    /// A policy was loaded, or refused.
    Policy,
}

impl Kind {
    /// The word in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Call => "call",
            Self::Result => "result",
            Self::Listing => "listing",
            Self::Message => "message",
            Self::Approval => "approval",
            Self::Policy => "policy",
        }
    }
}

/// This process. Asked for once: it is a system call.
static GATE: LazyLock<u32> = LazyLock::new(std::process::id);

/// Who asked what, what was decided, and why.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// What it is about.
    pub kind: Kind,
    /// The server's identity.
    pub server: &'a str,
    /// The client, as it calls itself.
    pub client: Option<&'a str>,
    /// Who answered an approval.
    pub by: Option<&'a str>,
    /// The method, where it is not a tool call.
    pub method: Option<&'a str>,
    /// The tool.
    pub tool: Option<&'a str>,
    /// What it was called with: written as a digest, unless plain was asked for.
    pub arguments: Option<&'a Value>,
    /// Their digest, where it was made beforehand ([`Journal::digest`](super::Journal::digest)).
    pub digest: Option<&'a str>,
    /// What was decided.
    pub decision: Option<Verdict>,
    /// Why, for programs.
    pub code: Option<&'a str>,
    /// The rule that decided.
    pub rule: Option<&'a str>,
    /// The rules that only record and fired.
    pub recorded: &'a [String],
    /// The policy's digest.
    pub policy: Option<&'a str>,
    /// How long the decision took.
    pub latency: Option<Duration>,
    /// Why, for people; whatever else is to be told.
    pub note: Option<&'a str>,
}

impl<'a> Event<'a> {
    /// An event of which nothing else is known.
    pub const fn new(kind: Kind, server: &'a str) -> Self {
        Self {
            kind,
            server,
            client: None,
            by: None,
            method: None,
            tool: None,
            arguments: None,
            digest: None,
            decision: None,
            code: None,
            rule: None,
            recorded: &[],
            policy: None,
            latency: None,
            note: None,
        }
    }

    /// Adds what is known to a line.
    pub(super) fn write(&self, mut line: Line, digest: Option<&str>, plain: bool) -> Line {
        line = line.text("kind", self.kind.as_str()).number("gate", *GATE).text("server", self.server);
        let decision = self.decision.map(Verdict::as_str);
        for (name, value) in [
            ("client", self.client),
            ("by", self.by),
            ("method", self.method),
            ("tool", self.tool),
            ("arguments", digest),
            ("decision", decision),
            ("code", self.code),
            ("rule", self.rule),
            ("policy", self.policy),
            ("note", self.note),
        ] {
            if let Some(value) = value {
                line = line.text(name, value);
            }
        }
        if !self.recorded.is_empty() {
            let texts = self.recorded.iter().map(|text| Value::String(text.clone())).collect();
            line = line.value("recorded", &Value::Array(texts));
        }
        if let Some(latency) = self.latency {
            line = line.number("latency_us", latency.as_micros());
        }
        match self.arguments.filter(|_| plain) {
            Some(arguments) => line.value("plain", arguments),
            None => line,
        }
    }
}
