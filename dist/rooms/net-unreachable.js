// src/net/unreachable.ts
const MOST_CAUSES = 5;
function reasonOfUnreachable(error) {
	const found = [];
	for (let one = error; one instanceof Error && found.length < MOST_CAUSES; one = one.cause) found.push(one);
	const messages = found.map(({ message }) => message).filter((message) => message !== "");
	const all = messages.join(" ");
	const [, node, curl] = /Proxy response \((\d{3})\)|CONNECT tunnel failed, response (\d{3})/.exec(all) ?? [];
	const status = node ?? curl;
	if (status !== void 0) return `the proxy responds with ${status}`;
	const certificate = messages.findLast((message) => isAboutCertificates(message));
	if (certificate !== void 0) return certificate.replace(/; if the root CA is installed[^]*$/, "");
	const deepest = found.at(-1);
	const code = typeof deepest?.code === "string" ? deepest.code : void 0;
	return deepest?.message || code || messages.at(-1) || String(error);
}
function cureOfUnreachable(reason) {
	if (reason.startsWith("the proxy responds with 407")) return "The proxy requires a user and a password. Add them to HTTPS_PROXY before the host name, separated by a colon and followed by an @, with special characters URL-encoded.";
	if (reason.startsWith("the proxy responds with")) return "Check HTTPS_PROXY, whether the proxy allows this host, and whether NO_PROXY should include it.";
	if (isAboutCertificates(reason)) return "If your own certificate authority signed the certificate of the server or of a proxy in between, set NODE_EXTRA_CA_CERTS to its file, and for git http.sslCAInfo or GIT_SSL_CAINFO. In GitLab jobs, CI_SERVER_TLS_CA_FILE is used as well.";
	return "Check the address, the network and the proxy (HTTPS_PROXY, NO_PROXY), or try again later.";
}
function isAboutCertificates(text) {
	return /certificate|self[- ]signed|\bCERT_|UNABLE_TO_(GET|VERIFY)/i.test(text);
}

export { cureOfUnreachable, reasonOfUnreachable };