//! The clients against a registry of this process, honest and not, and beside the real npm, pip and uv.
//!
//! - the clock stands where the registry's does; nothing leaves the loopback interface;
//! - a fault is asked for by path, so that a test says what it is about.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod cache;
mod faults;
mod mcp_and_osv;
mod npm;
mod oci;
mod pypi;
mod real_clients;
mod settings;
mod verdaccio;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use stockade_registry::Registry;
use stockade_registry::http::{Address, Cache, Client, Clock, Options, Proxies, Request, Roots, Route};
use stockade_registry::npm::Npm;
use stockade_registry::pypi::Pypi;
use stockade_registry::settings::npm::ReplaceHost;
use stockade_testkit::TestRegistry;

/// Options whose clock stands where the registry's does, and that do not wait.
fn options(registry: &TestRegistry) -> Options {
    Options {
        timeout: Duration::from_secs(60),
        pause: Duration::from_millis(1),
        clock: Clock::standing(registry.now()),
        ..Options::default()
    }
}

fn client(registry: &TestRegistry) -> Client {
    Client::new(options(registry), None)
}

fn cached(folder: &Path, options: Options) -> Client {
    Client::new(options, Some(Cache::open(folder).unwrap()))
}

fn route() -> Route {
    Route::new(Proxies::of_env(&BTreeMap::new()), Roots::default())
}

fn open(address: &str) -> Registry {
    Registry::open(Address::parse(address).unwrap(), "the test", route())
}

fn npm<'c>(client: &'c Client, registry: &TestRegistry) -> Npm<'c> {
    Npm::new(client, open(&registry.npm_url()), ReplaceHost::Always)
}

fn pypi<'c>(client: &'c Client, registry: &TestRegistry) -> Pypi<'c> {
    Pypi::new(client, open(&registry.simple_url()))
}

/// A question for any document of the registry.
fn get(registry: &TestRegistry, path: &str) -> Request<'static> {
    Request::get(Address::parse(&format!("{}{path}", registry.url())).unwrap(), 1 << 20).plain(true)
}
