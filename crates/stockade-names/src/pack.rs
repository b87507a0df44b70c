//! The knowledge: names with their popularity and owners, who owns which brand, what is known to be malicious.
//!
//! One file, little-endian: a header, sections with a directory, and behind them a minisign signature over all of it.
//! The engine takes it as bytes and reads it in place; opening one checks every bound once and copies next to nothing.
//!
//! Layout: [`layout`] is the format, [`table`] the hash tables, [`names`] the name records, [`marks`] what
//! tells them apart, [`owners`] repositories and
//! catalogue bindings, [`malware`] known-bad versions, [`lists`] the small curated lists, [`signature`] the seal,
//! [`osv`] reads advisories, [`store`] keeps packs that came later than the program, `walk` reads all of one,
//! [`tables`] reads what a pack is made of and [`build`] writes it.

use std::borrow::Cow;

use thiserror::Error;

pub mod build;
mod bytes;
pub mod layout;
pub mod lists;
pub mod malware;
pub mod marks;
pub mod names;
pub mod osv;
pub mod owners;
pub mod signature;
pub mod store;
mod sum;
pub mod table;
pub mod tables;
mod walk;

pub use lists::{Aliases, Brand, Lists};
pub use names::NameRecord;

use bytes::Bytes;
use layout::Directory;

/// A pack could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackError {
    /// Not a pack at all.
    #[error("this is no Stockade knowledge pack")]
    NotAPack,
    /// Another format than this program reads: a later one, or one that a former version wrote.
    #[error("the pack has format {found}; this program reads format {known}")]
    Format {
        /// Of the file.
        found: u32,
        /// Of this program.
        known: u32,
    },
    /// The file ends too early or its directory points outside.
    #[error("the pack is damaged: {0}")]
    Damaged(&'static str),
    /// No signature where one is needed.
    #[error("the pack is not signed")]
    Unsigned,
    /// A signature that fits neither the content nor a trusted key.
    #[error("the signature of the pack is not from a trusted key")]
    Signature,
    /// Not newer than the one in use.
    #[error("{}", not_newer(*found, *current))]
    Rollback {
        /// Of the file.
        found: u64,
        /// The newest one that was in use.
        current: u64,
    },
}

fn not_newer(found: u64, current: u64) -> String {
    if found == current {
        return format!("the pack has version {found}, which is in use already");
    }
    format!("the pack has version {found}, older than {current}, which was taken before")
}

/// Which pack an answer was given with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackId {
    /// Grows with every release: year, month, day and a running number as decimal digits.
    pub version: u64,
    /// SHA-256 of the signed part, which has the sum of the rest; lower-case hexadecimal.
    pub digest: String,
}

/// An opened pack.
#[derive(Clone, Debug)]
pub struct Pack {
    bytes: Bytes,
    directory: Directory,
    lists: Lists,
    /// The section of texts, as the text that it is: read as that once, and not for each name that is looked at.
    texts: Cow<'static, str>,
    /// Where they begin in it.
    texts_start: usize,
}

