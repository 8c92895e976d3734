import { failedIn, findSandbox, sandboxesOf, works } from "../rooms/render-engine.js";

export { findSandbox };