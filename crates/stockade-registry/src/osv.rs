//! OSV: which advisories there are of a package, one by one or many at once (interface version 1).

use jiff::Timestamp;
use serde_json::{Map, Value, json as value};
use stockade_model::{Ecosystem, Package};

use crate::http::{Client, Request};
use crate::{Fact, Registry, RegistryError, json};

const MOST: u64 = 32 << 20;
/// As many questions as the service takes at once.
const BATCH: usize = 1000;
/// More pages than that are a loop.
const MOST_PAGES: usize = 100;

/// A client of one OSV service.
#[derive(Debug)]
pub struct Osv<'a> {
    client: &'a Client,
    registry: Registry,
}

/// That there is an advisory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its id.
    pub id: String,
    /// When it was last changed.
    pub modified: Fact<Timestamp>,
}

impl<'a> Osv<'a> {
    /// For a service.
    pub const fn new(client: &'a Client, registry: Registry) -> Self {
        Self { client, registry }
    }

    /// The service that is asked.
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The advisories of a package, of its version where it has one; none where OSV has no such ecosystem.
    ///
    /// # Errors
    /// [`RegistryError`]; half a list is none.
    pub fn query(&self, package: &Package) -> Result<Option<Vec<Map<String, Value>>>, RegistryError> {
        let Some(question) = question(package) else { return Ok(None) };
        let mut found = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let page = self.post("query", &with_page(question.clone(), token.as_deref()), &package.purl())?;
            found.extend(
                json::list(&page, "vulns").unwrap_or_default().iter().filter_map(|one| one.as_object().cloned()),
            );
            token = match json::text(&page, "next_page_token").known() {
                None => return Ok(Some(found)),
                Some(next) if Some(next) == token.as_ref() => return Err(self.endless()),
                Some(next) => Some(next.clone()),
            };
        }
        Err(self.endless())
    }

    /// That there are advisories, for each package in its place; none where OSV has no such ecosystem.
    ///
    /// # Errors
    /// [`RegistryError`]; where one batch fails there is no answer for any.
    pub fn query_batch(&self, packages: &[Package]) -> Result<Vec<Option<Vec<Mention>>>, RegistryError> {
        let mut out: Vec<Option<Vec<Mention>>> = vec![None; packages.len()];
        let mut open: Vec<(usize, Value, Option<String>)> = packages
            .iter()
            .enumerate()
            .filter_map(|(place, package)| Some((place, question(package)?, None)))
            .collect();
        for (place, ..) in &open {
            if let Some(slot) = out.get_mut(*place) {
                *slot = Some(Vec::new());
            }
        }
        for _ in 0..MOST_PAGES {
            if open.is_empty() {
                return Ok(out);
            }
            let batches: Vec<&[(usize, Value, Option<String>)]> = open.chunks(BATCH).collect();
            let answers = self.client.many(&batches, |batch| self.batch(batch));
            let mut further = Vec::new();
            for (batch, answer) in batches.iter().zip(answers) {
                for ((place, question, page), (mentions, next)) in batch.iter().zip(answer?) {
                    if next.is_some() && next == *page {
                        return Err(self.endless());
                    }
                    if let Some(slot) = out.get_mut(*place).and_then(Option::as_mut) {
                        slot.extend(mentions);
                    }
                    further.extend(next.map(|next| (*place, question.clone(), Some(next))));
                }
            }
            open = further;
        }
        Err(self.endless())
    }

    /// An advisory.
    ///
    /// # Errors
    /// [`RegistryError`].
    pub fn advisory(&self, id: &str) -> Result<Map<String, Value>, RegistryError> {
        let request = Request::get(self.registry.below(&["v1", "vulns", id])?, MOST).accept("application/json");
        let what = format!("advisory `{}`", stockade_model::visible::short(id, 60));
        json::object(&self.registry.ask(self.client, &what, &request)?)
    }

    #[expect(clippy::type_complexity, reason = "mentions and the next page of each question, used once")]
    fn batch(
        &self,
        batch: &[(usize, Value, Option<String>)],
    ) -> Result<Vec<(Vec<Mention>, Option<String>)>, RegistryError> {
        let queries = batch.iter().map(|(_, question, page)| with_page(question.clone(), page.as_deref()));
        let page = self.post("querybatch", &value!({"queries": queries.collect::<Vec<_>>()}), "many packages")?;
        let results = json::list(&page, "results").unwrap_or_default();
        // Answers belong to questions by their place alone.
        if results.len() != batch.len() {
            let reason = format!("it answers {} of {} questions", results.len(), batch.len());
            return Err(RegistryError::Malformed { address: self.registry.shown(), reason });
        }
        let empty = Map::new();
        let one = |result: &Value| {
            let object = result.as_object().unwrap_or(&empty);
            let mentions = json::list(object, "vulns").unwrap_or_default().iter().filter_map(|one| {
                let one = one.as_object()?;
                let modified = json::text(one, "modified").known().map_or(Fact::Unknown, |text| json::time(text));
                Some(Mention { id: json::text(one, "id").known()?.clone(), modified })
            });
            (mentions.collect(), json::text(object, "next_page_token").known().cloned())
        };
        Ok(results.iter().map(one).collect())
    }

    fn post(&self, verb: &str, body: &Value, what: &str) -> Result<Map<String, Value>, RegistryError> {
        let body = body.to_string();
        let request = Request::post(self.registry.below(&["v1", verb])?, &body, MOST).accept("application/json");
        json::object(&self.registry.ask(self.client, &format!("advisories of {what}"), &request)?)
    }

    fn endless(&self) -> RegistryError {
        RegistryError::Malformed { address: self.registry.shown(), reason: "its pages do not end".to_owned() }
    }
}

fn with_page(mut question: Value, page: Option<&str>) -> Value {
    if let (Some(object), Some(page)) = (question.as_object_mut(), page) {
        object.insert("page_token".to_owned(), page.into());
    }
    question
}

/// The question that asks for a package; none for ecosystems that OSV does not have.
fn question(package: &Package) -> Option<Value> {
    let ecosystem = match package.ecosystem {
        Ecosystem::Npm => "npm",
        Ecosystem::Pypi => "PyPI",
        Ecosystem::Golang => "Go",
        Ecosystem::Cargo => "crates.io",
        Ecosystem::Nuget => "NuGet",
        Ecosystem::Gem => "RubyGems",
        Ecosystem::Maven => "Maven",
        Ecosystem::Oci | Ecosystem::Jsr | Ecosystem::Github | Ecosystem::Generic => return None,
    };
    let mut question = value!({"package": {"ecosystem": ecosystem, "name": package.name}});
    if let (Some(object), Some(version)) = (question.as_object_mut(), &package.version) {
        object.insert("version".to_owned(), version.as_str().into());
    }
    Some(question)
}
