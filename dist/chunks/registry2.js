import { openRegistry } from "../rooms/registry.js";

export { openRegistry };