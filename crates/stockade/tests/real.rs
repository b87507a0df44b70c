//! Official clients in front of published servers, with the gate and without it: what comes back is the same.
//!
//! - Every tool of each server is called; a tool that a client is shown and no call is written for fails the test.
//! - Results are compared twice: the bytes of each answer as they arrive at the client, and what the client makes of them.
//! - Servers see a folder, a repository and a web server of the test's own, and nothing beyond this machine.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[path = "real/clients.rs"]
mod clients;
#[path = "real/servers.rs"]
mod servers;
#[path = "real/unsteady.rs"]
mod unsteady;
#[path = "real/web.rs"]
mod web;

use std::collections::BTreeSet;

use clients::Client;
use servers::Server;
use stockade_testkit::{FakeHome, tools};

/// Has one client call all tools of one server, with the gate and without it.
fn same_with_the_gate(client: Client, server: Server) {
    let (home, tools) = (FakeHome::new(), tools());
    let world = servers::World::new(&home, &tools);
    let [plain, gated] = [false, true].map(|gate| {
        let job = server.job(&world);
        client.talk(&job, gate, &home, &tools)
    });
    assert!(!plain.tools.is_empty() && !plain.answers.is_empty(), "{plain:?}");
    assert_eq!(plain.tools, gated.tools, "the tools as they are listed");

    let listed: BTreeSet<&str> = plain.tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    let called: BTreeSet<&str> = plain.results.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(listed, called, "every tool that is listed is called");
    if client == Client::TypeScript1 {
        assert_eq!(
            listed,
            server.calls(&world).iter().map(|call| call.name).collect(),
            "it can do all, and so sees all"
        );
    }
    for (one, other) in plain.results.iter().zip(&gated.results) {
        let steady = |(name, text): &(String, String)| (name.clone(), unsteady::steady(text));
        assert_eq!(steady(one), steady(other));
    }
    assert_eq!(plain.results.len(), gated.results.len());
    let steady = |lines: &[String]| -> Vec<String> { lines.iter().map(|line| unsteady::steady(line)).collect() };
    assert_eq!(steady(&plain.answers), steady(&gated.answers), "the answers, byte for byte");
    // Or nothing was between them.
    assert_eq!((plain.judged, gated.judged), (0, gated.results.len()), "calls in the journal");
}

/// A test for each pair of client and server.
macro_rules! pairs {
    ($($client:ident $kind:ident),+) => {$(
        mod $client {
            use super::{Client, Server, same_with_the_gate};

            #[test]
            fn real_everything() {
                same_with_the_gate(Client::$kind, Server::Everything);
            }

            #[test]
            fn real_filesystem() {
                same_with_the_gate(Client::$kind, Server::Filesystem);
            }

            #[test]
            fn real_memory() {
                same_with_the_gate(Client::$kind, Server::Memory);
            }

            #[test]
            fn real_git() {
                same_with_the_gate(Client::$kind, Server::Git);
            }

            #[test]
            fn real_time() {
                same_with_the_gate(Client::$kind, Server::Time);
            }

            #[test]
            fn real_fetch() {
                same_with_the_gate(Client::$kind, Server::Fetch);
            }
        }
    )+};
}

pairs!(typescript_1 TypeScript1, typescript_2 TypeScript2, python_1 Python1, python_2 Python2, inspector Inspector);
