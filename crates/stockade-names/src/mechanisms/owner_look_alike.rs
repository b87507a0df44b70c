//! 30. The account that holds a package or repository looks like a known one: `micresoft`.

use std::borrow::Cow;

use super::{Mechanism, Scene, Work};
use crate::answer::{Match, Verdict};
use crate::edit;
use crate::form::{SEPARATORS, squash};
use crate::keys::ultranormal;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "owner-look-alike",
    number: 30,
    summary: "the scope, publisher or repository owner looks like a brand's own",
    asks: true,
    work: Work::Alone(look),
};

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    let lists = scene.pack.lists();
    for holder in scene.holders() {
        let word = squash(&holder.to_lowercase());
        let printed_word = ultranormal(&word);
        for brand in lists.brands() {
            let near = brand.owners.iter().find(|owner| {
                let owner =
                    if owner.contains(SEPARATORS) { Cow::Owned(squash(owner)) } else { Cow::Borrowed(owner.as_str()) };
                let printed = first(&owner) == first(&word)
                    && owner.len() >= 5
                    && owner != word
                    && ultranormal(&owner) == printed_word;
                printed || (owner.len() >= 7 && edit::edits(&owner, &word, 1).is_some_and(|edits| !edits.is_empty()))
            });
            let Some(owner) = near else { continue };
            if lists.owns(brand, holder) {
                continue;
            }
            let mut hit = Scene::found(&MECHANISM, None, Verdict::Confirm, 0.8);
            hit.evidence.push(format!("`{holder}` looks like `{owner}`, who owns `{}`", brand.token));
            found.push(hit);
            return;
        }
    }
}

/// The kind of a text's first letter: texts that print alike have the same. Folding each owner for each name is slow.
fn first(text: &str) -> Option<char> {
    Some(match text.chars().next()? {
        'l' | 'i' => '1',
        'o' => '0',
        's' => '5',
        'r' => 'm',
        'v' => 'w',
        c => c,
    })
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
