//! The store for several machines: Redis, one script and one round trip an operation.
//!
//! Constraints:
//! - the script decides and writes in one step, so of two machines one takes the last unit;
//! - sums are exact: the script adds digits, not Lua's doubles;
//! - an operation whose answer was lost is asked again once, under the same mark, and counts once;
//! - a server that does not answer in time is an error, and its connection is not used again;
//! - addresses with passwords never reach a message.
//!
//! The moment is the caller's: machines that share a store need clocks that agree. Windows expire in Redis by
//! themselves, one window later than they end, so that a late rollback finds its own.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use redis::{Client, Connection, ConnectionAddr, IntoConnectionInfo as _, RedisError, Script};
use stockade_policy::counter::{Claim, Counters, Key, Receipt, Reservation, StoreError, Window};
use stockade_policy::decimal::Decimal;

use super::window::{Kept, duration, micros};
use crate::own_files;

#[cfg(test)]
mod tests;

/// How long the server may take, to accept and to answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// What a key lives longer than it must, in milliseconds: clocks differ.
const SLACK: i64 = 60_000;
/// The longest life of a key, in milliseconds: some 300 years, which Redis can still count.
const LONGEST: i64 = 10_000_000_000_000;
/// How the script is told that a key has no end of its own.
const FOR_EVER: &str = "";
/// In front of every key. The braces keep all keys on one node of a cluster, where one script may touch them.
const PREFIX: &str = "{stockade}:v1";

const SOURCE: &str = concat!(include_str!("redis/decimal.lua"), include_str!("redis/store.lua"));

/// The store in a Redis server.
#[derive(Debug)]
pub struct RedisCounters {
    client: Client,
    /// The address without user, password and options.
    shown: String,
    patience: Duration,
    script: Script,
    inner: Mutex<Inner>,
}

struct Inner {
    connection: Option<Connection>,
    next_mark: u128,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("connected", &self.connection.is_some()).finish_non_exhaustive()
    }
}

/// What an operation asks, without the connection.
struct Question {
    operation: &'static str,
    mark: String,
    keys: Vec<String>,
    arguments: Vec<String>,
}

impl RedisCounters {
    /// Reads the address: `redis://[user[:password]@]host[:port][/database]`, or `redis+unix:///path/of/socket`.
    /// Nothing is dialled.
    ///
    /// # Errors
    /// When the address is none, or asks for TLS.
    pub fn open(address: &str) -> Result<Self, StoreError> {
        let refuse = |why: &str| Err(StoreError::Unreachable(why.to_owned()));
        let scheme = address.split_once("://").map_or("", |(scheme, _)| scheme);
        match scheme {
            "redis" | "redis+unix" | "unix" => {}
            "rediss" | "valkeys" => {
                return refuse(
                    "`rediss://` asks for TLS, which is not built in: use `redis://` to a tunnel on this machine, or a socket",
                );
            }
            _ => return refuse("the store's address does not begin with `redis://` or `redis+unix://`"),
        }
        // NOTE: the library's own message may quote the address, password and all.
        let Ok(info) = address.into_connection_info() else {
            return refuse(
                "the store's address cannot be read: it is `redis://[user:password@]host[:port][/database]`",
            );
        };
        let shown = match info.addr() {
            ConnectionAddr::Tcp(host, port) => format!("redis://{host}:{port}"),
            ConnectionAddr::Unix(path) => format!("redis+unix://{}", path.display()),
            _ => scheme.to_owned(),
        };
        let failed = |error: &dyn std::fmt::Display| StoreError::Unreachable(format!("{shown}: {error}"));
        let client = Client::open(info).map_err(|error| failed(&error))?;
        let next_mark = u128::from_le_bytes(own_files::random().map_err(|error| failed(&error))?);
        let inner = Mutex::new(Inner { connection: None, next_mark });
        Ok(Self { client, shown, patience: PATIENCE, script: Script::new(SOURCE), inner })
    }

    /// Dials the server, so that one that is not there is known before it is needed.
    ///
    /// # Errors
    /// When it does not answer, or refuses.
    pub fn reach(&self) -> Result<(), StoreError> {
        let connection = self.dial()?;
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).connection = Some(connection);
        Ok(())
    }

    fn dial(&self) -> Result<Connection, StoreError> {
        let dial = || {
            let connection = self.client.get_connection_with_timeout(self.patience)?;
            connection.set_read_timeout(Some(self.patience))?;
            connection.set_write_timeout(Some(self.patience))?;
            Ok(connection)
        };
        dial().map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &RedisError) -> StoreError {
        StoreError::Unreachable(format!("{}: {error}", self.shown))
    }

    fn mark(&self) -> u128 {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = inner.next_mark;
        inner.next_mark = mark.wrapping_add(1);
        mark
    }

    /// One round trip; two where the connection turns out to be gone.
    fn ask(&self, question: &Question) -> Result<Vec<String>, StoreError> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let mut invocation = self.script.prepare_invoke();
        invocation.arg(question.operation).arg(&question.mark).arg(&question.arguments).key(&question.keys);
        if let Some(mut connection) = inner.connection.take() {
            match invocation.invoke(&mut connection) {
                Ok(answer) => {
                    inner.connection = Some(connection);
                    return Ok(answer);
                }
                // A server that is slow is not asked twice; one that was restarted, or is a replica now, is.
                Err(error) if error.is_timeout() => return Err(self.failed(&error)),
                Err(error) if error.is_io_error() || error.is_unrecoverable_error() => {}
                Err(error) if error.code() == Some("READONLY") => {}
                Err(error) => {
                    inner.connection = Some(connection);
                    return Err(self.failed(&error));
                }
            }
        }
        let mut connection = self.dial()?;
        let answer = invocation.invoke(&mut connection).map_err(|error| self.failed(&error))?;
        inner.connection = Some(connection);
        Ok(answer)
    }

    fn nonsense(&self, answer: &[String]) -> StoreError {
        StoreError::Unreachable(format!("{}: an answer that no script of ours gives: {answer:?}", self.shown))
    }

    fn decimal(&self, text: &str) -> Result<Decimal, StoreError> {
        Decimal::parse(text).map_err(|_| self.nonsense(&[text.to_owned()]))
    }
}

