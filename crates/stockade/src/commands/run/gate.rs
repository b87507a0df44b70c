//! The judge of the session, and how other rules come into force while it runs.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use stockade_gate::judge::lent::Kind;
use stockade_gate::judge::{Judge, PolicyJudge, Ports, Side};
use stockade_gate::reload::{PolicyFile, Watch, WatchError};
use stockade_gate::trust::Distrust;

use super::wiring::Recorder;
use super::{Tell, rules};
use crate::commands::with_causes;
use crate::printer::Printer;

/// Judges, and remembers where the client is: it hears when it may see other tools.
pub(super) struct Gate {
    judge: PolicyJudge,
    ports: OnceLock<Ports>,
    journal: Arc<Recorder>,
    server: String,
    printer: Printer,
    tell: Tell,
    /// The digest of the policy in force.
    digest: Mutex<String>,
}

impl Gate {
    pub(super) fn new(
        judge: PolicyJudge,
        journal: Arc<Recorder>,
        server: String,
        digest: String,
        printer: Printer,
        tell: Tell,
    ) -> Self {
        Self { judge, ports: OnceLock::new(), journal, server, printer, tell, digest: Mutex::new(digest) }
    }

    /// Watches a policy; a gate that cannot says so and goes on with the one it has.
    pub(super) fn watch(gate: &Arc<Self>, file: PolicyFile, text: &str) -> Option<Watch> {
        let (of, to, tell) = (file.clone(), Arc::clone(gate), Arc::clone(&gate.tell));
        let unwatched = move |error: WatchError| {
            tell(&format!("changes of the policy are seen some seconds later: {}", with_causes(&error)));
        };
        Watch::start(file, text, move |read| to.reload(&of, read), unwatched)
            .map_err(|error| (gate.tell)(&format!("changes count from the next start on: {}", with_causes(&error))))
            .ok()
    }

    /// The digest of the policy in force.
    pub(super) fn digest(&self) -> String {
        self.digest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn reload(&self, file: &PolicyFile, read: Result<String, Distrust>) {
        match rules::again(file, read) {
            Ok(policy) => {
                let policy = Arc::new(policy);
                policy.digest().clone_into(&mut self.digest.lock().unwrap_or_else(PoisonError::into_inner));
                match self.ports.get() {
                    Some(ports) => self.judge.replace_rules(&policy, ports),
                    None => self.judge.set_rules(&policy),
                }
                let said = format!("new policy `{}`, sha256 {}", file.path.display(), policy.digest());
                (self.tell)(&said);
                self.note(&said);
            }
            Err(failure) => {
                self.printer.error(&failure.text());
                let said = format!("the policy that was in force stays: `{}` cannot be used", file.path.display());
                (self.tell)(&said);
                self.note(&said);
            }
        }
    }

    fn note(&self, said: &str) {
        // Where that fails calls are denied, and say why.
        let _ = self.journal.own(Kind::Policy, &self.server, &self.digest(), Some(said));
    }
}

impl Judge for Gate {
    fn line(&self, from: Side, line: &[u8], ports: &Ports) {
        self.ports.get_or_init(|| ports.clone());
        self.judge.line(from, line, ports);
    }

    fn too_long(&self, from: Side, start: &[u8], ports: &Ports) {
        self.judge.too_long(from, start, ports);
    }

    fn ended(&self, from: Side, ports: &Ports) {
        self.judge.ended(from, ports);
    }
}
