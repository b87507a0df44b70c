//! How a registry misbehaves, on purpose or as mirrors and proxies do.

use std::time::Duration;

use super::archive;
use super::server::{Delivery, Response};

/// What happens to an answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// This status and these headers instead.
    Status(u16, Vec<(&'static str, String)>),
    /// This JSON instead.
    Json(serde_json::Value),
    /// A page of a proxy that wants to be logged in to, with status 200.
    LoginPage,
    /// The right length, half of the bytes, the end of the connection.
    Half,
    /// So many bytes are announced, and all are sent.
    Length(usize),
    /// The bytes come one after another.
    Slow(Duration),
    /// The answer comes late.
    Delay(Duration),
    /// A body that is small and unpacks to this many bytes.
    GzipBomb(usize),
    /// A coding that nobody asked for.
    Coding(&'static str),
    /// One byte in the middle is another.
    Flipped,
    /// A header says something else.
    Header(&'static str, String),
}

/// What a mirror does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// npm's times and PyPI's.
    Times,
    /// npm's signatures.
    Signatures,
    /// npm's `dist.attestations` and what is behind it, PyPI's provenance.
    Attestations,
    /// Digests of archives.
    Digests,
    /// The keys of npm's signatures.
    Keys,
    /// The JSON of indexes: HTML is all there is.
    Json,
    /// Who published and who may.
    People,
    /// The interface that lists what refers to an image.
    Referrers,
}

#[derive(Debug)]
pub(super) struct Planned {
    pub(super) path: String,
    pub(super) times: Option<usize>,
    pub(super) fault: Fault,
}

/// The first fault that is planned for a path, counted down.
pub(super) fn take(planned: &mut Vec<Planned>, path: &str) -> Option<Fault> {
    let place = planned.iter().position(|one| path.starts_with(&one.path))?;
    let one = planned.get_mut(place)?;
    let fault = one.fault.clone();
    if let Some(times) = &mut one.times {
        *times = times.saturating_sub(1);
        if *times == 0 {
            planned.remove(place);
        }
    }
    Some(fault)
}

impl Fault {
    /// The answer that comes instead of any other.
    pub(super) fn instead(&self) -> Option<Response> {
        match self {
            Self::Status(status, headers) => Some(
                headers.iter().fold(Response::status(*status), |response, (name, value)| response.with(name, value)),
            ),
            Self::Json(value) => Some(Response::json(value)),
            Self::LoginPage => Some(Response::bytes("text/html", "<html><form action=\"/login\"></form></html>")),
            Self::GzipBomb(bytes) => {
                let body = archive::gzip(&vec![b' '; *bytes]);
                Some(Response::bytes("application/json", body).with("Content-Encoding", "gzip"))
            }
            _ => None,
        }
    }

    pub(super) fn apply(self, mut response: Response) -> Response {
        match self {
            Self::Half => response.delivery = Delivery::Half,
            Self::Length(length) => response.delivery = Delivery::Announced(length),
            Self::Slow(pause) => response.delivery = Delivery::Slow(1, pause),
            Self::Delay(delay) => response.delay = delay,
            Self::Coding(coding) => response = response.with("Content-Encoding", coding),
            Self::Flipped => {
                let middle = response.body.len() / 2;
                if let Some(byte) = response.body.get_mut(middle) {
                    *byte ^= 1;
                }
            }
            Self::Header(name, value) => {
                response.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
                response = response.with(name, &value);
            }
            Self::Status(..) | Self::Json(_) | Self::LoginPage | Self::GzipBomb(_) => {}
        }
        response
    }
}
