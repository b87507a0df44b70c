//! What one entry matches, what it does not, and why.

use stockade_model::Verdict;

use super::*;

/// Whether an entry approves; the evidence where it does not.
fn approval(entry: &str, component: &Component) -> Result<(), String> {
    let decision = judge(&allowing(entry), component);
    match decision.code {
        "listed" => Ok(()),
        "unlisted" => Err(format!("{}\n{}", decision.reason, decision.evidence.join("\n"))),
        other => panic!("{other}"),
    }
}

fn refused(entry: &str, component: &Component, why: &str) {
    let said = approval(entry, component).unwrap_err();
    assert!(said.contains(why), "{entry}: {said}");
}

#[test]
fn names_match_as_their_registry_spells_them_and_not_otherwise() {
    let scoped = npm("@acme/notes", "1.0.0");
    assert_eq!(approval("purl = \"pkg:npm/%40acme/notes\"", &scoped), Ok(()));
    assert_eq!(approval("purl = \"pkg:npm/@acme/notes\"", &scoped), Ok(()));
    assert_eq!(approval("purl = \"pkg:npm/%40acme/*\"", &scoped), Ok(()));
    let pypi = package(Ecosystem::Pypi, "Mcp_Server.Fetch", Pin::Nothing);
    assert_eq!(approval("purl = \"pkg:pypi/mcp.SERVER--fetch\"", &pypi), Ok(()));
    let nuget = package(Ecosystem::Nuget, "Contoso.Mcp", Pin::Nothing);
    assert_eq!(approval("purl = \"pkg:nuget/contoso.mcp\"", &nuget), Ok(()));
    for (entry, why) in [
        ("purl = \"pkg:npm/Notes-Mcp\"", "capitals and separators differ"),
        ("purl = \"pkg:npm/notes_mcp\"", "capitals and separators differ"),
        ("purl = \"pkg:pypi/notes-mcp\"", "the entry is about `pypi`, and this comes from `npm`"),
        ("purl = \"pkg:npm/%40acme/notes-mcp\"", "the owner in front differs"),
        ("purl = \"pkg:npm/notes-mpc\"", "letters differ"),
        ("purl = \"pkg:npm/chalk\"", "nothing on the user list is near it"),
        ("purl = \"pkg:npm/%40acme/*\"", "nothing on the user list is near it"),
    ] {
        refused(entry, &npm("notes-mcp", "1.0.0"), why);
    }
}

#[test]
fn versions_are_exact_or_in_a_range_that_the_launch_fixes() {
    let exact = "purl = \"pkg:npm/x@1.2.3\"";
    let range = "purl = \"pkg:npm/x\"\nversions = \">=1.2, <2\"";
    for (entry, version, why) in [
        (exact, "1.2.3", None),
        (range, "1.10.0", None),
        ("purl = \"pkg:npm/x\"", "", None),
        (exact, "1.2.4", Some("the version is `1.2.4` and not `1.2.3`")),
        (exact, "", Some("the launch line fixes no version; the entry approves `1.2.3` only")),
        (exact, "latest", Some("the tag `latest`, which can move")),
        (range, "2.0.0", Some("the version `2.0.0` is outside of `>=1.2, <2`")),
        (range, "1.3.0-beta.1", Some("is outside of")),
        (range, "^1.3.0", Some("the range `^1.3.0` and not one version")),
    ] {
        match why {
            None => assert_eq!(approval(entry, &npm("x", version)), Ok(()), "{entry} {version}"),
            Some(why) => refused(entry, &npm("x", version), why),
        }
    }
}

#[test]
fn images_match_by_repository_digest_and_tag() {
    let hash = "a".repeat(64);
    let pinned = image(&format!("registry.example/team/x@sha256:{hash}"));
    let purl = |version: &str, more: &str| {
        format!("purl = \"pkg:oci/x{version}?repository_url=registry.example/team/x{more}\"")
    };
    assert_eq!(approval(&purl("", ""), &pinned), Ok(()));
    assert_eq!(approval(&purl(&format!("@sha256:{hash}"), ""), &pinned), Ok(()));
    assert_eq!(approval("purl = \"pkg:oci/*?repository_url=registry.example/team/*\"", &pinned), Ok(()));
    assert_eq!(approval("registry = \"registry.example\"", &pinned), Ok(()));
    assert_eq!(approval(&purl("", "&tag=1.2"), &image("registry.example/team/x:1.2")), Ok(()));
    assert_eq!(approval("purl = \"pkg:oci/fetch?repository_url=mcp/fetch\"", &image("mcp/fetch")), Ok(()));
    refused(&purl("", "&tag=1.2"), &image("registry.example/team/x"), "the tag is `latest` and not `1.2`");
    refused(&purl(&format!("@sha256:{hash}"), ""), &image("registry.example/team/x:1"), "the tag `1`, which can move");
    refused(&purl("", ""), &image("other.example/team/x"), "the owner in front differs");
    refused("registry = \"registry.example\"", &image("registry.example.evil.example/x"), "the image comes from");
}

