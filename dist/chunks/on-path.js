import { onPath } from "../rooms/render-engine.js";

export { onPath };