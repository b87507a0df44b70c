//! Asks `unicode-security` what every character looks like, and writes the answers down as numbers.
//!
//! - a character that looks like itself is left out; so is one that is taken apart before it is looked up (NFD).

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use unicode_normalization::is_nfd;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut table = String::from("static LOOKS: &[(char, u16, u8)] = &[");
    let mut texts = String::new();
    for character in '\0'..=char::MAX {
        let own = character.to_string();
        if !is_nfd(&own) {
            continue;
        }
        let looks: String = unicode_security::skeleton(&own).collect();
        if looks == own {
            continue;
        }
        // Many look alike: each text stands there once.
        let start = texts.find(&looks).unwrap_or_else(|| {
            texts.push_str(&looks);
            texts.len() - looks.len()
        });
        write!(table, "({character:?},{},{}),", u16::try_from(start)?, u8::try_from(looks.len())?)?;
    }
    write!(table, "];\nstatic TEXTS: &str = {texts:?};\n")?;
    let out = env::var_os("OUT_DIR").ok_or("cargo sets no `OUT_DIR`")?;
    Ok(fs::write(Path::new(&out).join("looks.rs"), table)?)
}
