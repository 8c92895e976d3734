import { GitHubForge, openGitHubForge } from "../rooms/forge-github.js";

export { openGitHubForge };