//! 19. The same name in another scope, in none, or in a look-alike scope: `@majiajun7/claude-code`, `@typess/node`.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::edit;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "scope-confusion",
    number: 19,
    summary: "the same name in another scope, in none, or in a scope that looks alike",
    asks: true,
    work: Work::Pair { compare, most: 0.95, needs: holds::OTHER_SCOPE | holds::NEAR },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (pair.candidate, pair.target);
    let same_base = candidate.squashed == target.squashed;
    let near_base = !same_base && edit::within(target.squashed, candidate.squashed, 1);
    if !(same_base || near_base && candidate.squashed.len() >= 5) {
        return None;
    }
    let closeness: f32 = match (candidate.scope, target.scope) {
        // Another word for the same owner reads as his: `@mcp/server-filesystem`.
        (Some(a), Some(b)) if near(a, b) || pair.pack.lists().aliases.same(a, b) => 0.95,
        (Some(_), Some(_)) => 0.6,
        (None, Some(_)) => 0.7,
        // Above any affix: the whole name stands there.
        (Some(_), None) => 0.58,
        (None, None) => return None,
    };
    let closeness = if same_base { closeness } else { closeness - 0.25 };
    pair.like(closeness, || match (candidate.scope, target.scope) {
        (Some(scope), Some(_)) => ["the name of `", target.full, "` in the scope `@", scope, "`"].concat(),
        (None, _) => ["the name of `", target.full, "` without its scope"].concat(),
        (Some(scope), None) => {
            ["`", target.full, "` in the scope `@", scope, "`, where the original has none"].concat()
        }
    })
}

/// One or two slips, or one with a word added: `sentry-internals` and `sentry-internal`, `sentry-browser-sdk` and `sentry`.
fn near(a: &str, b: &str) -> bool {
    let (a, b) = (crate::form::squashed(a), crate::form::squashed(b));
    edit::within(&b, &a, if b.len() >= 7 { 2 } else { 1 })
        || (b.len() >= 4 && (a.starts_with(&*b) || a.ends_with(&*b)))
        || (a.len() >= 4 && (b.starts_with(&*a) || b.ends_with(&*a)))
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::super::testing::{pack, sees};
    use super::MECHANISM;
    use crate::pack::lists::StoredLists;
    use crate::{Engine, Subject, Verdict};

    #[test]
    fn another_word_for_the_owner_is_no_proof_that_he_holds_the_scope() {
        let group = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let aliases = vec![group(&["modelcontextprotocol", "mcp"]), group(&["anthropic-ai", "anthropic", "claude"])];
        let names = [
            (Ecosystem::Npm, "@modelcontextprotocol/server-filesystem", 900_000),
            (Ecosystem::Npm, "@anthropic-ai/claude-code", 40_000_000),
            (Ecosystem::Npm, "@anthropic/sdk-tools", 400_000),
            (Ecosystem::Npm, "@anthropic-ai/sdk-tools", 400_000),
        ];
        let pack = pack(&names, &[], StoredLists { aliases, ..StoredLists::default() });
        let verdict = |name| Engine::new(&pack).judge(&Subject::new(Ecosystem::Npm, name).unwrap()).verdict;
        assert_eq!(verdict("@mcp/server-filesystem"), Verdict::Confirm);
        assert_eq!(verdict("@anthropic/claude-code"), Verdict::Confirm);
        assert_eq!(verdict("@claude/claude-code"), Verdict::Confirm);
        assert!(verdict("@anthropic/sdk-tools") < Verdict::Confirm, "a package that is known to be there");
        assert!(verdict("@somebody/server-filesystem") < Verdict::Confirm, "a scope that imitates nobody's");
    }

    #[test]
    fn other_scopes() {
        for (candidate, target) in [
            ("@majiajun7/claude-code", "@anthropic-ai/claude-code"),
            ("arm-batch", "@azure/arm-batch"),
            ("@sentry-internals/profiling-node", "@sentry/profiling-node"),
            ("@jaswanthlanka/mcp-proxy", "mcp-proxy"),
        ] {
            assert!(sees(&MECHANISM, candidate, target), "{candidate}");
        }
        assert!(!sees(&MECHANISM, "@azure/arm-batch", "@azure/arm-batch"));
        assert!(!sees(&MECHANISM, "@azure/arm-batch", "@azure/arm-avs"));
        assert!(!sees(&MECHANISM, "batch", "@azure/arm-batch"));
    }
}
