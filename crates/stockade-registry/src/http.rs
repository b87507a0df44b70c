//! Fetches bounded answers over HTTP, from the host that was named and from no other, and keeps them on the disk.
//!
//! - `https` only, unless the caller allows `http` for an address that the user wrote that way; a redirect may lead neither
//!   back to `http` nor to another host that is not listed, and takes no credential to another origin;
//! - certificates are judged by the platform, and by the roots of a file beside it where one is named; nothing turns that off;
//! - the body ends at a limit that the caller gives, counted after unpacking, and is never shorter than announced;
//! - one deadline holds for a whole question: name, connection, redirects, pauses between attempts, and a slow body;
//! - an artifact's digest is computed while it is read, and a wrong one never reaches the caller or the cache.
//!
//! Layout: [`Request`] and [`Answer`], [`Route`] is how to get there (`proxy`, `roots`), [`Client`] asks, `exchange` is one
//! attempt, `retry` says when another one is worth it, `cache` and `freshness` keep answers, [`many()`] asks side by side.

mod address;
mod answer;
mod cache;
mod client;
mod clock;
mod error;
mod exchange;
mod freshness;
mod many;
mod proxy;
mod request;
mod retry;
mod roots;
mod route;

pub use address::{Address, encode};
pub use answer::{Answer, Source};
pub use cache::{Cache, CacheError};
pub use client::{Client, Event, Options, Say};
pub use clock::Clock;
pub use error::{FetchError, OTHER_HOST};
pub use many::many;
pub use proxy::Proxies;
pub use request::Request;
pub use roots::Roots;
pub use route::Route;
