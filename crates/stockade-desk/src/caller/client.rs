//! The client of a gate: the processes that may have an agent in them.
//!
//! Constraints:
//! - it is whatever started the gate, and what started that, and so on: which of them is the client and which a wrapper
//!   cannot be told;
//! - it ends where nobody's client begins: below the first process, a user's service manager, another user's process and
//!   the programs of a desktop ([`DESKTOPS`]), and with the shell of the terminal that it runs in;
//! - what is not known to be a desktop is the client's. That refuses a human now and then, and never takes an agent for one.

use std::thread::{self, JoinHandle};

use serde::{Deserialize, Serialize};

use super::Refusal;
use super::process::Process;

/// Programs that start clients and terminals alike: sessions, window managers, panels, launchers. As the system keeps
/// names, cut to 15 bytes.
const DESKTOPS: &[&str] = &[
    "Hyprland",
    "Xorg",
    "albert",
    "awesome",
    "bspwm",
    "budgie-panel",
    "budgie-wm",
    "cinnamon",
    "cinnamon-sessio",
    "cosmic-comp",
    "cosmic-launcher",
    "cosmic-panel",
    "cosmic-session",
    "dbus-broker",
    "dbus-broker-lau",
    "dbus-daemon",
    "dde-session",
    "dwl",
    "dwm",
    "enlightenment",
    "fluxbox",
    "fuzzel",
    "gala",
    "gnome-panel",
    "gnome-session",
    "gnome-session-b",
    "gnome-session-i",
    "gnome-session-s",
    "gnome-shell",
    "herbstluftwm",
    "i3",
    "icewm",
    "icewm-session",
    "kded5",
    "kded6",
    "kglobalacceld",
    "krunner",
    "ksmserver",
    "kwin_wayland",
    "kwin_x11",
    "labwc",
    "leftwm",
    "lxpanel",
    "lxqt-globalkeys",
    "lxqt-panel",
    "lxqt-runner",
    "lxqt-session",
    "lxsession",
    "marco",
    "mate-panel",
    "mate-session",
    "metacity",
    "muffin",
    "mutter",
    "niri",
    "openbox",
    "pantheon-sessio",
    "plasma_session",
    "plasmashell",
    "qtile",
    "river",
    "rofi",
    "spectrwm",
    "startplasma-way",
    "startplasma-x11",
    "sway",
    "swaybg",
    "sxhkd",
    "ulauncher",
    "uwsm",
    "waybar",
    "wayfire",
    "weston",
    "wofi",
    "x-session-manag",
    "xfce4-panel",
    "xfce4-session",
    "xfdesktop",
    "xfwm4",
    "xinit",
    "xmonad",
];

/// The processes of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The nearest to the gate first.
    members: Vec<Process>,
    /// Everything above the gate: numbers, and when each was started, for a number is given away again.
    above: Vec<(u32, u64)>,
    /// The control groups of the gate and of the members.
    groups: Vec<Option<String>>,
}

impl Client {
    /// The client of the gate with this number. None where that cannot be told.
    pub fn of_gate(gate: u32) -> Option<Self> {
        let chain = Process::chain(gate)?;
        Some(Self::of_chain(&chain))
    }

    pub(crate) fn of_chain(chain: &[Process]) -> Self {
        let members = members(chain);
        let groups = members.iter().chain(chain.first()).map(|process| process.groups.clone()).collect();
        Self { members, above: chain.iter().skip(1).map(|process| (process.pid, process.started)).collect(), groups }
    }

    /// Whether nobody of this chain can be the client's, now or when the client still ran.
    ///
    /// # Errors
    /// [`Refusal`] with who is, or may be.
    pub(crate) fn stands_apart(&self, chain: &[Process]) -> Result<(), Refusal> {
        if let Some(Process { pid, name, .. }) = self.holds(chain) {
            return Err(Refusal::Agent { pid: *pid, name: name.clone() });
        }
        match self.lost(chain) {
            Some(Process { pid, name, .. }) => Err(Refusal::Lost { pid: *pid, name: name.clone() }),
            // A chain of nobody says nothing.
            None if chain.is_empty() => Err(Refusal::Unknown),
            None => Ok(()),
        }
    }

    /// The process of this chain that belongs to the client.
    pub(super) fn holds<'a>(&self, chain: &'a [Process]) -> Option<&'a Process> {
        let is_same = |one: &Process, other: &Process| one.pid == other.pid && one.started == other.started;
        chain.iter().find(|process| self.members.iter().any(|member| is_same(member, process)))
    }

    /// The process of this chain that may have slipped away from the client: one that was taken over by a process that
    /// adopts, is younger than the client, and lives where that does. A terminal window of its own lives elsewhere
    /// wherever a service manager starts them, and one that was there before is no child of the client.
    ///
    /// Each process that may adopt is looked at, and whoever answers is never one: an agent that calls a process of its
    /// own like a service manager is only looked at once more.
    pub(super) fn lost<'a>(&self, chain: &'a [Process]) -> Option<&'a Process> {
        let since = self.members.iter().map(|member| member.started).min()?;
        let user = self.members.first()?.uid;
        let adopters = chain.iter().enumerate().skip(1).filter(|(_, process)| process.may_adopt());
        adopters.filter_map(|(at, _)| chain.get(..at)).find_map(|below| {
            let top = below.last()?;
            // Another user's process on the way, as that of a login, started it: nothing was lost.
            let may = below.iter().all(|process| process.uid == user) && !self.above.contains(&(top.pid, top.started));
            (may && top.started >= since && self.groups.contains(&top.groups)).then_some(top)
        })
    }
}

