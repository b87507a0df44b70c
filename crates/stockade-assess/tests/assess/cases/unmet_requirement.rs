//! Cases of `unmet-requirement`.

use std::path::Path;

use stockade_assess::requirements::{Requirements, read};
use stockade_assess::{Known, Level, Publisher, Subject};
use stockade_model::Layer;

use crate::support::{Case, at, mail, setting, verified, with};

fn asked(layer: Layer, text: &str) -> Requirements {
    let within = (layer == Layer::Project).then_some(Path::new("project"));
    let owner = read::Owner { file: Path::new("stockade.toml"), text, layer, within };
    Requirements { all: read::list_of(&owner).unwrap() }
}

fn case(name: &'static str, text: &str, subject: &Subject, expected: &'static [&'static str]) -> Case {
    let requirements = asked(Layer::User, text);
    let today = jiff::civil::date(2025, 9, 25);
    let said = requirements.judge_all([subject], Some(Path::new("project/.mcp.json")), &setting(), today);
    Case { name, said, expected }
}

pub(crate) fn cases() -> Vec<Case> {
    let provenance = "[[require]]\npurl = \"pkg:npm/acme-*\"\nprovenance = \"B\"\n";
    let publisher = "[[require]]\npurl = \"pkg:npm/*\"\npublisher = \"npm:acme\"\n";
    let source = "[[require]]\npurl = \"pkg:npm/*\"\npublisher = \"github:acme\"\n";
    let age = "[[require]]\npurl = \"pkg:npm/*\"\nminimum-age = \"2 weeks\"\n";
    let scripts = "[[require]]\npurl = \"pkg:npm/*\"\ninstall-scripts = false\n";
    let except = "[[require.except]]\npurl = \"pkg:npm/acme-mail@1.0.16\"\nreason = \"old\"\n";
    let ended = format!("{provenance}{except}expires = 2025-09-24\n");
    let proved = || with(mail(), |release| release.provenance = verified(Level::B));
    let young = with(mail(), |release| release.published = at("2025-09-20T12:00:00Z").into());
    let unknown = with(mail(), |release| {
        release.provenance = Known::unknown("the mirror serves none");
        release.scripts = Known::unknown("the mirror does not say");
        release.published = Known::unknown("the mirror does not say");
    });
    let shared = with(mail(), |release| release.publisher = Publisher::account("GitHub Actions").into());
    let runs = with(mail(), |release| {
        release.scripts = std::collections::BTreeMap::from([("install".to_owned(), "x".to_owned())]).into();
    });
    vec![
        case(
            "weaker evidence",
            provenance,
            &mail(),
            &[
                "hold/high/high `acme-mail@1.0.16` does not meet `provenance`: level B is asked for, and it is C, an account of the registry",
            ],
        ),
        case(
            "unknown evidence",
            provenance,
            &unknown,
            &[
                "hold/high/high `acme-mail@1.0.16` does not meet `provenance`: its provenance is not known: the mirror serves none",
            ],
        ),
        case("evidence", provenance, &proved(), &[]),
        case("another package", &provenance.replace("acme-*", "other-*"), &mail(), &[]),
        case("excepted", &format!("{provenance}{except}"), &mail(), &[]),
        case(
            "not excepted any more",
            &ended,
            &mail(),
            &[
                "hold/high/high `acme-mail@1.0.16` does not meet `provenance`: level B is asked for, and it is C, an account of the registry",
            ],
        ),
        case("not asked any more", &format!("{provenance}expires = 2025-09-24\n"), &mail(), &[]),
        case("the account", publisher, &mail(), &[]),
        case(
            "another account",
            publisher,
            &shared,
            &[
                "hold/high/high `acme-mail@1.0.16` does not meet `publisher`: it came through `GitHub Actions`, which is everybody's account, and not from `npm:acme`",
            ],
        ),
        case("the source", source, &proved(), &[]),
        case(
            "no proof of the source",
            source,
            &mail(),
            &[
                "hold/high/high `acme-mail@1.0.16` does not meet `publisher`: nothing proves that it was built from `github:acme`",
            ],
        ),
        case(
            "too young",
            age,
            &young,
            &[
                "hold/high/high `acme-mail@1.0.16` does not meet `minimum-age`: 14 days are asked for, and it is 5 days old",
            ],
        ),
        case(
            "of unknown age",
            age,
            &unknown,
            &["hold/high/high `acme-mail@1.0.16` does not meet `minimum-age`: when it was published is not known"],
        ),
        case("old enough", age, &mail(), &[]),
        case(
            "scripts",
            scripts,
            &runs,
            &["hold/high/high `acme-mail@1.0.16` does not meet `install-scripts`: it has `install`"],
        ),
        case(
            "unknown scripts",
            scripts,
            &unknown,
            &[
                "hold/high/high `acme-mail@1.0.16` does not meet `install-scripts`: its install scripts are not known: the mirror does not say",
            ],
        ),
        case("no scripts", scripts, &mail(), &[]),
    ]
}
