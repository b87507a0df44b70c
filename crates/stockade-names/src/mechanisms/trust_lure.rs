//! 25. No target, only words that promise safety or help: `defi-env-auditor`, `wallet-security-checker`.
//!
//! Names alone cannot tell these: as many honest packages are named so. It only informs, and only about names that the
//! pack has never seen.

use super::{Mechanism, Scene, Work};
use crate::answer::{Match, Verdict};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "trust-lure",
    number: 25,
    summary: "an unknown name made of words that promise safety or help with secrets",
    asks: false,
    work: Work::Alone(look),
};

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    if scene.stood() {
        return;
    }
    let lists = scene.pack.lists();
    let words = scene.form.words().filter(|word| lists.is_lure(word));
    if words.clone().take(2).count() < 2 {
        return;
    }
    let words: Vec<&str> = words.collect();
    let mut hit = Scene::found(&MECHANISM, None, Verdict::Note, 0.2);
    hit.evidence.push(format!("the unknown name is made of `{}`", words.join("`, `")));
    hit.counter_evidence.push("many honest packages are named so; only what it does can tell".to_owned());
    found.push(hit);
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::super::testing::{pack, says};
    use super::MECHANISM;
    use crate::pack::lists::StoredLists;
    use crate::subject::Subject;

    #[test]
    fn promising_words() {
        let lures = ["wallet", "security", "checker"].map(str::to_owned).to_vec();
        let names = [(Ecosystem::Npm, "security-checker", 1000)];
        let pack = pack(&names, &[], StoredLists { lures, ..StoredLists::default() });
        let about = |name: &str| says(&MECHANISM, &Subject::new(Ecosystem::Npm, name).unwrap(), &pack).len();
        assert_eq!((about("wallet-security-checker"), about("wallet-ui"), about("security-checker")), (1, 0, 0));
    }
}
