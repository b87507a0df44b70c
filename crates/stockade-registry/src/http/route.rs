//! How a registry is reached: through which proxy, and whose certificates count.

use std::sync::Arc;

use ureq::tls::{TlsConfig, TlsProvider};

use super::{Proxies, Roots};

/// Connections that are reused go no further than their route.
#[derive(Clone, Debug)]
pub struct Route {
    pub(super) proxies: Proxies,
    pub(super) agent: ureq::Agent,
}

impl Route {
    /// With these proxies and roots.
    pub fn new(proxies: Proxies, roots: Roots) -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(roots.0)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
        let config = ureq::Agent::config_builder()
            .tls_config(tls.build())
            // Always said: the library would otherwise read the process's environment by rules of its own.
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(64)
            .max_idle_connections_per_host(16)
            .user_agent(concat!("stockade/", env!("CARGO_PKG_VERSION")));
        Self { proxies, agent: config.build().new_agent() }
    }
}
