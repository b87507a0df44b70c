//! Fetches one file from an address that somebody named, such as a pack's.
//!
//! - by the rules of `stockade-registry`'s client: bounded, encrypted, from that host and from no other, nothing kept;
//! - asked once: whoever waits at a terminal tries again by hand;
//! - nothing is believed because of where it came from: whoever fetches checks the signature.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use stockade_registry::http::{Client, Event, Options, Proxies, Request, Roots, Route};

pub use stockade_registry::http::{Address, FetchError};

/// How to go on, in the words of the commands that fetch.
pub fn hint(error: &FetchError) -> &'static str {
    match error {
        FetchError::Address { .. } => "give an address like `https://packs.example.com/stockade.pack`",
        FetchError::Plain(_) => "name it with `https://`; `--allow-http` if it is a host of your own network",
        FetchError::Tls { .. } => {
            "check the port; where the network has a root certificate of its own, `--cafile` names it"
        }
        FetchError::Timeout { .. } => "try again; `--timeout SECONDS` gives the whole of it longer",
        error => error.hint(),
    }
}

/// How files are fetched.
#[derive(Debug)]
pub struct Fetch {
    route: Route,
    timeout: Duration,
    allow_http: bool,
}

impl Fetch {
    /// With what the platform trusts, and the certificates of a file beside it where one is named.
    pub fn new(
        env: &BTreeMap<String, String>,
        cafile: Option<&Path>,
        timeout: Duration,
        allow_http: bool,
    ) -> Result<Self, FetchError> {
        let roots = cafile.map_or_else(|| Ok(Roots::default()), Roots::with_file)?;
        Ok(Self { route: Route::new(Proxies::of_env(env), roots), timeout, allow_http })
    }

    /// Writes the file at an address, which is too large for memory. `say` hears how many bytes came.
    pub fn save(
        &self,
        address: Address,
        most: u64,
        into: &mut dyn std::io::Write,
        say: &dyn Fn(u64, Option<u64>),
    ) -> Result<(), FetchError> {
        let options = Options { timeout: self.timeout, attempts: 1, ..Options::default() };
        let plain = !address.is_encrypted();
        let request = Request::get(address, most).plain(plain);
        Client::new(options, None).save(&self.route, &request, into, say)
    }

    /// The file at an address, of at most `most` bytes. `say` hears how many came, of how many where that is known.
    pub fn get(&self, address: &str, most: u64, say: &dyn Fn(u64, Option<u64>)) -> Result<Vec<u8>, FetchError> {
        let options = Options { timeout: self.timeout, attempts: 1, ..Options::default() };
        let request = Request::get(Address::parse(address)?, most).plain(self.allow_http);
        let hear = |event| {
            if let Event::Read(read, whole) = event {
                say(read, whole);
            }
        };
        Ok(Client::new(options, None).ask_saying(&self.route, &request, &hear)?.ok()?.body)
    }
}
