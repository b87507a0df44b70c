//! A Sigstore instance of a test's own: an authority, a certificate log and a transparency log with fresh keys, which sign
//! whatever a test says. What it makes verifies against its own trusted root, and nowhere else.
//!
//! - certificates, log entries, inclusion proofs and timestamps are real; each log has one entry;
//! - the instance signs lies as readily as truths: that is what it is for.
//!
//! Sources: RFC 5280 (certificates), RFC 6962 (certificate log), Fulcio's `docs/oid-info.md`, Rekor's `dsse` 0.0.1 entry, the
//! checkpoint format of transparency.dev, Sigstore's bundle and trusted root (`protobuf-specs`).

mod der;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// What a log calls itself on its checkpoints.
const ORIGIN: &str = "log.test.example";
/// Seconds that a certificate is valid.
const LIFETIME: i64 = 600;

/// An ECDSA P-256 key that signs for a test.
pub struct SigningKey {
    pair: EcdsaKeyPair,
}

impl SigningKey {
    /// A fresh key.
    ///
    /// # Panics
    /// If the machine has no randomness.
    pub fn generate() -> Self {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new());
        let document = document.expect("a machine with randomness");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref());
        Self { pair: pair.expect("the key that was just made") }
    }

    /// The public key, DER of SubjectPublicKeyInfo.
    pub fn public(&self) -> Vec<u8> {
        der::public_key(self.pair.public_key().as_ref())
    }

    /// The public key in base64, as npm's registry lists it.
    pub fn public_base64(&self) -> String {
        STANDARD.encode(self.public())
    }

    /// Signs the SHA-256 of a message; DER.
    ///
    /// # Panics
    /// If the machine has no randomness.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(&SystemRandom::new(), message).expect("a machine with randomness").as_ref().to_vec()
    }

    /// Signs the SHA-256 of a message; base64 of DER, as `dist.signatures` holds it.
    pub fn sign_base64(&self, message: &[u8]) -> String {
        STANDARD.encode(self.sign(message))
    }

    fn id(&self) -> [u8; 32] {
        sha256(&self.public())
    }
}

