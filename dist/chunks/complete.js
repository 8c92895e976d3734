import { complete, likelyBranch } from "../rooms/parents.js";

export { complete };