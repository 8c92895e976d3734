import { command, defaultBranch } from "../chunks/diff.js";

export { command };