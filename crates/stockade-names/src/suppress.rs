//! What speaks against an alarm. Each reason is printed; a strong one takes the question back to a note.

use crate::form::{Form, is_generic};
use crate::mechanisms::Scene;
use crate::pack::{NameRecord, Pack, names};
use crate::text::Digits;

/// A candidate with at least this share of the target's downloads stands for itself.
const SHARE: f64 = 0.01;
/// … if it has been there for so many days, or since before the pack was made.
const OLD_ENOUGH: u32 = 180;
/// More downloads a month than a registry's mirrors make. Somebody may make as many himself, see [`vouched_for`].
const IN_USE: u64 = 5_000;
/// A word that stands in more names than this is a word of its own and no slip.
const COMMON_WORD: u32 = 3;

/// Adds everything that speaks against the candidate being a squat of the target, one line each; says whether one of them is
/// strong enough to take a question back. Names whose telling part has fewer than `shortest` letters are one edit away from
/// everything.
pub fn reasons(
    scene: &Scene<'_>,
    target: &NameRecord<'_>,
    form: &Form<'_>,
    mechanism: &'static str,
    shortest: usize,
    found: &mut Vec<String>,
) -> bool {
    let before = found.len();
    let core = scene.facts().core_length;
    if core < shortest {
        let core = Digits::of(core as u64);
        found.push(
            ["the telling part of the name has ", core.as_str(), " letters, so that many names are near it"].concat(),
        );
    }
    found.extend(same_owner(scene, target, form).or_else(|| same_claimed(scene, target, form)));
    found.extend(same_maintainer(scene, target).or_else(|| is_older(scene, target)));
    found.extend(attested(scene, target));
    found.extend(stands_for_itself(scene, target));
    found.extend(platform_binary(scene.form, form));
    if scene.form.scope == Some("types") {
        found.push("`@types` packages describe the package they are named after".to_owned());
    }
    if is_edit(mechanism)
        && let Some(word) = common_word(scene, form)
    {
        found.push(["`", word, "` is a word of its own: it stands in many names"].concat());
    }
    if scene.facts().bad_versions {
        found.push("advisories treat it as a genuine package with bad versions".to_owned());
    }
    found.extend(vouched_for(scene));
    let agreed = scene.record.filter(|record| record.sources >= 2).zip(scene.bound());
    if let Some((record, owner)) = agreed {
        found.push(format!("{} catalogues agree that it belongs to `{owner}`", record.sources));
    }
    let strong = found.len() > before;
    if agreed.is_none() && scene.record.is_some_and(|record| record.flags & names::CATALOGUED != 0) {
        found.push("a catalogue of MCP servers lists it".to_owned());
    }
    strong
}

/// Mechanisms that see single letters.
fn is_edit(mechanism: &str) -> bool {
    matches!(mechanism, "omission" | "insertion" | "substitution" | "transposition" | "bit-flip" | "grammar")
}

fn same_owner(scene: &Scene<'_>, target: &NameRecord<'_>, form: &Form<'_>) -> Option<String> {
    let aliases = &scene.pack.lists().aliases;
    let theirs = scene.pack.holder(target);
    let target_scope = form.scope;
    // Anybody can register a scope that is only another word for an owner (`@anthropic`, `@mcp`): in a name that nobody knows
    // it proves nothing.
    let unproved = scene.form.scope.filter(|_| !scene.stood() && scene.bound().is_none());
    let same = |owner: &str, holder: &str| {
        if unproved == Some(holder) { owner == holder } else { aliases.same(owner, holder) }
    };
    let holder = scene.holders().chain(scene.bound()).find(|holder| {
        theirs.is_some_and(|owner| same(owner, holder)) || target_scope.is_some_and(|scope| same(scope, holder))
    })?;
    Some(["`", holder, "` holds both"].concat())
}

/// One catalogue claims that the owner of the target holds the candidate as well, which the registry had when the pack was made.
/// Of a name that it had not, such a row says nothing: anybody may have registered it since.
fn same_claimed(scene: &Scene<'_>, target: &NameRecord<'_>, form: &Form<'_>) -> Option<String> {
    let record = scene.record.filter(NameRecord::stood_in_registry)?;
    let claimed = scene.pack.claimed(&record)?;
    let owner = claimed.split('/').next()?;
    let aliases = &scene.pack.lists().aliases;
    let same = |holder: &str| aliases.same(owner, holder);
    let both = scene.pack.holder(target).is_some_and(same) || form.scope.is_some_and(same);
    both.then(|| ["one catalogue claims that `", owner, "` holds both"].concat())
}

/// Somebody who may publish the one may publish the other.
fn same_maintainer(scene: &Scene<'_>, target: &NameRecord<'_>) -> Option<String> {
    let facts = &scene.subject.facts;
    let theirs = &scene.original(target.ecosystem, target.full)?.maintainers;
    // An account of one registry says nothing of the same word in another.
    let same = scene.subject.name.ecosystem == target.ecosystem;
    let mut ours = facts.maintainers.iter().chain(&facts.publisher).filter(|_| same);
    let account = ours.find(|account| theirs.contains(account))?;
    Some(format!("`{account}` publishes both"))
}

