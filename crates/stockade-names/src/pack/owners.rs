//! Repositories by name: who owns one of that name, and how many sources say so.
//!
//! ```text
//! 0  4         number of texts
//! 4  5 each    texts: offset (4), length (1)
//! …  12 each   repositories: name (4), owner (4), sources (1), official (1), zero (2)
//! ```

use super::layout::u32_at;
use super::names::{NameRecord, VOUCHED};
use super::table::Table;
use super::{Pack, PackError};

impl Pack {
    /// Who holds a name: the owner of the repository that catalogues give for it, where more than one row of one catalogue says
    /// so. Two have to agree, or the one has to vouch for it, or the name's own scope has to be another word for that owner.
    pub fn holder(&self, record: &NameRecord<'_>) -> Option<&str> {
        let owner = self.owners().text(record.owner?)?;
        let agrees = |scope: &str| self.lists().aliases.same(scope, owner);
        let scope = crate::name::split(record.full).0;
        let proved = record.sources >= 2 || record.flags & VOUCHED != 0 || scope.is_some_and(agrees);
        proved.then_some(owner)
    }

    /// The repository that one catalogue claims for a name, `owner/name`, where nothing else says so.
    pub fn claimed(&self, record: &NameRecord<'_>) -> Option<String> {
        if self.holder(record).is_some() {
            return None;
        }
        let owners = self.owners();
        Some(format!("{}/{}", owners.text(record.owner?)?, owners.text(record.repository?)?))
    }
}

const TEXT: usize = 5;
pub(super) const REPOSITORY: usize = 12;

/// A repository of an MCP server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repository<'a> {
    /// Its name, lower case, without the owner.
    pub name: &'a str,
    /// The account or organisation that holds it, lower case.
    pub owner: &'a str,
    /// How many independent sources list it.
    pub sources: u8,
    /// Whether a source calls it the vendor's own.
    pub official: bool,
}

/// The repositories of a pack.
#[derive(Clone, Copy, Debug)]
pub struct Owners<'a> {
    index: &'a [u8],
    repositories: &'a [u8],
    texts: &'a str,
    /// A table, read as one by who looks something up in it.
    by_name: &'a [u8],
}

impl<'a> Owners<'a> {
    pub(super) fn new(section: &'a [u8], texts: &'a str, by_name: &'a [u8]) -> Self {
        let count = u32_at(section, 0).unwrap_or(0) as usize;
        let rest = section.get(4..).unwrap_or(&[]);
        let (index, repositories) = rest.split_at(count.saturating_mul(TEXT).min(rest.len()));
        Self { index, repositories, texts, by_name }
    }

    /// Whether the section is as long as it says.
    pub(super) fn check(section: &[u8]) -> Result<(), PackError> {
        let texts = u32_at(section, 0).and_then(|count| (count as usize).checked_mul(TEXT));
        let rest = texts.and_then(|texts| section.len().checked_sub(4)?.checked_sub(texts));
        match rest.filter(|rest| rest.is_multiple_of(REPOSITORY)) {
            Some(_) => Ok(()),
            None => Err(PackError::Damaged("the owners are cut off")),
        }
    }

    /// Whether every text and every repository can be read, and each repository is found by its name.
    pub(super) fn walk(&self) -> Result<(), PackError> {
        let texts = u32::try_from(self.index.len() / TEXT).unwrap_or(u32::MAX);
        if (0..texts).any(|number| self.text(number).is_none()) {
            return Err(PackError::Damaged("an owner of it cannot be read"));
        }
        let by_name = Table::new(self.by_name);
        for number in 0..u32::try_from(self.len()).unwrap_or(u32::MAX) {
            let repository = self.get(number).ok_or(PackError::Damaged("a repository of it cannot be read"))?;
            if !by_name.get(crate::keys::hash(repository.name.as_bytes())).any(|found| found == number) {
                return Err(PackError::Damaged("a repository of it is not found by its name"));
            }
        }
        Ok(())
    }

    /// A text by its number: the name of an owner or repository.
    pub fn text(&self, number: u32) -> Option<&'a str> {
        let at = (number as usize).checked_mul(TEXT)?;
        let entry = self.index.get(at..at + TEXT)?;
        let offset = u32_at(entry, 0)? as usize;
        let length = usize::from(*entry.get(4)?);
        self.texts.get(offset..offset.checked_add(length)?)
    }

    /// How many repositories there are.
    pub const fn len(&self) -> usize {
        self.repositories.len() / REPOSITORY
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.repositories.is_empty()
    }

    fn get(&self, number: u32) -> Option<Repository<'a>> {
        let at = (number as usize).checked_mul(REPOSITORY)?;
        let record = self.repositories.get(at..at + REPOSITORY)?;
        Some(Repository {
            name: self.text(u32_at(record, 0)?)?,
            owner: self.text(u32_at(record, 4)?)?,
            sources: *record.get(8)?,
            official: *record.get(9)? != 0,
        })
    }

    /// Every repository of that name, the one with the most sources first.
    pub fn named(&self, name: &str) -> Vec<Repository<'a>> {
        let hash = crate::keys::hash(name.as_bytes());
        let mut found: Vec<_> = Table::new(self.by_name)
            .get(hash)
            .filter_map(|number| self.get(number))
            .filter(|found| found.name == name)
            .collect();
        found.sort_by_key(|found| (std::cmp::Reverse((found.official, found.sources)), found.owner));
        found
    }
}
