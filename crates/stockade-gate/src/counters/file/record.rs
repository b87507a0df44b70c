//! One line of a store's log: a checksum, a blank, a JSON object.
//!
//! Constraints:
//! - a line that is cut, or of which a bit is turned, is never read as another one;
//! - amounts are texts, moments are microseconds since 1970: nothing passes through a float.

use std::borrow::Cow;
use std::io::Write as _;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use stockade_model::canonical::hex;
use stockade_policy::counter::{Claim, Key, Window};
use stockade_policy::decimal::Decimal;
use stockade_policy::message::write_string;

/// The form of the log. Another one is refused: half an understanding would be a wrong sum.
pub(super) const VERSION: u32 = 1;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Record {
    /// The first line.
    Store {
        /// [`VERSION`].
        version: u32,
    },
    /// A reservation.
    Add {
        at: i64,
        #[serde(with = "mark")]
        mark: u128,
        amounts: Vec<Amount>,
    },
    /// A reservation taken back; `at` is when it was made.
    Back {
        at: i64,
        #[serde(with = "mark")]
        mark: u128,
        amounts: Vec<Amount>,
    },
    /// What a slot held when the log was shortened.
    Sum {
        #[serde(with = "key")]
        key: Key,
        slot: i64,
        sum: Decimal,
        /// The reservations of it that were taken back.
        #[serde(with = "marks", default, skip_serializing_if = "Vec::is_empty")]
        back: Vec<u128>,
    },
}

/// What was added to one counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) key: Key,
    pub(super) amount: Decimal,
}

impl From<&Claim> for Amount {
    fn from(claim: &Claim) -> Self {
        Self { key: claim.key.clone(), amount: claim.amount }
    }
}

/// A key as a list, which is half as long as an object.
type Words<'a> = (Cow<'a, str>, Cow<'a, str>, Cow<'a, str>, Window);

fn words(key: &Key) -> Words<'_> {
    (key.owner.as_str().into(), key.tool.as_str().into(), key.counter.as_str().into(), key.window)
}

fn key((owner, tool, counter, window): Words<'_>) -> Key {
    Key { owner: owner.into_owned(), tool: tool.into_owned(), counter: counter.into_owned(), window }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (words(&self.key), self.amount).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (words, amount) = <(Words<'_>, Decimal)>::deserialize(deserializer)?;
        Ok(Self { key: key(words), amount })
    }
}

mod key {
    use super::{Deserialize as _, Deserializer, Key, Serialize as _, Serializer, Words};

    pub(super) fn serialize<S: Serializer>(key: &Key, serializer: S) -> Result<S::Ok, S::Error> {
        super::words(key).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        <Words<'_>>::deserialize(deserializer).map(super::key)
    }
}

mod mark {
    use super::{Cow, Deserialize as _, Deserializer, Serializer, hex};

    pub(super) fn serialize<S: Serializer>(mark: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(&mark.to_be_bytes()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
        let text = <Cow<'de, str>>::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
    }
}

mod marks {
    use super::{Cow, Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(marks: &[u128], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(marks.iter().map(|mark| format!("{mark:032x}")))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u128>, D::Error> {
        let texts = <Vec<Cow<'de, str>>>::deserialize(deserializer)?;
        texts.iter().map(|text| u128::from_str_radix(text, 16).map_err(serde::de::Error::custom)).collect()
    }
}

impl Record {
    /// Appends the line.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        let start = out.len();
        // The place of the checksum, which is of what follows.
        out.extend_from_slice(&[b' '; 17]);
        match self {
            Self::Add { at, mark, amounts } => write_amounts("add", *at, *mark, amounts, out)?,
            Self::Back { at, mark, amounts } => write_amounts("back", *at, *mark, amounts, out)?,
            Self::Store { .. } | Self::Sum { .. } => serde_json::to_writer(&mut *out, self)?,
        }
        let sum = checksum(out.get(start + 17..).unwrap_or_default());
        if let Some(place) = out.get_mut(start..start + 16) {
            place.copy_from_slice(hex(&sum.to_be_bytes()).as_bytes());
        }
        out.push(b'\n');
        Ok(())
    }

    /// Reads a line without its end; none where it is not one that [`Record::write`] wrote.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let (sum, body) = line.split_at_checked(17)?;
        let sum = std::str::from_utf8(sum.strip_suffix(b" ")?).ok()?;
        if u64::from_str_radix(sum, 16).ok()? != checksum(body) {
            return None;
        }
        serde_json::from_slice(body).ok()
    }
}

/// What serde writes of a reservation, written here because each call waits for it.
fn write_amounts(
    name: &str,
    at: i64,
    mark: u128,
    amounts: &[Amount],
    out: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    // Memory takes all that is written to it.
    let _ = write!(out, "{{\"{name}\":{{\"at\":{at},\"mark\":\"{}\",\"amounts\":[", hex(&mark.to_be_bytes()));
    for (place, Amount { key, amount }) in amounts.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"[[");
        for text in [&key.owner, &key.tool, &key.counter] {
            write_string(text, out);
            out.push(b',');
        }
        serde_json::to_writer(&mut *out, &key.window)?;
        let _ = write!(out, "],\"{amount}\"]");
    }
    out.extend_from_slice(b"]}}");
    Ok(())
}

/// FNV-1a of 64 bits: against accidents, not against an owner who edits their own counters.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_back_and_no_part_of_it_reads_as_another() {
        let key =
            Key { owner: "a\n\"b".into(), tool: "_global".into(), counter: "ü".into(), window: Window::Slots(90) };
        let amounts = vec![Amount { key: key.clone(), amount: Decimal::parse("0.1").unwrap() }];
        for record in [
            Record::Store { version: VERSION },
            Record::Add { at: -1, mark: u128::MAX, amounts: amounts.clone() },
            Record::Back { at: 7, mark: 1, amounts },
            Record::Sum { key: key.clone(), slot: 3, sum: Decimal::parse("1e300").unwrap(), back: Vec::new() },
            Record::Sum { key, slot: 3, sum: Decimal::ZERO, back: vec![0, u128::MAX] },
        ] {
            let mut line = Vec::new();
            record.write(&mut line).unwrap();
            assert_eq!(line.pop(), Some(b'\n'));
            assert!(!line.contains(&b'\n'));
            let (_, body) = line.split_at(17);
            assert_eq!(body, serde_json::to_vec(&record).unwrap());
            assert_eq!(Record::read(&line), Some(record));
            for cut in 0..line.len() {
                assert_eq!(Record::read(&line[..cut]), None, "cut at {cut}");
                let mut turned = line.clone();
                turned[cut] ^= 1;
                assert_eq!(Record::read(&turned), None, "turned at {cut}");
            }
        }
    }
}
