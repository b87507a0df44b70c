//! Zip archives: one member is read in memory, nothing is unpacked, no name in the archive is ever used as a path.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use stockade_model::{ProblemKind, Secret, SourceFile, SourceId};

use super::Hunt;
use crate::discover::entry::Entries;
use crate::document::{self, Format, Node, read};

/// Archives beyond this size are no extension bundles.
const MAX_ARCHIVE_BYTES: u64 = 512 << 20;
/// Nor are those with more members: the list alone would fill the memory.
const MAX_MEMBERS: u64 = 200_000;
/// A manifest inside an archive is a small JSON file.
const MAX_MEMBER_BYTES: u64 = 4 << 20;
/// The list's end stands at the end of the archive, a comment of at most 64 KiB behind it.
const TAIL_BYTES: u64 = (64 << 10) + 128;

impl Hunt<'_> {
    /// A JSON member of a zip archive, read in memory, nothing unpacked.
    pub(super) fn archive(
        &mut self,
        path: &Path,
        member: &str,
        reader: fn(&Node, &mut Entries<'_>),
        entries: &mut Entries<'_>,
    ) -> Option<(SourceId, Vec<Secret>)> {
        let client = entries.client_id();
        let (file, real_path) = match read::open_file(path, MAX_ARCHIVE_BYTES) {
            Ok(opened) => opened,
            Err(error) => {
                self.read_failed(path, &error, Some(client));
                return None;
            }
        };
        match read_member(file, member) {
            Ok(mut text) => match document::parse(Format::Json, &text) {
                Ok(mut node) => {
                    let secrets = document::secrets::take_out(&mut node, &mut text);
                    reader(&node, entries);
                    let shown = path.join(member);
                    let source = self.add_source(SourceFile { path: shown, real_path, text });
                    Some((source, secrets))
                }
                Err(error) => {
                    self.problem(
                        Some(client),
                        error.kind,
                        path,
                        format!("`{member}` in the archive: {}", error.message),
                    );
                    None
                }
            },
            Err(message) => {
                self.problem(Some(client), ProblemKind::Syntax, path, message);
                None
            }
        }
    }
}

fn read_member(file: File, member: &str) -> Result<String, String> {
    let unread = |error: io::Error| format!("cannot read the archive: {error}");
    let mut file = BufReader::new(file);
    let members = members(&mut file).map_err(unread)?;
    if members > MAX_MEMBERS {
        return Err(format!("the archive has {members} members, more than the {MAX_MEMBERS} that are looked at"));
    }
    let mut archive = zip::ZipArchive::new(file).map_err(|error| format!("not a zip archive: {error}"))?;
    let found = archive.by_name(member).map_err(|error| format!("the archive has no readable `{member}`: {error}"))?;
    let mut text = Vec::new();
    found
        .take(MAX_MEMBER_BYTES + 1)
        .read_to_end(&mut text)
        .map_err(|error| format!("`{member}` in the archive: {error}"))?;
    if text.len() as u64 > MAX_MEMBER_BYTES {
        return Err(format!("`{member}` in the archive has more than {MAX_MEMBER_BYTES} bytes"));
    }
    String::from_utf8(text).map_err(|_| format!("`{member}` in the archive is not UTF-8"))
}

/// The most members that any end-of-list record in the archive's tail promises. Asked before the list is read, whose
/// reader takes the promise at its word.
fn members(file: &mut (impl Read + Seek)) -> io::Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    let start = length.saturating_sub(TAIL_BYTES);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    file.by_ref().take(TAIL_BYTES).read_to_end(&mut tail)?;
    let number = |from: usize, bytes: usize| {
        let part = tail.get(from..from.saturating_add(bytes))?;
        Some(part.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
    };
    let mut most = 0;
    for at in 0..tail.len() {
        let Some(signature) = tail.get(at..at + 4) else { break };
        match signature {
            b"PK\x05\x06" => most = most.max(number(at + 10, 2).unwrap_or(0)),
            // The locator of a longer record, which may stand anywhere.
            b"PK\x06\x07" => {
                let Some(place) = number(at + 8, 8).filter(|place| place.saturating_add(56) <= length) else {
                    continue;
                };
                file.seek(SeekFrom::Start(place + 32))?;
                let mut count = [0; 8];
                file.read_exact(&mut count)?;
                most = most.max(u64::from_le_bytes(count));
            }
            _ => {}
        }
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(most)
}