#[test]
fn another_registry_needs_an_entry_that_names_it() {
    let mut foreign_one = npm("x", "1.0.0");
    foreign_one.registries = vec![foreign("https://user:pw@Registry.Example:443/npm/", false)];
    refused(
        "purl = \"pkg:npm/x\"",
        &foreign_one,
        "without `registry` an entry approves only where the machine's own settings point",
    );
    for registry in ["https://registry.example/npm", "registry.example"] {
        assert_eq!(approval(&format!("purl = \"pkg:npm/x\"\nregistry = \"{registry}\""), &foreign_one), Ok(()));
        assert_eq!(approval(&format!("registry = \"{registry}\""), &foreign_one), Ok(()));
    }
    refused("registry = \"https://registry.example/other\"", &foreign_one, "it may come from");
    refused("registry = \"default\"", &foreign_one, "it may come from");
    assert_eq!(approval("purl = \"pkg:npm/x\"\nregistry = \"default\"", &npm("x", "1.0.0")), Ok(()));
    refused(
        "registry = \"registry.example\"",
        &npm("x", "1.0.0"),
        "the registry that the package client asks by default",
    );
    let mut two = package(Ecosystem::Pypi, "x", Pin::Exact("1.0".into()));
    two.registries.push(foreign("https://more.registry.example/simple", true));
    refused("purl = \"pkg:pypi/x\"", &two, "it may come from `https://more.registry.example/simple`");
    refused("purl = \"pkg:pypi/x\"\nregistry = \"default\"", &two, "it may come from");
    let mut unknown = npm("x", "1.0.0");
    unknown.registries.clear();
    refused("purl = \"pkg:npm/x\"\nregistry = \"default\"", &unknown, "an unknown registry matches nothing");
}

#[test]
fn an_unknown_publisher_matches_nothing_and_that_is_said() {
    let entry = "publisher = \"npm:acme\"";
    let why =
        "`publisher npm:acme` at /home/u/.config/stockade/stockade.toml:3 cannot match: who published it is not known";
    refused(entry, &npm("x", "1.0.0"), why);
    refused(
        "purl = \"pkg:npm/x\"\npublisher = \"npm:acme\"",
        &npm("x", "1.0.0"),
        "the nearest entry is `pkg:npm/x, publisher npm:acme`",
    );
    let component = npm("x", "1.0.0");
    let known = |publisher| {
        allowing(entry).judge(&Subject { publisher: Some(publisher), ..Subject::of(&component, None) }, TODAY)
    };
    assert_eq!(known("npm:acme").code, "listed");
    assert_eq!(known("npm:acme-evil").code, "unlisted");
    // The owner of a repository stands in its address.
    let git = |url: &str| Component::new(Role::Server, Target::Git { url: url.into(), reference: None }, Pin::Nothing);
    assert_eq!(approval("publisher = \"github:Acme\"", &git("https://github.com/acme/notes.git")), Ok(()));
    assert!(approval("publisher = \"github:acme\"", &git("https://github.com.evil.example/acme/notes")).is_err());
}

#[test]
fn remote_servers_match_by_host_or_address() {
    let url = remote("https://Mcp.Example.com/acme/mcp?key=1");
    assert_eq!(approval("host = \"mcp.example.com\"", &url), Ok(()));
    assert_eq!(approval("host = \"*.example.com\"", &url), Ok(()));
    assert_eq!(approval("url = \"https://mcp.example.com/acme/mcp/\"", &url), Ok(()));
    refused("url = \"https://mcp.example.com/other\"", &url, "addresses are compared exactly");
    refused("url = \"http://mcp.example.com/acme/mcp\"", &url, "addresses are compared exactly");
    refused("host = \"mcp.example.com:8443\"", &url, "port 8443 only");
    refused("host = \"*.mcp.example.com\"", &url, "not for the name itself");
    refused("host = \"example.com\"", &url, "hosts are compared exactly");
    let lookalike = remote("https://mcp.example.com.evil.example/mcp");
    refused("host = \"mcp.example.com\"", &lookalike, "hosts are compared exactly");
    let doubtful = remote("https://evil.example\\@mcp.example.com/mcp");
    refused("host = \"mcp.example.com\"", &doubtful, "readers differ on which host");
    // A host of servers is no host of packages and repositories.
    let git = Component::new(
        Role::Server,
        Target::Git { url: "https://mcp.example.com/x".into(), reference: None },
        Pin::Nothing,
    );
    assert!(approval("host = \"mcp.example.com\"", &git).is_err());
    assert_eq!(approval("url = \"https://mcp.example.com/x.git\"", &git), Ok(()));
}

