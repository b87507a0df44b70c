//! 12. A word in front or behind (combosquat): `lodash-js`, `fink-claude-code-installer`, `nodesass`.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::edit;
use crate::form::{Stems, is_generic};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "affix",
    number: 12,
    summary: "words are put in front or behind",
    asks: false,
    work: Work::Pair { compare, most: 0.8, needs: holds::OTHER_TEXT },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (pair.candidate, pair.target);
    if target.squashed.len() < 3 {
        return None;
    }
    // Whole words around the target's own words.
    if pair.has_all_letters()
        && let Some(added) = candidate.count().checked_sub(target.count()).filter(|added| *added > 0)
        && let Some(at) = candidate.position(target)
    {
        let others = candidate.words().take(at).chain(candidate.words().skip(at + target.count()));
        let closeness = match (others.clone().all(is_generic), added) {
            (true, 1) => 0.8,
            (true, _) => 0.65,
            (false, 1) => 0.55,
            _ => 0.4,
        };
        return pair.like(closeness, || {
            let added: Vec<&str> = others.collect();
            ["`", target.full, "` with `", &added.join("`, `"), "` added"].concat()
        });
    }
    // A generic word that was glued on, on either side of either name; what is left is the same or one slip away.
    let mut telling = pair.asked.stems_within(pair.target_letters());
    if telling.clone().next().is_some() {
        let theirs = Stems::of(target.squashed);
        let theirs = theirs.as_slice();
        if telling.clone().any(|a| theirs.contains(&a)) {
            return pair.like(0.75, || ["`", target.full, "` with other generic words around it"].concat());
        }
        if telling.find(|a| theirs.iter().any(|b| edit::within(b, a, 1))).is_some_and(|a| a.len() >= 5) {
            return pair.like(0.5, || ["one slip and a generic word away from `", target.full, "`"].concat());
        }
    }
    // The whole target inside one word.
    let inside = target.count() == 1
        && target.squashed.len() >= 4
        && (candidate.squashed.starts_with(target.squashed) || candidate.squashed.ends_with(target.squashed));
    if inside {
        let length = candidate.squashed.len().max(1) as f32;
        let closeness = 0.3 + 0.3 * target.squashed.len() as f32 / length;
        return pair.like(closeness, || ["`", target.full, "` is a part of the name"].concat());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn added_words() {
        for (candidate, target) in [
            ("lodash-js", "lodash"),
            ("fink-claude-code-installer", "claude-code"),
            ("nodesass", "node-sass"),
            ("nodemssql", "mssql"),
            ("etherdjs", "ethers"),
            ("pythonkafka-x", "pythonkafka"),
        ] {
            assert_eq!(sees(&MECHANISM, candidate, target), candidate != "nodesass", "{candidate}");
        }
        assert!(!sees(&MECHANISM, "lodash", "lodash"));
        assert!(!sees(&MECHANISM, "weather-mcp", "whether-mcp-x"));
    }
}
