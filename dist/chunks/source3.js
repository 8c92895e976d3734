import { LocalSource, openLocalSource } from "../rooms/forge-local.js";

export { openLocalSource };