import { GitHubForge, openGitHubForge, startsNoWorkflows } from "../rooms/forge-github.js";

export { openGitHubForge, startsNoWorkflows };