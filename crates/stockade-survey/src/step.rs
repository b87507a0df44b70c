//! What was checked of a package, and what could not be: every answer says so, in one order.

use serde::Serialize;

macro_rules! whats {
    ($($variant:ident = $id:literal, $words:literal;)*) => {
        /// One thing that is checked of a package.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum What {
            $(#[doc = $words] $variant),*
        }

        impl What {
            /// Everything, in the order of reports.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its id, kebab-case, never renamed.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            /// What it is, in words.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $words),* }
            }
        }
    };
}

whats! {
    Registry = "registry", "what the registry says of the package and its versions";
    Digest = "digest", "whether the archive is the one that the registry promises";
    Signature = "signature", "the registry's signature over this version";
    Provenance = "provenance", "where it was built, by signed evidence";
    Content = "content", "what its code does";
    Comparison = "comparison", "what changed since the version it is compared with";
    Closure = "closure", "everything it brings in";
    Advisories = "advisories", "what is known to be wrong with it and with what it brings in";
    Backlink = "backlink", "whether the repository it names publishes it, after the MCP Registry";
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "detail")]
pub enum State {
    /// It was looked at; in a few words what came of it. Findings say more.
    Done(String),
    /// It was looked at as far as that went; what came of it, and what is missing.
    InPart(String),
    /// It should have been and could not be, for this reason.
    NotPossible(String),
    /// Nobody asked for it, or there is nothing of the kind to ask, for this reason.
    NotAsked(String),
}

/// One thing that was to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What.
    pub what: What,
    /// What came of it.
    #[serde(flatten)]
    pub state: State,
}

impl Step {
    /// It was looked at.
    pub fn done(what: What, detail: impl Into<String>) -> Self {
        Self { what, state: State::Done(detail.into()) }
    }

    /// It was looked at, and not all of it.
    pub fn in_part(what: What, detail: impl Into<String>) -> Self {
        Self { what, state: State::InPart(detail.into()) }
    }

    /// It could not be.
    pub fn not_possible(what: What, why: impl Into<String>) -> Self {
        Self { what, state: State::NotPossible(why.into()) }
    }

    /// It was not asked for.
    pub fn not_asked(what: What, why: impl Into<String>) -> Self {
        Self { what, state: State::NotAsked(why.into()) }
    }
}

impl State {
    /// Whether it was looked at.
    pub const fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// Whether something of it should have been looked at and could not be.
    pub const fn is_lacking(&self) -> bool {
        matches!(self, Self::InPart(_) | Self::NotPossible(_))
    }

    /// The words that go with it.
    pub fn detail(&self) -> &str {
        let (Self::Done(text) | Self::InPart(text) | Self::NotPossible(text) | Self::NotAsked(text)) = self;
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_the_names_in_json() {
        for what in What::ALL {
            assert_eq!(serde_json::to_value(what).unwrap(), what.id());
        }
        let step = Step::not_possible(What::Advisories, "offline");
        let json = serde_json::json!({"what": "advisories", "state": "not-possible", "detail": "offline"});
        assert_eq!(serde_json::to_value(&step).unwrap(), json);
        let step = Step::in_part(What::Closure, "3 packages");
        assert_eq!(serde_json::to_value(&step).unwrap()["state"], "in-part");
        assert!(step.state.is_lacking() && !step.state.is_done());
    }
}
