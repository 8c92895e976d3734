import { openGitHubComments } from "../rooms/forge-github.js";

export { openGitHubComments };