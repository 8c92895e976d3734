import { localComments } from "../rooms/forge-local.js";

export { localComments };