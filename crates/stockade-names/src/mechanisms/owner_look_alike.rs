//! 30. The account that holds a package or repository looks like a known one: `micresoft`.

use std::borrow::Cow;

use super::{Mechanism, Scene, Work};
use crate::answer::{Match, Verdict};
use crate::edit;
use crate::keys::looks_like;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "owner-look-alike",
    number: 30,
    summary: "the scope, publisher or repository owner looks like a brand's own",
    asks: true,
    work: Work::Alone(look),
};

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    let lists = scene.pack.lists();
    // A claim that nobody checked clears nothing, and imitates as well as a true one.
    let claimed = scene.claimed_repository().and_then(crate::subject::owner);
    for holder in scene.holders().chain(claimed) {
        let lower = if holder.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
            Cow::Borrowed(holder)
        } else {
            Cow::Owned(holder.to_lowercase())
        };
        let word = crate::form::squashed(&lower);
        for (brand, owner, squashed) in lists.owners_like(&word) {
            let printed = squashed.len() >= 5 && *squashed != *word && looks_like(squashed, &word);
            let near = squashed.len() >= 7 && *squashed != *word && edit::within(squashed, &word, 1);
            if !(printed || near) || lists.owns_token(brand, holder) {
                continue;
            }
            let mut hit = Scene::found(&MECHANISM, None, Verdict::Confirm, 0.8);
            hit.evidence.push(format!("`{holder}` looks like `{owner}`, who owns `{brand}`"));
            found.push(hit);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::super::testing::{pack, says};
    use super::MECHANISM;
    use crate::pack::lists::{Brand, StoredLists};
    use crate::subject::Subject;

    #[test]
    fn owners() {
        let brands = vec![Brand { token: "azure".into(), owners: vec!["microsoft".into()] }];
        let pack = pack(&[], &[], StoredLists { brands, ..StoredLists::default() });
        let about = |name: &str| says(&MECHANISM, &Subject::new(Ecosystem::Npm, name).unwrap(), &pack).len();
        assert_eq!((about("@micresoft/x"), about("@microsoft/x"), about("@macrosoft-x/x")), (1, 0, 0));
    }
}
