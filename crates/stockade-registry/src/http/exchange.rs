//! One attempt: a question goes out, redirects are followed as far as they may be, and the body is read to its end.

use std::io::Read as _;
use std::time::{Duration, Instant};

use ureq::Body;
use ureq::http::{self, HeaderMap, Method, Response, StatusCode, header};

use super::{Address, FetchError, Request, Route, proxy};
use crate::digest::Hasher;

/// As many as an honest server needs for a moved file.
const MOST_REDIRECTS: usize = 5;
/// Name, connection and first answer take no longer than this, whatever the whole may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much is read between two reports of progress.
const CHUNK: u64 = 64 * 1024;

/// What an attempt is made with.
pub(super) struct Attempt<'a> {
    pub(super) route: &'a Route,
    pub(super) request: &'a Request<'a>,
    /// Hosts that a redirect may lead to.
    pub(super) hosts: &'a [String],
    /// `If-None-Match` and `If-Modified-Since`.
    pub(super) conditions: &'a [(&'static str, String)],
    pub(super) deadline: Instant,
    /// What the deadline came from, for messages.
    pub(super) limit: Duration,
    /// Hears how many bytes came, of how many.
    pub(super) say: &'a dyn Fn(u64, Option<u64>),
}

/// What came back.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// Empty unless the status is 200.
    pub(super) body: Vec<u8>,
    pub(super) address: Address,
}

