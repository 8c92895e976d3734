import { LocalForge, openLocalForge } from "../rooms/forge-local.js";

export { openLocalForge };