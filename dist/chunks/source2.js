import { openGitLabSource } from "../rooms/forge-gitlab.js";

export { openGitLabSource };