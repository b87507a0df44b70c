//! A process as the system tells of it (proc(5)).

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;

use serde::{Deserialize, Serialize};

/// What is known of a process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// The name of its program, as far as the system keeps it (15 bytes).
    pub name: String,
    /// What started it, or took it over when that was gone; 0 for the first process.
    pub parent: u32,
    /// The process that leads its session.
    pub session: u32,
    /// The device number of its terminal, 0 without one.
    pub(super) terminal: i32,
    /// When it was started, in ticks since the machine was.
    pub(super) started: u64,
    /// The user who started it.
    pub(super) uid: u32,
    /// Its control groups. A process that slips away from its parent stays in them; none where the system has none.
    pub(super) groups: Option<String>,
    /// Whether it is a user's service manager, and not only called like one.
    pub(super) manager: bool,
}

impl Process {
    /// The process with this number; none where there is none, or the system does not show it.
    pub(super) fn look(pid: u32) -> Option<Self> {
        let text = read(pid, "stat")?;
        // The name stands in parentheses and may hold any character, these too.
        let (name, rest) = text.split_once('(')?.1.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
        let status = read(pid, "status")?;
        let users = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
        let parent = fields.get(1)?.parse().ok()?;
        let uid = users.split_ascii_whitespace().next()?.parse().ok()?;
        let groups = read(pid, "cgroup");
        Some(Self {
            pid,
            name: name.to_owned(),
            parent,
            session: fields.get(3)?.parse().ok()?,
            terminal: fields.get(4)?.parse().ok()?,
            started: fields.get(19)?.parse().ok()?,
            uid,
            manager: name == MANAGER && parent == 1 && is_manager(pid, uid, groups.as_deref()),
            groups,
        })
    }

    /// This process and what it descends from, itself first. None where one of them cannot be told.
    pub(super) fn chain(pid: u32) -> Option<Vec<Self>> {
        let (mut chain, mut at): (Vec<Self>, _) = (Vec::new(), pid);
        while at != 0 {
            let found = Self::look(at)?;
            // A parent is never younger: its number went to another process while we looked.
            if chain.len() == DEEPEST || chain.last().is_some_and(|child| found.started > child.started) {
                return None;
            }
            at = found.parent;
            chain.push(found);
        }
        (!chain.is_empty()).then_some(chain)
    }

    /// Whether it is the shell, or whatever else leads the session, of a terminal.
    pub(super) const fn leads_terminal(&self) -> bool {
        self.session == self.pid && self.terminal != 0
    }

    /// Whether it takes over processes whose parents are gone: the first one, or a user's service manager.
    pub(super) const fn adopts(&self) -> bool {
        self.pid == 1 || self.manager
    }

    /// Whether it may be one that does. A name is anybody's to choose: this may refuse more, and must allow nothing.
    pub(super) fn may_adopt(&self) -> bool {
        self.adopts() || self.name == MANAGER
    }

    /// Whether the file that it runs, or its name, is Stockade's.
    pub(super) fn is_stockade(&self) -> bool {
        let file = fs::read_link(format!("/proc/{}/exe", self.pid));
        // An update that replaced it leaves a mark behind the name.
        let file = file.ok().and_then(|file| file.file_name().map(|name| name.to_string_lossy().into_owned()));
        self.name == PROGRAM || file.is_some_and(|file| file.trim_end_matches(" (deleted)") == PROGRAM)
    }

    /// The file of its terminal, from the device number (makedev(3), devices.txt of the kernel).
    pub(super) fn terminal_name(&self) -> Option<String> {
        let device = u32::try_from(self.terminal).ok().filter(|device| *device != 0)?;
        let (major, minor) = ((device >> 8) & 0xfff, (device & 0xff) | ((device >> 12) & 0xfff00));
        Some(match major {
            136..=143 => format!("/dev/pts/{}", (major - 136) * 256 + minor),
            4 if minor < 64 => format!("/dev/tty{minor}"),
            4 => format!("/dev/ttyS{}", minor - 64),
            _ => format!("terminal {major}:{minor}"),
        })
    }
}

/// What a service manager is called.
const MANAGER: &str = "systemd";

/// Whether it runs the system's service manager: a file of that name that only root can write. A manager with
/// capabilities of its own (systemd 254 gives `CAP_WAKE_ALARM`) does not let its user look; then its control group says
/// it, which the system keeps for managers (`user@.service(5)`).
fn is_manager(pid: u32, uid: u32, groups: Option<&str>) -> bool {
    let file = format!("/proc/{pid}/exe");
    let Ok(target) = fs::read_link(&file) else {
        let own = format!("/user@{uid}.service/init.scope");
        return groups.is_some_and(|groups| groups.lines().any(|line| line.ends_with(&own)));
    };
    let is_roots = fs::metadata(file).is_ok_and(|found| found.uid() == 0 && found.mode() & 0o022 == 0);
    is_roots && target.file_name().is_some_and(|name| name == MANAGER)
}

/// No sound tree is deeper.
const DEEPEST: usize = 128;

/// What our own program is called.
const PROGRAM: &str = "stockade";

/// A file of the system about a process. Such files say that they are empty, and each read has the system write them anew: so
/// there is room for all of it from the start.
fn read(pid: u32, name: &str) -> Option<String> {
    let mut text = Vec::with_capacity(4096);
    // Nor is the system asked how much it is: a limit that is never met keeps that from being tried.
    fs::File::open(format!("/proc/{pid}/{name}")).ok()?.take(u64::MAX).read_to_end(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_known_down_to_the_first() {
        let chain = Process::chain(std::process::id()).unwrap();
        let own = chain.first().unwrap();
        assert_eq!(own.pid, std::process::id());
        assert_eq!(own.uid, nix::unistd::getuid().as_raw());
        assert_eq!(own.session, nix::unistd::getsid(None).unwrap().as_raw().cast_unsigned());
        assert_eq!(chain.get(1).unwrap().pid, nix::unistd::getppid().as_raw().cast_unsigned());
        assert_eq!(chain.last().unwrap().parent, 0);
        assert!(own.started > 0);
        assert_eq!(Process::chain(0), None);
    }

    #[test]
    fn terminals_have_names() {
        let on = |terminal| Process { terminal, ..Process::look(std::process::id()).unwrap() }.terminal_name();
        assert_eq!(on(0), None);
        assert_eq!(on((136 << 8) | 7).unwrap(), "/dev/pts/7");
        assert_eq!(on((137 << 8) | 1).unwrap(), "/dev/pts/257");
        assert_eq!(on((136 << 8) | 0x2c | (1 << 20)).unwrap(), "/dev/pts/300");
        assert_eq!(on((4 << 8) | 1).unwrap(), "/dev/tty1");
    }
}
