//! Asks a question until it is answered, from the cache where that will do.
//!
//! A name that has no address takes seconds to find that out. It is looked up twice, and then taken for lost for a few
//! minutes, by other runs as well: what asks for advisories of every package would wait for it each time.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, StatusCode};

use super::answer::{self, text};
use super::cache::{Cache, Entry, Stored};
use super::exchange::{Attempt, Reply};
use super::{Address, Answer, Clock, FetchError, Request, Route, Source, freshness, retry};
use crate::digest::Digest;

/// How often a name is looked up that has no address.
const LOOK_UPS: u32 = 2;
/// For how long it is not looked up again.
const LOST_FOR: Duration = Duration::from_secs(180);

/// What happens during a question, for whoever shows progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// So many bytes came, of so many where that is known.
    Read(u64, Option<u64>),
    /// The server is left alone for this long before it is asked again.
    Waiting(Duration),
    /// It is answered.
    Done(Source),
}

/// Hears what happens to the question to an address.
pub type Say = dyn Fn(&Address, Event) + Send + Sync;

/// How questions are asked.
#[derive(Clone)]
pub struct Options {
    /// For a whole question, further attempts and the pauses between them among it.
    pub timeout: Duration,
    /// How often it is asked at most.
    pub attempts: u32,
    /// The first pause; each further one is twice as long.
    pub pause: Duration,
    /// Whether the cache is all there is.
    pub offline: bool,
    /// Hosts that a redirect may lead to. Credentials do not go along.
    pub hosts: Vec<String>,
    /// For how long an answer may be used unasked where the server does not say.
    pub good_for: Duration,
    /// How many questions [`many()`](super::many()) asks at a time.
    pub threads: usize,
    /// What time it is.
    pub clock: Clock,
    /// Hears what happens; called from several threads.
    pub say: Arc<Say>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            attempts: 3,
            pause: Duration::from_millis(500),
            offline: false,
            hosts: Vec::new(),
            good_for: Duration::ZERO,
            threads: 16,
            clock: Clock::default(),
            say: Arc::new(|_, _| {}),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("timeout", &self.timeout)
            .field("attempts", &self.attempts)
            .field("offline", &self.offline)
            .field("hosts", &self.hosts)
            .finish_non_exhaustive()
    }
}

/// Asks; shared between threads.
#[derive(Debug)]
pub struct Client {
    options: Options,
    cache: Option<Cache>,
    /// Hosts whose names had no address.
    lost: Mutex<BTreeSet<String>>,
}

impl Client {
    /// With a cache, or without one.
    pub const fn new(options: Options, cache: Option<Cache>) -> Self {
        Self { options, cache, lost: Mutex::new(BTreeSet::new()) }
    }

    /// How it asks.
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// Answers to many questions, in their order.
    pub fn many<T: Sync, R: Send>(&self, items: &[T], ask: impl Fn(&T) -> R + Sync) -> Vec<R> {
        super::many(self.options.threads, items, ask)
    }

    /// The answer to a question.
    ///
    /// # Errors
    /// [`FetchError`], where there is none. A status is an answer, unless it says to ask later.
    pub fn ask(&self, route: &Route, request: &Request<'_>) -> Result<Answer, FetchError> {
        self.ask_saying(route, request, &|event| (self.options.say)(&request.address, event))
    }

