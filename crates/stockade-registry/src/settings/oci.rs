//! Who asks for container images: the accounts of Docker's `config.json`, and the programs it names that keep them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::ask::Asker;
use super::{Registry, SettingsError, url};
use crate::http::{Proxies, Roots, Route};
use crate::{Credential, Secret};

/// The parts of `config.json` that say who asks.
#[derive(Clone, Default)]
pub struct OciSettings {
    file: File,
    env: BTreeMap<String, String>,
    route: OnceLock<Route>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    #[serde(default)]
    auths: BTreeMap<String, Auth>,
    #[serde(default)]
    cred_helpers: BTreeMap<String, String>,
    #[serde(default)]
    creds_store: Option<String>,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File").field("auths", &self.auths.keys()).finish_non_exhaustive()
    }
}

#[derive(Clone, Default, Deserialize)]
struct Auth {
    auth: Option<String>,
    identitytoken: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Kept {
    username: String,
    secret: String,
}

impl std::fmt::Debug for OciSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The environment holds secrets of everything.
        f.debug_struct("OciSettings").field("file", &self.file).finish_non_exhaustive()
    }
}

impl OciSettings {
    /// From the text of `config.json`, where there is one.
    ///
    /// # Errors
    /// [`SettingsError::Setting`] where it is no JSON of that kind; what is wrong is said without what stands there.
    pub fn new(text: Option<&str>, env: BTreeMap<String, String>) -> Result<Self, SettingsError> {
        let file = text.map_or(Ok(File::default()), serde_json::from_str).map_err(|error| SettingsError::Setting {
            place: "Docker's `config.json`".to_owned(),
            reason: format!("line {}, column {} is not what Docker writes", error.line(), error.column()),
        })?;
        Ok(Self { file, env, route: OnceLock::new() })
    }

    /// The registry of a host (`registry.example:5000`). `http` is spoken to this machine itself alone, as Docker does.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn registry(&self, host: &str, asker: Option<&Asker>) -> Result<Registry, SettingsError> {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let scheme = if matches!(name, "localhost" | "127.0.0.1" | "[::1]") { "http" } else { "https" };
        let place = format!("the image of `{}`", stockade_model::visible::short(host, 80));
        let (address, _) = url::read(&format!("{scheme}://{host}/"), &place)?;
        let route = self.route.get_or_init(|| Route::new(Proxies::of_env(&self.env), Roots::default()));
        let mut registry = Registry::open(address.clone(), "the image's own name", route.clone());
        let credential = self.kept(host, asker)?.or(self.written(host)?);
        registry.accounts = super::Accounts::new(
            credential.map(|credential| super::Account::below(&address, credential)).into_iter().collect(),
        );
        Ok(registry)
    }

    fn written(&self, host: &str) -> Result<Option<Credential>, SettingsError> {
        let found = self.file.auths.iter().find(|(key, _)| host_of(key).eq_ignore_ascii_case(host));
        let Some((_, auth)) = found else { return Ok(None) };
        if auth.identitytoken.as_deref().is_some_and(|token| !token.is_empty()) {
            return Err(SettingsError::Setting {
                place: "`identitytoken` of Docker's `config.json`".to_owned(),
                reason: "identity tokens are not supported".to_owned(),
            });
        }
        let decoded = auth.auth.as_deref().filter(|text| !text.is_empty()).map(|text| STANDARD.decode(text));
        let pair = decoded.map(|text| text.ok().and_then(|text| String::from_utf8(text).ok()));
        match pair {
            None => Ok(None),
            Some(pair) => match pair.as_deref().and_then(|pair| pair.split_once(':')) {
                Some((user, password)) => {
                    Ok(Some(Credential::Basic { user: Secret::new(user), password: Secret::new(password) }))
                }
                None => Err(SettingsError::Setting {
                    place: "`auth` of Docker's `config.json`".to_owned(),
                    reason: "it is no name and password in base64".to_owned(),
                }),
            },
        }
    }

    /// From the program that keeps it; one that has none says so by its status.
    fn kept(&self, host: &str, asker: Option<&Asker>) -> Result<Option<Credential>, SettingsError> {
        let helper = self.file.cred_helpers.get(host).or(self.file.creds_store.as_ref());
        let Some((helper, asker)) = helper.zip(asker) else { return Ok(None) };
        if !helper.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) {
            return Err(SettingsError::Setting {
                place: "the name of a credential helper in Docker's `config.json`".to_owned(),
                reason: "it is no name of a program".to_owned(),
            });
        }
        let answer = asker.run(&format!("docker-credential-{helper}"), &["get"], Some(host)).ok();
        let kept = answer.and_then(|text| serde_json::from_str::<Kept>(&text).ok());
        Ok(kept.map(|kept| Credential::Basic { user: Secret::new(kept.username), password: Secret::new(kept.secret) }))
    }
}

/// `https://host/v1/` as its host; older files write it so.
fn host_of(key: &str) -> &str {
    let rest = key.split_once("://").map_or(key, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Address;

    #[test]
    fn accounts_are_those_of_the_host() {
        let text = r#"{"auths": {"https://registry.example/v1/": {"auth": "YW5uOmh1bnRlcjI="}, "b.example:5000": {"auth": "!"}, "c.example": {}}}"#;
        let settings = OciSettings::new(Some(text), BTreeMap::new()).unwrap();
        let of = |host: &str| settings.registry(host, None);
        let registry = of("registry.example").unwrap();
        let manifest = Address::parse("https://registry.example/v2/a/manifests/1").unwrap();
        assert_eq!(registry.accounts.of(&manifest).unwrap().header().unwrap(), "Basic YW5uOmh1bnRlcjI=");
        assert!(of("c.example").unwrap().accounts.of(&manifest).is_none());
        assert!(of("b.example:5000").unwrap_err().to_string().contains("no name and password"));
        assert!(!of("localhost:5000").unwrap().address.is_encrypted());
        assert!(of("localhost.evil.example").unwrap().address.is_encrypted());
        let error = OciSettings::new(Some("{\"auths\": {\"hunter2\": 1}}"), BTreeMap::new()).unwrap_err().to_string();
        assert!(error.contains("line 1") && !error.contains("hunter2"), "{error}");
    }
}
