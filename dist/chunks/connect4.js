import { connectLocal } from "../rooms/forge-local.js";

export { connectLocal };