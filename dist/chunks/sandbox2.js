import { failedIn, findSandbox } from "./sandbox.js";

export { findSandbox };