impl Pack {
    /// Opens a pack that is trusted because of where it comes from: compiled into the program, or checked before.
    ///
    /// # Errors
    /// [`PackError`] where the bytes are no readable pack.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, PackError> {
        Self::open_bytes(Bytes::moved(bytes.into()))
    }

    fn open_bytes(bytes: Bytes) -> Result<Self, PackError> {
        let directory = Directory::read(bytes.get())?;
        let lists = Lists::read(directory.section(bytes.get(), layout::LISTS)?)?;
        // In place where they are compiled into the program; what is owned cannot be borrowed beside itself.
        let (texts, texts_start) = match bytes.compiled_in() {
            Some(bytes) => (Cow::Borrowed(texts(bytes, &directory)?), 0),
            None => {
                let (copy, before) = copied(texts(bytes.get(), &directory)?);
                (Cow::Owned(copy), before)
            }
        };
        let pack = Self { bytes, directory, lists, texts, texts_start };
        pack.names().check()?;
        owners::Owners::check(pack.section(layout::OWNERS))?;
        pack.marks().check(pack.names().len())?;
        for tag in
            [layout::EXACT, layout::NEAR, layout::PIECES, layout::REPOSITORIES, layout::TOKENS, layout::MALWARE_NAMES]
        {
            pack.table(tag).check()?;
        }
        Ok(pack)
    }

    /// Opens a pack from anywhere: it must carry a signature of one of these keys.
    ///
    /// # Errors
    /// [`PackError`] where it is unsigned, signed by somebody else, or unreadable.
    pub fn open_signed(bytes: Vec<u8>, trusted: &[&str]) -> Result<Self, PackError> {
        Self::open_sealed(Bytes::moved(bytes.into()), None, trusted)
    }

    /// The same with the sum of what it holds, where somebody has that already.
    fn open_sealed(bytes: Bytes, sum: Option<sum::Sum>, trusted: &[&str]) -> Result<Self, PackError> {
        signature::holds(bytes.get(), sum, trusted)?;
        Self::open_bytes(bytes)
    }

    /// Version and digest.
    pub fn id(&self) -> PackId {
        let digest = sum::hexadecimal(&sum::of(self.directory.signed_part(self.bytes())));
        PackId { version: self.directory.version, digest }
    }

    /// The version alone.
    pub const fn version(&self) -> u64 {
        self.directory.version
    }

    /// The bytes, for a copy on disk.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get()
    }

    /// The small curated lists.
    pub const fn lists(&self) -> &Lists {
        &self.lists
    }

    /// A section that [`Self::open`] found; empty where the pack has none.
    #[inline]
    fn section(&self, tag: layout::Tag) -> &[u8] {
        self.directory.section(self.bytes(), tag).unwrap_or(&[])
    }

    /// One of the hash tables.
    #[inline]
    pub fn table(&self, tag: layout::Tag) -> table::Table<'_> {
        table::Table::new(self.section(tag))
    }

    #[inline]
    fn texts(&self) -> &str {
        self.texts.get(self.texts_start..).unwrap_or("")
    }

    /// The names.
    pub fn names(&self) -> names::Names<'_> {
        names::Names::new(self.section(layout::NAMES), self.section(layout::BINDINGS), self.texts())
    }

    /// What tells most names apart without reading them.
    pub fn marks(&self) -> marks::Marks<'_> {
        marks::Marks::new(self.section(layout::MARKS))
    }

    /// Repositories and their owners.
    pub fn owners(&self) -> owners::Owners<'_> {
        owners::Owners::new(self.section(layout::OWNERS), self.texts(), self.section(layout::REPOSITORIES))
    }

    /// Known malware.
    pub fn malware(&self) -> malware::Malware<'_> {
        malware::Malware::indexed(self.section(layout::MALWARE), self.table(layout::MALWARE_NAMES))
    }

    /// In how many names of the pack a token stands.
    pub fn token_count(&self, token: &str) -> u32 {
        self.table(layout::TOKENS).agreed(crate::keys::hash(token.as_bytes())).unwrap_or(0)
    }
}

/// The texts of a pack.
fn texts<'a>(bytes: &'a [u8], directory: &Directory) -> Result<&'a str, PackError> {
    let texts = std::str::from_utf8(directory.section(bytes, layout::TEXTS)?);
    texts.map_err(|_| PackError::Damaged("its texts cannot be read"))
}

/// A copy that begins at a line of the processor's cache, and where in it.
fn copied(text: &str) -> (String, usize) {
    let mut copy = String::with_capacity(text.len() + layout::ALIGNED);
    let before = copy.as_ptr().align_offset(layout::ALIGNED).min(layout::ALIGNED - 1);
    copy.extend(std::iter::repeat_n(' ', before));
    copy.push_str(text);
    (copy, before)
}
