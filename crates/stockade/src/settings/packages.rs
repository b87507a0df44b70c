//! How packages are looked up and judged: `[registries]` and `[assess]` of the settings.
//!
//! - a number that a project says counts where it makes the judgement stricter;
//! - whom to ask is no matter of strictness: an address gets to know every package of this machine, so that the highest
//!   layer that names one decides, and a project decides nothing.

use std::fmt;

use jiff::SignedDuration;
use stockade_assess::Limits;
use stockade_registry::http::Address;

use super::file::Lined;
use super::{Merge, Origin, Setting, file};
use crate::commands::{Failure, Start};

/// Where OSV answers, unless somebody says otherwise.
const OSV: &str = "https://api.osv.dev/";
/// Where OSV's dumps lie, a folder for each ecosystem, unless somebody says otherwise.
const OSV_DUMPS: &str = "https://osv-vulnerabilities.storage.googleapis.com/";
/// Where the MCP Registry answers, unless somebody says otherwise.
const MCP_REGISTRY: &str = "https://registry.modelcontextprotocol.io/";
/// The variable that keeps everything off the network.
const OFFLINE: &str = "STOCKADE_OFFLINE";

/// A service that no package client configures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// It is not asked.
    Off,
    /// It is asked there.
    At(String),
}

impl Service {
    /// Reads `off` or an address.
    ///
    /// # Errors
    /// What is wrong with the address.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let address = Address::parse(text).map_err(|_| "write `off`, or an address with `https://`".to_owned())?;
        if address.uri().query().is_some() {
            return Err("leave out what stands behind `?`".to_owned());
        }
        Ok(Self::At(text.to_owned()))
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::At(text) => f.write_str(text),
        }
    }
}

/// Hosts that a redirect may lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts(pub Vec<String>);

impl Hosts {
    /// Reads one.
    ///
    /// # Errors
    /// What to write.
    pub fn host(text: &str) -> Result<String, String> {
        let address = Address::parse(&format!("https://{text}/"));
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
        match address {
            Ok(address) if plain && address.host().eq_ignore_ascii_case(text) => Ok(text.to_ascii_lowercase()),
            _ => Err("write a host alone: `files.example.com`".to_owned()),
        }
    }
}

impl fmt::Display for Hosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("none") } else { f.write_str(&self.0.join(", ")) }
    }
}

/// A span of time, whole hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait(pub SignedDuration);

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hours = self.0.as_hours();
        match hours % 24 {
            0 if hours >= 72 => write!(f, "{} days", hours / 24),
            _ => write!(f, "{hours} hours"),
        }
    }
}

/// What was decided.
#[derive(Clone, Debug)]
pub struct Packages {
    /// Whether nothing is dialled.
    pub offline: Setting<bool>,
    /// Who knows advisories.
    pub osv: Setting<Service>,
    /// Where its dumps lie.
    pub osv_dumps: Setting<Service>,
    /// Who knows which repository publishes what.
    pub mcp_registry: Setting<Service>,
    /// The hosts that a registry may send on to.
    pub redirects: Setting<Hosts>,
    /// How long a new version waits.
    pub hold: Setting<Wait>,
    /// How long a name counts as new.
    pub new_name: Setting<Wait>,
    /// How many releases make a burst.
    pub burst: Setting<usize>,
    /// In which time they are counted.
    pub burst_window: Setting<Wait>,
    /// How many unrelated kinds of secrets are too many.
    pub secret_families: Setting<usize>,
}

impl Default for Packages {
    fn default() -> Self {
        fn by_default<T>(value: T) -> Setting<T> {
            Setting { value, origin: Origin::Default }
        }
        let limits = Limits::default();
        Self {
            offline: by_default(false),
            osv: by_default(Service::At(OSV.to_owned())),
            osv_dumps: by_default(Service::At(OSV_DUMPS.to_owned())),
            mcp_registry: by_default(Service::At(MCP_REGISTRY.to_owned())),
            redirects: by_default(Hosts::default()),
            hold: by_default(Wait(limits.hold)),
            new_name: by_default(Wait(limits.new_name)),
            burst: by_default(limits.burst),
            burst_window: by_default(Wait(limits.burst_window)),
            secret_families: by_default(limits.secret_families),
        }
    }
}

