//! What cannot be read: whoever waits for it is told, and a person can see what a server prints besides messages.
//!
//! Constraints:
//! - of an answer, and of what the client sends, nothing is written down: it may hold what nobody should see;
//! - of a banner its start is, with every secret replaced: servers print what they were started with.

use stockade_model::redact;
use stockade_policy::message::{Id, PARSE_ERROR, ParseError};

use super::answer::Denial;
use super::lent::Kind;
use super::policy_judge::{PolicyJudge, other};
use super::{Ports, Side, salvage};

/// How many bytes of a line are searched for secrets, so that one is found whole, and how many characters are shown.
const SEARCHED: usize = 4 << 10;
const SHOWN: usize = 80;

impl PolicyJudge {
    /// An answer that cannot be read: whoever waits for it is told.
    pub(super) fn unanswerable(&self, from: Side, id: Option<Id>, reason: &str, ports: &Ports) {
        let asker = other(from);
        let Some((id, asked)) = id.and_then(|id| self.take(asker, &id).map(|asked| (id, asked))) else { return };
        let denial = Denial::new("unreadable-answer", format!("the {from}'s answer is refused: {reason}"));
        self.gate.note_refusal(&asked, &denial, None);
        let answer = self.gate.denial(&asked, &id, &denial, false);
        match asker {
            Side::Client => self.gate.deliver(ports, Some(from), asked.batch, &id, answer),
            Side::Server => drop(ports.to_server.send_value(&answer, 0)),
        }
    }

    /// A line that is no strict JSON.
    pub(super) fn unreadable(&self, from: Side, line: &[u8], error: &ParseError, ports: &Ports) {
        let reason = error.to_string();
        let answered = salvage::answered(line);
        let shown = if from == Side::Server && answered.is_none() { shown(line) } else { None };
        let note = shown.map_or_else(|| reason.clone(), |shown| format!("{reason}: `{shown}`"));
        self.gate.note(Kind::Message, from, "unreadable", &note);
        match from {
            // An answer of the client is no request: the server gets the error, the client none.
            Side::Client => match answered {
                Some(id) => self.unanswerable(from, Some(id), &reason, ports),
                None => self.gate.say(ports, Side::Client, &Denial::malformed(PARSE_ERROR, reason).to_error(None)),
            },
            Side::Server => self.unanswerable(from, answered, &reason, ports),
        }
    }

    /// A line over the limit, which began like this.
    pub(super) fn over_the_limit(&self, from: Side, start: &[u8], ports: &Ports) {
        let limit = self.gate.settings.limit;
        let begins = if from == Side::Server { shown(start) } else { None };
        let begins = begins.map_or_else(String::new, |shown| format!(", beginning `{shown}`"));
        self.gate.note(Kind::Message, from, "too-long", &format!("a line of more than {limit} bytes{begins}"));
        match from {
            Side::Client => {
                let reason = format!("the message has more than {limit} bytes");
                self.gate.say(ports, Side::Client, &Denial::malformed(PARSE_ERROR, reason).to_error(None));
            }
            // Whose answer it was stands at its end; where one alone is waited for, it was that one.
            Side::Server => {
                let only = self.gate.state().from_client.only(|asked| asked.hold.is_none() && !asked.cancelled);
                self.unanswerable(from, only, &format!("it has more than {limit} bytes"), ports);
            }
        }
    }
}

/// The start of a banner, without secrets; none of what begins as a message does, and of what follows in it.
fn shown(line: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(line.get(..SEARCHED).unwrap_or(line));
    let begins = text.trim_start_matches(|c: char| c == '[' || c.is_whitespace());
    if begins.starts_with(['{', '"']) {
        return None;
    }
    let (text, _) = redact::redact(None, &text);
    let shown: String = text.chars().take(SHOWN).collect();
    Some(shown.escape_debug().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banner_is_shown_without_its_secrets() {
        let token = ["ghp_16C7e42F292c", "6912E7710c838347Ae178B4a"].concat();
        for (line, want) in [
            ("npm warn deprecated".to_owned(), "npm warn deprecated"),
            (format!("logged in with {token}"), "logged in with [redacted:github-token]"),
            // Cut where it is shown, the token would be a half that nothing finds.
            (format!("{} {token}", "x".repeat(70)), &*format!("{} [redacted", "x".repeat(70))),
            ("password=hunter2hunter2 at start".to_owned(), "password=[redacted:password] at start"),
            ("[info] up\u{1b}[2J".to_owned(), "[info] up\\u{1b}[2J"),
        ] {
            assert_eq!(shown(line.as_bytes()).as_deref(), Some(want));
        }
        for line in [r#"{"result":{"text":"private"#, r#" [ {"id":1"#, r#"["private"#] {
            assert_eq!(shown(line.as_bytes()), None, "{line}");
        }
    }
}
