//! What PyPI's JSON interface says of a project.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{Fact, json};

/// A project, by the metadata of one version.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// Its name, as it was published.
    pub name: Fact<String>,
    /// The version that all of this is of.
    pub version: Fact<String>,
    /// What it is.
    pub summary: Fact<String>,
    /// Who wrote it, by its own word.
    pub author: Fact<String>,
    /// Their address.
    pub author_email: Fact<String>,
    /// Who looks after it, by its own word.
    pub maintainer: Fact<String>,
    /// Their address.
    pub maintainer_email: Fact<String>,
    /// The pages it names, its home page among them.
    pub urls: Fact<Vec<(String, String)>>,
    /// What it pulls in.
    pub requires: Fact<Vec<String>>,
    /// Who may publish, by the index's word.
    pub roles: Fact<Vec<Role>>,
    /// The organisation it belongs to, by the index's word; none where it belongs to none.
    pub organisation: Fact<Option<String>>,
    /// Every version and when its first file came.
    pub releases: Fact<Vec<(String, Fact<Timestamp>)>>,
}

/// Somebody and what they may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Their account.
    pub user: String,
    /// `Owner` or `Maintainer`.
    pub role: String,
}

impl Metadata {
    pub(super) fn read(object: &Map<String, Value>) -> Self {
        let empty = Map::new();
        let info = json::inner(object, "info").unwrap_or(&empty);
        let text = |key| json::text(info, key);
        let urls = json::inner(info, "project_urls").map(|urls| {
            let pairs = urls.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
            let home = text("home_page").known().cloned().map(|home| ("Homepage".to_owned(), home));
            pairs.chain(home).collect()
        });
        let requires = json::list(info, "requires_dist");
        let requires = requires.map(|list| list.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        let ownership = json::inner(object, "ownership").or_else(|| json::inner(info, "ownership"));
        let roles = ownership.and_then(|ownership| json::list(ownership, "roles")).map(|roles| {
            let role = |value: &Value| {
                let object = value.as_object()?;
                let (user, role) = (json::text(object, "user"), json::text(object, "role"));
                Some(Role { user: user.known()?.clone(), role: role.known()?.clone() })
            };
            roles.iter().filter_map(role).collect()
        });
        let organisation = ownership.and_then(|ownership| match ownership.get("organization")? {
            Value::Null => Some(None),
            Value::String(name) => Some(Some(name.clone())),
            _ => None,
        });
        Self {
            name: text("name"),
            version: text("version"),
            summary: text("summary"),
            author: text("author"),
            author_email: text("author_email"),
            maintainer: text("maintainer"),
            maintainer_email: text("maintainer_email"),
            urls: urls.into(),
            requires: requires.into(),
            roles: roles.into(),
            organisation: organisation.into(),
            releases: json::inner(object, "releases").map(releases).into(),
        }
    }
}

/// The `Requires-Dist` lines of a file's core metadata: headers, folded lines among them, until the first empty line.
pub(super) fn requirements(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut inside = false;
    for line in text.lines().take_while(|line| !line.trim().is_empty()) {
        if line.starts_with([' ', '\t']) {
            if let Some(last) = all.last_mut().filter(|_| inside) {
                last.push(' ');
                last.push_str(line.trim());
            }
            continue;
        }
        let header = line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("requires-dist"));
        inside = header.is_some();
        all.extend(header.map(|(_, asked)| asked.trim().to_owned()));
    }
    all
}

fn releases(object: &Map<String, Value>) -> Vec<(String, Fact<Timestamp>)> {
    let first = |files: &Value| {
        let times = files.as_array()?.iter().filter_map(|file| {
            let file = file.as_object()?;
            let text = json::text(file, "upload_time_iso_8601");
            let text = text.known().cloned().or_else(|| json::text(file, "upload_time").known().cloned())?;
            json::time(&text).known().copied()
        });
        times.min()
    };
    object.iter().map(|(version, files)| (version.clone(), first(files).into())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_file_asks_for_stands_in_its_headers() {
        let text = "Metadata-Version: 2.1\nrequires-dist: a>=1;\n  python_version < '3'\nName: x\n y\nRequires-Dist: b[c]\n\nRequires-Dist: no\n";
        assert_eq!(requirements(text), ["a>=1; python_version < '3'", "b[c]"]);
    }

    #[test]
    fn roles_and_times_are_known_where_they_are_said() {
        let read = |value: Value| Metadata::read(value.as_object().unwrap());
        let metadata = read(json!({
            "info": {"name": "A", "version": "1.1", "author": "", "project_urls": {"Source": "https://code.example/a"},
                     "home_page": "https://a.example", "requires_dist": null},
            "ownership": {"roles": [{"role": "Owner", "user": "ann"}, {"role": 1}], "organization": null},
            "releases": {"1.0": [{"upload_time": "2026-01-02T00:00:00"}, {"upload_time_iso_8601": "2026-01-01T00:00:00.5Z"}], "1.1": []}
        }));
        assert!(metadata.author.is_unknown() && metadata.requires.is_unknown());
        assert_eq!(metadata.roles.known().unwrap(), &[Role { user: "ann".to_owned(), role: "Owner".to_owned() }]);
        assert_eq!(metadata.organisation, Fact::Known(None));
        assert_eq!(metadata.urls.known().unwrap().len(), 2);
        let releases = metadata.releases.known().unwrap();
        assert_eq!(releases[0].1, Fact::Known("2026-01-01T00:00:00.5Z".parse().unwrap()));
        assert!(releases[1].1.is_unknown());
        assert!(read(json!({})).roles.is_unknown());
    }
}
