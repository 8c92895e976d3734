import { require_undici } from "../packages/undici.js";
import { rootCertificates } from "node:tls";

// src/net/proxy.ts
var import_undici = require_undici();
function fetchFor(url, environment, certificates = []) {
	const proxy = proxyOf(url, environment);
	if (proxy === void 0 && certificates.length === 0) return globalThis.fetch;
	const ca = certificates.length === 0 ? void 0 : [...rootCertificates, ...certificates];
	const tls = ca === void 0 ? {} : { ca };
	const dispatcher = proxy === void 0 ? new import_undici.Agent({ connect: tls }) : new import_undici.ProxyAgent({
		uri: proxy,
		requestTls: tls
	});
	const through = (input, init) => (0, import_undici.fetch)(input, {
		...init,
		dispatcher
	});
	return through;
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

export { fetchFor, isLoopback };