/// Whom a certificate is for.
#[derive(Clone, Debug)]
pub enum Holder<'a> {
    /// A workload, by its address.
    Uri(&'a str),
    /// A person or a service account.
    Email(&'a str),
}

/// What a certificate is to say.
#[derive(Clone, Debug)]
pub struct Certified<'a> {
    /// Whom it is for.
    pub holder: Holder<'a>,
    /// Numbers and values of Fulcio's extensions: `(12, "https://github.com/a/b")`.
    pub claims: Vec<(u32, &'a str)>,
    /// When it was issued and used, in seconds.
    pub at: i64,
}

/// An instance.
pub struct Instance {
    authority: SigningKey,
    certificate_log: SigningKey,
    log: SigningKey,
    root: Vec<u8>,
}

impl Default for Instance {
    fn default() -> Self {
        Self::new()
    }
}

impl Instance {
    /// A fresh one.
    pub fn new() -> Self {
        let authority = SigningKey::generate();
        let root = der::authority(&authority);
        Self { authority, certificate_log: SigningKey::generate(), log: SigningKey::generate(), root }
    }

    /// Its `trusted_root.json`.
    pub fn trusted_root(&self) -> Value {
        let window = json!({"start": "2020-01-01T00:00:00Z"});
        let log = |key: &SigningKey| {
            json!({
                "baseUrl": "https://log.test.example", "hashAlgorithm": "SHA2_256",
                "publicKey": {
                    "rawBytes": key.public_base64(), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": window,
                },
                "logId": {"keyId": STANDARD.encode(key.id())},
            })
        };
        json!({
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log(&self.log)],
            "ctlogs": [log(&self.certificate_log)],
            "certificateAuthorities": [{
                "subject": {"organization": "test", "commonName": "test"}, "uri": "https://ca.test.example",
                "certChain": {"certificates": [{"rawBytes": STANDARD.encode(&self.root)}]}, "validFor": window,
            }],
            "timestampAuthorities": [],
        })
    }

    /// A bundle of a statement, signed with a fresh key and a certificate for it.
    pub fn certified(&self, statement: &Value, certified: &Certified<'_>) -> Value {
        let key = SigningKey::generate();
        let certificate = der::certificate(&self.authority, &self.certificate_log, &key, certified, LIFETIME);
        let verifier = pem("CERTIFICATE", &certificate);
        let material = json!({"certificate": {"rawBytes": STANDARD.encode(&certificate)}});
        self.bundle(statement, &key, "", &verifier, material, certified.at)
    }

    /// A bundle of a statement, signed with a key that is known by an id, as a registry's publish attestation is.
    pub fn keyed(&self, statement: &Value, key: &SigningKey, id: &str, at: i64) -> Value {
        let verifier = pem("PUBLIC KEY", &key.public());
        self.bundle(statement, key, id, &verifier, json!({"publicKey": {"hint": id}}), at)
    }

    fn bundle(
        &self,
        statement: &Value,
        key: &SigningKey,
        id: &str,
        verifier: &str,
        mut material: Value,
        at: i64,
    ) -> Value {
        let payload = statement.to_string().into_bytes();
        let kind = "application/vnd.in-toto+json";
        let mut message = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
        message.extend_from_slice(&payload);
        let signature = key.sign_base64(&message);
        material["tlogEntries"] = json!([self.entry(&payload, &signature, verifier, at)]);
        json!({
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": material,
            "dsseEnvelope": {
                "payloadType": kind,
                "payload": STANDARD.encode(&payload),
                "signatures": [{"sig": signature, "keyid": id}],
            },
        })
    }

    /// An entry of the log, with a signed timestamp, and a proof in a tree of one leaf.
    fn entry(&self, payload: &[u8], signature: &str, verifier: &str, at: i64) -> Value {
        let body = json!({
            "apiVersion": "0.0.1", "kind": "dsse",
            "spec": {
                "envelopeHash": {"algorithm": "sha256", "value": "00".repeat(32)},
                "payloadHash": {"algorithm": "sha256", "value": hex(&sha256(payload))},
                "signatures": [{"signature": signature, "verifier": STANDARD.encode(verifier)}],
            },
        });
        let body = body.to_string();
        let root = STANDARD.encode(sha256(&[&[0], body.as_bytes()].concat()));
        let note = format!("{ORIGIN}\n1\n{root}\n");
        let hinted = [self.log.id().get(..4).unwrap_or_default(), &self.log.sign(note.as_bytes())].concat();
        let body = STANDARD.encode(&body);
        // The keys stand in the order of RFC 8785.
        let promised =
            format!(r#"{{"body":"{body}","integratedTime":{at},"logID":"{}","logIndex":0}}"#, hex(&self.log.id()));
        json!({
            "logIndex": "0",
            "logId": {"keyId": STANDARD.encode(self.log.id())},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": at.to_string(),
            "inclusionPromise": {"signedEntryTimestamp": self.log.sign_base64(promised.as_bytes())},
            "inclusionProof": {
                "logIndex": "0", "rootHash": root, "treeSize": "1", "hashes": [],
                "checkpoint": {"envelope": format!("{note}\n— {ORIGIN} {}\n", STANDARD.encode(hinted))},
            },
            "canonicalizedBody": body,
        })
    }
}

/// A certified bundle as an attestation of PEP 740.
pub fn pypi_attestation(bundle: &Value) -> Value {
    let material = &bundle["verificationMaterial"];
    json!({
        "version": 1,
        "verification_material": {
            "certificate": material["certificate"]["rawBytes"],
            "transparency_entries": material["tlogEntries"],
        },
        "envelope": {
            "statement": bundle["dsseEnvelope"]["payload"],
            "signature": bundle["dsseEnvelope"]["signatures"][0]["sig"],
        },
    })
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes).as_ref().try_into().expect("SHA-256 has 32 bytes")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn pem(label: &str, bytes: &[u8]) -> String {
    let encoded = STANDARD.encode(bytes);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("base64 is ASCII")).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