impl Counters for RedisCounters {
    fn read(&self, key: &Key, now: Timestamp) -> Result<Decimal, StoreError> {
        let claim = Claim { key: key.clone(), amount: Decimal::ZERO, limit: None };
        let answer = self.ask(&Question::new("read", 0, std::slice::from_ref(&claim), now))?;
        match answer.as_slice() {
            [word, value] if word == "value" => self.decimal(value),
            [word, _] if word == "overflow" => Err(too_long(&claim)),
            other => Err(self.nonsense(other)),
        }
    }

    fn reserve(&self, claims: &[Claim], now: Timestamp) -> Result<Reservation, StoreError> {
        super::not_negative(claims)?;
        let mark = self.mark();
        let granted = Reservation::Granted(Receipt { claims: claims.to_vec(), at: now, mark });
        if claims.is_empty() {
            return Ok(granted);
        }
        let answer = self.ask(&Question::new("reserve", mark, claims, now))?;
        let named = |place: &str| {
            let place = place.parse::<usize>().ok()?.checked_sub(1)?;
            Some((place, claims.get(place)?))
        };
        match answer.as_slice() {
            [word] if word == "granted" => Ok(granted),
            [word, place] if word == "overflow" => match named(place) {
                Some((_, claim)) => Err(too_long(claim)),
                None => Err(self.nonsense(&answer)),
            },
            [word, place, value, entry] if word == "refused" => {
                let Some((place, claim)) = named(place) else { return Err(self.nonsense(&answer)) };
                let retry_after = retry_after(claim, entry, micros(now));
                Ok(Reservation::Refused { claim: place, value: self.decimal(value)?, retry_after })
            }
            other => Err(self.nonsense(other)),
        }
    }

    fn release(&self, receipt: &Receipt, _now: Timestamp) -> Result<(), StoreError> {
        if receipt.claims.is_empty() {
            return Ok(());
        }
        let answer = self.ask(&Question::new("release", receipt.mark, &receipt.claims, receipt.at))?;
        match answer.as_slice() {
            [word] if word == "granted" => Ok(()),
            other => Err(self.nonsense(other)),
        }
    }
}

fn too_long(claim: &Claim) -> StoreError {
    let reason = stockade_policy::decimal::NumberError::Overflow.to_string();
    StoreError::Number { counter: claim.key.counter.clone(), reason }
}

/// How long until a refused claim fits, where waiting helps.
fn retry_after(claim: &Claim, entry: &str, at: i64) -> Option<Duration> {
    let kept = Kept::of(claim.key.window);
    if let Kept::Sliding(length) = kept {
        let entry: i64 = entry.parse().ok()?;
        return duration(entry.saturating_add(length).saturating_sub(at));
    }
    claim.limit.filter(|limit| limit.holds(claim.amount)).and_then(|_| kept.rest(at))
}

impl Question {
    fn new(operation: &'static str, mark: u128, claims: &[Claim], now: Timestamp) -> Self {
        let at = micros(now);
        let mark = format!("{mark:032x}");
        let mut keys = vec![format!("{PREFIX}:mark:{operation}:{mark}")];
        let mut arguments = Vec::new();
        for Claim { key, amount, limit } in claims {
            let kept = Kept::of(key.window);
            let name = name(key);
            let (kind, life, since) = match kept {
                Kept::Slots(length) => ("slot", Some(length.saturating_mul(2) / 1_000), 0),
                Kept::Sliding(length) => ("sliding", Some(length / 1_000), at.saturating_sub(length)),
                Kept::Always => ("slot", None, 0),
            };
            keys.push(format!("{name}:{}", kept.slot(at)));
            keys.push(format!("{name}:entries"));
            let how = match limit {
                None => "none",
                Some(limit) if limit.bound.is_negative() => "never",
                Some(limit) if limit.inclusive => "lte",
                Some(_) => "lt",
            };
            let bound = limit.map_or(Decimal::ZERO, |limit| limit.bound.max(Decimal::ZERO));
            let life =
                life.map_or_else(|| FOR_EVER.to_owned(), |life| life.saturating_add(SLACK).min(LONGEST).to_string());
            arguments.extend([kind.to_owned(), amount.to_string(), bound.to_string(), how.to_owned(), life]);
            arguments.extend([at.to_string(), since.to_string()]);
        }
        Self { operation, mark, keys, arguments }
    }
}

/// The name of a counter. Colons part the words, so those inside are written another way: no two counters share a name.
fn name(key: &Key) -> String {
    let word = |text: &str| text.replace('%', "%25").replace(':', "%3A");
    let window = match key.window {
        Window::Minute => "minute".to_owned(),
        Window::Hour => "hour".to_owned(),
        Window::Day => "day".to_owned(),
        Window::Slots(seconds) => format!("slots-{seconds}"),
        Window::Sliding(seconds) => format!("sliding-{seconds}"),
        Window::Never => "never".to_owned(),
    };
    format!("{PREFIX}:{}:{}:{}:{window}", word(&key.owner), word(&key.tool), word(&key.counter))
}
