//! What the settings of pip and uv mean for a request: which indexes, in which order, and who asks.
//!
//! - an address holds its own credential, else uv's variables for a named index do, else `.netrc`, else a keyring;
//! - files of an index lie where the index says, mostly on another host: a credential of the index does not go there.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::ask::Asker;
use super::{Account, Accounts, Keyring, Registry, SettingsError, netrc, url};
use crate::http::{Address, Proxies, Roots, Route};
use crate::{Credential, Secret};

/// Whose settings they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PythonClient {
    /// pip and what goes through it.
    Pip,
    /// uv and uvx.
    Uv,
}

/// What an index is to its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexKind {
    /// The main one, which takes the place of the client's default.
    Main,
    /// One beside it.
    Extra,
    /// One that is asked for the packages alone that name it.
    Explicit,
    /// A page or a folder of files.
    Links,
}

/// One index as a setting names it.
#[derive(Clone, Debug)]
pub struct Index {
    /// What it is.
    pub kind: IndexKind,
    /// uv's name for it.
    pub name: Option<String>,
    /// Its address, perhaps with a password.
    pub url: Secret,
    /// The file that names it; none for the environment.
    pub file: Option<PathBuf>,
    /// Whether that file came with a project: then a password of the environment is not for it, whatever its name.
    pub project: bool,
}

/// All settings.
#[derive(Clone)]
pub struct PypiSettings {
    /// Whose they are.
    pub client: PythonClient,
    /// In the order in which the client asks them.
    pub indexes: Vec<Index>,
    /// A file of further roots (`cert` of pip).
    pub roots: Option<PathBuf>,
    /// `proxy` of pip.
    pub proxy: Option<Secret>,
    /// Whether `keyring` may be started (`keyring-provider`).
    pub keyring: bool,
    /// The text of the user's `.netrc`.
    pub netrc: Option<Secret>,
    /// The user's environment.
    pub env: BTreeMap<String, String>,
    /// One for all indexes, so that they share connections, and roots are read once.
    route: OnceLock<Route>,
}

impl std::fmt::Debug for PypiSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The environment holds secrets of everything.
        f.debug_struct("PypiSettings")
            .field("client", &self.client)
            .field("indexes", &self.indexes)
            .finish_non_exhaustive()
    }
}

impl PypiSettings {
    /// Settings of a client that is not configured at all.
    pub const fn new(client: PythonClient, env: BTreeMap<String, String>) -> Self {
        Self {
            client,
            indexes: Vec::new(),
            roots: None,
            proxy: None,
            keyring: false,
            netrc: None,
            env,
            route: OnceLock::new(),
        }
    }

    /// The registries that are asked for a package, in order; `default` is asked where no main one is configured.
    /// `asker` starts the programs that keep passwords, where a registry refuses.
    ///
    /// # Errors
    /// [`SettingsError`], naming the setting and its file.
    pub fn registries(
        &self,
        asker: Option<&Asker>,
        default: impl FnOnce() -> Result<Address, SettingsError>,
    ) -> Result<Vec<Registry>, SettingsError> {
        let route = self.route()?;
        let mut out = Vec::new();
        let mut main = None;
        for index in &self.indexes {
            match index.kind {
                IndexKind::Extra => out.push(self.registry(index, asker, &route)?),
                IndexKind::Main if main.is_none() => main = Some(self.registry(index, asker, &route)?),
                IndexKind::Main | IndexKind::Explicit | IndexKind::Links => {}
            }
        }
        out.push(match main {
            Some(main) => main,
            None => {
                let name = match self.client {
                    PythonClient::Pip => "pip's own default",
                    PythonClient::Uv => "uv's own default",
                };
                self.with_accounts(default()?, None, name.to_owned(), asker, &route)
            }
        });
        Ok(out)
    }

    /// The index of a name, which a project can ask for.
    ///
    /// # Errors
    /// As [`PypiSettings::registries`].
    pub fn named(&self, name: &str, asker: Option<&Asker>) -> Result<Option<Registry>, SettingsError> {
        let found = self.indexes.iter().find(|index| index.name.as_deref() == Some(name));
        found.map(|index| self.registry(index, asker, &self.route()?)).transpose()
    }

