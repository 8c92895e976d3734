import { complete, likelyBranch } from "./complete.js";

export { complete };