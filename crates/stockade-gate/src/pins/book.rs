//! What is remembered of one server, and how it changes. Pure: moments are lent by the caller.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use stockade_model::canonical;
use stockade_policy::message::Value;

use super::{PinError, PinState, Tools};

/// The format of the file.
pub const FORMAT: u32 = 1;

/// More tools than any server has: a listing without end must not fill the disk.
pub const MOST_TOOLS: usize = 4096;

/// Versions that are kept for the way back.
const MOST_BEFORE: usize = 8;

/// What is remembered of one server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// The format.
    pub format: u32,
    /// The server's identity.
    pub server: String,
    /// When it was first used.
    #[serde(with = "moment")]
    pub first_seen: Timestamp,
    /// Its instructions; none before it said whether it has any.
    pub instructions: Option<Pinned>,
    /// Its tools, by name.
    pub tools: Tools,
}

/// A tool, or the instructions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pinned {
    /// What counts.
    pub current: Version,
    /// It appeared after the first use and nobody has accepted it yet.
    #[serde(default)]
    pub new: bool,
    /// What the server shows instead, where it differs.
    #[serde(default)]
    pub held: Option<Version>,
    /// What was accepted before, the last one last.
    #[serde(default)]
    pub before: Vec<Version>,
    /// Since when the server no longer lists it.
    #[serde(default, with = "moment::optional")]
    pub removed: Option<Timestamp>,
}

/// One state of an object as listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// SHA-256 of the canonical text, hex.
    pub digest: String,
    /// When it was first seen.
    #[serde(with = "moment")]
    pub first_seen: Timestamp,
    /// The canonical text of the whole object.
    pub text: String,
}

impl Version {
    /// Of an object as listed.
    pub fn of(value: &Value, now: Timestamp) -> Self {
        let text = canonical::canonical(value);
        Self { digest: canonical::sha256(text.as_bytes()), first_seen: now, text }
    }

    /// The object again, for people: digits beyond 64-bit floats are rounded here, never in the digest.
    pub fn value(&self) -> Option<Value> {
        serde_json::from_str::<serde_json::Value>(&self.text).ok().map(|value| Value::from(&value))
    }
}

impl Pinned {
    fn first(version: Version, new: bool) -> Self {
        Self { current: version, new, held: None, before: Vec::new(), removed: None }
    }

    /// Of something that nobody shall see before it is accepted: what counts so far is nothing.
    fn unaccepted(version: Version) -> Self {
        let nothing = Version::of(&Value::Null, version.first_seen);
        Self { current: nothing, new: true, held: Some(version), before: Vec::new(), removed: None }
    }

    /// As recorded, whatever was listed since.
    pub fn state(&self) -> PinState {
        match &self.held {
            Some(held) => self.held_state(&held.digest),
            None => self.unchanged(),
        }
    }

    fn unchanged(&self) -> PinState {
        let first_seen = self.before.first().unwrap_or(&self.current).first_seen;
        if self.new { PinState::New { first_seen } } else { PinState::Pinned { first_seen } }
    }

    /// For a server that shows this digest now.
    pub fn state_of(&self, digest: &str) -> PinState {
        if self.current.digest == digest { self.unchanged() } else { self.held_state(digest) }
    }

    fn held_state(&self, digest: &str) -> PinState {
        // A tool is an object, so this is one of which nothing was ever accepted.
        let never = self.current.text == "null" && self.new;
        let reason = if never {
            "it looks as if it hid instructions for the model, and nobody has accepted it"
        } else {
            "it is not as it was when it was accepted"
        };
        PinState::Held { reason: reason.to_owned(), digest: Some(digest.to_owned()) }
    }

    /// The server shows this now. Whether anything changed that must be written down.
    fn seen(&mut self, version: Version) -> bool {
        let back = self.removed.take().is_some();
        if version.digest == self.current.digest {
            return self.held.take().is_some() || back;
        }
        if self.held.as_ref().is_some_and(|held| held.digest == version.digest) {
            return back;
        }
        self.held = Some(version);
        true
    }

    fn accept(&mut self, name: &str, digest: &str) -> Result<(), PinError> {
        let matches = |version: &Version| version.digest.starts_with(&digest.to_ascii_lowercase());
        let Some(held) = self.held.take_if(|held| matches(held)) else {
            let other = |held: &str| PinError::OtherDigest {
                name: name.to_owned(),
                held: held.to_owned(),
                given: digest.to_owned(),
            };
            return match &self.held {
                Some(held) => Err(other(&held.digest)),
                // A new tool is accepted as it is.
                None if self.new && matches(&self.current) => {
                    self.new = false;
                    Ok(())
                }
                None if self.new => Err(other(&self.current.digest)),
                None => Err(PinError::NothingHeld(name.to_owned())),
            };
        };
        self.before.push(std::mem::replace(&mut self.current, held));
        // The first one stays: it says since when the tool is known.
        if self.before.len() > MOST_BEFORE {
            self.before.remove(1);
        }
        self.new = false;
        Ok(())
    }

