// src/net/unreachable.ts
const MOST_CAUSES = 5;
function reasonOfUnreachable(error) {
	const found = [];
	for (let one = error; one instanceof Error && found.length < MOST_CAUSES; one = one.cause) found.push(one);
	const messages = found.map(({ message }) => message).filter((message) => message !== "");
	const all = messages.join(" ");
	const [, node, curl] = /Proxy response \((\d{3})\)|CONNECT tunnel failed, response (\d{3})/.exec(all) ?? [];
	const status = node ?? curl;
	if (status !== void 0) return `the proxy answers with ${status}`;
	const certificate = messages.findLast((message) => isAboutCertificates(message));
	if (certificate !== void 0) return certificate.replace(/; if the root CA is installed[^]*$/, "");
	const deepest = found.at(-1);
	const code = typeof deepest?.code === "string" ? deepest.code : void 0;
	return deepest?.message || code || messages.at(-1) || String(error);
}
function cureOfUnreachable(reason) {
	if (reason.startsWith("the proxy answers with 407")) return "It wants a user and a password: write them into HTTPS_PROXY in front of the name of the proxy, with a colon between and an @ behind them, and special characters URL-encoded.";
	if (reason.startsWith("the proxy answers with")) return "Check HTTPS_PROXY, whether the proxy allows this host, and whether NO_PROXY should name it.";
	if (isAboutCertificates(reason)) return "If an authority of your own has signed its certificate, or that of a proxy on the way: name its file in NODE_EXTRA_CA_CERTS, and for git in http.sslCAInfo or GIT_SSL_CAINFO. In jobs of GitLab, CI_SERVER_TLS_CA_FILE counts, too.";
	return "Check the address, the network and the proxy (HTTPS_PROXY, NO_PROXY), or try again later.";
}
function isAboutCertificates(text) {
	return /certificate|self[- ]signed|\bCERT_|UNABLE_TO_(GET|VERIFY)/i.test(text);
}

export { cureOfUnreachable, reasonOfUnreachable };