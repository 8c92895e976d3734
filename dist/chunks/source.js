import { openGitHubSource } from "../rooms/forge-github.js";

export { openGitHubSource };