    /// The same; `say` hears what happens in place of [`Options::say`].
    ///
    /// # Errors
    /// As [`Client::ask`].
    pub fn ask_saying(&self, route: &Route, request: &Request<'_>, say: &dyn Fn(Event)) -> Result<Answer, FetchError> {
        let cache = self.cache.as_ref().filter(|_| request.keep);
        let key = cache.map(|_| key(request));
        let kept = cache.zip(key.as_deref()).and_then(|(cache, key)| cache.load(key, request.most));
        let kept = kept.filter(|kept| is_promised(request, &kept.body));
        if self.options.offline {
            let kept = kept.ok_or_else(|| FetchError::Offline(request.address.shown()))?;
            return Ok(done(request, kept, Source::Offline, say));
        }
        if let Some(kept) = kept.as_ref().filter(|kept| self.is_fresh(request, &kept.entry)) {
            return Ok(done(request, kept.clone(), Source::Fresh, say));
        }
        let reply = self.attempts(route, request, kept.as_ref(), say)?;
        let now = self.options.clock.now();
        let fresh = freshness::of(&reply.headers, now);
        let lifetime = fresh.lifetime.map(|lifetime| lifetime.as_secs());
        if let Some(mut kept) = kept.filter(|_| reply.status == StatusCode::NOT_MODIFIED) {
            kept.entry.asked = now;
            kept.entry.lifetime = lifetime;
            if let Some((cache, key)) = cache.zip(key.as_deref()).filter(|_| fresh.keep) {
                cache.renew(key, &kept.entry);
            }
            return Ok(done(request, kept, Source::Revalidated, say));
        }
        let entry = Entry {
            address: reply.address.bare(),
            status: reply.status.as_u16(),
            content_type: answer::content_type(&reply.headers),
            challenge: text(&reply.headers, "www-authenticate").map(str::to_owned),
            facts: answer::facts(&reply.headers),
            etag: text(&reply.headers, "etag").map(str::to_owned),
            last_modified: text(&reply.headers, "last-modified").map(str::to_owned),
            asked: now,
            lifetime,
        };
        let stored = Stored { entry, body: reply.body };
        let worth = matches!(reply.status, StatusCode::OK | StatusCode::NOT_FOUND | StatusCode::GONE);
        if let Some((cache, key)) = cache.zip(key.as_deref()).filter(|_| fresh.keep && worth) {
            cache.store(key, &stored);
        }
        Ok(done(request, stored, Source::Network, say))
    }

    /// Writes the 200 that answers a question, which is too large for memory, and keeps nothing of it. It is asked once.
    ///
    /// # Errors
    /// [`FetchError`]; what was written by then is worth nothing.
    pub fn save(
        &self,
        route: &Route,
        request: &Request<'_>,
        into: &mut dyn std::io::Write,
        say: &dyn Fn(u64, Option<u64>),
    ) -> Result<(), FetchError> {
        if self.options.offline {
            return Err(FetchError::Offline(request.address.shown()));
        }
        let options = &self.options;
        let deadline = Instant::now() + options.timeout;
        let (hosts, limit) = (&options.hosts, options.timeout);
        let (address, status) = Attempt { route, request, hosts, conditions: &[], deadline, limit, say }.save(into)?;
        if status == StatusCode::OK {
            return Ok(());
        }
        Err(FetchError::Status { address: address.shown(), status })
    }

    fn attempts(
        &self,
        route: &Route,
        request: &Request<'_>,
        kept: Option<&Stored>,
        say: &dyn Fn(Event),
    ) -> Result<Reply, FetchError> {
        let options = &self.options;
        let deadline = Instant::now() + options.timeout;
        let conditions = kept.map(|kept| conditions(&kept.entry)).unwrap_or_default();
        let attempt = Attempt {
            route,
            request,
            hosts: &options.hosts,
            conditions: &conditions,
            deadline,
            limit: options.timeout,
            say: &|read, whole| say(Event::Read(read, whole)),
        };
        let host = request.address.host();
        if self.is_lost(host) {
            return Err(FetchError::Host(request.address.shown()));
        }
        let mut made = 1;
        loop {
            let outcome = attempt.run();
            let (asked, passing) = match &outcome {
                Ok(reply) => (retry::asked_for(&reply.headers, options.clock.now()), retry::is_passing(reply.status)),
                Err(FetchError::Host(shown)) => {
                    let last = made >= LOOK_UPS.min(options.attempts);
                    if last && *shown == request.address.shown() {
                        self.lose(host);
                    }
                    (None, !last)
                }
                Err(error) => (None, error.is_passing()),
            };
            let left = deadline.saturating_duration_since(Instant::now());
            let pause = retry::pause(made, options.pause, asked, left).filter(|_| passing && made < options.attempts);
            match (pause, outcome) {
                (Some(pause), _) => {
                    say(Event::Waiting(pause));
                    std::thread::sleep(pause);
                    made += 1;
                }
                (None, Ok(reply)) if passing => {
                    return Err(busy(&reply.address, reply.status, asked));
                }
                (None, outcome) => return outcome,
            }
        }
    }