    /// An index that something else than the client's settings names, such as a launch line: with the proxies and roots of
    /// this user, and the account that they have there.
    ///
    /// # Errors
    /// As [`PypiSettings::registries`].
    pub fn at(
        &self,
        address: Address,
        origin: impl Into<String>,
        asker: Option<&Asker>,
    ) -> Result<Registry, SettingsError> {
        let route = self.route()?;
        // What a configured index of that origin is asked with stands in its address.
        let same = |index: &&Index| {
            let read = url::read(index.url.reveal(), &place(index)).ok();
            !index.project && read.is_some_and(|(own, _)| own.is_same_origin(&address))
        };
        let known = self.indexes.iter().find(same).map(|index| self.registry(index, asker, &route)).transpose()?;
        Ok(match known {
            Some(known) => Registry { address, origin: origin.into(), ..known },
            None => self.with_accounts(address, None, origin.into(), asker, &route),
        })
    }

    /// Places of files (`find-links`) that the client looks into and that are not asked here.
    pub fn unread(&self) -> Vec<String> {
        let links = self.indexes.iter().filter(|index| index.kind == IndexKind::Links);
        links.map(place).collect()
    }

    fn registry(&self, index: &Index, asker: Option<&Asker>, route: &Route) -> Result<Registry, SettingsError> {
        let (address, credential) = url::read(index.url.reveal(), &place(index))?;
        let own_name = index.name.as_deref().filter(|_| !index.project);
        let credential = credential.or_else(|| own_name.and_then(|name| self.named_credential(name)));
        Ok(self.with_accounts(address, credential, place(index), asker, route))
    }

    fn with_accounts(
        &self,
        address: Address,
        credential: Option<Credential>,
        origin: String,
        asker: Option<&Asker>,
        route: &Route,
    ) -> Registry {
        let user = match &credential {
            Some(Credential::Basic { user, password }) if password.reveal().is_empty() => {
                Some(user.reveal().to_owned())
            }
            _ => None,
        };
        let mut accounts = Vec::new();
        // A name without a password is for the keyring to complete.
        if let Some(credential) = credential.filter(|_| user.is_none() || !self.keyring) {
            // The whole origin: files often lie beside the index, and both clients send it there.
            accounts.push(Account { path: "/".to_owned(), ..Account::below(&address, credential) });
        }
        accounts.extend(self.netrc.as_ref().map(|text| netrc::parse(text.reveal())).unwrap_or_default());
        let uv = self.client == PythonClient::Uv;
        let keyring = asker.filter(|_| uv || self.keyring);
        let keyring = keyring.map(|asker| Keyring::new(asker.clone(), user, uv, self.keyring));
        Registry { address, origin, route: route.clone(), accounts: Accounts::new(accounts), keyring }
    }

    /// `UV_INDEX_<NAME>_USERNAME` and `…_PASSWORD`.
    fn named_credential(&self, name: &str) -> Option<Credential> {
        let name: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
        let of = |part: &str| self.env.get(&format!("UV_INDEX_{name}_{part}")).map(|text| Secret::new(text.clone()));
        let (user, password) = (of("USERNAME"), of("PASSWORD"));
        if user.is_none() && password.is_none() {
            return None;
        }
        let empty = || Secret::new("");
        Some(Credential::Basic { user: user.unwrap_or_else(empty), password: password.unwrap_or_else(empty) })
    }

    fn route(&self) -> Result<Route, SettingsError> {
        if let Some(route) = self.route.get() {
            return Ok(route.clone());
        }
        let mut proxies = Proxies::of_env(&self.env);
        if let Some(proxy) = self.proxy.as_ref().filter(|_| self.client == PythonClient::Pip) {
            proxies = proxies.with("`proxy` of pip", proxy.reveal());
        }
        let variables: &[&str] = match self.client {
            PythonClient::Pip => &["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"],
            PythonClient::Uv => &["SSL_CERT_FILE"],
        };
        let file = self.roots.clone().or_else(|| {
            let set = variables.iter().find_map(|name| self.env.get(*name).filter(|path| !path.is_empty()));
            set.map(PathBuf::from)
        });
        let roots = match file {
            Some(path) => Roots::with_file(&path)?,
            None => Roots::default(),
        };
        let route = Route::new(proxies, roots);
        Ok(self.route.get_or_init(|| route).clone())
    }
}

