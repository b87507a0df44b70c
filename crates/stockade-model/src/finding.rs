//! What a check has to say: always built with exactly one primary place, never by hand.

use serde::Serialize;

use crate::{ClientId, Confidence, Location, Persona, Severity};

/// How to accept or fix a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Help {
    /// One line, imperative.
    pub text: String,
    /// The exact replacement, where there is one: a launch line, a setting.
    pub replacement: Option<String>,
}

/// One finding of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The check's id, kebab-case, never renamed.
    pub check: &'static str,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// For whom.
    pub persona: Persona,
    /// One line: what and why it matters here.
    pub message: String,
    /// The one primary place.
    pub primary: Location,
    /// The label under the primary place.
    pub label: String,
    /// Further places, each with its label.
    pub related: Vec<(Location, String)>,
    /// The server's id (`client/scope/name`), where it is about one.
    pub server: Option<String>,
    /// The client it is about.
    pub client: Option<ClientId>,
    /// The package URL it is about.
    pub package: Option<String>,
    /// What speaks for it.
    pub evidence: Vec<String>,
    /// What speaks against it.
    pub counter_evidence: Vec<String>,
    /// How to fix or accept it.
    pub help: Vec<Help>,
}

impl Finding {
    /// Starts a finding of a check.
    pub fn builder(check: &'static str, severity: Severity, confidence: Confidence) -> FindingBuilder {
        FindingBuilder {
            check,
            severity,
            confidence,
            persona: Persona::Regular,
            server: None,
            client: None,
            package: None,
            related: Vec::new(),
            evidence: Vec::new(),
            counter_evidence: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Identity across runs, for baselines: check, server or path, and message; no byte offsets.
    pub fn fingerprint(&self, path: Option<&std::path::Path>) -> String {
        let place = path.map(|path| path.display().to_string()).unwrap_or_default();
        format!("{}|{}|{}|{}", self.check, self.server.as_deref().unwrap_or("-"), place, self.message)
    }
}

/// Collects what a finding says; [`FindingBuilder::at`] ends it with its primary place.
#[derive(Clone, Debug)]
#[must_use]
pub struct FindingBuilder {
    check: &'static str,
    severity: Severity,
    confidence: Confidence,
    persona: Persona,
    server: Option<String>,
    client: Option<ClientId>,
    package: Option<String>,
    related: Vec<(Location, String)>,
    evidence: Vec<String>,
    counter_evidence: Vec<String>,
    help: Vec<Help>,
}

impl FindingBuilder {
    /// Shows it only to this persona and more sensitive ones.
    pub const fn persona(mut self, persona: Persona) -> Self {
        self.persona = persona;
        self
    }

    /// Names the server and its client.
    pub fn server(mut self, server: &crate::Server) -> Self {
        self.server = Some(server.id());
        self.client = Some(server.client);
        self
    }

    /// Names the client where there is no server.
    pub const fn client(mut self, client: Option<ClientId>) -> Self {
        self.client = client;
        self
    }

    /// Names the package.
    pub fn package(mut self, package: &crate::Package) -> Self {
        self.package = Some(package.purl());
        self
    }

    /// Adds a further place.
    pub fn related(mut self, location: Location, label: impl Into<String>) -> Self {
        self.related.push((location, label.into()));
        self
    }

    /// Adds what speaks for it.
    pub fn evidence(mut self, text: impl Into<String>) -> Self {
        self.evidence.push(text.into());
        self
    }

    /// Adds what speaks against it.
    pub fn counter_evidence(mut self, text: impl Into<String>) -> Self {
        self.counter_evidence.push(text.into());
        self
    }

    /// Adds how to fix or accept it.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(Help { text: text.into(), replacement: None });
        self
    }

    /// Adds a fix with the exact text to write instead.
    pub fn replacement(mut self, text: impl Into<String>, replacement: impl Into<String>) -> Self {
        self.help.push(Help { text: text.into(), replacement: Some(replacement.into()) });
        self
    }

    /// Ends it: what it says, and the primary place with its label.
    pub fn at(self, primary: Location, label: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding {
            check: self.check,
            severity: self.severity,
            confidence: self.confidence,
            persona: self.persona,
            message: message.into(),
            primary,
            label: label.into(),
            related: self.related,
            server: self.server,
            client: self.client,
            package: self.package,
            evidence: self.evidence,
            counter_evidence: self.counter_evidence,
            help: self.help,
        }
    }
}
