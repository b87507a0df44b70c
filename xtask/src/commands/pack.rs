//! `cargo xtask pack`: the knowledge pack as a file to publish, and the check that it is the recorded one.
//!
//! - the build of `stockade-pack` compiles it from `packs/`; this task only hands it out and compares digests;
//! - `--sign` seals what `--out` writes with a minisign secret key, which lies outside the repository and is never copied;
//!   `--new-key` makes a pair for development, the secret half readable by its owner alone;
//! - `packs/DIGEST` records the digest of each version: a table that changes without a new version fails `--check`, so that
//!   every change of what the program knows is seen in a review, and the same tables give the same bytes on every machine;
//! - without `--check` the version is raised where the tables give other bytes than those recorded under it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use minisign::{KeyPair, SecretKeyBox};
use stockade_names::pack::{build, signature, tables};

use crate::workspace;
use history::History;

mod history;

/// Arguments of `pack`.
#[derive(Debug, clap::Args)]
pub(crate) struct Pack {
    /// Only say whether `packs/DIGEST` is that of the tables.
    #[arg(long)]
    check: bool,
    /// Write the pack to this file too.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Sign it with this secret key file (minisign). The password of an encrypted key is read from the terminal.
    #[arg(long, value_name = "KEYFILE", requires = "out")]
    sign: Option<PathBuf>,
    /// Make a key pair: the secret half in this file, without a password, the public half printed.
    #[arg(long, value_name = "KEYFILE", exclusive = true)]
    new_key: Option<PathBuf>,
}

impl Pack {
    /// Compares or records the digest, and writes the pack where that is asked for.
    pub(crate) fn run(&self) -> Result<()> {
        if let Some(path) = &self.new_key {
            return new_key(path);
        }
        let root = workspace::root()?;
        let folder = root.join("packs");
        let recorded = std::fs::read_to_string(folder.join("DIGEST")).context("cannot read `packs/DIGEST`")?;
        let recorded = History::parse(&recorded).context("`packs/DIGEST`")?;
        for earlier in history::committed(&root) {
            recorded.goes_on(&earlier).context("`packs/DIGEST`")?;
        }
        let pack = if self.check {
            recorded.holds(&stockade_pack::id()?).context("`packs/DIGEST`")?;
            stockade_pack::embedded()?.clone()
        } else {
            record(&folder, recorded)?
        };
        if let Some(out) = &self.out {
            let bytes = match &self.sign {
                Some(key) => signed(pack.bytes(), key)?,
                None => pack.bytes().to_vec(),
            };
            std::fs::write(out, bytes).with_context(|| format!("cannot write `{}`", out.display()))?;
        }
        let counts = tables::summary(&tables::read(&folder)?);
        let counts: Vec<String> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        let id = pack.id();
        println!("pack {}: {}, {} bytes, sha256 {}", id.version, counts.join(", "), pack.bytes().len(), id.digest);
        Ok(())
    }
}

/// The pack of the tables, its version raised where it has to be, and recorded.
fn record(folder: &Path, mut recorded: History) -> Result<stockade_names::Pack> {
    let mut input = tables::read(folder)?;
    let mut pack = stockade_names::Pack::open(build::build(&input)?)?;
    if recorded.ends_with(&pack.id()) {
        return Ok(pack);
    }
    let today = jiff::Timestamp::now().strftime("%Y%m%d").to_string().parse()?;
    let version = recorded.version(input.version, today);
    if version != input.version {
        println!("the tables have changed: version {} becomes {version}", input.version);
        input.version = version;
        pack = stockade_names::Pack::open(build::build(&input)?)?;
        std::fs::write(folder.join("VERSION"), format!("{version}\n")).context("cannot write `packs/VERSION`")?;
    }
    recorded.push(pack.id());
    std::fs::write(folder.join("DIGEST"), recorded.text()).context("cannot write `packs/DIGEST`")?;
    Ok(pack)
}

/// The pack with a signature, which is checked before it is handed out.
fn signed(bytes: &[u8], key: &Path) -> Result<Vec<u8>> {
    let text = std::fs::read_to_string(key).with_context(|| format!("cannot read `{}`", key.display()))?;
    let open = || SecretKeyBox::from_string(&text);
    // Without a password first: a key for development has none.
    let secret = open()?.into_unencrypted_secret_key().or_else(|_| open()?.into_secret_key(None));
    let secret =
        secret.with_context(|| format!("`{}` is no minisign secret key, or the password is wrong", key.display()))?;
    stockade_names::Pack::open(bytes.to_vec())?.walk()?;
    let part = signature::signed_part(bytes)?;
    let seal = minisign::sign(None, &secret, part, Some("Stockade knowledge pack"), None)?.into_string();
    let sealed = signature::attach(bytes, &seal)?;
    let public = minisign::PublicKey::from_secret_key(&secret)?.to_base64();
    signature::verify(&sealed, &[public.as_str()])?;
    if !stockade_pack::PUBLISHERS.contains(&public.as_str()) {
        eprintln!("note: no program takes this pack yet: `{public}` is not one of its publishers");
    }
    Ok(sealed)
}

fn new_key(path: &Path) -> Result<()> {
    let pair = KeyPair::generate_unencrypted_keypair()?;
    let secret = pair.sk.to_box(Some("Stockade pack publisher, development"))?.into_string();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(|| format!("cannot create `{}`", path.display()))?;
    file.write_all(secret.as_bytes())?;
    println!("{}", pair.pk.to_base64());
    Ok(())
}