/// What a message calls an index; its address stays out of it.
fn place(index: &Index) -> String {
    let what = match index.kind {
        IndexKind::Main => "the index",
        IndexKind::Extra | IndexKind::Explicit => "the further index",
        IndexKind::Links => "the place of files",
    };
    let name = index.name.as_deref().map(|name| format!(" `{name}`")).unwrap_or_default();
    match &index.file {
        Some(file) => format!("{what}{name} of `{}`", file.display()),
        None => format!("{what}{name} of the environment"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(kind: IndexKind, name: Option<&str>, url: &str) -> Index {
        Index {
            kind,
            name: name.map(str::to_owned),
            url: Secret::new(url),
            file: Some(PathBuf::from("/home/ann/uv.toml")),
            project: false,
        }
    }

    fn none() -> Result<Address, SettingsError> {
        Err(SettingsError::NoRegistry { ecosystem: "PyPI", client: "uv", reason: "nobody is there".to_owned() })
    }

    fn header(registry: &Registry, address: &str) -> Option<String> {
        registry.accounts.of(&Address::parse(address).unwrap())?.header()
    }

    #[test]
    fn further_indexes_are_asked_before_the_main_one() {
        let mut settings = PypiSettings::new(PythonClient::Uv, BTreeMap::new());
        settings.indexes = vec![
            index(IndexKind::Links, None, "/srv/wheels"),
            index(IndexKind::Extra, Some("corp"), "https://ann:hunter2@corp.example/simple/"),
            index(IndexKind::Explicit, Some("torch"), "https://torch.example/simple/"),
            index(IndexKind::Main, None, "https://registry.example/simple"),
            index(IndexKind::Main, None, "https://hidden.example/simple"),
        ];
        let found = settings.registries(None, none).unwrap();
        let shown: Vec<String> = found.iter().map(Registry::shown).collect();
        assert_eq!(shown, ["https://corp.example/simple/", "https://registry.example/simple"]);
        assert_eq!(found[0].origin, "the further index `corp` of `/home/ann/uv.toml`");
        assert!(header(&found[0], "https://corp.example/files/a.whl").is_some());
        assert_eq!(header(&found[0], "https://files.example/a.whl"), None);
        assert_eq!(settings.named("torch", None).unwrap().unwrap().shown(), "https://torch.example/simple/");
        assert_eq!(settings.unread(), ["the place of files of `/home/ann/uv.toml`"]);
        settings.indexes.retain(|index| index.kind != IndexKind::Main);
        assert!(settings.registries(None, none).unwrap_err().hint().contains("UV_DEFAULT_INDEX"));
    }

    #[test]
    fn an_index_of_a_launch_line_gets_the_account_of_its_host_and_no_other() {
        let mut settings = PypiSettings::new(PythonClient::Uv, BTreeMap::new());
        settings.indexes = vec![index(IndexKind::Main, None, "https://ann:hunter2@corp.example/simple/")];
        settings.netrc = Some(Secret::new("machine other.example login bob password x"));
        let at = |address: &str| settings.at(Address::parse(address).unwrap(), "the launch line", None).unwrap();
        let corp = at("https://corp.example/other/simple/");
        assert_eq!(
            (corp.shown().as_str(), corp.origin.as_str()),
            ("https://corp.example/other/simple/", "the launch line")
        );
        assert_eq!(header(&corp, "https://corp.example/other/simple/x/").unwrap(), "Basic YW5uOmh1bnRlcjI=");
        let other = at("https://other.example/simple/");
        assert_eq!(header(&other, "https://other.example/simple/x/").unwrap(), "Basic Ym9iOng=");
        assert_eq!(header(&at("https://stranger.example/simple/"), "https://stranger.example/simple/"), None);
    }

    #[test]
    fn credentials_come_from_variables_and_netrc() {
        let env = [("UV_INDEX_MY_CORP_USERNAME", "ann"), ("UV_INDEX_MY_CORP_PASSWORD", "hunter2")];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let mut settings = PypiSettings::new(PythonClient::Uv, env);
        settings.indexes = vec![
            index(IndexKind::Extra, Some("my-corp"), "https://corp.example/simple/"),
            index(IndexKind::Main, None, "https://registry.example/simple"),
        ];
        settings.netrc = Some(Secret::new("machine registry.example login bob password x"));
        let found = settings.registries(None, none).unwrap();
        assert_eq!(header(&found[0], "https://corp.example/simple/x/").unwrap(), "Basic YW5uOmh1bnRlcjI=");
        assert_eq!(header(&found[1], "https://registry.example/simple/x/").unwrap(), "Basic Ym9iOng=");
        settings.indexes[0].project = true;
        let found = settings.registries(None, none).unwrap();
        assert_eq!(header(&found[0], "https://corp.example/simple/x/"), None);
    }
}
