import { __toESM } from "../chunks/rolldown-runtime.js";
import { once } from "./tree.js";
import { BlockList, isIPv4, isIPv6 } from "node:net";

// src/net/proxy.ts
function fetchFor(url, environment, certificates = []) {
	const proxy = proxyOf(url, environment);
	if (proxy === void 0 && certificates.length === 0) return globalThis.fetch;
	const open = once(async () => {
		const { Agent, fetch, ProxyAgent } = await import("../chunks/undici.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
		const tls = await withAuthorities(certificates);
		const dispatcher = proxy === void 0 ? new Agent({ connect: tls }) : new ProxyAgent({
			uri: proxy,
			requestTls: tls
		});
		return (input, init) => fetch(input, {
			...init,
			dispatcher
		});
	});
	const through = async (input, init) => (await open())(input, init);
	return through;
}
async function withAuthorities(certificates) {
	if (certificates.length === 0) return {};
	const { rootCertificates } = await import("node:tls");
	return { ca: [...rootCertificates, ...certificates] };
}
function proxyOf(url, environment) {
	const get = (name) => environment[name.toLowerCase()] || environment[name] || void 0;
	if (isLoopback(url.hostname) || isExcluded(url, get("NO_PROXY") ?? "")) return void 0;
	const proxy = get(url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY");
	return proxy === void 0 || /^https?:\/\//.test(proxy) ? proxy : `http://${proxy}`;
}
function isLoopback(host) {
	return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
function isExcluded(url, list) {
	const host = url.hostname.toLowerCase();
	const port = url.port || (url.protocol === "https:" ? "443" : "80");
	return list.toLowerCase().split(/[\s,]+/).filter(Boolean).map((entry) => entry.replace(/^\*?\./, "")).some((entry) => entry === "*" || [host, `${host}:${port}`].some((name) => isWithin(name, entry)));
}
function isWithin(name, domain) {
	return name === domain || name.endsWith(`.${domain}`);
}

// src/net/repositories.ts
function addressesOf(addresses) {
	return addresses === void 0 ? [] : typeof addresses === "string" ? [addresses] : addresses;
}
function isOneOf(addresses, address) {
	return addressesOf(addresses).some((own) => own === address || plainAddress(own) === plainAddress(address));
}
function plainAddress(url) {
	return url.trim().toLowerCase().replace(/^[a-z][a-z0-9+.-]*:\/\//, "").replace(/^[^@/]+@/, "").replace(/^(alt)?ssh\./, "").replace(/^([^/:]+):(\d+)\//, "$1/").replace(/^([^/:]+):/, "$1/").replace(/(?<!\/)\/+$/, "").replace(/\.git$/, "");
}

// src/net/body.ts
async function bodyUpTo(response, most) {
	const chunks = [];
	let length = 0;
	for await (const chunk of response.body ?? []) {
		length += chunk.length;
		if (length > most) return void 0;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

// src/net/plain-path.ts
function plainPath(url) {
	const isOfGit = url.search === "?service=git-upload-pack" && url.pathname.endsWith("/info/refs");
	if (url.search !== "" && !isOfGit) return void 0;
	let path;
	try {
		path = decodeURIComponent(url.pathname);
	} catch {
		return;
	}
	if (/%(2f|5c|2e|3b|25|23|3f)/i.test(url.pathname) || /[\\;%?#\0-\x1f\x7f]|\/\/|\/\.\.?(\/|$)/.test(path)) return void 0;
	return path.slice(1);
}

// src/net/addresses.ts
const special = new BlockList();
for (const network of [
	"0.0.0.0/8",
	"10.0.0.0/8",
	"100.64.0.0/10",
	"127.0.0.0/8",
	"169.254.0.0/16",
	"172.16.0.0/12",
	"192.0.0.0/24",
	"192.0.2.0/24",
	"192.88.99.0/24",
	"192.168.0.0/16",
	"198.18.0.0/15",
	"198.51.100.0/24",
	"203.0.113.0/24",
	"224.0.0.0/4",
	"240.0.0.0/4",
	"168.63.129.16/32"
]) {
	const [address = "", bits] = network.split("/");
	special.addSubnet(address, Number(bits), "ipv4");
}
const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");
for (const [address, bits] of [
	["2001::", 23],
	["2001:db8::", 32],
	["2002::", 16],
	["3fff::", 20]
]) special.addSubnet(address, bits, "ipv6");
function isPublicAddress(address) {
	if (isIPv4(address)) return !special.check(address, "ipv4");
	if (!isIPv6(address) || address.includes("%")) return false;
	const inner = innerAddress(address);
	if (inner !== void 0) return isPublicAddress(inner);
	return global.check(address, "ipv6") && !special.check(address, "ipv6");
}
function innerAddress(address) {
	const plain = new URL(`http://[${address}]`).hostname.slice(1, -1);
	const match = /^(?:::ffff:|64:ff9b::)(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/.exec(plain);
	if (!match) return void 0;
	const [high, low] = [Number.parseInt(match[1] ?? "0", 16), Number.parseInt(match[2] ?? "0", 16)];
	return [
		high >> 8,
		high & 255,
		low >> 8,
		low & 255
	].join(".");
}

export { addressesOf, bodyUpTo, fetchFor, isLoopback, isOneOf, isPublicAddress, plainAddress, plainPath, proxyOf, withAuthorities };