//! Reads `[registries]`, `[assess]` and `[[require]]` of a settings file.

use jiff::SignedDuration;
use stockade_assess::requirements::{Requirement, read as require};
use toml_edit::{Item, TableLike};

use super::{Lined, Reader};
use crate::complaint::Complaint;
use crate::settings::packages::{Hosts, Service, Wait};

/// The keys of `[registries]`.
pub(super) const REGISTRIES: &[&str] = &["offline", "osv", "osv-dumps", "mcp-registry", "redirects"];
/// The keys of `[assess]`.
pub(super) const ASSESS: &[&str] = &["hold", "new-name", "burst", "burst-window", "secret-families"];
/// Fewer would alarm at every second release.
const LEAST_BURST: i64 = 2;

/// What a file says.
#[derive(Clone, Debug, Default)]
pub struct Valid {
    /// `registries.offline`.
    pub offline: Lined<bool>,
    /// `registries.osv`.
    pub osv: Lined<Service>,
    /// `registries.osv-dumps`.
    pub osv_dumps: Lined<Service>,
    /// `registries.redirects`.
    pub redirects: Lined<Hosts>,
    /// `registries.mcp-registry`.
    pub mcp_registry: Lined<Service>,
    /// `assess.hold`.
    pub hold: Lined<Wait>,
    /// `assess.new-name`.
    pub new_name: Lined<Wait>,
    /// `assess.burst`.
    pub burst: Lined<usize>,
    /// `assess.burst-window`.
    pub burst_window: Lined<Wait>,
    /// `assess.secret-families`.
    pub secret_families: Lined<usize>,
}

impl Reader<'_> {
    pub(super) fn registries(&mut self, table: &dyn TableLike, valid: &mut Valid) {
        self.keys(table, REGISTRIES, "`[registries]`");
        valid.offline = self.boolean(table, "offline");
        valid.osv = self.read(table, "osv", Service::parse);
        valid.osv_dumps = self.read(table, "osv-dumps", Service::parse);
        valid.redirects = self.hosts(table, "redirects");
        valid.mcp_registry = self.read(table, "mcp-registry", Service::parse);
    }

    pub(super) fn assess(&mut self, table: &dyn TableLike, valid: &mut Valid) {
        self.keys(table, ASSESS, "`[assess]`");
        let wait = |text: &str| require::age(text).map(|time: SignedDuration| Wait(time));
        valid.hold = self.read(table, "hold", wait);
        valid.new_name = self.read(table, "new-name", wait);
        valid.burst = self.number(table, "burst", LEAST_BURST);
        valid.burst_window = self.read(table, "burst-window", wait);
        valid.secret_families = self.number(table, "secret-families", 1);
    }

    pub(super) fn requirements(&mut self, item: &Item) -> Vec<Requirement> {
        let text = std::sync::Arc::clone(&self.text);
        let owner = require::Owner {
            file: &self.found.path,
            text: &text,
            layer: self.found.layer,
            within: self.found.project.as_deref(),
        };
        require::list(item, &owner).unwrap_or_else(|faults| {
            let complaints = faults.into_iter().map(|fault| {
                let require::Fault { message, label, span } = fault;
                Complaint { message, label, span }
            });
            self.complaints.extend(complaints);
            Vec::new()
        })
    }

    fn read<T>(&mut self, table: &dyn TableLike, key: &str, with: impl Fn(&str) -> Result<T, String>) -> Lined<T> {
        let text = self.string(table, key)?;
        match with(&text) {
            Ok(value) => Some((value, self.line(table.get(key)))),
            Err(why) => {
                self.complain(table.get(key).and_then(Item::span), format!("`{key}` is wrong"), why);
                None
            }
        }
    }

    fn hosts(&mut self, table: &dyn TableLike, key: &str) -> Lined<Hosts> {
        let item = table.get(key)?;
        let texts: Option<Vec<String>> =
            item.as_array().and_then(|list| list.iter().map(|value| value.as_str().map(str::to_owned)).collect());
        let Some(texts) = texts else {
            self.complain(
                item.span(),
                format!("`{key}` is a list of hosts"),
                "such as [\"files.example.com\"]".to_owned(),
            );
            return None;
        };
        let mut hosts = Vec::new();
        for text in texts {
            match Hosts::host(&text) {
                Ok(host) => hosts.push(host),
                Err(why) => {
                    self.complain(item.span(), format!("`{key}` is wrong"), why);
                    return None;
                }
            }
        }
        Some((Hosts(hosts), self.line(Some(item))))
    }

    fn number(&mut self, table: &dyn TableLike, key: &str, least: i64) -> Lined<usize> {
        let item = table.get(key)?;
        let value = item.as_integer().filter(|value| (least..=1000).contains(value));
        let Some(value) = value.and_then(|value| usize::try_from(value).ok()) else {
            self.complain(item.span(), format!("`{key}` is a number"), format!("from {least} to 1000"));
            return None;
        };
        Some((value, self.line(Some(item))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{check, tests::found};

    #[test]
    fn reads_whom_to_ask_and_how_to_judge() {
        let text = "[registries]\noffline = true\nosv = \"off\"\nredirects = [\"Files.example\"]\nmcp-registry = \"https://mcp.example/\"\n\
                    [assess]\nhold = \"3 days\"\nnew-name = \"8 weeks\"\nburst = 4\nburst-window = \"72 hours\"\nsecret-families = 2\n\
                    [[require]]\npurl = \"pkg:npm/*\"\nprovenance = \"B\"\n";
        let valid = check(&found(), text, None).unwrap();
        let said = &valid.packages;
        assert_eq!((said.offline, said.osv.as_ref().unwrap().0.to_string().as_str()), (Some((true, 2)), "off"));
        assert_eq!(said.mcp_registry.as_ref().unwrap().1, 5);
        assert_eq!(said.redirects.as_ref().unwrap().0.to_string(), "files.example");
        let times = [&said.hold, &said.new_name, &said.burst_window].map(|time| time.unwrap().0.to_string());
        assert_eq!(times, ["3 days", "56 days", "3 days"]);
        assert_eq!((said.burst, said.secret_families), (Some((4, 9)), Some((2, 11))));
        assert_eq!(valid.requirements.len(), 1);
    }

    #[test]
    fn every_mistake_is_named() {
        let text = "[registries]\nofline = true\nosv = \"none\"\nredirects = [\"https://files.example\"]\nosv-dumps = 1\n[assess]\nhold = \"soon\"\nburst = 1\nsecret-families = \"two\"\n\
                    [[require]]\nprovenance = \"E\"\n";
        let complaints = check(&found(), text, None).unwrap_err();
        let messages: Vec<&str> = complaints.iter().map(|complaint| complaint.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "unknown key `ofline` in `[registries]`",
                "`osv` is wrong",
                "`osv-dumps` is a string",
                "`redirects` is wrong",
                "`hold` is wrong",
                "`burst` is a number",
                "`secret-families` is a number",
                "`[[require]]` of what?",
                "`provenance` is wrong",
            ]
        );
    }
}
