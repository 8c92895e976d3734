import { accepted, digestOf, manifestLimit, openRegistry } from "../rooms/registry.js";

export { openRegistry };