//! What npm's settings mean for a request: the registry of a scope, who asks, through which proxy, and whom to trust.
//!
//! Follows npm 11: `npm-registry-fetch` for credentials (the longest `//host/path/` that has some), `@npmcli/config` for
//! what each setting falls back to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Account, Accounts, Registry, Setting, SettingsError, url};
use crate::http::{Address, Proxies, Roots, Route};
use crate::{Credential, Secret};

/// When the host of a tarball is replaced by the registry's (`replace-registry-host`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ReplaceHost {
    /// Whenever it is another one. npm's own default does so for the host of the public registry alone, whose name is
    /// npm's to know; what any other registry names beside itself would have to be listed anyway.
    #[default]
    Always,
    /// Where it is this one.
    Host(String),
    /// Never.
    Never,
}

/// All settings, the strongest first; of several in one file the last counts.
#[derive(Clone)]
pub struct NpmSettings {
    settings: Vec<Setting>,
    env: BTreeMap<String, String>,
    trust_project: bool,
    route: OnceLock<Route>,
}

impl std::fmt::Debug for NpmSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The environment holds secrets of everything.
        f.debug_struct("NpmSettings").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl NpmSettings {
    /// From what a reader of files found, and the user's environment for proxies.
    pub const fn new(settings: Vec<Setting>, env: BTreeMap<String, String>) -> Self {
        Self { settings, env, trust_project: false, route: OnceLock::new() }
    }

    /// The same, credentials of a project's file used too.
    #[must_use]
    pub const fn trusting_the_project(mut self) -> Self {
        self.trust_project = true;
        self
    }

    /// The registry of a package. `default` is asked where none is configured.
    ///
    /// # Errors
    /// [`SettingsError`], naming the setting and its file.
    pub fn registry(
        &self,
        package: &str,
        default: impl FnOnce() -> Result<Address, SettingsError>,
    ) -> Result<Registry, SettingsError> {
        let scope = package.split_once('/').map(|(scope, _)| scope).filter(|scope| scope.starts_with('@'));
        let set = self.text("scope").map(|scope| format!("@{}", scope.trim_start_matches('@')));
        let keys = [scope.map(str::to_owned), set].into_iter().flatten().map(|scope| format!("{scope}:registry"));
        let found = keys.chain(["registry".to_owned()]).find_map(|key| self.get(&key));
        let (address, credential, origin) = match found {
            Some(setting) => {
                let (address, credential) = url::read(setting.value.reveal(), &place(setting))?;
                (address, credential, place(setting))
            }
            None => (default()?, None, "npm's own default".to_owned()),
        };
        let mut accounts = self.accounts()?;
        accounts.extend(credential.map(|credential| Account::below(&address, credential)));
        self.refuse_certificates(&address)?;
        let accounts = Accounts::new(accounts);
        Ok(Registry { address, origin, route: self.route()?, accounts, keyring: None })
    }

    /// A registry that something else than npm's settings names, such as a launch line: with the proxies and roots of this
    /// user, and the account that they have there.
    ///
    /// # Errors
    /// As [`NpmSettings::registry`].
    pub fn at(&self, address: Address, origin: impl Into<String>) -> Result<Registry, SettingsError> {
        self.refuse_certificates(&address)?;
        let accounts = Accounts::new(self.accounts()?);
        Ok(Registry { address, origin: origin.into(), route: self.route()?, accounts, keyring: None })
    }

    /// When a tarball's host is replaced.
    pub fn replace_host(&self) -> ReplaceHost {
        match self.text("replace-registry-host") {
            None | Some("npmjs" | "always") => ReplaceHost::Always,
            Some("never") => ReplaceHost::Never,
            Some(host) => {
                let host = host.split_once("://").map_or(host, |(_, host)| host);
                ReplaceHost::Host(host.trim_end_matches('/').to_ascii_lowercase())
            }
        }
    }

    /// Settings that are not obeyed, in words.
    pub fn ignored(&self) -> Vec<String> {
        let strict = self.get("strict-ssl").filter(|setting| setting.value.reveal() == "false");
        let mut lines: Vec<String> = strict
            .map(|setting| {
                format!(
                    "{} is not obeyed: certificates are always verified, `cafile` names further roots",
                    place(setting)
                )
            })
            .into_iter()
            .collect();
        if !self.trust_project {
            let projects = self.settings.iter().filter(|setting| setting.project && Part::of(&setting.key).is_some());
            lines.extend(projects.map(|setting| format!("{} is not used: it came with the project", place(setting))));
        }
        lines
    }

    fn get(&self, key: &str) -> Option<&Setting> {
        let first = self.settings.iter().find(|setting| setting.key == key)?;
        let same = |setting: &&Setting| setting.key == key && setting.file == first.file;
        let last = self.settings.iter().rfind(same);
        last.filter(|setting| !matches!(setting.value.reveal(), "" | "null" | "undefined"))
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.get(key).map(|setting| setting.value.reveal())
    }

    fn accounts(&self) -> Result<Vec<Account>, SettingsError> {
        // By place, so that `username` and `_password` of one file or of two come together.
        let mut places: Vec<&str> = Vec::new();
        let mut parts: BTreeMap<(&str, Part), &Setting> = BTreeMap::new();
        for setting in self.settings.iter().filter(|setting| self.trust_project || !setting.project) {
            if let Some((place, part)) = Part::of(&setting.key).filter(|_| !setting.value.reveal().is_empty()) {
                if !places.contains(&place) {
                    places.push(place);
                }
                parts.entry((place, part)).or_insert(setting);
            }
        }
        let mut accounts = Vec::new();
        for key in places {
            let part = |part| parts.get(&(key, part)).copied();
            let secret = |setting: &Setting| Secret::new(setting.value.reveal());
            let credential = if let Some(token) = part(Part::Token) {
                Credential::Bearer(secret(token))
            } else if let Some(pair) = part(Part::Auth) {
                Credential::Encoded(secret(pair))
            } else if let (Some(user), Some(password)) = (part(Part::User), part(Part::Password)) {
                let decoded =
                    STANDARD.decode(password.value.reveal().trim()).ok().and_then(|text| String::from_utf8(text).ok());
                let decoded = decoded.ok_or_else(|| SettingsError::Setting {
                    place: place(password),
                    reason: "it is not base64, as npm writes it".to_owned(),
                })?;
                Credential::Basic { user: secret(user), password: Secret::new(decoded) }
            } else {
                continue;
            };
            // The scheme does not matter to npm; a port does.
            let Ok(address) = Address::parse(&format!("https:{key}")) else { continue };
            let port = address.uri().port_u16();
            accounts.push(Account { port, ..Account::below(&address, credential) });
        }
        Ok(accounts)
    }

    /// A certificate that the user would prove itself by is no token, and leaving it out would look like a refusal.
    fn refuse_certificates(&self, address: &Address) -> Result<(), SettingsError> {
        let certificate = self.settings.iter().find(|setting| {
            let key =
                setting.key.strip_suffix(":certfile").and_then(|key| Address::parse(&format!("https:{key}")).ok());
            key.is_some_and(|key| key.host().eq_ignore_ascii_case(address.host()))
        });
        match certificate {
            Some(setting) => Err(SettingsError::Setting {
                place: place(setting),
                reason: "certificates that prove who asks are not supported".to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// One for all registries, so that they share connections, and roots are read once.
    fn route(&self) -> Result<Route, SettingsError> {
        if let Some(route) = self.route.get() {
            return Ok(route.clone());
        }
        let mut proxies = Proxies::of_env(&self.env);
        if let Some(proxy) = self.text("proxy").filter(|proxy| *proxy != "false") {
            proxies = proxies.with("`proxy` of npm", proxy);
        }
        if let Some(proxy) = self.text("https-proxy").filter(|proxy| *proxy != "false") {
            proxies = proxies.with_encrypted("`https-proxy` of npm", proxy);
        }
        if let Some(hosts) = self.text("noproxy") {
            proxies = proxies.without(hosts);
        }
        let route = Route::new(proxies, self.roots()?);
        Ok(self.route.get_or_init(|| route).clone())
    }

    fn roots(&self) -> Result<Roots, SettingsError> {
        if let Some(setting) = self.get("cafile") {
            return Ok(Roots::with_file(&self.path(setting))?);
        }
        let Some(first) = self.get("ca") else { return Ok(Roots::default()) };
        let same = self.settings.iter().filter(|setting| setting.key == "ca" && setting.file == first.file);
        let text: String = same.map(|setting| setting.value.reveal().replace("\\n", "\n") + "\n").collect();
        Ok(Roots::with_pem(text.as_bytes(), Path::new("`ca` of npm"))?)
    }

    /// A relative path is relative to the folder of its file.
    fn path(&self, setting: &Setting) -> PathBuf {
        let text = setting.value.reveal();
        let home = self.env.get("HOME").or_else(|| self.env.get("USERPROFILE"));
        match (text.strip_prefix("~/"), home, setting.file.as_deref().and_then(Path::parent)) {
            (Some(rest), Some(home), _) => Path::new(home).join(rest),
            (_, _, Some(folder)) => folder.join(text),
            _ => PathBuf::from(text),
        }
    }
}

/// What a message calls a setting; its value stays out of it.
fn place(setting: &Setting) -> String {
    match &setting.file {
        Some(file) => format!("`{}` of `{}`", setting.key, file.display()),
        None => format!("`{}` of the environment", setting.key),
    }
}

/// The part of a credential that a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Token,
    Auth,
    User,
    Password,
}

impl Part {
    /// `//host/path/:_authToken` as `//host/path/` and its part.
    fn of(key: &str) -> Option<(&str, Self)> {
        let (place, name) = key.rsplit_once(':').filter(|(place, _)| place.starts_with("//"))?;
        let part = match name {
            "_authToken" | "_authtoken" => Self::Token,
            "_auth" => Self::Auth,
            "username" => Self::User,
            "_password" => Self::Password,
            _ => return None,
        };
        Some((place, part))
    }
}

#[cfg(test)]
mod tests;
