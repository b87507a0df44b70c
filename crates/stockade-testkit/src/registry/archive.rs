//! Archives, made in memory; the same files make the same bytes.

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Packed by gzip.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

/// A `.tar.gz` with everything in one folder, as npm and `sdist` have it.
pub(super) fn tarball(folder: &str, files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o755);
        header.set_mtime(499_162_500);
        builder.append_data(&mut header, format!("{folder}/{name}"), content.as_slice()).expect("memory takes it");
    }
    gzip(&builder.into_inner().expect("memory takes it"))
}

/// A pure wheel, its `RECORD` included.
pub(super) fn wheel(name: &str, version: &str, metadata: &str, files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let info = format!("{}-{version}.dist-info", name.replace('-', "_"));
    let mut all = files.to_vec();
    all.push((format!("{info}/METADATA"), metadata.as_bytes().to_vec()));
    let wheel = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
    all.push((format!("{info}/WHEEL"), wheel.into()));
    let mut record = String::new();
    for (path, content) in &all {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, content);
        record.push_str(&format!("{path},sha256={},{}\n", URL_SAFE_NO_PAD.encode(digest), content.len()));
    }
    record.push_str(&format!("{info}/RECORD,,\n"));
    all.push((format!("{info}/RECORD"), record.into_bytes()));
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (path, content) in &all {
        writer.start_file(path, options).expect("memory takes it");
        writer.write_all(content).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}
