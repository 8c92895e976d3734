import { accepted, digestOf, manifestLimit, manifestOf, openRegistry } from "../rooms/registry.js";

export { openRegistry };