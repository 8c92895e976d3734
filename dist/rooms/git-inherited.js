import { delimiter, isAbsolute } from "node:path";

// src/git/inherited.ts
const everybody = /* @__PURE__ */ new Set([
	"ALL_PROXY",
	"APPDATA",
	"COMMONPROGRAMFILES",
	"COMSPEC",
	"CURL_CA_BUNDLE",
	"DYLD_LIBRARY_PATH",
	"HOME",
	"HOMEDRIVE",
	"HOMEPATH",
	"HTTPS_PROXY",
	"HTTP_PROXY",
	"KRB5CCNAME",
	"KRB5_CONFIG",
	"LD_LIBRARY_PATH",
	"LD_PRELOAD",
	"LOCALAPPDATA",
	"LOGNAME",
	"MSYSTEM",
	"NIX_SSL_CERT_FILE",
	"NO_PROXY",
	"NSS_WRAPPER_GROUP",
	"NSS_WRAPPER_PASSWD",
	"PATH",
	"PATHEXT",
	"PROGRAMDATA",
	"PROGRAMFILES",
	"PROGRAMFILES(X86)",
	"RUNNER_TEMP",
	"SSH_AGENT_PID",
	"SSH_AUTH_SOCK",
	"SSL_CERT_DIR",
	"SSL_CERT_FILE",
	"SYSTEMDRIVE",
	"SYSTEMROOT",
	"TEMP",
	"TMP",
	"TMPDIR",
	"TZ",
	"USER",
	"USERNAME",
	"USERPROFILE",
	"WINDIR",
	"XDG_CACHE_HOME",
	"XDG_CONFIG_HOME",
	"XDG_DATA_HOME",
	"XDG_RUNTIME_DIR"
]);
const families = [
	{
		words: [
			"aws",
			"codecommit",
			"ecr"
		],
		variables: /^AWS_/
	},
	{
		words: [
			"gcloud",
			"gcr",
			"google"
		],
		variables: /^(CLOUDSDK|GOOGLE)_/
	},
	{
		words: [
			"acr",
			"az",
			"azure"
		],
		variables: /^(AZURE|ACR|IDENTITY|MSI)_/
	},
	{
		words: ["gcm", "manager"],
		variables: /^(GCM_|DBUS_SESSION_BUS_ADDRESS$|DISPLAY$|WAYLAND_DISPLAY$)/
	},
	{
		words: [
			"desktop",
			"libsecret",
			"secretservice"
		],
		variables: /^(DBUS_SESSION_BUS_ADDRESS|DISPLAY|WAYLAND_DISPLAY)$/
	},
	{
		words: ["pass"],
		variables: /^(PASSWORD_STORE_|GNUPGHOME$)/
	},
	{
		words: ["env"],
		variables: /^DOCKER_/
	},
	{
		words: ["gh"],
		variables: /^(GH_|GITHUB_TOKEN$|GITHUB_ENTERPRISE_TOKEN$)/
	},
	{
		words: ["glab"],
		variables: /^(GLAB_|GITLAB_TOKEN$|GITLAB_HOST$)/
	}
];
function inheritedVariables(base, isWanted = () => false) {
	const result = {};
	for (const [key, value] of Object.entries(base)) {
		const name = key.toUpperCase();
		if (value === void 0 || !(everybody.has(name) || isWanted(name))) continue;
		result[key] = name === "PATH" ? absoluteParts(value) : value;
	}
	return result;
}
function absoluteParts(path) {
	return path.split(delimiter).filter((part) => isAbsolute(part)).join(delimiter);
}
function variablesOfHelper(program) {
	const parts = program.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean);
	const known = families.filter(({ words }) => parts.some((part) => words.includes(part)));
	const own = parts[0] === void 0 ? void 0 : `${parts[0].toUpperCase()}_`;
	return (name) => known.length > 0 ? known.some(({ variables }) => variables.test(name)) : own !== void 0 && name.startsWith(own);
}
function namedVariables(command) {
	return new Set([...command.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name.toUpperCase()));
}

export { inheritedVariables, namedVariables, variablesOfHelper };