//! Packages with hashes, images, bridges and opaque launches, from inventories made by hand.

use serde_json::{Value, json};
use stockade_model::{
    ClientId, Component, Ecosystem, Inventory, Launch, Mention, MentionReason, Opaque, Package, Pin, Role, Scope,
    Server, Severity, SourceFile, SourceId, Span, Spanned, State, Target, Transport, launch::OpaqueReason,
};
use stockade_scan::Report;

use super::*;
use crate::view::{Facts, Filters};

const SRI: &str = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const HEX: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn server(name: &str) -> Server {
    let spanned = |text: &str| Spanned::new(text.to_owned(), Span::new(0, 1));
    Server {
        name: spanned(name),
        client: ClientId("cursor"),
        shared_with: Vec::new(),
        scope: Scope::User,
        source: SourceId(0),
        span: Span::new(0, 1),
        transport: Transport::Stdio,
        command: Some(spanned("npx")),
        args: Vec::new(),
        env: Vec::new(),
        env_file: None,
        cwd: None,
        url: None,
        headers: Vec::new(),
        state: State::Enabled,
        approvals: Vec::new(),
        code: Vec::new(),
        secrets: Vec::new(),
        base: None,
    }
}

fn mention(package: &Package, integrity: Option<&str>) -> Mention {
    Mention {
        package: package.clone(),
        pin: Pin::Exact("1.0.0".to_owned()),
        manifest: "package-lock",
        reason: MentionReason::Name,
        source: SourceId(0),
        span: Span::new(0, 1),
        integrity: integrity.map(str::to_owned),
        resolved: None,
    }
}

fn document(servers: Vec<(Server, Launch)>, mentions: Vec<Mention>) -> Value {
    let (servers, launches) = servers.into_iter().unzip();
    let sources = vec![SourceFile { path: "/home/u/a.json".into(), real_path: None, text: "{}".to_owned() }];
    let inventory = Inventory { sources, servers, mentions, ..Inventory::default() };
    let facts = Facts {
        home: "/home/u".into(),
        os: stockade_model::Os::Linux,
        root: None,
        live: false,
        projects: Vec::new(),
        cwd: None,
        fail_on: Severity::High,
        clients: Vec::new(),
        note: None,
    };
    let view = View::new(Report { inventory, launches, ..Report::default() }, &Filters::default(), None, facts);
    let style = Style { width: 80, quiet: false, verbose: false, time: jiff::Timestamp::UNIX_EPOCH };
    serde_json::from_str(&render(&view, &style).unwrap()).unwrap()
}

fn part<'a>(bom: &'a Value, key: &str, reference: &str) -> &'a Value {
    let parts = bom[key].as_array().unwrap();
    parts.iter().find(|part| part["bom-ref"] == reference).unwrap_or_else(|| panic!("no {reference} in {parts:#?}"))
}

fn on<'a>(bom: &'a Value, reference: &str) -> &'a Value {
    let all = bom["dependencies"].as_array().unwrap();
    &all.iter().find(|dependency| dependency["ref"] == reference).unwrap()["dependsOn"]
}

#[test]
fn serial_numbers_are_uuids_of_their_own_version() {
    assert_eq!(serial(b""), "urn:uuid:e3b0c442-98fc-8c14-9afb-f4c8996fb924");
    assert_ne!(serial(b"a"), serial(b"b"));
}

#[test]
fn a_package_stands_once_with_the_hashes_of_all_lock_files() {
    let package = Package::new(Ecosystem::Npm, "@example/mcp").at("1.0.0");
    let target = Target::Package { package: package.clone(), entry: None };
    let launch = Launch {
        components: vec![Component::new(Role::Server, target, Pin::Exact("1.0.0".to_owned()))],
        ..Launch::default()
    };
    let servers = vec![(server("a"), launch.clone()), (server("b"), launch)];
    let mentions =
        vec![mention(&package, Some(SRI)), mention(&package, Some(SRI)), mention(&package, Some("no hash at all"))];
    let bom = document(servers, mentions);
    let purl = "pkg:npm/%40example/mcp@1.0.0";
    let component = part(&bom, "components", purl);
    assert_eq!(component["hashes"], json!([{ "alg": "SHA-256", "content": HEX }]));
    assert_eq!((&component["purl"], &component["version"]), (&json!(purl), &json!("1.0.0")));
    for name in ["a", "b"] {
        assert_eq!(on(&bom, &format!("server:cursor/user/{name}@/home/u/a.json")), &json!([purl]));
    }
    assert_eq!(on(&bom, ROOT).as_array().unwrap().len(), 3);
}

#[test]
fn bridges_images_and_opaque_launches_keep_what_they_are() {
    let image = Package::new(Ecosystem::Oci, "registry.example/team/image");
    let purl = image.purl();
    let digest = format!("sha256:{HEX}");
    let url = "https://${HOST}/mcp?k=[redacted:token]".to_owned();
    let launch = Launch {
        components: vec![
            Component::new(
                Role::Bridge,
                Target::Image { package: image, digest: Some(digest.clone()), tag: Some("1".to_owned()) },
                Pin::Hash(digest),
            ),
            Component::new(Role::Remote, Target::Remote { url: url.clone() }, Pin::NotApplicable),
        ],
        opaque: vec![Opaque { reason: OpaqueReason::Unexpanded, detail: "`${HOST}`".to_owned(), span: None }],
        ..Launch::default()
    };
    // The same name twice in one file.
    let bom = document(vec![(server("a"), launch.clone()), (server("a"), launch)], Vec::new());
    let component = part(&bom, "components", &purl);
    assert_eq!((&component["type"], &component["hashes"][0]["content"]), (&json!("container"), &json!(HEX)));
    let remote = format!("remote:{url}");
    let service = part(&bom, "services", &remote);
    assert_eq!(service["endpoints"], json!(["https://%24%7BHOST%7D/mcp?k=%5Bredacted:token%5D"]));
    let first = "server:cursor/user/a@/home/u/a.json";
    assert_eq!(on(&bom, first), &json!([purl, remote]));
    assert_eq!(on(&bom, &format!("{first}#2")), &json!([purl, remote]));
    assert_eq!(bom["compositions"][1]["dependencies"], json!([first, format!("{first}#2")]));
}
