//! What a registry asks for before it answers: `WWW-Authenticate` (RFC 9110, section 11.6.1).

/// The first challenge that is understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Challenge {
    /// A token of another address.
    Bearer {
        /// Where.
        realm: String,
        /// For what.
        service: Option<String>,
    },
    /// A name and a password.
    Basic,
    /// Nothing that is understood.
    #[default]
    None,
}

/// Reads the header.
pub(super) fn read(header: &str) -> Challenge {
    let (scheme, rest) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
    if scheme.eq_ignore_ascii_case("basic") {
        return Challenge::Basic;
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Challenge::None;
    }
    let (mut realm, mut service) = (None, None);
    let mut rest = rest;
    while let Some((key, behind)) = rest.split_once('=') {
        let (value, behind) = match behind.trim_start().strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => behind.split_once(',').unwrap_or((behind, "")),
        };
        match key.trim().trim_start_matches(',').trim().to_ascii_lowercase().as_str() {
            "realm" => realm = Some(value.to_owned()),
            "service" => service = Some(value.to_owned()),
            _ => {}
        }
        rest = behind;
    }
    realm.map_or(Challenge::None, |realm| Challenge::Bearer { realm, service })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_read() {
        let bearer = |realm: &str, service: Option<&str>| Challenge::Bearer {
            realm: realm.to_owned(),
            service: service.map(str::to_owned),
        };
        let header = "Bearer realm=\"https://auth.example/token?a=b\",service=\"registry.example\",scope=\"repository:a,b:pull\"";
        assert_eq!(read(header), bearer("https://auth.example/token?a=b", Some("registry.example")));
        assert_eq!(read("bearer scope=x, realm=/token"), bearer("/token", None));
        assert_eq!(read("Basic realm=\"x\""), Challenge::Basic);
        assert_eq!((read("Digest x"), read("Bearer"), read(""), read("Bearer realm")), Default::default());
    }
}
