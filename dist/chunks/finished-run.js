import { pullRequestOfRun } from "../rooms/forge-github.js";

export { pullRequestOfRun };