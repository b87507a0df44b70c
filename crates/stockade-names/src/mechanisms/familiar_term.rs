//! 18. A famous name inside: `discordsafety`, `which-claude`, `polymarket-claude-code`.

use super::{Mechanism, Scene, Work};
use crate::answer::{Match, Verdict};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "familiar-term",
    number: 18,
    summary: "a brand's name stands in the name, and nobody says that the brand's owner holds it",
    asks: false,
    work: Work::Alone(look),
};

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    let lists = scene.pack.lists();
    let owner = scene.bound();
    let mut seen: Vec<&str> = Vec::new();
    for token in scene.form.words() {
        let Some(brand) = lists.brand(token).or_else(|| lists.brand_prefix(token)) else { continue };
        if seen.contains(&brand.token.as_str()) {
            continue;
        }
        seen.push(&brand.token);
        if scene.holders().chain(owner).any(|holder| lists.owns(brand, holder)) {
            continue;
        }
        let whole = token == brand.token;
        let mut hit = Scene::found(&MECHANISM, None, Verdict::Note, if whole { 0.3 } else { 0.2 });
        hit.evidence.push(format!("`{}` is a name of {}", brand.token, brand.owners.join(", ")));
        // 12 % of genuine servers carry the name of the service they connect to.
        hit.counter_evidence.push("most packages that name a brand only work with it".to_owned());
        found.push(hit);
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
    fn brands_inside() {
        let brands = vec![Brand { token: "discord".into(), owners: vec!["discord".into()] }];
        let pack = pack(&[], &[], StoredLists { brands, ..StoredLists::default() });
        let about = |name: &str| says(&MECHANISM, &Subject::new(Ecosystem::Npm, name).unwrap(), &pack).len();
        assert_eq!((about("discordsafety"), about("x-discord-y"), about("@discord/x-discord")), (1, 1, 0));
        assert_eq!((about("disco"), about("accord")), (0, 0));
    }
}