/// A look at the client of the gate that this process is, while the gate does other things. The system takes a while to tell of
/// a process, and a gate may have many above it.
#[derive(Debug)]
pub struct Search(Option<JoinHandle<Option<Client>>>);

impl Search {
    /// To be begun, and ended, before there is a server: one that runs could end a process in between, and what is above
    /// then would be another client.
    pub fn begin() -> Self {
        let thread = thread::Builder::new().name("client-search".to_owned());
        Self(thread.spawn(|| Client::of_gate(std::process::id())).ok())
    }

    /// The client. None where it cannot be told.
    pub(crate) fn end(self) -> Option<Client> {
        match self.0 {
            Some(thread) => thread.join().ok().flatten(),
            // There was no thread for it.
            None => Client::of_gate(std::process::id()),
        }
    }
}

fn members(chain: &[Process]) -> Vec<Process> {
    let mut members = Vec::new();
    let Some((gate, above)) = chain.split_first() else { return members };
    for process in above {
        // A container may have nothing but a client: then that is the first process.
        let adopts = process.adopts() && !(process.pid == 1 && members.is_empty());
        if process.uid != gate.uid || adopts || DESKTOPS.contains(&process.name.as_str()) {
            break;
        }
        members.push(process.clone());
        if process.leads_terminal() {
            break;
        }
    }
    members
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A chain of number, name, session and terminal. Each is as old as its number is low, and all live in one control
    /// group.
    pub(crate) fn chain(words: &[(u32, &str, u32, i32)]) -> Vec<Process> {
        let parents = words.iter().skip(1).map(|(pid, ..)| *pid).chain([0]);
        let uid = |name: &str| if matches!(name, "init" | "sshd") { 0 } else { 1000 };
        words
            .iter()
            .zip(parents)
            .map(|((pid, name, session, terminal), parent)| Process {
                manager: *name == "systemd" && parent == 1,
                pid: *pid,
                name: (*name).to_owned(),
                parent,
                session: *session,
                terminal: *terminal,
                started: u64::from(*pid),
                uid: uid(name),
                groups: None,
            })
            .collect()
    }

    fn names(chain: &[Process]) -> Vec<String> {
        members(chain).into_iter().map(|member| member.name).collect()
    }

    #[test]
    fn a_client_ends_where_terminals_and_desktops_begin() {
        // In a terminal: with its shell.
        let of = chain(&[
            (90, "stockade", 90, 0),
            (80, "sh", 70, 7),
            (75, "claude", 70, 7),
            (70, "bash", 70, 7),
            (60, "xterm", 60, 0),
            (1, "init", 1, 0),
        ]);
        assert_eq!(names(&of), ["sh", "claude", "bash"]);
        // From a desktop: all processes of the editor.
        for desktop in ["systemd", "gnome-shell", "i3"] {
            let of = chain(&[
                (90, "stockade", 9, 0),
                (80, "code", 9, 0),
                (75, "code", 9, 0),
                (9, desktop, 9, 0),
                (1, "init", 1, 0),
            ]);
            assert_eq!(names(&of), ["code", "code"], "{desktop}");
        }
        // What nobody knows is not taken for a desktop.
        let of = chain(&[(90, "stockade", 9, 0), (80, "code", 9, 0), (9, "homemade", 9, 0), (1, "init", 1, 0)]);
        assert_eq!(names(&of), ["code", "homemade"]);
        // Over a network: up to the other user's process.
        let of = chain(&[(90, "stockade", 9, 0), (80, "sshd-session", 9, 0), (9, "sshd", 9, 0), (1, "init", 1, 0)]);
        assert_eq!(names(&of), ["sshd-session"]);
    }

    #[test]
    fn a_number_that_was_given_away_is_somebody_else() {
        let of =
            Client::of_chain(&chain(&[(90, "stockade", 9, 0), (80, "code", 9, 0), (9, "i3", 9, 0), (1, "init", 1, 0)]));
        let mut other = chain(&[(99, "bash", 99, 7), (80, "xterm", 9, 0), (9, "i3", 9, 0), (1, "init", 1, 0)]);
        assert_eq!(of.holds(&other).map(|process| process.pid), Some(80));
        other.get_mut(1).unwrap().started = 95;
        assert_eq!(of.holds(&other), None);
    }

    #[test]
    fn desktops_have_the_names_that_the_system_keeps() {
        assert!(DESKTOPS.is_sorted() && DESKTOPS.iter().all(|name| name.len() <= 15));
    }
}
