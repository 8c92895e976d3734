import { isTracked } from "../rooms/git.js";

export { isTracked };