//! Compiles the tables of `packs/` into the pack that the program carries.
//!
//! The bytes depend on the tables alone, so that anybody can make the same pack, and what is reviewed is what is carried:
//! no compiled file stands in the repository. Each record of it is looked up once here, so that the program need not.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use stockade_names::Pack;
use stockade_names::pack::{build, tables};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
    let bytes = build::build(&tables::read(&folder)?)?;
    let pack = Pack::open(bytes.clone())?;
    pack.walk()?;
    let id = pack.id();
    let out = env::var_os("OUT_DIR").ok_or("cargo sets no `OUT_DIR`")?;
    fs::write(Path::new(&out).join("stockade.pack"), &bytes)?;
    println!("cargo::rustc-env=STOCKADE_PACK_DIGEST={}", id.digest);
    Ok(())
}
