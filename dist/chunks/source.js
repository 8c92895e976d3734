import { GitHubSource, openGitHubSource } from "../rooms/forge-github.js";

export { openGitHubSource };