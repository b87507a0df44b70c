//! One answer.

use jiff::Timestamp;
use ureq::http::{HeaderMap, StatusCode};

use super::{Address, FetchError};

/// Where an answer came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The server, just now.
    Network,
    /// The cache, and the server says that it is still right.
    Revalidated,
    /// The cache, and it is not older than the server allows.
    Fresh,
    /// The cache, since nothing is fetched offline; it may be out of date.
    Offline,
}

/// What came back. Any status that is no redirect is an answer; [`Answer::ok`] is for those who want 200 alone.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body, unpacked; empty where the status is not 200.
    pub body: Vec<u8>,
    /// `Content-Type`, without parameters and in lower case; empty where it is not said.
    pub content_type: String,
    /// `WWW-Authenticate`, where there is one.
    pub challenge: Option<String>,
    /// A few headers that registries put facts into, by lower-case name.
    pub facts: Vec<(String, String)>,
    /// The address that answered in the end.
    pub address: Address,
    /// Where it came from.
    pub source: Source,
    /// When the server was last asked.
    pub asked: Timestamp,
}

/// Headers that say something beside the body.
pub(super) const FACTS: &[&str] = &["docker-content-digest", "oci-filters-applied", "link", "x-pypi-last-serial"];

impl Answer {
    /// The answer where it is one.
    ///
    /// # Errors
    /// [`FetchError::Status`] for any other status than 200.
    pub fn ok(self) -> Result<Self, FetchError> {
        if self.status == StatusCode::OK {
            return Ok(self);
        }
        Err(FetchError::Status { address: self.address.shown(), status: self.status })
    }

    /// The value of one of the kept headers.
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// `Content-Type` without its parameters.
pub(super) fn content_type(headers: &HeaderMap) -> String {
    let whole = text(headers, "content-type").unwrap_or_default();
    whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The facts among the headers.
pub(super) fn facts(headers: &HeaderMap) -> Vec<(String, String)> {
    FACTS.iter().filter_map(|name| Some(((*name).to_owned(), text(headers, name)?.to_owned()))).collect()
}

/// A header as text.
pub(super) fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
