//! Which registry, token and proxy npm would use, by the lines of its settings.

use super::*;

const USER: &str = "/home/ann/.npmrc";

fn settings(lines: &[(&str, &str)]) -> NpmSettings {
    let setting = |(key, value): &(&str, &str)| Setting {
        key: (*key).to_owned(),
        value: Secret::new(*value),
        file: Some(PathBuf::from(USER)),
        project: false,
    };
    NpmSettings::new(lines.iter().map(setting).collect(), BTreeMap::new())
}

fn none() -> Result<Address, SettingsError> {
    Err(SettingsError::NoRegistry { ecosystem: "npm", client: "npm", reason: "nobody is there".to_owned() })
}

fn registry(settings: &NpmSettings, package: &str) -> Registry {
    settings.registry(package, none).unwrap()
}

fn header(registry: &Registry, address: &str) -> Option<String> {
    registry.accounts.of(&Address::parse(address).unwrap())?.header()
}

#[test]
fn scopes_have_registries_of_their_own() {
    let settings =
        settings(&[("registry", "https://registry.example/"), ("@corp:registry", "https://npm.corp.example/api/npm/")]);
    assert_eq!(registry(&settings, "left-pad").shown(), "https://registry.example/");
    assert_eq!(registry(&settings, "@corp/tool").shown(), "https://npm.corp.example/api/npm/");
    assert_eq!(registry(&settings, "@corporate/tool").shown(), "https://registry.example/");
    assert_eq!(registry(&settings, "@corp/tool").origin, format!("`@corp:registry` of `{USER}`"));
}

#[test]
fn a_registry_of_a_launch_line_gets_the_account_of_its_host_and_no_other() {
    let settings = settings(&[
        ("registry", "https://registry.example/"),
        ("//npm.corp.example/:_authToken", "hunter2"),
        ("//registry.example/:_authToken", "public"),
    ]);
    let at = |address: &str| settings.at(Address::parse(address).unwrap(), "the launch line").unwrap();
    let corp = at("https://npm.corp.example/api/npm/");
    assert_eq!((corp.shown().as_str(), corp.origin.as_str()), ("https://npm.corp.example/api/npm/", "the launch line"));
    assert_eq!(header(&corp, "https://npm.corp.example/api/npm/x").unwrap(), "Bearer hunter2");
    let stranger = at("https://stranger.example/");
    assert_eq!(header(&stranger, "https://stranger.example/x"), None);
}

#[test]
fn without_a_registry_the_client_is_asked_and_else_it_is_an_error() {
    let settings = settings(&[("registry", "")]);
    let asked = settings.registry("x", || Ok(Address::parse("https://registry.example/").unwrap())).unwrap();
    assert_eq!(asked.origin, "npm's own default");
    let error = settings.registry("x", none).unwrap_err();
    assert!(error.hint().contains("npm config set registry"), "{error}");
}

#[test]
fn credentials_belong_to_the_longest_path() {
    let settings = settings(&[
        ("registry", "https://registry.example/npm/"),
        ("//registry.example/:_authToken", "root"),
        ("//registry.example/npm/:username", "ann"),
        ("//registry.example/npm/:_password", "aHVudGVyMg=="),
        ("//basic.example:8443/:_auth", "YW5uOmh1bnRlcjI="),
        ("_authToken", "to-nobody"),
    ]);
    let registry = registry(&settings, "x");
    assert_eq!(header(&registry, "https://registry.example/npm/x").unwrap(), "Basic YW5uOmh1bnRlcjI=");
    assert_eq!(header(&registry, "https://registry.example/other").unwrap(), "Bearer root");
    assert_eq!(header(&registry, "https://basic.example:8443/").unwrap(), "Basic YW5uOmh1bnRlcjI=");
    assert_eq!(header(&registry, "https://basic.example/"), None);
    assert_eq!(header(&registry, "https://evil.example/npm/x"), None);
}

#[test]
fn a_project_names_no_credential_unless_it_is_trusted() {
    let mut settings = settings(&[("registry", "https://evil.example/")]);
    let file = Some(PathBuf::from("/home/ann/app/.npmrc"));
    let stolen = Secret::new("token-of-the-environment");
    settings
        .settings
        .insert(0, Setting { key: "//evil.example/:_authToken".to_owned(), value: stolen, file, project: true });
    assert_eq!(header(&registry(&settings, "x"), "https://evil.example/x"), None);
    assert!(settings.ignored().concat().contains("came with the project"));
    let trusting = settings.trusting_the_project();
    assert!(header(&registry(&trusting, "x"), "https://evil.example/x").is_some());
}

#[test]
fn what_cannot_be_used_is_an_error_without_the_secret() {
    let error = |lines: &[(&str, &str)]| settings(lines).registry("x", none).unwrap_err().to_string();
    let base = ("registry", "https://registry.example/");
    assert!(error(&[("registry", "nowhere")]).contains(USER));
    let text = error(&[base, ("//registry.example/:username", "a"), ("//registry.example/:_password", "hunter 2")]);
    assert!(text.contains("_password") && !text.contains("hunter"), "{text}");
    assert!(error(&[base, ("cafile", "missing.pem")]).contains("/home/ann/missing.pem"));
    assert!(error(&[base, ("ca", "no certificate")]).contains("no certificates"));
    assert!(error(&[base, ("//registry.example/:certfile", "me.pem")]).contains("not supported"));
    assert!(settings(&[("strict-ssl", "false")]).ignored().concat().contains("always verified"));
}

#[test]
fn the_host_of_tarballs_is_replaced_as_the_setting_says() {
    let of = |value: &str| settings(&[("replace-registry-host", value)]).replace_host();
    assert_eq!((of(""), of("npmjs"), of("always"), of("never")), {
        (ReplaceHost::Always, ReplaceHost::Always, ReplaceHost::Always, ReplaceHost::Never)
    });
    assert_eq!(of("https://Files.example/"), ReplaceHost::Host("files.example".to_owned()));
}
