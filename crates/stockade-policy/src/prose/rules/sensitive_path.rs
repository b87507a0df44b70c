//! A file with credentials is named, without an order: worth a look in a tool that has nothing to do with it.

use stockade_model::{Confidence, Severity};

use super::super::{Patterns, Rule, Work};

pub(super) static RULE: Rule = Rule {
    id: "sensitive-path",
    summary: "names a file that holds credentials",
    severity: Severity::Low,
    confidence: Confidence::Low,
    work: Work::Patterns(Patterns::new(
        &[
            "ssh/",
            "aws/",
            "kube/",
            "docker/",
            "gnupg/",
            "cursor/",
            ".npmrc",
            ".netrc",
            ".pypirc",
            ".pgpass",
            ".git-cred",
            ".env",
            "claude_desktop",
            "/etc/",
            "id_rsa",
            "id_ed",
        ],
        &[
            r"(?:~/|/|\\|\b)\.?(?:ssh/(?:id_|config|known_hosts|authorized_keys)|aws/credentials|kube/config|docker/config\.json|gnupg/|cursor/mcp\.json)",
            r"(?:^|[ /'\x22(])\.(?:npmrc|netrc|pypirc|pgpass|git-credentials|env)(?:$|[ ,.;:'\x22)])|\bclaude_desktop_config\.json\b|/etc/(?:passwd|shadow|sudoers)\b|\bid_(?:rsa|ed25519)\b",
        ],
    )),
};

#[cfg(test)]
mod tests {
    use super::super::testing::{fires, silent};
    use super::RULE;

    #[test]
    fn what_it_finds() {
        for text in ["e.g. ~/.ssh/config", "path such as /etc/passwd", "the .env file", "Uses ~/.kube/config"] {
            fires(&RULE, text);
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for text in ["environment", "the ssh server", "config.json", "process.env.HOME"] {
            silent(&RULE, text);
        }
    }
}
