import { resolveBase, resolveSide, resolveSides } from "../rooms/git.js";

export { resolveBase };