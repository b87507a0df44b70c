//! A registry, a Sigstore instance, and a survey of them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use stockade_assess::Action;
use stockade_model::{Ecosystem, Location, Package};
use stockade_registry::digest::{Algorithm, Digest};
use stockade_registry::http::{self, Address, Clock, Proxies, Roots, Route};
use stockade_registry::settings::Setting;
use stockade_registry::settings::npm::NpmSettings;
use stockade_registry::settings::pypi::{Index, IndexKind, PypiSettings, PythonClient};
use stockade_registry::{Registry, Secret};
use stockade_survey::{Ask, Looked, Options, Sources, State, Survey, SurveyError, Trust, What};
use stockade_testkit::TestRegistry;
use stockade_testkit::registry::{NpmRelease, PypiFile};
use stockade_testkit::sigstore::{Certified, Holder, Instance, pypi_attestation};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const SLSA: &str = "https://slsa.dev/provenance/v1";
/// PyPI's predicate is a name and no address.
const PUBLISH: &str = concat!("https://docs.", "pypi", ".org/attestations/publish/v1");

/// What a test has.
pub(crate) struct World {
    pub(crate) registry: TestRegistry,
    pub(crate) instance: Instance,
}

/// One repository's certificates, by the repository's number.
fn claims(number: &str) -> Vec<(u32, &str)> {
    vec![
        (8, GITHUB),
        (12, "https://github.com/acme/mail"),
        (13, "c0ffee"),
        (14, "refs/tags/v1"),
        (15, number),
        (16, "https://github.com/acme"),
        (17, "10"),
        (18, "https://github.com/acme/mail/.github/workflows/release.yml@refs/tags/v1"),
        (20, "push"),
    ]
}

fn certified(number: &str) -> Certified<'_> {
    let holder = Holder::Uri("https://github.com/acme/mail/.github/workflows/release.yml@refs/tags/v1");
    Certified { holder, claims: claims(number), at: 1_780_000_000 }
}

pub(crate) fn route() -> Route {
    Route::new(Proxies::of_env(&BTreeMap::new()), Roots::default())
}

pub(crate) fn open(address: &str) -> Registry {
    Registry::open(Address::parse(address).unwrap(), "the test", route())
}

/// npm's settings with this registry.
pub(crate) fn npm_settings(address: &str) -> NpmSettings {
    let registry = Setting { key: "registry".to_owned(), value: Secret::new(address), file: None, project: false };
    NpmSettings::new(vec![registry], BTreeMap::new())
}

pub(crate) fn pypi_settings(address: &str) -> PypiSettings {
    let mut settings = PypiSettings::new(PythonClient::Pip, BTreeMap::new());
    settings.indexes.push(Index {
        kind: IndexKind::Main,
        name: None,
        url: Secret::new(address),
        file: None,
        project: false,
    });
    settings
}

impl World {
    pub(crate) fn new() -> Self {
        Self { registry: TestRegistry::start(), instance: Instance::new() }
    }

    /// Everybody there is to ask, but for OSV and the MCP Registry.
    pub(crate) fn sources(&self) -> Sources {
        Sources {
            npm: Some(npm_settings(&self.registry.npm_url())),
            pypi: vec![pypi_settings(&self.registry.simple_url())],
            trust: Some(Trust::with_root(self.instance.trusted_root().to_string().as_bytes()).unwrap()),
            ..Sources::default()
        }
    }

    /// The clock of the registry, and no waiting.
    pub(crate) fn options(&self) -> Options {
        let http = http::Options {
            timeout: Duration::from_secs(60),
            pause: Duration::from_millis(1),
            clock: Clock::standing(self.registry.now()),
            threads: 8,
            ..http::Options::default()
        };
        Options { http, ..Options::default() }
    }

    pub(crate) fn survey(&self) -> Survey {
        Survey::new(self.sources(), self.options()).unwrap()
    }

    /// Publishes a release of npm's with provenance of a repository's own workflow, as a trusted publisher.
    pub(crate) fn publish_from(&self, release: NpmRelease, name: &str, version: &str, number: &str) {
        let user = json!({"name": "GitHub Actions", "email": "ci@example.com",
            "trustedPublisher": {"id": "github", "oidcConfigId": "oidc:1"}});
        let release = release.field("_npmUser", user);
        let list = json!({"attestations": [self.attestation(&release, name, version, number)]});
        self.registry.attest(&format!("{name}@{version}"), list);
        self.registry.publish(release);
    }