#[test]
fn files_and_programs_match_by_path_and_never_by_what_they_claim() {
    let local = |path: &str| {
        let belongs_to = Some(Package::new(Ecosystem::Npm, "@acme/notes"));
        Component::new(
            Role::Server,
            Target::Local { path: path.into(), exists: Some(true), belongs_to },
            Pin::NotApplicable,
        )
    };
    assert_eq!(approval("path = \"/opt/acme/server\"", &local("/opt/acme/server")), Ok(()));
    assert_eq!(approval("path = \"/opt/acme/*\"", &local("/opt/acme/bin/server")), Ok(()));
    assert_eq!(approval("path = \"~/bin/server\"", &local("/home/u/bin/server")), Ok(()));
    refused("path = \"/opt/acme/*\"", &local("/opt/acme/../../tmp/x"), "nothing on the user list is near it");
    refused(
        "purl = \"pkg:npm/%40acme/notes\"",
        &local("/tmp/x.js"),
        "a manifest claims that name, which proves nothing".replace("a manifest", "manifest").as_str(),
    );
    refused("purl = \"pkg:npm/x\"", &shadowed(npm("x", "1.0.0")), "runs instead of the package");
    assert_eq!(approval("path = \"/home/u/project/node_modules/*\"", &shadowed(npm("x", "1.0.0"))), Ok(()));
}

#[test]
fn an_approval_ends_with_its_last_day() {
    let until = |day: &str| format!("purl = \"pkg:npm/x\"\nexpires = {day}");
    assert_eq!(approval(&until("2026-06-15"), &npm("x", "")), Ok(()));
    refused(&until("2026-06-14"), &npm("x", ""), "it expired on 2026-06-14, and an expired approval is none");
    assert_eq!(judge(&denying(&until("2026-06-15")), &npm("x", "")).code, "denied");
    assert_eq!(judge(&denying(&until("2026-06-14")), &npm("x", "")).code, "no-list");
}

#[test]
fn a_denial_holds_for_what_may_be_so() {
    let code = |entry: &str, component: &Component| judge(&denying(entry), component).code;
    let range = "purl = \"pkg:npm/x\"\nversions = \"<0.1.16\"";
    assert_eq!(code(range, &npm("x", "0.1.15")), "denied");
    assert_eq!(code(range, &npm("x", "0.1.16")), "no-list");
    assert_eq!(code(range, &npm("x", "0.1.16-rc.1")), "denied");
    assert_eq!(code(range, &npm("x", "^0.1.0")), "perhaps-denied");
    assert_eq!(judge(&denying(range), &npm("x", "")).verdict, Verdict::Ask);
    assert_eq!(code("purl = \"pkg:npm/*evil*\"", &npm("my-evil-mcp", "1.0.0")), "denied");
    assert_eq!(code("host = \"*\"", &remote("https://${HOST}/")), "denied");
    assert_eq!(code("host = \"evil.example\"", &remote("https://evil.example\\@good.example/")), "perhaps-denied");
    assert_eq!(code("publisher = \"npm:mallory\"", &npm("x", "1.0.0")), "no-list");
    let mut two = npm("x", "1.0.0");
    two.registries.push(foreign("https://bad.registry.example/", true));
    assert_eq!(code("registry = \"bad.registry.example\"", &two), "denied");
    assert_eq!(code("purl = \"pkg:npm/x\"", &shadowed(npm("x", "1.0.0"))), "denied");
}

