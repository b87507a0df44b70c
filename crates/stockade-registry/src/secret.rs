//! Tokens and passwords, which nothing prints.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A token, a password, or a text that may hold one.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes it in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself: for the header of a request, and for nothing that people read.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// What proves to a registry who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A token (RFC 6750).
    Bearer(Secret),
    /// A name and a password (RFC 7617).
    Basic {
        /// Who; also a text of its own, since services take tokens in its place.
        user: Secret,
        /// The password.
        password: Secret,
    },
    /// A name and a password as they are sent, already encoded: npm's `_auth`.
    Encoded(Secret),
}

impl Credential {
    /// The value of the `Authorization` header; none where it has characters that no header can have.
    pub(crate) fn header(&self) -> Option<String> {
        let value = match self {
            Self::Bearer(token) => format!("Bearer {}", token.reveal()),
            Self::Basic { user, password } => {
                format!("Basic {}", STANDARD.encode(format!("{}:{}", user.reveal(), password.reveal())))
            }
            Self::Encoded(pair) => format!("Basic {}", pair.reveal()),
        };
        value.bytes().all(|byte| (0x20..0x7f).contains(&byte)).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_prints_a_secret() {
        let basic = Credential::Basic { user: Secret::new("ann"), password: Secret::new("hunter2") };
        assert!(!format!("{basic:?} {:?}", Credential::Bearer(Secret::new("hunter2"))).contains("hunter2"));
        assert_eq!(basic.header().unwrap(), "Basic YW5uOmh1bnRlcjI=");
        assert_eq!(Credential::Bearer(Secret::new("a\r\nX: y")).header(), None);
    }
}