impl Attempt<'_> {
    pub(super) fn run(&self) -> Result<Reply, FetchError> {
        let (address, response) = self.open()?;
        self.read(address, response)
    }

    /// The same into something that is not memory. Gives the status; whatever is no 200 writes nothing.
    pub(super) fn save(&self, into: &mut dyn std::io::Write) -> Result<(Address, StatusCode), FetchError> {
        let (address, mut response) = self.open()?;
        let status = response.status();
        if status != StatusCode::OK {
            return Ok((address, status));
        }
        let length = self.length(&address, response.headers())?;
        let mut body = response.body_mut().with_config().limit(u64::MAX).reader();
        let mut read = 0_u64;
        let mut chunk = vec![0; CHUNK as usize];
        loop {
            let count = match body.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.broken(&address, error, usize::try_from(read).unwrap_or(usize::MAX))),
            };
            read = read.saturating_add(count as u64);
            if read > self.request.most {
                return Err(FetchError::TooLarge { address: address.shown(), most: self.request.most });
            }
            into.write_all(chunk.get(..count).unwrap_or_default()).map_err(|error| FetchError::Connection {
                address: address.shown(),
                reason: format!("what comes cannot be written: {error}"),
            })?;
            (self.say)(read, length);
        }
        Ok((address, status))
    }

    fn open(&self) -> Result<(Address, Response<Body>), FetchError> {
        let start = &self.request.address;
        let mut here = start.clone();
        for _ in 0..=MOST_REDIRECTS {
            if !here.is_encrypted() && !self.request.plain {
                return Err(FetchError::Plain(here.shown()));
            }
            let response = self.send(&here, here.is_same_origin(start))?;
            let status = response.status();
            let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
            match to.filter(|_| status.is_redirection() && status != StatusCode::NOT_MODIFIED) {
                // A question that was posted is not asked again elsewhere.
                Some(to) if self.request.body.is_none() => here = here.follow(to, self.hosts)?,
                _ => return Ok((here, response)),
            }
        }
        Err(FetchError::Redirects(here.shown()))
    }

    fn send(&self, here: &Address, as_somebody: bool) -> Result<Response<Body>, FetchError> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(self.late(here));
        }
        let method = if self.request.body.is_some() { Method::POST } else { Method::GET };
        let mut builder = http::Request::builder().method(method).uri(here.uri().clone());
        builder = builder.header(header::ACCEPT, self.request.accept);
        for (name, value) in self.conditions {
            builder = builder.header(*name, value);
        }
        if let Some(credential) = self.request.credential.filter(|_| as_somebody) {
            let value = credential.header().ok_or_else(|| FetchError::Credential(here.shown()))?;
            builder = builder.header(header::AUTHORIZATION, value);
        }
        let proxy = proxy::of(here, &self.route.proxies)?;
        let short = Some(left.min(PATIENCE));
        let agent = &self.route.agent;
        macro_rules! run {
            ($request:expr) => {{
                let request = $request.map_err(|error| self.failed(here, error.into()))?;
                let request = agent
                    .configure_request(request)
                    .proxy(proxy)
                    .timeout_global(Some(left))
                    .timeout_resolve(short)
                    .timeout_connect(short)
                    .timeout_recv_response(short)
                    .build();
                agent.run(request).map_err(|error| self.failed(here, error))
            }};
        }
        match self.request.body {
            Some(body) => run!(builder.header(header::CONTENT_TYPE, "application/json").body(body)),
            None => run!(builder.body(())),
        }
    }

    fn read(&self, address: Address, mut response: Response<Body>) -> Result<Reply, FetchError> {
        let (status, headers) = (response.status(), response.headers().clone());
        if status != StatusCode::OK {
            return Ok(Reply { status, headers, body: Vec::new(), address });
        }
        let length = self.length(&address, &headers)?;
        let body = self.body(&address, response.body_mut(), length)?;
        Ok(Reply { status, headers, body, address })
    }

    /// How long the body is said to be; an error where it is too long, or in a coding that nobody asked for.
    fn length(&self, address: &Address, headers: &HeaderMap) -> Result<Option<u64>, FetchError> {
        // What is left of the header is a coding that nobody asked for.
        if let Some(coding) = headers.get(header::CONTENT_ENCODING).filter(|coding| *coding != "identity") {
            let reason = format!("`{}` was not asked for", coding.to_str().unwrap_or("…").escape_debug());
            return Err(FetchError::Coding { address: address.shown(), reason });
        }
        let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > self.request.most) {
            return Err(FetchError::TooLarge { address: address.shown(), most: self.request.most });
        }
        Ok(length)
    }

    fn broken(&self, here: &Address, error: std::io::Error, read: usize) -> FetchError {
        match ureq::Error::from(error) {
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                FetchError::Truncated { address: here.shown(), read }
            }
            error => self.failed(here, error),
        }
    }

    fn body(&self, here: &Address, body: &mut Body, length: Option<u64>) -> Result<Vec<u8>, FetchError> {
        let most = self.request.most;
        let mut body = body.with_config().limit(u64::MAX).reader();
        let mut hasher = self.request.digest.map(|digest| Hasher::new(digest.algorithm));
        let mut bytes = Vec::new();
        loop {
            let before = bytes.len();
            if let Err(error) = (&mut body).take(CHUNK).read_to_end(&mut bytes) {
                return Err(self.broken(here, error, bytes.len()));
            }
            if bytes.len() as u64 > most {
                return Err(FetchError::TooLarge { address: here.shown(), most });
            }
            let new = bytes.get(before..).unwrap_or_default();
            if new.is_empty() {
                break;
            }
            if let Some(hasher) = &mut hasher {
                hasher.update(new);
            }
            (self.say)(bytes.len() as u64, length);
        }
        if let Some(expected) = self.request.size.filter(|expected| *expected != bytes.len() as u64) {
            return Err(FetchError::Size { address: here.shown(), expected, found: bytes.len() as u64 });
        }
        let found = hasher.map(Hasher::finish);
        match (self.request.digest, found) {
            (Some(expected), Some(found)) if *expected != found => {
                let (expected, found) = (expected.to_string(), found.to_string());
                Err(FetchError::Digest { address: here.shown(), expected, found })
            }
            _ => Ok(bytes),
        }
    }

    fn late(&self, here: &Address) -> FetchError {
        FetchError::Timeout { address: here.shown(), limit: self.limit }
    }

    fn failed(&self, here: &Address, error: ureq::Error) -> FetchError {
        let address = here.shown();
        let connection = |reason: String| FetchError::Connection { address: address.clone(), reason };
        let tls = |reason: String| FetchError::Tls { address: address.clone(), reason };
        match error {
            ureq::Error::Timeout(ureq::Timeout::Global) => self.late(here),
            ureq::Error::Timeout(_) => FetchError::Timeout { address, limit: PATIENCE.min(self.limit) },
            ureq::Error::HostNotFound => FetchError::Host(address),
            ureq::Error::Rustls(error) => tls(error.to_string()),
            ureq::Error::Tls(reason) => tls(reason.to_owned()),
            ureq::Error::Decompress(_, error) => FetchError::Coding { address, reason: error.to_string() },
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
