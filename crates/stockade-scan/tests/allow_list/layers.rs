//! The stricter wins: every combination of layers.

use stockade_model::Verdict;
use stockade_scan::allow_list::Unlisted;

use super::*;

const LAYERS: [Layer; 3] = [Layer::Managed, Layer::User, Layer::Project];

fn in_project() -> &'static Path {
    Path::new("/home/u/project/.mcp.json")
}

fn judge_at(lists: &AllowLists, at: Option<&Path>) -> Decision {
    lists.judge(&Subject::of(&npm("x", "1.0.0"), at), TODAY)
}

/// What a layer says about `x`: nothing, approves it, has a list without it, denies it.
const SAYS: [&str; 4] = [
    "",
    "[[servers.allow]]\npurl = \"pkg:npm/x\"\n",
    "[[servers.allow]]\npurl = \"pkg:npm/y\"\n",
    "[[servers.deny]]\npurl = \"pkg:npm/x\"\n",
];

#[test]
fn every_combination_of_what_three_layers_say() {
    for (managed, user, project) in (0..4).flat_map(|a| (0..4).flat_map(move |b| (0..4).map(move |c| (a, b, c)))) {
        let said = [managed, user, project];
        let lists = said.iter().zip(LAYERS).filter(|(says, _)| **says > 0);
        let lists = AllowLists { lists: lists.map(|(says, layer)| list(layer, SAYS[*says])).collect() };
        let expected = if said.contains(&3) {
            "denied"
        } else if said.contains(&2) {
            "unlisted"
        } else if said.contains(&1) {
            "listed"
        } else {
            "no-list"
        };
        let decision = judge_at(&lists, Some(in_project()));
        assert_eq!(decision.code, expected, "{said:?}");
        // No layer loosens what the ones above it say.
        let above =
            AllowLists { lists: lists.lists.iter().filter(|list| list.layer != Layer::Project).cloned().collect() };
        let weight = |code: &str| ["no-list", "listed", "unlisted", "denied"].iter().position(|known| *known == code);
        let (with, without) = (weight(decision.code), weight(judge_at(&above, Some(in_project())).code));
        assert!(with >= without, "{said:?}");
    }
}

#[test]
fn every_combination_of_what_becomes_of_the_rest() {
    let words = &[None, Some(Unlisted::Warn), Some(Unlisted::Ask), Some(Unlisted::Deny)];
    for (managed, user, project) in
        words.iter().flat_map(|a| words.iter().flat_map(move |b| words.iter().map(move |c| (a, b, c))))
    {
        let said = [*managed, *user, *project];
        let lists = said.iter().zip(LAYERS).map(|(word, layer)| {
            let word = word.map(|word| format!("unlisted = \"{word}\"\n")).unwrap_or_default();
            list(layer, &format!("[servers]\n{word}{}", SAYS[2]))
        });
        let lists = AllowLists { lists: lists.collect() };
        let strictest = said.iter().flatten().max().copied().unwrap_or_default();
        let (word, rule) = lists.unlisted(Some(in_project()));
        assert_eq!(word, strictest, "{said:?}");
        // Whoever says it first from above is named.
        let named = said.iter().zip(LAYERS).find(|(word, _)| **word == Some(strictest)).map(|(_, layer)| layer);
        assert_eq!(rule.map(|rule| rule.layer), named, "{said:?}");
        let verdict = match strictest {
            Unlisted::Warn => Verdict::Allow,
            Unlisted::Ask => Verdict::Ask,
            Unlisted::Deny => Verdict::Deny,
        };
        let decision = judge_at(&lists, Some(in_project()));
        assert_eq!((decision.verdict, decision.code), (verdict, "unlisted"), "{said:?}");
    }
}

#[test]
fn a_projects_list_is_about_the_project() {
    let lists = AllowLists { lists: vec![list(Layer::Project, SAYS[3])] };
    for (at, code) in [
        (Some("/home/u/project/.cursor/mcp.json"), "denied"),
        (Some("/home/u/project"), "denied"),
        (Some("/home/u/project-two/.mcp.json"), "no-list"),
        (Some("/home/u/project/../.cursor/mcp.json"), "no-list"),
        (Some("/home/u/.cursor/mcp.json"), "no-list"),
        (None, "no-list"),
    ] {
        assert_eq!(judge_at(&lists, at.map(Path::new)).code, code, "{at:?}");
    }
}

#[test]
fn without_approvals_there_is_no_list() {
    for text in ["[servers]\nunlisted = \"deny\"\n", "[servers]\nunlisted = \"deny\"\nallow = []\n", "[servers]\n"] {
        let lists = AllowLists { lists: vec![list(Layer::Managed, text)] };
        assert_eq!(judge_at(&lists, None).code, "no-list", "{text}");
    }
    // One that is over is still a list: it would be switched off by waiting otherwise.
    let over = "[servers]\nunlisted = \"deny\"\n[[servers.allow]]\npurl = \"pkg:npm/y\"\nexpires = 2026-01-01\n";
    let lists = AllowLists { lists: vec![list(Layer::Managed, over)] };
    assert_eq!(judge_at(&lists, None).verdict, Verdict::Deny);
}

#[test]
fn a_decision_says_who_decided_and_what_was_nearest() {
    let managed = "[servers]\nunlisted = \"deny\"\n\n[[servers.allow]]\npurl = \"pkg:npm/x@2.0.0\"\n";
    let user = format!("{}reason = \"I use it\"\n", SAYS[1]);
    let lists = AllowLists { lists: vec![list(Layer::User, &user), list(Layer::Managed, managed)] };
    let decision = judge_at(&lists, None);
    assert_eq!(decision.verdict, Verdict::Deny);
    assert_eq!(decision.reason, "`pkg:npm/x@1.0.0` is not on the managed allow-list");
    assert_eq!(decision.rule.unwrap().to_string(), "/etc/stockade/stockade.toml:2");
    assert_eq!(decision.nearest.unwrap().to_string(), "/etc/stockade/stockade.toml:4");
    assert_eq!(
        decision.evidence,
        [
            "`unlisted = \"deny\"` at /etc/stockade/stockade.toml:2 says what becomes of it",
            "approved by `pkg:npm/x` on the user list, which is not enough",
            "the nearest entry is `pkg:npm/x@2.0.0` at /etc/stockade/stockade.toml:4: the version is `1.0.0` and not `2.0.0`",
        ]
    );
    assert_eq!(decision.help[0].text, "to approve exactly this, add to /etc/stockade/stockade.toml");
    assert_eq!(decision.help[0].replacement.as_deref(), Some("[[servers.allow]]\npurl = \"pkg:npm/x@1.0.0\"\n"));
    let listed = judge_at(&AllowLists { lists: vec![list(Layer::User, &user)] }, None);
    assert_eq!((listed.verdict, listed.reason.as_str()), (Verdict::Allow, "`pkg:npm/x@1.0.0` is approved: I use it"));
}
