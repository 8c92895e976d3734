import { failedIn, findSandbox, sandboxesOf, works } from "./sandbox2.js";

export { findSandbox };