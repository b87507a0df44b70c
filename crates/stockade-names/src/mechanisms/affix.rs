//! 12. A word in front or behind (combosquat): `lodash-js`, `fink-claude-code-installer`, `nodesass`.

use super::{Likeness, Mechanism, Pair, Work};
use crate::edit;
use crate::form::{is_generic, without_generic};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "affix",
    number: 12,
    summary: "words are put in front or behind",
    asks: false,
    work: Work::Pair(compare, 0.8),
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (pair.candidate, pair.target);
    if candidate.squashed == target.squashed || target.squashed.len() < 3 {
        return None;
    }
    // Whole words around the target's own words.
    let (longer, shorter) = (&candidate.tokens, &target.tokens);
    if longer.len() > shorter.len()
        && let Some(at) = longer.windows(shorter.len()).position(|window| window == shorter.as_slice())
    {
        let added: Vec<&str> =
            longer.iter().take(at).chain(longer.iter().skip(at + shorter.len())).map(String::as_str).collect();
        let generic = added.iter().filter(|word| is_generic(word)).count() == added.len();
        let closeness = match (generic, added.len()) {
            (true, 1) => 0.8,
            (true, _) => 0.65,
            (false, 1) => 0.55,
            _ => 0.4,
        };
        return pair.like(closeness, || ["`", &target.full, "` with `", &added.join("`, `"), "` added"].concat());
    }
    // A generic word that was glued on, on either side of either name; what is left is the same or one slip away.
    let (ours, theirs) = (Stems::of(&candidate.squashed), Stems::of(&target.squashed));
    let (ours, theirs) = (ours.as_slice(), theirs.as_slice());
    let mut telling = ours.iter().filter(|a| a.len() >= 4);
    if telling.clone().any(|a| theirs.contains(a)) {
        return pair.like(0.75, || format!("`{}` with other generic words around it", target.full));
    }
    if telling.find(|a| theirs.iter().any(|b| edit::within(b, a, 1))).is_some_and(|a| a.len() >= 5) {
        return pair.like(0.5, || format!("one slip and a generic word away from `{}`", target.full));
    }
    // The whole target inside one word.
    let inside = target.tokens.len() == 1 && target.squashed.len() >= 4 && {
        let (candidate, target) = (&candidate.squashed, &target.squashed);
        candidate.starts_with(target.as_str()) || candidate.ends_with(target.as_str())
    };
    let length = candidate.squashed.len().max(1) as f32;
    if inside {
        let closeness = 0.3 + 0.3 * target.squashed.len() as f32 / length;
        return pair.like(closeness, || format!("`{}` is a part of the name", target.full));
    }
    None
}

/// The text itself, and without one glued generic word at either end, where three letters are left.
struct Stems<'a> {
    /// At each end no more than three words may be glued on: `py`, `python` and `python3`.
    list: [&'a str; 8],
    count: usize,
}

impl<'a> Stems<'a> {
    fn of(text: &'a str) -> Self {
        let mut stems = Self { list: [text; 8], count: 1 };
        for stem in without_generic(text).filter(|stem| stem.len() >= 3) {
            if let Some(place) = stems.list.get_mut(stems.count) {
                *place = stem;
                stems.count += 1;
            }
        }
        stems
    }

    fn as_slice(&self) -> &[&'a str] {
        self.list.get(..self.count).unwrap_or(&[])
    }
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
