//! Why something could not be fetched.

use std::path::PathBuf;
use std::time::Duration;

use ureq::http::StatusCode;

/// Why a redirect is not followed that settings can permit.
pub const OTHER_HOST: &str = "which is another host";

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
    /// More redirects than an honest server needs.
    #[error("`{0}` redirects again and again")]
    Redirects(String),
    /// A proxy that cannot be used.
    #[error("the proxy in {variable} cannot be used: {reason}")]
    Proxy {
        /// The environment variable or setting.
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
    /// A token or password that cannot be sent.
    #[error("the credential for `{0}` has characters that cannot be sent")]
    Credential(String),
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
    /// A server that wants to be left alone for longer than there is time.
    #[error("`{address}` answers with status {status} and wants to be asked again in {} seconds", wait.as_secs())]
    Busy {
        /// The address.
        address: String,
        /// 429 or 503.
        status: StatusCode,
        /// How long to wait.
        wait: Duration,
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
    /// A body that cannot be unpacked, or is packed in a way that was not asked for.
    #[error("the body of `{address}` cannot be unpacked: {reason}")]
    Coding {
        /// The address.
        address: String,
        /// What is wrong.
        reason: String,
    },
    /// Other bytes than what was promised.
    #[error("`{address}` is not what was promised: expected {expected}, got {found}")]
    Digest {
        /// The address.
        address: String,
        /// The promised digest.
        expected: String,
        /// That of what came.
        found: String,
    },
    /// Another size than what was promised.
    #[error("`{address}` is not what was promised: expected {expected} bytes, got {found}")]
    Size {
        /// The address.
        address: String,
        /// The promised size.
        expected: u64,
        /// What came.
        found: u64,
    },
    /// Nothing may be fetched, and nothing is kept.
    #[error("`{0}` is not in the cache, and nothing is fetched offline")]
    Offline(String),
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
            Self::Address { .. } => "give an address like `https://registry.example/path`",
            Self::Plain(_) => "name it with `https://`",
            Self::Redirect { .. } | Self::Redirects(_) => "if you trust where it leads, name that address",
            Self::Proxy { .. } => "write it as `http://host:port`; NO_PROXY names hosts that need none",
            Self::Roots { .. } => "name a file of PEM certificates (`-----BEGIN CERTIFICATE-----`)",
            Self::Credential(_) => "look for a line break or a quote in the token or password",
            Self::Host(_) => "check the spelling and the network; behind a proxy set HTTPS_PROXY",
            Self::Connection { .. } => "check the network; behind a proxy set HTTPS_PROXY",
            Self::Tls { .. } => {
                "check the port; a network with a root certificate of its own needs it named (`cafile`)"
            }
            Self::Status { .. } => "check the address",
            Self::Busy { .. } => "try again later",
            Self::TooLarge { .. } => "it is probably another file than the one that is meant",
            Self::Truncated { .. } | Self::Timeout { .. } => "try again",
            Self::Coding { .. } => "a proxy between here and the server may have changed it",
            Self::Digest { .. } | Self::Size { .. } => {
                "do not use it: the file was changed after it was published, or the registry is wrong about it"
            }
            Self::Offline(_) => "run it once without `--offline`",
        }
    }

    /// Whether the same question may well be answered a moment later.
    pub(super) const fn is_passing(&self) -> bool {
        matches!(self, Self::Connection { .. } | Self::Truncated { .. } | Self::Host(_))
    }
}
