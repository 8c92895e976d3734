import { GitHubSource, openGitHubSource } from "../chunks/forge-github.js";

export { openGitHubSource };