#[test]
fn what_the_fix_says_to_add_approves_exactly_that() {
    let hash = "b".repeat(64);
    let commit = "c".repeat(40);
    let mut elsewhere = npm("@acme/x", "1.0.0");
    elsewhere.registries = vec![foreign("https://registry.example/npm/", false)];
    let local = Target::Local { path: "/opt/a \"b\\c".into(), exists: Some(true), belongs_to: None };
    let git = |url: &str, pin| Component::new(Role::Server, Target::Git { url: url.into(), reference: None }, pin);
    for component in [
        npm("@acme/x", "1.0.0"),
        npm("JSONStream", ""),
        elsewhere,
        package(Ecosystem::Pypi, "a_b", Pin::Exact("1!2.0+local".into())),
        package(Ecosystem::Golang, "git.example/Acme/x/v2", Pin::Exact("v2.0.0".into())),
        image(&format!("x@sha256:{hash}")),
        image("registry.example:5000/team/x:1.2"),
        remote("https://mcp.example.com:8443/mcp"),
        remote("http://[::1]:3000/"),
        git("https://github.com/Acme/x.git", Pin::Hash(commit)),
        git("git@git.example:acme/x.git", Pin::Nothing),
        Component::new(Role::Server, local, Pin::NotApplicable),
        shadowed(npm("x", "")),
    ] {
        let decision = judge(&allowing("purl = \"pkg:npm/unrelated\""), &component);
        let fix = decision.help[0].replacement.clone().unwrap_or_else(|| panic!("no fix for {component:?}"));
        assert!(decision.help[0].text.contains("/home/u/.config/stockade/stockade.toml"));
        let lists = AllowLists { lists: vec![list(Layer::User, &fix)] };
        assert_eq!(judge(&lists, &component).code, "listed", "{fix}");
    }
    let inline = Component::new(Role::Server, Target::Inline { language: "python".into() }, Pin::NotApplicable);
    let decision = judge(&allowing("purl = \"pkg:npm/x\""), &inline);
    assert!(decision.help.iter().all(|help| help.replacement.is_none()), "{decision:?}");
}

proptest::proptest! {
    /// Nothing is fuzzy: an entry for one name approves that name and no other.
    #[test]
    fn an_entry_approves_its_own_name_only(
        listed in "(@[a-z]{1,3}/)?[a-zA-Z._-]{1,6}",
        other in "(@[a-z]{1,3}/)?[a-zA-Z._-]{1,6}",
        change in 0..6,
    ) {
        // Names that a careless comparison would take for the same.
        let runs = match change {
            0 => listed.to_uppercase(),
            1 => listed.replace('-', "_"),
            2 => listed.replace('.', "--"),
            3 => format!("{listed}x"),
            4 => listed.chars().skip(1).collect::<String>() + "x",
            _ => other,
        };
        for ecosystem in [Ecosystem::Npm, Ecosystem::Pypi, Ecosystem::Nuget, Ecosystem::Cargo] {
            let scoped = ecosystem == Ecosystem::Npm;
            let name = |text: &str| if scoped { text.to_owned() } else { text.rsplit('/').next().unwrap().to_owned() };
            let (listed, runs) = (name(&listed), name(&runs));
            let lists = allowing(&format!("purl = \"pkg:{}/{listed}\"", ecosystem.purl_type()));
            let same = match ecosystem {
                Ecosystem::Pypi => Package::new(ecosystem, &*listed) == Package::new(ecosystem, &*runs),
                Ecosystem::Nuget => listed.eq_ignore_ascii_case(&runs),
                _ => listed == runs,
            };
            let code = judge(&lists, &package(ecosystem, &runs, Pin::Nothing)).code;
            proptest::prop_assert_eq!(code == "listed", same, "{} {} {}", ecosystem.purl_type(), listed, runs);
            let code = judge(&lists, &package(ecosystem, &listed, Pin::Nothing)).code;
            proptest::prop_assert_eq!(code, "listed");
        }
    }

    /// Whatever stands in settings or in a config, there is an answer.
    #[test]
    fn no_text_is_too_odd(value in "\\PC{0,40}", url in "(https?://|git@|pkg:npm/|pkg:oci/)?\\PC{0,40}") {
        for key in ["purl", "versions", "publisher", "registry", "host", "url", "path"] {
            let value = if key == "purl" || key == "url" { &url } else { &value };
            let value = value.replace('\\', "\\\\").replace('"', "\\\"");
            let package = if key == "purl" { "" } else { "purl = \"pkg:npm/x\"\n" };
            let text = format!("[[servers.deny]]\n{package}{key} = \"{value}\"\n");
            let _ = read(Layer::Project, &text);
        }
        let decision = judge(&allowing("host = \"mcp.example.com\""), &remote(&url));
        proptest::prop_assert!(decision.code == "unlisted" || url.contains("mcp.example.com"));
    }
}

#[test]
fn no_fix_is_offered_that_would_not_approve() {
    let component =
        Component::new(Role::Server, Target::Archive { url: "https://h.example/a/../x.tgz".into() }, Pin::Nothing);
    let decision = judge(&allowing("purl = \"pkg:npm/x\""), &component);
    assert!(decision.help.iter().all(|help| help.replacement.is_none()), "{decision:?}");
}