    /// An attestation of a build, about a release's archive.
    pub(crate) fn attestation(&self, release: &NpmRelease, name: &str, version: &str, number: &str) -> Value {
        let digest = Digest::of(Algorithm::Sha512, &release.tarball()).hex();
        let statement = json!({
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": format!("pkg:npm/{}@{version}", name.replace('@', "%40")), "digest": {"sha512": digest}}],
            "predicateType": SLSA,
            "predicate": {"buildDefinition": {
                "externalParameters": {"workflow": {"repository": "https://github.com/acme/mail", "ref": "refs/tags/v1"}},
                "internalParameters": {"github": {"repository_id": number, "repository_owner_id": "10"}},
            }},
        });
        json!({"predicateType": SLSA, "bundle": self.instance.certified(&statement, &certified(number))})
    }

    /// The same of a file of Python's.
    pub(crate) fn upload_from(&self, file: PypiFile, number: &str) {
        let digest = Digest::of(Algorithm::Sha256, file.bytes()).hex();
        let statement = json!({
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": file.filename(), "digest": {"sha256": digest}}],
            "predicateType": PUBLISH, "predicate": null,
        });
        let attestation = pypi_attestation(&self.instance.certified(&statement, &certified(number)));
        let publisher =
            json!({"kind": "GitHub", "repository": "acme/mail", "workflow": "release.yml", "environment": null});
        let bundle = json!({"publisher": publisher, "attestations": [attestation]});
        self.registry.upload(file.provenance(json!({"version": 1, "attestation_bundles": [bundle]})));
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, part: &str) -> usize {
        self.registry.paths().iter().filter(|path| path.contains(part)).count()
    }
}

pub(crate) fn npm(name: &str) -> Ask {
    ask(Ecosystem::Npm, name)
}

pub(crate) fn pypi(name: &str) -> Ask {
    ask(Ecosystem::Pypi, name)
}

/// `name` or `name@version`.
pub(crate) fn ask(ecosystem: Ecosystem, which: &str) -> Ask {
    let (name, version) = match which.rsplit_once('@').filter(|(name, _)| !name.is_empty()) {
        Some((name, version)) => (name, Some(version.to_owned())),
        None => (which, None),
    };
    let package = Package { version, ..Package::new(ecosystem, name) };
    Ask::new(package, Location::Path("mcp.json".into()))
}

pub(crate) fn look(survey: &Survey, which: &str) -> Looked {
    survey.look(&npm(which)).unwrap()
}

/// The checks that alarm, with what they call for.
pub(crate) fn alarms(looked: &Looked) -> Vec<(&'static str, Action)> {
    looked.said.alarms.iter().map(|alarm| (alarm.finding.check, alarm.action)).collect()
}

pub(crate) fn alarmed(looked: &Looked, check: &str) -> Option<Action> {
    looked.said.of(check).map(|alarm| alarm.action).max()
}

pub(crate) fn state(looked: &Looked, what: What) -> &State {
    &looked.step(what).unwrap_or_else(|| panic!("no step {what:?} in {:#?}", looked.steps)).state
}

/// Why a step was not possible.
pub(crate) fn why_not(looked: &Looked, what: What) -> String {
    match state(looked, what) {
        State::NotPossible(why) => why.clone(),
        other => panic!("{what:?}: {other:?}"),
    }
}

pub(crate) fn failed(outcome: Result<Looked, SurveyError>) -> SurveyError {
    match outcome {
        Ok(looked) => panic!("{:#?}", looked.steps),
        Err(error) => error,
    }
}

/// An old release of a plain server.
pub(crate) fn old(name: &str, version: &str) -> NpmRelease {
    let source = format!("// {version}\nexport const tool = (text) => text;\n");
    NpmRelease::new(name, version)
        .published("2026-01-01T00:00:00Z")
        .field("repository", json!({"type": "git", "url": "git+https://github.com/acme/mail.git"}))
        .file("index.js", source)
}