/// Nobody imitates what is not there yet.
fn is_older(scene: &Scene<'_>, target: &NameRecord<'_>) -> Option<String> {
    let (own, theirs) = (scene.subject.facts.age_days?, scene.original(target.ecosystem, target.full)?.age_days?);
    (own > theirs).then(|| format!("it is older ({own} days) than what it looks like ({theirs} days)"))
}

/// Built by the target's own repository. That alone is no reason: what is built in a repository of anybody's is attested as
/// well, and so was what hijackers published.
fn attested(scene: &Scene<'_>, target: &NameRecord<'_>) -> Option<String> {
    let facts = &scene.subject.facts;
    let built = facts.attested == Some(true) && facts.repository_names_it != Some(false);
    let repository = facts.repository.as_deref().filter(|_| built)?;
    let official = [scene.pack.holder(target)?, "/", scene.pack.owners().text(target.repository?)?].concat();
    repository.eq_ignore_ascii_case(&official).then(|| format!("an attestation says that `{official}` built it"))
}

fn stands_for_itself(scene: &Scene<'_>, target: &NameRecord<'_>) -> Option<String> {
    let own = scene.subject.facts.popularity.or(scene.record.and_then(|record| record.popularity))?;
    let theirs = target.popularity?;
    let old = scene.stood() || scene.subject.facts.age_days.is_some_and(|days| days >= OLD_ENOUGH);
    let comparable = match target.ecosystem {
        // Ranks, not counts: by Zipf's law a hundredth of the downloads is a hundred times the rank.
        stockade_model::Ecosystem::Pypi => own as f64 * SHARE <= theirs as f64,
        _ => own as f64 >= theirs as f64 * SHARE,
    };
    (old && comparable).then(|| in_use(target.ecosystem, own, ["it is in wide use itself (", "", ""], ")"))
}

/// Three say that it is a package of its own: a catalogue has run it or calls it the vendor's, the repository bears its name,
/// and the registry counts its users. One who has much patience can have all three before a pack is made; whatever is told of
/// the package as it is today goes before them.
fn vouched_for(scene: &Scene<'_>) -> Option<String> {
    let facts = &scene.subject.facts;
    let young = facts.age_days.is_some_and(|days| days < OLD_ENOUGH);
    if young || scene.is_contradicted() || facts.repository_names_it == Some(false) {
        return None;
    }
    let record = scene.record.filter(|record| record.flags & names::VOUCHED != 0)?;
    let used = record.popularity.filter(|popularity| match record.ecosystem {
        // Who has a rank at all is in use.
        stockade_model::Ecosystem::Pypi => true,
        _ => *popularity >= IN_USE,
    })?;
    let owner = scene.bound()?;
    let repository = scene.pack.owners().text(record.repository?)?;
    (repository == record.full).then(|| {
        let used = popularity(record.ecosystem, used);
        ["a catalogue vouches for `", owner, "/", repository, "`, which bears its name, and it is in use (", &used, ")"]
            .concat()
    })
}

/// `1234 downloads a month`, `rank 17`.
pub fn popularity(ecosystem: stockade_model::Ecosystem, value: u64) -> String {
    in_use(ecosystem, value, [""; 3], "")
}

/// The same between other texts.
pub(crate) fn in_use(ecosystem: stockade_model::Ecosystem, value: u64, [a, b, c]: [&str; 3], behind: &str) -> String {
    let value = Digits::of(value);
    match ecosystem {
        stockade_model::Ecosystem::Pypi => [a, b, c, "rank ", value.as_str(), behind].concat(),
        _ => [a, b, c, value.as_str(), " downloads a month", behind].concat(),
    }
}

/// `esbuild-linux-x64` beside `esbuild`.
fn platform_binary(candidate: &Form<'_>, target: &Form<'_>) -> Option<String> {
    const PLATFORMS: &[&str] = &[
        "linux", "darwin", "win32", "windows", "macos", "x64", "arm64", "musl", "gnu", "freebsd", "android", "wasm32",
    ];
    // Cheap first: few words begin with one of their letters and are as long.
    let like_one = |word: &&str| {
        let first = word.as_bytes().first();
        (3..=7).contains(&word.len()) && first.is_some_and(|first| b"ldwmxagf".contains(first))
    };
    let words = candidate.words().filter(like_one);
    let platforms = words.filter(|word| PLATFORMS.contains(word) && !target.has_word(word)).count();
    (platforms >= 2).then(|| "it is named like a platform's binary of the same package".to_owned())
}

/// Whether a word is one of its own: it stands in more names of the pack than a slip would.
pub(crate) fn is_common(pack: &Pack, word: &str) -> bool {
    pack.token_count(word) > COMMON_WORD
}

