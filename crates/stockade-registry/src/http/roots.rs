//! Which certificates are trusted beside the platform's.

use std::path::Path;

use ureq::tls::{Certificate, PemItem, RootCerts};

use super::FetchError;

/// Roots to trust.
#[derive(Clone, Debug)]
pub struct Roots(pub(super) RootCerts);

impl Default for Roots {
    fn default() -> Self {
        Self(RootCerts::PlatformVerifier)
    }
}

impl Roots {
    /// The platform's and those of a PEM file.
    ///
    /// # Errors
    /// [`FetchError::Roots`] where the file cannot be read or holds anything else than certificates.
    pub fn with_file(path: &Path) -> Result<Self, FetchError> {
        let refuse = |reason: String| FetchError::Roots { path: path.to_owned(), reason };
        let text = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
        Self::with_pem(&text, path)
    }

    /// The platform's and those of a PEM text; `place` is what a message calls it.
    ///
    /// # Errors
    /// As [`Roots::with_file`].
    pub fn with_pem(text: &[u8], place: &Path) -> Result<Self, FetchError> {
        let refuse = |reason: String| FetchError::Roots { path: place.to_owned(), reason };
        let mut own = Vec::new();
        for item in ureq::tls::parse_pem(text) {
            match item.map_err(|error| refuse(error.to_string()))? {
                PemItem::Certificate(certificate) => own.push(certificate),
                _ => return Err(refuse("it holds something else beside certificates".to_owned())),
            }
        }
        if own.is_empty() {
            return Err(refuse("there is none in it".to_owned()));
        }
        // One that is no certificate would be left out in silence later.
        let mut checked = rustls::RootCertStore::empty();
        for certificate in &own {
            checked.add(certificate.der().to_vec().into()).map_err(|error| refuse(error.to_string()))?;
        }
        let platform = rustls_native_certs::load_native_certs().certs;
        own.extend(platform.iter().map(|certificate| Certificate::from_der(certificate).to_owned()));
        Ok(Self(own.into()))
    }
}
