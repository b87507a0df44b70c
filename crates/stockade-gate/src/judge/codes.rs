//! Why something was refused, dropped or changed, for programs: never renamed.
//!
//! What the rules of a policy say has the codes of [`stockade_policy::decide::CODES`]; here are those of the gate itself,
//! with those that [`stockade_policy::results`] finds in answers.
//! `docs/gate.md` shows both.

/// Denials: the code, whether the same may pass later, and what it means.
pub const DENIALS: &[(&str, bool, &str)] = &[
    ("malformed", false, "the message is not what JSON-RPC or MCP say it is; the JSON-RPC code says which"),
    ("tool-held", false, "the tool is not as it was when it was accepted, or looks as if it hid instructions"),
    ("approval-pending", true, "a human has not answered yet; the same call passes once it is granted"),
    ("approval-denied", false, "a human said no"),
    ("approval-expired", true, "nobody answered in time"),
    ("approval-gone", true, "the request left the queue while the call waited"),
    ("approval-failed", true, "the queue cannot be used, or has no room"),
    ("approval-impossible", false, "a human has to say, and none can be asked: a notification cannot wait"),
    ("too-many-requests", true, "more requests or batches wait for their answers than can be kept"),
    ("policy-changed", true, "another policy came into force while the call waited"),
    ("journal", true, "the call, or another request, cannot be written down"),
    ("sampling", false, "the server asks the client's model, and no setting allows it"),
    ("elicitation", false, "the server wants a page opened that is not HTTPS, or not public"),
    ("result-size", false, "the result is larger than it may be"),
    ("result-secrets", false, "the result has secrets in it"),
    ("result-invisible", false, "the result has characters that nobody sees"),
    ("result-type", false, "the result is of a kind, or asks for something, that MCP does not have"),
    ("task-name", false, "the server gave a task a name that is too long"),
    ("unreadable-listing", false, "the server's list of tools cannot be read, or names a tool twice"),
    ("unreadable-answer", false, "the server's answer is no strict JSON, too long, or has nothing in it"),
];

/// What is written down of messages that were dropped or changed: the code, and what it means.
pub const NOTES: &[(&str, &str)] = &[
    ("unreadable", "a line that is no strict JSON: a banner of the server, or a message that was refused"),
    ("malformed", "JSON that is no message"),
    ("too-long", "a line over the limit"),
    ("batch", "a batch where the revision has none, or one that is empty or too large"),
    ("dropped", "a message that may not be sent on, and that nobody waits for"),
    ("unasked", "an answer that nobody asked for"),
    ("tool-held", "a tool that changed was left out of the listing"),
    ("tool-name", "a tool with invisible characters in its name was left out of the listing"),
    ("hidden-instructions", "a new tool, a prompt or a resource looks as if it hid instructions for the model"),
    ("instructions-held", "the server's instructions changed, and were left out"),
    ("result-size", "a result that is too large passed, because its rule only logs"),
    ("result-secrets", "secrets were taken out of a result"),
    ("result-invisible", "invisible characters were taken out of a result"),
    ("store-open", "a call passed uncounted: the store did not answer, and `--store-fail open` says so"),
    ("not-released", "what a failed call had reserved could not be given back"),
    ("passed", "what no rule is about went on: a resource that is read, a prompt, a method that is not known"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The text of every file of the crate but this one and tests.
    fn sources(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                sources(&path, all);
            } else if !matches!(&*name, "codes.rs" | "tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                all.push_str(text.split("#[cfg(test)]\nmod tests {").next().unwrap());
            }
        }
    }

    /// The first text after each of these words.
    fn after(words: &[&str], text: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for word in words {
            for rest in text.split(word).skip(1) {
                let quoted = rest.split('"').nth(1).unwrap_or_default();
                // A code that is passed on stands where it comes from.
                if !rest.split('"').next().unwrap_or_default().contains([';', '}']) {
                    found.insert(quoted.to_owned());
                }
            }
        }
        found
    }

    #[test]
    fn every_code_is_listed_and_used() {
        let mut text = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        let denials = after(&["Denial::new(", "deny(", "..Self::new("], &text);
        let own: BTreeSet<String> = DENIALS.iter().map(|(code, ..)| (*code).to_owned()).collect();
        let policy: BTreeSet<&str> = stockade_policy::decide::CODES.iter().map(|(code, ..)| *code).collect();
        let denials: BTreeSet<String> = denials.into_iter().filter(|code| !policy.contains(&**code)).collect();
        // Those of results come from where answers are checked, as denials and as notes.
        let results = || stockade_policy::results::CODES.iter().map(|code| (*code).to_owned());
        assert_eq!(denials.into_iter().chain(results()).collect::<BTreeSet<String>>(), own);
        let notes = after(&[".note(", "PASSED: "], &text).into_iter().chain(results()).collect::<BTreeSet<String>>();
        assert_eq!(notes, NOTES.iter().map(|(code, _)| (*code).to_owned()).collect());
    }
}
