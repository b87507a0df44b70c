//! The side of container images: manifests, blobs, referrers, tokens.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::server::{Request, Response};
use super::signing;

const TOKEN: &str = "token-for-reading";

#[derive(Debug, Default)]
pub(super) struct Images {
    /// By repository and digest: media type and bytes; blobs have no media type.
    content: BTreeMap<(String, String), (String, Vec<u8>)>,
    tags: BTreeMap<(String, String), String>,
    /// Whether a token is asked for, and from whom.
    pub(super) token: Option<Option<String>>,
}

impl Images {
    pub(super) fn blob(&mut self, repository: &str, bytes: &[u8]) -> String {
        let digest = format!("sha256:{}", signing::sha256_hex(bytes));
        self.content.insert((repository.to_owned(), digest.clone()), (String::new(), bytes.to_vec()));
        digest
    }

    pub(super) fn manifest(&mut self, repository: &str, tag: Option<&str>, manifest: &Value) -> String {
        let bytes = manifest.to_string().into_bytes();
        let kind =
            manifest.get("mediaType").and_then(Value::as_str).unwrap_or("application/vnd.oci.image.manifest.v1+json");
        let digest = self.blob(repository, &bytes);
        self.content.insert((repository.to_owned(), digest.clone()), (kind.to_owned(), bytes));
        if let Some(tag) = tag {
            self.tags.insert((repository.to_owned(), tag.to_owned()), digest.clone());
        }
        digest
    }

    pub(super) fn route(&self, path: &str, request: &Request, base: &str, no_referrers: bool) -> Response {
        if path == "/token" {
            let wanted = self.token.as_ref().and_then(Option::as_deref);
            if wanted.is_some() && request.header("authorization") != wanted {
                return Response::status(401);
            }
            return Response::json(&json!({"token": TOKEN, "expires_in": 300}));
        }
        if self.token.is_some() && request.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
            let challenge = format!("Bearer realm=\"{base}/token\",service=\"test\",scope=\"repository:x:pull,push\"");
            return Response::status(401).with("WWW-Authenticate", &challenge);
        }
        self.found(path, no_referrers).unwrap_or_else(|| Response::status(404))
    }

    fn found(&self, path: &str, no_referrers: bool) -> Option<Response> {
        let rest = path.strip_prefix("/v2/")?;
        let (rest, which) = rest.rsplit_once('/')?;
        let (repository, kind) = rest.rsplit_once('/')?;
        let key = |which: &str| (repository.to_owned(), which.to_owned());
        match kind {
            "referrers" if !no_referrers => {
                let mut found = Vec::new();
                for ((of, digest), (media, bytes)) in &self.content {
                    let Ok(manifest) = serde_json::from_slice::<Value>(bytes) else { continue };
                    let subject = manifest.pointer("/subject/digest").and_then(Value::as_str);
                    if of == repository && subject == Some(which) {
                        found.push(json!({"mediaType": media, "digest": digest, "size": bytes.len(),
                                          "artifactType": manifest.get("artifactType")}));
                    }
                }
                let kind = "application/vnd.oci.image.index.v1+json";
                let index = json!({"schemaVersion": 2, "mediaType": kind, "manifests": found});
                Some(Response::bytes(kind, index.to_string()))
            }
            "manifests" | "blobs" => {
                let digest = self.tags.get(&key(which)).map_or(which, String::as_str);
                let (media, bytes) = self.content.get(&key(digest))?;
                let media = if media.is_empty() { "application/octet-stream" } else { media };
                Some(Response::bytes(media, bytes.clone()).with("Docker-Content-Digest", digest))
            }
            _ => None,
        }
    }
}
