//! Fetches one file from an address: bounded, encrypted, from the host that was named and from no other.
//!
//! - `https` only, unless the caller allows `http`; a redirect may lead neither to another host nor back to `http`;
//! - certificates are judged by the platform, and by the roots of a file beside it where one is named;
//! - the body ends at a limit that the caller gives, counted after decompression, and is never shorter than announced;
//! - proxies come from the environment (`proxy`); an unusable one is a failure and never a silent direct connection;
//! - nothing is believed because of where it came from: whoever fetches checks the signature.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::http::{StatusCode, header};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider};

mod address;
mod proxy;

pub use address::Address;

/// As many as an honest server needs for a moved file.
const MOST_REDIRECTS: usize = 5;
/// Name, connection and first answer take no longer than this, whatever the whole may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much is read between two reports of progress.
const CHUNK: usize = 64 * 1024;

/// What went wrong with a fetch.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Not something that can be fetched.
    #[error("`{address}` cannot be fetched: {reason}")]
    Address {
        /// As it was given.
        address: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// `http`, and nobody allowed it.
    #[error("`{0}` is not encrypted, so that anybody on the way could answer in its place")]
    Plain(String),
    /// A redirect that is not followed.
    #[error("`{from}` sends to `{to}`, {reason}")]
    Redirect {
        /// The address that answered.
        from: String,
        /// Where it sends.
        to: String,
        /// Why that is not followed.
        reason: &'static str,
    },
    /// More redirects than [`MOST_REDIRECTS`].
    #[error("`{0}` redirects again and again")]
    Redirects(String),
    /// A proxy variable that cannot be used.
    #[error("the proxy in {variable} cannot be used: {reason}")]
    Proxy {
        /// The environment variable.
        variable: &'static str,
        /// What is wrong with it; never its value, which may hold a password.
        reason: String,
    },
    /// The file with more roots.
    #[error("`{}` holds no certificates that could be trusted: {reason}", path.display())]
    Roots {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No address for the name.
    #[error("the host of `{0}` could not be found")]
    Host(String),
    /// No connection, or one that broke.
    #[error("could not fetch `{address}`: {reason}")]
    Connection {
        /// The address.
        address: String,
        /// What the system says.
        reason: String,
    },
    /// The other side could not prove who it is, or speaks no TLS.
    #[error("no trusted connection to `{address}`: {reason}")]
    Tls {
        /// The address.
        address: String,
        /// What is wrong.
        reason: String,
    },
    /// An answer without the file.
    #[error("`{address}` answers with status {status}")]
    Status {
        /// The address.
        address: String,
        /// The number and its usual words.
        status: StatusCode,
    },
    /// More than the caller takes.
    #[error("`{address}` holds more than {most} bytes")]
    TooLarge {
        /// The address.
        address: String,
        /// The limit.
        most: u64,
    },
    /// The connection ended in the middle of the body.
    #[error("`{address}` ended after {read} bytes, before its announced end")]
    Truncated {
        /// The address.
        address: String,
        /// What came.
        read: usize,
    },
    /// Out of time.
    #[error("`{address}` took longer than {} seconds", limit.as_secs())]
    Timeout {
        /// The address.
        address: String,
        /// The limit that was reached.
        limit: Duration,
    },
}

impl FetchError {
    /// How to go on.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Address { .. } => "give an address like `https://packs.example.com/stockade.pack`",
            Self::Plain(_) => "name it with `https://`; `--allow-http` if it is a host of your own network",
            Self::Redirect { .. } | Self::Redirects(_) => "if you trust where it leads, name that address",
            Self::Proxy { .. } => "write it as `http://host:port`; NO_PROXY names hosts that need none",
            Self::Roots { .. } => "name a file of PEM certificates (`-----BEGIN CERTIFICATE-----`)",
            Self::Host(_) => "check the spelling and the network; behind a proxy set HTTPS_PROXY",
            Self::Connection { .. } => "check the network; behind a proxy set HTTPS_PROXY",
            Self::Tls { .. } => {
                "check the port; where the network has a root certificate of its own, `--cafile` names it"
            }
            Self::Status { .. } => "check the address",
            Self::TooLarge { .. } => "it is probably another file than the one that is meant",
            Self::Truncated { .. } => "try again",
            Self::Timeout { .. } => "try again; `--timeout SECONDS` gives the whole of it longer",
        }
    }
}

/// How files are fetched.
#[derive(Debug)]
pub struct Fetch<'a> {
    /// Whether `http` will do.
    pub allow_http: bool,
    /// For everything, redirects among it.
    pub timeout: Duration,
    /// Where proxies are named.
    pub env: &'a BTreeMap<String, String>,
    roots: RootCerts,
}

impl<'a> Fetch<'a> {
    /// With what the platform trusts, and the certificates of a file beside it where one is named.
    pub fn new(
        env: &'a BTreeMap<String, String>,
        cafile: Option<&Path>,
        timeout: Duration,
        allow_http: bool,
    ) -> Result<Self, FetchError> {
        let roots = match cafile {
            None => RootCerts::PlatformVerifier,
            Some(path) => roots(path)?,
        };
        Ok(Self { allow_http, timeout, env, roots })
    }