/// A word in which the two names differ and that many other names have too: `chrome` beside `chroma`.
fn common_word<'a>(scene: &'a Scene<'_>, target: &Form<'_>) -> Option<&'a str> {
    let mut differing = scene.form.words().filter(|word| !target.has_word(word));
    let word = differing.next()?;
    if differing.next().is_some() || is_generic(word) {
        return None;
    }
    // The word that the target has in its place must be as long: a slip that happens to be common stays a slip if the
    // target's own word is far more common.
    let own = scene.pack.token_count(word);
    if own <= COMMON_WORD {
        return None;
    }
    let theirs = target
        .words()
        .filter(|word| !scene.form.has_word(word))
        .map(|word| scene.pack.token_count(word))
        .max()
        .unwrap_or(0);
    (own * 20 > theirs).then_some(word)
}

#[cfg(test)]
mod tests {
    use crate::pack::build::{Input, NameInput, build};
    use crate::pack::names::{CATALOGUED, LISTED, PROTECTED};
    use crate::subject::Facts;
    use crate::{Ecosystem, Engine, Pack, Subject, Verdict};

    /// An npm name: popularity, flags, the repository that one catalogue gives, and whether it vouches for it.
    type Row = (&'static str, Option<u64>, u8, Option<(&'static str, bool)>);

    fn pack(rows: &[Row]) -> Pack {
        let mut input = Input { version: 1, ..Input::default() };
        for (full, popularity, flags, repository) in rows {
            let mut name = NameInput { popularity: *popularity, flags: *flags, ..NameInput::default() };
            if let Some((repository, vouched)) = repository {
                name.repositories.insert((*repository).to_owned(), ["one".to_owned()].into());
                name.vouched.extend(vouched.then(|| (*repository).to_owned()));
            }
            input.names.insert((Ecosystem::Npm, (*full).to_owned()), name);
        }
        Pack::open(build(&input).unwrap()).unwrap()
    }

    fn judged(pack: &Pack, name: &str) -> (Verdict, Vec<String>) {
        let answer = Engine::new(pack).judge(&Subject::new(Ecosystem::Npm, name).unwrap());
        (answer.verdict, answer.matches.into_iter().flat_map(|found| found.counter_evidence).collect())
    }

    #[test]
    fn what_one_catalogue_claims_counts_only_of_a_name_that_the_registry_had() {
        let pack = pack(&[
            ("@acme/mcp-adapters", Some(900_000), PROTECTED, None),
            ("@zeta/mcp-adapters", Some(900_000), PROTECTED, None),
            ("acme-mcp-adapters", None, CATALOGUED | LISTED, Some(("acme/adapters", false))),
            ("zeta-mcp-adapters", None, CATALOGUED, Some(("zeta/adapters", false))),
        ]);
        let (verdict, against) = judged(&pack, "acme-mcp-adapters");
        assert_eq!(verdict, Verdict::Note);
        assert!(against.contains(&"one catalogue claims that `acme` holds both".to_owned()), "{against:?}");
        assert_eq!(judged(&pack, "zeta-mcp-adapters").0, Verdict::Confirm, "nobody had it when the pack was made");
    }

    #[test]
    fn a_package_of_its_own_needs_catalogue_repository_and_users() {
        let own = "acme-mcp-adapters";
        let about = |popularity, repository, vouched| {
            let own = (own, popularity, CATALOGUED | LISTED, Some((repository, vouched)));
            judged(&pack(&[("@acme/mcp-adapters", Some(9_000_000), PROTECTED, None), own]), own.0)
        };
        let (verdict, against) = about(Some(6_000), "zed/acme-mcp-adapters", true);
        assert_eq!(verdict, Verdict::Note);
        let line = "a catalogue vouches for `zed/acme-mcp-adapters`, which bears its name, and it is in use (6000 downloads a month)";
        assert!(against.contains(&line.to_owned()), "{against:?}");
        for (popularity, repository, vouched) in [
            (Some(4_000), "zed/acme-mcp-adapters", true),
            (None, "zed/acme-mcp-adapters", true),
            (Some(6_000), "zed/other", true),
            (Some(6_000), "zed/acme-mcp-adapters", false),
        ] {
            assert_eq!(
                about(popularity, repository, vouched).0,
                Verdict::Confirm,
                "{popularity:?} {repository} {vouched}"
            );
        }
        // What is told of it today goes before what the pack remembers.
        let own = (own, Some(6_000), CATALOGUED | LISTED, Some(("zed/acme-mcp-adapters", true)));
        let pack = pack(&[("@acme/mcp-adapters", Some(9_000_000), PROTECTED, None), own]);
        let young = Facts { age_days: Some(2), ..Facts::default() };
        let disowned = Facts { repository_names_it: Some(false), ..Facts::default() };
        for facts in [young, disowned] {
            let subject = Subject { facts, ..Subject::new(Ecosystem::Npm, own.0).unwrap() };
            let answer = Engine::new(&pack).judge(&subject);
            assert!(answer.verdict >= Verdict::Confirm, "{answer:?}");
        }
    }
}
