//! 20. The scope written into the name: `auth0-mcp-server`, `mcp-server-everything` for `@modelcontextprotocol/server-everything`.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::keys::{behind, is_flattened};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "scope-flatten",
    number: 20,
    summary: "the scope, or another name of its owner, is written into the name",
    asks: true,
    work: Work::Pair { compare, most: 0.9, needs: holds::OTHER_SCOPE },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (pair.candidate, pair.target);
    let aliases = &pair.pack.lists().aliases;
    let flat = |scoped: &crate::Form<'_>, plain: &str| is_flattened(scoped, aliases, plain);
    let closeness = match (candidate.scope, target.scope) {
        // `excalidraw` and `@excalidraw/excalidraw`: the plain name is as much the owner's as the scoped one.
        (None, Some(scope)) if behind(candidate.squashed, scope) == Some("") => 0.6,
        (None, Some(_)) if flat(target, candidate.squashed) => 0.9,
        (Some(_), None) if flat(candidate, target.squashed) => 0.7,
        // `@sap-cloud-sdk/util` for `@sap/cloud-sdk-util`.
        (Some(a), Some(b)) if a != b => {
            let (ours, theirs) = (joined(a, candidate.squashed), joined(b, target.squashed));
            if !ours.eq(theirs) {
                return None;
            }
            0.85
        }
        _ => return None,
    };
    pair.like(closeness, || ["`", target.full, "` with its scope written into the name"].concat())
}

/// The letters of a scope and of what stands behind it.
fn joined<'a>(scope: &'a str, squashed: &'a str) -> impl Iterator<Item = u8> + 'a {
    let scope = scope.bytes().filter(|byte| !crate::form::is_separator(char::from(*byte)));
    scope.chain(squashed.bytes())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{pack, sees, sees_with};
    use super::MECHANISM;
    use crate::pack::lists::StoredLists;

    #[test]
    fn flattened_scopes() {
        let aliases = vec![vec!["modelcontextprotocol".to_owned(), "mcp".to_owned()]];
        let pack = pack(&[], &[], StoredLists { aliases, ..StoredLists::default() });
        assert!(sees_with(&MECHANISM, "mcp-server-everything", "@modelcontextprotocol/server-everything", &pack));
        assert!(sees(&MECHANISM, "auth0-mcp-server", "@auth0/auth0-mcp-server"));
        assert!(sees(&MECHANISM, "babel-core", "@babel/core"));
        assert!(sees(&MECHANISM, "@sap-cloud-sdk/util", "@sap/cloud-sdk-util"));
        assert!(!sees(&MECHANISM, "mcp-server-everything", "@modelcontextprotocol/server-everything"));
        assert!(!sees(&MECHANISM, "core", "@babel/core"));
    }
}
