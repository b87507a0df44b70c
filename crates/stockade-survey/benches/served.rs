//! A registry in a process of its own, so that its work is not counted, and a survey of it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use serde_json::json;
use stockade_registry::digest::{Algorithm, Digest};
use stockade_registry::http::{self, Address, Clock, Proxies, Roots, Route};
use stockade_registry::settings::Setting;
use stockade_registry::settings::npm::NpmSettings;
use stockade_registry::{Registry, Secret};
use stockade_survey::{Ask, Options, Sources, Survey, Trust};
use stockade_testkit::TestRegistry;
use stockade_testkit::registry::{Fault, NpmRelease};
use stockade_testkit::sigstore::{Certified, Holder, Instance};

const SLSA: &str = "https://slsa.dev/provenance/v1";
const NOW: &str = "2026-06-15T00:00:00Z";
/// What every server depends on.
const SHARED: usize = 8;

/// The other process, which ends with this.
pub(crate) struct Served {
    child: Child,
    stdin: Option<ChildStdin>,
    url: String,
    root: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}

/// Serves in this process, if that is what it was started for.
pub(crate) fn serve_if_asked() -> bool {
    let mut args = std::env::args().skip_while(|arg| arg != "--serve").skip(1);
    let Some(delay) = args.next() else { return false };
    let delay = Duration::from_millis(delay.parse().expect("milliseconds"));
    let servers: usize = args.next().expect("how many").parse().expect("a number");
    let registry = TestRegistry::start();
    let instance = Instance::new();
    for number in 0..SHARED {
        registry.publish(NpmRelease::new(&format!("shared-{number}"), "1.0.0").published("2026-01-01T00:00:00Z"));
    }
    for number in 0..servers {
        for version in ["1.0.0", "1.0.1"] {
            publish(&registry, &instance, &format!("server-{number}"), version);
        }
    }
    if !delay.is_zero() {
        registry.fault("/", None, Fault::Delay(delay));
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}\n{}", registry.url(), instance.trusted_root()).expect("the other process reads");
    out.flush().expect("the other process reads");
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    true
}

fn publish(registry: &TestRegistry, instance: &Instance, name: &str, version: &str) {
    let dependencies: serde_json::Map<String, serde_json::Value> =
        (0..SHARED).map(|number| (format!("shared-{number}"), json!("^1.0.0"))).collect();
    let user = json!({"name": "GitHub Actions", "email": "ci@example.com",
        "trustedPublisher": {"id": "github", "oidcConfigId": "oidc:1"}});
    let mut release = NpmRelease::new(name, version)
        .published("2026-01-01T00:00:00Z")
        .field("dependencies", dependencies.into())
        .field("repository", json!({"type": "git", "url": "git+https://github.com/acme/mail.git"}))
        .field("_npmUser", user);
    for part in 0..10 {
        release = release.file(&format!("dist/tool-{part}.js"), source(name, version, part));
    }
    let digest = Digest::of(Algorithm::Sha512, &release.tarball()).hex();
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1", "predicateType": SLSA,
        "subject": [{"name": format!("pkg:npm/{name}@{version}"), "digest": {"sha512": digest}}],
        "predicate": {"buildDefinition": {"externalParameters": {
            "workflow": {"repository": "https://github.com/acme/mail", "ref": "refs/tags/v1"}}}},
    });
    let workflow = "https://github.com/acme/mail/.github/workflows/release.yml@refs/tags/v1";
    let certified = Certified {
        holder: Holder::Uri(workflow),
        claims: vec![
            (8, "https://token.actions.githubusercontent.com"),
            (12, "https://github.com/acme/mail"),
            (15, "1"),
            (17, "10"),
            (18, workflow),
        ],
        at: 1_780_000_000,
    };
    let attestation = json!({"predicateType": SLSA, "bundle": instance.certified(&statement, &certified)});
    registry.attest(&format!("{name}@{version}"), json!({"attestations": [attestation]}));
    registry.publish(release);
}

/// Four kilobytes such as tools have.
fn source(name: &str, version: &str, part: usize) -> String {
    let mut text = format!("// {name} {version}\nimport {{ z }} from 'zod';\n");
    for number in 0..20 {
        text.push_str(&format!(
            "export async function call{part}_{number}(args) {{\n  const url = new URL('https://api.acme-mail.dev/v1/{number}');\n  const answer = await fetch(url, {{ headers: {{ 'x-key': process.env.ACME_MAIL_KEY }} }});\n  return {{ content: [{{ type: 'text', text: await answer.text() + args.tail }}] }};\n}}\n"
        ));
    }
    text
}

impl Served {
    /// Starts it: so many servers, each answer this late.
    pub(crate) fn start(delay: Duration, servers: usize) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut child = Command::new(program)
            .args(["--serve", &delay.as_millis().to_string(), &servers.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program once more");
        let stdin = child.stdin.take();
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut line = || lines.next().expect("a line").expect("text");
        Self { url: line(), root: line(), child, stdin }
    }

    /// A survey of it, with everybody there is to ask.
    pub(crate) fn survey(&self, options: Options) -> Survey {
        let open = |path: &str| {
            let address = Address::parse(&format!("{}/{path}/", self.url)).expect("an address");
            Registry::open(address, "the benchmark", Route::new(Proxies::of_env(&Default::default()), Roots::default()))
        };
        let registry = Setting {
            key: "registry".to_owned(),
            value: Secret::new(format!("{}/npm/", self.url)),
            file: None,
            project: false,
        };
        let sources = Sources {
            npm: Some(NpmSettings::new(vec![registry], Default::default())),
            osv: Some(open("osv")),
            mcp: Some(open("mcp")),
            trust: Some(Trust::with_root(self.root.as_bytes()).expect("a root")),
            ..Sources::default()
        };
        Survey::new(sources, options).expect("a folder for the cache")
    }
}

/// The usual options, at the registry's time.
pub(crate) fn options() -> Options {
    let usual = Options::default();
    let clock = Clock::standing(NOW.parse().expect("a time"));
    Options { http: http::Options { clock, ..usual.http.clone() }, ..usual }
}

/// A question for each server.
pub(crate) fn asks(servers: usize) -> Vec<Ask> {
    let ask = |number| {
        let package = stockade_model::Package::new(stockade_model::Ecosystem::Npm, format!("server-{number}"));
        Ask::new(package, stockade_model::Location::Path("mcp.json".into()))
    };
    (0..servers).map(ask).collect()
}

/// Processor time of this process, all threads, where the system tells it.
pub(crate) fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    // A hundred a second on every Linux.
    Some(Duration::from_millis(ticks * 10))
}

/// The most memory this process had, in MB.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}

/// Whether a bar that is missed ends the program with 1.
pub(crate) fn bars() -> bool {
    std::env::args().any(|arg| arg == "--bars")
}