    /// The file at an address, of at most `most` bytes. `say` hears how many came, of how many where that is known.
    pub fn get(&self, address: &str, most: u64, say: &dyn Fn(u64, Option<u64>)) -> Result<Vec<u8>, FetchError> {
        let begun = Instant::now();
        let mut here = Address::parse(address)?;
        for _ in 0..=MOST_REDIRECTS {
            if !here.is_encrypted() && !self.allow_http {
                return Err(FetchError::Plain(here.shown()));
            }
            let left = self.timeout.saturating_sub(begun.elapsed());
            if left.is_zero() {
                return Err(self.late(&here));
            }
            let agent = self.agent(&here, left)?;
            let mut response = agent.get(here.uri()).call().map_err(|error| self.failed(&here, error))?;
            let status = response.status();
            if status == StatusCode::OK {
                let length = response.headers().get(header::CONTENT_LENGTH);
                let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
                if length.is_some_and(|length| length > most) {
                    return Err(FetchError::TooLarge { address: here.shown(), most });
                }
                // A packed body is longer than its announced length.
                let packed = response.headers().contains_key(header::CONTENT_ENCODING);
                let body = response.body_mut().with_config().limit(u64::MAX).reader();
                return self.body(&here, body, most, &|read| say(read, length.filter(|_| !packed)));
            }
            let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
            here = match to.filter(|_| status.is_redirection()) {
                Some(to) => here.follow(to)?,
                None => return Err(FetchError::Status { address: here.shown(), status }),
            };
        }
        Err(FetchError::Redirects(here.shown()))
    }

    fn body(
        &self,
        here: &Address,
        mut body: impl std::io::Read,
        most: u64,
        say: &dyn Fn(u64),
    ) -> Result<Vec<u8>, FetchError> {
        let mut bytes = Vec::new();
        loop {
            let before = bytes.len();
            let read = (&mut body).take(CHUNK as u64).read_to_end(&mut bytes);
            if let Err(error) = read {
                return Err(match ureq::Error::from(error) {
                    ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                        FetchError::Truncated { address: here.shown(), read: bytes.len() }
                    }
                    error => self.failed(here, error),
                });
            }
            if bytes.len() as u64 > most {
                return Err(FetchError::TooLarge { address: here.shown(), most });
            }
            if bytes.len() == before {
                return Ok(bytes);
            }
            say(bytes.len() as u64);
        }
    }

    fn agent(&self, here: &Address, left: Duration) -> Result<ureq::Agent, FetchError> {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(self.roots.clone())
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
        let short = Some(left.min(PATIENCE));
        let config = ureq::Agent::config_builder()
            .tls_config(tls.build())
            // Always said: the library would otherwise read the process's environment by rules of its own.
            .proxy(proxy::of(here, self.env)?)
            .https_only(!self.allow_http)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("stockade/", env!("CARGO_PKG_VERSION")))
            .timeout_global(Some(left))
            .timeout_resolve(short)
            .timeout_connect(short)
            .timeout_recv_response(short);
        Ok(config.build().new_agent())
    }

    fn late(&self, here: &Address) -> FetchError {
        FetchError::Timeout { address: here.shown(), limit: self.timeout }
    }

    fn failed(&self, here: &Address, error: ureq::Error) -> FetchError {
        let address = here.shown();
        let connection = |reason: String| FetchError::Connection { address: address.clone(), reason };
        let tls = |reason: String| FetchError::Tls { address: address.clone(), reason };
        match error {
            ureq::Error::Timeout(ureq::Timeout::Global) => self.late(here),
            ureq::Error::Timeout(_) => FetchError::Timeout { address, limit: PATIENCE.min(self.timeout) },
            ureq::Error::HostNotFound => FetchError::Host(address),
            ureq::Error::Rustls(error) => tls(error.to_string()),
            ureq::Error::Tls(reason) => tls(reason.to_owned()),
            ureq::Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(error) => tls(error.to_string()),
                None if is_lookup(&error) => FetchError::Host(address),
                None => connection(error.to_string()),
            },
            ureq::Error::ConnectProxyFailed(reason) => connection(format!("the proxy refuses: {reason}")),
            error => connection(error.to_string()),
        }
    }
}

/// A name that has no address is told apart from a connection that fails by nothing but its words or number.
fn is_lookup(error: &std::io::Error) -> bool {
    /// `WSAHOST_NOT_FOUND`, `WSATRY_AGAIN`, `WSANO_RECOVERY` and `WSANO_DATA` of Windows.
    const NUMBERS: std::ops::RangeInclusive<i32> = 11001..=11004;
    error.to_string().contains("lookup address") || error.raw_os_error().is_some_and(|code| NUMBERS.contains(&code))
}

/// The platform's roots and those of a file.
fn roots(path: &Path) -> Result<RootCerts, FetchError> {
    let refuse = |reason: String| FetchError::Roots { path: path.to_owned(), reason };
    let text = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
    let mut own = Vec::new();
    for item in ureq::tls::parse_pem(&text) {
        match item.map_err(|error| refuse(error.to_string()))? {
            PemItem::Certificate(certificate) => own.push(certificate),
            _ => return Err(refuse("it holds something else beside certificates".to_owned())),
        }
    }
    if own.is_empty() {
        return Err(refuse("there is none in it".to_owned()));
    }
    // One that is no certificate would be left out in silence later.
    let mut checked = rustls::RootCertStore::empty();
    for certificate in &own {
        checked.add(certificate.der().to_vec().into()).map_err(|error| refuse(error.to_string()))?;
    }
    let platform = rustls_native_certs::load_native_certs().certs;
    own.extend(platform.iter().map(|certificate| Certificate::from_der(certificate).to_owned()));
    Ok(own.into())
}