    fn undo(&mut self, name: &str) -> Result<(), PinError> {
        let before = self.before.pop().ok_or_else(|| PinError::NothingBefore(name.to_owned()))?;
        self.held = Some(std::mem::replace(&mut self.current, before));
        Ok(())
    }
}

/// Which part of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// A tool.
    Tool(&'a str),
    /// The instructions.
    Instructions,
}

impl Part<'_> {
    /// As messages name it.
    pub const fn name(&self) -> &str {
        match self {
            Self::Tool(name) => name,
            Self::Instructions => "instructions",
        }
    }
}

impl Book {
    /// Of a server that is used for the first time.
    pub fn new(server: &str, now: Timestamp) -> Self {
        Self { format: FORMAT, server: server.to_owned(), first_seen: now, instructions: None, tools: Tools::new() }
    }

    /// The server lists this tool; `first` while its first listing goes on, `held` where it is not to be seen before somebody
    /// accepts it. Whether anything is to be written down.
    pub fn tool_seen(&mut self, name: &str, version: Version, first: bool, held: bool) -> Result<bool, PinError> {
        if let Some(pinned) = self.tools.get_mut(name) {
            return Ok(pinned.seen(version));
        }
        if self.tools.len() >= MOST_TOOLS {
            return Err(PinError::TooMany(MOST_TOOLS));
        }
        let pinned = if held { Pinned::unaccepted(version) } else { Pinned::first(version, !first) };
        self.tools.insert(name.to_owned(), pinned);
        Ok(true)
    }

    /// The server's instructions are these; where they are the first, `held` says whether somebody must accept them. Whether
    /// anything is to be written down.
    pub fn instructions_seen(&mut self, version: Version, held: impl FnOnce() -> bool) -> bool {
        match &mut self.instructions {
            Some(pinned) => pinned.seen(version),
            none => {
                *none = Some(if held() { Pinned::unaccepted(version) } else { Pinned::first(version, false) });
                true
            }
        }
    }

    /// The listing is over: what of the recorded was not in it. The names of those that were until now.
    pub fn listing_over(&mut self, listed: impl Fn(&str) -> bool, now: Timestamp) -> Vec<String> {
        let mut removed = Vec::new();
        for (name, pinned) in &mut self.tools {
            if pinned.removed.is_none() && !listed(name) {
                pinned.removed = Some(now);
                removed.push(name.clone());
            }
        }
        removed
    }

    /// What is recorded of a part.
    pub fn part(&self, part: Part<'_>) -> Result<&Pinned, PinError> {
        let found = match part {
            Part::Tool(name) => self.tools.get(name),
            Part::Instructions => self.instructions.as_ref(),
        };
        found.ok_or_else(|| PinError::Unknown(part.name().to_owned()))
    }

    fn part_mut(&mut self, part: Part<'_>) -> Result<&mut Pinned, PinError> {
        let found = match part {
            Part::Tool(name) => self.tools.get_mut(name),
            Part::Instructions => self.instructions.as_mut(),
        };
        found.ok_or_else(|| PinError::Unknown(part.name().to_owned()))
    }

    /// Accepts what is held of a part, or a new tool, if its digest begins so.
    pub fn accept(&mut self, part: Part<'_>, digest: &str) -> Result<(), PinError> {
        self.part_mut(part)?.accept(part.name(), digest)
    }

    /// Takes the last acceptance back: what was accepted is held again.
    pub fn undo(&mut self, part: Part<'_>) -> Result<(), PinError> {
        self.part_mut(part)?.undo(part.name())
    }

    /// Forgets a part: the next listing records it anew, as a new one.
    pub fn forget(&mut self, part: Part<'_>) -> Result<(), PinError> {
        let known = match part {
            Part::Tool(name) => self.tools.remove(name),
            Part::Instructions => self.instructions.take(),
        };
        known.map(drop).ok_or_else(|| PinError::Unknown(part.name().to_owned()))
    }

    /// Every part in the order of reports: the instructions, then the tools by name.
    pub fn parts(&self) -> impl Iterator<Item = (Part<'_>, &Pinned)> {
        let instructions = self.instructions.iter().map(|pinned| (Part::Instructions, pinned));
        instructions.chain(self.tools.iter().map(|(name, pinned)| (Part::Tool(name), pinned)))
    }
}

/// Moments as RFC 3339 text.
mod moment {
    use super::{Deserialize, Deserializer, Serializer, Timestamp};

    pub(super) fn serialize<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(moment)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }

    pub(super) mod optional {
        use super::{Deserialize, Deserializer, Serializer, Timestamp};

        pub(in super::super) fn serialize<S: Serializer>(
            moment: &Option<Timestamp>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match moment {
                Some(moment) => serializer.collect_str(moment),
                None => serializer.serialize_none(),
            }
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Timestamp>, D::Error> {
            let text = Option::<String>::deserialize(deserializer)?;
            text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
        }
    }
}
