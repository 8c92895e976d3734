import { LocalForge, openLocalForge } from "../chunks/forge-local.js";

export { openLocalForge };