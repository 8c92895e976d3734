import { findServer } from "../rooms/forge-gitlab.js";

export { findServer };