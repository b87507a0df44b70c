//! 29. A server's key or title in a config imitates a vendor's: `GitHub` with a Cyrillic letter, `githiib`.

use super::unicode_homoglyph::skeleton;
use super::{Mechanism, Scene, Work};
use crate::answer::{Match, Target, Verdict};
use crate::edit;
use crate::keys::ultranormal;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "title-look-alike",
    number: 29,
    summary: "the key or title under which a client lists the server imitates a brand's",
    asks: true,
    work: Work::Alone(look),
};

fn look(scene: &Scene<'_>, found: &mut Vec<Match>) {
    let Some(title) = scene.subject.claims.title.as_deref() else { return };
    let Some((brand, how, certain)) = imitates(title, scene.pack) else { return };
    let verdict = if certain { Verdict::Confirm } else { Verdict::Note };
    let target = Target {
        ecosystem: scene.subject.name.ecosystem,
        name: brand.token.clone(),
        popularity: None,
        owner: brand.owners.first().cloned(),
    };
    let mut hit = Scene::found(&MECHANISM, Some(target), verdict, 0.8);
    hit.evidence.push(format!("the title `{}` {how} `{}`", title.escape_debug(), brand.token));
    found.push(hit);
}

/// Which brand a title imitates without being it, how, and whether there is no honest reason for it.
pub(crate) fn imitates<'a>(title: &str, pack: &'a crate::Pack) -> Option<(&'a crate::pack::Brand, &'static str, bool)> {
    let lists = pack.lists();
    let plain = |text: &str| crate::form::squash(&text.to_lowercase());
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    for word in words(title).iter().map(String::as_str).chain([plain(title).as_str()]) {
        if lists.brand(word).is_some() || word.chars().count() < 4 {
            continue;
        }
        let seen = skeleton(word);
        for brand in lists.brands() {
            if !word.is_ascii() && seen == skeleton(&brand.token) {
                return Some((brand, "is written with letters of other scripts and reads", true));
            }
            if word.is_ascii() && brand.token.len() >= 5 && ultranormal(word) == ultranormal(&brand.token) {
                return Some((brand, "looks in print like", true));
            }
            if word.is_ascii() && brand.token.len() >= 6 && edit::within(&brand.token, word, 1) {
                return Some((brand, "is one slip away from", false));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::super::testing::{pack, says};
    use super::MECHANISM;
    use crate::answer::Verdict;
    use crate::pack::lists::{Brand, StoredLists};
    use crate::subject::Subject;

    #[test]
    fn titles() {
        let brands = vec![Brand { token: "github".into(), owners: vec!["github".into()] }];
        let pack = pack(&[], &[], StoredLists { brands, ..StoredLists::default() });
        let about = |title: &str| {
            let mut subject = Subject::new(Ecosystem::Npm, "x").unwrap();
            subject.claims.title = Some(title.to_owned());
            says(&MECHANISM, &subject, &pack).first().map(|found| found.verdict)
        };
        assert_eq!(about("git\u{04bb}ub"), Some(Verdict::Confirm));
        assert_eq!(about("glthub"), Some(Verdict::Confirm));
        assert_eq!(about("githup tools"), Some(Verdict::Note));
        assert_eq!((about("GitHub"), about("github-mcp"), about("gitlab")), (None, None, None));
    }
}
