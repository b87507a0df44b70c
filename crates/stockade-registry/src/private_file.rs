//! Files of the user's alone that are there whole or not at all.

use std::fs::{DirBuilder, File};
use std::io;
use std::path::Path;

/// Makes a folder, and what is missing above it, for the user alone (0700). One that is there stays as it is.
///
/// # Errors
/// What the system says.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file of the user's alone (0600) beside its place, whose folder is made, and moves it there whole. It is not synced:
/// whoever needs that has `with` do it.
///
/// # Errors
/// What the system says, or `with`; then whatever stood there stays.
pub fn write(path: &Path, with: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    make_folder(folder)?;
    // Temporary files are the user's alone from the start.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    with(file.as_file_mut())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_file_is_there_whole_or_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/file");
        write(&path, |file| file.write_all(b"one")).unwrap();
        let failed = write(&path, |file| {
            file.write_all(b"tw")?;
            Err(io::Error::other("no space"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "no space");
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
        #[cfg(unix)]
        for (path, mode) in
            [(path.as_path(), 0o600), (path.parent().unwrap(), 0o700), (&folder.path().join("a"), 0o700)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, mode);
        }
    }
}
