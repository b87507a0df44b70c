//! Is this the repository that was meant? A repository or image is addressed with its owner, so that the owner is a fact.

use stockade_model::{Confidence, Ecosystem};

use crate::answer::{Match, Target, Verdict};
use crate::form::Memory;
use crate::mechanisms::{Scene, unclaimed_official_name};
use crate::pack::Pack;
use crate::pack::owners::Repository;
use crate::subject::Subject;

/// The mechanism of [`contradiction`]: number 30 of the taxonomy, where the account need not look like the vendor's.
pub const OWNER_CONTRADICTION: &str = "owner-contradiction";
/// The namespace in which the maintainers of a container registry build the servers of others themselves.
const CURATED: &str = "mcp";

/// A repository or image that carries the name of a vendor's repository under somebody else.
pub(crate) fn contradiction(scene: &Scene<'_>) -> Option<Match> {
    let name = &scene.subject.name;
    let what = match name.ecosystem {
        Ecosystem::Oci => "an image",
        Ecosystem::Github => "a repository",
        _ => return None,
    };
    if scene.record.is_some() {
        return None;
    }
    let (owner, repository) = name.full.rsplit_once('/')?;
    let owner = owner.split('/').next().filter(|owner| *owner != CURATED)?;
    let original = imitated(scene.pack, owner, repository)?;
    let full = format!("{}/{}", original.owner, original.name);
    let image = name.ecosystem == Ecosystem::Oci;
    let against =
        if image { "others build images of a server too, under its name" } else { "it may be a fork that is meant" };
    Some(Match {
        mechanism: OWNER_CONTRADICTION,
        number: 30,
        closeness: 0.8,
        verdict: Verdict::Confirm,
        confidence: if image { Confidence::Low } else { Confidence::Medium },
        evidence: vec![
            format!("`{full}` is the vendor's own repository ({} sources)", original.sources),
            format!("no source knows {what} of that name of `{owner}`"),
        ],
        counter_evidence: vec![against.to_owned()],
        target: Some(Target {
            ecosystem: Ecosystem::Github,
            name: full,
            popularity: None,
            owner: Some(original.owner.to_owned()),
        }),
    })
}

/// The vendor's own repository of this name, where `owner` is somebody else of whom no source knows such a repository.
///
/// None where an owner of that name is known, where the name is a hobbyist's as well as anybody's, or where nothing is
/// known: that two owners have a repository of one name is common, and no evidence.
pub fn imitated<'a>(pack: &'a Pack, owner: &str, name: &str) -> Option<Repository<'a>> {
    let (owner, name) = (owner.to_lowercase(), name.to_lowercase());
    let known = pack.owners().named(&name);
    let best = known.first().copied().filter(|best| best.official)?;
    let aliases = &pack.lists().aliases;
    if known.iter().any(|known| aliases.same(known.owner, &owner)) {
        return None;
    }
    let subject = Subject::new(Ecosystem::Github, &name).ok()?;
    let mut memory = Memory::default();
    let form = memory.read(&subject.name.full);
    let scene = Scene::new(&subject, &form, None, pack);
    unclaimed_official_name::is_vendor(&scene, &best).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanisms::testing::pack;
    use crate::pack::lists::{Brand, StoredLists};

    #[test]
    fn vendors_repositories_under_other_owners() {
        let brands = vec![Brand { token: "postmark".into(), owners: vec!["activecampaign".into()] }];
        let lists = StoredLists { brands, ..StoredLists::default() };
        let pack = pack(&[], &["activecampaign/postmark-mcp", "ann/notes-mcp", "bob/postmark-mcp"], lists);
        let vendor = |owner, name| imitated(&pack, owner, name).map(|found| found.owner);
        assert_eq!(vendor("Somebody", "Postmark-MCP"), Some("activecampaign"));
        assert_eq!(vendor("ActiveCampaign", "postmark-mcp"), None);
        assert_eq!(vendor("bob", "postmark-mcp"), None, "a source knows this one too");
        assert_eq!(vendor("somebody", "notes-mcp"), None, "nobody's brand");
        assert_eq!(vendor("somebody", "unheard-of"), None);
        let asked = |ecosystem, name: &str| {
            let answer = crate::Engine::new(&pack).judge(&Subject::new(ecosystem, name).unwrap());
            let found = answer.matches.first().filter(|found| found.verdict >= Verdict::Confirm);
            found.map(|found| (found.mechanism, found.verdict, found.confidence))
        };
        let confirm = |confidence| Some((OWNER_CONTRADICTION, Verdict::Confirm, confidence));
        assert_eq!(asked(Ecosystem::Github, "Somebody/Postmark-MCP"), confirm(Confidence::Medium));
        assert_eq!(asked(Ecosystem::Oci, "somebody/x/postmark-mcp"), confirm(Confidence::Low));
        for own in ["activecampaign/postmark-mcp", "bob/postmark-mcp", "somebody/notes-mcp"] {
            assert_eq!((asked(Ecosystem::Github, own), asked(Ecosystem::Oci, own)), (None, None), "{own}");
        }
        assert_eq!(asked(Ecosystem::Oci, "mcp/postmark-mcp"), None, "the registry's maintainers built it");
    }
}