    /// Whether a name had no address a moment ago.
    fn is_lost(&self, host: &str) -> bool {
        if self.lost.lock().unwrap_or_else(PoisonError::into_inner).contains(host) {
            return true;
        }
        let noted = self.cache.as_ref().and_then(|cache| cache.unfound(host));
        // A note from the future tells of a clock that was put back.
        noted.is_some_and(|at| {
            Duration::try_from(self.options.clock.now().duration_since(at)).is_ok_and(|age| age < LOST_FOR)
        })
    }

    fn lose(&self, host: &str) {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned());
        if let Some(cache) = &self.cache {
            cache.lose(host, self.options.clock.now());
        }
    }

    fn is_fresh(&self, request: &Request<'_>, entry: &Entry) -> bool {
        // What has the promised digest is what was asked for, however old.
        if request.digest.is_some() && entry.status == StatusCode::OK.as_u16() {
            return true;
        }
        let lifetime = entry.lifetime.map_or(self.options.good_for, Duration::from_secs);
        let age = self.options.clock.now().duration_since(entry.asked);
        // An answer from the future tells of a clock that was put back: ask again.
        Duration::try_from(age).is_ok_and(|age| age < lifetime)
    }
}

fn done(request: &Request<'_>, stored: Stored, source: Source, say: &dyn Fn(Event)) -> Answer {
    say(Event::Done(source));
    let Stored { entry, body } = stored;
    Answer {
        status: StatusCode::from_u16(entry.status).unwrap_or(StatusCode::IM_A_TEAPOT),
        body,
        content_type: entry.content_type,
        challenge: entry.challenge,
        facts: entry.facts,
        address: Address::parse(&entry.address).unwrap_or_else(|_| request.address.clone()),
        source,
        asked: entry.asked,
    }
}

fn busy(address: &Address, status: StatusCode, asked: Option<Duration>) -> FetchError {
    let address = address.shown();
    match asked {
        Some(wait) => FetchError::Busy { address, status, wait },
        None => FetchError::Status { address, status },
    }
}

/// Whether a kept body is what is asked for; what is not is fetched anew.
fn is_promised(request: &Request<'_>, body: &[u8]) -> bool {
    request.size.is_none_or(|size| size == body.len() as u64)
        && request.digest.is_none_or(|digest| Digest::of(digest.algorithm, body) == *digest)
}

fn conditions(entry: &Entry) -> Vec<(&'static str, String)> {
    let etag = entry.etag.clone().map(|etag| ("if-none-match", etag));
    let date = entry.last_modified.clone().map(|date| ("if-modified-since", date));
    etag.into_iter().chain(date).collect()
}

/// Under which name an answer is kept: who asked is part of it, so that nobody is answered with what somebody else was.
fn key(request: &Request<'_>) -> String {
    let hash = |text: &str| Digest::of(crate::digest::Algorithm::Sha256, text.as_bytes()).hex();
    let who = match (request.who, request.credential) {
        (Some(who), _) => Some(hash(who)),
        (None, credential) => credential.map(|credential| hash(&credential.header().unwrap_or_default())),
    };
    let parts = [
        "1",
        &request.address.uri().to_string(),
        request.accept,
        who.as_deref().unwrap_or(""),
        request.body.map_or("GET", |_| "POST"),
        request.body.unwrap_or(""),
    ];
    // No part holds a zero byte but the last, which ends the text.
    hash(&parts.join("\0"))
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: &HeaderMap = &self.headers;
        f.debug_struct("Reply").field("status", &self.status).field("headers", &headers.len()).finish_non_exhaustive()
    }
}
