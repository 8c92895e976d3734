import { FairleadError, describeFault } from "../rooms/errors.js";
import { checkoutAround } from "../rooms/files.js";
import { addressOnHost, commits, originOf } from "../rooms/git.js";
import { plainAddress } from "../rooms/net.js";
import { readdir } from "node:fs/promises";

// src/entries/wire/job.ts
async function jobCheckout(git, context, warn) {
	if (warn) {
		await warnOfFolder(git, warn);
		if ((await readdir(git.directory).catch(() => [])).every((name) => NO_CHECKOUT.has(name))) warn(`${git.directory} is empty. ${git.cure("checkout")}`);
	}
	const origin = await originOf(git);
	const host = origin === void 0 ? void 0 : addressOnHost(origin);
	const known = (await git.tryAbout())?.defaultBranch;
	const change = await changeIn(git, host, context.change);
	const { into } = change ?? {};
	const forks = [change?.source, change?.own].filter((one) => one !== void 0 && into !== void 0 && !isSame(one.url, into.url));
	const fork = origin === void 0 ? void 0 : forks.find((one) => isAt(origin, one));
	const isFork = fork !== void 0 && into !== void 0 && !(host !== void 0 && isAt(host, into));
	const own = host === void 0 || isFork ? [] : [host];
	const isCertain = host !== void 0 || change !== void 0 && await isCheckedOut(git, change);
	const told = into !== void 0 && isCertain ? [into.url] : [];
	return {
		change,
		addresses: [...new Map([...told, ...own].map((one) => [plainAddress(one), one])).values()],
		defaultBranch: change?.defaultBranch ?? known,
		baseAt: isFork ? besides(origin, fork, into) ?? `${into.url}.git` : void 0
	};
}
const NO_CHECKOUT = /* @__PURE__ */ new Set([
	".git",
	".fairlead",
	"fairlead-report"
]);
async function warnOfFolder(git, warn) {
	const refusal = checkoutAround(git.directory) === void 0 ? void 0 : await git.refusal();
	if (refusal instanceof FairleadError) warn(`The address of this repository is not known: ${refusal.faults.map(describeFault).join(" ")}`);
	if ((await git.tryAbout())?.isSparse === true) warn(`This checkout is sparse: files that are not on disk are not seen, which may include apps and values files. ${git.cure("sparse")}`);
}
function addressesIn({ addresses }) {
	return addresses.length === 0 ? void 0 : addresses;
}
function wantedSides({ base, head }, { change }) {
	return {
		base: base !== void 0 && (/^0{40,64}$/.test(base) || base === change?.from[0]) ? void 0 : base,
		head
	};
}
function eventSides(wanted, { change, baseAt }, { job }) {
	if (!job.present) return void 0;
	const isOwnBase = wanted.base === void 0;
	const isBranch = isOwnBase || wanted.base === change?.base;
	return {
		from: isOwnBase && wanted.head === void 0 ? change?.from ?? [] : [],
		baseWas: isBranch ? change?.baseWas ?? [] : [],
		trialMerge: isBranch ? change?.trialMerge : void 0,
		head: change?.head,
		headAt: change?.headAt,
		headName: change?.headName,
		headRefs: change?.headRefs ?? [],
		isRequest: change?.isRequest ?? false,
		checkedOut: change?.checkedOut,
		baseAt
	};
}
async function changeIn(git, host, change) {
	if (change === void 0 || host === void 0) return change;
	const known = [
		change.into,
		change.source,
		change.own
	].filter((one) => one !== void 0);
	return known.length === 0 || known.some((one) => isAt(host, one)) || await isCheckedOut(git, change) ? change : void 0;
}
async function isCheckedOut(git, { checkedOut, head }) {
	const here = (await commits(git, ["HEAD"]).catch(() => void 0))?.get("HEAD")?.commit;
	return here !== void 0 && (here === checkedOut || here === head);
}
function isSame(one, other) {
	return plainAddress(one) === plainAddress(other);
}
function isAt(origin, { url, path }) {
	const [there, own, end] = [
		plainAddress(origin),
		plainAddress(url),
		`/${path.toLowerCase()}`
	];
	const [host] = there.split("/", 1);
	if (host === own.split("/", 1)[0]) return there === own || there === `${host}${end}`;
	return there.endsWith(end);
}
function besides(origin, fork, into) {
	const [, address = "", end = ""] = /^(.*?)((?:\.git)?\/?)$/.exec(origin ?? "") ?? [];
	const before = address.slice(0, address.length - fork.path.length);
	return address.toLowerCase() === `${before}${fork.path}`.toLowerCase() && /[/:]$/.test(before) ? `${before}${into.path}${end}` : void 0;
}
async function checkedOutBranch(git) {
	const head = await git.attempt([
		"symbolic-ref",
		"--short",
		"--quiet",
		"HEAD"
	]);
	return head.ok ? head.stdout.trim() : void 0;
}

export { addressesIn, checkedOutBranch, eventSides, jobCheckout, wantedSides, warnOfFolder };