impl Packages {
    /// The numbers that checks go by.
    pub fn limits(&self) -> Limits {
        Limits {
            hold: self.hold.value.0,
            new_name: self.new_name.value.0,
            burst: self.burst.value,
            burst_window: self.burst_window.value.0,
            secret_families: self.secret_families.value,
            ..Limits::default()
        }
    }

    /// An argument or the environment keep a run off the network; neither lets one on that settings keep off.
    pub(super) fn keep_off(&mut self, start: &Start) -> Result<(), Failure> {
        match start.env.get(OFFLINE).map(String::as_str) {
            None | Some("" | "0" | "false" | "no" | "off") => Ok(()),
            Some("1" | "true" | "yes" | "on") => {
                self.offline = Setting { value: true, origin: Origin::Environment(OFFLINE) };
                Ok(())
            }
            Some(other) => Err(Failure::new(format!("the environment variable {OFFLINE} is wrong: `{other}`"))
                .hint("set it to 1, or leave it out")),
        }
    }

    /// An argument keeps a run off the network.
    pub fn without_network(&mut self, asked: bool) {
        if asked {
            self.offline = Setting { value: true, origin: Origin::Argument("--offline") };
        }
    }

    pub(super) fn merge(&mut self, said: file::packages::Valid, merge: &mut Merge<'_>) {
        merge.owned("registries.offline", &mut self.offline, said.offline);
        merge.owned("registries.osv", &mut self.osv, said.osv);
        merge.owned("registries.osv-dumps", &mut self.osv_dumps, said.osv_dumps);
        merge.owned("registries.redirects", &mut self.redirects, said.redirects);
        merge.owned("registries.mcp-registry", &mut self.mcp_registry, said.mcp_registry);
        merge.stricter("assess.hold", &mut self.hold, said.hold, |new, old| new > old);
        merge.stricter("assess.new-name", &mut self.new_name, said.new_name, |new, old| new > old);
        merge.stricter("assess.burst", &mut self.burst, said.burst, |new, old| new < old);
        merge.stricter("assess.burst-window", &mut self.burst_window, said.burst_window, |new, old| new > old);
        merge.stricter("assess.secret-families", &mut self.secret_families, said.secret_families, |new, old| new < old);
    }
}

impl Merge<'_> {
    /// Takes what the highest layer says that says something; what a project says is refused.
    fn owned<T: Clone + PartialEq + fmt::Display>(
        &mut self,
        key: &'static str,
        setting: &mut Setting<T>,
        new: Lined<T>,
    ) {
        let Some((value, line)) = new else { return };
        if self.of_project() {
            if value != setting.value {
                self.refuse(key, &value, line, &setting.value, false);
            }
        } else if setting.origin == Origin::Default {
            *setting = Setting { value, origin: self.origin(line) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_off_or_addresses() {
        assert_eq!(Service::parse("off"), Ok(Service::Off));
        // A password would be sent to whoever answers, and be read by whoever reads the settings.
        let password = "https://user:secret@osv.example/";
        for wrong in ["", "no", "osv.example", "ftp://osv.example/", "https://osv.example/?a=b", password] {
            assert!(Service::parse(wrong).is_err(), "{wrong}");
        }
        for default in [OSV, OSV_DUMPS, MCP_REGISTRY] {
            assert_eq!(Service::parse(default).unwrap().to_string(), default);
        }
    }

    #[test]
    fn a_host_is_a_host_alone() {
        assert_eq!(Hosts::host("Files.Example.com").as_deref(), Ok("files.example.com"));
        for wrong in [
            "",
            "https://files.example.com",
            "files.example.com/",
            "files.example.com:443",
            "user@files.example",
            "*",
            "a b",
        ] {
            assert!(Hosts::host(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            (Hosts::default().to_string(), Hosts(vec!["a".into(), "b".into()]).to_string()),
            ("none".into(), "a, b".into())
        );
    }

    #[test]
    fn times_are_said_as_they_are_written() {
        for (hours, text) in [(1, "1 hours"), (48, "48 hours"), (72, "3 days"), (73, "73 hours"), (720, "30 days")] {
            assert_eq!(Wait(SignedDuration::from_hours(hours)).to_string(), text);
        }
    }

    #[test]
    fn the_defaults_are_those_of_the_checks() {
        assert_eq!(Packages::default().limits(), Limits::default());
    }
}
