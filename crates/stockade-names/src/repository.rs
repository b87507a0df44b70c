//! Is this the repository that was meant? A repository or image is addressed with its owner, so that the owner is a fact.

use stockade_model::Ecosystem;

use crate::form::Memory;
use crate::mechanisms::{Scene, unclaimed_official_name};
use crate::pack::Pack;
use crate::pack::owners::Repository;
use crate::subject::Subject;

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
    }
}
